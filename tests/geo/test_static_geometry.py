from __future__ import annotations

import gzip
import json
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.static_geometry import LEVELS, SIMPLIFY_DEG, STEP_DEG, write_static_geometry
from governance.errors import GeometryError
from tests.geo.topojson_decoder import arc_users, decode
from tests.geo.wiggly_units import small_context, wiggly_units


@pytest.fixture(scope="module")
def units() -> gpd.GeoDataFrame:
    return wiggly_units()


@pytest.fixture(scope="module")
def written(units: gpd.GeoDataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    static = tmp_path_factory.mktemp("static")
    return static / "geometry" / write_static_geometry(units, small_context(), static)


def read(folder: Path, name: str) -> Any:
    return json.loads(gzip.decompress((folder / f"{name}.topo.json.gz").read_bytes()))


def shapes(folder: Path, level: str) -> np.ndarray:
    return np.array(decode(read(folder, level), "units"), dtype=object)


@pytest.mark.parametrize("level", LEVELS)
def test_each_shape_differs_from_the_exact_one_by_less_than_the_simplification(
    written: Path, units: gpd.GeoDataFrame, level: str
) -> None:
    exact = units[units["level"] == level].sort_values("seq").geometry.to_numpy()
    drawn = shapes(written, level)
    assert len(drawn) == len(exact) and shapely.is_valid(drawn).all()
    strip = shapely.length(exact) * (SIMPLIFY_DEG + STEP_DEG)
    assert (shapely.area(shapely.symmetric_difference(drawn, exact)) < strip).all()
    assert (shapely.hausdorff_distance(drawn, exact) < 8 * SIMPLIFY_DEG).all()


@pytest.mark.parametrize("level", LEVELS)
def test_neighbours_share_every_border(written: Path, level: str) -> None:
    made = read(written, level)
    drawn = shapes(written, level)
    # The decoder multiplies in floating point, so put vertices back on whole steps before comparing.
    assert shapely.coverage_is_valid(shapely.transform(drawn, lambda c: np.rint(c / STEP_DEG)))
    users = arc_users(made, "units")
    assert all(len(set(who)) == len(who) <= 2 for who in users.values())
    # mesh(topology, object, (a, b) => a !== b) draws the arcs of two users: all borders, once.
    arcs = [np.cumsum(np.array(arc), axis=0) for arc in made["arcs"]]
    borders = sum(shapely.length(shapely.LineString(arcs[a])) for a, who in users.items() if len(who) == 2)
    outlines = shapely.length(drawn).sum() - shapely.length(shapely.union_all(drawn))
    assert borders * STEP_DEG == pytest.approx(outlines / 2)


@pytest.mark.parametrize("level", [level for level in LEVELS if level != "grid"])
def test_borders_of_coarse_levels_run_exactly_on_those_of_grids(written: Path, level: str) -> None:
    def edges(name: str) -> set[tuple[tuple[int, int], ...]]:
        found = set()
        for arc in read(written, name)["arcs"]:
            points = np.cumsum(np.array(arc), axis=0).tolist()
            found |= {tuple(sorted((tuple(a), tuple(b)))) for a, b in pairwise(points)}
        return found

    assert edges(level) <= edges("grid")


def test_simplification_leaves_out_most_of_the_fine_bends(written: Path, units: gpd.GeoDataFrame) -> None:
    exact = units[units["level"] == "grid"].geometry.to_numpy()
    assert (
        shapely.get_num_coordinates(shapes(written, "grid")).sum() < shapely.get_num_coordinates(exact).sum()
    )


def test_properties_are_those_of_the_unit_in_its_order(written: Path, units: gpd.GeoDataFrame) -> None:
    grid = units[units["level"] == "grid"].sort_values("seq").iloc[5]
    found = read(written, "grid")["objects"]["units"]["geometries"][5]["properties"]
    assert found == {
        "code": grid["code"],
        "name": grid["name"],
        "parent": grid["parent_code"],
        "street": grid["street_code"],
        "county": grid["county_code"],
        "zone": grid["zone_code"],
        "category": "1",
        "population": int(grid["population"]),
        "area_km2": round(grid["area_km2"], 6),
        "lon": round(grid["lon"], 5),
        "lat": round(grid["lat"], 5),
    }
    zone = units[units["level"] == "zone"].sort_values("seq").iloc[0]
    first = read(written, "zone")["objects"]["units"]["geometries"][0]["properties"]
    assert (first["code"], first["name_en"]) == (zone["code"], zone["name_en"])
    assert first["bbox"] == [round(zone[side], 5) for side in ("minx", "miny", "maxx", "maxy")]


def test_an_unknown_population_or_area_is_left_out(units: gpd.GeoDataFrame, tmp_path: Path) -> None:
    table = units.assign(population=np.nan, area_km2=np.nan)
    folder = tmp_path / "geometry" / write_static_geometry(table, small_context(), tmp_path)
    found = read(folder, "zone")["objects"]["units"]["geometries"][0]["properties"]
    assert "code" in found and not {"population", "area_km2"} & set(found)


def test_without_units_only_the_background_is_written(units: gpd.GeoDataFrame, tmp_path: Path) -> None:
    folder = tmp_path / "geometry" / write_static_geometry(units.iloc[:0], small_context(), tmp_path)
    assert [p.name for p in folder.iterdir()] == ["context.topo.json.gz"]


def test_rows_in_another_order_give_the_same_shapes(
    units: gpd.GeoDataFrame, written: Path, tmp_path: Path
) -> None:
    shuffled = units.sample(frac=1, random_state=1)
    folder = tmp_path / "geometry" / write_static_geometry(shuffled, small_context(), tmp_path)
    assert read(folder, "street") == read(written, "street")


def test_the_background_holds_neighbours_and_rivers(written: Path) -> None:
    made = read(written, "context")
    assert sorted(made["objects"]) == ["neighbours", "rivers"]
    assert made["objects"]["neighbours"]["geometries"][0]["properties"] == {"name": "邻市"}
    assert made["objects"]["rivers"]["geometries"][0]["properties"] == {}
    assert decode(made, "rivers")[0] is not None


def test_the_same_input_gives_the_same_bytes(units: gpd.GeoDataFrame, written: Path, tmp_path: Path) -> None:
    folder = tmp_path / "geometry" / write_static_geometry(units.copy(), small_context(), tmp_path)
    assert folder.name == written.name
    assert sorted(p.name for p in folder.iterdir()) == sorted(p.name for p in written.iterdir())
    assert all(p.read_bytes() == (written / p.name).read_bytes() for p in folder.iterdir())


def test_another_name_or_border_or_background_gives_another_hash(
    units: gpd.GeoDataFrame, written: Path, tmp_path: Path
) -> None:
    renamed = units.copy()
    renamed.loc[renamed.index[3], "name"] = "新名"
    moved = units.copy()
    moved.geometry = moved.geometry.translate(1e-7, 0)
    river = small_context().assign(name=["邻市", "大河", ""])
    hashes = {
        written.name,
        write_static_geometry(renamed, small_context(), tmp_path),
        write_static_geometry(moved, small_context(), tmp_path),
        write_static_geometry(units, river, tmp_path),
    }
    assert len(hashes) == 4


def test_an_existing_folder_is_left_alone(units: gpd.GeoDataFrame, tmp_path: Path) -> None:
    folder = tmp_path / "geometry" / write_static_geometry(units, small_context(), tmp_path)
    (folder / "zone.topo.json.gz").write_bytes(b"marked")
    assert write_static_geometry(units, small_context(), tmp_path) == folder.name
    assert (folder / "zone.topo.json.gz").read_bytes() == b"marked"


def test_a_crash_while_writing_leaves_no_folder_under_the_hash(
    units: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(GeometryError, match="No space left"):
        write_static_geometry(units, small_context(), tmp_path)
    assert list((tmp_path / "geometry").iterdir()) == []


def test_the_draft_of_a_killed_process_is_swept_and_a_fresh_one_is_not(
    units: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    dead, alive = tmp_path / "geometry" / ".draft-dead", tmp_path / "geometry" / ".draft-alive"
    for draft in (dead, alive):
        draft.mkdir(parents=True)
        (draft / "zone.topo.json.gz").touch()
    os.utime(dead, (0, 0))
    write_static_geometry(units, small_context(), tmp_path)
    assert not dead.exists() and alive.exists()


def test_a_rival_who_is_faster_wins_without_an_error(
    units: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def beaten(self: Path, target: Path) -> Path:
        target.mkdir()
        (target / "theirs").touch()
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", beaten)
    digest = write_static_geometry(units, small_context(), tmp_path)
    assert [p.name for p in (tmp_path / "geometry").iterdir()] == [digest]
    assert (tmp_path / "geometry" / digest / "theirs").exists()


def test_a_region_without_grids_is_drawn_from_its_communities(
    units: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    table = units[units["level"] != "grid"].copy()
    community = table["level"] == "community"
    code = table.loc[community, "code"]
    table.loc[community, "community_code"] = code
    table.loc[community, "street_code"] = code.str[:9]
    folder = (
        tmp_path
        / "geometry"
        / write_static_geometry(table[table["level"] != "street_part"], small_context(), tmp_path)
    )
    assert not (folder / "grid.topo.json.gz").exists()
    assert len(shapes(folder, "community")) == 16 and len(shapes(folder, "street")) == 4


def test_a_unit_without_any_grid_is_named(units: gpd.GeoDataFrame, tmp_path: Path) -> None:
    table = units[units["community_code"] != "990102002033"]
    with pytest.raises(GeometryError, match="990102002033"):
        write_static_geometry(table, small_context(), tmp_path)
