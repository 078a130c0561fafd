"""A sheet of whistles: where departments are called, a head of the people, under theme and department."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from views.city_map import ClassCount
from views.figures import Figure, count_figure
from views.sheet.address import whistle_filter_of
from views.sheet.ground import DISTRICTS
from views.sheet.model import RankRow
from views.sheet.subjects.content import (
    Asked,
    Content,
    at_districts,
    ramp_legend,
    texts_of,
    trend_point,
    value_text,
)
from views.sheet.subjects.filters import titled
from views.sheet.subjects.indicator import counted_line
from views.whistles.board import WhistleBoard, scope_of, whistle_board
from views.whistles.filter import WhistleFilter, names_of
from views.whistles.map import PlaceRow
from views.words import fmt_int

DIGITS = 2
LIST_LENGTH = 18
MONTHS = 12


def content(asked: Asked) -> Content:
    """Whistles per 10,000 residents by units, with the board's own figures."""
    basis, state = asked.basis, asked.state
    wanted = whistle_filter_of(asked.request, basis)
    board = whistle_board(basis, state, wanted, asked.lang)
    layer, scope = board.map.layer, scope_of(basis, state)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.where(layer.denominators > 0, layer.numerators / layer.denominators * layer.scale, np.nan)
    what, more = titled(asked, "whistles.what", _filter_words(asked, wanted))
    ranking, ranking_title = _ranking(asked, wanted, board)
    first = state.period.last - max(MONTHS, state.period.months)
    notes = []
    if board.map.unplaced:
        notes.append(asked.word("whistles.unplaced", n=fmt_int(board.map.unplaced)))
    if board.in_grid_of:
        notes.append(asked.word("whistles.in_grid"))
    return Content(
        what=asked.by_level(what, layer.level),
        level=layer.level,
        scope=scope,
        inside=layer.classes != -2,
        klass=layer.classes,
        values=values,
        texts=texts_of(values, DIGITS),
        legend=ramp_legend(
            board.map.legend,
            layer.classes,
            values,
            asked.word("units_of", level=asked.level_word(layer.level)),
        ),
        figures=_figures(asked, board),
        district_texts=_district_texts(asked, wanted),
        ranking=ranking,
        ranking_title=ranking_title,
        trend=tuple(trend_point(asked, m.month, float(m.blown), 0) for m in board.months if m.month > first),
        trend_name=asked.word("whistles.blown"),
        classes=tuple(
            ClassCount(row.name, row.blown, row.code)
            for row in sorted(board.themes, key=lambda row: (-row.blown, row.code))
        ),
        classes_title=asked.word("themes"),
        lines=(
            asked.word("dot").join((counted_line(asked, layer.level), layer.unit)),
            *more,
        ),
        notes=tuple(notes),
        fresh_names=("whistles",),
    )


def _figures(asked: Asked, board: WhistleBoard) -> tuple[Figure, ...]:
    totals = board.totals
    blown = count_figure("whistles", {"whistles": float(totals["blown"])}, None, asked.lang)
    late = count_figure("whistle_overdue", {"whistle_overdue": float(totals["overdue"])}, None, asked.lang)
    unit = asked.word("whistles.piece")
    return (replace(blown, unit=unit), *board.figures, replace(late, unit=unit, direction="down"))


def _filter_words(asked: Asked, wanted: WhistleFilter) -> str:
    names = names_of(asked.basis)
    parts = (
        names.theme(wanted.theme, asked.lang) if wanted.theme else "",
        names.office(wanted.department, asked.lang) if wanted.department else "",
    )
    return asked.word("dot").join(filter(None, parts))


def _ranking(asked: Asked, wanted: WhistleFilter, board: WhistleBoard) -> tuple[tuple[RankRow, ...], str]:
    """Districts by category while a city or category is in focus, otherwise the units with the most whistles a head."""
    wide = asked.state.unit.level in ("city", "category")
    if wide:
        board = whistle_board(asked.basis, at_districts(asked.state), wanted, asked.lang)
    rows = sorted(
        board.map.rows,
        key=lambda row: (
            (row.category or "") if wide else "",
            row.is_few,
            -(-1.0 if row.per_10k is None else row.per_10k),
            row.code,
        ),
    )
    listed = rows if wide else [row for row in rows if row.blown][:LIST_LENGTH]
    ranking = tuple(_row(asked, row) for row in listed)
    what, level = asked.word("whistles.what"), board.map.layer.level
    if len(listed) == len(rows):
        return ranking, asked.by_level(what, level)
    return ranking, asked.word("ranking_most", what=what, level=asked.level_word(level))


def _row(asked: Asked, row: PlaceRow) -> RankRow:
    return RankRow(
        code=row.code,
        name=row.name,
        value_text=value_text(row.per_10k, DIGITS),
        value=row.per_10k,
        category=row.category,
        is_scope=row.code == asked.state.unit.code,
        is_few=row.is_few,
    )


def _district_texts(asked: Asked, wanted: WhistleFilter) -> dict[str, str]:
    if asked.state.stored_level == DISTRICTS[asked.state.membership] or asked.state.unit.level not in (
        "city",
        "category",
    ):
        return {}
    board = whistle_board(asked.basis, at_districts(asked.state), wanted, asked.lang)
    return {row.code: value_text(row.per_10k, DIGITS) for row in board.map.rows}
