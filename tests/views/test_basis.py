import numpy as np
import pytest

from data.reads import LADDERS, unit_path
from views.basis import Basis
from views.state import LADDER


@pytest.mark.parametrize("membership", list(LADDERS))
def test_the_path_out_of_memory_is_the_path_that_the_release_finds(basis: Basis, membership: str) -> None:
    for level in LADDER[membership]:
        for code in basis.units(level)["code"]:
            unit = basis.unit_row(level, code)
            assert unit is not None
            found = unit_path(basis.release, code, membership)
            assert list(basis.path(unit, membership)) == found


def test_units_by_position_and_columns_keep_the_order_of_the_published_geometry(basis: Basis) -> None:
    codes = basis.column("community", "code")
    assert [basis.unit_at("community", seq).code for seq in range(len(codes))] == codes.tolist()
    assert basis.units("community")["seq"].tolist() == list(range(len(codes)))


def test_a_code_that_a_unit_lacks_is_none_and_a_shared_column_cannot_be_changed(basis: Basis) -> None:
    assert set(basis.column("county", "grid_code")) == {None}
    with pytest.raises(ValueError, match="read-only"):
        basis.column("county", "code")[0] = np.nan
