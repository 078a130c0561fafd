"""The choice of whistles in the address: read by every run, written by whatever was clicked."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from ui.state import address, now, read
from views.basis import Basis
from views.state import ViewState
from views.whistles.filter import WhistleFilter, read_whistle_filter, write_whistle_filter


@dataclass(frozen=True)
class Asked:
    """What the address asks the board for, with the parts that could not be followed."""

    state: ViewState
    wanted: WhistleFilter
    ignored: tuple[str, ...]


def read_asked(on: Basis) -> Asked:
    """Unit, period, theme, department, and the list's own choices."""
    seen = read(on)
    wanted, ignored = read_whistle_filter(st.query_params.to_dict(), on)
    return Asked(seen.state, wanted, (*seen.ignored, *ignored))


def wanted_now(on: Basis) -> WhistleFilter:
    """The choice of this very moment: of two choices in one run, the second must not undo the first."""
    return read_whistle_filter(st.query_params.to_dict(), on)[0]


def choose(wanted: WhistleFilter, on: Basis) -> None:
    """Put another choice into the address; unit, membership and period stay."""
    st.query_params.from_dict({**address(now(on), on), **write_whistle_filter(wanted)})


def whistles_query(wanted: WhistleFilter, state: ViewState, on: Basis) -> str:
    """Query of a link to the board with another choice, to be escaped where it becomes markup."""
    return urlencode({**address(state, on), **write_whistle_filter(wanted)})
