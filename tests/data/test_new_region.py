"""Another region is a folder: made from boundaries and a register by one command, or refused with every reason."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data.cli import main
from data.contracts import load_contracts
from data.definitions import parse_definitions, read_definition_texts
from data.new_region import NewRegion, build_region
from data.new_region.files import COMMON, TEMPLATES, projections
from data.new_region.register_file import long_register, read_table, wide_register
from data.region import Region, load_region
from data.region_units import build_units
from data.settings import Settings
from geo.datum import wgs84_to_gcj02
from governance.errors import ContractError, RegionError
from tests.second_region import (
    COMMUNITIES,
    COUNTIES,
    MANAGED,
    STREETS,
    TOP,
    new_region_words,
    polygons,
    write_material,
)

LEVELS = {"county": ("县代码", "县名"), "street": ("乡代码", "乡名"), "community": ("村队编码", "村队名")}


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_material(tmp_path_factory.mktemp("material"))


@pytest.fixture(scope="module")
def folder(material: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("regions") / "beiyuan"
    assert main(new_region_words(material, out)) == 0
    return out


@pytest.fixture(scope="module")
def region(folder: Path) -> Region:
    return load_region(folder)


def given(material: Path, out: Path, **changes: object) -> NewRegion:
    usual = {
        "boundaries": material / "villages.gpkg", "out": out, "datum": "CGCS2000", "register": material / "register.csv",
        "settings": material / "settings.toml", "grids": 40,
    }  # fmt: skip
    return NewRegion(**{**usual, **changes})  # type: ignore[arg-type]


def test_the_region_is_what_was_given(region: Region) -> None:
    assert (region.id, region.adcode, region.name, region.name_en) == ("beiyuan", TOP, "北原地区", "Beiyuan")
    assert region.timezone == "Asia/Urumqi"
    assert set(region.counties["code"]) == set(COUNTIES)
    assert set(region.streets["code"]) == set(STREETS)
    assert set(region.communities["code"]) == {code for code, _, _ in COMMUNITIES.values()}
    assert [category.code for category in region.categories] == ["U", "F", "P", "B"]
    assert region.levels["community"].name == "村队"
    assert region.metric_crs == "EPSG:4537"


def test_boundaries_given_in_metres_stay_where_they_were(region: Region) -> None:
    drawn = polygons().set_index("村队编码").geometry
    for code, shape in zip(region.communities["code"], region.communities.geometry, strict=True):
        assert shapely.hausdorff_distance(shape, drawn[code]) < 1e-6
    assert [region.layers[level].schematic for level in ("county", "street", "community", "grid")] == [
        False, False, False, True,
    ]  # fmt: skip


def test_people_stay_in_the_communities_that_were_told(region: Region) -> None:
    told = {code: people for code, _, people in COMMUNITIES.values()}
    assert dict(zip(region.communities["code"], region.communities["population"], strict=True)) == told


def test_units_have_the_names_of_their_levels_and_both_memberships(region: Region) -> None:
    units = build_units(region)
    grids = units[units["level"] == "grid"]
    assert set(grids["kind"]) == {"责任区"}
    assert grids["name"].str.fullmatch(r"第\d{3}责任区").all()
    assert grids["name_en"].str.startswith("Beat ").all()
    managed = units[(units["level"] == "community") & (units["zone_code"] == MANAGED)]
    assert set(managed["code"]) == {"659901100202", "659921200202"}
    assert set(managed["category"]) == {"B"}


def test_definitions_fit_the_region(folder: Path) -> None:
    definitions = parse_definitions(read_definition_texts(folder))
    assert definitions.level_shorts["county"] == ("县市", "County")
    assert definitions.assessment is not None
    assert {d.id for d in definitions.departments} >= {contract.department for contract in load_contracts()}
    names = {d.id: d.name_full for d in definitions.departments}
    assert names["gongan"] == "北原地区公安局"
    assert names["dangjian"].startswith("中共北原地委组织部")


def test_a_region_made_twice_is_the_same(material: Path, folder: Path, tmp_path: Path) -> None:
    assert main(new_region_words(material, tmp_path / "beiyuan")) == 0
    for path in folder.rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "beiyuan" / path.relative_to(folder)).read_bytes(), path.name


def test_the_boundaries_alone_may_be_the_register(material: Path, tmp_path: Path, region: Region) -> None:
    polygons().to_file(tmp_path / "all.geojson")
    build_region(
        given(material, tmp_path / "own", boundaries=tmp_path / "all.geojson", register=None, levels=LEVELS)
    )
    own = load_region(tmp_path / "own")
    assert own.divisions.equals(region.divisions)
    assert own.communities["population"].tolist() == region.communities["population"].tolist()


def test_boundaries_in_a_shifted_datum_are_brought_back(material: Path, tmp_path: Path) -> None:
    frame = polygons()[["村队编码", "geometry"]]
    shapes = frame.geometry.to_numpy()
    moved = np.column_stack(wgs84_to_gcj02(*shapely.get_coordinates(shapes).T))
    frame = frame.set_geometry(gpd.GeoSeries(shapely.set_coordinates(shapes.copy(), moved), crs="EPSG:4490"))
    frame.to_file(tmp_path / "gcj.gpkg")
    build_region(given(material, tmp_path / "gcj", boundaries=tmp_path / "gcj.gpkg", datum="GCJ02"))
    found = load_region(tmp_path / "gcj").communities
    drawn = polygons().set_index("村队编码").geometry
    assert max(
        shapely.hausdorff_distance(shape, drawn[code])
        for code, shape in zip(found["code"], found.geometry, strict=True)
    ) < 1e-6  # fmt: skip


@pytest.mark.parametrize("level", ["county", "street"])
def test_coarser_boundaries_leave_the_finer_ones_made_up(material: Path, tmp_path: Path, level: str) -> None:
    frame = polygons().dissolve(LEVELS[level][0]).reset_index()[[LEVELS[level][0], "geometry"]]
    frame.to_file(tmp_path / "coarse.gpkg")
    built = build_region(given(material, tmp_path / "coarse", boundaries=tmp_path / "coarse.gpkg"))
    found = load_region(tmp_path / "coarse")
    assert built.level == level
    assert not found.layers[level].schematic
    assert found.layers["community"].schematic
    assert len(found.communities) == len(COMMUNITIES)


def test_a_region_without_categories_has_one_of_all_zones(material: Path, tmp_path: Path) -> None:
    build_region(given(material, tmp_path / "plain", settings=None, words={"name": "北原市"}))
    found = load_region(tmp_path / "plain")
    assert [set(category.members) for category in found.categories] == [set(COUNTIES)]


def refused(wanted: NewRegion) -> str:
    with pytest.raises((RegionError, ContractError)) as caught:
        build_region(wanted)
    assert not wanted.out.exists() or not any(wanted.out.iterdir())
    assert [p.name for p in wanted.out.parent.iterdir() if p.name.endswith(".partial")] == []
    assert caught.value.remedy or caught.value.detail
    return str(caught.value)


def test_boundaries_that_do_not_fit_the_register_are_refused_with_all_reasons(
    material: Path, tmp_path: Path
) -> None:
    frame = polygons()[["村队编码", "geometry"]]
    shapes = frame.geometry.to_numpy().copy()
    shapes[0] = shapely.union(shapes[0], shapely.buffer(shapes[1], 0.004))
    frame = frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs))
    frame.loc[3, "村队编码"] = "659999999999"
    frame.to_file(tmp_path / "bad.gpkg")
    told = refused(given(material, tmp_path / "out", boundaries=tmp_path / "bad.gpkg"))
    assert "not in the register: 659999999999 (1)" in told
    assert "missing: " in told
    assert "重叠" in told


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"settings": None}, "no name"),
        ({"register": None}, "--levels"),
        ({"levels": LEVELS}, "columns:"),
        ({"datum": "WGS72"}, "WGS72"),
        ({"register": "people.csv"}, "population"),
        ({"census": "census.csv"}, "每县一行"),
        ({"settings": "broken.toml"}, "broken.toml"),
        ({"boundaries": "nothing.gpkg"}, "nothing.gpkg"),
    ],
)
def test_what_is_missing_is_said(
    material: Path, tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    read_table(material / "register.csv").drop(columns="人口").to_csv(tmp_path / "people.csv", index=False)
    (tmp_path / "census.csv").write_text("county_code,population\n659901,5\n", encoding="utf-8")
    (tmp_path / "broken.toml").write_text("name = ", encoding="utf-8")
    (tmp_path / "nothing.gpkg").write_bytes(b"nothing")
    files = {k: tmp_path / v if isinstance(v, str) and "." in v else v for k, v in changes.items()}
    assert words in refused(given(material, tmp_path / "out", **files))


def test_a_folder_that_holds_something_is_left_alone(material: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RegionError, match="not empty"):
        build_region(given(material, tmp_path / "out"))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_levels_of_a_register_are_told_by_words_parents_or_lengths(material: Path) -> None:
    table = read_table(material / "register.csv")
    by_parent = long_register(table, {})
    by_word = long_register(
        table[1:].rename(columns={"备注": "级别"}), {"street": ("乡镇场",), "community": ("村队",)}
    )
    by_length = long_register(table[["区划代码", "名称"]], {})
    for found in (by_parent, by_word, by_length):
        rows = found.divisions.set_index("code").sort_index()
        assert rows["level"].value_counts().to_dict() == {"county": 4, "street": 7, "community": 13}
        assert rows.loc["659901100201", "parent_code"] == "659901100"
    assert sum(by_parent.people.values()) == sum(people for _, _, people in COMMUNITIES.values())


def test_a_wide_register_with_two_names_for_a_code_is_refused() -> None:
    table = pd.DataFrame(polygons().drop(columns="geometry"))
    table.loc[0, "县名"] = "别名县"
    with pytest.raises(RegionError, match="two names"):
        wide_register(table, LEVELS)


def test_projections_suit_the_place() -> None:
    area, metric = projections((103.0, 24.3, 104.8, 27.0))
    assert metric == "EPSG:4544"
    assert "+lon_0=103.90" in area
    assert projections((2.0, 48.0, 3.0, 49.0))[1] == "EPSG:32631"
    assert projections((-70.0, -34.0, -69.0, -33.0))[1] == "EPSG:32719"


def test_templates_hold_what_the_shipped_region_holds(root: Path) -> None:
    shipped = Settings.from_env().region_dir
    for name in set(COMMON) - {"office_hours.toml"}:
        assert (TEMPLATES / name).read_text("utf-8") == (shipped / name).read_text("utf-8"), name
    own = tomllib.loads((shipped / "region.toml").read_text("utf-8"))["name"]
    text = (TEMPLATES / "departments.toml").read_text("utf-8")
    filled = tomllib.loads(text.replace("{name}", own).replace("{committee}", f"{own}委"))
    assert filled == tomllib.loads((shipped / "departments.toml").read_text("utf-8"))


def test_no_code_knows_the_shipped_region_by_name(root: Path) -> None:
    shipped = tomllib.loads((Settings.from_env().region_dir / "region.toml").read_text("utf-8"))
    words = {shipped["name"].removesuffix("市"), shipped["name_en"], shipped["adcode"][:4], shipped["id"]}
    words |= {zone["short_name"] for zone in shipped["managed"]} | {
        zone["code"] for zone in shipped["managed"]
    }
    pattern = re.compile("|".join(map(re.escape, sorted(words))), re.IGNORECASE)
    places = (
        "app.py",
        "pages",
        "ui",
        "export",
        "views",
        "data",
        "geo",
        "governance",
        "queries",
        "static/onemap",
        "static/theme",
    )
    found = []
    for place in places:
        start = root / place
        for path in [start] if start.is_file() else sorted(start.rglob("*")):
            inside = path.relative_to(root).as_posix()
            if path.suffix not in (".py", ".sql", ".js", ".css", ".toml", ".html") or inside.startswith(
                ("data/regions/", "data/home/")
            ):
                continue
            found += [f"{inside}: {m[0]}" for m in pattern.finditer(path.read_text("utf-8"))]
    assert found == []
