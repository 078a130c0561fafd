"""Boundary files are formed from true outlines, and an official file is used as it is."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from data.region import load_region
from data.region_layers import read_layer, write_layer
from scripts.derive_boundaries import main
from tests.tiny_region import build_tiny_region

SOURCES = """
[county]
source = "drawn"
licence = "none"
datum = "CGCS2000"
date = "2026"
schematic = false

[context]
source = "drawn"
licence = "none"
datum = "CGCS2000"
date = "2026"
schematic = false
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    region = build_tiny_region(tmp_path / "tiny")
    (region / "sources").mkdir()
    (region / "sources" / "sources.toml").write_text(SOURCES, encoding="utf-8")
    gpd.read_parquet(region / "boundaries" / "county.parquet").to_file(region / "sources" / "county.geojson")
    return region


@pytest.fixture
def official(folder: Path) -> Path:
    path = folder / "official.gpkg"
    gpd.read_parquet(folder / "boundaries" / "street.parquet")[["code", "geometry"]].to_file(path)
    return path


def derive(folder: Path, *words: str) -> None:
    main(["--region", str(folder), "--grids", "60", "--seed", "4", *words])


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "boundaries").iterdir())}


def test_formed_boundaries_make_a_sound_region_and_the_same_bytes_twice(folder: Path) -> None:
    derive(folder)
    first = files(folder)
    region = load_region(folder)
    assert len(region.grids) == 60
    assert [region.layers[level].schematic for level in ("county", "street", "community", "grid")] == [
        False, True, True, True,
    ]  # fmt: skip
    derive(folder)
    assert files(folder) == first


def test_an_official_street_layer_is_used_as_it_is(folder: Path, official: Path) -> None:
    before = gpd.read_parquet(folder / "boundaries" / "street.parquet")
    derive(
        folder,
        "--official",
        f"street={official}",
        "--datum",
        "street=CGCS2000",
        "--date",
        "street=2026-05-01",
    )
    region = load_region(folder)
    for old, new in zip(before.geometry, region.streets.geometry, strict=True):
        assert shapely.hausdorff_distance(old, new) < 2e-7
    layers = region.layers
    assert [layers[level].schematic for level in ("county", "street", "community", "grid")] == [
        False, False, True, True,
    ]  # fmt: skip
    assert (layers["street"].source, layers["street"].date) == ("official.gpkg", "2026-05-01")
    assert "union" in layers["county"].source


def test_an_official_community_layer_leaves_only_the_grids_made_up(folder: Path) -> None:
    path = folder / "communities.gpkg"
    gpd.read_parquet(folder / "boundaries" / "community.parquet")[["code", "geometry"]].to_file(path)
    derive(folder, "--official", f"community={path}", "--datum", "community=WGS84")
    region = load_region(folder)
    assert region.layers["community"].schematic is False
    assert region.layers["grid"].schematic is True
    assert set(region.grids["parent_code"]) == set(region.communities["code"])


def test_an_official_file_without_a_declared_datum_is_refused(folder: Path, official: Path) -> None:
    before = files(folder)
    with pytest.raises(SystemExit, match="declare the datum"):
        derive(folder, "--official", f"street={official}")
    with pytest.raises(SystemExit, match="not “GCJ02”"):
        derive(folder, "--official", f"street={official}", "--datum", "street=GCJ02")
    assert files(folder) == before


def test_an_official_file_that_misses_codes_or_overlaps_is_refused_with_all_reasons(
    folder: Path, official: Path
) -> None:
    before = files(folder)
    frame = gpd.read_file(official)
    frame.loc[0, "code"] = "990109009"
    frame.loc[1, "geometry"] = frame.geometry[1].union(frame.geometry[0])
    frame.to_file(official)
    with pytest.raises(SystemExit) as caught:
        derive(folder, "--official", f"street={official}", "--datum", "street=CGCS2000")
    told = str(caught.value)
    assert "missing: 990101001 (1)" in told
    assert "not in the register: 990109009 (1)" in told
    assert "overlap or unmatched edge" in told
    assert files(folder) == before


def test_an_official_file_without_codes_is_refused(folder: Path, official: Path) -> None:
    gpd.read_file(official).rename(columns={"code": "编号"}).to_file(official)
    with pytest.raises(SystemExit, match="no `code` column; found 编号"):
        derive(folder, "--official", f"street={official}", "--datum", "street=CGCS2000")


def test_a_level_that_does_not_exist_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        derive(folder, "--official", "hamlet=x.gpkg")
    assert "one of the levels county, street, community" in capsys.readouterr().err


def test_equal_frames_are_written_as_equal_bytes(folder: Path) -> None:
    path = folder / "boundaries" / "grid.parquet"
    first = path.read_bytes()
    frame, faults = read_layer(path, "grid")
    assert faults == []
    write_layer(frame, path, "grid")
    assert path.read_bytes() == first
