from __future__ import annotations

from datetime import date, timedelta

import pytest

from governance.calendar import WorkDays, parse_local_days
from governance.errors import RegionError, StateError
from tests.governance.reference_clock import statutory


def test_every_day_follows_the_announced_calendar_and_weekends_beyond_it() -> None:
    days = WorkDays.load(date(2003, 12, 1), date(2029, 12, 31))
    span = [days.first + timedelta(days=n) for n in range((days.last - days.first).days + 1)]

    assert days.last == date(2029, 12, 31)
    assert [days.is_working(day) for day in span] == [statutory(day) for day in span]


def test_the_last_known_day_is_told() -> None:
    days = WorkDays.load(date(2026, 1, 1), date(2028, 1, 1))

    assert days.known_until >= date(2026, 12, 31)
    assert (days.known_until.month, days.known_until.day) == (12, 31)
    assert days.is_known(days.known_until)
    assert not days.is_known(days.known_until + timedelta(days=1))
    assert not days.is_known(date(1999, 10, 1))


def test_holidays_are_told_apart_from_plain_weekends() -> None:
    days = WorkDays.load(
        date(2026, 2, 13), date(2026, 3, 1), {date(2026, 2, 26): False, date(2026, 2, 15): True}
    )
    holidays = [day for day in range(17) if days.holiday[day]]

    # From Monday 16 to Monday 23 February, weekend days within included; the arrangements of the office as well.
    assert holidays == [*range(3, 11), 13]


def test_local_arrangements_go_before_the_statutory_ones() -> None:
    extra = parse_local_days(
        {"day": [{"on": date(2026, 2, 17), "working": True}, {"on": date(2026, 3, 2), "working": False}]}
    )
    days = WorkDays.load(date(2026, 2, 1), date(2026, 3, 31), extra)

    assert days.is_working(date(2026, 2, 17))
    assert not days.is_working(date(2026, 3, 2))
    assert days.is_working(date(2026, 2, 14))


def test_what_is_wrong_with_local_arrangements_is_named() -> None:
    with pytest.raises(RegionError) as caught:
        parse_local_days(
            {
                "day": [
                    {"on": "2026-02-17", "working": True},
                    {"on": date(2026, 3, 2)},
                    {"on": date(2026, 3, 3), "working": True},
                    {"on": date(2026, 3, 3), "working": False},
                ]
            }
        )
    assert [part in caught.value.detail for part in ("day 1", "day 2", "day 3", "2026-03-03 twice")] == [
        True, True, False, True,
    ]  # fmt: skip


def test_days_outside_and_reversed_spans_are_refused() -> None:
    days = WorkDays.load(date(2026, 1, 1), date(2026, 1, 31))
    with pytest.raises(StateError, match="2026-02-01"):
        days.is_working(date(2026, 2, 1))
    with pytest.raises(StateError):
        WorkDays.load(date(2026, 1, 2), date(2026, 1, 1))
