"""Links between screens that keep the reader's state: the same unit, period and language on another page."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from ui.state import address
from ui.text import t
from views.basis import Basis
from views.state import ViewState, focus


def page_link(page: str, state: ViewState, basis: Basis, text: str) -> str:
    """An anchor to another page (its address below the root; empty for the map) with the same state."""
    query = urlencode(address(state, basis))
    href = f"{page or './'}{'?' + query if query else ''}"
    return f'<a class="om-link" href="{escape(href)}" target="_self">{escape(text)}</a>'


def to_profile(state: ViewState, basis: Basis) -> str:
    """From the map to the profile of the unit in focus."""
    return page_link("unit", state, basis, t("link.to_profile"))


def to_map(state: ViewState, basis: Basis) -> str:
    """From the profile to the unit on the map."""
    return page_link("", state, basis, t("link.to_map"))


def unit_to_map(code: str, name: str, state: ViewState, basis: Basis) -> str:
    """A unit's name as a link to it on the map; the bare name where there is no such unit."""
    found = focus(state, code, basis)
    return page_link("", found, basis, name) if found else escape(name)
