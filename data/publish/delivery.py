"""A delivery read, checked and placed: what `check` reports and `publish` builds on."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from data.contracts import load_contracts
from data.datasets import DATASETS, INCIDENT
from data.gate.deliveries import Delivery
from data.gate.mappings import saved
from data.place import TOLERANCE_M, Places, place
from data.problems import Problem
from data.publish.case_clock import put_limits
from data.publish.progress import CHECK_STAGES, Clock, Progress, silent
from data.publish.region_tables import RegionTables, put_macros, put_units
from data.publish.replay import put_event_faults
from data.publish.superseded import leave_out_corrected_rows, leave_out_replaced_files
from data.rules.datum_ruling import rule_datum
from data.rules.run import run_rules
from data.rules.shifted import put_datum_hints
from data.settings import Settings
from data.staging.options import Incoming
from data.staging.receive import ReceivedFile, of_folder, receive
from data.staging.row_count import RowCount
from data.staging.saved import NO_MAPPINGS, Mappings
from data.staging.stager import Stager
from data.staging.tables import SCHEMAS, arrow_rows, empty_tables, keep_query, put_table, put_words
from queries.loader import load_query

# Of DuckDB alone; beyond it goes to disk. Files as they are read and the region's geometry come on top.
MEMORY_LIMIT = "1200MB"


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
    """A connection for building: UTC, no access to the outside, no more memory than a release is worth."""
    con = duckdb.connect(
        str(path),
        config={
            "autoinstall_known_extensions": False,
            "memory_limit": MEMORY_LIMIT,
            # What does not fit: beside the release that is built, or where the machine keeps such files.
            "temp_directory": f"{path}.tmp"
            if path != ":memory:"
            else f"{tempfile.gettempdir()}/onemap-{os.getpid()}",
            # Every query says its order itself; what does not need one may then be written as it comes.
            "preserve_insertion_order": False,
        },
    )
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
        put_macros(con)
        put_units(con, tables)
        put_deliveries(con, ())
        take_in(con, tables, of_folder(folder, received_at), clock, mappings=saved(settings))
        clock.end()
        return report(con, clock)
    finally:
        con.close()


def report(con: duckdb.DuckDBPyConnection, clock: Clock) -> CheckReport:
    """Sum up what `take_in` left in the staging tables."""
    rows = con.execute(load_query("staging", "file_report").sql).fetchall()
    problems = con.execute(load_query("marts", "problem").sql).df()
    return CheckReport(tuple(FileReport(*row) for row in rows), problems, clock.seconds)


def put_deliveries(con: duckdb.DuckDBPyConnection, chosen: Sequence[Delivery]) -> None:
    """Make ``delivery_word``: the deliveries in their order, numbered from 1."""
    rows = [
        (
            number,
            one.delivery_id,
            one.received_at,
            one.received_by,
            one.note,
            one.mode,
            one.is_demo,
            len(one.files),
        )
        for number, one in enumerate(chosen, start=1)
    ]
    put_table(con, "delivery_word", arrow_rows("delivery_word", rows))


def take_in(
    con: duckdb.DuckDBPyConnection,
    tables: RegionTables,
    files: Sequence[Incoming],
    clock: Clock,
    *,
    keep_in: Path | None = None,
    tolerance_m: float = TOLERANCE_M,
    mappings: Mappings = NO_MAPPINGS,
) -> None:
    """Bring files into the staging tables: read, typed, checked, placed, every problem collected.

    Afterwards ``typed``, ``placement``, ``error_row``, ``received``, ``row_count``, ``all_problem`` and
    ``rejected_payload`` stand for the marts to read, and what was typed of the other datasets.
    """
    clock.begin("receive")
    contracts = load_contracts()
    zone = {"tz": tables.timezone}
    stager = Stager(con)
    count = RowCount(files, clock.rows)
    for file in receive(files, contracts, keep_in=keep_in, mappings=mappings):
        file = stager.add(file, count.of(file))
        _rule_on_datum(stager, file, tables.places)
    stager.finish()

    clock.begin("type")
    put_words(con, contracts, tables.class_file)
    put_limits(con, tables.limits)
    for name in ("staged_row", "staged_time", "typed"):
        keep_query(con, name, zone)

    clock.begin("rules")
    empty_tables(con, ("found", "found_file", "replaced", "left_out", "datum_hint"))
    run_rules(con, "rule_", zone)

    clock.begin("place")
    empty_tables(con, ("placement",))
    _place(con, "to_place", tables.places, tolerance_m)
    put_datum_hints(con, tables.places)
    run_rules(con, "placed_rule_", zone)
    leave_out_replaced_files(con, INCIDENT)
    run_rules(con, "last_rule_", zone)
    leave_out_corrected_rows(con, INCIDENT)
    # The other datasets speak about cases: only now is it known which ones there are.
    for dataset in DATASETS.values():
        if dataset is not INCIDENT:
            keep_query(con, f"typed_{dataset.short}", zone)
            run_rules(con, f"{dataset.short}_rule_", zone)
            if dataset.is_placed:
                _place(con, f"to_place_{dataset.short}", tables.places, tolerance_m)
                put_datum_hints(con, tables.places, dataset)
                run_rules(con, f"{dataset.short}_placed_rule_", zone)
            leave_out_replaced_files(con, dataset)
            run_rules(con, f"{dataset.short}_last_rule_", zone)
            leave_out_corrected_rows(con, dataset)
    put_event_faults(con)
    run_rules(con, "replayed_rule_", zone)

    clock.begin("report")
    for name in ("error_row", "row_count", "rejected_key"):
        keep_query(con, name, {})
    run_rules(con, "file_rule_", zone)
    _collect_problems(con, stager.files)
    stager.put_payloads()


def _place(con: duckdb.DuckDBPyConnection, query: str, places: Places, tolerance_m: float) -> None:
    """Add the places of a query's points to the table ``placement``."""
    placed = place(places, con.execute(load_query("staging", query).sql).df(), tolerance_m=tolerance_m)
    incoming = pa.Table.from_pandas(placed, SCHEMAS["placement"], preserve_index=False)
    con.register("incoming", incoming)
    con.table("incoming").insert_into("placement")
    con.unregister("incoming")


def _rule_on_datum(stager: Stager, file: ReceivedFile, places: Places) -> None:
    """A file whose points contradict their declared datum loses its rows; one that declares none takes what they tell."""
    if file.held_back or file.contract is None or file.contract.geometry == "none":
        return
    ruling = rule_datum(places, file.name, file.datum, stager.points(file.file_id))
    if ruling.fault is not None:
        stager.hold_back(file.file_id, ruling.fault)
    else:
        stager.settle_datum(file.file_id, ruling.datum, ruling.notes)


def _collect_problems(con: duckdb.DuckDBPyConnection, files: list[ReceivedFile]) -> None:
    """``all_problem``: the files' own problems and the rows', in the order of files and rows."""
    of_files: list[tuple[int, Problem]] = [(file.file_id, found) for file in files for found in file.problems]
    table = pa.Table.from_pylist(
        [{"file_id": file_id, **asdict(found)} for file_id, found in of_files], schema=SCHEMAS["file_problem"]
    )
    put_table(con, "file_problem", table)
    for name in ("problem_of_row", "problem_of_file", "all_problem"):
        keep_query(con, name, {})
