"""The board of whistles (吹哨报到): what was collected, managed, disposed and solved; who reported in, and how late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from data.reads import UnitRow
from data.reads.whistles import (
    whistle_by_month,
    whistle_by_office,
    whistle_by_size,
    whistle_by_theme,
    whistle_pairs,
    whistle_totals,
)
from governance.periods import Period
from views.basis import Basis, Provenance
from views.figures import Figure, rate_figure
from views.names import Lang
from views.state import ViewState
from views.whistles.filter import Names, WhistleFilter, names_of
from views.whistles.map import WhistleMap, whistle_map
from views.whistles.matrix import OverdueMatrix, overdue_matrix
from views.whistles.rows import (
    MonthRow,
    OfficeRow,
    PairRow,
    Share,
    SizeRow,
    Step,
    ThemeRow,
    offices_of,
    pairs_of,
    sizes_of,
    themes_of,
)

TREND_MONTHS = 24
PAIRS = 6

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
        offices=offices_of(whistle_by_office(basis.release, **asked), names, lang),
        matrix=overdue_matrix(basis, state, asked, names, lang),
        themes=themes_of(whistle_by_theme(basis.release, **asked), names, lang),
        sizes=sizes_of(whistle_by_size(basis.release, **asked)),
        pairs=pairs_of(whistle_pairs(basis.release, limit=PAIRS, **asked), names, lang),
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


def _months(basis: Basis, scope: UnitRow, period: Period, focus: WhistleFilter) -> tuple[MonthRow, ...]:
    """The two years up to the end of the period (more where the period itself is longer), every month present."""
    first = min(max(basis.available.first, period.last - TREND_MONTHS + 1), period.first)
    frame = whistle_by_month(basis.release, **question(scope, Period(first, period.last), focus))
    counts = frame.set_index("month").reindex(range(first, period.last + 1), fill_value=0)
    return tuple(
        MonthRow(int(month), int(blown), int(closed), int(solved))
        for month, blown, closed, solved in counts[["blown", "closed", "solved"]].itertuples()
    )
