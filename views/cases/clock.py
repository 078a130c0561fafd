"""A case on the clock of work: time between its steps, who held it, limits beside what was used, nights and holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np

from governance.calendar import WorkDays
from governance.events import Event
from governance.life_cycle import History, Holding, holding_spans
from governance.limits import STAGE_SPANS, Limit, due
from governance.region_clock import RegionClock
from governance.working_time import NEVER, Suspensions, WorkClock
from views.basis import Basis
from views.cases.table import local_time
from views.cases.work_clock import from_local_seconds, limits_of, local_seconds, region_clock

_MINUTE = 60
_BY_HOUR = timedelta(days=6)  # Up to here a timeline shows office hours, beyond it whole days.


@dataclass(frozen=True)
class Held:
    """Who had the case in which stage, from when to when; no end while it lasts.

    Attributes
    ----------
    minutes, work_minutes
        On the clock of the wall and on the clock of work, until its end or the end of the data; 0 of work while
        suspended.
    """

    actor: str
    stage: str
    start: datetime
    end: datetime
    is_running: bool
    minutes: int
    work_minutes: int | None


@dataclass(frozen=True)
class LimitLine:
    """A limit of the sub-class beside what the case used of it.

    Attributes
    ----------
    start, stop
        Local; no stop while it runs, or where nothing says when the step was done.
    deadline
        None while a suspension has no end.
    allowed, used
        Minutes on the limit's own clock; nothing used where nothing says.
    """

    stage: str
    item: str
    amount: float
    unit: str
    source: str
    is_main: bool
    start: datetime
    stop: datetime | None
    deadline: datetime | None
    allowed: int
    used: int | None

    @property
    def is_over(self) -> bool:
        """Whether more was used than is allowed."""
        return self.used is not None and self.used > self.allowed


@dataclass(frozen=True)
class Shade:
    """A stretch of the timeline during which offices are closed."""

    start: datetime
    end: datetime
    kind: Literal["night", "weekend", "holiday"]


@dataclass(frozen=True)
class CaseClock:
    """What the clock of work says about a case; lists run beside its events."""

    minutes: tuple[int | None, ...]
    work_minutes: tuple[int | None, ...]
    begin: datetime
    end: datetime
    held: tuple[Held, ...] = ()
    limits: tuple[LimitLine, ...] = ()
    shades: tuple[Shade, ...] = field(default=())


def case_clock(
    basis: Basis, row: Mapping[str, object], events: Sequence[Event], history: History
) -> CaseClock:
    """Put a case on the clock of its county.

    Parameters
    ----------
    row
        As `data.reads.cases.case_facts` gives it.
    events
        In local time, in order.
    """
    zone = ZoneInfo(basis.definitions.timezone)
    data_end = datetime.combine(basis.provenance.data_to, datetime.min.time(), zone) + timedelta(days=1)
    clocks = region_clock(basis)
    county = row["county_code"] if isinstance(row["county_code"], str) else None
    own = limits_of(basis)
    limits = own.of(str(row["class_code"]), str(row["subclass_name"])) if own else ()
    main = next((limit for limit in limits if limit.stage == "dispose"), None)
    clock = clocks.of(county, plain=main is not None and main.is_plain) if clocks else None
    dated = [event.at for event in events if event.at is not None]
    due_at = local_time(basis, row["due_at"])
    begin = min(dated, default=data_end)
    end = max([*dated, begin + timedelta(minutes=30)])
    if row["is_open"]:
        end = max(end, data_end)
    if due_at is not None:
        end = max(end, due_at)
    handler = row["handler"] if isinstance(row["handler"], str) else None
    return CaseClock(
        minutes=_gaps(events, None),
        work_minutes=_gaps(events, clock),
        begin=begin,
        end=end,
        held=tuple(_held(events, handler, data_end, clock)),
        limits=tuple(_lines(limits, clocks, county, history, data_end, bool(row["is_open"])))
        if clocks
        else (),
        shades=tuple(_shades(clocks.of(county), begin, end)) if clocks else (),
    )


def _worked(clock: WorkClock, start: datetime, end: datetime) -> int | None:
    """Minutes of work between two moments; None outside the clock's calendar."""
    first, last = local_seconds(start), local_seconds(end)
    if not clock.first <= first <= last <= clock.end:
        return None
    return int(clock.elapsed(first, last)) // _MINUTE


