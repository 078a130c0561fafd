"""数据依据: the definition, the SQL and the rows behind one figure."""

from __future__ import annotations

import streamlit as st

from governance.errors import StateError
from ui.controls import membership_control, period_control
from ui.errors import error_box, shown
from ui.evidence.head import figure_head, rests_on, trace
from ui.evidence.rows import ask, downloads, pager, part_control, rows_table
from ui.evidence.text import definition_box, sql_boxes
from ui.links import page_link
from ui.notices import ignored_parts
from ui.panels import source_line
from ui.stale import stale_line
from ui.state import basis, chosen, read, remember
from ui.text import current_lang, t
from views.evidence.parts import read_question
from views.evidence.view import evidence_view

TABS = ("rows", "definition", "sql")


@shown
def page() -> None:
    """Read the figure and the part of it that is asked for, draw what stands behind it."""
    on = basis()
    lang, params = current_lang(), st.query_params.to_dict()
    asked = read(on)
    try:
        question = read_question(params, on)
    except StateError as error:
        error_box(t("evidence.unknown"), error.detail, t("evidence.unknown_remedy"))
        st.html(f'<nav class="om-way-back">{page_link("", asked.state, on, t("nav.one_map"))}</nav>')
        st.html(source_line(on.provenance, lang))
        return
    view = evidence_view(on, asked.state, question, lang)
    with st.container(key="om-ev-top", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(trace(view, on, params, lang), width="stretch")
        membership_control(on, asked.state)
        period_control(on, asked.state)
    ignored_parts((*asked.ignored, *question.ignored))
    st.html(figure_head(view, on, lang))
    tab = params.get("tab", "rows")
    tab = tab if tab in TABS else "rows"
    with st.container(key="om-ev-bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            t("evidence.tabs"),
            TABS,
            format_func=lambda name: t(f"evidence.tab_{name}"),
            key=remember(tab, "om_ev_tab"),
            on_change=chosen("om_ev_tab", lambda name: ask(n=params.get("n", ""), tab=str(name))),
            required=True,
            label_visibility="collapsed",
        )
        if tab == "rows":
            part_control(view)
            with st.container(key="om-ev-files", horizontal=True, gap="xsmall", width="content"):
                downloads(view, on, lang)
    if tab == "rows":
        st.html(rows_table(view, on, lang))
        pager(view)
    elif tab == "definition":
        st.html(definition_box(view, on, lang))
    else:
        sql_boxes(view)
    st.html(stale_line(on, *rests_on(view)) + source_line(view.provenance, lang))
