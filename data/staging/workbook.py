"""xlsx and xls, by calamine: every sheet, every row, as text."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import python_calamine

from data.staging.grid import FileFaultError, Grid, Reading, Row, cell_text
from data.staging.options import NOTHING_SETTLED, ReadOptions


def read_workbook(path: Path, options: ReadOptions = NOTHING_SETTLED) -> Reading:
    """Read every worksheet of a workbook.

    Raises
    ------
    FileFaultError
        ``unreadable`` (truncated, protected, not a workbook) or ``empty_file``.
    """
    content = path.read_bytes()
    if not content:
        raise FileFaultError("empty_file")
    try:
        # By content, not by suffix: xlsx under the name of .xls is common.
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = tuple(_grid(book, name) for name in book.sheet_names)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise FileFaultError("unreadable", detail=f"{error}") from error
    if not any(grid.head for grid in grids):
        raise FileFaultError("empty_file")
    return Reading("xlsx" if content[:2] == b"PK" else "xls", grids)


def _grid(book: python_calamine.CalamineWorkbook, name: str) -> Grid:
    numbers: list[int] = []
    rows: list[Row] = []
    # skip_empty_area=False keeps leading blank rows, so that positions are the rows a person sees.
    for number, cells in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), start=1):
        row = [_text(cell) for cell in cells]
        if any(row):
            numbers.append(number)
            rows.append(row)
    return Grid.of_rows(name, numbers, rows)


def _text(cell: object) -> str | None:
    if isinstance(cell, str):
        return cell_text(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell_text(cell)
