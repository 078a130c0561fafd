"""The check report of a delivery as a small database beside it, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from data.gate.book import FOLDER
from data.pointer import sync_folder
from queries.literal import literal
from queries.loader import load_query

REPORT = "report-"
TABLES = ("report_file", "report_problem", "report_rejected")


def write_delivery_report(
    con: duckdb.DuckDBPyConnection, home: Path, delivery_id: str, delivery_no: int, made_at: str
) -> Path:
    """Write what `take_in` found in one delivery's files; an earlier report of it goes.

    Each report has a name of its own: whoever reads the one before reads on.
    """
    folder = home / FOLDER / delivery_id
    part = folder / f".{REPORT}{os.getpid()}.duckdb"
    part.unlink(missing_ok=True)
    con.execute(f"attach {literal(str(part))} as report")
    try:
        for name in TABLES:
            con.execute(
                f"create table report.{name} as\n{load_query('gate', name).sql}", {"delivery_no": delivery_no}
            )
    finally:
        con.execute("detach report")
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    target = folder / f"{REPORT}{made_at}.duckdb"
    before = [path for path in folder.glob(f"{REPORT}*.duckdb") if path != target]
    part.replace(target)
    sync_folder(folder)
    for path in before:
        path.unlink(missing_ok=True)
    return target
