"""Thousands of small random data sets, laid side by side, so that the mart SQL is driven over all of them at once.

Each data set has its own units (their codes begin with its number) and its own three months; so figures of different
data sets never meet. `draw` makes what the marts read, `expected` reckons every measure from what was drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from data.publish.build import ROLLUPS
from data.publish.region_tables import put_macros
from data.staging.tables import put_table
from queries.loader import load_query

TZ = "Asia/Shanghai"
FIRST_MONTH = 1970 * 12
MONTHS = 3  # of one data set
LEVELS = {
    "category": "category", "zone": "zone_code", "county": "county_code", "street_part": "street_part_code",
    "street": "street_code", "community": "community_code", "grid": "grid_code",
}  # fmt: skip
CODES = list(LEVELS.values())
STATES = np.array(
    ["received", "filed", "dispatched", "disposing", "feedback", "closed", "closed", "closed", "void"]
)
_UTC = pd.Timedelta(hours=8)
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class DataSets:
    """Tables that the marts read, by name; `rid` numbers the rows of cases and whistles together."""

    n: int
    data_to: date
    tables: dict[str, pd.DataFrame]

    def in_another_order(self, seed: int) -> DataSets:
        """The same rows in another order, numbered anew as if they had come so."""
        random = np.random.default_rng(seed)
        rids = np.concatenate([self.tables[name]["rid"].to_numpy() for name in ("typed", "typed_whistle")])
        new = pd.Series(random.permutation(len(rids)), index=rids)
        shuffled = {}
        for name, table in self.tables.items():
            table = table.sample(frac=1, random_state=seed)
            if "rid" in table:
                table = table.assign(rid=table["rid"].map(new).astype("int32"))
                table = table.sort_values("rid") if name.startswith("typed") else table
            shuffled[name] = table
        return replace(self, tables=shuffled)


def draw(n: int, seed: int, cases: int = 6) -> DataSets:
    """`n` data sets with about so many cases each: some empty, some with nothing placed, some with all in one unit."""
    random = np.random.default_rng(seed)
    units = _units(n, random)
    size = random.poisson(cases * random.choice([0.0, 0.2, 1.0, 2.0], n, p=[0.03, 0.27, 0.5, 0.2]))
    owner = np.repeat(np.arange(n), size)
    whistle_owner = np.repeat(np.arange(n), random.poisson(1.5, n))
    calls = np.repeat(np.arange(len(whistle_owner)), random.integers(1, 4, len(whistle_owner)))
    months = FIRST_MONTH + n * MONTHS
    data_to = date(months // 12, months % 12 + 1, 1) - timedelta(days=1)
    typed, clock = _cases(owner, data_to, random)
    whistles = _whistles(whistle_owner, calls, data_to, random)
    typed["rid"] = np.arange(len(typed), dtype=np.int32)
    whistles["rid"] = np.arange(len(typed), len(typed) + len(whistles), dtype=np.int32)
    clock.insert(0, "rid", typed["rid"])
    some = random.random(len(typed)) < 0.15
    events = pd.DataFrame(
        {
            "rid": typed["rid"][some],
            "extended_count": random.integers(0, 3, some.sum()).astype(np.int32),
            "rework_count": random.integers(0, 3, some.sum()).astype(np.int32),
            "is_void": random.random(some.sum()) < 0.1,
        }
    )
    late = pd.DataFrame(
        {"rid": whistles["rid"], "late_minutes": random.integers(0, 500, len(whistles)).astype(np.int32)}
    )
    placed = pd.concat([_placed(owner, units, random), _placed(whistle_owner, units, random).iloc[calls]])
    placed.insert(0, "rid", np.concatenate([typed["rid"], whistles["rid"]]).astype(np.int32))
    error = placed[["rid"]][random.random(len(placed)) < 0.03]
    # A whistle is accepted or sent back as a whole.
    lead = whistles.groupby("whistle_no")["rid"].transform("min")
    error = pd.concat([error[error["rid"] < len(typed)], whistles[lead.isin(error["rid"])][["rid"]]])
    return DataSets(
        n,
        data_to,
        {
            "typed": typed, "case_clock": clock, "event_count": events, "placement": placed, "unit": units,
            "error_row": error, "typed_whistle": whistles, "whistle_clock": late,
        },
    )  # fmt: skip


def build(con: duckdb.DuckDBPyConnection, sets: DataSets) -> None:
    """Make the release's tables of cases and whistles, and its rollups, by the queries of ``queries/marts``."""
    put_macros(con)
    for name, table in sets.tables.items():
        put_table(con, name, pa.Table.from_pandas(table, preserve_index=False))
    values = {"tz": TZ, "data_to": sets.data_to}
    for name in ("incident", "whistle", "whistle_department", *ROLLUPS):
        query = load_query("marts", name)
        con.sql(query.sql, params={key: values[key] for key in query.parameters}).create(name)


