"""吹哨报到: the board of 哨源."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from ui.camera import panel_marks
from ui.controls import period_text
from ui.errors import shown
from ui.links import opens, unit_to_map
from ui.notices import ignored_parts
from ui.panels import source_line
from ui.peers import breadcrumb
from ui.stale import stale_line, stale_mark
from ui.state import basis, follow
from ui.text import current_lang, t
from ui.theme import palette_of
from ui.whistles.bar import board_bar, list_bar
from ui.whistles.board import rates, way
from ui.whistles.panels import (
    joint_panel,
    matrix_table,
    months_chart,
    offices_table,
    places_table,
)
from ui.whistles.place import board_map
from ui.whistles.state import choose, read_asked, wanted_now, whistles_query
from ui.whistles.table import ANCHOR, whistle_table
from ui.whistles.themes import theme_list
from views.names import unit_name
from views.state import focus
from views.whistles.board import whistle_board
from views.whistles.filter import write_whistle_filter
from views.whistles.list import whistle_page


@shown
def page() -> None:
    """Read the choice, count it, draw the board and the list."""
    on = basis()
    asked = read_asked(on)
    state, wanted, lang = asked.state, asked.wanted, current_lang()
    palette = palette_of(on.definitions)
    clicked = partial(follow, on=on)
    board_bar(on, state, wanted)
    ignored_parts(asked.ignored)
    board = whistle_board(on, state, wanted.focus, lang)
    counted = focus(state, board.in_grid_of.code, on) or state if board.in_grid_of else state
    behind = opens(counted, on, write_whistle_filter(wanted.focus))

    def finds(department: str, code: str | None) -> str:
        where = (focus(state, code, on) or state) if code else state
        narrowed = replace(wanted.focus, department=department, state="owing")
        return escape(f"?{whistles_query(narrowed, where, on)}#{ANCHOR}")

    with st.container(key="om-where", horizontal=True, vertical_alignment="center", gap="small"):
        breadcrumb(board, state.unit.code, "om_wh_crumbs", clicked)
        if board.in_grid_of:
            words = t("whistles.in_grid", name=unit_name(board.in_grid_of, lang))
            st.html(f'<span class="om-note">{escape(words)}</span>', width="content")
    narrow = write_whistle_filter(wanted.focus)
    marks = panel_marks(counted, on, subject="whistles", chosen=narrow)
    mark = marks("whistles")
    with st.container(key="om-wh-head"):
        st.html(way(board, period_text(state.period, lang), behind, marks("whistles", panel="figures")))
        st.html(rates(board, behind, stale_mark(on, "whistles", brief=True)))
    with st.container(key="om-wh-report"):
        st.html(offices_table(board, finds, mark))
        st.html(matrix_table(board.matrix, palette, finds, mark))
    with st.container(key="om-wh-trio"):
        st.html(months_chart(board, marks("whistles", panel="trend", what=t("whistles.months"))))
        theme_list(board, on, mark)
        st.html(joint_panel(board, mark))
    with st.container(key="om-wh-where"):
        board_map(board, on, counted, narrow, clicked)
        names = {c.code: c.name if lang == "zh" else c.name_en for c in on.definitions.categories}
        placed = marks("whistles", panel="ranking", what=t("whistles.places"))
        st.html(places_table(board.map, palette, names, partial(unit_to_map, state=state, basis=on), placed))
    with st.container(key="om-wh-list"):
        st.html(f'<a id="{ANCHOR}"></a>')
        list_bar(on, wanted, mark)
        listed = whistle_page(on, state, wanted, lang)
        if listed.total:
            whistle_table(
                listed,
                wanted.sort,
                key="om_wh_table",
                on_sort=lambda by: choose(replace(wanted_now(on), sort=by, page=1), on),
                on_turn=lambda number: choose(replace(wanted_now(on), page=number), on),
            )
        else:
            st.html(f'<p class="om-empty">{t("whistles.nothing")}</p>')
    st.html(stale_line(on, "whistles") + source_line(board.provenance, lang))
