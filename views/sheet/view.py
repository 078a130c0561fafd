"""The view of a sheet: what `views.sheet.model` describes, composed of what the screens show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

import geopandas as gpd
import numpy as np

from data.reads import UnitRow
from governance.errors import StateError
from views.basis import Basis
from views.names import unit_name
from views.sheet.address import state_of
from views.sheet.choices import SheetRequest, Subject, code_of, require_ready
from views.sheet.ground import background, districts, plane_of, projection_words, shape, shapes
from views.sheet.model import (
    NO_DATA,
    PLAIN,
    CategoryKey,
    LegendKind,
    RankRow,
    SheetClass,
    SheetLegend,
    SheetMap,
    SheetView,
    TrendPoint,
)
from views.sheet.sizes import oriented, parse_size
from views.sheet.subjects import assessment, cases, hot, indicator, whistles
from views.sheet.subjects.content import Asked, Content
from views.sheet.subjects.filters import period_words
from views.staleness import stale_note
from views.state import Membership
from views.words import fmt_date, fmt_int

__all__ = [
    "NO_DATA",
    "PLAIN",
    "CategoryKey",
    "LegendKind",
    "RankRow",
    "SheetClass",
    "SheetLegend",
    "SheetMap",
    "SheetView",
    "TrendPoint",
    "link_of",
    "sheet_view",
]

_SUBJECTS: Mapping[Subject, Callable[[Asked], Content]] = {
    "indicator": indicator.content,
    "category": indicator.category_content,
    "cases": cases.content,
    "hot": hot.content,
    "whistles": whistles.content,
    "assessment": assessment.content,
}


@lru_cache(maxsize=48)
def sheet_view(basis: Basis, request: SheetRequest) -> SheetView:
    """Compose a sheet.

    Parameters
    ----------
    basis
        That of the request's release.

    Raises
    ------
    StateError
        When the release does not know the view, the background map is gone, there are too many cases to draw one by
        one, or a public sheet has no number.
    """
    if basis.provenance.release_id != request.release_id:
        raise StateError(
            "快照属于另一个发布 The sheet is of another release",
            f"{request.release_id} ≠ {basis.provenance.release_id}",
            "打开那个发布 open that release",
        )
    require_ready(request)
    asked = Asked(basis, request, state_of(request, basis))
    return _composed(asked, _content(basis, _of_content(request)))


def _of_content(request: SheetRequest) -> SheetRequest:
    """What the content depends on: another style or size of the same view need not be counted again."""
    return SheetRequest(request.release_id, request.subject, request.view, request.lang)


@lru_cache(maxsize=24)
def _content(basis: Basis, request: SheetRequest) -> Content:
    return _SUBJECTS[request.subject](Asked(basis, request, state_of(request, basis)))


def link_of(request: SheetRequest, code: str) -> str:
    """What the QR holds: the short link, or the code alone where nobody said where the application is."""
    return f"{request.link_base}/?s={code}" if request.link_base else code


def _composed(asked: Asked, content: Content) -> SheetView:
    basis, request = asked.basis, asked.request
    code = code_of(request)
    minx, miny, maxx, maxy = shape(basis, content.scope).bounds
    size = oriented(parse_size(request.size), request.orientation, (maxx - minx) / (maxy - miny))
    drawn = _map(asked, content)
    number = request.approval
    return SheetView(
        request=request,
        code=code,
        link=link_of(request, code),
        size=size,
        title=request.title or asked.word("title", place=_place(asked), what=content.what),
        subtitle=_subtitle(asked, content),
        map=drawn,
        legend=content.legend,
        categories=_categories(asked, drawn),
        figures=content.figures,
        ranking=content.ranking,
        ranking_title=content.ranking_title,
        trend=content.trend,
        trend_name=content.trend_name,
        classes=content.classes,
        classes_title=content.classes_title,
        sources=(*_sources(asked), *content.sources),
        marking=request.marking or ("" if request.is_public else asked.word("marking")),
        approval=number,
        approval_line=asked.word("approval", number=number) if number else asked.word("approval_awaited"),
        schematic_note=_schematic(asked) if drawn.is_schematic else "",
        demo_note=asked.word("demo") if basis.provenance.is_demo else "",
        stale_note=_stale(asked, content),
        watermark=request.watermark,
        notes=content.notes,
        provenance=basis.provenance,
    )


def _place(asked: Asked) -> str:
    """What the sheet is about: the unit, below a district with all that it lies in, or the categories chosen."""
    basis, state, lang = asked.basis, asked.state, asked.lang
    if state.categories:
        chosen = [c for c in basis.definitions.categories if c.code in state.categories]
        return asked.word("comma").join(c.name if lang == "zh" else c.name_en for c in chosen)
    path = [
        unit for unit in basis.path(state.unit, state.membership) if unit.level not in ("city", "category")
    ]
    if not path:
        return unit_name(state.unit, lang)
    if lang == "zh":
        return "".join(unit.name for unit in path)
    return ", ".join(unit_name(unit, lang) for unit in reversed(path))


def _subtitle(asked: Asked, content: Content) -> tuple[str, ...]:
    day = fmt_date(asked.basis.provenance.data_to, asked.lang)
    when = content.period_words or period_words(asked)
    if content.no_period:
        when = asked.word("as_of_data", day=day)
    return (when, *content.lines)


def _map(asked: Asked, content: Content) -> SheetMap:
    basis, request, level = asked.basis, asked.request, content.level
    inside = np.flatnonzero(content.inside)
    all_shapes = shapes(basis, level)
    rows = [basis.unit_at(level, int(seq)) for seq in inside]
    units = gpd.GeoDataFrame(
        {
            "code": [row.code for row in rows],
            "name": [unit_name(row, asked.lang) for row in rows],
            "klass": content.klass[inside],
            "value": content.values[inside],
            "value_text": [content.texts[int(seq)] for seq in inside],
            "category": [row.category for row in rows],
            "parent": [_parent(row, asked.state.membership) for row in rows],
        },
        geometry=all_shapes.to_numpy()[inside],
        crs=all_shapes.crs,
    )
    under = background(basis, request.background)
    city = basis.unit_row("city", basis.definitions.adcode)
    assert city is not None, "a release always holds its city"
    return SheetMap(
        crs=plane_of(basis).crs,
        level=level,
        membership=asked.state.membership,
        scope_level=content.scope.level,
        scope_code=content.scope.code,
        units=units,
        districts=districts(basis, asked.state.membership, content.scope, content.district_texts, asked.lang),
        scope=shape(basis, content.scope),
        neighbours=under.neighbours if request.neighbours else under.neighbours.iloc[:0],
        rivers=under.rivers if request.rivers else gpd.GeoSeries(under.rivers.iloc[:0]),
        province=under.province if request.inset else None,
        region_outline=shape(basis, city),
        points=content.points,
        point_classes=content.point_classes,
        cells=content.cells,
        is_schematic=bool(basis.column(level, "schematic")[inside].any()),
        selected_code=content.selected,
    )


def _parent(row: UnitRow, membership: Membership) -> str:
    """What a unit lies in one level up, "" for districts."""
    if row.level == "grid":
        return row.community_code or ""
    if row.level == "community":
        return (row.street_part_code if membership == "zone" else row.street_code) or ""
    return ""


def _categories(asked: Asked, drawn: SheetMap) -> tuple[CategoryKey, ...]:
    """The key of bands, while units of more than one category are on the sheet."""
    lang, on_sheet = asked.lang, drawn.units["category"]
    shown = drawn.districts[drawn.districts["inside_scope"]]
    found = []
    for category in asked.basis.definitions.categories:
        if n_units := int((on_sheet == category.code).sum()):
            zh = lang == "zh"
            found.append(
                CategoryKey(
                    code=category.code,
                    name=category.name if zh else category.name_en,
                    numeral=category.numeral,
                    task=category.task if zh else category.task_en,
                    n_units=n_units,
                    members=tuple(shown.loc[shown["category"] == category.code, "name"]),
                )
            )
    return tuple(found) if len(found) > 1 else ()


def _sources(asked: Asked) -> tuple[str, ...]:
    basis, request, lang = asked.basis, asked.request, asked.lang
    told = basis.provenance
    data = asked.word("data_line", day=fmt_date(told.data_to, lang))
    if request.as_of:
        made = date.fromisoformat(request.as_of)
        age = told.age_days(made)
        words = "data_age" if age > 0 else "data_new"
        data = asked.word("dot").join((data, asked.word(words, day=fmt_date(made, lang), n=fmt_int(age))))
    return (
        data,
        asked.word("release_line", release=told.release_id, version=told.definitions_version),
        asked.word("boundaries_line", boundaries=told.boundaries[0 if lang == "zh" else 1]),
        asked.word("projection_line", projection=projection_words(basis, lang)),
    )


def _schematic(asked: Asked) -> str:
    definitions = asked.basis.definitions
    return definitions.schematic_note if asked.lang == "zh" else definitions.schematic_note_en


def _stale(asked: Asked, content: Content) -> str:
    """Feeds that were late on the day on which the sheet was asked for; "" where that is not said."""
    if not asked.request.as_of:
        return ""
    today = date.fromisoformat(asked.request.as_of)
    feeds = stale_note(
        asked.basis, content.fresh_names, asked.lang, department=content.department, today=today
    )
    return asked.word("stale", feeds=feeds) if feeds else ""
