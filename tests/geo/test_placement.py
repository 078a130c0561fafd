from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numba
import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo import _placement_kernel as kernel
from geo.placement import PlacementIndex, distance_to_unit_m
from governance.errors import GeometryError
from tests.geo.coverages import coverages
from tests.tiny_region import COMMUNITIES, build_tiny_region, cell_centre, cell_letters

Array = npt.NDArray[np.int64]
ORIGIN = np.array([1_037_000_000, 254_000_000])  # 103.7° E, 25.4° N in 1e-7°


def degrees(integers: npt.ArrayLike) -> npt.NDArray[np.float64]:
    return (np.asarray(integers, dtype=np.int64) + ORIGIN) / 1e7


def at_origin(geometries: npt.ArrayLike) -> npt.NDArray[np.object_]:
    """Polygons drawn in small integers, moved to Qujing in degrees on the 1e-7° grid."""
    array = np.array(geometries, dtype=object)
    moved: npt.NDArray[np.object_] = shapely.transform(array, lambda c: degrees(np.rint(c)))
    return moved


def index_of(geometries: npt.ArrayLike) -> PlacementIndex:
    array = at_origin(geometries)
    return PlacementIndex.build(array, [f"{i:03d}" for i in range(len(array))])


def place(index: PlacementIndex, integers: npt.ArrayLike) -> npt.NDArray[np.int32]:
    return index.place(*degrees(integers).T)


def lowest_by_shapely(geometries: npt.NDArray[np.object_], points: Array) -> npt.NDArray[np.int32]:
    """The lowest polygon that touches each point; GEOS is exact on such small integers."""
    point, polygon = shapely.STRtree(geometries).query(shapely.points(points), predicate="intersects")
    lowest = np.full(len(points), len(geometries))
    np.minimum.at(lowest, point, polygon)
    return np.where(lowest == len(geometries), -1, lowest).astype(np.int32)


@settings(max_examples=300, deadline=None)
@given(coverages())
def test_every_point_of_a_lattice_goes_to_the_lowest_unit_that_touches_it(
    coverage: npt.NDArray[np.object_],
) -> None:
    lattice = np.stack(np.meshgrid(np.arange(-3, 28), np.arange(-3, 28)), axis=-1).reshape(-1, 2)
    assert np.array_equal(place(index_of(coverage), lattice), lowest_by_shapely(coverage, lattice))


@settings(max_examples=100, deadline=None)
@given(coverages(), st.integers(1, 40_000), st.integers(0, 2**32 - 1))
def test_large_cells_give_the_same_answer_as_shapely(
    coverage: npt.NDArray[np.object_], stretch: int, seed: int
) -> None:
    # Up to 0.1°, so that edges cross many cells and cells hold many points; GEOS decides these exactly.
    coverage = shapely.transform(coverage, lambda c: c * stretch)
    generator = np.random.default_rng(seed)
    corners = shapely.get_coordinates(coverage).astype(np.int64)
    anywhere = generator.integers(-2 * stretch, 27 * stretch, (400, 2))
    beside = corners + generator.integers(-2, 3, corners.shape)
    points = np.vstack([anywhere, corners, beside])
    assert np.array_equal(place(index_of(coverage), points), lowest_by_shapely(coverage, points))


@settings(max_examples=50, deadline=None)
@given(coverages(), st.integers(0, 2**32 - 1))
def test_the_answer_does_not_depend_on_the_order_of_points(
    coverage: npt.NDArray[np.object_], seed: int
) -> None:
    index = index_of(coverage)
    points = np.stack(np.meshgrid(np.arange(25), np.arange(25)), axis=-1).reshape(-1, 2)
    order = np.random.default_rng(seed).permutation(len(points))
    assert np.array_equal(place(index, points)[order], place(index, points[order]))


