"""Coverages on the integer grid: exact areas, exact unions, and faults that are found."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage import coverage_faults, integer_area2, polygons_only, tiling_faults, union, union_by
from geo.crs import area_km2, on_integer_grid, snap, to_degrees, to_integers

SIDE = 100_000  # 0.01° in 1e-7°


def box(x: int, y: int, width: int = 1, height: int = 1) -> shapely.Polygon:
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    return shapely.Polygon(to_degrees(np.array(corners) * SIDE + [1_030_000_000, 250_000_000]))


@given(st.integers(-1_800_000_000, 1_800_000_000))
def test_every_integer_survives_the_way_to_degrees_and_back(value: int) -> None:
    assert to_integers(to_degrees([value]))[0] == value


@given(
    st.lists(
        st.tuples(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6)),
        min_size=3,
        max_size=30,
        unique=True,
    )
)
def test_the_integer_area_equals_the_shoelace_formula_in_python_integers(
    points: list[tuple[int, int]],
) -> None:
    hull = shapely.convex_hull(shapely.MultiPoint(np.array(points)))
    if hull.geom_type != "Polygon":
        return
    ring = [(int(x), int(y)) for x, y in hull.exterior.coords]
    expected = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring)))
    shifted = np.add(ring, (1_039_000_000, 256_000_000))
    assert integer_area2([shapely.Polygon(to_degrees(shifted))])[0] == expected


def test_a_hole_counts_against_the_area() -> None:
    with_hole = shapely.Polygon(box(0, 0, 3, 3).exterior, [box(1, 1).exterior])
    assert integer_area2([with_hole, box(0, 0)]).tolist() == [16 * SIDE**2, 2 * SIDE**2]


def test_parts_of_a_multipolygon_add_up() -> None:
    assert integer_area2([shapely.MultiPolygon([box(0, 0), box(5, 5, 2, 1)])])[0] == 6 * SIDE**2


def test_a_union_keeps_every_outer_vertex_and_invents_none() -> None:
    whole = union([box(0, 0), box(1, 0), box(0, 1), box(1, 1)])
    assert len(whole.exterior.coords) - 1 == 8
    assert on_integer_grid([whole]).all()
    assert integer_area2([whole])[0] == 8 * SIDE**2


def test_unions_by_key_come_in_the_order_of_the_keys() -> None:
    unions = union_by([box(0, 0), box(3, 0), box(1, 0)], ["b", "a", "b"])
    assert list(unions) == ["a", "b"]
    assert shapely.equals(unions["b"], box(0, 0, 2, 1))


def test_a_clean_coverage_has_no_faults() -> None:
    assert coverage_faults([box(0, 0), box(1, 0)], ["left", "right"]) == []


def test_an_overlap_is_named() -> None:
    (fault,) = coverage_faults([box(0, 0, 2, 1), box(1, 0, 2, 1)], ["left", "right"])
    assert fault == "overlap or unmatched edge: left, right"


def test_an_edge_with_a_vertex_on_one_side_only_is_named() -> None:
    (fault,) = coverage_faults([box(0, 0, 1, 2), box(1, 0), box(1, 1)], ["tall", "low", "high"])
    assert "unmatched edge" in fault


def test_a_vertex_off_the_grid_is_named_and_snapping_cures_it() -> None:
    crooked = shapely.Polygon([(103, 25), (103.1, 25), (103.1, 25.00000004999), (103, 25.1)])
    assert coverage_faults([crooked], ["crooked"]) == ["vertex off the 1e-7° grid: crooked"]
    assert coverage_faults(snap([crooked]), ["crooked"]) == []


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (shapely.Point(103, 25), "not a polygon"),
        (shapely.Polygon(), "not a polygon"),
        (shapely.Polygon([(103, 25), (104, 26), (104, 25), (103, 26)]), "invalid polygon"),
    ],
)
def test_what_is_no_usable_polygon_is_named(shape: shapely.Geometry, words: str) -> None:
    assert coverage_faults([shape], ["x"]) == [f"{words}: x"]


def test_children_that_tile_their_parent_pass() -> None:
    parent = union([box(0, 0), box(1, 0)])
    assert tiling_faults([box(0, 0), box(1, 0)], ["p", "p"], [parent], ["p"]) == []


def test_a_gap_a_missing_vertex_and_a_childless_parent_are_named() -> None:
    faults = tiling_faults(
        [box(0, 0), box(5, 0), box(6, 0)], ["p", "q", "q"], [box(0, 0, 2, 1)] * 3, ["p", "q", "r"]
    )
    assert [fault.split(" (")[0] for fault in faults] == [
        "the parts of p do not tile it",
        "the parts of q do not tile it",
        "r has no parts below it",
    ]
    assert f"{SIDE**2:.1f} square" in faults[0]


def test_a_multipolygon_of_one_part_is_unwrapped_and_others_stay() -> None:
    one, two = shapely.MultiPolygon([box(0, 0)]), shapely.MultiPolygon([box(0, 0), box(3, 3)])
    assert [shape.geom_type for shape in polygons_only([one, two])] == ["Polygon", "MultiPolygon"]


def test_areas_are_equal_area_whatever_the_latitude() -> None:
    # A degree of the GRS80 ellipsoid between 25° and 26° N, by the closed formula for its zones.
    e2 = 0.00669438002290
    b2 = (6_378_137.0**2) * (1 - e2)

    def zone(lat: float) -> float:
        s, e = np.sin(np.radians(lat)), np.sqrt(e2)
        return float(b2 / 2 * (s / (1 - e2 * s * s) + np.log((1 + e * s) / (1 - e * s)) / (2 * e)))

    expected = np.radians(1) * (zone(26) - zone(25)) / 1e6
    cell = shapely.segmentize(shapely.box(103, 25, 104, 26), 0.005)
    crs = "+proj=aea +lat_1=24.6 +lat_2=26.6 +lat_0=25.6 +lon_0=103.9 +ellps=GRS80 +units=m"
    found = area_km2(gpd.GeoSeries([cell], crs="EPSG:4490"), crs)[0]
    assert found == pytest.approx(expected, rel=1e-6)
