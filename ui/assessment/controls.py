"""The controls of the assessment: whom to find, which level, counted how, over which months, by which step."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from ui.controls import clear_search_then_go, membership_control, period_control, search_control
from ui.levels import level_label
from ui.state import chosen, go, now, remember
from ui.text import t
from views.assessment.detail import STEP_MONTHS, Step
from views.assessment.scores import ASSESSED, assessed_level
from views.basis import Basis
from views.state import Level, ViewState, default_state

_STEP = "by"  # The parameter of the trend's step.


def controls(basis: Basis, state: ViewState) -> None:
    """All controls of the assessment in one row."""
    with st.container(key="om-controls", horizontal=True, vertical_alignment="center", gap="small"):
        search_control(basis, state, partial(clear_search_then_go, basis))
        _level_control(basis, state)
        membership_control(basis, state)
        period_control(basis, state)
        st.html(f'<p class="om-note om-assess-lead">{t("assessment.lead")}</p>')


def _level_control(basis: Basis, state: ViewState) -> None:
    """Choose the level whose units are assessed; the unit in focus is let go of, since it has another level."""

    def picked(level: Level) -> None:
        current = now(basis)
        if level != assessed_level(current):
            go(replace(current, unit=default_state(basis).unit, level=level), basis)

    st.segmented_control(
        t("map.level"),
        ASSESSED,
        format_func=level_label,
        key=remember(assessed_level(state), "om_assessed"),
        on_change=chosen("om_assessed", picked),
        required=True,
        label_visibility="collapsed",
    )


def wanted_step() -> Step:
    """The step of the trend that the address asks for; months when it asks for none or an unknown one."""
    wanted = st.query_params.get(_STEP, "month")
    return wanted if wanted in STEP_MONTHS else "month"


def step_control(mark: str = "") -> None:
    """Title of the trend, and its step: by month or by quarter; `mark` is markup beside the title (`ui.stale`)."""

    def picked(step: Step) -> None:
        if step == "month":
            st.query_params.pop(_STEP, None)
        else:
            st.query_params[_STEP] = step

    with st.container(key="om-score-step", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f'<div class="om-panel-title">{t("assessment.trend")}<small>{t("assessment.trend_help")}</small>{mark}</div>'
        )
        st.segmented_control(
            t("assessment.step"),
            tuple(STEP_MONTHS),
            format_func=lambda step: t(f"assessment.by_{step}"),
            key=remember(wanted_step(), "om_score_by"),
            on_change=chosen("om_score_by", picked),
            required=True,
            label_visibility="collapsed",
        )
