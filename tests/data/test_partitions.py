"""Over ten thousand random data sets: parts equal the whole, no rate leaves 0–100 %, the order of rows changes nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import duckdb
import numpy as np
import pandas as pd
import pytest

from data.publish.build import ROLLUPS
from data.settings import ROOT
from governance.indicators import FLOW_MEASURES, STATE_MEASURES, parse_registry
from queries.loader import load_query
from tests.data.many_data_sets import CODES, FIRST_MONTH, LEVELS, MONTHS, DataSets, build, draw

BATCHES, OF_EACH = 4, 2_500
NOWHERE = "未定位"
_SHIFT = pd.Timedelta(hours=8)


@dataclass(frozen=True, eq=False)
class Built:
    """Data sets, the tables that the marts made of them, and what each case and whistle counts as, reckoned anew."""

    sets: DataSets
    con: duckdb.DuckDBPyConnection
    wanted: pd.DataFrame

    def table(self, name: str) -> pd.DataFrame:
        """A table of the release; where it has months, with the number of the data set."""
        frame = self.con.table(name).df()
        held = [code for code in CODES if code in frame]
        frame[held] = frame[held].fillna(NOWHERE)
        return frame.assign(data_set=(frame["month"] - FIRST_MONTH) // MONTHS) if "month" in frame else frame


@cache
def built(batch: int) -> Built:
    con, sets = duckdb.connect(), draw(OF_EACH, batch)
    build(con, sets)
    wanted = pd.concat([cases(sets), whistles(sets)], ignore_index=True)
    wanted[CODES] = wanted[CODES].fillna(NOWHERE)
    return Built(sets, con, wanted)


@pytest.fixture(params=range(BATCHES), ids=lambda batch: f"batch {batch} of {OF_EACH}")
def data_sets(request: pytest.FixtureRequest) -> Built:
    return built(request.param)


def accepted(sets: DataSets, name: str) -> pd.DataFrame:
    """Rows that were not sent back, with the codes of the units that hold them."""
    tables = sets.tables
    rows = tables[name][~tables[name]["rid"].isin(tables["error_row"]["rid"])]
    unit = tables["unit"][tables["unit"]["level"] == "community"].set_index("code")
    placed = (
        tables["placement"]
        .set_index("rid")
        .loc[rows["rid"], ["grid_code", "community_code"]]
        .reset_index(drop=True)
    )
    above = unit.reindex(placed["community_code"])[
        [code for code in CODES if code not in placed]
    ].reset_index(drop=True)
    return pd.concat([rows.reset_index(drop=True), placed, above], axis=1)


def month(at: pd.Series[pd.Timestamp]) -> pd.Series[int]:
    return at.dt.year * 12 + at.dt.month - 1


def cases(sets: DataSets) -> pd.DataFrame:
    """The cases, with what each measure counts and in which month, reckoned without SQL."""
    rows = accepted(sets, "typed")
    clock = sets.tables["case_clock"].set_index("rid").loc[rows["rid"]].reset_index(drop=True)
    events = sets.tables["event_count"].set_index("rid").reindex(rows["rid"]).reset_index(drop=True)
    end = pd.Timestamp(sets.data_to) + pd.Timedelta(days=1)
    void = (rows["state"] == "void") | events["is_void"].eq(True)
    closed = (rows["state"] == "closed") & ~void
    filed, past = rows["filed_at"].notna(), clock["due_local"] < end
    due = filed & ~void & past
    rework = np.maximum(rows["rework_count"], events["rework_count"].fillna(0)) > 0
    disposed, rated = rows["disposed_at"].notna(), closed & rows["satisfaction"].notna()
    on_time = closed & (rows["closed_at"] + _SHIFT <= clock["due_local"])
    counts = {
        "received": (True, rows["received_local"]), "filed": (filed, rows["received_local"]),
        "located": (rows["grid_code"].notna(), rows["received_local"]),
        "joint": (rows["joint_departments"].notna(), rows["received_local"]),
        "due": (due, clock["due_local"]), "closed": (due & closed, clock["due_local"]),
        "closed_on_time": (due & on_time, clock["due_local"]),
        "disposed": (disposed, rows["disposed_at"] + _SHIFT), "reworked": (disposed & rework, rows["disposed_at"] + _SHIFT),
        "work_minutes": (clock["work_minutes"].where(disposed, 0), rows["disposed_at"] + _SHIFT),
        "rated": (rated, rows["closed_at"] + _SHIFT),
        "satisfied": (rated & (rows["satisfaction"] >= 4), rows["closed_at"] + _SHIFT),
        "open": (filed & ~void & ~closed, None), "overdue": (filed & ~void & ~closed & past, None),
    }  # fmt: skip
    return _counted(rows[[*CODES, "family", "class_code"]], counts)


def whistles(sets: DataSets) -> pd.DataFrame:
    """The whistles and the departments that they called, likewise."""
    calls = accepted(sets, "typed_whistle")
    lead = calls.groupby("whistle_no")["rid"].transform("min")
    calls[CODES] = calls.set_index("rid").loc[lead, CODES].to_numpy()
    calls["grid_code"] = None
    end = pd.Timestamp(sets.data_to) + pd.Timedelta(days=1)
    void, closed = calls["state"] == "void", calls["state"] == "closed"
    due_local, report_local = calls["due_at"] + _SHIFT, calls["report_due_at"] + _SHIFT
    due, called = ~void & (due_local < end), ~void & (report_local < end)
    rated, leads = closed & calls["satisfaction"].notna(), calls["role"] == "lead"
    counts = {
        "whistles": (leads, calls["blown_at"] + _SHIFT),
        "whistle_due": (leads & due, due_local),
        "whistle_solved": (leads & due & closed & calls["solved"].eq(True), due_local),
        "whistle_rated": (leads & rated, calls["closed_at"] + _SHIFT),
        "whistle_satisfied": (leads & rated & (calls["satisfaction"] >= 4), calls["closed_at"] + _SHIFT),
        "called": (called, report_local),
        "reported": (called & (calls["reported_at"] <= calls["report_due_at"]), report_local),
        "whistle_open": (leads & ~void & ~closed, None),
        "whistle_overdue": (leads & ~void & ~closed & (due_local < end), None),
    }  # fmt: skip
    return _counted(calls[CODES], counts)


def _counted(
    codes: pd.DataFrame, counts: dict[str, tuple[object, pd.Series[pd.Timestamp] | None]]
) -> pd.DataFrame:
    """One row a case and measure that counts it: codes, measure, amount, number of the data set (-1 for states)."""
    parts = []
    for measure, (amount, at) in counts.items():
        counted = codes.assign(measure=measure, n=pd.Series(amount, codes.index).astype("Int64").fillna(0))
        counted["data_set"] = -1 if at is None else (month(at) - FIRST_MONTH) // MONTHS
        parts.append(counted[counted["n"] > 0].astype({"n": "int64", "data_set": "int64"}))
    return pd.concat(parts, ignore_index=True)


def by(frame: pd.DataFrame, *columns: str) -> pd.Series[int]:
    """What was reckoned, summed by columns and measure; without zeros."""
    return frame.groupby([*columns, "measure"])["n"].sum().sort_index()


def sums(rollup: pd.DataFrame, measures: Sequence[str], *columns: str) -> pd.Series[int]:
    """The same of a rollup."""
    wide = rollup.groupby(list(columns))[list(measures)].sum().rename_axis("measure", axis="columns")
    found = wide.stack()
    return found[found != 0].sort_index()


def same(found: pd.Series[int], wanted: pd.Series[int]) -> None:
    pd.testing.assert_series_equal(
        found, wanted, check_dtype=False, check_index_type=False, check_names=False
    )


def test_every_unit_has_what_lies_in_it_and_all_units_make_the_whole(data_sets: Built) -> None:
    months, opened = data_sets.table("rollup_month"), data_sets.table("rollup_open")
    is_flow = data_sets.wanted["measure"].isin(FLOW_MEASURES)
    flows, states = data_sets.wanted[is_flow], data_sets.wanted[~is_flow]
    units = data_sets.sets.tables["unit"]

    assert set(flows["measure"]) == set(FLOW_MEASURES)
    assert set(states["measure"]) == set(STATE_MEASURES)
    same(sums(months, FLOW_MEASURES, "data_set"), by(flows, "data_set"))
    for level, column in LEVELS.items():
        same(sums(months, FLOW_MEASURES, "data_set", column), by(flows, "data_set", column))
        same(sums(opened, STATE_MEASURES, column), by(states, column))
        assert set(months[column]) <= {NOWHERE, *units.loc[units["level"] == level, "code"]}


def test_the_products_own_checks_agree(data_sets: Built) -> None:
    for name in ("check_sums", "check_rollups_agree", "check_whistles_led"):
        assert data_sets.con.execute(load_query("marts", name).sql).fetchall() == [], name


def test_families_classes_and_days_make_the_whole(data_sets: Built) -> None:
    received = data_sets.wanted[data_sets.wanted["measure"] == "received"]
    classes = data_sets.table("rollup_class")
    for columns in (["family"], ["class_code"], ["family", "zone_code"], ["family", "county_code"]):
        same(sums(classes, ["received"], "data_set", *columns), by(received, "data_set", *columns))
    assert data_sets.table("rollup_day")["received"].sum() == len(received)
    last = FIRST_MONTH + OF_EACH * MONTHS
    scope = {
        "scope_level": "city",
        "scope_code": None,
        "category": None,
        "month_from": FIRST_MONTH,
        "month_to": last,
    }
    families = data_sets.con.execute(load_query("reads", "family_measures").sql, scope).df()
    measures = ["received", "filed", "due", "closed", "closed_on_time"]
    of_cases = data_sets.wanted[data_sets.wanted["measure"].isin(measures)]
    same(sums(families, measures, "family"), by(of_cases, "family"))


def test_no_rate_leaves_nought_to_a_hundred(data_sets: Built) -> None:
    registry = parse_registry(
        tomllib.loads((ROOT / "data/regions/qujing/indicators.toml").read_text("utf-8"))
    )
    shares = [indicator for indicator in registry.indicators if indicator.unit == "%"]
    months, opened = data_sets.table("rollup_month"), data_sets.table("rollup_open")

    assert len(shares) >= 9
    for share in shares:
        frame = months if share.numerator in months else opened
        parts = [share.numerator, share.denominator]
        # A month of a grid is the smallest thing of which there is a rate; all others are sums of such.
        n, d = frame[parts].to_numpy().T
        assert ((n >= 0) & (n <= d)).all(), share.id
        whole = frame.groupby("data_set" if frame is months else "zone_code")[parts].sum()
        for n, d in zip(*whole.to_numpy().T.tolist(), strict=True):
            value = share.rate({share.numerator: n, share.denominator: d}).value
            assert value is None if d == 0 else value is not None and 0 <= value <= 100


def test_the_order_of_rows_changes_nothing(data_sets: Built) -> None:
    other = duckdb.connect()
    build(other, data_sets.sets.in_another_order(7))
    for name in ROLLUPS:
        pd.testing.assert_frame_equal(data_sets.con.table(name).df(), other.table(name).df())
    for name, order in (("incident", "incident_id"), ("whistle", "whistle_id")):
        one, two = (con.sql(f"from {name} order by {order}").df() for con in (data_sets.con, other))
        pd.testing.assert_frame_equal(one, two)
