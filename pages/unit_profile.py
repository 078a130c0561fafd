"""单元画像: one unit at any level."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.camera import camera_on_map, figure_marks, panel_marks
from ui.controls import (
    clear_search_then_go,
    indicator_control,
    membership_control,
    period_control,
    search_control,
)
from ui.errors import shown
from ui.links import opens, opens_month, to_map
from ui.map.region_map import region_map
from ui.notices import ignored_parts
from ui.panels import figure_cards, source_line, trend_chart
from ui.peers import breadcrumb
from ui.profile_panels import cases_box, classes_box, facts_box, place_box
from ui.stale import stale_line
from ui.state import basis, follow, read
from ui.text import current_lang, t
from ui.theme import current_theme, palette_of
from views.city_map import city_map
from views.profile import profile_view


@shown
def page() -> None:
    """Read the unit, ask for its profile, draw it."""
    on = basis()
    asked = read(on)
    state, lang, theme = asked.state, current_lang(), current_theme()
    palette = palette_of(on.definitions, theme)
    clicked = partial(follow, on=on)
    with st.container(key="om-controls", horizontal=True, vertical_alignment="center", gap="small"):
        search_control(on, state, partial(clear_search_then_go, on))
        indicator_control(on, state)
        membership_control(on, state)
        period_control(on, state)
    ignored_parts(asked.ignored)
    view = profile_view(on, state, lang)
    marks = panel_marks(state, on)
    with st.container(key="om-where", horizontal=True, vertical_alignment="center", gap="small"):
        breadcrumb(view, state.unit.code, "om_profile_crumbs", clicked)
        st.html(to_map(state, on), width="content")
    left, middle, right = st.columns([2.6, 4.2, 3.4], gap="small")
    with left:
        st.html(facts_box(view, on, opens(state, on)))
        resting = view.place.figure.id if view.place else ""
        st.html(
            place_box(
                view.place, view, on, opens(state, on), marks(*filter(None, (resting,)), panel="ranking")
            )
        )
    with middle, st.container(key="om-profile-map"):
        region_map(
            city_map(on, state, lang).layer,
            key="profile",
            height=560,
            theme=theme,
            lang=lang,
            on_click=clicked,
        )
        camera_on_map(state, on, state.indicator)
    with right:
        st.html(figure_cards(view.figures, opens(state, on), figure_marks(state, on, view.figures[0].id)))
    low_left, low_right = st.columns([5, 5], gap="small")
    with low_left:
        st.html(
            trend_chart(
                view.months,
                "received",
                t("map.trend"),
                first=state.period.first,
                last=state.period.last,
                opens=opens_month("received", state, on),
                mark=marks("received", panel="trend", what=t("map.trend")),
            )
        )
        st.html(classes_box(view, palette, state, on, marks("received", panel="classes")))
    with low_right, st.container(key="om-cases"):
        title = f'<div class="om-panel-title">{t("profile.cases")}{marks("received")}</div>'
        st.html(title + cases_box(view.cases, lang))
    shown = (state.indicator, *(figure.id for figure in view.figures))
    st.html(stale_line(on, *shown) + source_line(view.provenance, lang))
