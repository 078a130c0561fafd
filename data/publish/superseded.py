"""Later deliveries correct earlier ones: which acceptable rows another one took the place of."""

from __future__ import annotations

import duckdb

from data.datasets import CASE_EVENT, INCIDENT, WHISTLE, Dataset
from queries.loader import load_query

_TAKEN_AWAY = {
    INCIDENT.name: "delete from typed where rid in (select rid from replaced)",
    CASE_EVENT.name: "delete from typed_event where rid in (select rid from replaced)",
    WHISTLE.name: "delete from typed_whistle where rid in (select rid from replaced)",
}


def leave_out_replaced_files(con: duckdb.DuckDBPyConnection, dataset: Dataset) -> None:
    """Take rows of files away that a later delivery replaces as a whole.

    Call it when every row was looked at by itself: afterwards only the rest is compared with one another.
    """
    _add(con, "left_out", "left_out", dataset)
    _take_away(con, "replaced_whole", dataset)


def leave_out_corrected_rows(con: duckdb.DuckDBPyConnection, dataset: Dataset) -> None:
    """Take rows away that a row of a later delivery corrects; call it when it is known which rows are acceptable."""
    _take_away(con, f"replaced_{dataset.short}", dataset)


def _take_away(con: duckdb.DuckDBPyConnection, name: str, dataset: Dataset) -> None:
    _add(con, name, "replaced", dataset)
    con.execute(_TAKEN_AWAY[dataset.name])


def _add(con: duckdb.DuckDBPyConnection, name: str, table: str, dataset: Dataset) -> None:
    query = load_query("staging", name)
    values = {"dataset": dataset.name}
    con.sql(query.sql, params={key: values[key] for key in query.parameters}).insert_into(table)
