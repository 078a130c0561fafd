"""The screen's address: which part of it, and every choice of the sheet."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from ui.state import RELEASE
from views.basis import Basis, current_basis
from views.sheet.request import SheetRequest, write_request

SCREEN = "snapshot"
TABS = ("sheet", "atlas", "pack", "history")
_SETTINGS = ("lang", "theme")
# Of the history alone: what is looked for, the page, which two are compared.
HISTORY = ("find", "kind", "at", "left", "right")


def wanted_tab() -> str:
    """The part of the screen that the address asks for; the sheet when it asks for none or an unknown one."""
    wanted = st.query_params.get("tab", TABS[0])
    return wanted if wanted in TABS else TABS[0]


def asked(name: str) -> str:
    """A parameter of the address, "" where it is not there."""
    return str(st.query_params.get(name, ""))


def ask(**changes: str) -> None:
    """Lay changes over the address, all at once; an empty value takes a parameter away.

    A sheet that was opened by its code is another one as soon as a choice changes: the code goes.
    """
    wanted = {**st.query_params.to_dict(), "code": "", **changes}
    st.query_params.from_dict({name: value for name, value in wanted.items() if value})


def reader() -> dict[str, str]:
    """The reader's language and theme, as far as the address names them."""
    return {name: st.query_params[name] for name in _SETTINGS if name in st.query_params}


def href(**params: str) -> str:
    """Address of this screen with these parameters and the reader's settings, escaped for an attribute."""
    return escape(f"{SCREEN}?{urlencode({**reader(), **{n: v for n, v in params.items() if v}})}")


def sheet_params(request: SheetRequest, on: Basis) -> dict[str, str]:
    """Parameters that bring a request's choices back, its release named where it is not the current one."""
    own = on.provenance.release_id
    named = {} if own == current_basis().provenance.release_id else {RELEASE: own}
    return {**write_request(request, on), **named}


def link_base() -> str:
    """Address of the application as the reader's browser has it; "" where the browser did not say."""
    parts = urlsplit(st.context.url or "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/').rpartition('/')[0]}"
