"""The board of whistles (吹哨报到): what was collected, managed, disposed and solved; who reported in, and how late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from data.reads import UnitRow
from data.reads.whistles import (
    whistle_by_month,
    whistle_by_office,
    whistle_by_size,
    whistle_by_theme,
    whistle_pairs,
    whistle_totals,
)
from governance.indicators import Rate
from governance.periods import Period
from views.basis import Basis, Provenance
from views.figures import FEW_IN_DENOMINATOR, Figure, rate_figure
from views.names import Lang
from views.state import ViewState
from views.whistle_filter import Names, WhistleFilter, names_of
from views.whistle_map import WhistleMap, whistle_map
from views.whistle_matrix import OverdueMatrix, overdue_matrix

TREND_MONTHS = 24
PAIRS = 6
MANY = 4  # Whistles that called so many departments or more are one row.

# Steps of the way that a whistle goes, in order; each counts those of the first that reached it.
STEPS = ("blown", "managed", "reported_all", "disposed", "closed", "solved")
HEADLINES = ("response_rate", "solve_rate", "whistle_satisfaction_rate")
# Measures of the registry → columns of the totals.
_PARTS = {
    "whistles": "blown",
    "called": "called",
    "reported": "reported",
    "whistle_due": "due",
    "whistle_solved": "due_solved",
    "whistle_rated": "rated",
    "whistle_satisfied": "satisfied",
}


@dataclass(frozen=True)
class Share:
    """A part of a whole: the whole may be empty, and may be few."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """None where the whole is empty."""
        return Rate(self.part, self.whole, 100.0).value

    @property
    def is_few(self) -> bool:
        """Whether the whole is so small that the share says little."""
        return 0 < self.whole < FEW_IN_DENOMINATOR


@dataclass(frozen=True)
class Step:
    """A step of the way: how many of the whistles collected came so far."""

    id: str
    count: int
    share: Share


@dataclass(frozen=True)
class OfficeRow:
    """A department called.

    Attributes
    ----------
    in_time
        Reported in within the limit, of all times it was called.
    late_minutes
        Median of the working minutes past the limit, of the times it was not in time; None where it always was.
    absent
        Times that it has not come at all.
    overdue, unreported
        What it owes on the last day of the data, and how much of it for want of reporting in.
    """

    code: str
    name: str
    led: int
    joined: int
    in_time: Share
    came_late: int
    absent: int
    late_minutes: float | None
    open: int
    overdue: int
    unreported: int


@dataclass(frozen=True)
class ThemeRow:
    """A theme with its whistles and the share of those due that were solved."""

    code: str
    name: str
    blown: int
    solved: Share
    open: int
    overdue: int


@dataclass(frozen=True)
class SizeRow:
    """Whistles that called so many departments, and how they did; `days` is the median to their close."""

    n_departments: int
    or_more: bool
    blown: int
    solved: Share
    in_time: Share
    days: float | None


@dataclass(frozen=True)
class PairRow:
    """A lead and a joint department that answered together."""

    lead: str
    joint: str
    blown: int
    solved: Share


@dataclass(frozen=True)
class MonthRow:
    """Whistles blown, closed and solved in a month."""

    month: int
    blown: int
    closed: int
    solved: int


@dataclass(frozen=True, eq=False)
class WhistleBoard:
    """Everything on the board but the list.

    Attributes
    ----------
    totals
        As `data.reads.whistles.whistle_totals` returns them.
    figures
        Rates of the registry: reporting in, solving, satisfaction.
    in_grid_of
        The community counted in place of a grid in focus: whistles are placed no finer.
    """

    state: ViewState
    wanted: WhistleFilter
    path: tuple[UnitRow, ...]
    names: Names
    totals: Mapping[str, int]
    steps: tuple[Step, ...]
    figures: tuple[Figure, ...]
    offices: tuple[OfficeRow, ...]
    matrix: OverdueMatrix
    themes: tuple[ThemeRow, ...]
    sizes: tuple[SizeRow, ...]
    pairs: tuple[PairRow, ...]
    months: tuple[MonthRow, ...]
    map: WhistleMap
    in_grid_of: UnitRow | None
    provenance: Provenance


@lru_cache(maxsize=64)
def whistle_board(basis: Basis, state: ViewState, focus: WhistleFilter, lang: Lang) -> WhistleBoard:
    """Compose the board of a state.

    Parameters
    ----------
    focus
        Theme and department in focus (`WhistleFilter.focus`): the list's own choices would only fill the memory.
    """
    scope = scope_of(basis, state)
    names = names_of(basis)
    asked = question(scope, state.period, focus)
    totals = whistle_totals(basis.release, **asked)
    return WhistleBoard(
        state=state,
        wanted=focus,
        path=basis.path(state.unit, state.membership),
        names=names,
        totals=totals,
        steps=tuple(Step(id, totals[id], Share(totals[id], totals["blown"])) for id in STEPS),
        figures=_figures(basis, totals, _before(basis, scope, state.period, focus), lang),
        offices=_offices(whistle_by_office(basis.release, **asked), names, lang),
        matrix=overdue_matrix(basis, state, asked, names, lang),
        themes=_themes(whistle_by_theme(basis.release, **asked), names, lang),
        sizes=_sizes(whistle_by_size(basis.release, **asked)),
        pairs=_pairs(whistle_pairs(basis.release, limit=PAIRS, **asked), names, lang),
        months=_months(basis, scope, state.period, focus),
        map=whistle_map(basis, state, scope, asked, lang),
        in_grid_of=scope if state.unit.level == "grid" else None,
        provenance=basis.provenance,
    )


def scope_of(basis: Basis, state: ViewState) -> UnitRow:
    """The unit whose whistles are counted: a grid has none of its own, so its community is."""
    if state.unit.level != "grid":
        return state.unit
    community = basis.unit_row("community", state.unit.community_code or "")
    return community if community is not None else state.unit


def question(scope: UnitRow, period: Period, wanted: WhistleFilter) -> dict[str, Any]:
    """What the reads of whistles are asked: scope, months, theme and department."""
    return {
        "scope_level": scope.level,
        "scope_code": scope.code,
        "month_from": period.first,
        "month_to": period.last,
        "theme": wanted.theme,
        "department": wanted.department,
    }


def _before(basis: Basis, scope: UnitRow, period: Period, focus: WhistleFilter) -> Mapping[str, int] | None:
    """Totals of the period of equal length before; None where the data do not reach so far back."""
    if not period.previous.within(basis.available):
        return None
    return whistle_totals(basis.release, **question(scope, period.previous, focus))


def _figures(
    basis: Basis, totals: Mapping[str, int], before: Mapping[str, int] | None, lang: Lang
) -> tuple[Figure, ...]:
    registry = basis.definitions.indicators

    def parts(counts: Mapping[str, int]) -> dict[str, float | None]:
        return {measure: float(counts[column]) for measure, column in _PARTS.items()}

    previous = None if before is None else parts(before)
    return tuple(
        rate_figure(registry[id], parts(totals), previous, lang) for id in HEADLINES if id in registry
    )


def _offices(frame: pd.DataFrame, names: Names, lang: Lang) -> tuple[OfficeRow, ...]:
    """Departments that were called in the months or owe something now, the most often called first."""
    return tuple(
        OfficeRow(
            code=str(row.department_code),
            name=names.office(str(row.department_code), lang),
            led=int(row.led),
            joined=int(row.joined),
            in_time=Share(int(row.reported), int(row.called)),
            came_late=int(row.came_late),
            absent=int(row.absent),
            late_minutes=None if np.isnan(row.median_late) else float(row.median_late),
            open=int(row.open),
            overdue=int(row.overdue),
            unreported=int(row.unreported),
        )
        for row in frame.itertuples()
        if row.called or row.open
    )


def _themes(frame: pd.DataFrame, names: Names, lang: Lang) -> tuple[ThemeRow, ...]:
    return tuple(
        ThemeRow(
            code=str(row.theme_code),
            name=names.theme(str(row.theme_code), lang),
            blown=int(row.blown),
            solved=Share(int(row.due_solved), int(row.due)),
            open=int(row.open),
            overdue=int(row.overdue),
        )
        for row in frame.itertuples()
        if row.blown or row.due or row.open
    )


def _sizes(frame: pd.DataFrame) -> tuple[SizeRow, ...]:
    """One row a number of departments; the largest ones together (their median of days is left out)."""
    rows = []
    for number in range(1, MANY + 1):
        own = frame[frame["n_departments"] >= MANY if number == MANY else frame["n_departments"] == number]
        if own.empty:
            continue
        days = own["median_days"].iloc[0] if len(own) == 1 else np.nan
        sums = {name: int(own[name].sum()) for name in ("blown", "due", "due_solved", "called", "reported")}
        rows.append(
            SizeRow(
                n_departments=number,
                or_more=number == MANY,
                blown=sums["blown"],
                solved=Share(sums["due_solved"], sums["due"]),
                in_time=Share(sums["reported"], sums["called"]),
                days=None if np.isnan(days) else float(days),
            )
        )
    return tuple(rows)


def _pairs(frame: pd.DataFrame, names: Names, lang: Lang) -> tuple[PairRow, ...]:
    return tuple(
        PairRow(
            names.office(str(row.lead_code), lang),
            names.office(str(row.joint_code), lang),
            int(row.blown),
            Share(int(row.due_solved), int(row.due)),
        )
        for row in frame.itertuples()
    )


def _months(basis: Basis, scope: UnitRow, period: Period, focus: WhistleFilter) -> tuple[MonthRow, ...]:
    """The two years up to the end of the period (more where the period itself is longer), every month present."""
    first = min(max(basis.available.first, period.last - TREND_MONTHS + 1), period.first)
    frame = whistle_by_month(basis.release, **question(scope, Period(first, period.last), focus))
    counts = frame.set_index("month").reindex(range(first, period.last + 1), fill_value=0)
    return tuple(
        MonthRow(int(month), int(blown), int(closed), int(solved))
        for month, blown, closed, solved in counts[["blown", "closed", "solved"]].itertuples()
    )
