"""The staging tables: received files as text in DuckDB, and the words they are checked against."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from data.contracts import INCIDENT_COLUMNS, Contract
from data.rules.registry import ROW_RULES
from data.staging.grid import POINT_X, POINT_Y
from data.staging.receive import ReceivedFile

_TEXT = pa.string()
SCHEMAS: dict[str, pa.Schema] = {
    "staged": pa.schema(
        [("rid", pa.int32()), ("file_id", pa.int32()), ("sheet_no", pa.int32()), ("source_row", pa.int32()),
         ("extra_fields", pa.int32()), *((name, _TEXT) for name in INCIDENT_COLUMNS)]
    ),
    "received": pa.schema(
        [("file_id", pa.int32()), ("department", _TEXT), ("name", _TEXT), ("format", _TEXT), ("encoding", _TEXT),
         ("datum", _TEXT), ("sha256", _TEXT), ("bytes", pa.int64()), ("received_at", pa.timestamp("us")),
         ("contract_version", _TEXT), ("held_back", pa.bool_())]
    ),
    "file_sheet": pa.schema([("file_id", pa.int32()), ("sheet_no", pa.int32()), ("sheet", _TEXT)]),
    "file_column": pa.schema([("file_id", pa.int32()), ("sheet_no", pa.int32()), ("col", _TEXT), ("header", _TEXT)]),
    "state_word": pa.schema([("department", _TEXT), ("word", _TEXT), ("state", _TEXT), ("rank", pa.int32())]),
    "required_column": pa.schema([("department", _TEXT), ("col", _TEXT)]),
    "incident_class": pa.schema(
        [("class_code", _TEXT), ("family", _TEXT), ("class_name", _TEXT), ("subclass_name", _TEXT)]
    ),
    "rule": pa.schema(
        [("code", _TEXT), ("level", _TEXT), ("message_zh", _TEXT), ("message_en", _TEXT), ("remedy_zh", _TEXT),
         ("remedy_en", _TEXT)]
    ),
    "found": pa.schema([("rid", pa.int32()), ("rule", _TEXT), ("col", _TEXT), ("value", _TEXT), ("detail", _TEXT)]),
    "placement": pa.schema(
        [("rid", pa.int32()), ("lon", pa.float64()), ("lat", pa.float64()), ("grid_code", _TEXT),
         ("community_code", _TEXT), ("placed_by", _TEXT), ("placement_note", _TEXT), ("outcome", _TEXT),
         ("distance_m", pa.float64())]
    ),
    "file_problem": pa.schema(
        [("file_id", pa.int32()), ("file", _TEXT), ("row", pa.int32()), ("column", _TEXT), ("rule", _TEXT),
         ("level", _TEXT), ("value", _TEXT), ("message_zh", _TEXT), ("message_en", _TEXT), ("remedy_zh", _TEXT),
         ("remedy_en", _TEXT)]
    ),
    "rejected_payload": pa.schema([("rid", pa.int32()), ("payload", _TEXT)]),
}  # fmt: skip


def put_table(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Make a temporary table of an Arrow table."""
    con.register("incoming", table)
    con.execute(f"create temp table {name} as from incoming")
    con.unregister("incoming")


def empty_tables(con: duckdb.DuckDBPyConnection, names: Sequence[str] = tuple(SCHEMAS)) -> None:
    """Make the named staging tables, empty."""
    for name in names:
        put_table(con, name, SCHEMAS[name].empty_table())


@dataclass(frozen=True)
class RowBook:
    """Finds the original row of a `rid` again, for the payload of rejected rows."""

    files: tuple[ReceivedFile, ...]
    starts: tuple[tuple[int, int, int], ...]

    def payload(self, rid: int) -> str:
        """The row as it came, JSON of header → text."""
        starts = [start for start, _, _ in self.starts]
        start, file_index, sheet_index = self.starts[int(np.searchsorted(starts, rid, side="right")) - 1]
        sheet = self.files[file_index].sheets[sheet_index]
        row = sheet.rows[rid - start]
        names = [h or f"#{i + 1}" for i, h in enumerate(sheet.header)]
        names += [f"#{i + 1}" for i in range(len(names), len(row))]
        names = [{POINT_X: "geometry.x", POINT_Y: "geometry.y"}.get(n, n) for n in names]
        content: dict[str, str | None] = {} if sheet.sheet is None else {"__sheet": sheet.sheet}
        for position, (name, cell) in enumerate(zip(names, row, strict=False)):
            content[name if name not in content else f"{name}#{position + 1}"] = cell
        return json.dumps(content, ensure_ascii=False)


