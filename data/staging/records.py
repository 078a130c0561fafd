"""Records of delimited text out of blocks of UTF-8: whole blocks at a time where quotes and line ends are as they
should be, else record by record; with the line numbers that an editor shows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from data.staging.columns import trimmed
from data.staging.grid import Batch, FileFaultError, Row

Ints = npt.NDArray[np.int64]

# Of one cell; a quote that nobody closes runs into it.
_CELL_LIMIT = 1 << 20
_LINE_LIMIT = 16 << 20
_MOST_COLUMNS = 16_384
_BLOCK = 8 << 20
# Records read one by one where a block is not regular, before the next block is tried.
_SLOW = 5_000
_NEWLINE, _QUOTE, _RETURN = 10, 34, 13
_LINE_ENDS = re.compile(rb"[\r\n]+")
_TEXT = pa.string()

csv.field_size_limit(_CELL_LIMIT)


class Records:
    """Reads records from the first to the last; what was read is not kept.

    Parameters
    ----------
    blocks
        UTF-8 without a mark.
    delimiter
        One ASCII sign.
    """

    def __init__(self, blocks: Iterator[bytes], delimiter: str) -> None:
        self._blocks = blocks
        self._delimiter = delimiter
        self._buffer = b""
        self._at = 0
        self._next_return: int | None = None
        self._is_over = False
        #: Number of the line that comes next.
        self.line = 1
        self._reader = csv.reader(self._lines(), delimiter=delimiter, strict=False)

    def one_by_one(self, limit: int) -> Iterator[tuple[int, Row]]:
        """Up to so many records that are not blank, each with its line.

        Raises
        ------
        FileFaultError
            ``unreadable``: a cell, a line or a row too large to be meant.
        """
        left = limit
        while left > 0:
            self._skip_blank()
            number = self.line
            try:
                fields = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise FileFaultError(
                    "unreadable", row=number,
                    detail=f"第 {number} 行起引号没有闭合，或一个单元格超过 1 MB（{error}）",
                    detail_en=f"from line {number} on a quote is not closed, or a cell is larger than 1 MB ({error})",
                ) from error  # fmt: skip
            _refuse_wide(len(fields), number)
            row = [cell.strip() or None for cell in fields]
            if any(row):
                left -= 1
                yield number, row

    def _skip_blank(self) -> None:
        """Pass over empty lines: there may be millions."""
        while blank := _LINE_ENDS.match(self._buffer, self._at):
            ends = blank[0]
            if ends.count(b"\r") != ends.count(b"\r\n"):
                return
            self.line += ends.count(b"\n")
            self._at = blank.end()
            if self._at < len(self._buffer) or self._is_over:
                return
            self._more()

    def batches(self, width: int) -> Iterator[Batch]:
        """All records that are left, `width` columns wide."""
        while self._fill(_BLOCK):
            block = self._regular_block(width)
            if block is None:
                # Not as it should be: read on by the book for a while.
                some = list(self.one_by_one(_SLOW))
                block = Batch.of_rows([number for number, _ in some], [row for _, row in some], width)
            if len(block):
                yield block

    def _fill(self, size: int) -> bool:
        """Read on until so many bytes lie ahead; whether any do."""
        while not self._is_over and len(self._buffer) - self._at < size:
            self._more()
        return self._at < len(self._buffer)

    def _more(self) -> None:
        block = next(self._blocks, None)
        if block is None:
            self._is_over = True
            return
        self._buffer = self._buffer[self._at :] + block
        self._at, self._next_return = 0, None

    def _lines(self) -> Iterator[str]:
        """Lines with their ends: \\n, \\r\\n or \\r alone."""
        while True:
            end = self._line_end()
            if end is None:
                return
            line = self._buffer[self._at : end]
            self._at = end
            self.line += 1
            yield line.decode("utf-8")

    def _line_end(self) -> int | None:
        while True:
            feed = self._buffer.find(b"\n", self._at)
            if self._next_return is None or 0 <= self._next_return < self._at:
                self._next_return = self._buffer.find(b"\r", self._at)
            back = self._next_return
            if 0 <= back < (feed if feed >= 0 else len(self._buffer)):
                if back + 1 < len(self._buffer):
                    return back + 2 if self._buffer[back + 1] == _NEWLINE else back + 1
            elif feed >= 0:
                return feed + 1
            if self._is_over:
                return len(self._buffer) if self._at < len(self._buffer) else None
            if len(self._buffer) - self._at > _LINE_LIMIT:
                raise FileFaultError(
                    "unreadable", row=self.line, detail=f"第 {self.line} 行超过 16 MB，不像表格",
                    detail_en=f"line {self.line} is longer than 16 MB: this is no table",
                )  # fmt: skip
            self._more()

    def _regular_block(self, width: int) -> Batch | None:
        """Whole records out of the buffer, all at once; None where they have to be read one by one."""
        block = self._buffer[self._at :]
        if block.count(b"\r") != block.count(b"\r\n"):
            return None
        data = np.frombuffer(block, np.uint8)
        feeds, quotes = np.flatnonzero(data == _NEWLINE), np.flatnonzero(data == _QUOTE)
        ends = feeds if not len(quotes) else feeds[np.searchsorted(quotes, feeds) % 2 == 0]
        if self._is_over and len(quotes) % 2 == 0 and (not len(ends) or ends[-1] != len(data) - 1):
            ends = np.append(ends, len(data))
        if not len(ends):
            return None
        size = int(min(ends[-1] + 1, len(data)))
        data, quotes = data[:size], quotes[quotes < size]
        marks = np.flatnonzero(data == ord(self._delimiter))
        if len(quotes):
            if not self._is_well_quoted(data, quotes):
                return None
            marks = marks[np.searchsorted(quotes, marks) % 2 == 0]
        starts = np.concatenate([[0], ends[:-1] + 1])
        first_line = self.line
        numbers = (first_line + np.searchsorted(feeds, starts)).astype(np.int32)
        counts = np.diff(np.searchsorted(marks, np.append(starts, size))) + 1
        lengths = np.append(starts[1:], size) - starts
        is_blank = (data[starts] == _NEWLINE) | ((data[starts] == _RETURN) & (lengths <= 2))
        batch = _parsed(block[:size], data, self._delimiter, starts, lengths, counts, is_blank, numbers, width,
                        has_quotes=len(quotes) > 0)  # fmt: skip
        if batch is not None:
            self._at += size
            self.line += int(np.searchsorted(feeds, size))
        return batch

    def _is_well_quoted(self, data: npt.NDArray[np.uint8], quotes: Ints) -> bool:
        """Whether every quote opens or closes a cell or is doubled within one: then there is but one way to read it."""
        opening, closing = quotes[::2], quotes[1::2]
        before = data[opening - 1]
        before[opening == 0] = _NEWLINE
        after = data[np.minimum(closing + 1, len(data) - 1)]
        after[closing + 1 == len(data)] = _NEWLINE
        ends = (ord(self._delimiter), _NEWLINE, _QUOTE)
        return bool(np.isin(before, ends).all() and np.isin(after, (*ends, _RETURN)).all())


def _refuse_wide(columns: int, number: int) -> None:
    if columns > _MOST_COLUMNS:
        raise FileFaultError(
            "unreadable", row=number, detail=f"第 {number} 行有 {columns} 列，不像表格",
            detail_en=f"line {number} has {columns} columns: this is no table",
        )  # fmt: skip


def _parsed(
    block: bytes,
    data: npt.NDArray[np.uint8],
    delimiter: str,
    starts: Ints,
    lengths: Ints,
    counts: Ints,
    is_blank: npt.NDArray[np.bool_],
    numbers: npt.NDArray[np.int32],
    width: int,
    *,
    has_quotes: bool,
) -> Batch | None:
    """Records as a batch: those of the commonest number of fields at once, the others one by one among them."""
    full = counts[~is_blank]
    if not len(full):
        return Batch.of_rows([], [], width)
    widest = int(full.argmax())
    _refuse_wide(int(full[widest]), int(numbers[~is_blank][widest]))
    usual = int(np.bincount(full).argmax())
    is_usual = (counts == usual) & ~is_blank
    text = block if is_usual.all() else data[np.repeat(is_usual, lengths)].tobytes()
    table = _by_arrow(text, delimiter, usual, has_quotes)
    if table is None or table.num_rows != int(is_usual.sum()):
        return None
    columns = [trimmed(table.column(i).combine_chunks()) for i in range(usual)]
    batch = _to_width(numbers[is_usual], columns, width)
    others = np.flatnonzero(~is_usual & ~is_blank)
    if len(others):
        rows = [_one_record(block[starts[i] : starts[i] + lengths[i]], delimiter) for i in others.tolist()]
        batch = _merged(batch, Batch.of_rows(numbers[others].tolist(), rows, width))
    return _without_blank(batch)


def _by_arrow(text: bytes, delimiter: str, width: int, has_quotes: bool) -> pa.Table | None:
    names = [str(i) for i in range(width)]
    try:
        return pa_csv.read_csv(
            pa.BufferReader(text),
            read_options=pa_csv.ReadOptions(column_names=names, block_size=len(text) + 1, use_threads=False),
            parse_options=pa_csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if has_quotes else False,
                newlines_in_values=has_quotes,
                ignore_empty_lines=False,
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, _TEXT),
                null_values=[""],
                strings_can_be_null=True,
                check_utf8=False,
            ),
        )
    except pa.ArrowException:
        return None


def _to_width(numbers: npt.NDArray[np.int32], columns: list[pa.Array], width: int) -> Batch:
    beyond: dict[int, Row] = {}
    extra = [column for column in columns[width:] if column.null_count < len(column)]
    if extra:
        for i in np.flatnonzero(pc.is_valid(pc.coalesce(*extra)).to_numpy(zero_copy_only=False)).tolist():
            beyond[i] = [column[i].as_py() for column in columns[width:]]
    short = [pa.nulls(len(numbers), _TEXT)] * (width - len(columns))
    return Batch(numbers, (*columns[:width], *short), beyond)


def _one_record(text: bytes, delimiter: str) -> Row:
    (fields,) = csv.reader(io.StringIO(text.decode("utf-8"), newline=""), delimiter=delimiter, strict=False)
    return [cell.strip() or None for cell in fields]


def _merged(one: Batch, other: Batch) -> Batch:
    """Two batches as one, in the order of their numbers."""
    numbers = np.concatenate([one.numbers, other.numbers])
    order = np.argsort(numbers, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    pairs = zip(one.columns, other.columns, strict=True)
    columns = tuple(pa.concat_arrays(pair).take(pa.array(order)) for pair in pairs)
    beyond = {int(place[i]): cells for i, cells in one.beyond.items()}
    beyond |= {int(place[len(one) + i]): cells for i, cells in other.beyond.items()}
    return Batch(numbers[order], columns, beyond)


def _without_blank(batch: Batch) -> Batch:
    """The batch without rows of nothing but delimiters."""
    kept = np.zeros(len(batch), np.bool_)
    for column in batch.columns:
        kept |= column.is_valid().to_numpy(zero_copy_only=False)
        if kept.all():
            return batch
    kept[list(batch.beyond)] = True
    return batch.only(kept)
