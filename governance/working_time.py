"""The clock of work: working seconds between two moments, and the moment at which a limit ends.

Work happens in half-open spans [opens, closes): a case filed at noon sharp has nothing of the morning left. A
deadline is the *end* of the last working moment (18:00, not the next morning's 08:30); a beginning is the *next*
moment of work. A suspension stops the clock; the union of overlapping ones counts once. See
``docs/decisions/0009-working-time.md``.

Times are local seconds since 1970 (the local wall clock read as if it were UTC), whole numbers in arrays of any
shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from governance.calendar import WorkDays, epoch_day
from governance.errors import StateError
from governance.office_hours import ROUND_THE_CLOCK, OfficeHours

Ints = npt.NDArray[np.int64]
IntsLike = Ints | int

DAY = 86_400
#: No such moment: a limit that never ends because a suspension has no end.
NEVER = int(np.iinfo(np.int64).max)


@dataclass(frozen=True, eq=False)
class Suspensions:
    """Spans in which the clock of a case stands still; they may overlap and come in any order.

    Attributes
    ----------
    case
        (n,) position of the case in the arrays asked about.
    start, end
        (n,) local seconds; `NEVER` as the end of one that still lasts. One that ends before it starts is empty.
    """

    case: Ints
    start: Ints
    end: Ints


class WorkClock:
    """Working time of one set of office hours on one calendar.

    Parameters
    ----------
    days
        The calendar; the clock knows no moment outside it.
    hours
        The hours of a working day.
    """

    def __init__(self, days: WorkDays, hours: OfficeHours) -> None:
        every = [hours.on(days.first + timedelta(days=n)) for n in range(len(days.working))]
        spans = [
            ((epoch_day(days.first) + n) * DAY + opens * 60, (epoch_day(days.first) + n) * DAY + closes * 60)
            for n in np.flatnonzero(days.working).tolist()
            for opens, closes in every[n]
        ]
        table = np.array(spans, dtype=np.int64).reshape(-1, 2)
        self.days, self.hours = days, hours
        #: First and one past the last local second covered.
        self.first, self.end = epoch_day(days.first) * DAY, (epoch_day(days.last) + 1) * DAY
        self._opens = table[:, 0]
        self._before = np.concatenate([[0], np.cumsum(table[:, 1] - table[:, 0])])
        self._length = np.diff(self._before)
        self._day_seconds = np.array([sum(c - o for o, c in spans) * 60 for spans in every], dtype=np.int64)

    @classmethod
    def round_the_clock(cls, first: date, last: date) -> WorkClock:
        """A clock that never stands still, for limits in hours (小时) and days (日)."""
        n = (last - first).days + 1
        days = WorkDays(first, np.ones(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_), last)
        return cls(days, ROUND_THE_CLOCK)

    def worked(self, at: IntsLike) -> Ints:
        """Working seconds from the first day of the calendar to `at`.

        Raises
        ------
        StateError
            When a moment lies outside the calendar.
        """
        moments = self._covered(np.asarray(at, dtype=np.int64))
        span = np.maximum(np.searchsorted(self._opens, moments, side="right") - 1, 0)
        if not len(self._opens):
            return np.zeros_like(moments)
        inside = np.clip(moments - self._opens[span], 0, self._length[span])
        result: Ints = self._before[span] + inside
        return result

    def at(self, worked: IntsLike, *, deadline: bool = False) -> Ints:
        """The moment at which so many working seconds have passed since the first day.

        Where a span of work ends, this is the next moment of work; with `deadline` the end of that span.

        Raises
        ------
        StateError
            When the calendar ends before.
        """
        seconds = np.asarray(worked, dtype=np.int64)
        total = int(self._before[-1])
        beyond = seconds > total if deadline else seconds >= total
        if not len(self._opens) or bool(np.any(beyond)) or bool(np.any(seconds < 0)):
            raise StateError(
                "时限超出日历 Limit runs past the calendar",
                f"{self.days.first} … {self.days.last}",
                "加长日历 Let the calendar begin earlier or end later.",
            )
        span = np.searchsorted(self._before, seconds, side="left" if deadline else "right") - 1
        span = np.maximum(span, 0)
        result: Ints = self._opens[span] + seconds - self._before[span]
        return result

    def elapsed(self, start: IntsLike, end: IntsLike, suspensions: Suspensions | None = None) -> Ints:
        """Working seconds from `start` to `end`, without what was suspended.

        Parameters
        ----------
        start, end
            Local seconds of equal shape ((n,) with suspensions). An end at or before its start gives 0.
        suspensions
            Spans that do not count; parts outside of start to end are ignored.

        Raises
        ------
        StateError
            When a start or end lies outside the calendar. Suspensions are held at its limits.
        """
        begin, stop = self.worked(start), self.worked(end)
        stop = np.maximum(stop, begin)
        result: Ints = stop - begin
        if suspensions is not None and len(suspensions.case):
            case, lower, upper = self._still(suspensions)
            lower = np.clip(lower, begin[case], stop[case])
            upper = np.clip(upper, begin[case], stop[case])
            np.subtract.at(result, case, upper - lower)
        return result

    def add(self, start: IntsLike, seconds: IntsLike, suspensions: Suspensions | None = None) -> Ints:
        """The deadline of a limit: the earliest moment by which so many working seconds have passed.

        Nothing allowed gives the start itself, even at night. `elapsed` from start to deadline is `seconds`
        exactly.

        Parameters
        ----------
        start, seconds
            Local seconds and working seconds (not below 0).
        suspensions
            As for :meth:`elapsed`; one that begins at the deadline or later changes nothing.

        Returns
        -------
        ndarray of int64
            Local seconds; `NEVER` where a suspension without an end holds the clock before the limit is used up.

        Raises
        ------
        StateError
            When the calendar ends before the deadline.
        """
        begin = np.asarray(start, dtype=np.int64)
        worked = self.worked(begin)
        target = worked + np.asarray(seconds, dtype=np.int64)
        never = np.zeros(np.shape(target), dtype=np.bool_)
        if suspensions is not None and len(suspensions.case):
            target, never = self._postponed(worked, target, suspensions)
        due = self.at(np.where(never, 0, target), deadline=True)
        result: Ints = np.where(never, NEVER, np.where(target > worked, due, begin))
        return result

    def next_moment(self, at: IntsLike) -> Ints:
        """The first moment of work at or after `at`: the beginning of what is filed at night, on the next morning."""
        return self.at(self.worked(at))

    def day_seconds(self, at: IntsLike) -> Ints:
        """Working seconds that one working day (工作日) has under the hours in force on the day of `at`."""
        moments = self._covered(np.asarray(at, dtype=np.int64))
        result: Ints = self._day_seconds[
            np.minimum((moments - self.first) // DAY, len(self._day_seconds) - 1)
        ]
        return result

    def _covered(self, moments: Ints) -> Ints:
        """The moments, or an error that names the first outside the calendar."""
        outside = (moments < self.first) | (moments > self.end)
        if bool(np.any(outside)):
            wrong = np.datetime64(int(np.atleast_1d(moments)[np.atleast_1d(outside)][0]), "s")
            raise StateError(
                "时间超出日历 Time outside the calendar",
                f"{wrong}: {self.days.first} … {self.days.last}",
                "加长日历 Let the calendar begin earlier or end later.",
            )
        return moments

    def _still(self, suspensions: Suspensions) -> tuple[Ints, Ints, Ints]:
        """Suspensions in working seconds, apart from one another within a case, sorted by case and start.

        One without an end reaches beyond all work.
        """
        order = np.lexsort((suspensions.start, suspensions.case))
        case = suspensions.case[order]
        lower = self.worked(np.clip(suspensions.start[order], self.first, self.end))
        ends = suspensions.end[order]
        upper = np.where(ends == NEVER, self._beyond, self.worked(np.clip(ends, self.first, self.end)))
        # What earlier suspensions of the same case have covered already begins later, perhaps too late.
        reach = np.maximum.accumulate(upper + case * (self._beyond + 1)) - case * (self._beyond + 1)
        covered = np.where(np.append(False, case[1:] == case[:-1]), np.append(0, reach[:-1]), 0)
        lower = np.maximum(lower, covered)
        return case, lower, np.maximum(lower, upper)

    @cached_property
    def _beyond(self) -> int:
        """More working seconds than there are."""
        return int(self._before[-1]) + 1

    def _postponed(
        self, worked: Ints, target: Ints, suspensions: Suspensions
    ) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """Targets in working seconds put off by suspensions, and which of them never come."""
        case, lower, upper = self._still(suspensions)
        from_start = worked[case]
        lower, upper = np.maximum(lower, from_start), np.maximum(upper, from_start)
        length = upper - lower
        # Where each would begin on a clock that stands still during the ones before it.
        running = np.cumsum(length)
        head = np.append(True, case[1:] != case[:-1])
        before = running - length
        net = lower - (before - np.maximum.accumulate(np.where(head, before, 0)))
        counts = (net < target[case]) & (length > 0)
        never = np.zeros(len(target), dtype=np.bool_)
        never[case[counts & (upper >= self._beyond)]] = True
        result = target.copy()
        np.add.at(result, case, np.where(counts, length, 0))
        return result, never
