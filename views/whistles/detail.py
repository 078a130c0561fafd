"""One whistle: what it is about, who was called, who reported in when and how late, and how far each has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from data.reads import UnitRow
from data.reads.whistles import whistle, whistle_calls, whistle_case
from governance.events import Fault
from governance.whistle_cycle import WhistleHistory, replay_whistle, whistle_events
from governance.working_time import WorkClock
from views.basis import Basis, Provenance
from views.cases.work_clock import local_seconds, region_clock
from views.names import Lang
from views.whistles.filter import names_of
from views.whistles.list import local

_MINUTE = 60
# Space after the last step on the strip, as a share of its length.
_MARGIN = 0.03


@dataclass(frozen=True)
class Call:
    """One department called; times are local.

    Attributes
    ----------
    allowed_minutes, used_minutes
        Working minutes allowed for reporting in, and used until it did (until the end of the data where it has not);
        None where the release knows no clock or no limit.
    late_minutes
        Working minutes past the limit, as the release counts them; None where it was in time or is not due yet.
    """

    code: str
    name: str
    is_lead: bool
    called_at: datetime | None
    report_due_at: datetime | None
    reported_at: datetime | None
    disposed_at: datetime | None
    is_called: bool
    is_in_time: bool
    allowed_minutes: int | None
    used_minutes: int | None
    late_minutes: int | None
    is_open: bool
    is_overdue: bool

    @property
    def is_absent(self) -> bool:
        """Whether it should have reported in and has not."""
        return self.is_called and self.reported_at is None


@dataclass(frozen=True)
class LinkedCase:
    """The case that the whistle came from; no text of it but its masked title."""

    incident_id: str
    case_no: str
    subclass: str
    title: str
    state: str


@dataclass(frozen=True, eq=False)
class WhistleDetail:
    """Everything that the page of one whistle shows; times are local.

    Attributes
    ----------
    steps
        Steps of the whistle as a whole in order, with their times; None where not reached.
    begin, end
        Ends of the strip of time.
    resting
        Days on it that are not worked, as (start, end).
    data_end
        The end of the data: what is open lasts until then.
    faults
        What the life cycle of a whistle does not allow, in the order of its events.
    """

    whistle_id: str
    whistle_no: str
    theme_code: str
    theme: str
    title: str
    source: str
    blown_by: str
    state: str
    is_open: bool
    is_overdue: bool
    is_solved: bool
    is_closed: bool
    due_at: datetime | None
    closed_at: datetime | None
    satisfaction: int | None
    steps: tuple[tuple[str, datetime | None], ...]
    calls: tuple[Call, ...]
    path: tuple[UnitRow, ...]
    zone: UnitRow | None
    county: UnitRow | None
    case: LinkedCase | None
    begin: datetime
    end: datetime
    resting: tuple[tuple[datetime, datetime], ...]
    data_end: datetime
    faults: tuple[Fault, ...]
    file: str
    source_row: int
    provenance: Provenance

    @property
    def is_closed_late(self) -> bool:
        """Whether it was closed, but after its limit."""
        return self.closed_at is not None and self.due_at is not None and self.closed_at > self.due_at


@lru_cache(maxsize=128)
def whistle_detail(basis: Basis, whistle_id: str, lang: Lang) -> WhistleDetail | None:
    """Compose the page of a whistle; None when the release has no such whistle."""
    row = whistle(basis.release, whistle_id)
    if row is None:
        return None
    names = names_of(basis)
    data_end = datetime.combine(
        basis.provenance.data_to + timedelta(days=1), time(), ZoneInfo(basis.definitions.timezone)
    )
    at = {
        name: local(basis, row[f"{name}_at"])
        for name in ("blown", "managed", "disposed", "verified", "closed", "due")
    }
    region = region_clock(basis)
    clock = None if region is None else region.of(row["county_code"])
    calls = tuple(
        _call(basis, call, names.office(call["department_code"], lang), clock, data_end)
        for call in whistle_calls(basis.release, whistle_id)
    )
    begin, end = _span(at, calls, data_end, bool(row["is_open"]))
    community = basis.unit_row("community", row["community_code"] or "")
    return WhistleDetail(
        whistle_id=whistle_id,
        whistle_no=str(row["whistle_no"]),
        theme_code=str(row["theme_code"]),
        theme=names.theme(row["theme_code"], lang),
        title=str(row["title"] or ""),
        source=str(row["source"] or ""),
        blown_by=str(row["blown_by"] or ""),
        state=str(row["state"]),
        is_open=bool(row["is_open"]),
        is_overdue=bool(row["is_overdue"]),
        is_solved=bool(row["is_solved"]),
        is_closed=bool(row["is_closed"]),
        due_at=at["due"],
        closed_at=at["closed"],
        satisfaction=row["satisfaction"],
        steps=tuple((name, at[name]) for name in ("blown", "managed", "disposed", "verified", "closed")),
        calls=calls,
        path=basis.path(community, "zone") if community else (),
        zone=basis.unit_row("zone", row["zone_code"] or ""),
        county=basis.unit_row("county", row["county_code"] or ""),
        case=_case(basis, row["incident_id"]),
        begin=begin,
        end=end,
        resting=_resting(clock, begin, end),
        data_end=data_end,
        faults=_history(at, calls).faults,
        file=str(row["file"]),
        source_row=int(row["source_row"]),
        provenance=basis.provenance,
    )


def _call(
    basis: Basis, row: Mapping[str, Any], name: str, clock: WorkClock | None, data_end: datetime
) -> Call:
    at = {key: local(basis, row[f"{key}_at"]) for key in ("called", "report_due", "reported", "disposed")}
    return Call(
        code=str(row["department_code"]),
        name=name,
        is_lead=row["role"] == "lead",
        called_at=at["called"],
        report_due_at=at["report_due"],
        reported_at=at["reported"],
        disposed_at=at["disposed"],
        is_called=bool(row["is_called"]),
        is_in_time=bool(row["is_reported_on_time"]),
        allowed_minutes=_worked(clock, at["called"], at["report_due"]),
        used_minutes=_worked(clock, at["called"], at["reported"] or data_end) if at["report_due"] else None,
        late_minutes=row["late_minutes"],
        is_open=bool(row["is_open"]),
        is_overdue=bool(row["is_overdue"]),
    )


def _history(at: Mapping[str, datetime | None], calls: tuple[Call, ...]) -> WhistleHistory:
    """The whistle replayed from its own times."""
    times = {name: at[name] for name in ("blown", "managed", "verified", "closed")}
    own = {
        call.code: {"called": call.called_at, "reported": call.reported_at, "disposed": call.disposed_at}
        for call in calls
        if at["managed"] is not None
    }
    roles = {call.code: "lead" if call.is_lead else "joint" for call in calls}
    return replay_whistle(whistle_events(times, own), roles)


def _worked(clock: WorkClock | None, start: datetime | None, end: datetime | None) -> int | None:
    """Working minutes between two local moments; None where one is missing or nothing is known of the clock."""
    if clock is None or start is None or end is None:
        return None
    return int(clock.elapsed(local_seconds(start), local_seconds(end))) // _MINUTE


def _case(basis: Basis, incident_id: str | None) -> LinkedCase | None:
    row = whistle_case(basis.release, incident_id) if incident_id else None
    if row is None:
        return None
    return LinkedCase(
        str(row["incident_id"]),
        str(row["case_no"]),
        str(row["subclass_name"]),
        str(row["title"] or ""),
        str(row["state"]),
    )


def _span(
    at: Mapping[str, datetime | None], calls: tuple[Call, ...], data_end: datetime, is_open: bool
) -> tuple[datetime, datetime]:
    """From the whistle to the last that happened or is due; to the end of the data while it is open."""
    moments = [moment for moment in at.values() if moment is not None]
    moments += [m for call in calls for m in (call.report_due_at, call.reported_at, call.disposed_at) if m]
    if is_open or not moments:
        moments.append(data_end)
    begin = at["blown"] or min(moments)
    end = max(moments)
    return begin, end + max((end - begin) * _MARGIN, timedelta(hours=1))


def _resting(
    clock: WorkClock | None, begin: datetime, end: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """Runs of days that are not worked, cut to the strip."""
    if clock is None:
        return ()
    runs: list[tuple[date, date]] = []
    day = begin.date()
    while day <= end.date():
        if not clock.days.is_working(day):
            follows = bool(runs) and runs[-1][1] == day
            runs[-1:] = (
                [(runs[-1][0], day + timedelta(days=1))]
                if follows
                else [*runs[-1:], (day, day + timedelta(days=1))]
            )
        day += timedelta(days=1)
    midnight = time(tzinfo=begin.tzinfo)
    return tuple(
        (max(datetime.combine(a, midnight), begin), min(datetime.combine(b, midnight), end)) for a, b in runs
    )
