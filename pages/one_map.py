"""一图知全域: the city map."""

from __future__ import annotations

import streamlit as st

from ui.controls import control_bar
from ui.errors import shown
from ui.links import to_profile
from ui.notices import ignored_parts
from ui.panels import (
    category_key,
    class_bars,
    figure_cards,
    legend_box,
    source_line,
    trend_chart,
    unlocated_note,
)
from ui.peers import breadcrumb, peer_list
from ui.region_map import region_map
from ui.state import basis, go, read
from ui.text import current_lang, t
from ui.theme import current_theme
from ui.tokens import CATEGORY_HATCH, PALETTES
from views.city_map import city_map
from views.state import focus, parent_of


@shown
def page() -> None:
    """Read the controls, ask for the view, draw it."""
    on = basis()
    asked = read(on)
    state, lang, theme = asked.state, current_lang(), current_theme()
    palette = PALETTES[theme]
    control_bar(on, state)
    ignored_parts(asked.ignored)
    view = city_map(on, state, lang)
    left, middle, right = st.columns([2.35, 5.3, 2.35], gap="small")
    with left, st.container(key="om-left"):
        with st.container(key="om-where", horizontal=True, vertical_alignment="center", gap="small"):
            step = breadcrumb(view, state.unit.code, "om_crumbs")
            st.html(to_profile(state, on), width="content")
        st.html(figure_cards(view.figures))
        st.html(
            trend_chart(
                view.trend, "received", t("map.trend"), first=state.period.first, last=state.period.last
            )
        )
        st.html(class_bars(view.classes, t("map.classes")))
    with middle, st.container(key="om-map"):
        clicked = region_map(
            view.layer,
            key="city",
            height=640,
            theme=theme,
            lang=lang,
            categories={c.code: c.name if lang == "zh" else c.name_en for c in on.definitions.categories},
        )
    with right, st.container(key="om-right"):
        st.html(legend_box(view.legend, palette))
        st.html(
            category_key(
                [
                    (c.code, c.name if lang == "zh" else c.name_en, CATEGORY_HATCH[c.code])
                    for c in on.definitions.categories
                ],
                palette,
            )
        )
        peer = peer_list(view, on, palette, "om_peers")
        st.html(unlocated_note(view.unlocated, view.received))
    st.html(source_line(view.provenance, lang))
    if clicked == "__up__":
        go(parent_of(state, on), on)
        st.rerun()
    for code in (step, clicked, peer):
        if code and code != state.unit.code:
            go(focus(state, code, on), on)
            st.rerun()
