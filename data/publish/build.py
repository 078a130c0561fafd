"""From staging tables to a release's tables, and the proof that nothing was lost on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from data.publish.case_clock import CalendarNote, put_case_clock
from data.publish.region_tables import RegionTables
from data.publish.whistle_clock import put_whistle_clock
from data.staging.tables import keep_query
from governance.errors import ReleaseError
from queries.loader import load_query, query_names

MARTS = (
    "delivery", "source_file", "problem", "rejected_row", "replaced_row", "incident", "incident_sheet", "flow_event",
    "whistle", "whistle_department", "whistle_theme", "whistle_office",
)  # fmt: skip
# Read for one case at a time: what the case itself tells need not be written down seven times over.
VIEWS = ("incident_event",)
ROLLUPS = ("rollup_month", "rollup_open", "rollup_class", "rollup_day")


@dataclass(frozen=True)
class Period:
    """First and last local day of the data, and how far the calendar of work reaches."""

    first_day: date
    last_day: date
    calendar: CalendarNote


def build_marts(con: duckdb.DuckDBPyConnection, region: RegionTables) -> Period:
    """Build every mart out of what `take_in` left.

    Raises
    ------
    ReleaseError
        When not one case was accepted.
    """
    tz = region.timezone
    first_day, last_day = con.execute(load_query("marts", "data_period").sql, {"tz": tz}).fetchall()[0]
    if first_day is None:
        raise ReleaseError(
            "没有一行被采用 No case accepted", "",
            "先用 python -m data check 查看问题 See the problems with: python -m data check DIR",
        )  # fmt: skip
    for name in ("case_event", "event_count"):
        keep_query(con, name, {"tz": tz})
    calendar = put_case_clock(con, region, last_day)
    put_whistle_clock(con, region.region.folder, tz, last_day)
    values = {"tz": tz, "data_to": last_day}
    for name in (*MARTS, *ROLLUPS):
        query = load_query("marts", name)
        # Not by way of a relation: one that cannot be written would fail without a word.
        con.execute(f"create table {name} as\n{query.sql}", {key: values[key] for key in query.parameters})
    # One case is asked for by its number; without an index that reads a million of them.
    con.execute("create index incident_by_id on incident (incident_id)")
    for name in VIEWS:
        con.execute(f"create view {name} as\n{load_query('marts', name).sql}")
    return Period(first_day, last_day, calendar)


def put_info(con: duckdb.DuckDBPyConnection, info: dict[str, str]) -> None:
    """Make the table ``release_info``."""
    con.register("info_frame", pd.DataFrame({"key": list(info), "value": list(info.values())}))
    con.execute(f"create table release_info as\n{load_query('marts', 'release_info').sql}")
    con.unregister("info_frame")


def verify(con: duckdb.DuckDBPyConnection) -> None:
    """Run every check of ``queries/marts/check_*.sql``; each lists what contradicts itself.

    Raises
    ------
    ReleaseError
        With the first contradictions of every check that found any.
    """
    faults: list[str] = []
    for name in query_names("marts", "check_"):
        found = con.execute(load_query("marts", name).sql).fetchmany(5)
        faults += [f"{name}: {detail}" for (detail,) in found]
    if faults:
        raise ReleaseError(
            "核对未通过，未发布 Verification failed, nothing published", "\n" + "\n".join(faults),
            "上一个发布继续使用；把以上内容发给数据中心 The last release stays; report the lines above",
        )  # fmt: skip
