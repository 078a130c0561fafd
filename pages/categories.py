"""分类示范区: the categories side by side."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ui.camera import camera
from ui.category_cards import category_card
from ui.controls import period_control
from ui.errors import shown
from ui.links import evidence_href, unit_to_map
from ui.notices import ignored_parts
from ui.panels import source_line, unlocated_note
from ui.stale import stale_line, stale_mark, stale_marks
from ui.state import basis, read
from ui.text import current_lang, pick, t
from ui.theme import palette_of
from views.categories import COMPARED, categories_view
from views.state import focus


@shown
def page() -> None:
    """Read the period, ask for the categories, draw them side by side."""
    on = basis()
    asked = read(on)
    lang = current_lang()
    with st.container(key="om-controls", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="om-lead">{t("categories.lead")}</p>')
        period_control(on, asked.state)
    ignored_parts(asked.ignored)
    view = categories_view(on, asked.state.period, lang)
    palette = palette_of(on.definitions)

    def link(code: str, name: str) -> str:
        return unit_to_map(code, name, asked.state, on)

    def opens(code: str, figure_id: str) -> str:
        state = focus(replace(asked.state, membership="zone"), code, on) or asked.state
        return evidence_href(figure_id, replace(state, categories=frozenset()), on)

    names = {c.code: pick(c.name, c.name_en, lang) for c in on.definitions.categories}

    def shot(code: str) -> str:
        state = focus(replace(asked.state, membership="zone"), code, on) or asked.state
        return camera(
            replace(state, categories=frozenset()), on, subject="category", what=names.get(code, "")
        )

    with st.container(key="om-categories"):
        for column, card in zip(st.columns(len(view.cards), gap="small"), view.cards, strict=True):
            with column:
                category_card(
                    view, card, palette, lang, link, opens, stale_marks(on, worded="received"), shot
                )
    city = focus(replace(asked.state, membership="zone", categories=frozenset()), on.definitions.adcode, on)
    lost = evidence_href("received", city, on, unplaced="category") if city else ""
    st.html(
        unlocated_note(
            view.unlocated, view.city["received"] or 0.0, lost, stale_mark(on, "received", brief=True)
        )
    )
    st.html(stale_line(on, "received", *COMPARED) + source_line(view.provenance, lang))
