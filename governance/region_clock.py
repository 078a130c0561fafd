"""The clocks of a region: one for each set of office hours, and one that runs day and night."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from governance.calendar import WorkDays
from governance.limits import Limit
from governance.office_hours import OfficeHours, OfficeHoursTable
from governance.working_time import Ints, Suspensions, WorkClock

Bools = npt.NDArray[np.bool_]


class RegionClock:
    """Working time for cases of many counties at once.

    Parameters
    ----------
    days
        The calendar, the same for all counties.
    table
        Office hours of the counties. Counties that keep the same hours share a clock.
    """

    def __init__(self, days: WorkDays, table: OfficeHoursTable) -> None:
        self.days, self.table = days, table
        self.plain = WorkClock.round_the_clock(days.first, days.last)
        self.clocks: tuple[WorkClock, ...]
        known: dict[OfficeHours, WorkClock] = {table.default: WorkClock(days, table.default)}
        for hours in table.counties.values():
            known.setdefault(hours, WorkClock(days, hours))
        self._known = known
        self.clocks = (self.plain, *known.values())

    def of(self, county_code: str | None, *, plain: bool = False) -> WorkClock:
        """The clock of a county's offices, or the one that runs day and night."""
        return self.plain if plain else self._known[self.table.of(county_code)]

    def which(self, county_codes: Sequence[str | None], plain: Bools) -> Ints:
        """Positions in `clocks` for cases of these counties, (n,); `plain` cases run day and night."""
        position = {id(clock): n for n, clock in enumerate(self.clocks)}
        of_county = {code: position[id(self.of(code))] for code in set(county_codes)}
        office = np.fromiter((of_county[code] for code in county_codes), np.int64, len(county_codes))
        return np.where(plain, 0, office)

    def elapsed(self, which: Ints, start: Ints, end: Ints, suspensions: Suspensions | None = None) -> Ints:
        """`WorkClock.elapsed`, every case on its own clock; arrays of shape (n,)."""
        return self._each(
            which, suspensions, lambda clock, at, pauses: clock.elapsed(start[at], end[at], pauses)
        )

    def add(self, which: Ints, start: Ints, seconds: Ints, suspensions: Suspensions | None = None) -> Ints:
        """`WorkClock.add`, every case on its own clock; arrays of shape (n,)."""
        return self._each(
            which, suspensions, lambda clock, at, pauses: clock.add(start[at], seconds[at], pauses)
        )

    def seconds(self, which: Ints, start: Ints, limit: Ints, limits: Sequence[Limit]) -> Ints:
        """Seconds allowed to each case.

        Parameters
        ----------
        limit
            (n,) positions in `limits`.
        """
        out = np.zeros(len(which), dtype=np.int64)
        for number, found in enumerate(limits):
            mine = np.flatnonzero(limit == number)
            for clock, at in self.groups(which[mine]):
                out[mine[at]] = found.seconds(clock, start[mine[at]])
        return out

    def groups(self, which: Ints) -> Iterator[tuple[WorkClock, Ints]]:
        """Each clock in use with the positions of its cases."""
        for number, clock in enumerate(self.clocks):
            at = np.flatnonzero(which == number)
            if len(at):
                yield clock, at

    def _each(
        self,
        which: Ints,
        suspensions: Suspensions | None,
        ask: Callable[[WorkClock, Ints, Suspensions | None], Ints],
    ) -> Ints:
        """Ask every clock about its own cases and put the answers in place."""
        out = np.zeros(len(which), dtype=np.int64)
        place = np.zeros(len(which), dtype=np.int64)
        for clock, at in self.groups(which):
            own = None
            if suspensions is not None:
                place[at] = np.arange(len(at))
                mine = which[suspensions.case] == which[at[0]]
                own = Suspensions(
                    place[suspensions.case[mine]], suspensions.start[mine], suspensions.end[mine]
                )
            out[at] = ask(clock, at, own)
        return out
