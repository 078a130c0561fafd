"""The address bar holds the state: controls write it, every run reads it, a link reopens the view."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from data.settings import Settings
from data.snapshots.store import nearest_release
from views.basis import Basis, basis_of, current_basis
from views.sheet.kept import is_there, release_gone
from views.state import ReadState, ViewState, focus, parent_of, read_state, write_state

T = TypeVar("T")

UP = "__up__"  # What the map says instead of a code when the reader wants to leave the unit upwards.

# The release that the screens show, where it is not the current one.
RELEASE = "release"
# Parameters that belong to the reader, not to the view.
_KEPT = ("lang", "theme", RELEASE)
# Parameters of a screen's own (views/cases/filter.py, views/evidence/parts.py): another unit or period keeps them,
# another screen drops them.
OWN = (
    *("k", "sub", "s", "d", "th", "ch", "day", "q", "o", "f", "part", "x", "tab", "b", "by"),
    # Of a sheet (views/sheet/address.py).
    *("subject", "as", "on", "size", "turn", "style", "sheet_lang", "title", "mark", "no", "public"),
    *("panels", "labels", "without"),
    # Of meeting packs (ui/snapshot/pack_panel.py).
    *("units", "files"),
)


def basis() -> Basis:
    """The current release, or the one that the address names; the same object until another one is published.

    Raises
    ------
    ReleaseError
        When the named one is gone (the nearest is named), or nothing has been published yet.
    """
    wanted = st.query_params.get(RELEASE, "")
    if not wanted:
        return current_basis()
    settings = Settings.from_env()
    if not is_there(settings, wanted):
        raise release_gone(wanted[:64], nearest_release(settings, wanted))
    return basis_of(wanted, settings)


def read(on: Basis) -> ReadState:
    """The state that the address asks for."""
    return read_state(st.query_params.to_dict(), on)


def now(on: Basis) -> ViewState:
    """The state of this very moment: of two choices in one run, the second must not undo the first."""
    return read(on).state


def address(state: ViewState, on: Basis) -> dict[str, str]:
    """All parameters of a link to `state`, with the reader's language and theme."""
    kept = {key: st.query_params[key] for key in _KEPT if key in st.query_params}
    return {**kept, **write_state(state, on)}


def go(state: ViewState | None, on: Basis) -> None:
    """Put another state into the address; the next run shows it. None changes nothing."""
    if state is not None:
        own = {key: st.query_params[key] for key in OWN if key in st.query_params}
        st.query_params.from_dict({**address(state, on), **own})


def follow(code: str, on: Basis) -> None:
    """Go to the unit of a code, or one step up: what a click says. A callback, so that one run shows it."""
    state = now(on)
    if code == UP:
        go(parent_of(state, on), on)
    elif code != state.unit.code:
        go(focus(state, code, on), on)


def remember(value: object, key: str) -> str:
    """Give a widget the value that the address holds, before it is drawn; returns its key."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def chosen(key: str, then: Callable[[T], None]) -> Callable[[], None]:
    """A callback that hands the widget's new value on, and ignores an emptied choice."""

    def changed() -> None:
        value = st.session_state.get(key)
        if value is not None:
            then(value)

    return changed
