"""Scores by category: within their bounds, fair to few cases, the same in whatever order the units come."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.false_worst import flagged_periods, plan
from governance.assessment import parse_assessment
from governance.errors import RegionError
from governance.scoring import places, score_group
from tests.governance.groups import assessment, columns, document, registry

RULES = assessment().rules
SCHEMES = assessment().schemes
SHARES = (
    "closed_on_time",
    "closed",
    "reworked",
    "satisfied",
    "located",
    "reported",
    "whistle_solved",
    "whistle_satisfied",
)
WHOLES = ("due", "due", "disposed", "rated", "received", "called", "whistle_due", "whistle_rated")


@st.composite
def groups(draw, least=1):
    """Measures of a group of peers; some units have nothing of some kind."""
    size = draw(st.integers(least, 5))
    counts = st.lists(st.integers(0, 400), min_size=size, max_size=size)
    parts = {whole: draw(counts) for whole in dict.fromkeys(WHOLES)}
    for share, whole in zip(SHARES, WHOLES, strict=True):
        parts[share] = [draw(st.integers(0, most)) for most in parts[whole]]
    parts["work_minutes"] = [draw(st.integers(0, 3_000)) * n for n in parts["disposed"]]
    return parts


@given(groups(), st.sampled_from(SCHEMES))
def test_scores_lie_within_0_and_100_and_are_the_sum_of_their_lines(parts, scheme):
    scores = score_group(scheme, RULES, columns(parts), 10)
    for unit in range(len(scores)):
        lines = [line for line in scores.lines if not np.isnan(line.values[unit])]
        if not lines:
            assert np.isnan(scores.totals[unit])
            continue
        assert 0 <= scores.totals[unit] <= 100 + 1e-9
        assert sum(line.points[unit] for line in lines) == pytest.approx(scores.totals[unit])
        assert sum(line.weights[unit] for line in lines) == pytest.approx(100)
        assert 1 <= scores.best[unit] <= scores.worst[unit] <= len(scores)


@given(groups(least=2), st.sampled_from(SCHEMES), st.randoms())
def test_the_order_of_the_units_changes_nothing(parts, scheme, random):
    order = list(range(len(parts["due"])))
    random.shuffle(order)
    plain = score_group(scheme, RULES, columns(parts), 10)
    mixed = score_group(scheme, RULES, columns({k: [v[i] for i in order] for k, v in parts.items()}), 10)
    assert mixed.totals == pytest.approx(plain.totals[order], nan_ok=True)
    assert np.array_equal(mixed.best, plain.best[order])
    for line, other in zip(plain.lines, mixed.lines, strict=True):
        assert other.verdicts == tuple(line.verdicts[i] for i in order)


@given(groups(), st.sampled_from(SCHEMES), st.data())
def test_one_more_case_done_well_never_costs_points(parts, scheme, data):
    unit = data.draw(st.integers(0, len(parts["due"]) - 1))
    line = data.draw(st.sampled_from([line for line in scheme.lines if line.direction == "up"]))
    better = {name: list(values) for name, values in parts.items()}
    numerator, denominator = line.indicator.numerator, line.indicator.denominator
    if better[numerator][unit] < better[denominator][unit]:
        better[numerator][unit] += 1
        before = score_group(scheme, RULES, columns(parts), 10).totals[unit]
        assert score_group(scheme, RULES, columns(better), 10).totals[unit] >= before - 1e-9


@given(st.floats(-50, 150), st.floats(0, 50), st.sampled_from([line for s in SCHEMES for line in s.lines]))
def test_a_better_value_reaches_no_less(value, step, line):
    better = value + step if line.direction == "up" else value - step
    assert 0 <= line.reached(value) <= line.reached(better) <= 1
    assert (line.reached(line.floor), line.reached(line.target)) == (0, 1)


def test_a_line_without_a_value_is_left_out_and_the_others_weigh_more():
    parts = {name: [0, 80] for name in (*SHARES, *WHOLES)} | {"work_minutes": [0, 9_600]}
    parts |= {"due": [100, 100], "closed_on_time": [95, 70], "closed": [95, 90]}
    scores = score_group(SCHEMES[0], RULES, columns(parts), 10)
    first, *rest = scores.lines
    assert first.weights[0] == 100 and first.weights[1] == first.line.weight
    assert all(np.isnan(line.weights[0]) and np.isnan(line.points[0]) for line in rest)
    assert [line.verdicts[0] for line in rest] == ["missing"] * len(rest)


def test_few_cases_are_called_so_and_never_flagged():
    parts = {name: [1_000, 1_000, 20] for name in (*SHARES, *WHOLES)} | {"work_minutes": [1, 1, 1]}
    parts["closed_on_time"] = [950, 700, 0]
    on_time = score_group(SCHEMES[0], RULES, columns(parts), 10).lines[0]
    assert on_time.line.indicator.id == "on_time_rate"
    assert on_time.verdicts == ("high", "low", "few")
    assert on_time.values[2] == 0 and on_time.adjusted[2] > 35


def test_a_rate_of_which_less_is_better_is_flagged_on_its_high_side():
    parts = {name: [1_000, 1_000] for name in (*SHARES, *WHOLES)} | {"work_minutes": [1, 1]}
    parts["reworked"] = [20, 200]
    rework = next(x for x in score_group(SCHEMES[0], RULES, columns(parts), 10).lines if x.line.direction == "down"
                  and x.line.indicator.is_bounded_share)  # fmt: skip
    assert rework.verdicts == ("high", "low")
    assert rework.points[0] > rework.points[1]


def test_scores_within_each_others_margins_share_their_places():
    best, worst = places(np.array([80.0, 79.0, 50.0, np.nan]), np.array([3.0, 3.0, 3.0, np.nan]))
    assert list(zip(best, worst, strict=True)) == [(1, 2), (1, 2), (3, 3), (0, 0)]


@pytest.mark.parametrize("sizes", ["small", "mixed", "large"])
def test_among_ten_equally_good_units_a_false_low_flag_comes_up_in_at_most_five_per_cent_of_periods(sizes):
    result = flagged_periods(plan(sizes), periods=400, seed=20260301)
    assert result.flagged <= 0.05
    assert result.last <= 0.05
    assert result.ranked == 1, "a raw ranking always names a last one"


def test_every_fault_of_an_assessment_is_named_at_once():
    bad = document()
    bad["category"][0]["line"][0]["weight"] = 30
    bad["category"][1]["line"][0] |= {"indicator": "received"}
    bad["category"][1]["line"][1] |= {"floor": 95, "target": 60}
    bad["category"][2]["code"] = "9"
    bad["category"][2]["line"][0] |= {"indicator": "overdue_share", "floor": 40, "target": 10}
    del bad["rules"]["few_cases"]
    with pytest.raises(RegionError) as caught:
        parse_assessment(bad, registry(), ("1", "2", "3"))
    for word in ("weights sum to 105", "received: only shares", "worse than the floor", "9: no such category",
                 "no period", "missing few_cases"):  # fmt: skip
        assert word in caught.value.detail


def test_targets_of_the_region_differ_by_category_and_say_where_they_come_from():
    known = assessment()
    assert known.version and known.source and known.source_en
    assert {scheme.category for scheme in known.schemes} == {"1", "2", "3"}
    assert len({tuple((x.indicator.id, x.weight) for x in scheme.lines) for scheme in known.schemes}) == 3
    assert known.scheme("4") is None
    assert replace(known, version="x").scheme("1") == known.schemes[0]
