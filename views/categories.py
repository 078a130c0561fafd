"""The categories side by side: task, members, figures; each member beside its own category only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from data.definitions import Category
from data.reads import UnitRow, geometries
from governance.indicators import Indicator
from governance.periods import Period
from views.basis import Basis, Provenance
from views.figures import Figure, Parts, count_figure, rate_figure
from views.measures import parts_before, scope_parts, unit_measures
from views.names import Lang, unit_name
from views.outline import Frame, frame_of

COMPARED = (
    "cases_per_10k",
    "closing_rate",
    "on_time_rate",
    "rework_rate",
    "satisfaction_rate",
    "overdue_share",
)


@dataclass(frozen=True)
class Outline:
    """A shape on a category's small map."""

    code: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Member:
    """One zone of a category.

    Attributes
    ----------
    figures
        One figure an indicator of `COMPARED`, in that order.
    """

    unit: UnitRow
    figures: tuple[Figure, ...]
    received: Figure


@dataclass(frozen=True)
class Comparison:
    """One indicator over the members of one category, with the category's own value.

    Attributes
    ----------
    low, high
        Ends of the axis: the same in every category, so that a small difference looks small.
    """

    indicator: Indicator
    low: float
    high: float
    whole: Figure
    members: tuple[tuple[str, str, float | None], ...]  # code, name, value


@dataclass(frozen=True)
class CategoryCard:
    """A category with what it is for and how its members stand."""

    category: Category
    unit: UnitRow
    headline: Figure
    members: tuple[Member, ...]
    comparisons: tuple[Comparison, ...]
    outlines: tuple[Outline, ...]


@dataclass(frozen=True, eq=False)
class CategoriesView:
    """All categories over one period.

    Attributes
    ----------
    frame
        The window that all small maps share, so that sizes compare.
    city_path
        Outline of the whole city in that window.
    city
        The city's figures, and what could not be placed in any zone.
    """

    period: Period
    cards: tuple[CategoryCard, ...]
    frame: Frame
    city_path: str
    city: Parts
    unlocated: float
    provenance: Provenance


@lru_cache(maxsize=32)
def categories_view(basis: Basis, period: Period, lang: Lang) -> CategoriesView:
    """Compose the comparison of categories over a period, by managed zones."""
    shapes: dict[str, BaseGeometry] = {
        str(code): shape for code, shape in geometries(basis.release, "zone").items()
    }
    frame = frame_of(list(shapes.values()))
    city = basis.unit_row("city", basis.definitions.adcode)
    assert city is not None, "a release always holds its city"
    axes = _axes(basis, city, period)
    cards = tuple(
        _card(basis, category, period, frame, shapes, axes, lang) for category in basis.definitions.categories
    )
    totals = scope_parts(basis, city, "zone", period)
    placed = sum(card.headline.value or 0.0 for card in cards)
    return CategoriesView(
        period=period,
        cards=cards,
        frame=frame,
        city_path=frame.path(shapely.coverage_union_all(list(shapes.values()))),
        city=totals,
        unlocated=(totals["received"] or 0.0) - placed,
        provenance=basis.provenance,
    )


def _card(
    basis: Basis,
    category: Category,
    period: Period,
    frame: Frame,
    shapes: dict[str, BaseGeometry],
    axes: dict[str, tuple[float, float]],
    lang: Lang,
) -> CategoryCard:
    registry = basis.definitions.indicators
    indicators = [registry[i] for i in COMPARED if i in registry]
    whole = basis.unit_row("category", category.code)
    assert whole is not None, "a release holds every category it defines"
    parts = scope_parts(basis, whole, "zone", period)
    before = parts_before(basis, whole, "zone", period, frozenset())
    members = tuple(_member(basis, code, period, indicators, lang) for code in category.members)
    return CategoryCard(
        category=category,
        unit=whole,
        headline=count_figure("received", parts, before, lang, registry),
        members=members,
        comparisons=tuple(
            Comparison(
                indicator,
                *axes[indicator.id],
                rate_figure(indicator, parts, before, lang),
                tuple((m.unit.code, unit_name(m.unit, lang), m.figures[i].value) for m in members),
            )
            for i, indicator in enumerate(indicators)
        ),
        outlines=tuple(_outline(frame, m.unit, shapes[m.unit.code]) for m in members),
    )


def _axes(basis: Basis, city: UnitRow, period: Period) -> dict[str, tuple[float, float]]:
    """The ends of each indicator's axis over all zones, with a little room; (0, 1) where no zone has a value."""
    measures = unit_measures(basis, "zone", "zone", period, city)
    axes = {}
    for indicator_id in COMPARED:
        if indicator_id in basis.definitions.indicators:
            values, _, _ = measures.quotient(basis.definitions.indicators[indicator_id])
            known = values[~np.isnan(values)]
            low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
            room = (high - low) * 0.06 or 1.0
            axes[indicator_id] = (low - room, high + room)
    return axes


def _member(basis: Basis, code: str, period: Period, indicators: list[Indicator], lang: Lang) -> Member:
    unit = basis.unit_row("zone", code)
    assert unit is not None, "members of a category are zones of the release"
    parts = scope_parts(basis, unit, "zone", period)
    before = parts_before(basis, unit, "zone", period, frozenset())
    return Member(
        unit,
        tuple(rate_figure(indicator, parts, before, lang) for indicator in indicators),
        count_figure("received", parts, before, lang, basis.definitions.indicators),
    )


def _outline(frame: Frame, unit: UnitRow, shape: BaseGeometry) -> Outline:
    x, y = frame.at(unit.lon, unit.lat)
    return Outline(unit.code, frame.path(shape), x, y)
