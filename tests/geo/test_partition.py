"""Made-up boundaries: exact coverages, the same every time, towns dense and villages wide."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage import coverage_faults, integer_area2, tiling_faults, union, union_by
from geo.crs import snap
from geo.partition import Node, Partition, largest_remainder, partition
from governance.errors import GeometryError


def outlines() -> dict[str, shapely.Polygon]:
    """Two neighbours with a bent border between them."""
    bend = [(103.3, 25.0), (103.32, 25.08), (103.27, 25.15), (103.3, 25.25)]
    west, east = snap(
        [
            shapely.Polygon([(103.0, 25.0), *bend, (103.05, 25.27)]),
            shapely.Polygon([*reversed(bend), (103.5, 25.02), (103.55, 25.2)]),
        ]
    )
    return {"1": west, "2": east}


def nodes() -> list[Node]:
    def street(code: str, urban: int, rural: int, place: tuple[float, float] | None = None) -> Node:
        kinds = [True] * urban + [False] * rural
        return Node(code, False, place, None, 1.0, tuple(Node(f"{code}{i}", k) for i, k in enumerate(kinds)))

    return [
        Node("1", children=(street("11", 3, 1, (103.1, 25.1)), street("12", 1, 4))),
        Node("2", children=(street("21", 1, 3),)),
    ]


CENSUS = [
    (30_001, [f"11{i}" for i in range(4)] + [f"12{i}" for i in range(5)]),
    (9_999, [f"21{i}" for i in range(4)]),
]


@cache
def formed(seed: int = 7) -> Partition:
    return partition(outlines(), nodes(), CENSUS, n_grids=80, seed=seed)


def test_equal_seeds_give_equal_bytes_and_others_do_not() -> None:
    again = partition(outlines(), nodes(), CENSUS, n_grids=80, seed=7)
    assert shapely.to_wkb(again.polygons).tolist() == shapely.to_wkb(formed().polygons).tolist()
    assert again.population.tolist() == formed().population.tolist()
    assert shapely.to_wkb(formed(8).polygons).tolist() != shapely.to_wkb(formed().polygons).tolist()


def test_grids_are_an_exact_coverage_of_single_polygons() -> None:
    grids = formed().polygons
    assert len(grids) == 80
    assert coverage_faults(grids, [str(i) for i in range(80)]) == []
    assert {shape.geom_type for shape in grids} == {"Polygon"}


def test_grids_fill_the_outlines_and_hardly_move_them() -> None:
    grids, communities = formed().polygons, formed().community
    unions = union_by(grids, [code[0] for code in communities])
    for code, shape in outlines().items():
        assert shapely.hausdorff_distance(unions[code], shape) < 2e-7
        given_vertices = {tuple(xy) for xy in shapely.get_coordinates(shape)}
        assert given_vertices <= {tuple(xy) for xy in shapely.get_coordinates(unions[code])}
    assert tiling_faults(list(unions.values()), ["all", "all"], [union(grids)], ["all"]) == []


def test_units_tile_their_parents_at_every_level() -> None:
    grids, communities = formed().polygons, np.array(formed().community)
    by_community = union_by(grids, communities)
    by_street = union_by(list(by_community.values()), [code[:2] for code in by_community])
    assert coverage_faults(list(by_community.values()), list(by_community)) == []
    assert coverage_faults(list(by_street.values()), list(by_street)) == []
    assert integer_area2(list(by_street.values())).sum() == integer_area2(grids).sum()
    assert {shape.geom_type for shape in by_community.values()} == {"Polygon"}


def test_every_community_has_a_grid_and_people_sum_to_the_census() -> None:
    result = formed()
    codes = {leaf.code for node in nodes() for leaf in node.leaves()}
    assert set(result.community) == codes
    for total, group in CENSUS:
        assert result.population[np.isin(result.community, group)].sum() == total


def test_urban_communities_lie_close_to_the_town_and_are_smaller() -> None:
    result = formed()
    areas = {code: shape.area for code, shape in union_by(result.polygons, result.community).items()}
    assert np.mean([areas[f"11{i}"] for i in range(3)]) < areas["113"]


def test_a_unit_with_a_place_contains_it() -> None:
    tree = nodes()
    children = list(tree[1].children[0].children)
    children[2] = Node("212", place=(103.45, 25.19))
    tree[1] = Node("2", children=(Node("21", children=tuple(children)),))
    result = partition(outlines(), tree, CENSUS, n_grids=60, seed=3)
    assert shapely.contains_xy(union_by(result.polygons, result.community)["212"], 103.45, 25.19)


def test_communities_given_as_outlines_are_only_cut_into_grids() -> None:
    result = partition(outlines(), [Node("1"), Node("2")], [(100, ["1", "2"])], n_grids=10, seed=1)
    unions = union_by(result.polygons, result.community)
    for code, shape in outlines().items():
        assert shapely.hausdorff_distance(unions[code], shape) < 2e-7
    assert result.population.sum() == 100


def test_units_and_outlines_that_differ_are_refused() -> None:
    with pytest.raises(GeometryError, match="differ in code"):
        partition(outlines(), nodes()[:1], CENSUS, n_grids=10, seed=1)


@given(st.integers(0, 10**7), st.lists(st.floats(0.001, 1e6), min_size=1, max_size=50))
def test_largest_remainders_sum_exactly_and_stay_within_one(total: int, weights: list[float]) -> None:
    shares = largest_remainder(total, np.array(weights))
    assert shares.sum() == total
    exact = total * np.array(weights) / sum(weights)
    assert (np.abs(shares - exact) < 1 + 1e-6).all()
