"""What every reader hands on: grids of text with row numbers, whatever the file was."""

from __future__ import annotations

from dataclasses import dataclass, field

from data.problems import Problem, problem
from data.rules.registry import RULES
from governance.errors import ContractError

Row = list[str | None]

# Header names under which vector readers hand on the feature's own point.
POINT_X = "__point_x"
POINT_Y = "__point_y"

# Columns that a file of held-back rows carries by language (data/gate/held_back.py); passed over when it comes back.
PROBLEM = {"zh": "问题", "en": "Problem"}
ORIGINAL_ROW = {"zh": "原行号", "en": "Original row"}
OUR_HEADERS = frozenset((*PROBLEM.values(), *ORIGINAL_ROW.values()))


@dataclass(frozen=True)
class Grid:
    """One sheet of text.

    Attributes
    ----------
    sheet
        Name of the worksheet or layer when a file has several; else None.
    numbers
        For each row the number that a person sees: spreadsheet row, line of the CSV, number of the feature.
    rows
        Cells as text, blanks as None. The header is among them.
    """

    sheet: str | None
    numbers: list[int]
    rows: list[Row]


@dataclass(frozen=True)
class Reading:
    """A file as read: its format, text encoding, grids and what the file says about its CRS."""

    format: str
    grids: tuple[Grid, ...]
    encoding: str | None = None
    crs: str | None = None
    problems: tuple[Problem, ...] = field(default=())


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
