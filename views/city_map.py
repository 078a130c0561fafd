"""The city map: one indicator over one level inside one unit, with its figures and its peers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from data.reads import UnitRow, class_counts
from geo.classify import classify
from governance.indicators import Indicator
from governance.periods import Period
from views.basis import Basis, Provenance
from views.figures import Figure, count_figure, part_name, rate_figure
from views.map_layer import MapLayer
from views.measures import (
    MonthPoint,
    UnitMeasures,
    months_of,
    parts_before,
    parts_in_view,
    unit_measures,
)
from views.names import Lang, class_label
from views.peers import PeerGroup, peer_groups
from views.state import ViewState

N_CLASSES = 5
TREND_MONTHS = 12

HEADLINE_RATES = ("cases_per_10k", "closing_rate", "on_time_rate", "satisfaction_rate")


@dataclass(frozen=True)
class LegendClass:
    """One step of the ramp: values from `low` to `high`, and how many units fall there."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Legend:
    """Legend of a choropleth: the classes in use and the units without data."""

    name: str
    unit: str
    digits: int
    classes: tuple[LegendClass, ...]
    n_missing: int


@dataclass(frozen=True)
class ClassCount:
    """Cases received of one class in the period; classes of one name are one, with their codes separated by commas."""

    name: str
    received: int
    code: str = ""


@dataclass(frozen=True, eq=False)
class CityMapView:
    """Everything the city map shows; an export takes the same object."""

    state: ViewState
    path: tuple[UnitRow, ...]
    indicator: Indicator
    layer: MapLayer
    legend: Legend
    figures: tuple[Figure, ...]
    main: Figure
    groups: tuple[PeerGroup, ...]
    trend: tuple[MonthPoint, ...]
    classes: tuple[ClassCount, ...]
    unlocated: float
    received: float
    provenance: Provenance


@lru_cache(maxsize=128)
def city_map(basis: Basis, state: ViewState, lang: Lang) -> CityMapView:
    """Compose the city map of a state.

    Parameters
    ----------
    basis
        The release to read.
    state
        Unit, membership, level, indicator, period and category filter.
    lang
        Language of the names inside the view.
    """
    indicator = basis.definitions.indicators[state.indicator]
    scope = _scope(basis, state)
    measures = unit_measures(basis, state.stored_level, state.membership, state.period, scope)
    categories = state.categories if state.unit.level == "city" else frozenset()
    shown = _shown(basis, state, measures, categories)
    layer, legend = _layer(basis, state, measures, shown, indicator, scope, lang)
    parts = parts_in_view(basis, state.unit, state.membership, state.period, categories)
    before = parts_before(basis, state.unit, state.membership, state.period, categories)
    registry = basis.definitions.indicators
    figures = (
        count_figure("received", parts, before, lang, registry),
        *(rate_figure(registry[i], parts, before, lang) for i in HEADLINE_RATES if i in registry),
        count_figure("overdue", parts, before, lang, registry),
    )
    lost = measures.unlocated if not categories else {"received": 0.0}
    return CityMapView(
        state=state,
        path=basis.path(state.unit, state.membership),
        indicator=indicator,
        layer=layer,
        legend=legend,
        figures=figures,
        main=rate_figure(indicator, parts, before, lang),
        groups=peer_groups(basis, state, measures, shown, indicator, lang),
        trend=_trend(basis, state),
        classes=class_counts_of(basis, state.unit, state.membership, state.period, categories, lang),
        unlocated=lost["received"],
        received=parts["received"] or 0.0,
        provenance=basis.provenance,
    )


def _scope(basis: Basis, state: ViewState) -> UnitRow:
    """The unit whose inside is coloured: a grid has none, so its community is."""
    if state.unit.level != "grid":
        return state.unit
    community = basis.unit_row("community", state.unit.community_code or "")
    return community if community is not None else state.unit


def _shown(
    basis: Basis, state: ViewState, measures: UnitMeasures, categories: frozenset[str]
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if not categories:
        return measures.inside
    return measures.inside & np.isin(basis.column(state.stored_level, "category"), sorted(categories))


def _layer(
    basis: Basis,
    state: ViewState,
    measures: UnitMeasures,
    shown: np.ndarray[tuple[int], np.dtype[np.bool_]],
    indicator: Indicator,
    scope: UnitRow,
    lang: Lang,
) -> tuple[MapLayer, Legend]:
    values, numerators, denominators = measures.quotient(indicator)
    inside = classify(values[shown], k=N_CLASSES)
    classes = np.full(len(values), -2, dtype=np.int8)
    classes[shown] = inside.classes
    layer = MapLayer(
        geometry_hash=basis.provenance.geometry_hash,
        level=state.stored_level,
        membership=state.membership,
        classes=classes,
        numerators=numerators,
        denominators=denominators,
        n_classes=inside.n_classes,
        scale=indicator.scale,
        digits=indicator.digits,
        indicator_name=indicator.name if lang == "zh" else indicator.name_en,
        numerator_name=part_name(indicator.numerator, lang),
        denominator_name=part_name(indicator.denominator, lang),
        unit=indicator.unit if lang == "zh" else indicator.unit_en,
        scope_level=scope.level,
        scope_code=scope.code,
        scope_bounds=(scope.minx, scope.miny, scope.maxx, scope.maxy),
        selected_code=state.unit.code if state.unit.level == "grid" else None,
        schematic=bool(basis.column(state.stored_level, "schematic").any()),
        category_filter=state.categories if state.unit.level == "city" else frozenset(),
    )
    legend = Legend(
        name=layer.indicator_name,
        unit=layer.unit,
        digits=indicator.digits,
        classes=tuple(
            LegendClass(low, high, int(count))
            for low, high, count in zip(inside.breaks, inside.breaks[1:], inside.counts, strict=False)
        ),
        n_missing=inside.n_missing,
    )
    return layer, legend


@lru_cache(maxsize=256)
def class_counts_of(
    basis: Basis, scope: UnitRow, membership: str, period: Period, categories: frozenset[str], lang: Lang
) -> tuple[ClassCount, ...]:
    """Classes of the cases received by a unit, or by the chosen categories of the city, most first."""
    counts: dict[str, int] = {}
    codes: dict[str, set[str]] = {}
    within: list[str | None] = [*sorted(categories)] or [None]
    for category in within:
        frame = class_counts(
            basis.release,
            membership=membership,
            month_from=period.first,
            month_to=period.last,
            scope_level=scope.level,
            scope_code=scope.code,
            category=category,
        )
        for code, own, received in zip(
            frame["class_code"], frame["class_name"], frame["received"], strict=True
        ):
            name = class_label(basis, code, own, lang)
            counts[name] = counts.get(name, 0) + int(received)
            codes.setdefault(name, set()).add(str(code))
    return tuple(
        ClassCount(name, received, ",".join(sorted(codes[name])))
        for name, received in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _trend(basis: Basis, state: ViewState) -> tuple[MonthPoint, ...]:
    first = max(basis.available.first, state.period.last - TREND_MONTHS + 1)
    return months_of(
        basis, state.unit, state.membership, Period(min(first, state.period.first), state.period.last)
    )
