"""The controls above the board, and those above the list."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.controls import clear_search_then_go, membership_control, period_control, search_control
from ui.state import remember
from ui.text import current_lang, t
from ui.whistles.state import choose, wanted_now
from views.basis import Basis
from views.state import ViewState
from views.whistles.filter import OFFERED_STATES, WhistleFilter, names_of, narrowed

_ALL = ""


def board_bar(on: Basis, state: ViewState, wanted: WhistleFilter) -> None:
    """Search, membership, period, department and theme in one row."""
    names, lang = names_of(on), current_lang()
    with st.container(key="om-controls", horizontal=True, vertical_alignment="center", gap="small"):
        search_control(on, state, partial(clear_search_then_go, on))
        membership_control(on, state)
        period_control(on, state)
        _choice(
            on,
            "department",
            wanted.department,
            {
                _ALL: t("whistles.all_departments"),
                **{code: names.office(code, lang) for code in names.offices},
            },
        )
        _choice(
            on,
            "theme",
            wanted.theme,
            {_ALL: t("whistles.all_themes"), **{code: names.theme(code, lang) for code in names.themes}},
        )


def _choice(on: Basis, field: str, value: str | None, options: dict[str, str]) -> None:
    key = f"om_wh_{field}"

    def picked() -> None:
        choose(narrowed(wanted_now(on), **{field: st.session_state[key] or None}), on)

    st.selectbox(
        t(f"whistles.{field}"),
        tuple(options),
        format_func=options.__getitem__,
        key=remember(value or _ALL, key),
        on_change=picked,
        label_visibility="collapsed",
    )


def list_bar(on: Basis, wanted: WhistleFilter, mark: str = "") -> None:
    """Narrow the list to a state, or to words in title, number and blower; `mark` is markup beside its title."""
    with st.container(key="om-wh-listbar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<div class="om-panel-title">{t("whistles.list")}{mark}</div>', width="content")

        def picked() -> None:
            choose(narrowed(wanted_now(on), state=st.session_state["om_wh_state"] or None), on)

        st.pills(
            t("whistles.state"),
            OFFERED_STATES,
            format_func=lambda state: t(f"whistles.state_{state}"),
            key=remember(wanted.state if wanted.state in OFFERED_STATES else None, "om_wh_state"),
            on_change=picked,
            label_visibility="collapsed",
        )

        def typed() -> None:
            choose(narrowed(wanted_now(on), words=st.session_state["om_wh_words"] or None), on)

        st.text_input(
            t("whistles.words"),
            key=remember(wanted.words or "", "om_wh_words"),
            placeholder=t("whistles.words"),
            on_change=typed,
            label_visibility="collapsed",
        )
