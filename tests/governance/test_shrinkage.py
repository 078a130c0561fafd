"""Rates of few cases are drawn to their group; many cases speak for themselves; doing better never costs points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.shrinkage import shrink_means, shrink_shares

PAIRS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=8)
PRIOR = {"prior_cases": 60.0, "prior_units": 4.0}


def arrays(pairs):
    good = np.array([float(own) for own, _ in pairs])
    return good, good + np.array([float(rest) for _, rest in pairs])


@given(PAIRS)
def test_an_adjusted_share_lies_between_the_own_and_the_pooled_one(pairs):
    good, cases = arrays(pairs)
    drawn = shrink_shares(good, cases, **PRIOR)
    for own, size, adjusted in zip(good, cases, drawn.adjusted, strict=True):
        if size == 0:
            assert np.isnan(adjusted)
            continue
        low, high = sorted((own / size, drawn.pooled))
        assert low - 1e-12 <= adjusted <= high + 1e-12


@given(PAIRS, st.data())
def test_one_more_case_done_well_never_lowers_the_own_adjusted_share(pairs, data):
    good, cases = arrays(pairs)
    who = data.draw(st.integers(0, len(pairs) - 1))
    if good[who] < cases[who]:
        better = good.copy()
        better[who] += 1
        before = shrink_shares(good, cases, **PRIOR).adjusted[who]
        assert shrink_shares(better, cases, **PRIOR).adjusted[who] >= before - 1e-12


def test_many_cases_hardly_move_and_few_move_far():
    drawn = shrink_shares(
        np.array([9_000.0, 7_000.0, 8_000.0, 2.0]), np.array([1e4, 1e4, 1e4, 10.0]), **PRIOR
    )
    assert abs(drawn.adjusted[0] - 0.9) < 0.005
    assert drawn.adjusted[3] > 0.5, "two of ten cases do not make a fifth"


def test_units_that_differ_beyond_chance_keep_their_own_rates_better():
    cases = np.full(20, 200.0)
    alike = shrink_shares(np.full(20, 160.0), cases, **PRIOR).strength
    apart = shrink_shares(np.linspace(80, 200, 20), cases, **PRIOR).strength
    assert apart.max() < alike.min() / 10


def test_a_mean_is_drawn_by_a_stated_number_of_cases():
    drawn = shrink_means(np.array([600.0, 0.0, np.nan]), np.array([60.0, 0.0, 3.0]), 60)
    assert drawn.pooled == 10
    assert drawn.adjusted[0] == pytest.approx(10)
    assert np.isnan(drawn.adjusted[1:]).all()
