from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.events import Event
from governance.life_cycle import (
    AT_WORK,
    FAULTS,
    KINDS,
    STAGES,
    STATE_AFTER,
    Fault,
    History,
    Holding,
    holding_spans,
    replay,
    state_at,
    transitions,
)

DAY_ONE = datetime(2026, 3, 2, 9)


def hour(n: float) -> datetime:
    return DAY_ONE + timedelta(hours=n)


def run(*kinds: str) -> list[Event]:
    """One event an hour."""
    return [Event(kind, hour(n), seq=n) for n, kind in enumerate(kinds)]


def names(history: History) -> list[str]:
    return [fault.name for fault in history.faults]


LOOP = ("received", "filed", "dispatched", "responded", "disposed", "feedback", "checked", "closed", "rated")


@st.composite
def sound_runs(draw: st.DrawFn) -> list[str]:
    """Kinds of a history in which everything is as it should be."""
    kinds: list[str] = []
    stage, suspended = "", False
    for _ in range(draw(st.integers(0, 14))):
        onward = [] if suspended else list(STAGES[stage])
        if suspended:
            onward = ["resumed", "extended", "void"]
        elif stage in AT_WORK:
            onward += ["extended", "suspended"]
        if not onward:
            break
        kind = draw(st.sampled_from(onward))
        suspended = kind == "suspended" or (suspended and kind == "extended")
        stage = kind if kind in STAGES else stage
        kinds.append(kind)
    return kinds


@given(sound_runs())
def test_a_sound_history_has_no_fault_and_only_listed_pairs(kinds: list[str]) -> None:
    history = replay(run(*kinds))
    moving = [kind for kind in kinds if kind in STAGES]

    assert names(history) == []
    assert history.stage == (moving[-1] if moving else "")
    assert history.state == STATE_AFTER[history.stage]
    assert history.n_rework == kinds.count("rework")
    assert history.n_extended == kinds.count("extended")
    assert len(history.suspensions) == kinds.count("suspended")
    assert set(zip(["", *kinds], kinds, strict=False)) <= set(transitions())


@given(st.lists(st.sampled_from([*KINDS, "party"]), max_size=12), st.randoms())
def test_no_sequence_is_a_crash_and_the_order_of_rows_changes_nothing(
    kinds: list[str], random: object
) -> None:
    events = run(*kinds)
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # random.Random

    assert replay(shuffled) == replay(events)
    assert holding_spans(shuffled) == holding_spans(events)
    assert {fault.name for fault in replay(events).faults} <= set(FAULTS)


@given(st.lists(st.sampled_from(KINDS), max_size=12))
def test_a_pair_that_is_not_listed_is_always_a_fault(kinds: list[str]) -> None:
    pairs = set(zip(["", *kinds], kinds, strict=False))

    assert pairs <= set(transitions()) or names(replay(run(*kinds)))


def test_every_listed_pair_happens_in_some_sound_history() -> None:
    for pair in transitions():
        kinds = [kind for kind in pair if kind]
        assert any(names(replay(run(*start, *kinds))) == [] for start in _beginnings(pair[0])), pair


def _beginnings(kind: str) -> list[tuple[str, ...]]:
    """Sound ways to come to the moment before `kind`, for every stage at which it may happen."""
    to = {stage: LOOP[: LOOP.index(stage)] for stage in LOOP} | {"rework": LOOP[:5], "void": LOOP[:1]}
    if kind == "":
        return [()]
    if kind in to:
        return [to[kind]]
    at_work = [(*to[stage], stage) for stage in AT_WORK]
    if kind == "resumed":
        return [(*start, "suspended") for start in at_work]
    return at_work + [(*start, "suspended") for start in at_work]


@pytest.mark.parametrize(
    ("name", "kinds", "stage"),
    [
        ("unknown_kind", ("received", "party"), "received"),
        ("missing_start", ("filed", "dispatched"), "dispatched"),
        ("skipped", ("received", "filed", "disposed"), "disposed"),
        ("skipped", (*LOOP[:5], "rework", "closed"), "closed"),
        ("repeated", ("received", "filed", "filed"), "filed"),
        ("backwards", ("received", "filed", "dispatched", "filed"), "dispatched"),
        ("backwards", (*LOOP[:4], "rework"), "responded"),
        ("after_end", ("received", "void", "filed"), "void"),
        ("after_end", (*LOOP[:5], "closed", "rework"), "closed"),
        ("not_at_work", ("received", "suspended"), "received"),
        ("not_at_work", (*LOOP[:5], "extended"), "disposed"),
        ("suspended_twice", ("received", "filed", "suspended", "suspended"), "filed"),
        ("not_suspended", ("received", "filed", "resumed"), "filed"),
        ("moved_while_suspended", ("received", "filed", "suspended", "dispatched"), "dispatched"),
    ],
)
def test_every_fault_has_a_name(name: str, kinds: tuple[str, ...], stage: str) -> None:
    history = replay(run(*kinds))

    assert names(history) == [name]
    assert history.stage == stage
    assert history.faults[0].kind in kinds


