"""Who makes a sheet: the name that the proxy vouches for, or the one that the reader typed, kept by the browser."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from html import escape
from urllib.parse import quote, unquote

import streamlit as st

from ui.state import remember
from ui.text import t

LONGEST = 40
_COOKIE, _FIELD = "onemap_by", "om_snap_by"
_VOUCHED = ("username", "name", "email")


def clean_name(text: str) -> str:
    """A name as it may stand in the history: one line of printable characters, cut at `LONGEST`."""
    kept = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C" or sign == " ")
    return " ".join(kept.split())[:LONGEST]


def vouched_name(headers: Mapping[str, str] | None = None) -> str:
    """The name that a trusted proxy gives (``server.trustedUserHeaders``); "" where there is none.

    Parameters
    ----------
    headers
        Of a request outside a script run; None asks Streamlit for the visitor of this run.
    """
    if headers is not None:
        told = _trusted_headers()
        found = {field: headers.get(header, "") for header, field in told.items()}
    else:
        found = {field: str(st.user.get(field) or "") for field in _VOUCHED}
    return next((clean_name(found[field]) for field in _VOUCHED if found.get(field)), "")


def _trusted_headers() -> dict[str, str]:
    """Header → field, as the server's configuration has it."""
    told = st.get_option("server.trustedUserHeaders")
    if isinstance(told, str):
        try:
            told = json.loads(told or "{}")
        except ValueError:
            return {}
    return {str(header): str(field) for header, field in told.items()} if isinstance(told, Mapping) else {}


def who() -> str:
    """Who is at the screen; "" where nobody said so."""
    if name := vouched_name():
        return name
    typed = st.session_state.get(_FIELD)
    return clean_name(str(typed) if typed is not None else unquote(st.context.cookies.get(_COOKIE, "")))


def who_control() -> None:
    """Ask for the name, or say the one that is known."""
    if name := vouched_name():
        st.html(f'<p class="om-snap-known">{escape(t("snapshot.who.known", name=name))}</p>')
        return
    name = who()
    st.text_input(
        t("snapshot.who.label"),
        key=remember(name, _FIELD),
        placeholder=t("snapshot.who.hint"),
        max_chars=LONGEST,
    )
    # Percent-encoded: no sign of it can end the script or the cookie.
    cookie = f"{_COOKIE}={quote(name, safe='')};path=/;max-age=31536000;SameSite=Lax"
    st.html(f"<script>document.cookie={json.dumps(cookie)}</script>", unsafe_allow_javascript=True)
