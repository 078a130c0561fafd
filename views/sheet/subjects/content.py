"""What each subject contributes to a sheet, and the pieces that subjects share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from data.reads import UnitRow
from governance.indicators import Indicator
from governance.periods import Period, month_index
from views.basis import Basis
from views.city_map import ClassCount, Legend
from views.figures import Figure
from views.measures import Floats, MonthPoint
from views.names import Lang
from views.peers import PeerGroup
from views.sheet.choices import SheetRequest
from views.sheet.model import RankRow, SheetClass, SheetLegend, TrendPoint
from views.state import ViewState
from views.words import fmt_int, fmt_month, fmt_rate, word

Classes = npt.NDArray[np.int8]
TREND_MONTHS = 12


@dataclass(frozen=True, eq=False)
class Asked:
    """What a subject is asked: the release, the request and the state of its view."""

    basis: Basis
    request: SheetRequest
    state: ViewState

    @property
    def lang(self) -> Lang:
        """Language of the sheet."""
        return self.request.lang

    def word(self, key: str, /, **values: object) -> str:
        """A text of the catalogue of sheets."""
        return word(f"sheet.{key}", self.lang, **values)

    def level_word(self, level: str) -> str:
        """A level in a word, as the region calls it; zones and counties are called the same on the screens."""
        names = self.basis.definitions.level_shorts["county" if level == "zone" else level]
        return names[0] if self.lang == "zh" else names[1].lower()

    def by_level(self, what: str, level: str) -> str:
        """What is shown, by units of a level."""
        return self.word("by_level", what=what, level=self.level_word(level))


@dataclass(frozen=True, eq=False)
class Content:
    """What a subject puts on a sheet.

    Attributes
    ----------
    what
        For the title, without the place.
    level, scope
        Level of the coloured units as the release stores it, and the unit inside which they lie.
    inside
        Bool by unit of the level, in the published order: those on the sheet.
    klass, values, texts
        By unit of the level, in the published order.
    district_texts
        Value in words by code of a district.
    lines
        Of the subtitle: what is counted, and the filter.
    no_period
        The subject is a state at the data's end: no months are named.
    fresh_names
        Figures that the sheet rests on (`views.staleness.stale_note`), and the one department whose cases they are.
    selected
        Code of a unit to outline.
    """

    what: str
    level: str
    scope: UnitRow
    inside: npt.NDArray[np.bool_]
    klass: Classes
    values: Floats
    texts: Sequence[str]
    legend: SheetLegend
    figures: tuple[Figure, ...]
    district_texts: Mapping[str, str]
    ranking: tuple[RankRow, ...] = ()
    ranking_title: str = ""
    trend: tuple[TrendPoint, ...] = ()
    trend_name: str = ""
    classes: tuple[ClassCount, ...] = ()
    classes_title: str = ""
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    no_period: bool = False
    period_words: str = ""
    fresh_names: tuple[str, ...] = ()
    department: str = ""
    points: npt.NDArray[np.float64] | None = None
    point_classes: npt.NDArray[np.int8] | None = None
    cells: gpd.GeoDataFrame | None = None
    selected: str = ""
    sources: tuple[str, ...] = ()


def value_text(value: float | None, digits: int) -> str:
    """A value without its unit; "—" when missing."""
    return fmt_int(value) if digits == 0 else fmt_rate(value, digits)


def texts_of(values: Floats, digits: int) -> tuple[str, ...]:
    """Each value in words, without its unit."""
    return tuple(value_text(float(value), digits) for value in values)


def ramp_legend(legend: Legend, klass: Classes, values: Floats, counted: str, note: str = "") -> SheetLegend:
    """The legend of a choropleth: each class by the smallest and the largest value that it holds.

    Where a class begins says the same as on the screens; where it ends belongs to it alone.
    """
    ends = [(step.low, step.high) for step in legend.classes]
    for place in range(len(ends)):
        own = values[klass == place]
        if len(own):
            ends[place] = float(own.min()), float(own.max())
    labels = spans(ends, legend.digits)
    return SheetLegend(
        name=legend.name,
        unit=legend.unit,
        kind="ramp",
        classes=tuple(
            SheetClass(label, step.count, i, *span)
            for i, (step, label, span) in enumerate(zip(legend.classes, labels, ends, strict=True))
        ),
        n_missing=legend.n_missing,
        counted=counted,
        note=note,
    )


def spans(ends: Sequence[tuple[float, float]], digits: int) -> list[str]:
    """Ends (low, high) of classes in words; an end that would read like the next class's beginning is said to lie below it."""
    texts = [(value_text(low, digits), value_text(high, digits)) for low, high in ends]
    found = []
    for place, (low, high) in enumerate(texts):
        after = texts[place + 1][0] if place + 1 < len(texts) else ""
        if low == high:
            found.append(fmt_int(0) if ends[place] == (0.0, 0.0) else low)
        else:
            found.append(f"{low}–<{high}" if high == after else f"{low}–{high}")
    return found


def ranked(
    groups: Sequence[PeerGroup], digits: int, scope: UnitRow, selected: str = ""
) -> tuple[RankRow, ...]:
    """Units of groups of peers, group by group."""
    return tuple(
        RankRow(
            code=unit.code,
            name=unit.name,
            value_text=value_text(unit.figure.value, digits),
            value=unit.figure.value,
            category=unit.category,
            is_scope=unit.code in (scope.code, selected),
            is_few=unit.is_few,
        )
        for group in groups
        for unit in group.units
    )


def months_trend(
    asked: Asked, points: Sequence[MonthPoint], value_of: Callable[[MonthPoint], float | None], digits: int
) -> tuple[TrendPoint, ...]:
    """Months as points of a trend, at most `TREND_MONTHS` or as many as the period has."""
    shown = asked.state.period
    kept = [p for p in points if p.month > shown.last - max(TREND_MONTHS, shown.months)]
    return tuple(trend_point(asked, point.month, value_of(point), digits) for point in kept)


def trend_point(asked: Asked, month: int, value: float | None, digits: int) -> TrendPoint:
    """One month of a trend."""
    end = asked.basis.provenance.data_to
    period: Period = asked.state.period
    return TrendPoint(
        month=month,
        label=fmt_month(month, asked.lang),
        value=value,
        value_text=value_text(value, digits),
        is_partial=month == month_index(end.year, end.month) and (end + timedelta(days=1)).month == end.month,
        is_shown=period.first <= month <= period.last,
    )


def indicator_words(indicator: Indicator, lang: Lang) -> tuple[str, str]:
    """Name and unit."""
    return (indicator.name, indicator.unit) if lang == "zh" else (indicator.name_en, indicator.unit_en)


def at_districts(state: ViewState) -> ViewState:
    """The same view by zones or counties."""
    return replace(state, level="district")
