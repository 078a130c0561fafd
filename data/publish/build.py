"""From staging tables to a release's tables, and the proof that nothing was lost on the way."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from governance.errors import ReleaseError
from queries.loader import load_query, query_names

MARTS = (
    "source_file", "problem", "rejected_row", "incident", "incident_event", "flow_event", "whistle",
    "whistle_department",
)  # fmt: skip
ROLLUPS = ("rollup_month", "rollup_open", "rollup_class", "rollup_day")


def build_marts(con: duckdb.DuckDBPyConnection, timezone: str) -> tuple[date, date]:
    """Build every mart; returns the first and last local day of the data.

    Raises
    ------
    ReleaseError
        When not one case was accepted.
    """
    first_day, last_day = con.execute(load_query("marts", "data_period").sql, {"tz": timezone}).fetchall()[0]
    if first_day is None:
        raise ReleaseError(
            "没有一行被采用 No case accepted", "",
            "先用 python -m data check 查看问题 See the problems with: python -m data check DIR",
        )  # fmt: skip
    con.execute(f"create temp table case_clock as\n{load_query('staging', 'case_clock').sql}")
    values = {"tz": timezone, "data_to": last_day}
    for name in (*MARTS, *ROLLUPS):
        query = load_query("marts", name)
        con.sql(query.sql, params={key: values[key] for key in query.parameters}).create(name)
    return first_day, last_day


def put_info(con: duckdb.DuckDBPyConnection, info: dict[str, str]) -> None:
    """Make the table ``release_info``."""
    con.register("info_frame", pd.DataFrame({"key": list(info), "value": list(info.values())}))
    con.sql(load_query("marts", "release_info").sql).create("release_info")
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
