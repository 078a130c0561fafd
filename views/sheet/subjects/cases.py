"""Sheets of cases under a filter: by units, one by one, or as a density."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from data.reads import UnitRow
from geo.classify import classify
from governance.periods import Period, month_index
from views.basis import Basis
from views.cases.filter import CaseFilter
from views.cases.overview import IncidentsView, cases_by_unit, incidents_view
from views.cases.points import case_counts
from views.city_map import ClassCount, Legend, LegendClass
from views.figures import FEW_IN_NUMERATOR
from views.measures import Floats, unit_measures
from views.names import full_name
from views.sheet.address import case_filter_of
from views.sheet.ground import DISTRICTS
from views.sheet.model import PLAIN, RankRow, SheetLegend, TrendPoint
from views.sheet.subjects.content import (
    TREND_MONTHS,
    Asked,
    Classes,
    Content,
    ramp_legend,
    texts_of,
    trend_point,
    value_text,
)
from views.sheet.subjects.filters import filter_words, period_of, titled
from views.sheet.subjects.indicator import counted_line, unplaced_note
from views.sheet.subjects.spread import density_of, points_of
from views.state import ViewState
from views.words import fmt_int

N_CLASSES = 5
PER_PEOPLE = 10_000
RATE_DIGITS = 2
LIST_LENGTH = 18
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, eq=False)
class _Drawn:
    """The map of a mode: classes and texts of units, or what lies over them."""

    what: str
    legend: SheetLegend
    klass: Classes
    values: Floats
    texts: tuple[str, ...]
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    points: Floats | None = None
    point_classes: Classes | None = None
    cells: gpd.GeoDataFrame | None = None


def content(asked: Asked) -> Content:
    """Cases of the filter; what the map shows of them says the view's ``as``."""
    chosen = case_filter_of(asked.request, asked.basis)
    mode = asked.request.parameters["as"]
    view = incidents_view(asked.basis, asked.state, chosen, asked.lang)
    level, scope = asked.state.stored_level, scope_of(asked.basis, asked.state)
    counted = rates(asked, chosen, level, scope)
    drawn = (_by_units if mode == "units" else _by_place)(asked, chosen, view, counted)
    trend, trend_name = trend_of_cases(asked, chosen)
    ranking, ranking_title = _ranking(asked, chosen, mode)
    return Content(
        what=drawn.what,
        level=level,
        scope=scope,
        inside=counted.inside,
        klass=drawn.klass,
        values=drawn.values,
        texts=drawn.texts,
        legend=drawn.legend,
        figures=view.figures,
        district_texts=_district_texts(asked, chosen, mode),
        ranking=ranking,
        ranking_title=ranking_title,
        trend=trend,
        trend_name=trend_name,
        classes=classes_of_cases(view),
        classes_title=asked.word("classes"),
        lines=drawn.lines,
        notes=drawn.notes,
        no_period=chosen.is_of_data_date,
        period_words=period_of(asked, chosen),
        fresh_names=("received", "overdue"),
        department=chosen.department,
        points=drawn.points,
        point_classes=drawn.point_classes,
        cells=drawn.cells,
        selected=asked.state.unit.code if asked.state.unit.level == "grid" else "",
    )


def _by_units(asked: Asked, chosen: CaseFilter, view: IncidentsView, counted: Rates) -> _Drawn:
    """Units by their cases a head: a count alone would only show where many people live."""
    level, unit = asked.state.stored_level, asked.word("cases.rate_unit")
    found = classify(counted.values[counted.inside], k=N_CLASSES)
    klass = np.full(len(counted.values), PLAIN, dtype=np.int8)
    klass[counted.inside] = found.classes
    steps = zip(found.breaks, found.breaks[1:], found.counts, strict=False)
    legend = Legend(
        asked.word("cases.rate"),
        unit,
        RATE_DIGITS,
        tuple(LegendClass(low, high, int(count)) for low, high, count in steps),
        found.n_missing,
    )
    what, more = titled(asked, "cases.rate", filter_words(asked, chosen))
    return _Drawn(
        what=asked.by_level(what, level),
        legend=ramp_legend(
            legend, klass, counted.values, asked.word("units_of", level=asked.level_word(level))
        ),
        klass=klass,
        values=counted.values,
        texts=texts_of(counted.values, RATE_DIGITS),
        lines=(asked.word("dot").join((counted_line(asked, level), unit)), *more),
        notes=unplaced_note(asked, view.unplaced, view.total),
    )


def _by_place(asked: Asked, chosen: CaseFilter, view: IncidentsView, counted: Rates) -> _Drawn:
    """Cases one by one or as a density, over units without a colour."""
    points, cells = None, None
    note = asked.word("cases.located", n=fmt_int(view.located), total=fmt_int(view.total))
    if asked.request.parameters["as"] == "points":
        points = points_of(asked, chosen, note)
        legend = points.legend
    else:
        cells, legend = density_of(asked, chosen, scope_of(asked.basis, asked.state), note)
    what, more = titled(asked, "cases.where", filter_words(asked, chosen))
    lost = view.total - view.located
    return _Drawn(
        what=what,
        legend=legend,
        klass=np.full(len(counted.counts), PLAIN, dtype=np.int8),
        values=counted.counts,
        texts=texts_of(counted.counts, 0),
        lines=more,
        notes=(asked.word("cases.unlocated", n=fmt_int(lost)),) if lost else (),
        points=points.places if points else None,
        point_classes=points.klass if points else None,
        cells=cells,
    )


