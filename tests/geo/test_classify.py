from __future__ import annotations

from itertools import combinations, pairwise
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.classify import Method, classify
from governance.errors import StateError

METHODS = st.sampled_from(get_args(Method))
NUMBERS = st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=60)
COUNTS = st.lists(st.integers(0, 12).map(float), min_size=1, max_size=80)
ANY = NUMBERS | COUNTS


@given(ANY, st.integers(1, 9), METHODS, st.booleans())
def test_every_finite_value_is_in_exactly_the_class_whose_breaks_hold_it(
    values: list[float], k: int, method: Method, nice: bool
) -> None:
    found = classify(values, k, method, nice)
    for value, number in zip(values, found.classes.tolist(), strict=True):
        holding = [
            i
            for i, (low, high) in enumerate(pairwise(found.breaks))
            if low <= value < high or (value == high and i == found.n_classes - 1)
        ]
        assert holding == ([number] if np.isfinite(value) else [])
        assert np.isfinite(value) == (number >= 0)


@given(ANY, st.integers(1, 9), METHODS, st.booleans())
def test_counts_add_up(values: list[float], k: int, method: Method, nice: bool) -> None:
    found = classify(values, k, method, nice)
    assert sum(found.counts) + found.n_missing == len(values)
    assert found.counts == tuple(int((found.classes == i).sum()) for i in range(found.n_classes))


@given(ANY, st.integers(1, 9), METHODS, st.booleans())
def test_breaks_rise_and_a_larger_value_is_never_in_a_lower_class(
    values: list[float], k: int, method: Method, nice: bool
) -> None:
    found = classify(values, k, method, nice)
    # Only the last class may be a single number.
    assert (
        all(low < high for low, high in pairwise(found.breaks[:-1]))
        and found.breaks[-2:-1] <= found.breaks[-1:]
    )
    known = np.isfinite(values)
    order = np.argsort(np.array(values)[known], kind="stable")
    assert (np.diff(found.classes[known][order].astype(int)) >= 0).all()


@given(ANY, st.integers(1, 9), METHODS, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_the_values_does_not_matter(
    values: list[float], k: int, method: Method, nice: bool, random: np.random.Generator
) -> None:
    order = list(range(len(values)))
    random.shuffle(order)
    found, again = classify(values, k, method, nice), classify([values[i] for i in order], k, method, nice)
    assert found.breaks == again.breaks
    assert found.classes[order].tolist() == again.classes.tolist()


@given(ANY, st.integers(1, 9), st.sampled_from(["quantile", "natural"]), st.booleans())
def test_there_are_as_many_classes_as_asked_or_as_distinct_values_and_none_is_empty(
    values: list[float], k: int, method: Method, nice: bool
) -> None:
    distinct = {v for v in values if np.isfinite(v)}
    found = classify(values, k, method, nice)
    assert found.n_classes == min(k, len(distinct))
    assert all(found.counts)


@given(st.integers(1, 9), st.integers(1, 200))
def test_quantiles_of_distinct_values_are_even(k: int, n: int) -> None:
    counts = classify(np.arange(n), k).counts
    assert max(counts) - min(counts) <= 1


def test_many_zeros_get_a_class_of_their_own_and_the_rest_share_the_others() -> None:
    found = classify([0.0] * 60 + list(range(1, 41)), k=5)
    assert found.counts == (60, 10, 10, 10, 10)
    assert found.zero_alone and found.breaks == (0.0, 1.0, 11.0, 21.0, 31.0, 40.0)


def test_zeros_among_others_are_not_alone() -> None:
    assert not classify([0, 1, 2, 3], k=2).zero_alone
    assert not classify([-1, 0, 1], k=3).zero_alone


def test_equal_widths_are_equal_even_if_a_class_stays_empty() -> None:
    found = classify([0, 1, 2, 9, 10], k=5, method="equal")
    assert found.breaks == (0, 2, 4, 6, 8, 10)
    assert found.counts == (2, 1, 0, 0, 2)


def test_natural_breaks_find_the_gaps() -> None:
    found = classify([1, 2, 3, 50, 51, 52, 900, 901], k=3, method="natural")
    assert found.breaks == (1, 50, 900, 901) and found.counts == (3, 3, 2)


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=14), st.integers(2, 4))
def test_natural_breaks_are_the_best_of_all_divisions(values: list[int], k: int) -> None:
    def spread(classes: list[np.ndarray]) -> float:
        return sum(float(((group - group.mean()) ** 2).sum()) for group in classes)

    numbers = np.sort(np.array(values, dtype=float))
    distinct = np.unique(numbers)
    found = classify(values, k, "natural")
    cuts = combinations(distinct[1:], min(k, len(distinct)) - 1)
    best = min(spread(np.split(numbers, np.searchsorted(numbers, cut))) for cut in cuts)
    got = spread([np.array(values, float)[found.classes == i] for i in range(found.n_classes)])
    assert got == pytest.approx(best, abs=1e-6)


