"""事件: how many cases fit a choice, when they came, of what kind they are, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.reads import UnitRow
from data.reads.cases import case_breakdown
from governance.periods import Period, month_index
from views.ahead import ahead
from views.basis import Basis, Provenance
from views.cases.figures import headline_figures, parts_and_before
from views.cases.filter import FAMILIES, STATES, CaseFilter, kinds_of
from views.figures import Figure
from views.names import Lang, class_label, full_name
from views.state import ViewState

MOST_DAYS = 3  # Months up to which the trend goes day by day.
MOST_UNITS = 12


@dataclass(frozen=True)
class Facet:
    """Cases of one value of a dimension.

    Attributes
    ----------
    value
        What the filter takes.
    filed
        How many of them were filed (立案): shares divide by this.
    """

    value: str
    name: str
    received: int
    filed: int
    overdue: int


@dataclass(frozen=True)
class ClassFacet:
    """Cases of a class, with its sub-classes."""

    family: str
    facet: Facet
    subclasses: tuple[Facet, ...]


@dataclass(frozen=True)
class Bar:
    """A day or month of the trend; `month` is year * 12 + month - 1."""

    day: date | None
    month: int
    received: int


@dataclass(frozen=True, eq=False)
class IncidentsView:
    """Everything the screen of cases shows beside its map and its list.

    Attributes
    ----------
    figures
        As the registry defines them: rates over cases due in the period, open and overdue as of the data date.
    total
        Cases listed: received in the period and fitting the filter. Every breakdown sums to it.
    span
        Months whose days are shown: the period, or with a standing filter the months of its cases.
    days
        (day, cases received) for every day of the span; like `trend`, of the choice without the day it names.
    hours
        int64 (7, 24): cases received by weekday (Monday first) and local hour, without the `dateless` ones.
    dateless
        Cases received at midnight sharp: their files give a day and no hour.
    families
        Events and components; shares divide by cases filed.
    units
        Units of the level shown, most cases first.
    unplaced
        Cases that lie in none of them.
    """

    state: ViewState
    filter: CaseFilter
    path: tuple[UnitRow, ...]
    figures: tuple[Figure, ...]
    total: int
    filed: int
    located: int
    span: Period
    trend: tuple[Bar, ...]
    days: tuple[tuple[date, int], ...]
    hours: npt.NDArray[np.int64]
    dateless: int
    families: tuple[Facet, ...]
    classes: tuple[ClassFacet, ...]
    departments: tuple[Facet, ...]
    channels: tuple[Facet, ...]
    states: tuple[Facet, ...]
    units: tuple[Facet, ...]
    n_units: int
    unplaced: int
    provenance: Provenance


@lru_cache(maxsize=128)
def incidents_view(basis: Basis, state: ViewState, chosen: CaseFilter, lang: Lang) -> IncidentsView:
    """Count the cases of a choice by everything that the screen shows."""
    measures = ahead(parts_and_before, basis, state, chosen)
    frame = case_breakdown(basis.release, chosen.parameters(state), level=state.stored_level)
    is_hourly = frame["part"].to_numpy() == "hour"
    hourly, part = frame[is_hourly], _parts(frame[~is_hourly])
    (whole,) = part["all"]
    span = _span(state, chosen, hourly)
    # Around a day that was picked, the others stay in sight: the reader came from them, and may go on to the next.
    around = incidents_view(basis, state, replace(chosen, day=None), lang) if chosen.day else None
    days = around.days if around else _days(basis, span, hourly)
    hours = _hours(basis, hourly)
    classes = _classes(basis, part.get("class", []), lang)
    by_unit = part.get("unit", [])
    placed = [row for row in by_unit if isinstance(row.unit_code, str)]
    n_placed = sum(row.received for row in placed)
    return IncidentsView(
        state=state,
        filter=chosen,
        path=basis.path(state.unit, state.membership),
        figures=headline_figures(basis, chosen, *measures.result(), int(whole.received), lang),
        total=int(whole.received),
        filed=int(whole.filed),
        located=int(whole.located),
        span=span,
        trend=around.trend if around else _trend(span, days),
        days=days,
        hours=hours,
        dateless=int(whole.received) - int(hours.sum()),
        families=_families(classes),
        classes=classes,
        departments=_facets(part.get("department", []), "department", _department_names(basis, lang)),
        channels=_facets(part.get("channel", []), "channel", {}),
        states=_in_order(_facets(part.get("state", []), "state", {}), STATES),
        units=_units(basis, state, placed, lang),
        n_units=len(placed),
        unplaced=int(whole.received) - int(n_placed),
        provenance=basis.provenance,
    )


def _parts(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Rows of each dimension; a few hundred, so plain rows are quicker than frames."""
    found: dict[str, list[Any]] = {}
    for row in frame.itertuples(index=False):
        found.setdefault(str(row.part), []).append(row)
    return found


def _span(state: ViewState, chosen: CaseFilter, hourly: pd.DataFrame) -> Period:
    if not chosen.standing:
        return state.period
    days = hourly["day"].dropna()
    if days.empty:
        return state.period
    first, last = (pd.Timestamp(end) for end in (days.min(), days.max()))
    return Period(month_index(first.year, first.month), month_index(last.year, last.month))