def classes_of_cases(view: IncidentsView) -> tuple[ClassCount, ...]:
    """Classes of the cases of a choice, most first."""
    return tuple(ClassCount(c.facet.name, c.facet.received, c.facet.value) for c in view.classes)


def scope_of(basis: Basis, state: ViewState) -> UnitRow:
    """The unit whose inside is shown: a grid lies in its community."""
    if state.unit.level != "grid":
        return state.unit
    return basis.unit_row("community", state.unit.community_code or "") or state.unit


@dataclass(frozen=True, eq=False)
class Rates:
    """Cases by unit of a level, in the published order.

    Attributes
    ----------
    values
        Cases per 10,000 residents; NaN outside the scope and where nobody lives.
    counts
        Cases; NaN outside the scope.
    inside
        Which units lie in the scope.
    """

    values: Floats
    counts: Floats
    inside: npt.NDArray[np.bool_]


def rates(asked: Asked, chosen: CaseFilter, level: str, scope: UnitRow) -> Rates:
    """Count the cases of a choice by the units of a level inside the scope."""
    basis, state = asked.basis, asked.state
    inside = unit_measures(basis, level, state.membership, state.period, scope).inside
    found = cases_by_unit(basis, state, chosen, level)
    counts = np.array([found.get(str(code), 0) for code in basis.column(level, "code")], dtype=np.float64)
    people = basis.units(level)["population"].to_numpy(dtype=np.float64)
    counts[~inside] = np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.where(people > 0, counts / people * PER_PEOPLE, np.nan)
    return Rates(values, counts, inside)


def _ranking(asked: Asked, chosen: CaseFilter, mode: str) -> tuple[tuple[RankRow, ...], str]:
    """Districts by category while a city or category is in focus, otherwise the units inside it with the most.

    Ranked by what their labels on the map say: cases a head where units are coloured by it, cases elsewhere.
    """
    basis, state = asked.basis, asked.state
    wide = state.unit.level in ("city", "category")
    level = DISTRICTS[state.membership] if wide else state.stored_level
    found = rates(asked, chosen, level, scope_of(basis, state))
    counts, inside, by_rate = found.counts, found.inside, mode == "units"
    values, digits = (found.values, RATE_DIGITS) if by_rate else (counts, 0)
    name, _ = titled(asked, "cases.rate" if by_rate else "cases.count", filter_words(asked, chosen))
    rows = [basis.unit_at(level, int(seq)) for seq in np.flatnonzero(inside)]
    rows.sort(
        key=lambda row: (
            (row.category or "") if wide else "",
            by_rate and bool(counts[row.seq] < FEW_IN_NUMERATOR),
            -float(np.nan_to_num(values[row.seq], nan=-1.0)),
            row.code,
        )
    )
    listed = rows if wide else [row for row in rows if counts[row.seq] > 0][:LIST_LENGTH]
    ranking = tuple(
        RankRow(
            code=row.code,
            name=full_name(basis, row, asked.lang),
            value_text=value_text(float(values[row.seq]), digits),
            value=None if np.isnan(values[row.seq]) else float(values[row.seq]),
            category=row.category,
            is_scope=row.code == state.unit.code,
            is_few=by_rate and bool(counts[row.seq] < FEW_IN_NUMERATOR),
        )
        for row in listed
    )
    if len(listed) == len(rows):
        return ranking, asked.by_level(name, level)
    return ranking, asked.word("ranking_most", what=name, level=asked.level_word(level))


def _district_texts(asked: Asked, chosen: CaseFilter, mode: str) -> dict[str, str]:
    level = DISTRICTS[asked.state.membership]
    if mode == "units" and level == asked.state.stored_level:
        return {}
    found = rates(asked, chosen, level, scope_of(asked.basis, asked.state))
    shown, digits = (found.values, RATE_DIGITS) if mode == "units" else (found.counts, 0)
    codes = asked.basis.column(level, "code")
    return {str(codes[seq]): value_text(float(shown[seq]), digits) for seq in np.flatnonzero(found.inside)}


def trend_of_cases(asked: Asked, chosen: CaseFilter) -> tuple[tuple[TrendPoint, ...], str]:
    """Cases of the choice by month: a year that ends with the period, or with a standing the months that it has."""
    basis, state = asked.basis, asked.state
    first = max(basis.available.first, state.period.last - TREND_MONTHS + 1)
    year = replace(state, period=Period(min(first, state.period.first), state.period.last))
    counts = case_counts(basis, year, replace(chosen, day=None))
    by_month: dict[int, int] = {}
    for frame in counts.frames:
        day = date.fromordinal(_EPOCH + frame.number) if counts.by_day else None
        month = month_index(day.year, day.month) if day else frame.number
        by_month[month] = by_month.get(month, 0) + frame.cases
    points = tuple(trend_point(asked, month, float(n), 0) for month, n in by_month.items())
    what = asked.word("cases.received")
    return points[-max(TREND_MONTHS, state.period.months) :], asked.word(
        "trend", what=what, unit=asked.word("cases.unit")
    )
