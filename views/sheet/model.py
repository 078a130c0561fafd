"""The data of one sheet, typed and in words, ready to be drawn: no drawing, no clock, no second way to count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from views.basis import Provenance
from views.city_map import ClassCount
from views.figures import Figure
from views.sheet.choices import SheetRequest
from views.sheet.sizes import SheetSize

LegendKind = Literal["ramp", "category", "diverging", "points"]

# `klass` of a unit that has no value, and of one that is not coloured (under points and densities).
NO_DATA, PLAIN = -1, -2


@dataclass(frozen=True)
class SheetClass:
    """One class of the legend.

    Attributes
    ----------
    label
        What it holds, in words.
    count
        Units (or points) in it.
    colour
        Ramp: step from 0 of as many as there are classes. Diverging: 0…6 into the seven steps from cold to hot, 3 is
        the middle. Category: the category's code. Points: 0 for any case, or its standing
        from 1: closed, not filed or void, open, overdue.
    low, high
        Ends of the class; None where it has none.
    """

    label: str
    count: int
    colour: int | str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class SheetLegend:
    """What the colours mean.

    Attributes
    ----------
    n_missing
        Units without data.
    counted
        What `count` counts, in words: 社区, 网格 …
    note
        A line below, or "".
    """

    name: str
    unit: str
    kind: LegendKind
    classes: tuple[SheetClass, ...]
    n_missing: int = 0
    counted: str = ""
    note: str = ""


@dataclass(frozen=True)
class CategoryKey:
    """A category in the key of bands; in the order of the region's definitions.

    Attributes
    ----------
    n_units
        Coloured units on the sheet that belong to it.
    members
        Names of its districts on the sheet.
    """

    code: str
    name: str
    numeral: str
    task: str
    n_units: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class RankRow:
    """A unit in the ranking.

    Attributes
    ----------
    is_scope
        Whether it is the unit that the sheet is about.
    is_few
        Whether so few cases stand behind the value that it says little.
    """

    code: str
    name: str
    value_text: str
    value: float | None
    category: str | None
    is_scope: bool = False
    is_few: bool = False


@dataclass(frozen=True)
class TrendPoint:
    """One month of the trend.

    Attributes
    ----------
    month
        year * 12 + month - 1.
    is_partial
        Whether the data end within the month.
    is_shown
        Whether it belongs to the period of the sheet.
    """

    month: int
    label: str
    value: float | None
    value_text: str
    is_partial: bool = False
    is_shown: bool = True


@dataclass(frozen=True, eq=False)
class SheetMap:
    """What the map of a sheet is made of; all geometry in the region's metric CRS.

    Attributes
    ----------
    crs
        As the region names it, e.g. ``EPSG:4544``.
    level
        Of the coloured units, as the release stores it.
    units
        GeoDataFrame ``code, name, klass, value, value_text, category, parent, geometry``: units inside the scope alone, exact
        edges, in the published order. ``klass`` (int8) is a place in the legend's classes, `NO_DATA` or `PLAIN`.
    districts
        GeoDataFrame ``code, name, category, inside_scope, value_text, geometry``: all zones (or counties) of the
        membership; ``inside_scope`` tells those that the scope contains or lies in.
    scope
        Outline of what the sheet is about.
    neighbours, rivers
        GeoDataFrame ``name, geometry`` and GeoSeries; empty where the request wants none.
    province
        GeoDataFrame ``name, is_region, geometry``: the prefectures of the province for the inset; None without inset.
    points
        float64 (n, 2): cases one by one; None where they are not shown so.
    point_classes
        int8 (n,): place of each point in the legend's classes; None where all are in the first.
    cells
        GeoDataFrame ``klass, value, geometry``: cells of a density; None where it is not shown.
    is_schematic
        Whether the edges of the coloured units are made up (示意边界).
    selected_code
        A unit to outline among the others, or "".
    """

    crs: str
    level: str
    membership: str
    scope_level: str
    scope_code: str
    units: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    scope: BaseGeometry
    neighbours: gpd.GeoDataFrame
    rivers: gpd.GeoSeries
    province: gpd.GeoDataFrame | None
    region_outline: BaseGeometry
    points: npt.NDArray[np.float64] | None = None
    point_classes: npt.NDArray[np.int8] | None = None
    cells: gpd.GeoDataFrame | None = None
    is_schematic: bool = False
    selected_code: str = ""


@dataclass(frozen=True, eq=False)
class SheetView:
    """Everything that one sheet shows, in words and numbers of the request's language.

    Attributes
    ----------
    size
        As the sheet lies.
    code, link
        What the sheet prints and what its QR holds.
    subtitle
        Lines below the title: period, what is counted, the filter.
    categories
        The key of bands; empty where a single category or none is on the sheet.
    figures
        Headline figures of the scope.
    ranking
        Units beside their peers, in the order to be listed: in a city, category by category.
    sources
        Source, data date with age, release with definitions, projection: one line each.
    approval_line
        审图号 with its number, or the words that it is awaited.
    schematic_note, demo_note, stale_note
        "" where they do not apply.
    notes
        More that a reader must know: what could not be placed, and so on.
    """

    request: SheetRequest
    code: str
    link: str
    size: SheetSize
    title: str
    subtitle: tuple[str, ...]
    map: SheetMap
    legend: SheetLegend
    categories: tuple[CategoryKey, ...]
    figures: tuple[Figure, ...]
    ranking: tuple[RankRow, ...]
    ranking_title: str
    trend: tuple[TrendPoint, ...]
    trend_name: str
    classes: tuple[ClassCount, ...]
    classes_title: str
    sources: tuple[str, ...]
    marking: str
    approval: str
    approval_line: str
    schematic_note: str
    demo_note: str
    stale_note: str
    watermark: str
    notes: tuple[str, ...]
    provenance: Provenance
