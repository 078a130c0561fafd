"""Sheets of a workbook in which figures are numbers that look as they are printed, and text is only ever text."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from export.briefing.flow import wide_of
from export.briefing.ooxml import FONT, SAFE_WORKBOOK, cell_text
from views.briefing.model import Cell, Column, Row, Table, Tone
from views.tokens import LIGHT

_FIGURE = re.compile(r"([+\u2212±]?)(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d+))?(%?)")
_TONES: dict[Tone, str] = {
    "plain": LIGHT.ink,
    "good": LIGHT.good,
    "bad": LIGHT.bad,
    "warn": LIGHT.warn,
    "faint": LIGHT.ink_faint,
}
_PT = 10
_MM_PER_CHARACTER = 1.95  # a digit of the font in a column's width
_WIDEST, _NARROWEST = 60.0, 8.0
_LONGEST_FOOT = 200  # a header or footer holds 255 characters


def number_of(cell: Cell) -> tuple[float, str] | None:
    """The number behind a cell as it is printed, with the format that prints it so; None where it is text.

    Rounded as the text is, since spreadsheets round 0.5 otherwise than Python: what is shown may not differ by a digit.
    """
    found = _FIGURE.fullmatch(cell.text) if cell.value is not None else None
    if found is None:
        return None
    sign, whole, decimals, percent = found.groups()
    value = float(whole.replace(",", "") + ("." + decimals if decimals else ""))
    base = "#,##0" + ("." + "0" * len(decimals) if decimals else "") + ('"%"' if percent else "")
    shown = f'"+"{base};"\u2212"{base};"±"{base}' if sign else base
    return (-value if sign == "\u2212" else value), shown


class Book:
    """A workbook that grows sheet by sheet."""

    def __init__(self, title: str, marking: str, foot: str, made_at: datetime, about: dict[str, str]) -> None:
        self._out = io.BytesIO()
        self.book: Any = xlsxwriter.Workbook(self._out, SAFE_WORKBOOK)
        self.book.set_properties(
            {"title": cell_text(title), "created": made_at.replace(tzinfo=None), **about}
        )
        self.book.formats[0].set_font_name(FONT)
        self.book.formats[0].set_font_size(_PT)
        self._foot, self._marking = _printable(foot), _printable(marking)
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def look(self, **properties: Any) -> Any:
        """A format of the house's font; the same one for the same properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": FONT, "font_size": _PT, "font_color": LIGHT.ink, "valign": "vcenter"}
            self._formats[key] = self.book.add_format({**base, **properties})
        return self._formats[key]

    def sheet(self, name: str, title: str, about: str, *, pages: int = 1) -> Sheet:
        """A sheet with the title of the briefing on top, printed on so many pages of A4; 0 is as many as it takes."""
        made = self.book.add_worksheet(name)
        made.hide_gridlines(2)
        made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, pages)
        made.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        made.set_header("&L" + self._marking)
        made.set_footer("&L&8" + self._foot + "&R&P / &N")
        made.set_default_row(17)
        made.set_row(0, 26)
        made.write_string(0, 0, cell_text(title), self.look(bold=True, font_size=16))
        made.write_string(1, 0, cell_text(about), self.look(font_color=LIGHT.ink_soft))
        return Sheet(self, made, name)

    def bytes(self) -> bytes:
        """The file as xlsxwriter writes it."""
        self.book.close()
        return self._out.getvalue()


