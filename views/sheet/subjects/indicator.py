"""A sheet of one indicator by units, and one of the categories themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from governance.indicators import Indicator
from governance.periods import Period
from views.basis import Basis
from views.city_map import CityMapView, city_map
from views.figures import add_parts
from views.measures import MonthPoint, months_of, unit_measures
from views.sheet.ground import DISTRICTS
from views.sheet.model import NO_DATA, PLAIN, RankRow, SheetClass, SheetLegend, TrendPoint
from views.sheet.subjects.content import (
    Asked,
    Content,
    at_districts,
    indicator_words,
    months_trend,
    ramp_legend,
    ranked,
    texts_of,
)
from views.state import ViewState
from views.words import fmt_int, fmt_rate


def content(asked: Asked) -> Content:
    """The indicator of the view, coloured as the map of the screen is."""
    view = city_map(asked.basis, asked.state, asked.lang)
    indicator, level = view.indicator, view.layer.level
    scope = asked.basis.unit_row(view.layer.scope_level, view.layer.scope_code)
    assert scope is not None, "the map has a scope"
    measures = unit_measures(asked.basis, level, asked.state.membership, asked.state.period, scope)
    values, _, _ = measures.quotient(indicator)
    name, unit = indicator_words(indicator, asked.lang)
    ranking, ranking_title = ranking_of(asked, view)
    trend, trend_name = trend_of(asked, indicator)
    figures = (view.main, *(figure for figure in view.figures if figure.id != view.main.id))
    return Content(
        what=asked.by_level(name, level),
        level=level,
        scope=scope,
        inside=measures.inside,
        # Units of categories that the view leaves out stay on the sheet, without a colour.
        klass=np.where(view.layer.classes == -2, PLAIN, view.layer.classes).astype(np.int8),
        values=values,
        texts=texts_of(values, indicator.digits),
        legend=ramp_legend(
            view.legend, view.layer.classes, values, asked.word("units_of", level=asked.level_word(level))
        ),
        figures=figures,
        district_texts=district_texts(asked.basis, asked.state, indicator),
        ranking=ranking,
        ranking_title=ranking_title,
        trend=trend,
        trend_name=trend_name,
        classes=view.classes,
        classes_title=asked.word("classes"),
        lines=(asked.word("dot").join((counted_line(asked, level), unit)),),
        notes=unplaced_note(asked, view.unlocated, view.received),
        no_period=not indicator.counts_a_flow,
        fresh_names=tuple(figure.id for figure in figures),
        selected=view.layer.selected_code or "",
    )


def category_content(asked: Asked) -> Content:
    """Units by the category that they belong to, each with the indicator of the view beside its name."""
    base = content(asked)
    of_unit = asked.basis.column(base.level, "category")
    on_sheet = set(of_unit[base.inside & (base.klass != PLAIN)])
    categories = [c for c in asked.basis.definitions.categories if c.code in on_sheet]
    klass = np.full(len(of_unit), NO_DATA, dtype=np.int8)
    for place, category in enumerate(categories):
        klass[of_unit == category.code] = place
    klass[base.klass == PLAIN] = PLAIN
    drawn = base.inside & (klass != PLAIN)
    name, unit = indicator_words(asked.basis.definitions.indicators[asked.state.indicator], asked.lang)
    names = {c.code: c.name if asked.lang == "zh" else c.name_en for c in categories}
    legend = SheetLegend(
        name=asked.word("category.legend"),
        unit="",
        kind="category",
        classes=tuple(
            SheetClass(names[category.code], int((klass[drawn] == place).sum()), category.code)
            for place, category in enumerate(categories)
        ),
        n_missing=int((klass[drawn] == NO_DATA).sum()),
        counted=asked.word("units_of", level=asked.level_word(base.level)),
        note=asked.word("category.labels", what=name, unit=unit),
    )
    counted = asked.word("dot").join((counted_line(asked, base.level), f"{name} {unit}"))
    return replace(
        base,
        what=_what_of_categories(asked),
        klass=klass,
        legend=legend,
        lines=(counted,),
        selected="",
    )


def _what_of_categories(asked: Asked) -> str:
    """The place of the title is a category already, the city, or a unit that belongs to one."""
    if asked.state.categories or asked.state.unit.level == "category":
        return asked.word("category.members")
    return asked.word("category.what" if asked.state.unit.level == "city" else "category.belongs")


def counted_line(asked: Asked, level: str) -> str:
    """By which units is counted, and by which membership."""
    counted = asked.word("counted", level=asked.level_word(level))
    return asked.word("dot").join((counted, asked.word(f"membership_{asked.state.membership}")))


def unplaced_note(asked: Asked, lost: float, received: float) -> tuple[str, ...]:
    """How many cases lie in no unit of the map; nothing where all do."""
    if not lost:
        return ()
    share = fmt_rate(lost / received * 100, 2, "%") if received else fmt_rate(None)
    return (asked.word("unplaced", n=fmt_int(lost), share=share),)


def district_texts(basis: Basis, state: ViewState, indicator: Indicator) -> Mapping[str, str]:
    """The indicator of every district, in words, by code."""
    level = DISTRICTS[state.membership]
    city = basis.unit_row("city", basis.definitions.adcode)
    assert city is not None, "a release always holds its city"
    values, _, _ = unit_measures(basis, level, state.membership, state.period, city).quotient(indicator)
    return dict(zip(map(str, basis.column(level, "code")), texts_of(values, indicator.digits), strict=True))


def ranking_of(asked: Asked, view: CityMapView) -> tuple[tuple[RankRow, ...], str]:
    """Districts category by category while a city or a category is in focus, otherwise the units inside it."""
    state, indicator = asked.state, view.indicator
    name, _ = indicator_words(indicator, asked.lang)
    wide = state.unit.level in ("city", "category")
    if wide and state.level != "district":
        view = city_map(asked.basis, at_districts(state), asked.lang)
    rows = ranked(view.groups, indicator.digits, state.unit, view.layer.selected_code or "")
    n_units = sum(group.n_units for group in view.groups)
    if wide or len(rows) == n_units:
        return rows, asked.by_level(name, view.layer.level)
    level = asked.level_word(view.layer.level)
    return rows, asked.word("ranking_most", what=name, level=level)


def trend_of(asked: Asked, indicator: Indicator) -> tuple[tuple[TrendPoint, ...], str]:
    """The indicator month by month; what is a state has no months, so cases received stand for it."""
    points = _months(asked)
    if indicator.counts_a_flow:
        name, unit = indicator_words(indicator, asked.lang)
        trend = months_trend(asked, points, lambda p: indicator.rate(p.parts).value, indicator.digits)
        return trend, asked.word("trend", what=name, unit=unit)
    trend = months_trend(asked, points, lambda p: p.parts["received"], 0)
    return trend, asked.word("trend", what=asked.word("cases.received"), unit=asked.word("cases.unit"))


def _months(asked: Asked) -> tuple[MonthPoint, ...]:
    """Months of the unit in focus, or of the categories that the view narrows the city to."""
    basis, state = asked.basis, asked.state
    if not state.categories:
        return city_map(basis, state, asked.lang).trend
    first = city_map(basis, state, asked.lang).trend[0].month
    units = [basis.unit_row("category", code) for code in sorted(state.categories)]
    period = Period(first, state.period.last)
    many = [months_of(basis, unit, state.membership, period) for unit in units if unit is not None]
    return tuple(
        MonthPoint(same[0].month, add_parts([point.parts for point in same]))
        for same in zip(*many, strict=True)
    )
