"""Working days: statutory holidays and the days worked in exchange (调休), to the last year that was announced.

The State Council announces a year's days late in the year before, so every calendar has an end. Beyond it weekends
alone are free; `WorkDays.known_until` says from when on that is so, and the screens say it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import chinese_calendar
import numpy as np
import numpy.typing as npt

from governance.errors import RegionError, StateError

Bools = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
_KNOWN_FROM = date(min(chinese_calendar.holidays).year, 1, 1)
_KNOWN_UNTIL = date(max(chinese_calendar.holidays).year, 12, 31)


def epoch_day(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


@dataclass(frozen=True, eq=False)
class WorkDays:
    """The working days of a span of local days. Made by :meth:`load`.

    Attributes
    ----------
    first
        First day covered.
    working
        (days,) whether each day from `first` on is a working day.
    holiday
        (days,) whether each day is free for another reason than the weekend, or lies within such a holiday.
    known_until
        Last day for which holidays are known; later days follow the weekend alone.
    """

    first: date
    working: Bools
    holiday: Bools
    known_until: date

    @classmethod
    def load(cls, first: date, last: date, extra: Mapping[date, bool] | None = None) -> WorkDays:
        """Look up the days from `first` to `last`, both included.

        Parameters
        ----------
        extra
            Local arrangements that go before the statutory ones: day → whether it is worked.

        Raises
        ------
        StateError
            When `last` is before `first`.

        Notes
        -----
        Source: the yearly notices 国务院办公厅关于部分节假日安排的通知, as kept by ``chinesecalendar``.
        """
        if last < first:
            raise StateError(
                "日历起止颠倒 Calendar reversed", f"{first} … {last}", "起始日不晚于结束日 start before end"
            )
        n = (last - first).days + 1
        weekday = (np.arange(n) + epoch_day(first) + 3) % 7  # 1970-01-01 was a Thursday
        working, holiday = weekday < 5, np.zeros(n, dtype=np.bool_)
        for known in (
            dict.fromkeys(chinese_calendar.holidays, False),
            dict.fromkeys(chinese_calendar.workdays, True),
            extra or {},
        ):
            _mark(working, first, known)
            _mark(holiday, first, {day: not worked for day, worked in known.items()})
        return cls(first, working, holiday, _KNOWN_UNTIL)

    @property
    def last(self) -> date:
        """Last day covered."""
        return self.first + timedelta(days=len(self.working) - 1)

    def is_working(self, day: date) -> bool:
        """Whether people work on this day.

        Raises
        ------
        StateError
            When the day is not covered.
        """
        if not self.first <= day <= self.last:
            raise StateError(
                "日期超出日历 Day outside the calendar",
                f"{day}: {self.first} … {self.last}",
                "加长日历 cover it",
            )
        return bool(self.working[(day - self.first).days])

    def is_known(self, day: date) -> bool:
        """Whether the statutory arrangement of this day is known, not guessed from the weekday."""
        return _KNOWN_FROM <= day <= self.known_until


def _mark(working: Bools, first: date, days: Mapping[date, bool]) -> None:
    """Set the days that lie in the span."""
    for day, value in days.items():
        position = (day - first).days
        if 0 <= position < len(working):
            working[position] = value


def parse_local_days(document: Mapping[str, Any]) -> dict[date, bool]:
    """Local arrangements out of ``calendar.toml``: ``[[day]]`` with `on` (a date) and `working` (true or false).

    Raises
    ------
    RegionError
        Naming every entry that is not of this form, or named twice.
    """
    days: dict[date, bool] = {}
    faults = []
    for number, entry in enumerate(document.get("day", []), start=1):
        day, working = entry.get("on"), entry.get("working")
        if type(day) is not date or not isinstance(working, bool):
            faults.append(f"day {number}: on = {day!r}, working = {working!r}")
        elif day in days:
            faults.append(f"day {number}: {day} twice")
        else:
            days[day] = working
    if faults:
        raise RegionError(
            "本地调休有误 Local working days",
            "; ".join(faults),
            "修正 mend calendar.toml: on = 2026-01-04, working = true",
        )
    return days
