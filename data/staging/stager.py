"""Received files become rows of text in DuckDB, file by file; only what a rejected row needs is kept besides."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import duckdb
import numpy as np
import pyarrow as pa

from data.contracts import Contract
from data.datasets import DATASETS
from data.staging.grid import POINT_X, POINT_Y, Row
from data.staging.header import Sheet
from data.staging.personal import hide_personal
from data.staging.receive import ReceivedFile
from data.staging.tables import SCHEMAS, STAGED_HEAD, arrow_rows, empty_tables, put_table

# Rows that become Arrow at a time: enough to be quick, few enough to be nothing beside a file's own text.
_BATCH = 50_000


@dataclass(frozen=True)
class _Shape:
    """How the cells of a sheet lie: what turns a staged row back into the row that came."""

    sheet: str | None
    header: tuple[str, ...]
    columns: dict[str, int]
    rest: tuple[int, ...]

    def payload(self, cells: dict[str, str | None], rest: Sequence[str | None]) -> str:
        """A row as JSON of header → text, without personal columns."""
        row = dict(zip(self.rest, rest, strict=False))
        row |= {place: cells[name] for name, place in self.columns.items()}
        width = len(self.header)
        row |= {width + i: cell for i, cell in enumerate(rest[len(self.rest) :])}
        content: dict[str, str | None] = {} if self.sheet is None else {"__sheet": self.sheet}
        for place in sorted(row):
            name = (self.header[place] if place < width else "") or f"#{place + 1}"
            name = {POINT_X: "geometry.x", POINT_Y: "geometry.y"}.get(name, name)
            content[name if name not in content else f"{name}#{place + 1}"] = row[place]
        return json.dumps(content, ensure_ascii=False)


@dataclass(eq=False)
class Stager:
    """Fills the staged tables, ``received``, ``file_sheet`` and ``file_column``.

    Attributes
    ----------
    files
        What came, without its rows.
    """

    con: duckdb.DuckDBPyConnection
    files: list[ReceivedFile] = field(default_factory=list)
    _rid: int = 0
    _held_back: dict[int, bool] = field(default_factory=dict)
    _shapes: dict[tuple[int, int], _Shape] = field(default_factory=dict)

    def __post_init__(self) -> None:
        empty_tables(self.con, [dataset.table for dataset in DATASETS.values()])

    def add(self, file: ReceivedFile) -> None:
        """Stage a file's rows; the `rid` counts rows over all files."""
        for sheet_no, given in enumerate(file.sheets):
            assert file.contract is not None, "a file with sheets has a contract"
            sheet = hide_personal(given, file.contract)
            taken = {*sheet.columns.values(), *sheet.personal}
            rest = tuple(place for place in range(len(sheet.header)) if place not in taken)
            self._shapes[file.file_id, sheet_no] = _Shape(sheet.sheet, sheet.header, sheet.columns, rest)
            table = file.contract.dataset.table
            for first in range(0, len(sheet.rows), _BATCH):
                part = _part(file.contract, file.file_id, sheet_no, self._rid, sheet, first, rest)
                self.con.register("incoming", part)
                self.con.table("incoming").insert_into(table)
                self.con.unregister("incoming")
                self._rid += part.num_rows
        self._held_back[file.file_id] = file.held_back
        self.files.append(replace(file, sheets=()))

    def finish(self) -> None:
        """Make the tables about files."""
        received, sheets, columns = [], [], []
        for file in self.files:
            contract = file.contract
            received.append(
                (file.file_id, *(contract.key if contract else (None, None)), file.name, file.format, file.encoding,
                 file.datum, file.sha256, file.bytes, file.received_at, contract and contract.version,
                 self._held_back[file.file_id], file.delivery_no)
            )  # fmt: skip
        for (file_id, sheet_no), shape in self._shapes.items():
            sheets.append((file_id, sheet_no, shape.sheet))
            columns += [
                (file_id, sheet_no, name, shape.header[place])
                for name, place in shape.columns.items()
                if shape.header[place] not in (POINT_X, POINT_Y)
            ]
        put_table(self.con, "received", arrow_rows("received", received))
        put_table(self.con, "file_sheet", arrow_rows("file_sheet", sheets))
        put_table(self.con, "file_column", arrow_rows("file_column", columns))

    def payloads(self) -> Iterator[tuple[int, str]]:
        """(rid, row as it came) of the rows in ``error_row``."""
        for dataset in DATASETS.values():
            found = self.con.table(dataset.table).join(self.con.table("error_row"), "rid")
            names = [str(column) for column in found.columns]
            for values in found.fetchall():
                cells = dict(zip(names, values, strict=True))
                shape = self._shapes[cells["file_id"], cells["sheet_no"]]
                yield cells["rid"], shape.payload(cells, cells["rest"] or ())


def _part(
    contract: Contract, file_id: int, sheet_no: int, rid: int, sheet: Sheet, first: int, rest: tuple[int, ...]
) -> pa.Table:
    """Rows from `first` on as an Arrow table."""
    rows = sheet.rows[first : first + _BATCH]
    n, width = len(rows), len(sheet.header)
    extra, beyond = [0] * n, {}
    if set(map(len, rows)) != {width}:
        extra = [sum(1 for cell in row[width:] if cell) for row in rows]
        beyond = {i: row[width:] for i, row in enumerate(rows) if len(row) > width}
        rows = [(row + [None] * (width - len(row)))[:width] for row in rows]
    if sheet.personal and any(extra):
        # Cells that slipped aside may hold anybody's name: of such a row only its number is kept.
        rows = [[None] * width if extra[i] else row for i, row in enumerate(rows)]
        beyond = {}
    cells = list(zip(*rows, strict=True))
    texts = [
        pa.array(cells[sheet.columns[name]], pa.string())
        if name in sheet.columns
        else pa.nulls(n, pa.string())
        for name in contract.dataset.columns
    ]
    numbers = sheet.numbers[first : first + _BATCH]
    fixed = [
        pa.array(np.arange(rid, rid + n, dtype=np.int32)), pa.array(np.full(n, file_id, np.int32)),
        pa.array(np.full(n, sheet_no, np.int32)), pa.array(numbers, pa.int32()), pa.array(extra, pa.int32()),
        _rest(rows, rest, beyond),
    ]  # fmt: skip
    return pa.Table.from_arrays([*fixed, *texts], schema=SCHEMAS[contract.dataset.table])


def _rest(rows: list[Row], rest: tuple[int, ...], beyond: dict[int, Row]) -> pa.Array:
    kind = dict(STAGED_HEAD)["rest"]
    if not rest and not beyond:
        return pa.nulls(len(rows), kind)
    return pa.array([[row[place] for place in rest] + beyond.get(i, []) for i, row in enumerate(rows)], kind)