def _days(basis: Basis, span: Period, hourly: pd.DataFrame) -> tuple[tuple[date, int], ...]:
    """Every day of the span that the data cover, quiet ones with 0."""
    first = max(date(span.first // 12, span.first % 12 + 1, 1), basis.provenance.data_from)
    after = date((span.last + 1) // 12, (span.last + 1) % 12 + 1, 1)
    last = min(after - timedelta(days=1), basis.provenance.data_to)
    counts = np.zeros(max((last - first).days + 1, 0), dtype=np.int64)
    offsets = (pd.to_datetime(hourly["day"]) - pd.Timestamp(first)).dt.days.to_numpy()
    inside = (offsets >= 0) & (offsets < len(counts))
    np.add.at(counts, offsets[inside].astype(np.int64), hourly["received"].to_numpy()[inside])
    return tuple((first + timedelta(days=i), int(n)) for i, n in enumerate(counts))


def _trend(span: Period, days: tuple[tuple[date, int], ...]) -> tuple[Bar, ...]:
    if span.months <= MOST_DAYS:
        return tuple(Bar(day, month_index(day.year, day.month), n) for day, n in days)
    by_month = dict.fromkeys(range(span.first, span.last + 1), 0)
    for day, n in days:
        by_month[month_index(day.year, day.month)] += n
    return tuple(Bar(None, month, n) for month, n in by_month.items())


def _hours(basis: Basis, hourly: pd.DataFrame) -> npt.NDArray[np.int64]:
    counts = np.zeros((7, 24), dtype=np.int64)
    moments = pd.DatetimeIndex((hourly["utc_hour"].to_numpy(dtype=np.int64) * 3600).view("M8[s]"), tz="UTC")
    local = moments.tz_convert(basis.definitions.timezone)
    received, sharp = (hourly[name].to_numpy(dtype=np.int64) for name in ("received", "on_the_hour"))
    np.add.at(counts, (local.day_of_week, local.hour), np.where(local.hour == 0, received - sharp, received))
    counts.flags.writeable = False
    return counts


def _facets(rows: Sequence[Any], column: str, names: Mapping[str, str]) -> tuple[Facet, ...]:
    """Values of a dimension, most cases first; what a row does not say is the value ""."""
    found = []
    for row in rows:
        said = getattr(row, column)
        value = said if isinstance(said, str) else ""
        found.append(
            Facet(value, names.get(value, value), int(row.received), int(row.filed), int(row.overdue))
        )
    return tuple(sorted(found, key=lambda facet: (-facet.received, facet.value)))


def _in_order(facets: tuple[Facet, ...], order: tuple[str, ...]) -> tuple[Facet, ...]:
    return tuple(sorted(facets, key=lambda facet: order.index(facet.value)))


def _sum(value: str, name: str, facets: tuple[Facet, ...]) -> Facet:
    counts = (sum(getattr(facet, field) for facet in facets) for field in ("received", "filed", "overdue"))
    return Facet(value, name, *counts)


def _classes(basis: Basis, rows: Sequence[Any], lang: Lang) -> tuple[ClassFacet, ...]:
    known = {kind.class_code: kind for kind in kinds_of(basis)}
    by_class: dict[str, list[Any]] = {}
    for row in rows:
        by_class.setdefault(row.class_code, []).append(row)
    found = []
    for code, own in by_class.items():
        kind = known[code]
        subclasses = _facets(own, "subclass_name", {})
        name = class_label(basis, kind.class_code, kind.class_name, lang)
        found.append(ClassFacet(kind.family, _sum(kind.class_code, name, subclasses), subclasses))
    return tuple(sorted(found, key=lambda entry: (-entry.facet.received, entry.facet.value)))


def _families(classes: tuple[ClassFacet, ...]) -> tuple[Facet, ...]:
    return tuple(
        _sum(family, family, tuple(entry.facet for entry in classes if entry.family == family))
        for family in FAMILIES
    )


def _department_names(basis: Basis, lang: Lang) -> dict[str, str]:
    return {
        entry.id: entry.name if lang == "zh" else entry.name_en for entry in basis.definitions.departments
    }


def _units(basis: Basis, state: ViewState, placed: Sequence[Any], lang: Lang) -> tuple[Facet, ...]:
    named = []
    for facet in _facets(placed, "unit_code", {})[:MOST_UNITS]:
        unit = basis.unit_row(state.stored_level, facet.value)
        named.append(replace(facet, name=full_name(basis, unit, lang) if unit else facet.value))
    return tuple(named)


@lru_cache(maxsize=8)
def cases_by_unit(basis: Basis, state: ViewState, chosen: CaseFilter, level: str) -> Mapping[str, int]:
    """Cases of a choice by the code of every unit of a level that has any; the rest of `total` is 未定位."""
    frame = case_breakdown(basis.release, chosen.parameters(state), level=level)
    units = frame[(frame["part"] == "unit") & frame["unit_code"].notna()]
    return {str(code): int(count) for code, count in zip(units["unit_code"], units["received"], strict=True)}