class Sheet:
    """A sheet that is filled from top to bottom; `row` is the next free one."""

    def __init__(self, book: Book, made: Any, name: str) -> None:
        self.book, self.made, self.name = book, made, name
        self.row = 3
        self._widths: dict[int, float] = {}

    def _wide(self, column: int, text: str, *, share: float = 1.0, bold: bool = False) -> None:
        characters = wide_of(text, _PT, 700 if bold else 400) / _MM_PER_CHARACTER * share + 2.2
        most = max(self._widths.get(column, _NARROWEST), characters)
        self._widths[column] = min(most, _WIDEST)

    def words(self, text: str, **look: Any) -> None:
        """A line of text of its own; it may reach over the columns beside it."""
        self.made.write_string(self.row, 0, cell_text(text), self.book.look(**look))
        self.row += 1

    def pair(self, name: str, text: str) -> None:
        """A name in the first column, words in the second."""
        self.made.write_string(self.row, 0, cell_text(name), self.book.look(bold=True))
        self.made.write_string(self.row, 1, cell_text(text), self.book.look())
        self._wide(0, name, bold=True)
        self.row += 1

    def table(self, table: Table, notes: str, *, bars: str = "", wrapped: Sequence[str] = ()) -> int:
        """A table with its title and note; small print has a column of its own. Returns the row of its head.

        Parameters
        ----------
        notes
            Head of the columns of small print.
        bars
            Key of a column whose figures carry bars.
        wrapped
            Keys of columns whose words may take several lines.
        """
        if table.title:
            self.words(table.title, bold=True, font_size=12, font_color=LIGHT.ramp[5])
        if not table.rows:
            self.words(table.empty, font_color=LIGHT.ink_soft)
            self.row += 1
            return self.row
        columns: list[tuple[int, Column, bool]] = []
        for place, column in enumerate(table.columns):
            columns.append((place, column, False))
            if any(row.cells[place].note for row in table.rows):
                columns.append((place, column, True))
        head = self.row
        for at, (_, column, is_note) in enumerate(columns):
            text = notes if is_note else column.head
            align = "right" if column.kind == "number" else "left"
            look = self.book.look(
                bold=True,
                bottom=1,
                top=2,
                text_wrap=True,
                align=align,
                bg_color=LIGHT.page,
                indent=1 if at and column.kind != "number" else 0,
            )
            self.made.write_string(head, at, cell_text(text), look)
            self._wide(at, text, share=1.06, bold=True)
        self.row += 1
        for row in table.rows:
            is_last = row is table.rows[-1]
            for at, (place, column, is_note) in enumerate(columns):
                self._cell(at, row.cells[place], row, column, is_note, is_last, column.key in wrapped)
            self.row += 1
        if bars:
            at = next(
                at for at, (_, column, is_note) in enumerate(columns) if column.key == bars and not is_note
            )
            last = head + sum(not row.is_summary for row in table.rows)
            bar = {
                "type": "data_bar",
                "bar_color": LIGHT.ramp[1],
                "bar_solid": True,
                "min_type": "num",
                "min_value": 0,
                "bar_border_color": LIGHT.ramp[1],
            }
            self.made.conditional_format(head + 1, at, last, at, bar)
        if table.note:
            self.words(table.note, font_color=LIGHT.ink_faint, font_size=9)
        self.row += 1
        return head

    def _cell(
        self, at: int, cell: Cell, row: Row, column: Column, is_note: bool, is_last: bool, is_wrapped: bool
    ) -> None:
        is_number = column.kind == "number"
        look: dict[str, Any] = {
            "align": "right" if is_number else "left",
            "indent": 0 if is_number or not at else 1,
            "bottom": 2 if is_last else 4,
            "bottom_color": LIGHT.ink_soft if is_last else LIGHT.line,
            "font_color": LIGHT.ink_faint if is_note else _TONES[cell.tone],
        }
        if (row.is_own or row.is_summary) and not is_note:
            look["bold"] = True
        if row.is_own:
            look["bg_color"] = LIGHT.accent_soft
        if is_note:
            look["font_size"] = _PT - 1
            self.made.write_string(self.row, at, cell_text(cell.note), self.book.look(**look))
            self._wide(at, cell.note)
            return
        number = number_of(cell)
        if number is not None:
            self.made.write_number(self.row, at, number[0], self.book.look(num_format=number[1], **look))
        else:
            if is_wrapped:
                look["text_wrap"] = True
            self.made.write_string(self.row, at, cell_text(cell.text), self.book.look(**look))
        self._wide(at, cell.text, bold=row.is_own or row.is_summary)

    def finish(self, *, freeze: int = 0) -> None:
        """Set the widths of the columns; rows up to `freeze` stay when the sheet is scrolled, and head every page."""
        for column, characters in self._widths.items():
            self.made.set_column(column, column, characters)
        if freeze:
            self.made.freeze_panes(freeze, 1)
            self.made.repeat_rows(freeze - 1)


def _printable(text: str) -> str:
    """Text of a header or footer, where ``&`` begins a command."""
    return cell_text(text)[:_LONGEST_FOOT].replace("&", "&&")
