"""Received files become rows of text in DuckDB, file by file; only what a rejected row needs is kept besides."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract
from data.datasets import DATASETS
from data.problems import Problem
from data.staging.grid import BATCH_ROWS, ORIGINAL_ROW, POINT_X, POINT_Y, Batch, FileFaultError, Row
from data.staging.personal import hidden_batches
from data.staging.receive import ReceivedFile
from data.staging.sheet import Sheet
from data.staging.tables import SCHEMAS, STAGED_HEAD, arrow_rows, empty_tables, put_table
from queries.loader import load_query


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
    _rows_held_back: dict[int, int | None] = field(default_factory=dict)
    _shapes: dict[tuple[int, int], _Shape] = field(default_factory=dict)

    def __post_init__(self) -> None:
        empty_tables(self.con, [dataset.table for dataset in DATASETS.values()])

    def add(self, file: ReceivedFile, told: Callable[[int], None] = lambda rows: None) -> ReceivedFile:
        """Stage a file's rows; the `rid` counts rows over all files.

        A file that turns out to be damaged on the way is held back: none of its rows stays.

        Parameters
        ----------
        told
            Called after every batch with the rows of this file so far.

        Returns
        -------
        ReceivedFile
            The file with what was found on the way.
        """
        notes: list[Problem] = []
        first = self._rid
        self._rows_held_back[file.file_id] = file.n_rows
        self.files.append(file)
        try:
            for number, sheet in enumerate(file.sheets):
                for rows in self._add_sheet(file, number, sheet, notes):
                    self._rid += rows
                    told(self._rid - first)
            if file.sheets and self._rid == first:
                raise FileFaultError("empty_file")
        except FileFaultError as fault:
            return self.hold_back(file.file_id, fault.problem(file.name), are_rows_known=False)
        self.files[-1] = replace(file, problems=(*file.problems, *notes))
        return self.files[-1]

    def _add_sheet(
        self, file: ReceivedFile, number: int, sheet: Sheet, notes: list[Problem]
    ) -> Iterator[int]:
        """Stage a sheet batch by batch; gives the rows of each."""
        contract = file.contract
        assert contract is not None, "a file with sheets has a contract"
        taken = {*sheet.columns.values(), *sheet.personal}
        rest = tuple(place for place in range(len(sheet.header)) if place not in taken)
        self._shapes[file.file_id, number] = _Shape(sheet.sheet, sheet.header, sheet.columns, rest)
        for batch in hidden_batches(sheet, contract, notes):
            part = _part(contract, file.file_id, number, self._rid, sheet, batch, rest)
            self.con.register("incoming", part)
            self.con.table("incoming").insert_into(contract.dataset.table)
            self.con.unregister("incoming")
            yield part.num_rows

    def hold_back(self, file_id: int, found: Problem, *, are_rows_known: bool = True) -> ReceivedFile:
        """Take a file's rows out again; it is held back for the reason given."""
        place = next(i for i, file in enumerate(self.files) if file.file_id == file_id)
        file = self.files[place]
        if file.contract is not None:
            table = file.contract.dataset.table
            staged = len(self.con.table(table).filter(f"file_id = {file_id:d}"))
            self._rows_held_back[file_id] = staged if are_rows_known else None
            self.con.execute(f"delete from {table} where file_id = {file_id:d}")  # noqa: S608 - a name and a number of ours
        for key in [key for key in self._shapes if key[0] == file_id]:
            del self._shapes[key]
        self.files[place] = replace(file, sheets=(), problems=(*file.problems, found))
        return self.files[place]

    def settle_datum(self, file_id: int, datum: str | None, notes: Sequence[Problem]) -> None:
        """What a file's coordinates turned out to be in, and what there is to say about it."""
        place = next(i for i, file in enumerate(self.files) if file.file_id == file_id)
        file = self.files[place]
        self.files[place] = replace(file, datum=datum, problems=(*file.problems, *notes))

    def points(self, file_id: int) -> pd.DataFrame:
        """Coordinates and communities of a staged file: ``source_lon, source_lat, datum, given_community_code``.

        Empty where its dataset has no places of its own.
        """
        file = next(file for file in self.files if file.file_id == file_id)
        if file.contract is None or not file.contract.dataset.is_placed:
            return pd.DataFrame(columns=["source_lon", "source_lat", "datum", "given_community_code"])
        query = load_query("staging", f"points_{file.contract.dataset.short}")
        return self.con.execute(query.sql, {"file_id": file_id, "datum": file.datum}).df()

    def finish(self) -> None:
        """Make the tables about files."""
        received, sheets, columns = [], [], []
        for file in self.files:
            contract = file.contract
            received.append(
                (file.file_id, *(contract.key if contract else (None, None)), file.name, file.format, file.encoding,
                 file.datum, file.sha256, file.bytes, file.received_at, contract and contract.version,
                 file.held_back, file.delivery_no, self._rows_held_back[file.file_id])
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
        self._put_returned()

    def _put_returned(self) -> None:
        """Make ``returned``: rows of files of held-back rows that came back, with the number that each had at first."""
        empty_tables(self.con, ("returned",))
        contracts = {file.file_id: file.contract for file in self.files}
        for (file_id, sheet_no), shape in self._shapes.items():
            contract = contracts[file_id]
            place = next((i for i, text in enumerate(shape.header) if text in ORIGINAL_ROW.values()), None)
            if contract is None or place not in shape.rest:
                continue
            rows = self.con.table(contract.dataset.table)
            rows = rows.filter(f"file_id = {file_id:d} and sheet_no = {sheet_no:d}")
            number = f"try_cast(rest[{shape.rest.index(place) + 1:d}] as integer)"
            rows.project(f"rid, {number} as original_row").filter("original_row is not null").insert_into(
                "returned"
            )

    def put_payloads(self) -> None:
        """Make ``rejected_payload``: the rows in ``error_row`` as they came, some thousands at a time."""
        empty_tables(self.con, ("rejected_payload",))
        for first in range(0, self._rid, BATCH_ROWS):
            some = list(self._payloads(first, first + BATCH_ROWS))
            if some:
                self.con.register("incoming", arrow_rows("rejected_payload", some))
                self.con.table("incoming").insert_into("rejected_payload")
                self.con.unregister("incoming")

    def _payloads(self, first: int, last: int) -> Iterator[tuple[int, str]]:
        wrong = self.con.table("error_row").filter(f"rid >= {first} and rid < {last}")
        for dataset in DATASETS.values():
            found = (
                self.con.table(dataset.table).filter(f"rid >= {first} and rid < {last}").join(wrong, "rid")
            )
            names = [str(column) for column in found.columns]
            for values in found.fetchall():
                cells = dict(zip(names, values, strict=True))
                shape = self._shapes[cells["file_id"], cells["sheet_no"]]
                yield cells["rid"], shape.payload(cells, cells["rest"] or ())


def _part(
    contract: Contract,
    file_id: int,
    sheet_no: int,
    rid: int,
    sheet: Sheet,
    batch: Batch,
    rest: tuple[int, ...],
) -> pa.Table:
    """A batch as rows of the staging table."""
    n = len(batch)
    extra = np.zeros(n, np.int32)
    for i, cells in batch.beyond.items():
        extra[i] = sum(1 for cell in cells if cell)
    columns, beyond = batch.columns, batch.beyond
    if sheet.personal and extra.any():
        # Cells that slipped aside may hold anybody's name: of such a row only its number is kept.
        is_whole = pa.array(extra == 0)
        columns = tuple(pc.if_else(is_whole, column, pa.scalar(None, pa.string())) for column in columns)
        beyond = {}
    texts = [
        columns[sheet.columns[name]] if name in sheet.columns else pa.nulls(n, pa.string())
        for name in contract.dataset.columns
    ]
    fixed = [
        pa.array(np.arange(rid, rid + n, dtype=np.int32)), pa.array(np.full(n, file_id, np.int32)),
        pa.array(np.full(n, sheet_no, np.int32)), pa.array(batch.numbers), pa.array(extra),
        _rest(n, [columns[place] for place in rest], beyond),
    ]  # fmt: skip
    return pa.Table.from_arrays([*fixed, *texts], schema=SCHEMAS[contract.dataset.table])


def _rest(n: int, columns: list[pa.Array], beyond: Mapping[int, Row]) -> pa.Array:
    kind = dict(STAGED_HEAD)["rest"]
    if not columns and not beyond:
        return pa.nulls(n, kind)
    if not beyond:
        offsets = pa.array(np.arange(0, (n + 1) * len(columns), len(columns), dtype=np.int32))
        order = np.arange(n * len(columns)).reshape(len(columns), n).T.ravel()
        return pa.ListArray.from_arrays(offsets, pa.concat_arrays(columns).take(pa.array(order)))
    cells = zip(*(column.to_pylist() for column in columns), strict=True) if columns else [()] * n
    return pa.array([[*row, *beyond.get(i, [])] for i, row in enumerate(cells)], kind)
