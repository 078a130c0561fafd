"""数据状态: which release is shown, what came in, what was held back, what is missing."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ui.data_nav import data_nav
from ui.errors import shown
from ui.links import evidence_href
from ui.panels import source_line
from ui.state import basis
from ui.status_panels import (
    definitions_table,
    feeds_table,
    files_table,
    gaps_box,
    problems_summary,
    problems_table,
    release_box,
)
from ui.text import current_lang, t
from views.state import default_state
from views.status import PAGE_OF_PROBLEMS, problem_page, status_view


@shown
def page() -> None:
    """Ask for the state of the data, draw it section by section."""
    on = basis()
    lang = current_lang()
    view = status_view(on)
    st.html(data_nav("status"))
    st.html(release_box(view, lang))
    st.html(f'<h3 class="om-section">{t("status.feeds")}</h3>{feeds_table(view, lang)}')
    names = ("files", "problems", "gaps", "definitions")
    files, found, gaps, definitions = st.tabs([t(f"status.tab_{name}") for name in names])
    files.html(files_table(view, on))
    with found:
        st.html(problems_summary(view))
        _problems_by_file()
    state = replace(default_state(on), period=on.available)
    lost = evidence_href("located_share", state, on, part="missed")
    gaps.html(gaps_box(view, on, {"not_on_grid": lost}))
    definitions.html(
        definitions_table(view, lang, lambda figure: evidence_href(figure, state, on, tab="definition"))
    )
    st.html(source_line(view.provenance, lang))


@st.fragment
def _problems_by_file() -> None:
    """One file's problems at a time, page by page; turning a page redraws nothing else."""
    on = basis()
    view = status_view(on)
    names = {None: t("common.all"), **dict(zip(view.files["file_id"], view.files["name"], strict=True))}
    picks, pages = st.columns([4, 1])
    file_id = picks.selectbox(
        t("status.file"), tuple(names), format_func=names.__getitem__, label_visibility="collapsed"
    )
    last = max(1, -(-view.n_problems.get(file_id, 0) // PAGE_OF_PROBLEMS))
    page_number = pages.number_input(
        t("status.page", last=last), min_value=1, max_value=last, step=1, label_visibility="collapsed"
    )
    st.html(problems_table(problem_page(on, file_id, int(page_number) - 1)))
