"""The unit table: both memberships sum to the city, split streets are two parts, labels lie inside."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from data.region import load_region
from data.region_units import UNIT_COLUMNS, build_units
from geo.coverage import integer_area2
from tests.tiny_region import COMMUNITIES, MANAGED_CODE, SPLIT_STREET, build_tiny_region

QUJING = Path(__file__).resolve().parents[2] / "data" / "regions" / "qujing"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> gpd.GeoDataFrame:
    return build_units(load_region(build_tiny_region(tmp_path_factory.mktemp("region"))))


@pytest.fixture(scope="module")
def qujing() -> gpd.GeoDataFrame:
    return build_units(load_region(QUJING, geometry_checks=False))


def row(units: gpd.GeoDataFrame, code: str, level: str | None = None) -> dict[str, object]:
    found = units[(units["code"] == code) & ((units["level"] == level) if level else True)]
    assert len(found) == 1
    return dict(found.iloc[0])


def test_the_tiny_region_has_all_levels_in_order(tiny: gpd.GeoDataFrame) -> None:
    assert list(tiny.columns) == [*UNIT_COLUMNS, "geometry"]
    assert {level: len(rows) for level, rows in tiny.groupby("level", sort=False)} == {
        "city": 1, "category": 2, "zone": 3, "county": 2, "street": 4, "street_part": 5, "community": 8, "grid": 96,
    }  # fmt: skip
    for _, rows in tiny.groupby("level"):
        assert list(rows["code"]) == sorted(rows["code"])
        assert list(rows["seq"]) == list(range(len(rows)))


@pytest.mark.parametrize("name", ["tiny", "qujing"])
def test_every_level_sums_to_the_city(name: str, request: pytest.FixtureRequest) -> None:
    units = request.getfixturevalue(name)
    city = units.iloc[0]
    for level, rows in units.groupby("level"):
        assert rows["population"].sum() == city["population"], level
        assert rows["n_grids"].sum() == city["n_grids"], level
        assert rows["area_km2"].sum() == pytest.approx(city["area_km2"], rel=1e-9), level
        assert integer_area2(rows.geometry.to_numpy()).sum() == integer_area2([city.geometry])[0], level
        if level != "grid":
            assert rows["n_communities"].sum() == city["n_communities"], level


def test_the_split_street_has_two_parts_and_straddles_zones(tiny: gpd.GeoDataFrame) -> None:
    street = row(tiny, SPLIT_STREET, "street")
    assert (street["zone_code"], street["category"], street["county_code"]) == (None, None, "990102")
    taken, left = row(tiny, f"{SPLIT_STREET}~{MANAGED_CODE}"), row(tiny, f"{SPLIT_STREET}~990102")
    assert (taken["name"], left["name"]) == ("东山街道（高新区部分）", "东山街道（东县部分）")
    assert (taken["parent_code"], left["parent_code"]) == (MANAGED_CODE, "990102")
    assert (taken["population"], left["population"]) == (COMMUNITIES["e"][3], COMMUNITIES["f"][3])
    whole = row(tiny, "990101001", "street_part")
    assert (whole["street_part_code"], whole["name"]) == ("990101001", "西门街道")


def test_a_community_knows_both_its_county_and_its_zone(tiny: gpd.GeoDataFrame) -> None:
    community = row(tiny, "990102001001")
    assert (community["county_code"], community["zone_code"], community["category"]) == (
        "990102",
        MANAGED_CODE,
        "1",
    )
    assert community["parent_code"] == SPLIT_STREET
    assert community["grid_code"] is None
    grid = row(tiny, "990102001001001")
    assert (grid["community_code"], grid["street_part_code"]) == (
        "990102001001",
        f"{SPLIT_STREET}~{MANAGED_CODE}",
    )
    assert (grid["name"], grid["name_official"]) == ("第001网格", "新城居民委员会第001网格")


def test_a_county_keeps_its_own_category_and_has_no_zone(tiny: gpd.GeoDataFrame) -> None:
    county = row(tiny, "990102", "county")
    assert (county["category"], county["zone_code"], county["population"]) == ("2", None, 8_000)
    assert row(tiny, "990102", "zone")["population"] == 4_500


@pytest.mark.parametrize("name", ["tiny", "qujing"])
def test_label_points_lie_inside_and_bounds_are_the_shape_s(
    name: str, request: pytest.FixtureRequest
) -> None:
    units = request.getfixturevalue(name)
    shapes = units.geometry.to_numpy()
    assert shapely.contains_xy(shapes, units["lon"].to_numpy(), units["lat"].to_numpy()).all()
    assert (units[["minx", "miny", "maxx", "maxy"]].to_numpy() == shapely.bounds(shapes)).all()


def test_qujing_has_ten_zones_nine_counties_and_138_street_parts(qujing: gpd.GeoDataFrame) -> None:
    assert {level: len(rows) for level, rows in qujing.groupby("level", sort=False)} == {
        "city": 1, "category": 3, "zone": 10, "county": 9, "street": 137, "street_part": 138, "community": 1688,
        "grid": 12_000,
    }  # fmt: skip


def test_qujing_zones_and_categories_have_their_members(qujing: gpd.GeoDataFrame) -> None:
    zones = qujing[qujing["level"] == "zone"].groupby("parent_code")["name"].agg(sorted).to_dict()
    assert zones == {
        "1": ["沾益区", "经开区", "马龙区", "麒麟区"],
        "2": ["会泽县", "宣威市"],
        "3": ["富源县", "师宗县", "罗平县", "陆良县"],
    }


def test_qujing_edges_are_schematic_below_the_counties_only(qujing: gpd.GeoDataFrame) -> None:
    by_level = qujing.groupby("level")["schematic"].sum().to_dict()
    assert (by_level["city"], by_level["category"], by_level["county"]) == (0, 0, 0)
    assert (by_level["street"], by_level["street_part"], by_level["community"], by_level["grid"]) == (
        137, 138, 1688, 12_000,
    )  # fmt: skip
    # A zone is drawn with a made-up edge where it takes only a part of a county.
    zones = qujing[(qujing["level"] == "zone") & qujing["schematic"]]
    assert set(zones["code"]) == {"530300-JKQ", "530302", "530304"}
