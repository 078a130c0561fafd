"""Units of an official file that stand out: an area or density like no other of the level, nobody where others have people."""

from __future__ import annotations

import numpy as np
import pytest

from data.boundaries.codes import CodedLayer
from data.boundaries.faults import Fault
from data.boundaries.outliers import outlier_faults

N = 400
RNG = np.random.default_rng(7)
# Like the communities of a prefecture: from a few hundred metres across to a hundred square kilometres.
AREAS = np.exp(RNG.normal(2.0, 1.0, N))
PEOPLE = np.rint(AREAS * np.exp(RNG.normal(5.0, 0.9, N))).astype(np.int64) + 1


def told(areas: np.ndarray, people: np.ndarray, level: str = "community") -> list[Fault]:
    codes = [f"{number:012d}" for number in range(len(areas))]
    layer = CodedLayer(level, "code", codes, np.full(len(areas), None), [""] * len(areas), people, ())
    return outlier_faults(layer, areas)


def named(faults: list[Fault]) -> list[tuple[str, int]]:
    return [(fault.kind, int(fault.units[0])) for fault in faults]


def test_an_ordinary_level_raises_nothing() -> None:
    assert told(AREAS, PEOPLE) == []


@pytest.mark.parametrize("factor", [1e4, 3e3, 1e-5])
def test_an_area_like_no_other_is_told(factor: float) -> None:
    areas, people = AREAS.copy(), PEOPLE.copy()
    at = int(np.argmin(np.abs(np.log(areas) - 2)))
    areas[at] *= factor
    assert ("area_outlier", at) in named(told(areas, np.full(N, -1)))
    assert [fault for fault in told(areas, np.full(N, -1)) if fault.units != (f"{at:012d}",)] == []
    assert people[at] == PEOPLE[at]


@pytest.mark.parametrize("factor", [3e4, 1e4, 1e3])
def test_a_density_like_no_other_is_told(factor: float) -> None:
    people = PEOPLE.copy()
    at = int(np.argmin(np.abs(np.log(people / AREAS) - 5)))
    people[at] *= int(factor)
    assert named(told(AREAS, people)) == [("people_outlier", at)]


@pytest.mark.parametrize("count", [1, 2, 30])
def test_nobody_where_the_file_tells_of_people_is_told(count: int) -> None:
    people = PEOPLE.copy()
    people[:count] = 0
    assert named(told(AREAS, people)) == [("people_none", at) for at in range(count)]
    assert told(AREAS, people, "grid") == [], "a grid of woods has nobody"


def test_a_file_without_population_and_a_short_one_say_nothing() -> None:
    assert told(AREAS, np.full(N, -1)) == []
    areas = AREAS[:10].copy()
    areas[0] *= 1e6
    assert told(areas, np.full(10, -1)) == []


def test_equal_units_may_differ_a_little() -> None:
    areas = np.full(N, 1.0)
    areas[0], areas[1] = 1.5, 25.0
    assert named(told(areas, np.full(N, -1))) == [("area_outlier", 1)]
