"""Workbooks, written as SpreadsheetML directly: columns of strings joined row by row, the same bytes every time.

A general writer spent more than half of the whole demonstration's time on two plain tables (5 µs a cell).
Text goes in as inline strings, so nothing in it can become a formula or a link.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from data.demo.clocks import Cell

_PLAIN, _HEADING, _DATE = 0, 1, 2
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STAMP = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Sheet:
    """A worksheet.

    Attributes
    ----------
    columns
        Header → cells.
    times
        Headers whose numbers are dates.
    title
        Text above the header, across all columns; none when empty.
    footer
        Cells below the last row.
    """

    name: str
    columns: dict[str, list[Cell]]
    times: frozenset[str] = frozenset()
    title: str = ""
    footer: tuple[Cell, ...] = ()


def write_workbook(path: Path, sheets: Sequence[Sheet], date_format: str) -> None:
    """Write the sheets; numbers under the headers in `times` are shown by `date_format`."""
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
            for n in numbers
        )
        + "</Types>",
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(
            f'<sheet name="{_text(sheet.name)}" sheetId="{n}" r:id="rId{n}"/>'
            for n, sheet in zip(numbers, sheets, strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            [*(("worksheet", f"worksheets/sheet{n}.xml") for n in numbers), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": _styles(date_format),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in parts.items():
            _add(archive, name, body)
        for n, sheet in zip(numbers, sheets, strict=True):
            _add(archive, f"xl/worksheets/sheet{n}.xml", _sheet(sheet))


def _add(archive: zipfile.ZipFile, name: str, body: str) -> None:
    info = zipfile.ZipInfo(name, _STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, (_HEAD + body).encode(), compresslevel=3)


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    rows = (
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(rows)}</Relationships>'


def _styles(date_format: str) -> str:
    """Three cell formats: plain, bold and centred, date."""
    return (
        f'<styleSheet xmlns="{_MAIN}">'
        f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{_text(date_format)}"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font>'
        '<font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">'
        '<alignment horizontal="center"/></xf>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _sheet(sheet: Sheet) -> str:
    letters = [_letter(n) for n in range(len(sheet.columns))]
    rows: list[str] = []
    if sheet.title:
        rows.append(_row(1, letters, [sheet.title], _HEADING))
    header = len(rows) + 1
    rows.append(_row(header, letters, list(sheet.columns), _HEADING))
    n_rows = len(next(iter(sheet.columns.values())))
    numbers = [str(n) for n in range(header + 1, header + 1 + n_rows)]
    cells = [
        _column(letter, numbers, values, _DATE if name in sheet.times else _PLAIN)
        for letter, (name, values) in zip(letters, sheet.columns.items(), strict=True)
    ]
    rows += [
        f'<row r="{n}">{"".join(row)}</row>' for n, row in zip(numbers, zip(*cells, strict=True), strict=True)
    ]
    if sheet.footer:
        rows.append(_row(header + n_rows + 1, letters, sheet.footer, _PLAIN))
    last = letters[-1]
    merged = f'<mergeCells count="1"><mergeCell ref="A1:{last}1"/></mergeCells>'
    return (
        f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:{last}{len(rows)}"/>'
        f'<cols><col min="1" max="{len(letters)}" width="18" customWidth="1"/></cols>'
        f"<sheetData>{''.join(rows)}</sheetData>{merged if sheet.title and last != 'A' else ''}</worksheet>"
    )


def _row(number: int, letters: Sequence[str], cells: Sequence[Cell], style: int) -> str:
    inside = (
        _column(letter, [str(number)], [cell], style)[0] for letter, cell in zip(letters, cells, strict=False)
    )
    return f'<row r="{number}">{"".join(inside)}</row>'


def _column(letter: str, numbers: Sequence[str], cells: Sequence[Cell], style: int) -> list[str]:
    """The cells of a column as XML; dates format numbers only, blanks are left out."""
    bold = f' s="{style}"' if style == _HEADING else ""
    shown = f' s="{style}"' if style else ""
    text_head, text_end = f'"{bold} t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
    number_head, number_end = f'"{shown}><v>', "</v></c>"
    start = f'<c r="{letter}'
    return [
        ""
        if cell is None
        else start + number + text_head + _text(cell) + text_end
        if isinstance(cell, str)
        else f"{start}{number}{number_head}{cell}{number_end}"
        for number, cell in zip(numbers, cells, strict=True)
    ]


def _text(text: str) -> str:
    return escape(text, {'"': "&quot;"}) if not text.isalnum() else text


def _letter(position: int) -> str:
    """Column letters: 0 → A, 26 → AA."""
    head, tail = divmod(position, 26)
    return (_letter(head - 1) if head else "") + chr(ord("A") + tail)
