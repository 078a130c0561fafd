"""Headline figures of the cases chosen, and the words where there are none."""

from __future__ import annotations

import streamlit as st

from ui.camera import figure_marks
from ui.cases.state import choose
from ui.links import opens
from ui.panels import figure_cards
from ui.text import t
from views.basis import Basis
from views.cases.filter import CaseFilter, write_filter
from views.cases.overview import IncidentsView


def headline(view: IncidentsView, on: Basis) -> None:
    """Figures of the choice; each leads to what stands behind it."""
    chosen = write_filter(view.filter, on)
    marks = figure_marks(view.state, on, view.figures[0].id, subject="cases", chosen=chosen)
    st.html(figure_cards(view.figures, opens(view.state, on, chosen), marks))


def nothing_found(on: Basis, chosen: CaseFilter) -> None:
    """Say that no case fits, and how to get out."""
    with st.container(key="om-inc-nothing"):
        st.html(
            f'<div class="om-nothing" role="status"><b>{t("incidents.nothing")}</b>'
            f"<p>{t('incidents.nothing_help' if not chosen.is_empty else 'incidents.nothing_here')}</p></div>"
        )
        if not chosen.is_empty:
            st.button(
                t("incidents.clear"),
                key="om_nothing_clear",
                type="primary",
                on_click=choose,
                args=(CaseFilter(), on),
            )
