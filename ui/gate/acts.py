"""What a click on these screens does: guarded by the passphrase, its fault told in words on the next run."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from governance.errors import OneMapError
from ui.errors import show_error
from ui.gate.key import guard, may_write
from ui.text import t

_FAULT = "om_gate_fault"
_DONE = "om_gate_told"
_ASKED = "om_gate_asked"
_NEED = "om_gate_need"


def act(action: Callable[[], None]) -> None:
    """Do something that writes; what goes wrong is kept for `told`. For use in callbacks."""
    try:
        guard()
        action()
    except OneMapError as error:
        st.session_state[_FAULT] = error


def say(words: str) -> None:
    """Keep a sentence for the next run: what was just done."""
    st.session_state[_DONE] = words


def need(words: str) -> None:
    """Keep for the next run what is still missing; shown by `needed` where the button stands."""
    st.session_state[_NEED] = words


def needed(otherwise: str = "") -> str:
    """What is still missing after a click that could not be followed, as markup; else a quiet note."""
    words = st.session_state.pop(_NEED, "")
    if words:
        return f'<span class="om-gate-need" role="alert">{escape(words)}</span>'
    return f'<span class="om-gate-need">{escape(otherwise)}</span>'


def told() -> None:
    """Show what the last action did or could not do, once."""
    words = st.session_state.pop(_DONE, "")
    if words:
        st.html(f'<div class="om-gate-told" role="status">{escape(words)}</div>')
    error = st.session_state.pop(_FAULT, None)
    if isinstance(error, OneMapError):
        show_error(error)


def act_button(
    label: str, action: Callable[[], None], *, key: str, kind: str = "secondary", **more: object
) -> None:
    """A button that writes: idle while the gate is locked."""
    disabled = bool(more.pop("disabled", False)) or not may_write()
    st.button(
        label,
        key=key,
        type="primary" if kind == "primary" else "tertiary" if kind == "tertiary" else "secondary",
        on_click=lambda: act(action),
        disabled=disabled,
        help=str(more["help"]) if more.get("help") else (None if may_write() else t("gate.locked")),
        width="stretch" if more.get("is_wide") else "content",
    )


def sure(
    label: str,
    question: str,
    yes: str,
    action: Callable[[], None],
    *,
    key: str,
    kind: str = "tertiary",
    is_wide: bool = False,
    first: Callable[[], bool] = lambda: True,
) -> None:
    """A button that asks once more before it does anything, in its own place: nothing opens over the page.

    Parameters
    ----------
    first
        Whether there is anything to ask yet: what must be filled in is, say.
    """
    if st.session_state.get(_ASKED) != key:
        act_button(label, lambda: _ask(key) if first() else None, key=key, kind=kind, is_wide=is_wide)
        return
    with st.container(
        key=f"om-sure-{key}",
        horizontal=True,
        vertical_alignment="center",
        gap="small",
        width="stretch" if is_wide else "content",
    ):
        st.html(f'<span class="om-gate-question" role="alert">{escape(question)}</span>', width="content")
        act_button(yes, lambda: _answered(action), key=f"{key}_yes", kind="primary")
        st.button(t("gate.no"), key=f"{key}_no", on_click=lambda: _ask(""))


def _ask(key: str) -> None:
    st.session_state[_ASKED] = key


def _answered(action: Callable[[], None]) -> None:
    _ask("")
    action()
