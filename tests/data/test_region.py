"""A region folder is read with all its faults at once, and Qujing's holds what the register and census say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from data.definitions import parse_definitions, read_definition_texts
from data.region import Region, load_region
from data.region_layers import read_layer, read_manifest, write_layer, write_manifest
from geo.coverage import integer_area2
from geo.crs import area_km2
from governance.errors import RegionError
from tests.tiny_region import MANAGED_CODE, MANAGED_COMMUNITY, build_tiny_region

QUJING = Path(__file__).resolve().parents[2] / "data" / "regions" / "qujing"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return build_tiny_region(tmp_path / "tiny")


@pytest.fixture(scope="module")
def qujing() -> Region:
    return load_region(QUJING)


def faults_of(folder: Path) -> str:
    with pytest.raises(RegionError) as caught:
        load_region(folder)
    return caught.value.detail


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def rewrite(folder: Path, level: str, change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]) -> None:
    path = folder / "boundaries" / f"{level}.parquet"
    frame, _ = read_layer(path, level)
    write_layer(change(frame), path, level)


def test_the_tiny_region_is_sound(folder: Path) -> None:
    region = load_region(folder)
    assert (len(region.counties), len(region.streets), len(region.communities), len(region.grids)) == (
        2,
        4,
        8,
        96,
    )
    assert region.zone_of_community()[MANAGED_COMMUNITY] == MANAGED_CODE
    assert region.category_of_zone() == {"990101": "1", MANAGED_CODE: "1", "990102": "2"}
    assert region.layer("street") is region.streets


def test_other_level_names_and_any_number_of_categories_work(folder: Path) -> None:
    edit(folder / "region.toml", 'name = "网格"', 'name = "微网格"')
    edit(folder / "region.toml", 'members = ["990101", "990100-GX"]', 'members = ["990101"]')
    extra = (
        '\n[[category]]\ncode = "3"\nname = "三"\nname_en = "C"\nnumeral = "Ⅲ"\ntask = "试"\ntask_en = "try"\n'
        'members = ["990100-GX"]\n'
    )
    path = folder / "region.toml"
    path.write_text(path.read_text(encoding="utf-8") + extra, encoding="utf-8")
    region = load_region(folder)
    assert region.levels["grid"].name == "微网格"
    assert [category.code for category in region.categories] == ["1", "2", "3"]


def test_a_region_without_managed_zones_works(folder: Path) -> None:
    path = folder / "region.toml"
    text = path.read_text(encoding="utf-8").split("[[managed]]")[0].replace(', "990100-GX"', "")
    path.write_text(text, encoding="utf-8")
    region = load_region(folder)
    assert set(region.zone_of_community().values()) == {"990101", "990102"}


def test_all_faults_are_told_at_once(folder: Path) -> None:
    edit(folder / "region.toml", 'adcode = "990100"', 'adcode = ""')
    edit(folder / "region.toml", 'short_name = "高新区"\n', "")
    edit(folder / "census.csv", "990101,10000", "990101,many")
    (folder / "boundaries" / "street.parquet").unlink()
    told = faults_of(folder)
    for words in ("`adcode` is missing", "lacks `short_name`", "street.parquet cannot be read"):
        assert words in told


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("region.toml", "[levels]", "[levels", "region.toml cannot be read"),
        ("region.toml", 'grid = { name = "网格", name_en = "Grid" }', "", "`grid` needs `name`"),
        (
            "region.toml",
            'members = ["990102"]',
            'members = ["990102", "990101"]',
            "more than one category: 990101",
        ),
        ("region.toml", 'members = ["990102"]', 'members = ["990109"]', "zone(s) in no category: 990102"),
        ("region.toml", 'members = ["990102"]', 'members = ["990109"]', "that are no zone: 990109"),
        ("region.toml", '["990102001001"]', '["990102001099"]', "unknown communities 990102001099"),
        (
            "region.toml",
            '["990102001001"]',
            '["990102001001"]\nstreets = ["990102001"]',
            "managed more than once",
        ),
        ("region.toml", 'communities = ["990102001001"]', "", "manages nothing"),
        ("divisions.csv", "level,code", "level,number", "divisions.csv lacks the column(s) code"),
        ("divisions.csv", "990101001002,", "990101001001,", "code(s) given twice: 990101001001"),
        ("divisions.csv", ",河湾社区,", ",,", "`name` is blank for 990101001002"),
        ("divisions.csv", ",990101,Ximen", ",990109,Ximen", "street without its parent: 990101001"),
        ("divisions.csv", "community,990101001001", "hamlet,990101001001", "unknown level “hamlet”"),
        ("census.csv", "990101,10000", "990101,-5", "“-5” is no positive number"),
        ("census.csv", "990101,10000", "990109,10000", "no population for 990101"),
        ("census.csv", "990101,10000", "990101,10001", "sum to 10000, the census says 10001"),
        ("boundaries/manifest.toml", 'datum = "CGCS2000"', "", "lacks 'datum'"),
        ("boundaries/manifest.toml", "[grid]", "[cell]", "no [grid]"),
    ],
)
def test_a_fault_is_told_with_its_file_and_value(
    folder: Path, name: str, old: str, new: str, words: str
) -> None:
    edit(folder / name, old, new)
    assert words in faults_of(folder)


def test_a_missing_file_is_told(folder: Path) -> None:
    (folder / "divisions.csv").unlink()
    assert "divisions.csv cannot be read" in faults_of(folder)


def test_boundaries_that_miss_a_unit_are_told(folder: Path) -> None:
    rewrite(folder, "community", lambda frame: frame.iloc[1:])
    assert "boundaries of community: missing 990101001001" in faults_of(folder)


def test_grids_that_overlap_are_told(folder: Path) -> None:
    def widen(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        shapes = list(frame.geometry)
        shapes[0] = shapely.union(shapes[0], shapes[1])
        return frame.set_geometry(shapes, crs=frame.crs)

    rewrite(folder, "grid", widen)
    assert "boundaries of grid: overlap or unmatched edge" in faults_of(folder)
    assert load_region(folder, geometry_checks=False).id == "tiny"


def test_grids_that_leave_a_gap_are_told(folder: Path) -> None:
    rewrite(folder, "grid", lambda frame: frame[frame["code"] != "990101001002002"])
    told = faults_of(folder)
    assert "grids do not sum to the population of 990101001002" in told
    assert "the parts of 990101001002 do not tile it" in told


def test_a_layer_in_another_crs_is_refused(folder: Path) -> None:
    path = folder / "boundaries" / "county.parquet"
    gpd.read_parquet(path).to_crs("EPSG:4544").to_parquet(path)
    assert "declares the CRS EPSG:4544, not EPSG:4490" in faults_of(folder)


def test_a_manifest_written_is_the_manifest_read(tmp_path: Path) -> None:
    layers = read_manifest(QUJING / "boundaries" / "manifest.toml")
    write_manifest(tmp_path / "manifest.toml", layers)
    assert read_manifest(tmp_path / "manifest.toml") == layers


def test_qujing_has_the_divisions_of_the_register(qujing: Region) -> None:
    register = qujing.divisions
    assert register["level"].value_counts().to_dict() == {"county": 9, "street": 137, "community": 1688}
    assert register.loc[register["level"] == "street", "kind"].value_counts().to_dict() == {
        "街道": 46, "镇": 51, "乡": 40,
    }  # fmt: skip
    assert register.loc[register["level"] == "community", "kind"].value_counts().to_dict() == {
        "居委会": 462, "村委会": 1226,
    }  # fmt: skip


def test_qujing_has_the_units_of_each_county(qujing: Region) -> None:
    register = qujing.divisions
    names = register.set_index("code")["name"]
    streets = register[register["level"] == "street"]
    communities = register[register["level"] == "community"]
    county = communities["parent_code"].map(streets.set_index("code")["parent_code"]).map(names)
    table = pd.crosstab(county, communities["kind"])
    table["units"] = streets["parent_code"].map(names).value_counts()
    assert {name: (row.units, row.居委会, row.村委会) for name, row in table.iterrows()} == {
        "麒麟区": (16, 93, 50), "沾益区": (11, 46, 89), "马龙区": (10, 47, 28), "陆良县": (11, 59, 90),
        "师宗县": (10, 26, 89), "罗平县": (13, 45, 109), "富源县": (12, 36, 125), "会泽县": (25, 46, 335),
        "宣威市": (29, 64, 311),
    }  # fmt: skip


def test_qujing_names_are_short_and_never_double_their_ending(qujing: Region) -> None:
    rows = qujing.divisions[qujing.divisions["level"] == "community"].set_index("code")
    assert rows.loc["530304001011", ["name", "name_official"]].tolist() == [
        "大海哨社区",
        "大海哨社区居民委员会",
    ]
    assert not rows["name"].str.contains("委员会|居委会|村委会|社区社区").any()
    endings = {"居委会": "社区", "村委会": "村"}
    assert all(name.endswith(endings[kind]) for name, kind in zip(rows["name"], rows["kind"], strict=True))
    assert not rows.duplicated(["parent_code", "name"]).any()


def test_qujing_sums_to_the_census(qujing: Region) -> None:
    assert qujing.census["population"].sum() == 5_765_775
    assert qujing.communities["population"].sum() == 5_765_775
    assert qujing.grids["population"].sum() == 5_765_775
    assert (qujing.grids["population"] > 0).all()


def test_qujing_has_the_known_area_at_every_level(qujing: Region) -> None:
    areas = {
        integer_area2(qujing.layer(level).geometry.to_numpy()).sum() for level in ("county", "street", "grid")
    }
    assert len(areas) == 1
    assert area_km2(qujing.counties.geometry, qujing.equal_area_crs).sum() == pytest.approx(
        28_924.6, rel=5e-5
    )


def test_qujing_counties_are_the_given_ones(qujing: Region) -> None:
    true = gpd.read_file(QUJING / "sources" / "county.geojson").set_index("code").geometry
    for code, shape in zip(qujing.counties["code"], qujing.counties.geometry, strict=True):
        assert shapely.hausdorff_distance(shape, true[code]) < 2e-7


def test_qujing_grids_number_twelve_thousand_light_single_polygons(qujing: Region) -> None:
    shapes = qujing.grids.geometry.to_numpy()
    assert len(shapes) == 12_000
    assert (shapely.get_type_id(shapes) == 3).all()
    assert shapely.get_num_coordinates(shapes).mean() < 40
    assert sum(path.stat().st_size for path in (QUJING / "boundaries").iterdir()) < 12_000_000


def test_qujing_development_zone_is_one_piece_of_about_157_km2(qujing: Region) -> None:
    managed = qujing.zone_of_community()
    mine = qujing.communities[qujing.communities["code"].map(managed) == "530300-JKQ"]
    assert shapely.coverage_union_all(mine.geometry.to_numpy()).geom_type == "Polygon"
    assert area_km2(mine.geometry, qujing.equal_area_crs).sum() == pytest.approx(157, rel=0.1)


def test_qujing_background_surrounds_it(qujing: Region) -> None:
    counts = qujing.context["kind"].value_counts()
    assert counts["province_part"] == 16
    assert counts["river"] == 19
    assert {"昆明市", "昭通市", "六盘水市", "红河哈尼族彝族自治州"} <= set(qujing.context["name"])


def test_a_release_from_before_classes_were_kept_reads_without_their_english_names(tiny_region: Path) -> None:
    texts = read_definition_texts(tiny_region)
    assert parse_definitions(texts).class_names_en["E01"] == "City appearance"
    del texts["incident_classes.csv"]
    assert parse_definitions(texts).class_names_en == {}
