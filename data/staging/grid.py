"""What every reader hands on: grids of text with row numbers, whatever the file was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data.problems import Problem, problem
from data.rules.registry import RULES
from governance.errors import ContractError

Row = list[str | None]

# Header names under which vector readers hand on the feature's own point.
POINT_X = "__point_x"
POINT_Y = "__point_y"

# Columns that a file of held-back rows carries by language (data/gate/held_back.py); passed over when it comes back.
PROBLEM = {"zh": "问题", "en": "Problem"}
ORIGINAL_ROW = {"zh": "原行号", "en": "Old row"}
OUR_HEADERS = frozenset((*PROBLEM.values(), *ORIGINAL_ROW.values()))

#: Rows that a grid keeps at hand; a header stands among them.
HEAD_ROWS = 200
#: Rows of a batch: enough to be quick, few enough to be nothing beside the database.
BATCH_ROWS = 50_000


@dataclass(frozen=True, eq=False)
class Batch:
    """Some rows below one another, column by column.

    Attributes
    ----------
    numbers
        For each row the number that a person sees.
    columns
        Arrays of text, trimmed, blanks as null; all as long as `numbers`.
    beyond
        Position of a row in the batch → its cells beyond the last column; only rows that have such.
    """

    numbers: npt.NDArray[np.int32]
    columns: tuple[pa.Array, ...]
    beyond: Mapping[int, Row] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.numbers)

    @classmethod
    def of_rows(cls, numbers: Sequence[int], rows: Sequence[Row], width: int) -> Batch:
        """Rows as a batch of `width` columns; short rows are filled up."""
        beyond: dict[int, Row] = {}
        if set(map(len, rows)) != {width}:
            beyond = {i: row[width:] for i, row in enumerate(rows) if any(row[width:])}
            rows = [(row + [None] * (width - len(row)))[:width] for row in rows]
        cells = zip(*rows, strict=True) if rows else [()] * width
        columns = tuple(pa.array(column, pa.string()) for column in cells)
        return cls(np.array(numbers, dtype=np.int32), columns, beyond)

    def rows(self) -> list[Row]:
        """Row by row; rows with cells beyond the last column are longer."""
        rows = [list(row) for row in zip(*(c.to_pylist() for c in self.columns), strict=True)]
        for i, cells in self.beyond.items():
            rows[i] += cells
        return rows

    def part(self, first: int, last: int) -> Batch:
        """The rows from `first` up to, but not with, `last`."""
        last = max(min(last, len(self)), first)
        beyond = {i - first: cells for i, cells in self.beyond.items() if first <= i < last}
        columns = tuple(column.slice(first, last - first) for column in self.columns)
        return Batch(self.numbers[first:last], columns, beyond)

    def of_width(self, width: int) -> Batch:
        """The same rows with so many columns; what no longer fits lies beyond."""
        if width >= len(self.columns):
            short = [pa.nulls(len(self), pa.string())] * (width - len(self.columns))
            return Batch(self.numbers, (*self.columns, *short), self.beyond)
        return Batch.of_rows(self.numbers.tolist(), self.rows(), width)

    def only(self, kept: npt.NDArray[np.bool_]) -> Batch:
        """The rows for which `kept` is true."""
        if kept.all():
            return self
        mask = pa.array(kept)
        place = np.cumsum(kept) - 1
        return Batch(
            self.numbers[kept],
            tuple(column.filter(mask) for column in self.columns),
            {int(place[i]): cells for i, cells in self.beyond.items() if kept[i]},
        )


# From the row at this position (0 is the first of the head) on, so many columns wide.
Stream = Callable[[int, int], Iterator[Batch]]


@dataclass(frozen=True, eq=False)
class Grid:
    """One sheet of text: its first rows at hand, all of them as a stream that can be had again and again.

    Attributes
    ----------
    sheet
        Name of the worksheet or layer when a file has several; else None.
    numbers
        For each row of the head the number that a person sees: spreadsheet row, line of the CSV, number of the feature.
    head
        The first `HEAD_ROWS` rows that are not blank (more where a person said that the header stands lower): cells as
        text, blanks as None. The header is among them.
    n_rows
        Rows that are not blank, header and titles among them; None: known only once they have been read.
    about_rows
        The same, or what the size of the file lets expect.
    stream
        Rows in batches; raises FileFaultError where the file turns out to be damaged.
    """

    sheet: str | None
    numbers: list[int]
    head: list[Row]
    n_rows: int | None
    about_rows: int
    stream: Stream

    @classmethod
    def of_rows(cls, sheet: str | None, numbers: list[int], rows: list[Row]) -> Grid:
        """A grid whose rows are all in memory."""

        def stream(first: int, width: int) -> Iterator[Batch]:
            for start in range(first, len(rows), BATCH_ROWS):
                part = slice(start, start + BATCH_ROWS)
                yield Batch.of_rows(numbers[part], rows[part], width)

        return cls(sheet, numbers[:HEAD_ROWS], rows[:HEAD_ROWS], len(rows), len(rows), stream)

    @classmethod
    def below(
        cls, sheet: str | None, header: Sequence[str], batches: Callable[[], Iterator[Batch]], n_rows: int
    ) -> Grid:
        """A grid of a header, numbered 0, and of the rows that `batches` gives anew at each call.

        Raises
        ------
        FileFaultError
            Where the first of them cannot be read.
        """

        def stream(first: int, width: int) -> Iterator[Batch]:
            if first == 0:
                yield Batch.of_rows([0], [list(header)], width)
            skip = max(first - 1, 0)
            for batch in batches():
                if skip < len(batch):
                    yield batch.part(skip, len(batch)).of_width(width)
                skip = max(skip - len(batch), 0)

        head: list[Row] = [list(header)]
        numbers = [0]
        for batch in islice(batches(), 1):
            some = batch.part(0, HEAD_ROWS - 1)
            numbers += some.numbers.tolist()
            head += some.rows()
        return cls(sheet, numbers, head, n_rows + 1, n_rows + 1, stream)

    @classmethod
    def of_batches(cls, sheet: str | None, batches: Sequence[Batch]) -> Grid:
        """A grid whose rows are all in memory, column by column; batches may differ in width."""

        def stream(first: int, width: int) -> Iterator[Batch]:
            for batch in batches:
                if first < len(batch):
                    yield batch.part(first, len(batch)).of_width(width)
                first = max(first - len(batch), 0)

        numbers: list[int] = []
        head: list[Row] = []
        for batch in batches:
            some = batch.part(0, HEAD_ROWS - len(head))
            numbers += some.numbers.tolist()
            head += some.rows()
        n_rows = sum(map(len, batches))
        return cls(sheet, numbers, head, n_rows, n_rows, stream)

    @property
    def is_whole(self) -> bool:
        """Whether the head is all there is."""
        return self.n_rows == len(self.head)


@dataclass(frozen=True)
class Reading:
    """A file as read.

    Attributes
    ----------
    format
        ``csv``, ``xlsx``, ``geojson`` and so on.
    encoding, delimiter
        Of delimited text; the encoding of some other formats as well.
    crs
        What the file says about its coordinate system.
    sheet_names
        All worksheets or layers of the file, also those that `ReadOptions.sheets` leaves out; empty where the format has
        none.
    """

    format: str
    grids: tuple[Grid, ...]
    encoding: str | None = None
    crs: str | None = None
    problems: tuple[Problem, ...] = field(default=())
    delimiter: str | None = None
    sheet_names: tuple[str, ...] = ()


class FileFaultError(ContractError):
    """A file that cannot be taken; becomes a file-level problem, the other files go on."""

    def __init__(
        self,
        rule: str,
        *,
        value: str | None = None,
        detail: str = "",
        detail_en: str | None = None,
        row: int | None = None,
    ) -> None:
        super().__init__(RULES[rule].message_zh, detail, RULES[rule].remedy_zh)
        self.rule = rule
        self.value = value
        self.detail_zh = detail
        self.detail_en = detail_en
        self.row = row

    def problem(self, file: str) -> Problem:
        """The fault as a problem of that file."""
        return problem(
            RULES[self.rule],
            file,
            row=self.row,
            value=self.value,
            detail=self.detail_zh,
            detail_en=self.detail_en,
        )


def cell_text(value: object) -> str | None:
    """A cell as text: trimmed (full-width blanks too), whole floats without ".0", times in ISO form, blank as None."""
    if isinstance(value, str):
        # Unicode blanks, the full-width one among them.
        return value.strip() or None
    if value is None:
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
