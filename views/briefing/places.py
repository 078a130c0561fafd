"""The map of a briefing to walk through: districts, streets and communities with their figures, level by level."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from data.reads import geometries
from geo.coverage import union_by
from governance.indicators import Indicator
from views.basis import Basis
from views.briefing.model import BriefingView
from views.briefing.scope import DISTRICT, Scope, figure_cell, scope_of
from views.city_map import HEADLINE_RATES, city_map
from views.figures import Figure, count_figure, rate_figure
from views.measures import UnitMeasures, unit_measures
from views.names import unit_name
from views.state import Level, with_level
from views.words import fmt_rate

# The corner that may be cut: (this many degrees)², a few pixels at the closest look.
_SIMPLIFY_DEG = {"city": 4e-4, "category": 3e-4, "zone": 2e-4, "county": 2e-4}
_CONTEXT_DEG = 1e-3


@dataclass(frozen=True)
class PlaceFigure:
    """One line of a card: name, value with unit, parts and the words for too few cases."""

    name: str
    text: str
    note: str


@dataclass(frozen=True)
class Place:
    """A unit of the map.

    Attributes
    ----------
    lon, lat
        A point inside it, degrees of EPSG:4490.
    parent
        Code of the unit one level up that it is drawn in; "" at the top.
    klass
        Place in the level's classes, -1 without data.
    main
        The indicator that colours the map.
    figures
        The others, as in the tables of the briefing.
    """

    code: str
    name: str
    parent: str
    category: str | None
    lon: float
    lat: float
    klass: int
    is_few: bool
    main: PlaceFigure
    figures: tuple[PlaceFigure, ...]


@dataclass(frozen=True)
class PlaceClass:
    """A class of the legend and the units in it."""

    label: str
    count: int


@dataclass(frozen=True, eq=False)
class PlaceLevel:
    """One level of the map.

    Attributes
    ----------
    places
        In the order of `shapes`.
    shapes
        Polygons, degrees of EPSG:4490; all levels are drawn from the same simplified lines.
    """

    level: Level
    name: str
    places: tuple[Place, ...]
    shapes: npt.NDArray[np.object_]
    classes: tuple[PlaceClass, ...]
    n_missing: int
    is_schematic: bool


@dataclass(frozen=True, eq=False)
class PlaceMap:
    """The whole map.

    Attributes
    ----------
    around
        (name, outline) of the districts beside the unit, degrees of EPSG:4490.
    """

    indicator: str
    unit: str
    levels: tuple[PlaceLevel, ...]
    around: tuple[tuple[str, shapely.Geometry], ...]


@lru_cache(maxsize=8)
def place_map(basis: Basis, view: BriefingView, indicator: str = "") -> PlaceMap:
    """The levels below the briefing's unit: of a district streets and communities, else districts first.

    Raises
    ------
    StateError
        When the release of `basis` does not hold the briefing's unit.
    """
    chosen = indicator or view.sheet.request.parameters.get("i", "")
    scope = scope_of(basis, view.unit.code, view.period, view.membership, view.lang, chosen)
    levels: tuple[Level, ...] = ("street", "community")
    if scope.kind in ("city", "category"):
        levels = ("district", *levels)
    stored = [with_level(scope.state, level).stored_level for level in levels]
    registry = basis.definitions.indicators
    main = registry[scope.state.indicator]
    shapes = _shapes(scope, stored)
    parents = ["", *stored[:-1]]
    found = tuple(
        _level(scope, level, parent, main, shapes[name])
        for level, name, parent in zip(levels, stored, parents, strict=True)
    )
    return PlaceMap(
        indicator=main.name if view.lang == "zh" else main.name_en,
        unit=main.unit if view.lang == "zh" else main.unit_en,
        levels=found,
        around=_around(scope),
    )


def _inside(scope: Scope, level: str) -> npt.NDArray[np.intp]:
    measures = unit_measures(scope.basis, level, scope.membership, scope.period, scope.unit)
    return np.flatnonzero(measures.inside)


def _shapes(scope: Scope, levels: list[str]) -> dict[str, npt.NDArray[np.object_]]:
    """Simplified shapes of each level, the coarser ones put together of the finest."""
    finest = levels[-1]
    inside = _inside(scope, finest)
    exact = geometries(scope.basis.release, finest).to_numpy()[inside]
    drawn = shapely.coverage_simplify(exact, _SIMPLIFY_DEG[scope.kind])
    units = scope.basis.units(finest).iloc[inside]
    shapes = {finest: drawn}
    for level in levels[:-1]:
        unions = union_by(drawn, units[f"{level}_code"].astype(str))
        codes = scope.basis.column(level, "code")[_inside(scope, level)]
        shapes[level] = np.array([unions.get(str(code), shapely.Polygon()) for code in codes], dtype=object)
    return shapes


def _level(
    scope: Scope, level: Level, parent: str, main: Indicator, shapes: npt.NDArray[np.object_]
) -> PlaceLevel:
    shown = with_level(scope.state, level)
    stored = shown.stored_level
    view = city_map(scope.basis, shown, scope.lang)
    measures = unit_measures(scope.basis, stored, scope.membership, scope.period, scope.unit)
    inside = _inside(scope, stored)
    above = scope.basis.column(stored, f"{parent}_code") if parent else None
    places = tuple(
        _place(scope, stored, int(position), "" if above is None else str(above[position] or ""),
               int(view.layer.classes[position]), main, measures)
        for position in inside
    )  # fmt: skip
    digits = view.legend.digits
    classes = tuple(
        PlaceClass(
            f"{fmt_rate(step.low, digits)}–{fmt_rate(step.high, digits)}"
            if step.low != step.high
            else fmt_rate(step.low, digits),
            step.count,
        )
        for step in view.legend.classes
    )
    name = scope.word(f"level_{level}")
    return PlaceLevel(level, name, places, shapes, classes, view.legend.n_missing, view.layer.schematic)


def _place(
    scope: Scope, level: str, position: int, parent: str, klass: int, main: Indicator, measures: UnitMeasures
) -> Place:
    unit, parts = scope.basis.unit_at(level, position), measures.parts_of(position)
    registry = scope.basis.definitions.indicators
    own = rate_figure(main, parts, None, scope.lang)
    others = (
        count_figure("received", parts, None, scope.lang, registry),
        *(rate_figure(registry[i], parts, None, scope.lang) for i in HEADLINE_RATES if i in registry),
        count_figure("overdue", parts, None, scope.lang, registry),
    )
    return Place(
        code=unit.code,
        name=unit_name(unit, scope.lang),
        parent=parent,
        category=unit.category,
        lon=unit.lon,
        lat=unit.lat,
        klass=max(klass, -1),
        is_few=own.is_few,
        main=_line(scope, own, with_parts=True),
        figures=tuple(_line(scope, figure) for figure in others if figure.id != main.id),
    )


def _line(scope: Scope, figure: Figure, *, with_parts: bool = False) -> PlaceFigure:
    cell = figure_cell(figure, few=scope.word("few"))
    unit = "" if figure.unit == "%" else f"\u00a0{figure.unit}"
    note = cell.note
    if with_parts and figure.denominator_name and figure.unit != "%":
        parts = figure_cell(replace(figure, unit="%"))
        note = " ".join(filter(None, (parts.note, cell.note)))
    return PlaceFigure(figure.name, cell.text + (unit if cell.value is not None else ""), note)


def _around(scope: Scope) -> tuple[tuple[str, shapely.Geometry], ...]:
    """The other districts of the region, for a unit that is not all of it."""
    level = DISTRICT[scope.membership]
    if scope.kind == "city":
        return ()
    frame: pd.DataFrame = scope.basis.units(level)
    others = frame["code" if scope.kind != "category" else "category"].to_numpy() != scope.unit.code
    drawn = shapely.coverage_simplify(geometries(scope.basis.release, level).to_numpy(), _CONTEXT_DEG)
    return tuple(
        (unit_name(scope.basis.unit_at(level, int(position)), scope.lang), drawn[position])
        for position in np.flatnonzero(others)
    )