def _gaps(events: Sequence[Event], clock: WorkClock | None) -> tuple[int | None, ...]:
    """Minutes since the dated event before, on the wall's clock where no other is given."""
    gaps: list[int | None] = []
    before: datetime | None = None
    for event in events:
        gap = None
        if before is not None and event.at is not None:
            wall = int((event.at - before).total_seconds()) // _MINUTE
            gap = _worked(clock, before, event.at) if clock else wall
        gaps.append(gap)
        before = event.at or before
    return tuple(gaps)


def _held(
    events: Sequence[Event], handler: str | None, data_end: datetime, clock: WorkClock | None
) -> list[Held]:
    found = []
    for span in _with_holders(holding_spans(events, handler), handler):
        end = span.end or max(data_end, span.start)
        if span.stage == "suspended":
            worked: int | None = 0
        else:
            worked = _worked(clock, span.start, end) if clock else None
        minutes = int((end - span.start).total_seconds()) // _MINUTE
        found.append(Held(span.actor or "", span.stage, span.start, end, span.end is None, minutes, worked))
    return found


def _with_holders(spans: list[Holding], handler: str | None) -> list[Holding]:
    """Whoever stops or starts the clock does not hold the case: the one who takes the next step does."""
    holder, found = handler, []
    after: Holding | None = None
    for span in reversed(spans):
        if span.stage == "suspended" or (after is not None and after.stage == "suspended"):
            found.append(span._replace(actor=holder))
        else:
            holder = span.actor
            found.append(span)
        after = span
    return found[::-1]


def _lines(
    limits: Sequence[Limit],
    clocks: RegionClock,
    county: str | None,
    history: History,
    data_end: datetime,
    is_open: bool,
) -> list[LimitLine]:
    found = []
    for limit in limits:
        begins, ends = STAGE_SPANS[limit.stage]
        start = history.reached.get(begins)
        if start is None:
            continue
        clock = clocks.of(county, plain=limit.is_plain)
        stop = history.reached.get(ends) if ends else None
        # What has not happened yet runs on; a step has no event of its own, so nobody knows what it used.
        until = stop or (data_end if ends and is_open else None)
        first = local_seconds(start)
        if not clock.first <= first <= clock.end:
            continue
        pauses = _suspensions(history)
        deadline = int(due(limit, clock, np.array([first]), pauses)[0])
        used = None
        if until is not None and until >= start:
            used = (
                int(clock.elapsed(np.array([first]), np.array([local_seconds(until)]), pauses)[0]) // _MINUTE
            )
        found.append(
            LimitLine(
                stage=limit.stage,
                item=limit.item,
                amount=limit.amount,
                unit=limit.unit,
                source=limit.source,
                is_main=limit.stage == "dispose",
                start=start,
                stop=stop,
                deadline=None
                if deadline == NEVER
                else from_local_seconds(deadline).replace(tzinfo=start.tzinfo),
                allowed=int(limit.seconds(clock, np.array([first]))[0]) // _MINUTE,
                used=used,
            )
        )
    return sorted(found, key=lambda line: (not line.is_main, line.start))


def _suspensions(history: History) -> Suspensions | None:
    if not history.suspensions:
        return None
    spans = [
        (local_seconds(start), NEVER if end is None else local_seconds(end))
        for start, end in history.suspensions
    ]
    starts, ends = (np.array(side, dtype=np.int64) for side in zip(*spans, strict=True))
    return Suspensions(np.zeros(len(starts), dtype=np.int64), starts, ends)


def _shades(clock: WorkClock, begin: datetime, end: datetime) -> list[Shade]:
    """Stretches without work, day by day; free days that follow on one another are one stretch."""
    days: WorkDays = clock.days
    by_hour = end - begin <= _BY_HOUR
    found: list[Shade] = []

    def add(start: datetime, stop: datetime, kind: Literal["night", "weekend", "holiday"]) -> None:
        start, stop = max(start, begin), min(stop, end)
        if start >= stop:
            return
        if found and found[-1].kind == kind and found[-1].end == start:
            found[-1] = Shade(found[-1].start, stop, kind)
        else:
            found.append(Shade(start, stop, kind))

    day = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    while day < end:
        place = (day.date() - days.first).days
        after = day + timedelta(days=1)
        if 0 <= place < len(days.working) and not days.working[place]:
            add(day, after, "holiday" if days.holiday[place] else "weekend")
        elif by_hour:
            at = day
            for opens, closes in clock.hours.on(day.date()):
                add(at, day + timedelta(minutes=opens), "night")
                at = day + timedelta(minutes=closes)
            add(at, after, "night")
        day = after
    return found
