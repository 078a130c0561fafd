"""What departments owe now, by department and unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.reads.whistles import whistle_overdue_by_office
from views.basis import Basis
from views.names import Lang, unit_name
from views.state import ViewState
from views.whistles.filter import Names

MOST_COLUMNS = 12


@dataclass(frozen=True)
class MatrixUnit:
    """A column: a unit, or what stands for several (code None)."""

    code: str | None
    name: str
    category: str | None


@dataclass(frozen=True)
class MatrixCell:
    """What one department owes in one unit, and how much of it for want of reporting in."""

    overdue: int
    unreported: int


@dataclass(frozen=True)
class OverdueMatrix:
    """Departments × units; only departments that owe something have a row.

    Attributes
    ----------
    units
        Of the city every zone or county in order of categories; elsewhere those that are owed something.
    rows
        (code and name of the department, cells in order of `units`, the department's sum), the largest first.
    rest
        Whether the last column but 未定位 stands for the units left out.
    """

    units: tuple[MatrixUnit, ...]
    rows: tuple[tuple[str, str, tuple[MatrixCell, ...], int], ...]
    total: int

    @property
    def highest(self) -> int:
        """The largest cell; 0 where nothing is overdue."""
        return max((cell.overdue for _, _, cells, _ in self.rows for cell in cells), default=0)


def overdue_matrix(
    basis: Basis, state: ViewState, asked: Mapping[str, Any], names: Names, lang: Lang
) -> OverdueMatrix:
    """Compose the matrix over the units that the state shows; columns left out are summed in one of their own."""
    level = shown_level(state)
    frame = whistle_overdue_by_office(basis.release, level, **asked)
    frame["code"] = frame["code"].astype(object).where(frame["code"].notna(), None)
    columns = _columns(basis, state, level, frame)
    codes = [unit.code for unit in columns]
    other = MatrixUnit("", "", None)
    cells: dict[str, dict[str | None, list[int]]] = {}
    for row in frame.to_dict("records"):
        place = row["code"] if row["code"] in codes or row["code"] is None else other.code
        own = cells.setdefault(str(row["department_code"]), {}).setdefault(place, [0, 0])
        own[0] += int(row["overdue"])
        own[1] += int(row["unreported"])
    used = {place for own in cells.values() for place in own}
    units = [
        *columns,
        *([other] if other.code in used else []),
        *([MatrixUnit(None, "", None)] if None in used else []),
    ]
    rows = [
        (
            code,
            names.office(code, lang),
            tuple(MatrixCell(*own.get(unit.code, (0, 0))) for unit in units),
            sum(overdue for overdue, _ in own.values()),
        )
        for code, own in cells.items()
    ]
    shown = tuple(MatrixUnit(u.code, _name(basis, level, u, lang), u.category) for u in units)
    return OverdueMatrix(shown, tuple(sorted(rows, key=lambda r: (-r[3], r[0]))), sum(r[3] for r in rows))


def shown_level(state: ViewState) -> str:
    """The level whose units are compared; whistles are placed no finer than communities."""
    return "community" if state.stored_level == "grid" else state.stored_level


def _columns(basis: Basis, state: ViewState, level: str, frame: pd.DataFrame) -> list[MatrixUnit]:
    table = basis.units(level)
    if level in ("zone", "county") and state.unit.level in ("city", "category"):
        chosen = table if state.unit.level == "city" else table[table["category"] == state.unit.code]
        chosen = chosen.sort_values(["category", "seq"])
    else:
        owed = frame.dropna(subset=["code"]).groupby("code")["overdue"].sum()
        most = owed.sort_values(ascending=False, kind="stable").index[:MOST_COLUMNS]
        chosen = table[table["code"].isin(most)].sort_values("seq")
    return [
        MatrixUnit(str(code), "", None if category is None else str(category))
        for code, category in zip(chosen["code"], chosen["category"], strict=True)
    ]


def _name(basis: Basis, level: str, unit: MatrixUnit, lang: Lang) -> str:
    row = basis.unit_row(level, unit.code) if unit.code else None
    return "" if row is None else unit_name(row, lang)