def test_a_file_whose_order_contradicts_its_times_is_a_fault() -> None:
    events = [
        Event("received", hour(0), seq=1),
        Event("filed", hour(2), seq=2),
        Event("dispatched", hour(1), seq=3),
    ]
    history = replay(events)

    assert names(history) == ["skipped", "order_disagrees", "backwards"]
    assert {"order_disagrees"} | {name for name, _, _ in _CASES} == set(FAULTS)


_CASES = test_every_fault_has_a_name.pytestmark[0].args[1]  # type: ignore[attr-defined]  # the table above


def test_events_of_one_minute_follow_the_loop() -> None:
    events = [Event(kind, DAY_ONE) for kind in reversed(LOOP)]

    assert names(replay(events)) == []
    assert replay(events).stage == "rated"


def test_an_event_without_a_time_is_counted_and_moves_nothing() -> None:
    undated = Event("rework", None)
    history = replay([*run(*LOOP[:5]), undated])

    assert (history.stage, history.n_rework, history.undated) == ("disposed", 1, (undated,))
    assert names(history) == []


def test_the_state_of_any_past_moment_can_be_asked() -> None:
    events = run(*LOOP)

    assert [state_at(events, hour(n - 0.5)).stage for n in range(10)] == ["", *LOOP]
    assert [state_at(events, hour(n)).state for n in (3, 5, 8)] == ["disposing", "feedback", "closed"]


def test_what_was_known_at_a_past_moment_can_be_asked() -> None:
    late = Event("disposed", hour(4), recorded_at=hour(50))
    events = [*(Event(kind, hour(n), recorded_at=hour(n)) for n, kind in enumerate(LOOP[:4])), late]

    assert state_at(events, hour(10)).stage == "disposed"
    assert state_at(events, hour(10), known=hour(10)).stage == "responded"
    assert state_at(events, hour(10), known=hour(50)).stage == "disposed"


def test_extensions_move_the_deadline_and_suspensions_are_listed() -> None:
    events = [
        *run("received", "filed", "dispatched"),
        Event("extended", hour(3), new_due_at=hour(90)),
        Event("suspended", hour(4)),
        Event("extended", hour(5), new_due_at=hour(120)),
        Event("resumed", hour(6)),
        Event("responded", hour(7)),
        Event("suspended", hour(8)),
    ]
    history = replay(events)

    assert names(history) == []
    assert (history.due_at, history.n_extended) == (hour(120), 2)
    assert history.suspensions == ((hour(4), hour(6)), (hour(8), None))
    assert (history.suspended, state_at(events, hour(7)).suspended) == (True, False)


def test_a_case_lay_with_whoever_took_the_next_step() -> None:
    actors = ("采集员", "指挥中心", "指挥中心", "环卫站", "环卫站", "指挥中心")
    kinds = ("received", "filed", "dispatched", "responded", "disposed", "closed")
    events = [
        Event(kind, hour(n), actor=actor) for n, (kind, actor) in enumerate(zip(kinds, actors, strict=True))
    ]
    events += [Event("suspended", hour(3.25), actor="环卫站"), Event("resumed", hour(3.5), actor="指挥中心")]
    events += [Event("extended", hour(3.75), actor="指挥中心")]

    assert holding_spans(events) == [
        Holding("指挥中心", "received", hour(0), hour(1)),
        Holding("指挥中心", "filed", hour(1), hour(2)),
        Holding("环卫站", "dispatched", hour(2), hour(3)),
        Holding("环卫站", "responded", hour(3), hour(3.25)),
        Holding("指挥中心", "suspended", hour(3.25), hour(3.5)),
        Holding("环卫站", "responded", hour(3.5), hour(4)),
        Holding("指挥中心", "disposed", hour(4), hour(5)),
    ]
    assert holding_spans(events[:3], "环卫站")[-1] == Holding("环卫站", "dispatched", hour(2), None)
    assert holding_spans([]) == []


@given(sound_runs())
def test_holdings_cover_the_life_of_a_case_without_gap(kinds: list[str]) -> None:
    spans = holding_spans(run(*kinds))

    assert all(before.end == after.start for before, after in pairwise(spans))
    if spans:
        assert spans[0].start == DAY_ONE


def test_faults_say_where_they_came_up() -> None:
    assert replay(run("received", "filed", "filed")).faults == (Fault("repeated", "filed", hour(2), "filed"),)
