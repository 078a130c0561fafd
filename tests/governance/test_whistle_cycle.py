from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.events import Event
from governance.whistle_cycle import (
    PART,
    WHISTLE_FAULTS,
    WHISTLE_KINDS,
    WHOLE,
    WhistleHistory,
    replay_whistle,
    whistle_at,
    whistle_events,
    whistle_transitions,
)

DAY_ONE = datetime(2026, 3, 2, 9)
Step = str | tuple[str, str]

CALLED: tuple[Step, ...] = ("blown", "managed", ("called", "住建"), ("called", "水务"))
SOLVED: tuple[Step, ...] = (
    *CALLED, ("reported", "住建"), ("reported", "水务"), ("disposed", "水务"), ("disposed", "住建"),
)  # fmt: skip


def hour(n: float) -> datetime:
    return DAY_ONE + timedelta(hours=n)


def run(*steps: Step) -> list[Event]:
    """One event an hour; a pair is a kind and the department concerned."""
    pairs = [(step, None) if isinstance(step, str) else step for step in steps]
    return [Event(kind, hour(n), seq=n, department=name) for n, (kind, name) in enumerate(pairs)]


def names(history: WhistleHistory) -> list[str]:
    return [fault.name for fault in history.faults]


def test_each_department_has_its_own_times() -> None:
    history = replay_whistle(run(*SOLVED), {"住建": "lead", "水务": "joint"})

    assert names(history) == []
    assert [
        (d.department, d.stage, d.called_at, d.reported_at, d.disposed_at) for d in history.departments
    ] == [
        ("住建", "disposed", hour(2), hour(4), hour(7)),
        ("水务", "disposed", hour(3), hour(5), hour(6)),
    ]


def test_the_state_of_the_whole_follows_its_departments() -> None:
    events = run(*SOLVED, "verified", "closed", "rated")

    assert [whistle_at(events, hour(n)).state for n in range(11)] == [
        "blown", "managed", "managed", "managed", "reported", "disposing", "disposing", "verifying", "verifying",
        "closed", "closed",
    ]  # fmt: skip
    assert replay_whistle([]).state == "blown"
    assert replay_whistle(run("blown", "void")).state == "void"


def test_a_whistle_sent_back_is_at_work_again() -> None:
    history = replay_whistle(run(*SOLVED, "verified", "rework"))

    assert (history.state, history.n_rework, names(history)) == ("disposing", 1, [])
    again = replay_whistle(
        run(*SOLVED, "verified", "rework", ("disposed", "住建"), ("disposed", "水务"), "verified")
    )
    assert (again.state, names(again)) == ("verifying", [])


_CASES: list[tuple[str, tuple[Step, ...]]] = [
    ("unknown_kind", ("blown", "party")),
    ("missing_start", ("managed",)),
    ("skipped", (*SOLVED, "verified", "rated")),
    ("skipped", (*CALLED, ("disposed", "住建"))),
    ("repeated", ("blown", "blown")),
    ("repeated", (*CALLED, ("called", "住建"))),
    ("backwards", (*SOLVED, "verified", "managed")),
    ("backwards", (*SOLVED, ("reported", "住建"))),
    ("after_end", ("blown", "void", "managed")),
    ("after_end", ("blown", "managed", "void", ("called", "住建"))),
    ("no_department", ("blown", "managed", "called")),
    ("department_uncalled", ("blown", "managed", ("reported", "住建"))),
    ("called_unmanaged", ("blown", ("called", "住建"))),
    ("verified_at_work", (*CALLED, "verified")),
]


@pytest.mark.parametrize(("name", "steps"), _CASES)
def test_every_fault_has_a_name(name: str, steps: tuple[Step, ...]) -> None:
    assert names(replay_whistle(run(*steps))) == [name]


def test_one_department_leads() -> None:
    events = run(*SOLVED)

    assert names(replay_whistle(events, {"住建": "joint", "水务": "joint"})) == ["no_lead"]
    two = replay_whistle(events, {"住建": "lead", "水务": "lead"})
    assert [(fault.name, fault.department) for fault in two.faults] == [("two_leads", "水务")]


def test_a_file_whose_order_contradicts_its_times_is_a_fault() -> None:
    history = replay_whistle([Event("blown", hour(1), seq=2), Event("managed", hour(2), seq=1)])

    assert names(history) == ["order_disagrees"]
    named = {name for name, _ in _CASES} | {"order_disagrees", "no_lead", "two_leads"}
    assert named == set(WHISTLE_FAULTS)


@given(
    st.lists(
        st.tuples(st.sampled_from([*WHISTLE_KINDS, "party"]), st.sampled_from([None, "住建", "水务"])),
        max_size=12,
    ),
    st.randoms(),
)
def test_no_sequence_is_a_crash_and_the_order_of_rows_changes_nothing(
    steps: list[tuple[str, str | None]], random: object
) -> None:
    events = [Event(kind, hour(n), seq=n, department=name) for n, (kind, name) in enumerate(steps)]
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # random.Random

    assert replay_whistle(shuffled) == replay_whistle(events)
    assert set(names(replay_whistle(events))) <= set(WHISTLE_FAULTS)


def test_the_table_holds_the_pairs_of_the_whole_and_of_a_department() -> None:
    rows = whistle_transitions()

    assert ("department", "called", "reported") in rows
    assert ("whistle", "verified", "rework") in rows
    assert len(rows) == sum(len(nexts) for table in (WHOLE, PART) for nexts in table.values())


def test_what_was_known_can_be_asked() -> None:
    events = [*run(*CALLED), Event("reported", hour(5), recorded_at=hour(40), department="住建")]

    assert whistle_at(events, hour(9)).state == "reported"
    assert whistle_at(events, hour(9), known=hour(9)).state == "managed"


def test_the_columns_of_a_ledger_make_a_history() -> None:
    events = whistle_events(
        {"blown": hour(0), "managed": hour(1), "verified": None},
        {"住建": {"called": hour(1), "reported": hour(2)}, "水务": {"called": hour(1), "reported": None}},
        recorded_at=hour(30),
    )

    assert len(events) == 5
    assert {event.recorded_at for event in events} == {hour(30)}
    assert (replay_whistle(events).state, names(replay_whistle(events))) == ("reported", [])
