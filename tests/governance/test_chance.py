"""Limits of chance: exact, as wide as few cases need, and a false alarm no oftener than promised."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.chance import funnel, tails

UNITS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=6)


def exact_low(total: int, good: int, size: int, own: int) -> float:
    ways = sum(comb(good, k) * comb(total - good, size - k) for k in range(own + 1) if size - k >= 0)
    return ways / comb(total, size)


@given(UNITS)
def test_tails_are_the_exact_probabilities_of_dealing_the_cases_out(pairs):
    good = np.array([own for own, _ in pairs])
    cases = np.array([own + rest for own, rest in pairs])
    low, high = tails(good, cases)
    total, total_good = int(cases.sum()), int(good.sum())
    for index, (own, size) in enumerate(zip(good.tolist(), cases.tolist(), strict=True)):
        if size in (0, total):
            assert low[index] == high[index] == 1
            continue
        assert low[index] == pytest.approx(exact_low(total, total_good, size, own), abs=1e-9)
        # What is as good here is as bad when good and bad change places.
        mirrored = exact_low(total, total - total_good, size, size - own)
        assert high[index] == pytest.approx(mirrored, abs=1e-9)


@given(UNITS, st.sampled_from([0.05, 0.01, 0.001]))
def test_a_unit_lies_outside_the_funnel_exactly_when_its_tail_is_small(pairs, alpha):
    good = np.array([own for own, _ in pairs])
    cases = np.array([own + rest for own, rest in pairs])
    low, high = tails(good, cases)
    limits = funnel(good, cases, alpha, np.maximum(cases, 1))
    for index, (own, size) in enumerate(zip(good.tolist(), cases.tolist(), strict=True)):
        if size not in (0, int(cases.sum())):
            assert (own / size < limits.lower[index] - 1e-12) == (low[index] <= alpha)
            assert (own / size > limits.upper[index] + 1e-12) == (high[index] <= alpha)


def test_large_numbers_stay_exact_and_the_order_of_units_changes_nothing():
    cases = np.array([120_000, 250_000, 90_000, 40])
    good = np.array([96_000, 201_000, 72_400, 40])
    low, high = tails(good, cases)
    back_low, back_high = tails(good[::-1], cases[::-1])
    assert np.array_equal(low, back_low[::-1]) and np.array_equal(high, back_high[::-1])
    assert np.all((low > 0) & (low <= 1) & (high > 0) & (high <= 1))
    # Both tails hold the unit's own result, so together they hold a little more than everything.
    assert np.all(low + high >= 1 - 1e-9)


def test_the_funnel_narrows_as_cases_grow():
    limits = funnel([900, 450, 90], [1_000, 500, 100], 0.001, [10, 30, 100, 300, 1_000])
    assert np.all(np.diff(limits.lower) > 0)
    assert np.all(np.diff(limits.upper) <= 0)
    assert limits.centre == 0.9
    assert np.isnan(funnel([0], [0], 0.01, [5]).centre)
