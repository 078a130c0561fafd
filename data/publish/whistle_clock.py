"""How late departments reported in when a whistle called them, in working time."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from data.staging.tables import SCHEMAS, put_table
from data.working_time import load_region_clock
from governance.calendar import EPOCH
from governance.working_time import DAY
from queries.loader import load_query

_MINUTE = 60


def put_whistle_clock(con: duckdb.DuckDBPyConnection, region_dir: Path, tz: str, data_to: date) -> None:
    """Make ``whistle_clock``: working minutes past the limit for reporting in, of those who were late.

    Who has not reported in at all is late as of the end of the last day. Working time is in the office hours of the
    county (属地) in which the whistle was blown.

    Parameters
    ----------
    data_to
        Last local day of the data.
    """
    query = load_query("staging", "clock_whistle")
    found = con.execute(query.sql, {"tz": tz, "data_to": data_to}).fetchnumpy()
    due, came = (np.ma.getdata(found[name]).astype(np.int64) for name in ("due", "came"))
    late = np.zeros(len(due), dtype=np.int64)
    if len(due):
        first, last = (EPOCH + timedelta(days=int(at) // DAY) for at in (due.min(), came.max()))
        clock = load_region_clock(region_dir, first - timedelta(days=1), last + timedelta(days=1))
        counties = [None if code is None else str(code) for code in found["county_code"].tolist()]
        which = clock.which(counties, np.zeros(len(due), dtype=np.bool_))
        late = clock.elapsed(which, due, came) // _MINUTE
    rid = np.ma.getdata(found["rid"])
    table = pa.table({"rid": rid, "late_minutes": late}).cast(SCHEMAS["whistle_clock"])
    put_table(con, "whistle_clock", table)
