"""What a release says of cases and whistles is what the rules of the life cycle make of their events."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from data.release import Release
from governance.events import Event
from governance.life_cycle import replay, state_at
from governance.whistle_cycle import replay_whistle, whistle_events
from tests.conftest import Published
from tests.data.release_tables import rows_of

LATER = timedelta(days=1)


def minute(at: datetime | None) -> datetime | None:
    return at and at.replace(second=0, microsecond=0)


def histories(release: Release) -> dict[str, list[Event]]:
    """Every case's events: its log, and from its row what the log does not tell at the same minute."""
    found: dict[str, list[Event]] = {row["incident_id"]: [] for row in rows_of(release, "incident")}
    logged = set()
    for row in rows_of(release, "flow_event"):
        found[row["incident_id"]].append(
            Event(row["kind"], row["at"], row["recorded_at"], row["actor"], new_due_at=row["new_due_at"])
        )
        logged.add((row["incident_id"], row["kind"], minute(row["at"])))
        logged.add((row["incident_id"], row["kind"], None))
    for row in rows_of(release, "incident_event"):
        if (row["incident_id"], row["kind"], minute(row["at"])) not in logged:
            found[row["incident_id"]].append(Event(row["kind"], row["at"], row["recorded_at"], row["actor"]))
    return found


def test_every_case_is_in_the_state_that_its_events_lead_to(published: Published) -> None:
    events = histories(published.release)
    seen: Counter[str] = Counter()
    for row in rows_of(published.release, "incident"):
        history = replay(events[row["incident_id"]])
        assert history.faults == (), row
        # A row that says void without a log does not say when.
        if row["state"] != "void" or "void" in history.reached:
            assert history.state == row["state"], row
        assert history.n_extended == row["extended_count"]
        seen[row["state"]] += 1

    assert set(seen) >= {"received", "filed", "dispatched", "disposing", "feedback", "closed", "void"}


def test_the_state_of_a_case_on_any_past_day_follows_from_its_events(published: Published) -> None:
    checked = 0
    for events in histories(published.release).values():
        dated = sorted(event.at for event in events if event.at is not None)
        assert state_at(events, dated[0] - LATER).stage == ""
        assert state_at(events, dated[-1] + LATER) == replay(events)
        # Nothing was known before the files came.
        assert state_at(events, dated[-1], known=datetime(2000, 1, 1)).stage == ""
        checked += 1

    assert checked > 2_000


def test_every_whistle_is_in_the_state_that_its_events_lead_to(published: Published) -> None:
    calls: dict[str, list[dict[str, object]]] = {}
    for row in rows_of(published.release, "whistle_department"):
        calls.setdefault(row["whistle_id"], []).append(row)
    seen: Counter[str] = Counter()
    for row in rows_of(published.release, "whistle"):
        own = calls[row["whistle_id"]]
        whole = {kind: row[f"{kind}_at"] for kind in ("blown", "managed", "verified", "closed")}
        team = {
            str(call["department_code"]): {
                kind: call[f"{kind}_at"] for kind in ("called", "reported", "disposed")
            }
            for call in own
        }
        history = replay_whistle(
            whistle_events(whole, team),  # type: ignore[arg-type]  # a row's cells are untyped
            {str(call["department_code"]): str(call["role"]) for call in own},
        )
        assert history.faults == (), row
        if row["state"] != "void":
            assert history.state == row["state"], (row, own)
        assert len(history.departments) == row["n_departments"]
        seen[row["state"]] += 1

    assert set(seen) >= {"closed", "disposing"}


def test_the_history_that_a_screen_reads_has_no_fault_either(published: Published) -> None:
    sent_back = {
        row["incident_id"] for row in rows_of(published.release, "flow_event") if row["kind"] == "rework"
    }
    for incident_id in sorted(sent_back):
        history = published.release.run("case_history", incident_id=incident_id).fetchall()
        events = [Event(kind, at, recorded_at, actor) for kind, at, recorded_at, actor, *_ in history]
        assert replay(events).faults == (), incident_id

    assert len(sent_back) > 10
