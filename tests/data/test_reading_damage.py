"""Noise and damaged files of every format: told in words or of no consequence, never a traceback."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data.staging.read import SUFFIXES
from tests.data.deliveries import (
    CONTRACTS,
    case,
    table,
    write_csv,
    write_geojson,
    write_shapefile_zip,
    write_xlsx,
)
from tests.data.old_workbook_bytes import xls_bytes
from tests.data.open_documents import KML, ods_table, write_ods
from tests.data.reading_faults import fault_of

BODY = table(CONTRACTS["gongan"], [case("gongan", n) for n in range(1, 4)])


@given(
    noise=st.binary(min_size=1, max_size=3_000),
    suffix=st.sampled_from([s for s in SUFFIXES if s not in (".xls", ".et")]),
)
@settings(max_examples=120, deadline=None)
def test_noise_under_any_name_is_told_in_words(
    noise: bytes, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("noise") / f"公安{suffix}"
    path.write_bytes(noise)
    assert fault_of(path) != ""


def _xlsx(folder: Path) -> Path:
    return write_xlsx(folder, "公安.xlsx", {"表": BODY})


def _ods(folder: Path) -> Path:
    return write_ods(folder / "公安.ods", ods_table("表", BODY))


def _kml(folder: Path) -> Path:
    (folder / "x.kml").write_text(KML, "utf-8")
    return folder / "x.kml"


def _frame() -> gpd.GeoDataFrame:
    columns = {
        c.header: [case("zhujian", n).get(c.name) for n in (1, 2)] for c in CONTRACTS["zhujian"].columns
    }
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(103.8, 25.5)] * 2, crs="EPSG:4326")


def _gpkg(folder: Path) -> Path:
    _frame().to_file(folder / "x.gpkg", engine="pyogrio")
    return folder / "x.gpkg"


def _parquet(folder: Path) -> Path:
    _frame().to_parquet(folder / "x.parquet")
    return folder / "x.parquet"


FORMS: dict[str, Callable[[Path], Path]] = {
    "csv": lambda folder: write_csv(folder, [case(number=n) for n in range(1, 4)]),
    "utf-16": lambda folder: write_csv(folder, [case()], encoding="utf-16"),
    "geojson": lambda folder: write_geojson(folder, [case("shijian")]),
    "shapefile": lambda folder: write_shapefile_zip(folder, [case("zhujian")]),
    "xlsx": _xlsx, "ods": _ods, "kml": _kml, "gpkg": _gpkg, "parquet": _parquet,
}  # fmt: skip
_MADE: dict[str, tuple[str, bytes]] = {}


def made(form: str, folder: Path) -> tuple[str, bytes]:
    """Name and bytes of a good file of that form; made once."""
    if form not in _MADE:
        path = FORMS[form](folder)
        _MADE[form] = (path.name, path.read_bytes())
    return _MADE[form]


def damaged(content: bytes, seed: int) -> bytes:
    """The content with bytes changed, cut out, doubled or cut off; inside the members of a zip as well."""
    chance = random.Random(seed)
    if content[:2] == b"PK" and chance.random() < 0.6:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice([n for n in parts if parts[n]])
        parts[name] = damaged(parts[name], seed + 1)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, part in parts.items():
                archive.writestr(member, part)
        return target.getvalue()
    spoilt = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(spoilt) or 1)
        how = chance.random()
        if how < 0.6 and spoilt:
            spoilt[at] = chance.choice([0, 0x22, 0x2C, 0x3C, 0xFF, chance.randrange(256)])
        elif how < 0.75:
            del spoilt[at : at + chance.randint(1, 40)]
        elif how < 0.9:
            spoilt[at:at] = spoilt[at : at + chance.randint(1, 200)]
        else:
            del spoilt[at:]
    return bytes(spoilt)


@given(form=st.sampled_from(sorted(FORMS)), seed=st.integers(0, 1 << 30))
@settings(max_examples=150, deadline=None)
def test_damage_of_any_kind_is_told_in_words_or_does_not_matter(
    form: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    name, content = made(form, folder)
    path = folder / name
    path.write_bytes(damaged(content, seed))
    fault_of(path)


@pytest.mark.parametrize("seed", range(4))
def test_damage_to_a_binary_workbook_is_told_in_words_or_does_not_matter(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "公安.xls"
    path.write_bytes(damaged(xls_bytes({"表": BODY}), seed))
    fault_of(path)
