"""Working time for the demonstration's life cycles: eight hours a working day, 08:30–12:00 and 14:00–18:30.

An approximation: weekends and the long holidays are free, days worked in exchange (调休) are not known here.
The figures of the product never use it; it only makes invented times look like an office's.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

DAY = 86_400
_MORNING, _NOON, _AFTERNOON, _EVENING = (int(hour * 3600) for hour in (8.5, 12, 14, 18.5))
WORKDAY = (_NOON - _MORNING) + (_EVENING - _AFTERNOON)

#: First day of the lunar year (春节); other years take 5 February.
_SPRING_FESTIVAL = {
    2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17),
    2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31),
    2034: (2, 19), 2035: (2, 8), 2036: (1, 28),
}  # fmt: skip


def spring_festival(year: int) -> date:
    """First day of the lunar year that begins in `year`."""
    return date(year, *_SPRING_FESTIVAL.get(year, (2, 5)))


def holidays(year: int) -> set[date]:
    """Statutory holidays of a year, in their usual length."""
    days = {date(year, 1, 1)}
    days |= {spring_festival(year) + timedelta(days=offset) for offset in range(-1, 7)}
    days |= {date(year, 4, day) for day in (4, 5, 6)} | {date(year, 5, day) for day in range(1, 6)}
    return days | {date(year, 10, day) for day in range(1, 8)}


def epoch_day(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


class WorkCalendar:
    """Convert local seconds since 1970 into working seconds since the first day, and back.

    Parameters
    ----------
    first, last
        Days covered; later times are held at the last day.
    """

    def __init__(self, first: date, last: date) -> None:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        free = set().union(*(holidays(year) for year in range(first.year, last.year + 1)))
        self.first = epoch_day(first)
        self.holiday = np.array([day in free for day in days])
        self.weekday = np.array([day.weekday() for day in days])
        working = ~self.holiday & (self.weekday < 5)
        self.before = np.concatenate([[0], np.cumsum(np.where(working, WORKDAY, 0))]).astype(np.int64)

    def worked(self, at: Ints) -> Ints:
        """Working seconds passed at local seconds `at`, for arrays of any shape."""
        day, second = np.divmod(at, DAY)
        index = np.clip(day - self.first, 0, len(self.before) - 2)
        inside = np.clip(second - _MORNING, 0, _NOON - _MORNING)
        inside += np.clip(second - _AFTERNOON, 0, _EVENING - _AFTERNOON)
        begin = self.before[index]
        result: Ints = begin + np.minimum(inside, self.before[index + 1] - begin)
        return result

    def at(self, worked: Ints, *, deadline: bool = False) -> Ints:
        """Local seconds at which so many working seconds have passed.

        At a boundary this is the next moment of work; with `deadline` the end of the last one.
        """
        index = np.searchsorted(self.before, worked, side="left" if deadline else "right") - 1
        index = np.clip(index, 0, len(self.before) - 2)
        rest = np.minimum(worked - self.before[index], WORKDAY)
        morning = _NOON - _MORNING
        in_morning = rest <= morning if deadline else rest < morning
        second = np.where(in_morning, _MORNING + rest, _AFTERNOON + rest - morning)
        result: Ints = (index + self.first) * DAY + second
        return result
