"""Workbooks: xlsx and its kin by calamine, once it is known how far their sheets reach; every sheet, every row, as text."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import python_calamine

from data.staging import archive
from data.staging.extent import extent_of
from data.staging.grid import BATCH_ROWS, HEAD_ROWS, Batch, FileFaultError, Grid, Reading, Row, cell_text
from data.staging.options import NOTHING_SETTLED, ReadOptions

_MOST_UNPACKED = 1 << 30
_WORKSHEET = re.compile(r"(?i)(.*/)?worksheets/[^/]+\.(xml|bin)$")


def read_xlsx(path: Path, options: ReadOptions = NOTHING_SETTLED) -> Reading:
    """Read a workbook in the form of a zip (xlsx, xlsm, xlsb).

    Raises
    ------
    FileFaultError
        ``unreadable``, ``protected_file``, ``too_large``, ``unsafe_file``, ``missing_sheet`` or ``empty_file``.
    """
    with archive.opened(path) as opened:
        total = sum(info.file_size for info in opened.infolist())
        if total > _MOST_UNPACKED:
            raise FileFaultError(
                "too_large", detail=f"工作簿展开后有 {total >> 20:,} MB",
                detail_en=f"unpacked the workbook has {total >> 20:,} MB",
            )  # fmt: skip
        for info in opened.infolist():
            if _WORKSHEET.match(info.filename) and info.filename.endswith(".xml"):
                extent_of(opened, info).refuse(posixpath.basename(info.filename))
            else:
                for _ in archive.chunks(opened, info):
                    pass
    with calamine_faults():
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        names = [
            meta.name for meta in book.sheets_metadata if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        shelf = _Shelf(book)
        grids = tuple(_grid(shelf, name, options.header_row or 0) for name in chosen(names, options))
    if not any(grid.head for grid in grids):
        raise FileFaultError("empty_file")
    return Reading("xlsx", grids, sheet_names=tuple(names))


def chosen(names: list[str], options: ReadOptions) -> list[str]:
    """The sheets to read: those that were settled, else all.

    Raises
    ------
    FileFaultError
        ``missing_sheet``: one that was settled is not there.
    """
    for name in options.sheets:
        if name not in names:
            raise FileFaultError(
                "missing_sheet", value=name, detail="、".join(names), detail_en=", ".join(names)
            )
    return [name for name in names if not options.sheets or name in options.sheets]


@dataclass(frozen=True, eq=False)
class Table:
    """An open worksheet.

    Attributes
    ----------
    height, width
        Numbers of its last row and column.
    rows
        Gives (number, cells as text) of the rows that are not blank, anew at each call.
    """

    height: int
    width: int
    rows: Callable[[], Iterator[tuple[int, Row]]]

    def batches(self, first: int, width: int, size: int = BATCH_ROWS) -> Iterator[Batch]:
        """The rows that are not blank from position `first` on."""
        below = islice(self.rows(), first, None)
        while part := list(islice(below, size)):
            yield Batch.of_rows([number for number, _ in part], [row for _, row in part], width)


def table_of(sheet: python_calamine.CalamineSheet) -> Table:
    """A worksheet that calamine has opened."""

    # Blank rows above the first cell are given, blank columns beside it are not; a person sees and counts both.
    aside: Row = [None] * (sheet.start[1] if sheet.start else 0)

    def rows() -> Iterator[tuple[int, Row]]:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            row = [_text(cell) for cell in cells]
            if any(row):
                yield number, aside + row

    last_row, last_column = sheet.end or (-1, -1)
    return Table(last_row + 1, last_column + 1, rows)


class _Shelf:
    """Sheets opened one at a time: the last is at hand, another takes its place."""

    def __init__(self, book: python_calamine.CalamineWorkbook) -> None:
        self._book = book
        self._name: str | None = None
        self._table = Table(0, 0, lambda: iter(()))

    def table(self, name: str) -> Table:
        if self._name != name:
            self._table = Table(0, 0, lambda: iter(()))
            self._name, self._table = name, table_of(self._book.get_sheet_by_name(name))
        return self._table


def _grid(shelf: _Shelf, name: str, header_row: int) -> Grid:
    table = shelf.table(name)
    rows = table.rows()
    first = list(islice(rows, max(HEAD_ROWS, min(header_row + 1, 10 * HEAD_ROWS))))
    is_whole = next(rows, None) is None

    def stream(start: int, width: int) -> Iterator[Batch]:
        with calamine_faults():
            yield from shelf.table(name).batches(start, width)

    numbers, head = [number for number, _ in first], [row for _, row in first]
    return Grid(name, numbers, head, len(head) if is_whole else None, max(table.height, len(head)), stream)


def _text(cell: object) -> str | None:
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell_text(cell)


@contextmanager
def calamine_faults() -> Iterator[None]:
    """What calamine says of a damaged workbook, as a fault; also where it gives up altogether."""
    try:
        yield
    except python_calamine.PasswordError as error:
        raise FileFaultError("protected_file") from error
    except (python_calamine.CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise FileFaultError("unreadable", detail=f"{error}") from error
    except BaseException as error:
        # Its PanicException can be had nowhere, and is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise FileFaultError("unreadable", detail="内容已损坏", detail_en="its content is damaged") from error
