"""How things stood on a past day is what the rules of the life cycle make of the events by then."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from data.publish import publish
from data.reads.past import case_state_each, case_states_at, open_by_month
from data.release import Release, open_release
from data.settings import Settings
from governance.errors import StateError
from governance.events import Event
from governance.life_cycle import state_at
from tests.conftest import Published
from tests.data.deliveries import case, write_csv
from tests.data.release_tables import rows_of
from tests.data.test_case_events import OPEN, RECEIVED_AT, event, write_flow
from tests.data.test_life_cycles import histories

FIRST, LAST = date(2024, 7, 1), date(2026, 6, 30)
STATES = ("received", "filed", "dispatched", "disposing", "feedback", "closed", "void")
ROW_TIMES = ("received_at", "filed_at", "dispatched_at", "responded_at", "disposed_at", "closed_at")
TINY = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Case:
    """A case as the slow way knows it."""

    row: dict[str, object]
    events: Sequence[Event]

    def stood(self, day: date) -> dict[str, int]:
        """Its state at the end of a day, of each name 1 or 0; empty before it was received."""
        history = state_at(self.events, end_of(day) - timedelta(microseconds=1))
        if not history.stage:
            return {}
        is_open = "filed" in history.reached and history.state not in ("closed", "void")
        extensions = [e for e in self.events if e.kind == "extended"]
        past = [e for e in extensions if e.at is not None and e.at < end_of(day)]
        due = self.row["due_at"] if len(past) == len(extensions) else history.due_at
        late = isinstance(due, datetime) and due < end_of(day)
        return {
            **{state: int(history.state == state) for state in STATES},
            "suspended": int(history.suspended),
            "open": int(is_open),
            "overdue": int(is_open and late),
        }


def end_of(day: date) -> datetime:
    """The moment in UTC, without a zone, at which a local day is over."""
    local = datetime.combine(day + timedelta(days=1), time(), TINY)
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


@cache
def cases(release: Release) -> dict[str, Case]:
    events = histories(release)
    found = {}
    for row in rows_of(release, "incident"):
        own = events[row["incident_id"]]
        if row["is_void"] and all(e.kind != "void" for e in own):
            # Nobody says when: from the last step on.
            own.append(Event("void", max(row[name] for name in ROW_TIMES if row[name])))
        found[row["incident_id"]] = Case(row, own)
    return found


def random_days(n: int) -> list[date]:
    chosen = random.Random(20260101).sample(range((LAST - FIRST).days), n)
    return [FIRST + timedelta(days=day) for day in chosen]


@pytest.mark.parametrize("day", [*random_days(8), LAST], ids=str)
def test_every_case_stands_where_its_events_lead_by_then(day: date, published: Published) -> None:
    frame = case_state_each(published.release, day)
    found = {row.pop("incident_id"): row for row in frame.to_dict("records")}
    expected = {key: stood for key, one in cases(published.release).items() if (stood := one.stood(day))}

    assert found == expected
    totals = Counter[str]()
    for stood in expected.values():
        totals.update(stood)
    assert case_states_at(published.release, day) == dict(totals)


def test_the_random_days_see_every_state(published: Published) -> None:
    seen = Counter[str]()
    for day in [*random_days(8), LAST]:
        seen.update(case_states_at(published.release, day))
    assert all(seen[state] > 0 for state in (*STATES, "open", "overdue"))


def test_a_case_is_suspended_on_the_days_between(tmp_path: Path, tiny_settings: Settings) -> None:
    events = [event("suspended", "2026-03-05 10:00:00"), event("resumed", "2026-03-09 10:00:00")]
    release = release_of(tiny_settings, tmp_path / "in", events)
    found = {day: case_states_at(release, date(2026, 3, day)) for day in (4, 5, 8, 9, 10)}
    assert [counts["suspended"] for counts in found.values()] == [0, 1, 1, 0, 0]
    assert found[8]["disposing"] == 2 and found[8]["overdue"] == 1


def test_on_the_last_day_stands_what_the_rollups_say(published: Published) -> None:
    rows = rows_of(published.release, "rollup_open")
    for level, column in (("county", "county_code"), ("zone", "zone_code"), ("grid", "grid_code")):
        for code in sorted({row[column] for row in rows if row[column]}):
            own = [row for row in rows if row[column] == code]
            expected = (sum(row["open"] for row in own), sum(row["overdue"] for row in own))
            then = case_states_at(published.release, LAST, scope_level=level, scope_code=code)
            month = open_by_month(
                published.release, month_from=0, month_to=99_999, scope_level=level, scope_code=code
            )
            assert (then["open"], then["overdue"]) == expected
            assert tuple(month[["open", "overdue"]].iloc[-1]) == expected
    later = case_states_at(published.release, LAST + timedelta(days=400))
    assert later == case_states_at(published.release, LAST)


def test_each_months_end_is_the_last_day_of_the_month(published: Published) -> None:
    frame = open_by_month(published.release, month_from=0, month_to=99_999)
    assert frame["month"].tolist() == list(range(2024 * 12 + 6, 2026 * 12 + 6))
    for row in frame.to_dict("records"):
        following = date((row["month"] + 1) // 12, (row["month"] + 1) % 12 + 1, 1)
        then = case_states_at(published.release, following - timedelta(days=1))
        assert (row["open"], row["overdue"]) == (then["open"], then["overdue"])
    assert frame["open"].max() > frame["overdue"].max() > 0


def test_parts_of_the_city_sum_to_it_on_a_past_day(published: Published) -> None:
    day = date(2025, 11, 3)
    whole = case_states_at(published.release, day)
    counties = [
        case_states_at(published.release, day, scope_level="county", scope_code=code)
        for code in ("990101", "990102")
    ]
    placed = {row["incident_id"] for row in rows_of(published.release, "incident") if row["county_code"]}
    each = case_state_each(published.release, day).set_index("incident_id")
    unplaced = each[~each.index.isin(placed)].sum().to_dict()
    assert whole == {name: sum(c[name] for c in counties) + unplaced[name] for name in whole}


def release_of(settings: Settings, folder: Path, rows: Sequence[dict[str, str | None]]) -> Release:
    """Two cases of 5 March that stay open, and one of 10 June, so that the data go on until then."""
    june = dict.fromkeys((*ROW_TIMES[1:], "due_at"), "2026-06-10 10:00:00")
    last = case(number=3, received_at="2026-06-10 08:31:00", **june)
    write_csv(folder, [case(**OPEN), case(number=2, **OPEN), last])
    write_flow(folder, rows)
    publish(settings, folder, received_at=RECEIVED_AT)
    return open_release(settings)


def test_the_limit_of_the_day_decides_not_one_set_later(tmp_path: Path, tiny_settings: Settings) -> None:
    events = [
        event("extended", "2026-04-03 10:00:00", new_due_at="2026-04-09 18:00:00"),
        event("extended", "2026-05-08 10:00:00", new_due_at="2026-05-12 18:00:00"),
        event("void", "2026-05-20 10:00:00", number=2),
    ]
    release = release_of(tiny_settings, tmp_path / "in", events)

    def late(day: date) -> tuple[int, int]:
        found = case_states_at(release, day)
        return found["open"], found["overdue"]

    # Case 2 is due on 5 March; the first limit of case 1 is not kept.
    assert late(date(2026, 3, 4)) == (0, 0)
    assert late(date(2026, 3, 5)) == (2, 1)
    assert late(date(2026, 4, 8)) == (2, 1)
    assert late(date(2026, 4, 9)) == (2, 2)
    assert late(date(2026, 5, 7)) == (2, 2)
    assert late(date(2026, 5, 8)) == (2, 1)
    assert late(date(2026, 5, 20)) == (1, 1)
    months = open_by_month(release, month_from=0, month_to=99_999)
    assert months.to_dict("records") == [
        {"month": 2026 * 12 + 2, "open": 2, "overdue": 1},
        {"month": 2026 * 12 + 3, "open": 2, "overdue": 2},
        {"month": 2026 * 12 + 4, "open": 1, "overdue": 1},
        {"month": 2026 * 12 + 5, "open": 1, "overdue": 1},
    ]


def test_before_the_first_case_there_is_nothing(published: Published) -> None:
    assert set(case_states_at(published.release, date(2000, 1, 1)).values()) == {0}
    assert open_by_month(published.release, month_from=0, month_to=1).empty


def test_a_scope_that_does_not_exist_is_refused(published: Published) -> None:
    with pytest.raises(StateError):
        case_states_at(published.release, LAST, scope_level="planet", scope_code="1")
    with pytest.raises(StateError):
        open_by_month(published.release, month_from=2, month_to=1)
