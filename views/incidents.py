"""事件: how many cases fit a choice, when they came, of what kind they are, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.reads import UnitRow
from data.reads.cases import case_breakdown, case_totals
from governance.indicators import MEASURES
from governance.periods import Period, month_index
from views.basis import Basis, Provenance
from views.case_filter import FAMILIES, STATES, CaseFilter, kinds_of
from views.figures import Figure, Parts, count_figure, rate_figure
from views.measures import scope_parts
from views.names import Lang, class_label, full_name
from views.state import ViewState

RATES = ("on_time_rate", "located_share")
LATE_NAME: Mapping[Lang, str] = {"zh": "应结未按期", "en": "Due, not closed in time"}
MOST_DAYS = 3  # Months up to which the trend goes day by day.
MOST_UNITS = 12
_PART_COLUMNS = ("received", "filed", "located", "overdue")


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
        (day, cases received) for every day of the span.
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
    frame = case_breakdown(basis.release, chosen.parameters(state), level=state.stored_level)
    part = {str(name): rows for name, rows in frame.groupby("part", sort=False)}
    empty = frame.iloc[:0]
    (whole,) = part["all"][list(_PART_COLUMNS)].itertuples(index=False)
    hourly = part.get("hour", empty)
    span = _span(basis, state, chosen, hourly)
    days = _days(basis, span, hourly)
    hours = _hours(basis, hourly)
    classes = _classes(basis, part.get("class", empty), lang)
    by_unit = part.get("unit", empty)
    placed = by_unit[by_unit["unit_code"].notna()]
    return IncidentsView(
        state=state,
        filter=chosen,
        path=basis.path(state.unit, state.membership),
        figures=_figures(basis, state, chosen, int(whole.received), lang),
        total=int(whole.received),
        filed=int(whole.filed),
        located=int(whole.located),
        span=span,
        trend=_trend(span, days),
        days=days,
        hours=hours,
        dateless=int(whole.received) - int(hours.sum()),
        families=_families(classes),
        classes=classes,
        departments=_facets(part.get("department", empty), "department", _department_names(basis, lang)),
        channels=_facets(part.get("channel", empty), "channel", {}),
        states=_in_order(_facets(part.get("state", empty), "state", {}), STATES),
        units=_units(basis, state, placed, lang),
        n_units=len(placed),
        unplaced=int(by_unit["received"].sum() - placed["received"].sum()),
        provenance=basis.provenance,
    )


def case_parts(basis: Basis, state: ViewState, chosen: CaseFilter) -> Parts:
    """Measures of the choice as the registry counts them; without a filter, those of the unit out of the rollups."""
    if chosen.is_empty:
        return scope_parts(basis, state.unit, state.membership, state.period)
    wanted = chosen.parameters(state)
    # A standing looks at other months than the period; the measures each have their own.
    wanted |= {"month_from": state.period.first, "month_to": state.period.last}
    wanted.pop("axis")
    totals = case_totals(basis.release, wanted)
    return {name: float(totals[name]) if name in totals else None for name in MEASURES}


def _figures(
    basis: Basis, state: ViewState, chosen: CaseFilter, total: int, lang: Lang
) -> tuple[Figure, ...]:
    """The headline of the list first: what was received, or what stands open, overdue, late."""
    parts = case_parts(basis, state, chosen)
    registry = basis.definitions.indicators
    if chosen.standing == "late":
        late = count_figure("due", parts, None, lang)
        shown = replace(late, id="late", name=LATE_NAME[lang], value=float(total), direction="down")
        return (shown, *(count_figure(name, parts, None, lang) for name in ("closed", "overdue")))
    if chosen.standing:
        names = ("open", "overdue") if chosen.standing == "open" else ("overdue",)
        return tuple(count_figure(name, parts, None, lang, registry) for name in names)
    before = _parts_before(basis, state, chosen)
    return (
        count_figure("received", parts, before, lang, registry),
        count_figure("open", parts, before, lang, registry),
        count_figure("overdue", parts, before, lang, registry),
        *(rate_figure(registry[i], parts, before, lang) for i in RATES if i in registry),
    )


def _parts_before(basis: Basis, state: ViewState, chosen: CaseFilter) -> Parts | None:
    """The same over the period before; None where the data do not reach so far, or a single day is looked at."""
    if not state.period.previous.within(basis.available) or chosen.day:
        return None
    return case_parts(basis, replace(state, period=state.period.previous), chosen)


def _span(basis: Basis, state: ViewState, chosen: CaseFilter, hourly: pd.DataFrame) -> Period:
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
    moments = pd.to_datetime(hourly["utc_hour"].to_numpy(dtype=np.int64), unit="h", utc=True)
    local = moments.tz_convert(basis.definitions.timezone)
    received, sharp = (hourly[name].to_numpy(dtype=np.int64) for name in ("received", "on_the_hour"))
    np.add.at(counts, (local.day_of_week, local.hour), np.where(local.hour == 0, received - sharp, received))
    counts.flags.writeable = False
    return counts


def _facets(rows: pd.DataFrame, column: str, names: Mapping[str, str]) -> tuple[Facet, ...]:
    """Values of a dimension, most cases first; what a row does not say is the value ""."""
    values = ["" if pd.isna(value) else str(value) for value in rows[column]]
    counts = rows[["received", "filed", "overdue"]].itertuples(index=False)
    found = [
        Facet(value, names.get(value, value), int(row.received), int(row.filed), int(row.overdue))
        for value, row in zip(values, counts, strict=True)
    ]
    return tuple(sorted(found, key=lambda facet: (-facet.received, facet.value)))


def _in_order(facets: tuple[Facet, ...], order: tuple[str, ...]) -> tuple[Facet, ...]:
    return tuple(sorted(facets, key=lambda facet: order.index(facet.value)))


def _sum(value: str, name: str, facets: tuple[Facet, ...]) -> Facet:
    counts = (sum(getattr(facet, field) for facet in facets) for field in ("received", "filed", "overdue"))
    return Facet(value, name, *counts)


def _classes(basis: Basis, rows: pd.DataFrame, lang: Lang) -> tuple[ClassFacet, ...]:
    known = {kind.class_code: kind for kind in kinds_of(basis)}
    found = []
    for code, own in rows.groupby("class_code", sort=False):
        kind = known[str(code)]
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


def _units(basis: Basis, state: ViewState, placed: pd.DataFrame, lang: Lang) -> tuple[Facet, ...]:
    ordered = _facets(placed.nlargest(MOST_UNITS, "received"), "unit_code", {})
    named = []
    for facet in ordered:
        unit = basis.unit_row(state.stored_level, facet.value)
        named.append(replace(facet, name=full_name(basis, unit, lang) if unit else facet.value))
    return tuple(named)
