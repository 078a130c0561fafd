"""What the address asks the screen for: a sheet by its choices, or one that was made before by its code."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from data.settings import Settings
from governance.errors import StateError
from ui.snapshot.address import asked, link_base, reader, sheet_params
from ui.snapshot.who import who
from views.basis import Basis, basis_of
from views.sheet.fresh import Fresh, fresh_choices
from views.sheet.kept import is_there, request_of_code
from views.sheet.request import SheetRequest, code_of, request_from, require_ready, state_of
from views.state import ViewState

# Choices of the sheet itself: one that the reader makes here and that cannot be is said, and nothing is exported
# meanwhile; one that a link brings is left out and named, as the other parts of a link.
OWN_CHOICES = (
    "size",
    "turn",
    "style",
    "sheet_lang",
    "title",
    "mark",
    "no",
    "public",
    "panels",
    "labels",
    "without",
)
_FRESH = "om_snap_fresh"
_TYPED = "om_snap_typed"
_FRESH_S = 600.0


@dataclass(frozen=True, eq=False)
class AskedSheet:
    """A sheet to be shown.

    Attributes
    ----------
    on
        The release that it is made of.
    code
        Of a sheet that was opened by its code; "" for one of the options on screen.
    ignored
        Parameters of the view that could not be followed.
    faults
        What is wrong with a choice of the sheet, by parameter.
    """

    on: Basis
    request: SheetRequest
    state: ViewState
    code: str = ""
    ignored: tuple[str, ...] = ()
    faults: Mapping[str, StateError] | None = None

    def all_faults(self) -> dict[str, StateError]:
        """Why the sheet cannot be made as it is asked for, by the parameter to change; empty when it can."""
        found = dict(self.faults or {})
        try:
            require_ready(self.request)
        except StateError as error:
            found.setdefault("no", error)
        return found


@dataclass(frozen=True)
class GoneSheet:
    """A sheet whose release is not there any more."""

    code: str
    request: SheetRequest


@dataclass(frozen=True)
class _Held:
    """What the moment adds, for which release, user and address, and since when (monotonic seconds)."""

    key: tuple[str, str, str]
    at: float
    fresh: Fresh


def asked_sheet(on: Basis) -> AskedSheet | GoneSheet:
    """The sheet of the address, made of `on` where it names no code.

    Raises
    ------
    StateError
        When the code of the address is none, or is not known here.
    """
    if typed := asked("code"):
        return _by_code(typed)
    request, faults = request_from(st.query_params.to_dict(), on, _fresh(on))
    mine = {
        name: error
        for name, error in faults.items()
        if name in OWN_CHOICES and typed_here(name) == asked(name)
    }
    return AskedSheet(
        on,
        request,
        state_of(request, on),
        ignored=tuple(name for name in faults if name not in mine),
        faults=mine,
    )


def typed_here(name: str, text: str | None = None) -> str:
    """What the reader typed for a parameter on this screen; `text` keeps it."""
    typed: dict[str, str] = st.session_state.setdefault(_TYPED, {})
    if text is not None:
        typed[name] = text
    return typed.get(name, "")


def _by_code(typed: str) -> AskedSheet | GoneSheet:
    """The very request of a code; the options on screen begin with its choices."""
    settings = Settings.from_env()
    request = request_of_code(settings, typed)
    code = code_of(request)
    if not is_there(settings, request.release_id):
        return GoneSheet(code, request)
    on = basis_of(request.release_id, settings)
    own = {**reader(), "code": code, **sheet_params(request, on)}
    if st.query_params.to_dict() != own:
        st.query_params.from_dict(own)
        st.rerun()  # the bar above, drawn before, must lead to the same view
    return AskedSheet(on, request, state_of(request, on), code=code)


def _fresh(on: Basis) -> Fresh:
    """What the moment adds to a request: held for a while, so that a sheet stays the same while its options are chosen."""
    key = (on.provenance.release_id, who(), link_base())
    held = st.session_state.get(_FRESH)
    if not (isinstance(held, _Held) and held.key == key and time.monotonic() - held.at < _FRESH_S):
        held = _Held(key, time.monotonic(), fresh_choices(on, user=key[1], link_base=key[2]))
        st.session_state[_FRESH] = held
    return held.fresh
