"""A delivery read, checked and placed: what `check` reports and `publish` builds on."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from data.contracts import Contract, load_contracts
from data.place import TOLERANCE_M, Places, place
from data.problems import Problem, problem
from data.publish.progress import CHECK_STAGES, Clock, Progress, silent
from data.publish.region_tables import RegionTables, put_units
from data.rules.datum import doubt_datum
from data.rules.registry import RULES
from data.rules.run import run_rules
from data.settings import Settings
from data.staging.receive import ReceivedFile, receive
from data.staging.tables import SCHEMAS, empty_tables, put_table, put_words, stage
from governance.errors import ContractError
from queries.loader import load_query


@dataclass(frozen=True)
class FileReport:
    """What became of one file."""

    name: str
    department: str | None
    held_back: bool
    rows_in: int
    rows_accepted: int
    rows_rejected: int
    rows_warned: int


@dataclass(frozen=True, eq=False)
class CheckReport:
    """What a check found.

    Attributes
    ----------
    problems
        Columns of the release's table ``problem``; every problem, file by file.
    seconds
        Stage → seconds.
    """

    files: tuple[FileReport, ...]
    problems: pd.DataFrame
    seconds: dict[str, float]

    @property
    def any_held_back(self) -> bool:
        """Whether a whole file was held back."""
        return any(file.held_back for file in self.files)


def connect(path: str | Path = ":memory:") -> duckdb.DuckDBPyConnection:
    """A connection for building: UTC, results in order, no access to the outside."""
    con = duckdb.connect(str(path), config={"autoinstall_known_extensions": False})
    con.execute("set TimeZone = 'UTC'")
    return con


def check(
    settings: Settings, folder: Path, *, progress: Progress = silent, received_at: datetime | None = None
) -> CheckReport:
    """Read, check and place a delivery without publishing or keeping anything.

    Raises
    ------
    ContractError
        When the folder holds no files.
    RegionError
        When the region folder is unusable.
    """
    clock = Clock(progress, stages=CHECK_STAGES)
    con = connect()
    try:
        clock.begin("region")
        tables = RegionTables.load(settings)
        put_units(con, tables)
        take_in(con, tables, folder, clock, received_at=received_at)
        clock.end()
        return report(con, clock)
    finally:
        con.close()


def report(con: duckdb.DuckDBPyConnection, clock: Clock) -> CheckReport:
    """Sum up what `take_in` left in the staging tables."""
    rows = con.execute(load_query("staging", "file_report").sql).fetchall()
    problems = con.execute(load_query("marts", "problem").sql).df()
    return CheckReport(tuple(FileReport(*row) for row in rows), problems, clock.seconds)


def take_in(
    con: duckdb.DuckDBPyConnection,
    tables: RegionTables,
    folder: Path,
    clock: Clock,
    *,
    received_at: datetime | None = None,
    keep_in: Path | None = None,
    tolerance_m: float = TOLERANCE_M,
) -> None:
    """Bring a delivery into the staging tables: read, typed, checked, placed, every problem collected.

    Afterwards ``typed``, ``placement``, ``error_row``, ``received``, ``row_count``, ``all_problem`` and
    ``rejected_payload`` stand for the marts to read.
    """
    clock.begin("receive")
    contracts = load_contracts()
    files = (
        list(receive(folder, contracts, received_at=received_at, keep_in=keep_in)) if folder.is_dir() else []
    )
    if not files:
        raise ContractError(
            "没有可读的文件 Nothing to read", str(folder), "确认文件夹路径 Check the folder's path"
        )

    clock.begin("type")
    put_words(con, contracts, tables.class_file)
    zone = {"tz": tables.timezone}
    files = _hold_back_wrong_datums(con, files, tables.places, zone)
    rows = stage(con, files)
    for name in ("staged_time", "typed"):
        _keep(con, name, zone)

    clock.begin("rules")
    empty_tables(con, ("found",))
    run_rules(con, "rule_", zone)

    clock.begin("place")
    points = con.execute(load_query("staging", "to_place").sql).df()
    placed = place(tables.places, points, tolerance_m=tolerance_m)
    put_table(con, "placement", pa.Table.from_pandas(placed, SCHEMAS["placement"], preserve_index=False))
    run_rules(con, "placed_rule_", zone)
    run_rules(con, "last_rule_", zone)

    clock.begin("report")
    for name in ("error_row", "row_count"):
        _keep(con, name)
    _collect_problems(con, files)
    rejected = [rid for (rid,) in con.execute("from error_row").fetchall()]
    payloads = pa.table({"rid": rejected, "payload": [rows.payload(rid) for rid in rejected]})
    put_table(con, "rejected_payload", payloads.cast(SCHEMAS["rejected_payload"]))


def _keep(con: duckdb.DuckDBPyConnection, name: str, parameters: dict[str, str] | None = None) -> None:
    query = load_query("staging", name)
    con.execute(f"create temp table {name} as\n{query.sql}", parameters or {})


def _hold_back_wrong_datums(
    con: duckdb.DuckDBPyConnection, files: list[ReceivedFile], places: Places, zone: dict[str, str]
) -> list[ReceivedFile]:
    """Replace files whose points contradict their declared datum by ones without rows, saying so."""
    result = []
    for file in files:
        doubt = doubt_datum(places, _points(file)) if file.sheets and file.contract else None
        if doubt is None or file.contract is None:
            result.append(file)
            continue
        shares = (
            f"{doubt.fitting}（{doubt.n_points} 个点中 {doubt.share_fitting:.0%} 落在所填社区内，按声明的只有 "
            f"{doubt.share_declared:.0%}）",
            f"{doubt.fitting} (of {doubt.n_points} points {doubt.share_fitting:.0%} lie in the community given, "
            f"as declared only {doubt.share_declared:.0%})",
        )
        found = problem(
            RULES["datum_mismatch"], file.name, value=doubt.declared, detail=shares[0], detail_en=shares[1]
        )
        result.append(replace(file, sheets=(), problems=(*file.problems, found)))
    return result


def _points(file: ReceivedFile) -> pd.DataFrame:
    """Coordinates and community codes of a file as it came."""
    contract: Contract | None = file.contract
    parts = []
    for sheet in file.sheets:
        cells = {
            name: [row[place] if place < len(row) else None for row in sheet.rows]
            for name, place in sheet.columns.items()
            if name in ("lon", "lat", "community_code")
        }
        parts.append(pd.DataFrame(cells, columns=["lon", "lat", "community_code"]))
    texts = pd.concat(parts, ignore_index=True)
    return pd.DataFrame(
        {
            "source_lon": pd.to_numeric(texts["lon"], errors="coerce"),
            "source_lat": pd.to_numeric(texts["lat"], errors="coerce"),
            "datum": contract.datum if contract else "",
            "given_community_code": texts["community_code"],
        }
    )


def _collect_problems(con: duckdb.DuckDBPyConnection, files: list[ReceivedFile]) -> None:
    """``all_problem``: the files' own problems and the rows', in the order of files and rows."""
    of_files: list[tuple[int, Problem]] = [(file.file_id, found) for file in files for found in file.problems]
    table = pa.Table.from_pylist(
        [{"file_id": file_id, **asdict(found)} for file_id, found in of_files], schema=SCHEMAS["file_problem"]
    )
    put_table(con, "file_problem", table)
    _keep(con, "problem_of_row")
    _keep(con, "all_problem")
