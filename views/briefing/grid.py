"""Tables of a briefing: columns, cells as they are printed with the numbers behind them, rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["plain", "good", "bad", "warn", "faint"]
Kind = Literal["text", "number", "date"]


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    kind
        ``number`` columns are set to the right and hold values; ``date`` columns hold days as text.
    unit
        Printed once in the head: cells are without it (but for ``%``, which closes up to each figure).
    digits
        Decimals of a number.
    width
        Share of the table's width, relative to the other columns.
    """

    key: str
    name: str
    kind: Kind = "number"
    unit: str = ""
    digits: int = 0
    width: float = 1.0

    @property
    def head(self) -> str:
        """Name with unit, as the head of the column."""
        if not self.unit or self.unit == "%":
            return self.name
        return f"{self.name} ({self.unit})" if self.name.isascii() else f"{self.name}（{self.unit}）"


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes
    ----------
    text
        As it is printed everywhere.
    value
        The number behind it, for spreadsheets and charts; None where there is none ("—" or words).
    note
        Small print beside it: the parts of a rate (``737/972``), or 样本少.
    """

    text: str
    value: float | None = None
    tone: Tone = "plain"
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table.

    Attributes
    ----------
    code
        Unit, case or whistle that the row is about; "" where it is about none.
    category
        Category of the unit, for its mark; None where there is none.
    is_own
        Whether it is the briefing's own unit among its peers.
    is_summary
        Whether it is a sum or a median under the others.
    """

    code: str
    cells: tuple[Cell, ...]
    category: str | None = None
    is_own: bool = False
    is_summary: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its words.

    Attributes
    ----------
    id
        First part of the ids of its cells.
    total
        Rows of the whole list, of which `rows` are the first.
    note
        What is counted, and what was left out.
    empty
        Words in place of a table without rows.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: int
    note: str = ""
    empty: str = ""

    def column(self, key: str) -> tuple[Cell, ...]:
        """Cells of one column from top to bottom."""
        place = [column.key for column in self.columns].index(key)
        return tuple(row.cells[place] for row in self.rows)
