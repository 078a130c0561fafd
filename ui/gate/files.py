"""The first step: the files of a delivery, who sends them, and how they stand to what is there already."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from data.gate.deliveries import DeliveredFile, delivery, discard, remove_file, update
from data.settings import Settings
from ui.gate.acts import act, act_button, need, needed, say, sure
from ui.gate.address import ask, only
from ui.gate.drop import drop_zone, inbox
from ui.gate.key import may_write
from ui.gate.words import size
from ui.state import chosen, remember
from ui.text import fmt_int, t
from views.gate.state import GateState

_MODES = ("add", "replace")


def files_step(state: GateState) -> None:
    """Draw the step."""
    own = state.delivery
    with st.container(key="om-gate-files"):
        with st.container(key="om-gate-list"):
            total = t(
                "gate.files_total", count=fmt_int(len(own.files)), size=size(sum(f.bytes for f in own.files))
            )
            st.html(f"<h2>{t('gate.files')}<small>{escape(total)}</small></h2>")
            if not own.files:
                st.html(f'<p class="om-empty">{t("gate.files_none")}</p>')
            for at, file in enumerate(own.files):
                _file_row(state, at, file)
            drop_zone(own.delivery_id, is_big=not own.files)
        with st.container(key="om-gate-about"):
            _about(state)
            with st.expander(t("gate.inbox_open")):
                inbox(own.delivery_id)
    _onward(state)


def _file_row(state: GateState, at: int, file: DeliveredFile) -> None:
    name = escape(file.name)
    suffix = escape(file.name.rsplit(".", 1)[-1][:8].lower()) if "." in file.name else "?"
    with st.container(key=f"om-gate-file-{at}", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f'<i class="om-gate-suffix">{suffix}</i><span class="om-gate-name" title="{name}">{name}</span>'
            f"<small>{size(file.bytes)}</small>",
            width="stretch",
        )
        act_button(
            t("gate.remove"),
            partial(remove_file, Settings.from_env(), state.delivery.delivery_id, file.name),
            key=f"om_gate_remove_{at}",
            kind="tertiary",
            help=t("gate.remove_help", name=file.name),
        )


def _about(state: GateState) -> None:
    """Who, what for, which mode, and whether it is for demonstration."""
    own = state.delivery
    st.html(f"<h2>{t('gate.about')}</h2>")

    def settle(name: str, key: str) -> None:
        value = st.session_state[key]
        act(lambda: _update(own.delivery_id, **{name: value.strip() if isinstance(value, str) else value}))

    st.text_input(
        t("gate.by"),
        key=remember(own.received_by, "om_gate_by"),
        on_change=partial(settle, "by", "om_gate_by"),
        placeholder=t("gate.by_hint"),
        max_chars=60,
        disabled=not may_write(),
    )
    st.text_input(
        t("gate.note"),
        key=remember(own.note, "om_gate_note"),
        on_change=partial(settle, "note", "om_gate_note"),
        placeholder=t("gate.note_hint"),
        max_chars=200,
        disabled=not may_write(),
    )
    st.segmented_control(
        t("gate.mode"),
        _MODES,
        format_func=lambda mode: t(f"gate.mode_{mode}"),
        key=remember(own.mode, "om_gate_mode"),
        on_change=chosen("om_gate_mode", lambda _: settle("mode", "om_gate_mode")),
        required=True,
        disabled=not may_write(),
    )
    st.html(f'<p class="om-note om-gate-mode">{escape(t(f"gate.mode_{own.mode}_note"))}</p>')
    st.checkbox(
        t("gate.demo"),
        key=remember(own.is_demo, "om_gate_demo"),
        on_change=partial(settle, "is_demo", "om_gate_demo"),
        help=t("gate.demo_note"),
        disabled=not may_write(),
    )


def _update(delivery_id: str, **changes: object) -> None:
    update(Settings.from_env(), delivery_id, **changes)  # type: ignore[arg-type]


def _onward(state: GateState) -> None:
    own = state.delivery
    with st.container(key="om-gate-onward", horizontal=True, vertical_alignment="center", gap="small"):
        sure(t("gate.discard"), t("gate.discard_sure"), t("gate.discard_yes"),
             partial(_discard, own.delivery_id), key="om_gate_discard")  # fmt: skip
        st.html(needed(t("gate.need_files") if not own.files else ""), width="stretch")
        # Never idle for a name that is typed but not yet sent: the click itself sends it.
        act_button(t("gate.to_reading"), partial(_go_on, own.delivery_id), key="om_gate_next", kind="primary",
                   disabled=not own.files)  # fmt: skip


def _go_on(delivery_id: str) -> None:
    if delivery(Settings.from_env(), delivery_id).received_by:
        ask(step="reading")
    else:
        need(t("gate.need_by"))


def _discard(delivery_id: str) -> None:
    discard(Settings.from_env(), delivery_id)
    only()
    say(t("gate.discarded"))
