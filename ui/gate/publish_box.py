"""The last step: who publishes and why, said once more before it counts; and what to do after it."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from data.gate.deliveries import copy_delivery
from data.publish.candidate import Candidate, publish_candidate
from data.release import rollback
from data.settings import Settings
from ui.gate.acts import act_button, need, needed, say, sure
from ui.gate.address import href, link, only
from ui.gate.key import may_write
from ui.gate.progress import check_again
from ui.gate.words import counted
from ui.state import remember
from ui.text import current_lang, fmt_date, fmt_datetime, t
from views.gate.outcome import Outcome
from views.gate.state import GateState
from views.releases.list import first_release_of, moment_of

_WHY = "om_gate_why"
_BY = "om_gate_publisher"


def publish_box(state: GateState, found: Outcome) -> None:
    """Draw it beside the result; without a candidate it says why there is nothing to publish."""
    with st.container(key="om-gate-publish"):
        st.html(f"<h2>{t('gate.publish')}</h2>")
        waiting = state.candidate
        if waiting is None or state.base_moved:
            words = t("gate.base_moved") if state.base_moved else t("gate.no_candidate")
            st.html(f'<p class="om-notice" role="status">{escape(words)}</p>')
            act_button(t("gate.check_again"), partial(check_again, state), key="om_gate_again", kind="primary", is_wide=True,
                       disabled=state.other is not None)  # fmt: skip
            return
        st.html(_facts(state, waiting, found))
        _fields(state)
        sure(
            t("gate.publish_now"),
            t("gate.publish_sure"),
            t("gate.publish_yes"),
            partial(_publish, state, waiting),
            key="om_gate_publish",
            kind="primary",
            is_wide=True,
            first=_is_told,
        )
        st.html(needed())
        st.html(f'<p class="om-note">{escape(t("gate.publish_note"))}</p>')


def _fields(state: GateState) -> None:
    if _BY not in st.session_state:
        st.session_state[_BY] = state.delivery.received_by
    st.text_input(t("gate.by"), key=_BY, max_chars=60, disabled=not may_write())
    st.text_area(
        t("gate.why"),
        key=remember(st.session_state.get(_WHY, state.delivery.note), _WHY),
        placeholder=t("gate.why_hint"),
        max_chars=300,
        height=92,
        disabled=not may_write(),
    )


def _facts(state: GateState, waiting: Candidate, found: Outcome) -> str:
    """What the new release will be."""
    lang = current_lang()
    facts = [
        (t("gate.after"), counted("gate.n_cases", waiting.incidents)),
        (t("status.data_span"), f"{fmt_date(waiting.data_from, lang)} – {fmt_date(waiting.data_to, lang)}"),
        (t("gate.built_on"), waiting.base_release_id or t("gate.built_on_nothing")),
        (t("gate.holds"), counted("gate.n_deliveries", len(waiting.delivery_ids))),
    ]
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(words)}</dd></div>" for name, words in facts)
    notes = []
    if waiting.is_demo:
        notes.append(t("gate.is_demo"))
    if waiting.starts_fresh and waiting.base_release_id is not None:
        notes.append(t("gate.starts_fresh"))
    if state.delivery.mode == "replace":
        notes.append(t("gate.mode_replace_note"))
    if mostly := sum(file.is_mostly_rejected for file in found.files):
        notes.append(t("gate.mostly_note", count=mostly))
    if found.held_back_files:
        notes.append(t("gate.held_files_note", count=found.held_back_files))
    boxes = "".join(f'<p class="om-notice">{escape(note)}</p>' for note in notes)
    return f'<dl class="om-gate-facts-list">{cells}</dl>{boxes}'


def _typed(key: str) -> str:
    return str(st.session_state.get(key, "")).strip()


def _is_told() -> bool:
    """Whether it is said who publishes and why; else what is missing is shown beside the button."""
    if not _typed(_BY):
        need(t("gate.need_by"))
    elif not _typed(_WHY):
        need(t("gate.need_why"))
    return bool(_typed(_BY) and _typed(_WHY))


def _publish(state: GateState, waiting: Candidate) -> None:
    if _is_told():
        publish_candidate(Settings.from_env(), waiting.candidate_id, by=_typed(_BY), why=_typed(_WHY))
        only(delivery=state.delivery.delivery_id)


def done_box(state: GateState) -> None:
    """A delivery that was published: what it changed, the map, and how to undo it."""
    own, settings = state.delivery, Settings.from_env()
    first = first_release_of(settings, own.delivery_id)
    with st.container(key="om-gate-done"):
        if own.state == "withdrawn":
            st.html(
                f'<div class="om-gate-told om-gate-gone"><b>{escape(t("gate.withdrawn"))}</b>'
                f"<p>{escape(t('gate.withdrawn_note'))}</p></div>"
            )
            act_button(t("gate.copy"), partial(_copy, state), key="om_gate_copy", kind="primary")
            return
        if first is None:
            return
        lang = current_lang()
        links = [link(href("", **{}), t("gate.to_map"))]
        if first.parent:
            links.insert(
                0, link(href("releases", old=first.parent, new=first.release_id), t("gate.to_changes"))
            )
        links.append(link(href("releases"), t("gate.to_releases")))
        moment = fmt_datetime(moment_of(first.published_at), lang)
        st.html(
            f'<div class="om-gate-told om-gate-good"><b>✓ {escape(t("gate.published", when=moment))}</b>'
            f"<p>{escape(t('gate.published_by', by=first.by or t('common.missing'), why=first.why or t('common.missing')))}</p>"
            f'<p class="om-gate-links">{"".join(links)}</p></div>'
        )
        if first.is_current and first.parent:
            sure(
                t("gate.undo"), t("gate.undo_sure"), t("gate.undo_yes"),
                partial(_undo, state, first.parent), key="om_gate_undo", kind="secondary",
            )  # fmt: skip


def _undo(state: GateState, parent: str) -> None:
    rollback(
        Settings.from_env(),
        parent,
        by=state.delivery.received_by,
        why=t("gate.undo_why", note=state.delivery.note),
    )
    say(t("gate.undone"))


def _copy(state: GateState) -> None:
    made = copy_delivery(Settings.from_env(), state.delivery.delivery_id, by=state.delivery.received_by)
    only(delivery=made.delivery_id)