def test_the_loops_answer_alike_compiled_and_uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = shapely.difference(shapely.box(0, 0, 24, 24), shapely.Polygon([(3, 4), (19, 6), (11, 20)]))
    coverage = np.array([ring, shapely.Polygon([(3, 4), (19, 6), (11, 20)])], dtype=object)
    points = np.stack(np.meshgrid(np.arange(-2, 27), np.arange(-2, 27)), axis=-1).reshape(-1, 2)
    compiled = place(index_of(coverage), points)
    for loop in (kernel._is_left, kernel.cells_of_edges, kernel.owners_of_centres, kernel.place_points):
        monkeypatch.setattr(kernel, loop.__name__, loop.py_func)
    assert np.array_equal(place(index_of(coverage), points), compiled)
    assert index_of(coverage).place([np.nan], [25.4]).tolist() == [-1]


def test_the_loops_compile_where_no_folder_can_keep_the_machine_code(monkeypatch: pytest.MonkeyPatch) -> None:
    njit = numba.njit

    def read_only(*arguments: object, cache: bool = False, **options: object) -> object:
        if cache:
            raise RuntimeError("cannot cache function")
        return njit(*arguments, **options)

    monkeypatch.setattr(numba, "njit", read_only)
    add_one = kernel._compiled("int64(int64)")(lambda x: x + 1)
    assert add_one(1) == 2


def test_incident_on_a_shared_edge_counts_once_for_the_lowest_code() -> None:
    index = index_of([shapely.box(10, 0, 20, 10), shapely.box(0, 0, 10, 10)])
    assert place(index, [[10, 5], [10, 0], [10, 10], [9, 5], [11, 5]]).tolist() == [0, 0, 0, 1, 0]


def test_a_corner_of_four_units_belongs_to_the_first() -> None:
    squares = [shapely.box(x, y, x + 10, y + 10) for x in (10, 0) for y in (10, 0)]
    assert place(index_of(squares), [[10, 10]]).tolist() == [0]


def test_the_outer_rim_belongs_to_the_unit_and_the_next_step_to_nobody() -> None:
    index = index_of([shapely.box(0, 0, 10, 10)])
    assert place(index, [[0, 0], [10, 10], [10, 3], [11, 3], [-1, 3], [3, -1]]).tolist() == [
        0,
        0,
        0,
        -1,
        -1,
        -1,
    ]


def test_a_point_in_a_hole_is_outside_and_in_a_filled_hole_with_the_filler() -> None:
    ring = shapely.difference(shapely.box(0, 0, 90, 90), shapely.box(30, 30, 60, 60))
    assert place(index_of([ring]), [[45, 45], [30, 45], [10, 45]]).tolist() == [-1, 0, 0]
    assert place(index_of([ring, shapely.box(30, 30, 60, 60)]), [[45, 45], [30, 45]]).tolist() == [1, 0]


def test_all_parts_of_a_multipolygon_are_the_same_unit() -> None:
    islands = shapely.union_all([shapely.box(0, 0, 10, 10), shapely.box(50, 50, 60, 60)])
    assert place(index_of([islands]), [[5, 5], [55, 55], [30, 30]]).tolist() == [0, 0, -1]


def test_points_far_away_or_missing_are_outside() -> None:
    index = index_of([shapely.box(0, 0, 10, 10)])
    lon = np.array([np.nan, 103.7, np.inf, -1e300, 0.0, 25.4])
    lat = np.array([25.4, np.nan, 25.4, 25.4, 0.0, 103.7])
    assert (index.place(lon, lat) == -1).all()


def test_coordinates_between_two_integers_are_taken_at_the_nearer_one() -> None:
    index = index_of([shapely.box(10, 0, 20, 10), shapely.box(0, 0, 10, 10)])
    lon, lat = degrees([[10, 5]])[0]
    assert index.place([lon - 4e-8, lon - 6e-8], [lat, lat]).tolist() == [0, 1]


