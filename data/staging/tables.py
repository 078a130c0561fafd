"""The staging tables: what they hold, and the words that rows are checked against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from data.contracts import Contract
from data.datasets import DATASETS
from data.rules.registry import RULES
from data.staging.whistle_words import WHISTLE_SCHEMAS, whistle_words
from queries.loader import load_query

_TEXT = pa.string()
# Of every staged row; `rest` holds the cells outside the contract, for the payload of a rejected row.
STAGED_HEAD = (
    ("rid", pa.int32()), ("file_id", pa.int32()), ("sheet_no", pa.int32()), ("source_row", pa.int32()),
    ("extra_fields", pa.int32()), ("rest", pa.list_(_TEXT)),
)  # fmt: skip
SCHEMAS: dict[str, pa.Schema] = {
    **{
        dataset.table: pa.schema([*STAGED_HEAD, *((name, _TEXT) for name in dataset.columns)])
        for dataset in DATASETS.values()
    },
    "received": pa.schema(
        [("file_id", pa.int32()), ("department", _TEXT), ("dataset", _TEXT), ("name", _TEXT), ("format", _TEXT),
         ("encoding", _TEXT), ("datum", _TEXT), ("sha256", _TEXT), ("bytes", pa.int64()), ("received_at", pa.timestamp("us")),
         ("contract_version", _TEXT), ("held_back", pa.bool_()), ("delivery_no", pa.int32()),
         ("rows_held_back", pa.int64())]
    ),
    "returned": pa.schema([("rid", pa.int32()), ("original_row", pa.int32())]),
    "replaced": pa.schema([("rid", pa.int32()), ("by_rid", pa.int32()), ("by_file_id", pa.int32())]),
    "left_out": pa.schema([("file_id", pa.int32()), ("by_file_id", pa.int32())]),
    "delivery_word": pa.schema(
        [("delivery_no", pa.int32()), ("delivery_id", _TEXT), ("received_at", pa.timestamp("us")), ("received_by", _TEXT),
         ("note", _TEXT), ("mode", _TEXT), ("is_demo", pa.bool_()), ("n_files", pa.int32())]
    ),
    "file_sheet": pa.schema([("file_id", pa.int32()), ("sheet_no", pa.int32()), ("sheet", _TEXT)]),
    "file_column": pa.schema([("file_id", pa.int32()), ("sheet_no", pa.int32()), ("col", _TEXT), ("header", _TEXT)]),
    "state_word": pa.schema(
        [("department", _TEXT), ("dataset", _TEXT), ("word", _TEXT), ("state", _TEXT), ("rank", pa.int32())]
    ),
    "required_column": pa.schema([("department", _TEXT), ("dataset", _TEXT), ("col", _TEXT)]),
    "incident_class": pa.schema(
        [("class_code", _TEXT), ("family", _TEXT), ("class_name", _TEXT), ("subclass_name", _TEXT), ("department", _TEXT)]
    ),
    "rule": pa.schema(
        [("code", _TEXT), ("level", _TEXT), ("message_zh", _TEXT), ("message_en", _TEXT), ("remedy_zh", _TEXT),
         ("remedy_en", _TEXT)]
    ),
    "found_file": pa.schema(
        [("file_id", pa.int32()), ("rule", _TEXT), ("col", _TEXT), ("value", _TEXT), ("detail", _TEXT)]
    ),
    "datum_hint": pa.schema([("rid", pa.int32()), ("datum", _TEXT)]),
    "found": pa.schema([("rid", pa.int32()), ("rule", _TEXT), ("col", _TEXT), ("value", _TEXT), ("detail", _TEXT)]),
    "placement": pa.schema(
        [("rid", pa.int32()), ("lon", pa.float64()), ("lat", pa.float64()), ("grid_code", _TEXT),
         ("community_code", _TEXT), ("placed_by", _TEXT), ("placement_note", _TEXT), ("outcome", _TEXT),
         ("distance_m", pa.float64())]
    ),
    "event_kind": pa.schema([("kind", _TEXT), ("rank", pa.int32())]),
    "event_pair": pa.schema([("before_kind", _TEXT), ("kind", _TEXT)]),
    "event_fault": pa.schema([("rid", pa.int32()), ("fault", _TEXT), ("stage", _TEXT)]),
    "case_limit": pa.schema([("class_code", _TEXT), ("subclass_name", _TEXT), ("limit_no", pa.int32())]),
    "case_county": pa.schema([("county_code", _TEXT), ("county_no", pa.int32())]),
    "case_clock": pa.schema(
        [("rid", pa.int32()), ("due_local", pa.timestamp("us")), ("due_source", _TEXT), ("limit_minutes", pa.int32()),
         ("suspended_minutes", pa.int32()), ("work_minutes", pa.int32()), ("late_minutes", pa.int32())]
    ),
    "file_problem": pa.schema(
        [("file_id", pa.int32()), ("file", _TEXT), ("row", pa.int32()), ("column", _TEXT), ("rule", _TEXT),
         ("level", _TEXT), ("value", _TEXT), ("message_zh", _TEXT), ("message_en", _TEXT), ("remedy_zh", _TEXT),
         ("remedy_en", _TEXT)]
    ),
    "rejected_payload": pa.schema([("rid", pa.int32()), ("payload", _TEXT)]),
    **WHISTLE_SCHEMAS,
}  # fmt: skip


def put_table(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Make a temporary table of an Arrow table."""
    con.register("incoming", table)
    con.execute(f"create temp table {name} as from incoming")
    con.unregister("incoming")


def keep_query(con: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, object]) -> None:
    """Make a temporary table of the staging query of that name; it takes of `values` what it names."""
    query = load_query("staging", name)
    chosen = {key: values[key] for key in query.parameters}
    con.execute(f"create temp table {name} as\n{query.sql}", chosen)


def empty_tables(con: duckdb.DuckDBPyConnection, names: Sequence[str] = tuple(SCHEMAS)) -> None:
    """Make the named staging tables, empty."""
    for name in names:
        put_table(con, name, SCHEMAS[name].empty_table())


def arrow_rows(name: str, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    """Rows as an Arrow table of that staging table's schema."""
    schema = SCHEMAS[name]
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)


def put_words(con: duckdb.DuckDBPyConnection, contracts: Sequence[Contract], class_file: Path) -> None:
    """Fill the tables that rows are checked against: states, required columns, classes, rules."""
    states = [
        (*c.key, word, state, rank) for c in contracts for rank, (word, state) in enumerate(c.states.items())
    ]
    required = [(*c.key, column.name) for c in contracts for column in c.kept if column.required]
    classes = pd.read_csv(class_file, dtype=str)[SCHEMAS["incident_class"].names].drop_duplicates()
    rules = [(r.code, r.level, r.message_zh, r.message_en, r.remedy_zh, r.remedy_en) for r in RULES.values()]
    put_table(con, "state_word", arrow_rows("state_word", states))
    put_table(con, "required_column", arrow_rows("required_column", required))
    put_table(
        con, "incident_class", pa.Table.from_pandas(classes, SCHEMAS["incident_class"], preserve_index=False)
    )
    put_table(con, "rule", arrow_rows("rule", rules))
    for name, table in whistle_words(class_file.parent).items():
        put_table(con, name, table)