def test_natural_breaks_of_very_many_values_stay_near_the_gaps() -> None:
    generator = np.random.default_rng(1)
    groups = [generator.normal(centre, 1, 4_000) for centre in (0, 100, 300)]
    assert classify(np.concatenate(groups), 3, "natural").counts == pytest.approx((4_000,) * 3, abs=40)


@pytest.mark.parametrize(
    ("values", "nice"),
    [
        ([3.2, 17.9, 48.03, 61.7, 88.1, 99.6], (0, 40, 80, 100)),
        ([1012, 2047, 3101, 4099], (1000, 2000, 3000, 4200)),
        ([-99.6, -61.2, -17.3, 12.4], (-100, -80, -50, 15)),
    ],
)
def test_nice_breaks_are_readable(values: list[float], nice: tuple[float, ...]) -> None:
    assert classify(values, 3, nice=True).breaks == nice


def test_nice_breaks_in_a_gap_change_no_class() -> None:
    values = [0.11, 0.12, 0.48, 0.51, 0.93, 0.97]
    plain, nice = classify(values, 3), classify(values, 3, nice=True)
    assert nice.classes.tolist() == plain.classes.tolist()
    assert nice.breaks == (0.1, 0.4, 0.8, 0.98)


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=40), st.integers(2, 6))
def test_nice_breaks_lose_no_class_and_widen_the_ends_a_little_at_most(values: list[float], k: int) -> None:
    plain, nice = classify(values, k), classify(values, k, nice=True)
    assert nice.n_classes == plain.n_classes
    width = plain.breaks[-1] - plain.breaks[0]
    assert plain.breaks[0] - 0.1001 * width <= nice.breaks[0] <= plain.breaks[0]
    assert plain.breaks[-1] <= nice.breaks[-1] <= plain.breaks[-1] + 0.1001 * width


@pytest.mark.parametrize("method", get_args(Method))
@pytest.mark.parametrize("nice", [False, True])
def test_equal_values_are_one_class(method: Method, nice: bool) -> None:
    found = classify([7, 7, 7], method=method, nice=nice)
    assert (found.breaks, found.counts, found.classes.tolist()) == ((7, 7), (3,), [0, 0, 0])


@pytest.mark.parametrize("method", get_args(Method))
def test_nothing_and_only_missing_values_have_no_class(method: Method) -> None:
    assert classify([], method=method).breaks == ()
    found = classify([np.nan, np.inf], method=method)
    assert (found.breaks, found.counts, found.n_missing, found.n_classes) == ((), (), 2, 0)
    assert found.classes.tolist() == [-1, -1] and found.classes.dtype == np.int8


@pytest.mark.parametrize(("k", "method"), [(0, "quantile"), (101, "quantile"), (5, "jenks")])
def test_an_unknown_method_or_number_is_refused(k: int, method: Method) -> None:
    with pytest.raises(StateError) as caught:
        classify([1, 2, 3], k, method)
    assert "natural" in caught.value.remedy