def test_the_middle_of_every_cell_of_the_tiny_region_lies_in_its_own_grid(tmp_path: Path) -> None:
    grids = gpd.read_parquet(build_tiny_region(tmp_path) / "boundaries" / "grid.parquet")
    index = PlacementIndex.build(grids.geometry.to_numpy(), grids["code"].tolist())
    for letter, (community, *_) in COMMUNITIES.items():
        size = sum(found == letter for found in cell_letters().values())
        lon, lat = np.array([cell_centre(letter, i) for i in range(size)]).T
        wanted = [f"{community}{i + 1:03d}" for i in range(size)]
        assert [index.codes[i] for i in index.place(lon, lat)] == wanted


def test_no_points_and_no_polygons_are_fine() -> None:
    assert index_of([shapely.box(0, 0, 10, 10)]).place([], []).shape == (0,)
    assert PlacementIndex.build(np.array([], dtype=object), []).place([103.7], [25.4]).tolist() == [-1]


def test_codes_are_kept_in_order() -> None:
    index = PlacementIndex.build(at_origin([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]), ["a", "b"])
    assert index.codes == ("a", "b") and index.nbytes > 0


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(shapely.box(5, 0, 15, 10), id="overlap"),
        pytest.param(shapely.box(0, 0, 10, 10), id="the same polygon twice"),
        pytest.param(shapely.box(10, 2, 20, 8), id="an edge without the neighbour's vertices"),
        pytest.param(shapely.Polygon([(20, 0), (30, 10), (30, 0), (20, 10)]), id="crossing itself"),
        pytest.param(shapely.Point(3, 3), id="a point"),
        pytest.param(shapely.Polygon(), id="empty"),
        pytest.param(None, id="missing"),
    ],
)
def test_what_is_no_coverage_is_refused_by_name(second: shapely.Geometry | None) -> None:
    with pytest.raises(GeometryError) as caught:
        PlacementIndex.build(at_origin([shapely.box(0, 0, 10, 10), second]), ["530302001", "530302002"])
    assert "530302002" in caught.value.detail and caught.value.remedy


def test_a_vertex_off_the_integer_grid_is_refused_by_name() -> None:
    polygon = shapely.Polygon([(103.7, 25.4), (103.8, 25.40000005), (103.7, 25.5)])
    with pytest.raises(GeometryError, match="530302001"):
        PlacementIndex.build(np.array([polygon]), ["530302001"])


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(GeometryError):
        PlacementIndex.build(at_origin([shapely.box(0, 0, 10, 10)]), ["a", "b"])
    with pytest.raises(GeometryError):
        index_of([shapely.box(0, 0, 10, 10)]).place([103.7, 103.8], [25.4])


def test_a_region_of_half_the_earth_is_refused() -> None:
    with pytest.raises(GeometryError, match="°"):
        PlacementIndex.build(np.array([shapely.box(-170, 0, 170, 10)]), ["x"])


def test_distance_is_nought_inside_and_close_to_the_ellipsoid_outside() -> None:
    square = shapely.box(103.7, 25.4, 103.8, 25.5)
    metres = distance_to_unit_m([103.75, 103.81, 103.75], [25.45, 25.45, 25.39], square)
    earth = Geod(ellps="GRS80")
    east = earth.inv(103.8, 25.45, 103.81, 25.45)[2]
    south = earth.inv(103.75, 25.39, 103.75, 25.4)[2]
    assert metres == pytest.approx([0.0, east, south], rel=1e-3)


def test_distance_can_ask_another_polygon_for_every_point() -> None:
    squares = np.array([shapely.box(103.7, 25.4, 103.8, 25.5), shapely.box(104.0, 25.4, 104.1, 25.5)])
    both = distance_to_unit_m([103.81, 103.81], [25.45, 25.45], squares)
    assert both[0] == pytest.approx(distance_to_unit_m(103.81, 25.45, squares[0])[0])
    assert both[1] == pytest.approx(distance_to_unit_m(103.81, 25.45, squares[1])[0])


def test_distance_of_a_missing_point_or_polygon_is_missing() -> None:
    polygons = np.array([shapely.box(103.7, 25.4, 103.8, 25.5), None])
    assert np.isnan(distance_to_unit_m([np.nan, 103.7], [25.4, 25.4], polygons)).all()
