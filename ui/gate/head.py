"""Top of the gate: what the screen is for, and where the delivery stands."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.settings import Settings
from governance.errors import ReleaseError, StateError
from ui.gate.address import asked, href, link
from ui.gate.words import counted, delivery_title
from ui.panels import source_line
from ui.state import basis
from ui.text import current_lang, fmt_datetime, t
from views.basis import Basis
from views.gate.state import OPEN_STEPS, STEPS, GateState, Step, gate_state, has_pointer


def current_or_none() -> Basis | None:
    """The current release; None before the first one (or where it cannot be read: the gate is how to mend that)."""
    try:
        return basis()
    except ReleaseError:
        return None


def asked_for() -> GateState | None:
    """The delivery that the address names; one that is not there (any more) is told, and the screen begins anew."""
    wanted = asked("delivery")
    if not wanted:
        return None
    try:
        return gate_state(Settings.from_env(), wanted, asked("step"))
    except StateError:
        st.html(f'<div class="om-notice" role="status">{t("gate.unknown")}</div>')
        return None


def screen_title(title: str, lead: str, right: str = "") -> str:
    """Heading of a screen with one sentence; `right` is markup that stands at its end."""
    return f'<header class="om-gate-head"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div>{right}</header>'


def delivery_head(state: GateState) -> str:
    """Whose delivery, since when, how many files; and the way back to all of them."""
    own = state.delivery
    demo = f'<span class="om-demo">{t("app.demo")}</span>' if own.is_demo else ""
    facts = [fmt_datetime(own.received_at, current_lang()), counted("gate.n_files", len(own.files))]
    if own.received_by:
        facts.insert(1, own.received_by)
    if own.mode == "replace":
        facts.append(t("gate.mode_replace"))
    words = "".join(f"<span>{escape(fact)}</span>" for fact in facts)
    return (
        f'<div class="om-gate-which">{link(href("gate"), t("gate.all_deliveries"))}'
        f"<b>{escape(delivery_title(own))}</b>{words}{demo}</div>"
    )


def rail(state: GateState) -> str:
    """The steps of a delivery: done, here, to come. Steps that can still be gone back to are links."""
    here = STEPS.index(state.step)
    entries = []
    for at, step in enumerate(STEPS):
        kind = "here" if at == here else "done" if at < here or state.step == "done" else "next"
        if state.step == "done":
            kind = "done"
        words = f"<i>{'✓' if kind == 'done' else at + 1}</i><span>{t(f'gate.step_{step}')}</span>"
        target = _target(state, step)
        current = ' aria-current="step"' if kind == "here" else ""
        inner = (
            f'<a href="{target}" target="_self">{words}</a>'
            if target and kind != "here"
            else f"<div>{words}</div>"
        )
        entries.append(f'<li class="om-rail-{kind}"{current}>{inner}</li>')
    return f'<ol class="om-rail" aria-label="{t("gate.steps")}">{"".join(entries)}</ol>'


def _target(state: GateState, step: Step) -> str:
    """Where a step of the rail leads to; "" where it cannot be gone to."""
    if step in OPEN_STEPS and state.may_change and (step == "files" or state.delivery.files):
        return href("gate", delivery=state.delivery.delivery_id, step=step)
    if step == "result" and state.candidate is not None and not state.is_running:
        return href("gate", delivery=state.delivery.delivery_id)
    return ""


def foot() -> None:
    """The line of sources of the current release; before the first one, that there is none."""
    on = current_or_none()
    if on is not None:
        st.html(source_line(on.provenance, current_lang()))
        return
    words = t("gate.release_unreadable" if has_pointer(Settings.from_env()) else "gate.no_release")
    st.html(f'<div class="om-source"><span>{words}</span></div>')
