"""The clock of every accepted case: when it is due, how long it was worked on, how late it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data.publish.region_tables import RegionTables
from data.staging.tables import SCHEMAS, arrow_rows, put_table
from data.working_time import load_region_clock
from governance.calendar import EPOCH, epoch_day
from governance.limits import Limits
from governance.region_clock import RegionClock
from governance.working_time import DAY, NEVER, Ints, Suspensions
from queries.loader import load_query

Bools = npt.NDArray[np.bool_]

# No limit is as long as this; the calendar must not end before one does.
_AHEAD = timedelta(days=4 * 366)


@dataclass(frozen=True)
class CalendarNote:
    """What the release says about its calendar.

    Attributes
    ----------
    known_until
        Last day whose holidays are known; weekends alone are free beyond.
    cases_beyond
        Cases whose limit or work reaches beyond it.
    """

    known_until: date
    cases_beyond: int


@dataclass(frozen=True, eq=False)
class _Cases:
    """Arrays of ``clock_case.sql``, one item a case; `NEVER` for a time that is missing."""

    rid: Ints
    county_no: Ints
    limit_no: Ints
    is_filed: Bools
    is_void: Bools
    is_closed: Bools
    begun: Ints
    disposed: Ints
    closed: Ints
    due: Ints


@dataclass(frozen=True, eq=False)
class _Events:
    """Extensions and suspensions; `case` is the position of the case."""

    extended: Ints
    extended_at: Ints
    extended_to: Ints
    pauses: Suspensions


def put_limits(con: duckdb.DuckDBPyConnection, limits: Limits) -> None:
    """Make ``case_limit``: the deciding limit of each sub-class, by its position in the table of limits."""
    rows = [
        (limit.class_code, limit.subclass_name, number)
        for number, limit in enumerate(limits.limits)
        if limit.stage == "dispose"
    ]
    put_table(con, "case_limit", arrow_rows("case_limit", rows))


def put_case_clock(con: duckdb.DuckDBPyConnection, region: RegionTables, data_to: date) -> CalendarNote:
    """Make ``case_clock`` out of the accepted cases and their events.

    A limit is the file's own, else it is computed from the table of limits, beginning when the case was filed. An
    extension sets a new one; a suspension puts it off by the working time that it lasts. Working time is in
    the office hours of the case's county, or day and night where the limit of its sub-class runs so.

    Parameters
    ----------
    data_to
        Cases still open are late as of the end of this day.
    """
    counties, limits, tz = region.counties, region.limits.limits, region.timezone
    put_table(
        con, "case_county", arrow_rows("case_county", [(code, n) for n, code in enumerate(counties, 1)])
    )
    cases = _Cases(**_arrays(con, "clock_case", tz))
    end = (epoch_day(data_to) + 1) * DAY
    events = _events(con, cases)
    clock = _clock(region.region.folder, cases, events, end)
    plain = np.array([limit.is_plain for limit in limits] + [False])[cases.limit_no]
    which = clock.which([None, *counties], np.zeros(len(counties) + 1, dtype=np.bool_))[cases.county_no]
    which = np.where(plain, 0, which)

    seconds = clock.seconds(which, cases.begun, cases.limit_no, limits)
    has_limit = cases.is_filed & (cases.limit_no >= 0)
    is_given = cases.due != NEVER
    computed = clock.add(which, cases.begun, seconds)
    due = np.where(is_given, cases.due, np.where(has_limit, computed, NEVER))
    anchor = cases.begun.copy()
    due[events.extended], anchor[events.extended] = events.extended_to, events.extended_at
    is_given[events.extended] = True
    due = _put_off(clock, which, anchor, due, events.pauses)

    stop = np.minimum(np.minimum(cases.disposed, cases.closed), end)
    paused = clock.elapsed(which, cases.begun, np.maximum(stop, cases.begun))
    paused -= clock.elapsed(which, cases.begun, np.maximum(stop, cases.begun), events.pauses)
    done = np.where(cases.disposed == NEVER, cases.begun, cases.disposed)
    worked = clock.elapsed(which, cases.begun, done, events.pauses)
    over = np.where(cases.is_closed, cases.closed, end)
    is_late = cases.is_filed & ~cases.is_void & (due < over)
    late = clock.elapsed(which, _within(clock, np.where(is_late, due, over)), over, events.pauses)

    put_table(
        con,
        "case_clock",
        pa.Table.from_arrays(
            [
                pa.array(cases.rid, pa.int32()),
                pa.array(due * 1_000_000, pa.timestamp("us"), mask=due == NEVER),
                _source(is_given, has_limit),
                _minutes(seconds, has_limit),
                _minutes(paused, np.ones(len(paused), dtype=np.bool_)),
                _minutes(worked, cases.disposed != NEVER),
                _minutes(late, is_late),
            ],
            schema=SCHEMAS["case_clock"],
        ),
    )
    known = clock.days.known_until
    last = np.max([np.where(at == NEVER, 0, at) for at in (due, cases.disposed, cases.closed)], axis=0)
    return CalendarNote(known, int((last >= (epoch_day(known) + 1) * DAY).sum()))


def _arrays(con: duckdb.DuckDBPyConnection, name: str, tz: str) -> dict[str, Any]:
    """Columns of a staging query; missing numbers become `NEVER`."""
    columns = con.execute(load_query("staging", name).sql, {"tz": tz}).fetchnumpy()
    return {
        column: np.ma.filled(array, NEVER) if array.dtype == np.int64 else np.ma.getdata(array)
        for column, array in columns.items()
    }


def _events(con: duckdb.DuckDBPyConnection, cases: _Cases) -> _Events:
    """The last extension of each case, and its suspensions as spans."""
    extensions: dict[int, tuple[int, int]] = {}
    spans: list[tuple[int, int, int]] = []
    since: dict[int, int] = {}
    rows = con.table("case_event").order('case_rid, "at", rank, rid').fetchall()
    place = np.searchsorted(cases.rid, np.array([row[1] for row in rows], dtype=np.int64)).tolist()
    for case, (_, _, kind, at, new_due, _) in zip(place, rows, strict=True):
        if kind == "extended" and new_due is not None:
            extensions[case] = (at, new_due)
        elif kind == "suspended":
            since.setdefault(case, at)
        elif kind != "extended" and case in since:
            # Resumed in words, or by going on with the work.
            spans.append((case, since.pop(case), at))
    for case, at in since.items():
        # Nobody resumed it in words: it was, at the latest, when it was done.
        spans.append((case, at, int(min(cases.disposed[case], cases.closed[case]))))
    times = np.array(list(extensions.values()), dtype=np.int64).reshape(-1, 2)
    pauses = np.array(sorted(spans), dtype=np.int64).reshape(-1, 3)
    return _Events(
        np.array(list(extensions), dtype=np.int64), times[:, 0], times[:, 1],
        Suspensions(pauses[:, 0], pauses[:, 1], pauses[:, 2]),
    )  # fmt: skip


def _clock(region_dir: Path, cases: _Cases, events: _Events, end: int) -> RegionClock:
    """The region's clocks over every day that the cases touch, and far enough ahead."""
    known = [at[at != NEVER] for at in (cases.begun, cases.disposed, cases.closed, events.extended_at)]
    moments = np.concatenate([*known, np.array([end])])
    first, last = (EPOCH + timedelta(days=int(at) // DAY) for at in (moments.min(), moments.max()))
    return load_region_clock(region_dir, first - timedelta(days=1), last + _AHEAD)


def _put_off(clock: RegionClock, which: Ints, anchor: Ints, due: Ints, pauses: Suspensions) -> Ints:
    """Limits after suspensions: where one fell into the time allowed, its working time comes on top."""
    some = np.unique(pauses.case)
    some = some[due[some] != NEVER]
    place = np.full(len(due), -1, dtype=np.int64)
    place[some] = np.arange(len(some))
    mine = place[pauses.case] >= 0
    case = place[pauses.case[mine]]
    # A suspension before an extension is known to whoever set the new limit.
    own = Suspensions(case, np.maximum(pauses.start[mine], anchor[some][case]), pauses.end[mine])
    begin = anchor[some]
    allowed = clock.elapsed(which[some], begin, np.maximum(_within(clock, due[some]), begin))
    plain = clock.add(which[some], begin, allowed)
    later = clock.add(which[some], begin, allowed, own)
    result = due.copy()
    # The file's own limit may lie outside office hours: it is moved only where a suspension counts.
    result[some] = np.where(later == plain, due[some], later)
    return result


def _within(clock: RegionClock, at: Ints) -> Ints:
    """Moments held within the calendar: the far ends change nothing that is asked of them."""
    return np.clip(at, clock.plain.first, clock.plain.end)


def _source(is_given: Bools, has_limit: Bools) -> pa.Array:
    """Whether each limit was given or computed; null where there is none."""
    position = pa.array(np.where(is_given, 0, 1).astype(np.int8), mask=~(is_given | has_limit))
    return pa.DictionaryArray.from_arrays(position, ["given", "computed"]).cast(pa.string())


def _minutes(seconds: Ints, known: Bools) -> pa.Array:
    return pa.array((seconds // 60).astype(np.int32), pa.int32(), mask=~known)