def _units(n: int, random: np.random.Generator) -> pd.DataFrame:
    """Units of every level: up to three categories and counties, four zones and streets, six communities, twelve grids."""
    number = np.arange(n)
    zone_category = random.integers(0, 3, (n, 4))
    street_county = random.integers(0, 3, (n, 4))
    street, zone = random.integers(0, 4, (n, 6)), random.integers(0, 4, (n, 6))
    grid_community = random.integers(0, 6, (n, 12))

    def codes(letter: str, of: Ints) -> npt.NDArray[np.object_]:
        return np.char.add(
            np.char.add(np.char.zfill(number.astype(str), 5), letter)[:, None], of.astype(str)
        ).astype(object)

    communities = pd.DataFrame(
        {
            "community_code": codes("m", np.broadcast_to(np.arange(6), (n, 6))).ravel(),
            "street_code": codes("s", street).ravel(),
            "zone_code": codes("z", zone).ravel(),
            "county_code": codes("c", np.take_along_axis(street_county, street, 1)).ravel(),
            "category": codes("k", np.take_along_axis(zone_category, zone, 1)).ravel(),
        }
    )
    communities["street_part_code"] = communities["street_code"] + communities["zone_code"].str[5:]
    of_grid = (number[:, None] * 6 + grid_community).ravel()
    grids = communities.iloc[of_grid].reset_index(drop=True)
    grids["grid_code"] = codes("g", np.broadcast_to(np.arange(12), (n, 12))).ravel()
    parts = [communities.assign(level="community", code=communities["community_code"])]
    parts.append(grids.assign(level="grid", code=grids["grid_code"]))
    for level in ("category", "zone", "county", "street_part", "street"):
        above = communities.drop_duplicates(LEVELS[level])
        parts.append(above.assign(level=level, code=above[LEVELS[level]], community_code=None))
    units = pd.concat(parts, ignore_index=True)
    return units.assign(seq=units.groupby("level").cumcount().astype(np.int32))


