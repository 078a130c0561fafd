"""The choice of cases in the address: read by every run, written by whatever was clicked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from governance.periods import Period
from ui.state import UP, address, follow, go, now, read
from views.basis import Basis
from views.cases.filter import CaseFilter, read_filter, write_filter
from views.cases.table import DEFAULT_ORDER, ListPlace, Order, read_place
from views.state import ViewState

OPENED = "om_opened_case"  # The case that was clicked on the map: the run that follows leaves for it.


@dataclass(frozen=True)
class Asked:
    """What the address asks the screen of cases for, with the parts that could not be followed."""

    state: ViewState
    filter: CaseFilter
    place: ListPlace
    ignored: tuple[str, ...]


def read_asked(on: Basis) -> Asked:
    """Unit, period, filter and place in the list; a day that a new period has left behind is dropped."""
    params = st.query_params.to_dict()
    seen, chosen, place = read(on), read_filter(params, on), read_place(params)
    day, period = chosen.filter.day, seen.state.period
    wanted = chosen.filter
    if day and not period.first <= day.year * 12 + day.month - 1 <= period.last:
        wanted = replace(wanted, day=None)
        del st.query_params["day"]
    return Asked(seen.state, wanted, place, (*seen.ignored, *chosen.ignored, *place.ignored))


def filter_now(on: Basis) -> CaseFilter:
    """The filter of this very moment: of two choices in one run, the second must not undo the first."""
    return read_filter(st.query_params.to_dict(), on).filter


def choose(chosen: CaseFilter, on: Basis) -> None:
    """Put another filter into the address; the list begins at its first page again."""
    _write(now(on), chosen, _order_now(), 1, on)


def turn(on: Basis, *, order: Order | None = None, page: int = 1) -> None:
    """Put another order or page of the list into the address."""
    _write(now(on), filter_now(on), order or _order_now(), page, on)


def _order_now() -> Order:
    return read_place(st.query_params.to_dict()).order


def _write(state: ViewState, chosen: CaseFilter, order: Order, page: int, on: Basis) -> None:
    place = {"o": str(order) if str(order) != DEFAULT_ORDER else "", "n": str(page) if page > 1 else ""}
    own = {**write_filter(chosen, on), **{key: value for key, value in place.items() if value}}
    st.query_params.from_dict({**address(state, on), **own})


def pick_day(on: Basis, code: str) -> None:
    """Look at one day, or at the whole period again when that day was chosen already."""
    day, wanted = date.fromisoformat(code), filter_now(on)
    choose(replace(wanted, day=None if wanted.day == day else day), on)


def pick_month_or_day(on: Basis, code: str) -> None:
    """What a bar of the course says: a day, or the number of a month, which becomes the period."""
    if code.isdecimal():
        go(replace(now(on), period=Period(int(code), int(code))), on)
    else:
        pick_day(on, code)


def opened(code: str, on: Basis) -> None:
    """What the map says: one step up, or the case that was clicked."""
    if code == UP:
        follow(code, on)
    else:
        st.session_state[OPENED] = code


def just_opened() -> str:
    """The case that was clicked before this run, once; "" when none was."""
    return str(st.session_state.pop(OPENED, ""))
