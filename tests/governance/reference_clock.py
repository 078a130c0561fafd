"""The clock as anybody would reckon it: walk through the minutes and count those that are worked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

import chinese_calendar
import numpy as np
import numpy.typing as npt

from governance.office_hours import OfficeHours

EPOCH = datetime(1970, 1, 1)
Span = tuple[int, int | None]


def seconds(moment: datetime) -> int:
    """Local seconds since 1970."""
    return int((moment - EPOCH).total_seconds())


def statutory(day: date) -> bool:
    """Working day by the announced calendar; beyond it Monday to Friday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


@lru_cache
def worked_minutes(hours: OfficeHours, first: int, days: int) -> npt.NDArray[np.bool_]:
    """For every minute of these days from the local day `first` (since 1970) on: whether it is worked."""
    minutes = []
    for n in range(first, first + days):
        day = EPOCH.date() + timedelta(days=n)
        spans = hours.on(day) if statutory(day) else ()
        for minute in range(24 * 60):
            minutes.append(any(opens <= minute < closes for opens, closes in spans))
    return np.array(minutes)


def running_minutes(
    hours: OfficeHours, suspended: Sequence[Span], start: int, days: int
) -> npt.NDArray[np.bool_]:
    """The minutes from `start` on in which the clock of a case runs."""
    first = start // 86_400
    runs = worked_minutes(hours, first, days).copy()
    for pause, end in suspended:
        minutes = range(max(pause // 60 - first * 1440, 0), len(runs))
        for minute in minutes:
            if end is not None and (first * 1440 + minute) * 60 >= end:
                break
            runs[minute] = False
    return runs[start // 60 - first * 1440 :]


def elapsed(start: int, end: int, hours: OfficeHours, suspended: Sequence[Span] = ()) -> int:
    """Working seconds between two whole minutes, given in seconds."""
    if end <= start:
        return 0
    runs = running_minutes(hours, suspended, start, (end - start) // 86_400 + 2)
    return 60 * int(runs[: (end - start) // 60].sum())


def deadline(
    start: int, allowed: int, hours: OfficeHours, suspended: Sequence[Span] = (), days: int = 40
) -> int | None:
    """The first minute by which the allowed seconds (whole minutes) are used up; None if not in so many days."""
    left = allowed // 60
    for minute, runs in enumerate(running_minutes(hours, suspended, start, days)):
        if not left:
            return start + minute * 60
        left -= bool(runs)
    return None
