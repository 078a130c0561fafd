"""The passphrase of the gate: with ``ONEMAP_GATE_KEY`` set, nothing is written before it was given in this browser.

A link of ours begins a new session of Streamlit's; a cookie of the browser's own session, holding a mark that only the
passphrase makes, saves asking again at each of them.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import time
from threading import Lock

import streamlit as st

from governance.errors import StateError
from ui.text import t

ENVIRONMENT = "ONEMAP_GATE_KEY"
_OPEN = "om_gate_open"
_FIELD = "om_gate_key"
_WRONG = "om_gate_wrong"
_COOKIE = "onemap_gate"
# After so many wrong words, from whoever, the gate takes none for a while.
_TRIES, _REST_S = 8, 60.0

_lock = Lock()
_missed: list[float] = []


def _wanted() -> str:
    return os.environ.get(ENVIRONMENT, "")


def _mark() -> str:
    """What proves that the passphrase was given; another passphrase makes it void."""
    return hmac.new(_wanted().encode("utf-8"), b"one map gate", hashlib.sha256).hexdigest()


def may_write() -> bool:
    """Whether this browser may change anything."""
    if not _wanted():
        return True
    shown = str(st.session_state.get(_OPEN, "")) or str(st.context.cookies.get(_COOKIE, ""))
    return hmac.compare_digest(shown.encode("utf-8"), _mark().encode("utf-8"))


def guard() -> None:
    """Raise StateError where this session may not change anything: what every action asks first."""
    if not may_write():
        raise StateError(t("gate.locked_title"), t("gate.locked"), t("gate.locked_remedy"))


def _resting() -> bool:
    now = time.monotonic()
    with _lock:
        _missed[:] = [at for at in _missed if now - at < _REST_S]
        return len(_missed) >= _TRIES


def _tried() -> None:
    given = str(st.session_state.get(_FIELD, ""))
    st.session_state[_FIELD] = ""
    if not given or _resting():
        return
    if hmac.compare_digest(given.encode("utf-8"), _wanted().encode("utf-8")):
        st.session_state[_OPEN] = _mark()
        st.session_state.pop(_WRONG, None)
    else:
        st.session_state[_WRONG] = True
        with _lock:
            _missed.append(time.monotonic())


def key_bar() -> None:
    """Ask for the passphrase where one is set and this session has not given it; else nothing."""
    if may_write():
        if _OPEN in st.session_state and _wanted():
            # The mark is hexadecimal: it cannot end the script.
            cookie = f"{_COOKIE}={st.session_state[_OPEN]};path=/;SameSite=Strict"
            st.html(f'<script>document.cookie="{cookie}"</script>', unsafe_allow_javascript=True)
        return
    with st.container(key="om-gate-lock", horizontal=True, vertical_alignment="center", gap="small"):
        words = (
            t("gate.key_rest") if _resting() else t("gate.key_wrong") if st.session_state.get(_WRONG) else ""
        )
        warning = f'<em role="alert">{words}</em>' if words else ""
        st.html(f'<p class="om-gate-lock"><b>{t("gate.locked")}</b>{warning}</p>')
        st.text_input(
            t("gate.key"),
            type="password",
            key=_FIELD,
            on_change=_tried,
            placeholder=t("gate.key"),
            label_visibility="collapsed",
            autocomplete="current-password",
            disabled=_resting(),
        )
