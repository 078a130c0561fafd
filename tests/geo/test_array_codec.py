"""Arrays travel to the map in few characters and arrive as they were."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo.array_codec import pack_classes, pack_numbers, unpack_classes, unpack_numbers

counts = hnp.arrays(
    np.float64, st.integers(0, 60), elements=st.integers(0, 2**40).map(float) | st.just(np.nan)
)
anything = hnp.arrays(
    np.float64, st.integers(0, 60), elements=st.floats(-1e12, 1e12) | st.just(np.nan) | st.just(np.inf)
)


@given(counts)
def test_counts_with_gaps_come_back_exactly(values: np.ndarray) -> None:
    packed = pack_numbers(values)
    assert packed[0] in ("varint", "none")
    np.testing.assert_array_equal(unpack_numbers(packed, len(values)), values)


@given(anything)
def test_any_numbers_come_back_exactly(values: np.ndarray) -> None:
    np.testing.assert_array_equal(unpack_numbers(pack_numbers(values), len(values)), values)


@given(hnp.arrays(np.int8, st.integers(1, 60), elements=st.integers(-2, 6)))
def test_classes_come_back_exactly(classes: np.ndarray) -> None:
    np.testing.assert_array_equal(unpack_classes(pack_classes(classes)), classes)


def test_missing_is_not_zero() -> None:
    values = np.array([0.0, np.nan, 127.0, 128.0])
    np.testing.assert_array_equal(unpack_numbers(pack_numbers(values), 4), values)


def test_a_column_without_any_figure_costs_nothing() -> None:
    assert pack_numbers(np.full(12_000, np.nan)) == ("none", "")


def test_figures_that_the_geometry_carries_cannot_be_unpacked_without_it() -> None:
    with pytest.raises(ValueError, match="geometry"):
        unpack_numbers(("unit", "population"), 3)
