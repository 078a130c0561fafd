"""Hot spots against a slow, obvious reference, and what must hold whatever the values are."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.hot_spots import (
    FALSE_SHARES,
    Contiguity,
    adjusted,
    connected,
    gi_star,
    shared_edges,
    spot_classes,
    two_sided,
)
from tests.geo.wiggly_units import wiggly_units


def _grids() -> npt.NDArray[np.object_]:
    units = wiggly_units()
    return units[units["level"] == "grid"].geometry.to_numpy()


@st.composite
def graphs(draw: st.DrawFn) -> tuple[npt.NDArray[np.float64], list[set[int]], Contiguity]:
    """Values, the neighbours of each as sets, and the same as a contiguity."""
    n = draw(st.integers(2, 24))
    pairs = draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=60))
    sets: list[set[int]] = [set() for _ in range(n)]
    for a, b in pairs:
        if a != b:
            sets[a].add(b)
            sets[b].add(a)
    flat = sorted((a, b) for a in range(n) for b in sets[a])
    owner, neighbour = (np.array([pair[k] for pair in flat], dtype=np.int64) for k in (0, 1))
    values = np.array(draw(st.lists(st.integers(0, 500), min_size=n, max_size=n)), dtype=np.float64)
    return values, sets, Contiguity(owner, neighbour, n)


def _obvious_gi_star(values: npt.NDArray[np.float64], sets: list[set[int]]) -> list[float]:
    """Ord and Getis 1995, formula 14, written out with a matrix of weights."""
    n = len(values)
    mean = sum(values) / n
    s = math.sqrt(max(0.0, sum(v * v for v in values) / n - mean * mean))
    result = []
    for i in range(n):
        w = [1.0 if j == i or j in sets[i] else 0.0 for j in range(n)]
        inside = (n * sum(x * x for x in w) - sum(w) ** 2) / (n - 1)
        if s * math.sqrt(inside) < 1e-9:
            result.append(0.0)
            continue
        result.append((sum(w[j] * values[j] for j in range(n)) - mean * sum(w)) / (s * math.sqrt(inside)))
    return result


@given(graphs())
def test_scores_are_those_of_the_formula(
    graph: tuple[npt.NDArray[np.float64], list[set[int]], Contiguity],
) -> None:
    values, sets, contiguity = graph
    assert gi_star(values, contiguity) == pytest.approx(_obvious_gi_star(values, sets), abs=1e-6)


@given(graphs(), st.integers(1, 9), st.integers(0, 50))
def test_other_units_of_the_value_change_no_score(
    graph: tuple[npt.NDArray[np.float64], list[set[int]], Contiguity], factor: int, shift: int
) -> None:
    values, _, contiguity = graph
    before = gi_star(values, contiguity)
    assert gi_star(values * factor + shift, contiguity) == pytest.approx(before, abs=1e-6)


def test_equal_values_have_no_spots() -> None:
    contiguity = shared_edges(_grids())
    assert not gi_star(np.full(contiguity.n, 7.0), contiguity).any()
    assert not spot_classes(np.zeros(contiguity.n)).any()


def test_neighbours_share_an_edge_and_not_only_a_corner() -> None:
    grids = _grids()
    found = shared_edges(grids)
    pairs = set(zip(found.owner.tolist(), found.neighbour.tolist(), strict=True))
    lines = {
        (a, b)
        for a in range(len(grids))
        for b in range(len(grids))
        if a != b and shapely.length(shapely.intersection(grids[a], grids[b])) > 0
    }
    assert pairs == lines
    assert len(pairs) == 2 * 2 * 8 * 7


def test_a_part_of_the_grids_keeps_the_neighbours_among_them() -> None:
    whole = shared_edges(_grids())
    members = np.arange(whole.n) % 3 != 0
    part = whole.among(members)
    numbers = np.flatnonzero(members)
    kept = {
        (a, b)
        for a, b in zip(whole.owner.tolist(), whole.neighbour.tolist(), strict=True)
        if members[a] and members[b]
    }
    assert {
        (int(numbers[a]), int(numbers[b])) for a, b in zip(part.owner, part.neighbour, strict=True)
    } == kept
    assert part.n == members.sum()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_adjusted_chances_find_what_the_step_up_procedure_finds(chances: list[float]) -> None:
    p = np.array(chances)
    q = adjusted(p)
    for share in FALSE_SHARES:
        ranked = sorted(chances)
        passing = [k for k, value in enumerate(ranked, 1) if value * len(p) / k <= share]
        limit = ranked[passing[-1] - 1] if passing else -1.0
        assert ((q <= share) == (p <= limit)).all()


@given(st.floats(-8, 8))
def test_two_sided_chances_are_those_of_the_normal_distribution(z: float) -> None:
    expected = 2 * NormalDist().cdf(-abs(z))
    assert two_sided(np.array([z]))[0] == pytest.approx(expected, rel=1e-6, abs=1e-15)


def test_pure_chance_shows_a_spot_in_few_maps_only() -> None:
    contiguity = shared_edges(_grids())
    generator = np.random.default_rng(1)
    shown = sum(
        bool((spot_classes(gi_star(generator.normal(size=contiguity.n), contiguity)) != 0).any())
        for _ in range(400)
    )
    # Neighbouring scores hang together, so the promise of 10 % of maps holds with room to spare.
    assert shown <= 0.10 * 400


def test_a_block_of_many_cases_is_hot_and_its_runs_are_numbered() -> None:
    contiguity = shared_edges(_grids())
    degree = np.bincount(contiguity.owner, minlength=contiguity.n)
    values = np.ones(contiguity.n)
    middle = int(np.flatnonzero(degree == 4)[20])
    values[[middle, *contiguity.neighbour[contiguity.owner == middle]]] = 60
    classes = spot_classes(gi_star(values, contiguity))
    assert classes[middle] == 3
    labels = connected(classes >= 2, contiguity)
    assert labels[middle] == 0
    assert labels.max() == 0
    assert (labels[classes < 2] == -1).all()


@given(graphs(), st.data())
def test_connected_runs_are_those_of_a_walk(
    graph: tuple[npt.NDArray[np.float64], list[set[int]], Contiguity], data: st.DataObject
) -> None:
    values, sets, contiguity = graph
    n = len(values)
    members = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    labels = connected(members, contiguity)
    seen: dict[int, int] = {}
    for start in np.flatnonzero(members).tolist():
        if start in seen:
            continue
        stack, name = [start], len(set(seen.values()))
        while stack:
            i = stack.pop()
            if i in seen or not members[i]:
                continue
            seen[i] = name
            stack.extend(sets[i])
    assert labels.tolist() == [seen.get(i, -1) for i in range(n)]
