"""CSV as departments export it: in any of their encodings; comma, tab, semicolon or bar; streamed, never held whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from data.staging.encoding import BLOCK, find_encoding, utf8_blocks
from data.staging.grid import HEAD_ROWS, Batch, FileFaultError, Grid, Reading, Row
from data.staging.options import NOTHING_SETTLED, ReadOptions
from data.staging.records import Records

DELIMITERS = (",", "\t", ";", "|")
# Lines above a header are few; a person who says otherwise is held to it.
_HEADER_LINE_LIMIT = 5_000
_QUOTED = re.compile('"[^"]*"')


def read_delimited(path: Path, options: ReadOptions = NOTHING_SETTLED) -> Reading:
    """Read a delimited text file.

    Raises
    ------
    FileFaultError
        ``empty_file``, ``wrong_encoding`` (with the line of the first bad byte) or ``unreadable``.
    """
    encoding = options.encoding or find_encoding(path)
    sample = next(utf8_blocks(path, encoding), b"")
    delimiter = _delimiter(sample, options)
    records = Records(utf8_blocks(path, encoding), delimiter)
    numbers, head = _head(records, options.header_row or 0)
    if not head:
        raise FileFaultError("empty_file")
    is_whole = next(records.one_by_one(1), None) is None
    about = len(head)
    if not is_whole:
        size = path.stat().st_size
        about = max(about, int(sample.count(b"\n") * size / min(size, BLOCK)))

    def stream(first: int, width: int) -> Iterator[Batch]:
        again = Records(utf8_blocks(path, encoding), delimiter)
        for _ in again.one_by_one(first):
            pass
        yield from again.batches(width)

    grid = Grid(None, numbers, head, len(head) if is_whole else None, about, stream)
    return Reading("csv", (grid,), encoding=encoding, delimiter=delimiter)


def _head(records: Records, header_row: int) -> tuple[list[int], list[Row]]:
    numbers: list[int] = []
    rows: list[Row] = []
    for number, row in records.one_by_one(max(HEAD_ROWS, min(header_row + 1, _HEADER_LINE_LIMIT))):
        numbers.append(number)
        rows.append(row)
    return numbers, rows


def _delimiter(sample: bytes, options: ReadOptions) -> str:
    if options.delimiter is not None:
        if len(options.delimiter) == 1 and options.delimiter.isascii() and options.delimiter not in '"\r\n':
            return options.delimiter
        raise FileFaultError(
            "unreadable", value=options.delimiter, detail=f"“{options.delimiter}”不能作分隔符",
            detail_en=f"“{options.delimiter}” cannot be a delimiter",
        )  # fmt: skip
    text = sample[:20_000].decode("utf-8", "ignore")
    lines = _QUOTED.sub("", text).splitlines()[:20]
    return max(DELIMITERS, key=lambda mark: sum(line.count(mark) for line in lines))
