"""Lists of rows as CSV and XLSX that no spreadsheet takes for formulas, with where they come from in front.

Text in a cell is text: what a spreadsheet would run begins with an apostrophe in a CSV and is a string cell in an XLSX.
Both are written row by row, so that a long list is never held whole.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import BinaryIO

import xlsxwriter

from views.evidence.table import Cell, Column

# Rows of a worksheet, less the line of words and the header; cells that a worksheet can hold.
XLSX_ROWS = 1_048_576 - 2
XLSX_TEXT = 32_767
# Above this an XLSX takes longer than a reader waits, and a spreadsheet is slow to open it.
XLSX_OFFERED = 100_000

# What spreadsheets take for the beginning of a formula, in full width as well: Chinese input types both.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BLANKS = " \u3000\u00a0"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UNSAFE_IN_NAME = re.compile(r"[^\w\-]+")
_LONGEST_NAME = 80


def plain_text(text: str) -> str:
    """The text without control characters, which no file format carries well; tabs and line ends stay."""
    return _CONTROL.sub("\ufffd", text)


def csv_text(text: str) -> str:
    """Text as a CSV cell that no spreadsheet runs: with an apostrophe before what looks like a formula.

    Blanks in front are looked through, since some programs drop them before they read the cell.
    """
    clean = text if text.isprintable() else plain_text(text)
    return "'" + clean if clean.lstrip(_BLANKS).startswith(_FORMULA) else clean


def file_name(*parts: str, suffix: str) -> str:
    """A name of letters, digits, hyphens and underscores only, in any script, and a suffix of our own."""
    kept = (_UNSAFE_IN_NAME.sub("_", part).strip("_") for part in parts)
    return f"{'_'.join(filter(None, kept))[:_LONGEST_NAME] or 'rows'}.{suffix}"


def write_csv(
    columns: Sequence[Column],
    pieces: Iterable[Sequence[Sequence[Cell]]],
    notes: Sequence[tuple[str, str]],
    to: BinaryIO,
) -> int:
    """Write UTF-8 with a byte order mark: notes as lines that begin with ``#``, a header, the rows.

    Parameters
    ----------
    pieces
        The rows, some thousand at a time.
    notes
        Name and words of each line of provenance.

    Returns
    -------
    int
        Rows written.
    """
    stream = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([f"# {csv_text(name)}", csv_text(words)] for name, words in notes)
    writer.writerow(csv_text(column.name) for column in columns)
    count = 0
    for piece in pieces:
        writer.writerows(
            [_csv_cell(cell, column) for cell, column in zip(row, columns, strict=True)] for row in piece
        )
        count += len(piece)
    stream.detach()
    return count


def _csv_cell(cell: Cell, column: Column) -> str:
    if isinstance(cell, str):
        return csv_text(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return f"{cell:.{column.digits}f}"


def write_xlsx(
    columns: Sequence[Column],
    pieces: Iterable[Sequence[Sequence[Cell]]],
    notes: Sequence[tuple[str, str]],
    to: BinaryIO,
    *,
    sheets: tuple[str, str],
    marking: str,
) -> int:
    """Write a workbook: the rows under a line of words and a header, and a second sheet with their provenance.

    Parameters
    ----------
    sheets
        Names of the two sheets.
    marking
        Words on top of the rows and on every printed page.

    Returns
    -------
    int
        Rows written; at most `XLSX_ROWS`, the rest is left to a CSV.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    book = xlsxwriter.Workbook(to, options)
    # One moment for every file: the same rows give the same bytes.
    book.set_properties({"title": plain_text(marking), "created": datetime(2026, 1, 1)})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    faint = book.add_format({"font_color": "#5f7085"})
    formats = {
        column.key: book.add_format({"num_format": _number_format(column)})
        for column in columns
        if column.kind in ("time", "number")
    }
    sheet = book.add_worksheet(_sheet_name(sheets[0]))
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_header("&L" + plain_text(marking).replace("&", "&&")[:200])
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _width(column))
    sheet.write_string(0, 0, plain_text(marking)[:XLSX_TEXT], faint)
    for place, column in enumerate(columns):
        sheet.write_string(1, place, plain_text(column.name), head)
    count = 0
    for piece in pieces:
        for row in piece[: XLSX_ROWS - count]:
            for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
                _put(sheet, count + 2, place, cell, formats.get(column.key))
            count += 1
    sheet.autofilter(1, 0, count + 1, len(columns) - 1)
    about = book.add_worksheet(_sheet_name(sheets[1]))
    about.set_column(0, 0, 18)
    about.set_column(1, 1, 90)
    for line, (name, words) in enumerate(notes):
        about.write_string(line, 0, plain_text(name)[:XLSX_TEXT], head)
        about.write_string(line, 1, plain_text(words)[:XLSX_TEXT])
    book.close()
    return count


def _put(sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, cell: Cell, style: object) -> None:
    """Write one cell as what it is; text never as a formula, number or link."""
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(row, place, plain_text(cell)[:XLSX_TEXT])
    elif isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, place, cell, style)
    else:
        sheet.write_number(row, place, cell, style)


def _number_format(column: Column) -> str:
    if column.kind == "time":
        return "yyyy-mm-dd hh:mm"
    return "#,##0" + ("." + "0" * column.digits if column.digits else "")


def _width(column: Column) -> float:
    return {"time": 17.0, "number": 12.0, "flag": 8.0, "state": 10.0}.get(
        column.kind, 42.0 if column.key == "title" else 18.0
    )


def _sheet_name(name: str) -> str:
    """A worksheet's name: at most 31 signs, none of those that a workbook refuses."""
    return re.sub(r"[\[\]:*?/\\']", "_", plain_text(name))[:31] or "1"