def stage(con: duckdb.DuckDBPyConnection, files: Sequence[ReceivedFile]) -> RowBook:
    """Fill ``staged``, ``received``, ``file_sheet`` and ``file_column``; the `rid` counts rows over all files."""
    received, sheets, columns, parts, starts = [], [], [], [], []
    rid = 0
    for file_index, file in enumerate(files):
        contract = file.contract
        received.append(
            (file.file_id, contract and contract.department, file.name, file.format, file.encoding,
             contract and contract.datum, file.sha256, file.bytes, file.received_at, contract and contract.version,
             file.held_back)
        )  # fmt: skip
        for sheet_no, sheet in enumerate(file.sheets):
            sheets.append((file.file_id, sheet_no, sheet.sheet))
            for name, place in sheet.columns.items():
                if sheet.header[place] not in (POINT_X, POINT_Y):
                    columns.append((file.file_id, sheet_no, name, sheet.header[place]))
            if not sheet.rows:
                continue
            starts.append((rid, file_index, sheet_no))
            parts.append(
                _part(
                    file.file_id, sheet_no, rid, sheet.columns, len(sheet.header), sheet.numbers, sheet.rows
                )
            )
            rid += len(sheet.rows)
    put_table(con, "staged", pa.concat_tables([SCHEMAS["staged"].empty_table(), *parts]))
    put_table(con, "received", _rows("received", received))
    put_table(con, "file_sheet", _rows("file_sheet", sheets))
    put_table(con, "file_column", _rows("file_column", columns))
    return RowBook(tuple(files), tuple(starts))


def _part(
    file_id: int, sheet_no: int, start: int, columns: dict[str, int], width: int, numbers: list[int],
    rows: list[list[str | None]],
) -> pa.Table:  # fmt: skip
    n = len(rows)
    extra = [0] * n
    lengths = set(map(len, rows))
    if lengths != {width}:
        extra = [sum(1 for cell in row[width:] if cell) for row in rows]
        rows = [(row + [None] * (width - len(row)))[:width] for row in rows]
    cells = list(zip(*rows, strict=True))
    texts = [
        pa.array(cells[columns[name]], _TEXT) if name in columns else pa.nulls(n, _TEXT)
        for name in INCIDENT_COLUMNS
    ]
    fixed = [
        pa.array(np.arange(start, start + n, dtype=np.int32)), pa.array(np.full(n, file_id, np.int32)),
        pa.array(np.full(n, sheet_no, np.int32)), pa.array(numbers, pa.int32()), pa.array(extra, pa.int32()),
    ]  # fmt: skip
    return pa.Table.from_arrays([*fixed, *texts], schema=SCHEMAS["staged"])


def _rows(name: str, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    schema = SCHEMAS[name]
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)


def put_words(con: duckdb.DuckDBPyConnection, contracts: Sequence[Contract], class_file: Path) -> None:
    """Fill the tables that rows are checked against: states, required columns, classes, rules."""
    states = [
        (c.department, word, state, rank)
        for c in contracts
        for rank, (word, state) in enumerate(c.states.items())
    ]
    required = [(c.department, column.name) for c in contracts for column in c.columns if column.required]
    classes = pd.read_csv(class_file, dtype=str)[SCHEMAS["incident_class"].names].drop_duplicates()
    rules = [(r.code, r.level, r.message_zh, r.message_en, r.remedy_zh, r.remedy_en) for r in ROW_RULES]
    put_table(con, "state_word", _rows("state_word", states))
    put_table(con, "required_column", _rows("required_column", required))
    put_table(
        con, "incident_class", pa.Table.from_pandas(classes, SCHEMAS["incident_class"], preserve_index=False)
    )
    put_table(con, "rule", _rows("rule", rules))
