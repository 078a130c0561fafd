"""Result of the check beside the way on: what was found, what would change, publish."""

from __future__ import annotations

import streamlit as st

from data.publish.candidate import open_candidate
from data.settings import Settings
from ui.gate.head import current_or_none
from ui.gate.outcome import balance, parts_of_result
from ui.gate.progress import failed_step, running_step
from ui.gate.publish_box import done_box, publish_box
from ui.releases.changes import changes
from ui.text import current_lang, t
from views.basis import basis_of, basis_on
from views.gate.outcome import outcome
from views.gate.state import GateState
from views.releases.list import first_release_of


def check_step(state: GateState) -> None:
    """The check as it runs; of one that failed, why, and what it found until then."""
    if state.is_running and state.job is not None:
        running_step(state.job)
        return
    failed_step(state)
    found = outcome(Settings.from_env(), state.delivery, current_lang())
    began = f"{state.job.started_at:%Y%m%dT%H%M%SZ}" if state.job else ""
    if found is not None and found.made_at >= began:  # else it is of an earlier check
        st.html(balance(found))
        with st.container(key="om-gate-found"):
            parts_of_result(state, found, lambda: _changes(state))


def result_step(state: GateState) -> None:
    """Draw the step, before the publish and after it."""
    found = outcome(Settings.from_env(), state.delivery, current_lang())
    if state.step == "done":
        done_box(state)
    if found is None:
        if state.step != "done":
            failed_step(state)
        return
    st.html(balance(found))
    with st.container(key="om-gate-result" if state.step != "done" else "om-gate-result-done"):
        with st.container(key="om-gate-found"):
            parts_of_result(state, found, lambda: _changes(state))
        if state.step != "done":
            publish_box(state, found)


def _changes(state: GateState) -> None:
    """Against the current release before the publish; against the one before it afterwards."""
    settings = Settings.from_env()
    if state.step == "done":
        entry = first_release_of(settings, state.delivery.delivery_id)
        if entry is None or not entry.parent:
            st.html(f'<p class="om-card om-gate-fine">{t("changes.nothing_before")}</p>')
            return
        changes(
            basis_of(entry.parent, settings),
            basis_of(entry.release_id, settings),
            entry.parent,
            entry.release_id,
        )
        return
    waiting, current = state.candidate, current_or_none()
    if waiting is None or current is None:
        st.html(f'<p class="om-card om-gate-fine">{t("changes.nothing_before")}</p>')
        return
    new = basis_on(open_candidate(settings, waiting.candidate_id))
    changes(current, new, current.provenance.release_id, waiting.candidate_id)
