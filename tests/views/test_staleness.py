"""Feeds age against the day on which somebody looks; what rests on a late one is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.datasets import CASE_EVENT, DATASETS, INCIDENT, WHISTLE
from data.definitions import Feed
from governance.indicators import MEASURES, UNIT_FACTS
from views.basis import Basis
from views.staleness import (
    FeedState,
    datasets_of,
    feed_states,
    indicator_datasets,
    measure_datasets,
    screen_datasets,
    stale_feeds,
)


def newest(basis: Basis) -> date:
    return max(state.last_on for state in feed_states(basis) if state.last_on)


def promising(basis: Basis, department: str, feed: Feed) -> Basis:
    """The same release with one promise more."""
    changed = tuple(
        replace(entry, feeds=(*entry.feeds, feed)) if entry.id == department else entry
        for entry in basis.definitions.departments
    )
    return replace(basis, definitions=replace(basis.definitions, departments=changed))


def test_every_promise_is_a_feed_and_all_are_fresh_on_the_day_they_came(basis: Basis) -> None:
    states = feed_states(basis, newest(basis))
    promised = [(d.id, feed.dataset) for d in basis.definitions.departments for feed in d.feeds]
    assert [(state.department.id, state.feed.dataset) for state in states] == promised
    assert {state.standing for state in states} == {"fresh"}
    assert stale_feeds(basis, DATASETS, today=newest(basis)) == ()


@pytest.mark.parametrize(("days_over", "standing"), [(-1, "fresh"), (0, "fresh"), (1, "late"), (400, "late")])
def test_a_feed_is_late_from_the_day_after_its_promise(basis: Basis, days_over: int, standing: str) -> None:
    first = feed_states(basis, newest(basis))[0]
    assert first.due_on is not None
    day = first.due_on + timedelta(days=days_over)
    now = feed_states(basis, day)[0]
    assert now.standing == standing
    assert now.late_days == max(days_over, 0)
    assert now.age_days == first.feed.rhythm_days + days_over


def test_the_same_release_grows_stale_without_being_asked_anew(basis: Basis) -> None:
    before = stale_feeds(basis, [INCIDENT.name], today=newest(basis))
    after = stale_feeds(basis, [INCIDENT.name], today=newest(basis) + timedelta(days=40))
    assert before == ()
    assert {state.feed.dataset for state in after} == {INCIDENT.name}
    assert len(after) == sum(state.feed.dataset == INCIDENT.name for state in feed_states(basis))


def test_the_longest_late_feed_is_named_first_and_what_never_came_before_all(basis: Basis) -> None:
    never = promising(basis, "gongan", Feed(WHISTLE.name, "从未", "never", 365))
    found = stale_feeds(never, DATASETS, today=newest(basis) + timedelta(days=60))
    assert found[0].standing == "missing"
    assert found[0].due_on is None and found[0].late_days is None and found[0].age_days is None
    dues = [state.due_on for state in found[1:] if state.due_on]
    assert dues == sorted(dues)


def test_what_never_came_is_missing_and_not_fresh_on_any_day(basis: Basis) -> None:
    never = promising(basis, "sifa", Feed(CASE_EVENT.name, "从未", "never", 365))
    (state,) = stale_feeds(never, [CASE_EVENT.name], department="sifa", today=newest(basis))
    assert state.standing == "missing" and state.is_stale


def test_only_the_department_that_a_screen_shows_can_make_it_stale(basis: Basis) -> None:
    weekly = {d.id for d in basis.definitions.departments if d.feeds[0].rhythm_days == 7}
    day = newest(basis) + timedelta(days=10)
    assert stale_feeds(basis, ["received"], department="gongan", today=day)
    assert "gongan" in weekly and "sifa" not in weekly
    assert stale_feeds(basis, ["received"], department="sifa", today=day) == ()


def test_every_measure_rests_on_a_data_set_and_a_fact_of_the_unit_on_none() -> None:
    assert all(measure_datasets(measure) for measure in MEASURES)
    assert not any(measure_datasets(fact) for fact in UNIT_FACTS)
    whistles = {measure for measure in MEASURES if measure_datasets(measure) == {WHISTLE.name}}
    assert whistles == {m for m in MEASURES if "whistle" in m or m in ("called", "reported")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("received", {INCIDENT.name}),
        ("cases_per_10k", {INCIDENT.name}),
        ("on_time_rate", {INCIDENT.name, CASE_EVENT.name}),
        ("whistles", {WHISTLE.name}),
        (CASE_EVENT.name, {CASE_EVENT.name}),
        ("population", set()),
        ("no such figure", set()),
    ],
)
def test_a_figure_knows_what_it_is_counted_from(basis: Basis, name: str, expected: set[str]) -> None:
    assert datasets_of([name], basis) == expected


def test_every_indicator_rests_on_something_that_is_promised(basis: Basis) -> None:
    promised = {state.feed.dataset for state in feed_states(basis)}
    for indicator in basis.definitions.indicators.indicators:
        of_facts = {indicator.numerator, indicator.denominator} <= {*UNIT_FACTS, ""}
        assert bool(indicator_datasets(indicator)) != of_facts, indicator.id
        assert indicator_datasets(indicator) <= promised, indicator.id


def test_every_screen_rests_on_something_and_the_whistles_on_theirs_alone(basis: Basis) -> None:
    screens = screen_datasets(basis)
    assert all(screens.values())
    assert screens["whistles"] == {WHISTLE.name}
    assert INCIDENT.name in screens["one_map"]


def test_a_feed_tells_its_state_by_itself(basis: Basis) -> None:
    department = basis.definitions.departments[0]
    feed = Feed("incident", "x", "x", 7)
    assert FeedState(department, feed, None, date(2026, 1, 1)).standing == "missing"
    assert FeedState(department, feed, date(2026, 1, 1), date(2026, 1, 8)).standing == "fresh"
    assert FeedState(department, feed, date(2026, 1, 1), date(2026, 1, 9)).late_days == 1
