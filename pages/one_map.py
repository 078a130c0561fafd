"""一图知全域: the city map."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from ui.camera import camera, camera_on_map, figure_marks, panel_marks
from ui.controls import control_bar
from ui.errors import shown
from ui.links import UNKNOWN_PAGE, evidence_href, opens, opens_class, opens_month, to_profile
from ui.map.region_map import region_map
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
from ui.short_links import landing
from ui.stale import stale_line, stale_mark
from ui.state import basis, follow, read
from ui.text import current_lang, t
from ui.theme import current_theme, palette_of
from views.city_map import city_map


@shown
def page() -> None:
    """Read the controls, ask for the view, draw it."""
    if landing():
        return
    on = basis()
    asked = read(on)
    state, lang, theme = asked.state, current_lang(), current_theme()
    palette = palette_of(on.definitions, theme)
    clicked = partial(follow, on=on)
    control_bar(on, state)
    ignored_parts(("page", *asked.ignored) if UNKNOWN_PAGE in st.query_params else asked.ignored)
    view = city_map(on, state, lang)
    marks = panel_marks(state, on)
    left, middle, right = st.columns([2.35, 5.3, 2.35], gap="small")
    with left, st.container(key="om-left"):
        with st.container(key="om-where", horizontal=True, vertical_alignment="center", gap="small"):
            breadcrumb(view, state.unit.code, "om_crumbs", clicked)
            st.html(to_profile(state, on), width="content")
        st.html(figure_cards(view.figures, opens(state, on), figure_marks(state, on, view.figures[0].id)))
        st.html(
            trend_chart(
                view.trend,
                "received",
                t("map.trend"),
                first=state.period.first,
                last=state.period.last,
                opens=opens_month("received", replace(state, categories=frozenset()), on),
                mark=marks("received", panel="trend", what=t("map.trend")),
            )
        )
        by_class = opens_class("received", state, on)
        st.html(
            class_bars(
                view.classes,
                t("map.classes"),
                opens=by_class,
                mark=marks("received", panel="classes", what=t("map.classes")),
            )
        )
    with middle, st.container(key="om-map"):
        region_map(
            view.layer,
            key="city",
            height=640,
            theme=theme,
            lang=lang,
            categories={c.code: c.name if lang == "zh" else c.name_en for c in on.definitions.categories},
            on_click=clicked,
        )
        camera_on_map(state, on, view.indicator.id)
    with right, st.container(key="om-right"):
        st.html(
            legend_box(view.legend, palette, marks(view.indicator.id, panel="figures", what=view.legend.name))
        )
        st.html(
            category_key(
                [(c.code, c.name if lang == "zh" else c.name_en) for c in on.definitions.categories], palette
            )
        )
        shot = camera(state, on, what=t("map.peers"))
        st.html(f'<div class="om-panel-title om-peers-title">{t("map.peers")}{shot}</div>')
        peer_list(view, on, palette, "om_peers", clicked)
        lost = evidence_href("received", state, on, unplaced=state.stored_level)
        st.html(unlocated_note(view.unlocated, view.received, lost, stale_mark(on, "received", brief=True)))
    shown = (view.indicator.id, *(figure.id for figure in view.figures))
    st.html(stale_line(on, *shown) + source_line(view.provenance, lang))
