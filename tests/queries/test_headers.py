"""Every SQL file's header is true: its name, its parameters, its columns and their types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from data.compare.comparison import COMPARED
from data.publish.build import MARTS, ROLLUPS, VIEWS
from data.publish.delivery import connect
from data.publish.region_tables import put_macros
from data.publish.report_file import TABLES as REPORT_TABLES
from data.rules.event_rules import SEQUENCE_RULES
from data.rules.history_rules import HISTORY_RULES
from data.rules.registry import ROW_RULES, RULES
from data.rules.run import rule_code
from data.staging.tables import empty_tables
from governance.errors import ReleaseError
from queries.loader import ROOMS, Query, load_query, parse_query, query_names

# Staging tables that queries make, in the order in which they build on one another.
DERIVED = (
    "staged_row", "staged_time", "odd_text", "odd_code", "odd_point", "typed", "typed_event", "typed_whistle", "error_row",
    "row_count", "rejected_key",
    "file_stat", "blank_share", "problem_of_row", "problem_of_file", "all_problem", "case_event", "event_count",
)  # fmt: skip
# A parameter that is not named here is null.
VALUES: dict[str, object] = {
    "tz": "Asia/Shanghai", "data_to": "2026-06-30", "level": "zone", "scope_level": "zone", "scope_code": "1",
    "category": None, "month_from": 0, "month_to": 1, "limit": 1, "offset": 0, "code": "1", "levels": ["zone"],
    "all_levels": ["zone"], "text": "x", "grid_code": "1", "file_id": None,
}  # fmt: skip
VALUES |= {
    "measure": "due",
    "without": None,
    "categories": None,
    "classes": None,
    "unplaced": None,
    "sort": "late",
}


def _schema(con: duckdb.DuckDBPyConnection) -> None:
    """Every table that a query reads, empty."""
    put_macros(con)
    columns = ", ".join(f'null::{kind} as "{name}"' for name, kind in load_query("marts", "unit").returns)
    con.execute(f"create view unit_frame as select {columns} limit 0")
    con.execute("create view info_frame as select 'x' as key, 'y' as value limit 0")
    con.sql(load_query("marts", "unit").sql).create("unit")
    empty_tables(con)
    for name in DERIVED:
        _create(con, load_query("staging", name))
    for name in (*MARTS, *VIEWS, *ROLLUPS, "release_info"):
        _create(con, load_query("marts", name))
    for name in REPORT_TABLES:
        _create(con, load_query("gate", name))
    for side in ("old_release", "new_release"):
        con.execute(f"attach ':memory:' as {side}")
        for name in (*MARTS, "release_info"):
            con.execute(f"create table {side}.{name} as from {name} limit 0")
    for dataset in COMPARED:
        _create(con, load_query("compare", f"{dataset}_told"))
    con.execute("create view told as from incident_told")
    con.execute("create table changed (dataset varchar, key varchar, change varchar)")


def _create(con: duckdb.DuckDBPyConnection, query: Query) -> None:
    con.execute(f"create table {query.name} as\n{query.sql}", {p: VALUES.get(p) for p in query.parameters})


@pytest.fixture(scope="module")
def schema() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as con:
        _schema(con)
        yield con


ALL = [(room, name) for room in ROOMS for name in query_names(room)]
QUERIES = [(room, name) for room, name in ALL if room != "macros"]


@pytest.mark.parametrize(("room", "name"), QUERIES)
def test_the_header_tells_parameters_and_columns_truly(
    room: str, name: str, schema: duckdb.DuckDBPyConnection
) -> None:
    query = load_query(room, name)
    (statement,) = schema.extract_statements(query.sql)
    assert statement.named_parameters == set(query.parameters)
    parameters = {p: VALUES.get(p) for p in query.parameters}
    result = schema.sql(query.sql, params=parameters)
    assert list(zip(result.columns, map(str, result.types), strict=True)) == list(query.returns)


# Views over a million rows: whoever reads them says the order.
UNORDERED = {f"{dataset}_told" for dataset in COMPARED}


@pytest.mark.parametrize(("room", "name"), [pair for pair in QUERIES if pair[1] not in UNORDERED])
def test_the_order_of_rows_is_said(room: str, name: str) -> None:
    assert re.search(r"^order by\b", load_query(room, name).sql, re.MULTILINE)


@pytest.mark.parametrize(("room", "name"), ALL)
def test_the_purpose_is_said_in_a_sentence(room: str, name: str) -> None:
    assert load_query(room, name).purpose.endswith(".")


def test_every_row_rule_has_a_query_and_every_query_a_rule() -> None:
    found = {rule_code(name) for name in query_names("staging") if "rule_" in name}
    # One query tells every fault of a sequence.
    found = found - {"sequence"} | {rule.code for rule in SEQUENCE_RULES}
    assert found == {rule.code for rule in (*ROW_RULES, *HISTORY_RULES)}
    assert len(RULES) == len({rule.code for rule in RULES.values()})


def test_files_of_sql_lie_in_known_rooms_only(root: Path) -> None:
    rooms = {path.relative_to(root / "queries").parts[0] for path in (root / "queries").rglob("*.sql")}
    assert rooms == set(ROOMS)


@pytest.mark.parametrize(
    "text",
    ["select 1", "-- name: other()\n-- Prose.\n-- returns: a INTEGER\nselect 1", "-- name: q()\n-- Prose.\nselect 1",
     "-- name: q()\n-- returns: a INTEGER\nselect 1"],
)  # fmt: skip
def test_a_file_without_a_whole_header_is_refused(text: str) -> None:
    with pytest.raises(ReleaseError, match=r"q\.sql"):
        parse_query(text, "q")


def test_a_query_that_is_not_there_is_named() -> None:
    with pytest.raises(ReleaseError, match="reads/nothing"):
        load_query("reads", "nothing")
