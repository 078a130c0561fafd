from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import given, settings

from geo.topojson import Layer, topology
from governance.errors import GeometryError
from tests.geo.coverages import coverages
from tests.geo.topojson_decoder import arc_users, decode

STEP = 0.5  # exact in binary, so that decoded coordinates can be compared with ==


def encode(*geometries: shapely.Geometry | None) -> dict[str, Any]:
    return topology({"units": layer(*geometries)}, STEP)


def layer(*geometries: shapely.Geometry | None) -> Layer:
    return Layer(np.array(geometries, dtype=object), [{"n": i} for i in range(len(geometries))])


def segments(made: dict[str, Any]) -> Counter[tuple[tuple[int, int], ...]]:
    found: Counter[tuple[tuple[int, int], ...]] = Counter()
    for arc in made["arcs"]:
        points = [tuple(p) for p in np.cumsum(np.array(arc), axis=0).tolist()]
        found.update(tuple(sorted(pair)) for pair in pairwise(points))
    return found


@settings(max_examples=300, deadline=None)
@given(coverages())
def test_every_polygon_comes_back_as_it_was(coverage: npt.NDArray[np.object_]) -> None:
    back = np.array(decode(encode(*coverage), "units"), dtype=object)
    assert shapely.equals_exact(shapely.normalize(back), shapely.normalize(coverage), 0.0).all()


@settings(max_examples=300, deadline=None)
@given(coverages())
def test_every_edge_is_written_once_and_neighbours_share_it(coverage: npt.NDArray[np.object_]) -> None:
    made = encode(*coverage)
    assert max(segments(made).values()) == 1
    outline = shapely.length(shapely.union_all(coverage))
    users = arc_users(made, "units")
    lengths = [float(np.hypot(*np.array(arc[1:]).T).sum() * STEP) for arc in made["arcs"]]
    assert sorted(users) == list(range(len(lengths)))
    assert all(len(set(who)) == len(who) <= 2 for who in users.values())
    # What one unit alone uses is the outline of the whole; the rest is borders.
    alone = sum(length for arc, length in enumerate(lengths) if len(users[arc]) == 1)
    assert alone == pytest.approx(outline)


@settings(max_examples=50, deadline=None)
@given(coverages())
def test_the_same_input_gives_the_same_text(coverage: npt.NDArray[np.object_]) -> None:
    assert json.dumps(encode(*coverage)) == json.dumps(encode(*coverage))


def test_two_squares_share_one_arc_in_opposite_directions() -> None:
    made = encode(shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10))
    assert len(made["arcs"]) == 3
    left, right = (set(g["arcs"][0]) for g in made["objects"]["units"]["geometries"])
    assert len({~n for n in left} & right) == 1


def test_an_island_fills_its_hole_with_the_same_single_arc() -> None:
    hole = shapely.box(3, 3, 6, 6)
    made = encode(shapely.difference(shapely.box(0, 0, 9, 9), hole), hole)
    assert len(made["arcs"]) == 2
    (_, inner), (outer,) = (g["arcs"] for g in made["objects"]["units"]["geometries"])
    assert [~n for n in inner] == outer


def test_points_on_a_finer_grid_are_rounded_to_shared_points() -> None:
    left = shapely.Polygon([(0, 0), (10.1, 0), (10.1, 10.2), (0, 10)])
    right = shapely.Polygon([(10.1, 0), (20, 0), (20, 10), (10.1, 10.2)])
    first, second = decode(encode(left, right), "units")
    assert first is not None and second is not None
    assert first.bounds == (0, 0, 10, 10) and second.bounds == (10, 0, 20, 10)


def test_a_polygon_smaller_than_the_grid_keeps_its_place_and_properties() -> None:
    made = encode(shapely.box(0, 0, 1, 1), shapely.box(5.01, 5.01, 5.02, 5.02), None, shapely.Polygon())
    assert [g["type"] for g in made["objects"]["units"]["geometries"]] == ["Polygon", None, None, None]
    assert [g["properties"]["n"] for g in made["objects"]["units"]["geometries"]] == [0, 1, 2, 3]


def test_a_hole_smaller_than_the_grid_is_filled() -> None:
    ring = shapely.difference(shapely.box(0, 0, 9, 9), shapely.box(3.01, 3.01, 3.02, 3.02))
    assert shapely.equals(decode(encode(ring), "units")[0], shapely.box(0, 0, 9, 9))


def test_lines_that_meet_in_the_middle_are_cut_there_and_come_back() -> None:
    trunk = shapely.LineString([(0, 0), (5, 0), (10, 0)])
    branch = shapely.LineString([(5, 5), (5, 0)])
    double = shapely.MultiLineString([[(0, 5), (1, 5)], [(2, 5), (3, 6)]])
    loop = shapely.LineString([(20, 0), (22, 0), (22, 2), (20, 0)])
    back = decode(encode(trunk, branch, double, loop), "units")
    assert back == [trunk, branch, double, loop]


def test_polygons_and_lines_can_be_objects_of_one_topology() -> None:
    square, river = shapely.box(0, 0, 4, 4), shapely.LineString([(4, 0), (4, 4)])
    made: Any = topology({"land": layer(square), "water": layer(river), "none": layer()}, STEP)
    assert shapely.equals(decode(made, "land")[0], square)
    assert shapely.equals(decode(made, "water")[0], river)
    assert made["objects"]["none"]["geometries"] == []
    assert max(segments(made).values()) == 1


def test_a_topology_of_nothing_is_a_topology() -> None:
    assert topology({"units": layer()}, STEP)["arcs"] == []


def test_points_are_refused_and_counts_must_agree() -> None:
    with pytest.raises(GeometryError, match="Point"):
        encode(shapely.Point(1, 1))
    with pytest.raises(GeometryError, match="units"):
        topology({"units": Layer(np.array([shapely.box(0, 0, 1, 1)]), [])}, STEP)