def _placed(owner: Ints, units: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """A grid and its community, a community alone, or neither."""
    grids = units[units["level"] == "grid"]
    chosen = grids.iloc[owner * 12 + random.integers(0, 12, len(owner))]
    lot = random.random(len(owner))
    return pd.DataFrame(
        {
            "lon": np.nan, "lat": np.nan,
            "grid_code": np.where(lot < 0.75, chosen["grid_code"], None),
            "community_code": np.where(lot < 0.88, chosen["community_code"], None),
            "placed_by": "point", "placement_note": None,
        }
    )  # fmt: skip


def _local_times(owner: Ints, n: int, random: np.random.Generator) -> pd.DataFrame:
    """`n` ascending local times of each row within its data set's three months, one column each."""
    start = np.datetime64("1970-01", "M") + owner * MONTHS
    # A day is kept free at both ends, where the shift to UTC would leave the months.
    seconds = np.sort(random.integers(86_400, 87 * 86_400, (len(owner), n)), axis=1)
    return pd.DataFrame(start.astype("datetime64[s]")[:, None] + seconds.astype("timedelta64[s]"))


def _limits(owner: Ints, data_to: date, random: np.random.Generator) -> pd.Series[pd.Timestamp]:
    """Limits in the data set's months, or after the end of the data, or none."""
    within = _local_times(owner, 1, random)[0]
    later = pd.Timestamp(data_to).as_unit("s") + pd.to_timedelta(
        random.integers(86_400, 9e6, len(owner)), unit="s"
    )
    lot = random.random(len(owner))
    return within.where(lot < 0.75, pd.Series(later)).where(lot < 0.92)


def _cases(owner: Ints, data_to: date, random: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cases as the rules let them pass: times in order, some missing; what a state claims has its time."""
    n = len(owner)
    at = _local_times(owner, 6, random)
    state = random.choice(STATES, n)
    kept = random.random((n, 6)) < np.array([1.0, 0.8, 0.8, 0.7, 0.7, 0.05])
    kept[:, 1] |= np.isin(state, ["filed", "dispatched", "disposing", "feedback", "closed"])
    kept[:, 5] |= state == "closed"
    at = at.where(kept)
    steps = ("received", "filed", "dispatched", "responded", "disposed", "closed")
    kind = random.integers(0, 6, n)
    typed = pd.DataFrame(
        {
            "department": random.choice(["chengguan", "gongan"], n), "case_no": np.arange(n).astype(str),
            "file_id": np.int32(1), "source_row": np.arange(n, dtype=np.int32),
            "family": np.where(kind < 4, "event", "component"), "class_code": np.char.add("E0", kind.astype(str)),
            "class_name": np.char.add("类", kind.astype(str)), "subclass_name": "小类", "title": "", "address": "",
            "channel": None, "state": state, "rework_count": random.choice([0, 0, 0, 1, 2], n).astype(np.int32),
            "satisfaction": pd.Series(random.integers(1, 6, n)).where(random.random(n) < 0.5).astype("Int32"),
            "joint_departments": np.where(random.random(n) < 0.1, "住建", None), "handler": None,
            "source_lon": np.nan, "source_lat": np.nan, "datum": "CGCS2000", "given_community_code": None,
            "received_local": at[0], **{f"{step}_at": at[number] - _UTC for number, step in enumerate(steps)},
        }
    )  # fmt: skip
    minutes = pd.Series(random.integers(0, 5_000, n)).astype("Int32")
    clock = pd.DataFrame(
        {
            "due_local": _limits(owner, data_to, random), "due_source": "given", "limit_minutes": minutes,
            "suspended_minutes": np.int32(0), "work_minutes": minutes.where(at[4].notna()), "late_minutes": minutes,
        }
    )  # fmt: skip
    return typed, clock


def _whistles(owner: Ints, calls: Ints, data_to: date, random: np.random.Generator) -> pd.DataFrame:
    """Rows of the ledger: one department each, the first of a whistle leads; the whistle's own cells agree."""
    n = len(owner)
    at = _local_times(owner, 4, random).where(random.random((n, 4)) < np.array([1.0, 0.8, 0.6, 0.1]))
    state = random.choice(["blown", "managed", "disposing", "verifying", "closed", "closed", "void"], n)
    closed = _local_times(owner, 1, random)[0]
    whole = pd.DataFrame(
        {
            "file_id": np.int32(2), "source_row": np.arange(n, dtype=np.int32), "sender": "dangjian",
            "whistle_no": np.arange(n).astype(str), "theme_code": "T1", "title": "", "source": "社区", "blown_by": "社区",
            "case_no": None, "blown_at": at[0] - _UTC, "managed_at": at[1] - _UTC, "verified_at": at[2] - _UTC,
            "closed_at": closed.where(state == "closed") - _UTC, "due_at": _limits(owner, data_to, random) - _UTC,
            "state": state, "solved": random.choice([True, False, None], n),
            "satisfaction": pd.Series(random.integers(1, 6, n)).where(random.random(n) < 0.5).astype("Int32"),
        }
    ).astype({"solved": "boolean", "case_no": "string"})  # fmt: skip
    rows = whole.iloc[calls].reset_index(drop=True)
    n_rows = len(rows)
    first = np.append(True, calls[1:] != calls[:-1])[:n_rows]
    report_due = _limits(owner[calls], data_to, random)
    reported, disposed = (
        _local_times(owner[calls], 1, random)[0].where(random.random(n_rows) < 0.7) for _ in range(2)
    )
    return rows.assign(
        role=np.where(first, "lead", "joint"),
        department_code=np.char.add("D", random.integers(0, 5, n_rows).astype(str)),
        report_due_at=report_due - _UTC,
        reported_at=reported - _UTC,
        disposed_at=disposed - _UTC,
    )
