"""An official file is read as it comes, its level, codes and datum are found, and every fault is told by unit."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from data.boundaries.proposal import Proposal, Settled, difference, proposals, proposed_layer
from data.boundaries.proposing import propose, revise
from data.boundaries.reading import SUFFIXES
from data.settings import Settings
from governance.errors import ContractError
from tests.boundary_files import layer, moved, shifted, written

STREETS = ("990101001", "990101100", "990102001", "990102200")


@pytest.fixture
def region(tiny_settings: Settings) -> Path:
    return tiny_settings.region_dir


def put(settings: Settings, frame: gpd.GeoDataFrame, path: Path, **settled: str) -> Proposal:
    file = written(frame, path)
    return propose(settings, file, file.name, by="张三", settled=Settled(**settled))


def kinds(item: Proposal, level: str = "error") -> set[str]:
    return {fault.kind for fault in item.faults if fault.level == level}


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".parquet", ".kml", ".fgb"])
def test_a_file_of_any_format_gives_the_same_layer(
    tiny_settings: Settings, region: Path, tmp_path: Path, suffix: str
) -> None:
    item = put(tiny_settings, moved(region), tmp_path / f"streets{suffix}")
    assert (item.state, item.level, item.units, item.code_column) == ("checked", "street", 4, "code")
    assert item.datum == "CGCS2000"
    assert list(proposed_layer(tiny_settings, item)["code"]) == list(STREETS)
    assert item.changed == 4 and item.moved_km2 > 0.1


def test_a_zipped_shapefile_in_gbk_is_read_wherever_it_lies_in_the_zip(
    tiny_settings: Settings, region: Path, tmp_path: Path
) -> None:
    names = ["西门街道", "板桥镇", "东山街道", "板桥乡"]
    moved(region)[["code", "geometry"]].assign(MC=names).to_file(tmp_path / "s.shp", encoding="GBK")
    (tmp_path / "s.cpg").unlink()
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as archive:
        for path in tmp_path.glob("s.[sdp]*"):
            if path.suffix != ".zip":
                archive.write(path, f"../../成果/2026/{path.name}")
    item = propose(tiny_settings, tmp_path / "s.zip", "街道.zip", by="张三")
    assert item.state == "checked"
    assert list(proposed_layer(tiny_settings, item)["name"]) == names
    assert not kinds(item, "warning")


def test_codes_padded_with_zeros_or_made_numbers_are_known(
    tiny_settings: Settings, region: Path, tmp_path: Path
) -> None:
    frame = moved(region)
    padded = frame[["geometry"]].assign(XZQDM=[code + "000" for code in frame["code"]], objectid=[1, 2, 3, 4])
    item = put(tiny_settings, padded, tmp_path / "padded.gpkg")
    assert (item.state, item.code_column) == ("checked", "XZQDM")
    numbers = frame[["geometry"]].assign(dm=[float(code) for code in frame["code"]])
    assert put(tiny_settings, numbers, tmp_path / "numbers.gpkg").state == "checked"


def test_gcj02_is_found_from_the_outer_border_and_brought_back(
    tiny_settings: Settings, region: Path, tmp_path: Path
) -> None:
    item = put(tiny_settings, shifted(moved(region)), tmp_path / "gcj.geojson")
    assert (item.state, item.datum) == ("checked", "GCJ02")
    straight = put(tiny_settings, moved(region), tmp_path / "straight.geojson")
    assert item.moved_km2 == pytest.approx(straight.moved_km2, abs=0.01)


def test_a_declared_datum_that_the_shapes_contradict_is_an_error_and_can_be_corrected(
    tiny_settings: Settings, region: Path, tmp_path: Path
) -> None:
    item = put(tiny_settings, shifted(moved(region)), tmp_path / "gcj.geojson", datum="WGS84")
    assert "datum_doubted" in kinds(item)
    assert revise(tiny_settings, item.proposal_id, Settled(datum="GCJ02")).state == "checked"


def test_another_place_has_no_datum_that_can_be_told(
    tiny_settings: Settings, region: Path, tmp_path: Path
) -> None:
    away = moved(region)
    away = away.set_geometry(away.geometry.translate(0.05, 0.02))
    assert "datum_unknown" in kinds(put(tiny_settings, away, tmp_path / "away.geojson"))


def test_missing_unknown_and_blank_codes_are_told_one_by_one(
    tiny_settings: Settings, region: Path, tmp_path: Path
) -> None:
    frame = moved(region)
    frame["code"] = ["990101001", "990101999", "990102001", ""]
    item = put(tiny_settings, frame, tmp_path / "codes.geojson")
    found = {(fault.kind, fault.units) for fault in item.faults}
    assert ("code_missing", ("990101100",)) in found and ("code_missing", ("990102200",)) in found
    assert ("code_unknown", ("990101999",)) in found
    assert any(kind == "code_blank" for kind, _ in found)
    assert item.state == "faulty"


def test_an_overlap_and_a_gap_name_their_units_their_place_and_their_size(
    tiny_settings: Settings, region: Path, tmp_path: Path
) -> None:
    frame = layer(region, "street")
    hole = shapely.box(103.05, 25.031, 103.055, 25.033)  # across the border of two streets
    shapes = [shape.difference(hole) for shape in frame.geometry]
    shapes[0] = shapes[0].union(shapely.box(103.0, 25.035, 103.019, 25.045))
    item = put(tiny_settings, frame.set_geometry(shapes, crs=frame.crs), tmp_path / "torn.geojson")
    assert {"overlap", "gap"} <= kinds(item)
    for fault in item.faults:
        if fault.kind in ("overlap", "gap"):
            assert fault.units and fault.place and fault.area_m2 and fault.area_m2 > 1_000


def test_slivers_of_a_metre_are_closed_and_told_as_a_note(
    tiny_settings: Settings, region: Path, tmp_path: Path
) -> None:
    frame = moved(region)
    rough = frame.set_geometry(frame.geometry.buffer(-3e-6, join_style="mitre"))
    rough = rough.set_geometry(rough.geometry.set_crs(frame.crs, allow_override=True))
    item = put(tiny_settings, rough, tmp_path / "rough.geojson")
    assert item.state == "checked", item.faults
    assert "mended" in kinds(item, "note")
    shapes = proposed_layer(tiny_settings, item).geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.length(shapely.intersection(shapes[0], shapes[2])) > 0, (
        "neighbours share their border again"
    )


def test_a_shape_that_crosses_itself_is_an_error_at_its_unit(
    tiny_settings: Settings, region: Path, tmp_path: Path
) -> None:
    frame = layer(region, "street")
    bow = shapely.Polygon([(103.0, 25.0), (103.05, 25.03), (103.05, 25.0), (103.0, 25.03)])
    shapes = [bow, *frame.geometry[1:]]
    item = put(tiny_settings, frame.set_geometry(shapes, crs=frame.crs), tmp_path / "bow.geojson")
    assert ("shape_broken", ("990101001",)) in {(fault.kind, fault.units) for fault in item.faults}


def test_exchanged_codes_show_by_name_and_by_the_known_place(
    tiny_settings: Settings, tmp_path: Path, tiny_region: Path
) -> None:
    frame = moved(tiny_region).assign(名称=["板桥镇", "西门街道", "东山街道", "板桥乡"])
    item = put(tiny_settings, frame, tmp_path / "exchanged.geojson")
    assert {fault.units for fault in item.faults if fault.kind == "name_differs"} == {
        ("990101001",),
        ("990101100",),
    }


def test_features_of_one_code_are_parts_of_one_unit(
    tiny_settings: Settings, region: Path, tmp_path: Path
) -> None:
    frame = layer(region, "street")
    half = shapely.box(103.0, 25.0, 103.02, 25.08)
    first = frame.iloc[[0]]
    rest = first.set_geometry(first.geometry.difference(half))
    cut = gpd.GeoDataFrame(
        {"code": ["990101001", *frame["code"][1:], "990101001"]},
        geometry=[first.geometry.iloc[0].intersection(half), *frame.geometry[1:], rest.geometry.iloc[0]],
        crs=frame.crs,
    )
    item = put(tiny_settings, cut, tmp_path / "parts.geojson")
    assert item.units == 4
    assert "parts_joined" in kinds(item, "note")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("noise.geojson", b"\x00\x01\x02noise"),
        ("empty.gpkg", b""),
        ("no.zip", b"PK\x03\x04broken"),
        ("points.geojson", b'{"type":"FeatureCollection","features":[]}'),
        ("sheet.xlsx", b"PK"),
        ("half.parquet", b"PAR1"),
    ],
)
def test_what_cannot_be_read_is_told_and_leaves_nothing(
    tiny_settings: Settings, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ContractError) as told:
        propose(tiny_settings, tmp_path / name, name, by="张三")
    assert told.value.remedy
    assert proposals(tiny_settings) == ()
    assert not list((tiny_settings.home / "boundaries" / "proposals").glob("*"))


def test_a_file_without_codes_of_the_region_is_refused_with_its_columns(
    tiny_settings: Settings, region: Path, tmp_path: Path
) -> None:
    frame = moved(region)[["geometry"]].assign(label=list("abcd"))
    with pytest.raises(ContractError, match="label"):
        put(tiny_settings, frame, tmp_path / "nameless.gpkg")


def test_the_layer_with_the_most_features_is_read_unless_another_is_named(
    tiny_settings: Settings, region: Path, tmp_path: Path
) -> None:
    path = tmp_path / "two.gpkg"
    moved(region).to_file(path, layer="streets")
    layer(region, "county").to_file(path, layer="counties")
    item = propose(tiny_settings, path, path.name, by="张三")
    assert (item.level, item.layer, set(item.layers)) == ("street", "streets", {"streets", "counties"})
    assert revise(tiny_settings, item.proposal_id, Settled(layer="counties")).level == "county"


def test_what_one_unit_loses_another_gains(tiny_settings: Settings, region: Path, tmp_path: Path) -> None:
    item = put(tiny_settings, moved(region), tmp_path / "s.geojson")
    found = difference(tiny_settings, item)
    units = found.units
    assert units["gained"].sum() == pytest.approx(units["lost"].sum(), abs=1e-6)
    assert (units["area_now"] - units["lost"] + units["gained"]).to_list() == pytest.approx(
        units["area_new"].to_list()
    )
    assert found.moved_km2 == pytest.approx(units["lost"].sum(), abs=1e-3)


def test_a_file_equal_to_what_is_in_force_changes_nothing(
    tiny_settings: Settings, region: Path, tmp_path: Path
) -> None:
    item = put(tiny_settings, layer(region, "street"), tmp_path / "same.parquet")
    assert (item.state, item.changed, item.moved_km2) == ("checked", 0, 0.0)


def test_grids_need_a_community_of_the_register_and_every_community_a_grid(
    tiny_settings: Settings, region: Path, tmp_path: Path
) -> None:
    grids = layer(region, "grid")
    grids.loc[0, "code"] = "990101009009001"
    grids = grids[grids["parent_code"] != "990102001001"]
    found = {(fault.kind, fault.units) for fault in put(tiny_settings, grids, tmp_path / "g.parquet").faults}
    assert ("orphan_grid", ("990101009009001",)) in found
    assert ("no_grid", ("990102001001",)) in found


def test_every_suffix_is_told_in_the_remedy_of_a_wrong_one(tiny_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "x.dwg").write_bytes(b"AC1032")
    with pytest.raises(ContractError) as told:
        propose(tiny_settings, tmp_path / "x.dwg", "x.dwg", by="张三")
    assert all(suffix in told.value.remedy for suffix in SUFFIXES)
