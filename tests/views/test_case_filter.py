"""What a link says about the cases wanted: read as far as it goes, written as short as it reads back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views.basis import Basis
from views.cases.filter import (
    STANDINGS,
    STATES,
    CaseFilter,
    channels_of,
    classes_of,
    kinds_of,
    read_filter,
    write_filter,
)
from views.cases.table import Order, read_place
from views.state import default_state


@given(data=st.data())
def test_what_is_written_reads_back(basis: Basis, data: st.DataObject) -> None:
    codes = sorted({kind.class_code for kind in kinds_of(basis)})
    states = st.one_of(
        st.frozensets(st.sampled_from(STATES)),
        st.sampled_from(STANDINGS).map(lambda word: frozenset((word,))),
    )
    span = (basis.provenance.data_to - basis.provenance.data_from).days
    wanted = CaseFilter(
        classes=data.draw(st.frozensets(st.sampled_from(codes))),
        subclass=data.draw(st.sampled_from(["", *(kind.subclass for kind in kinds_of(basis))])),
        states=data.draw(states),
        department=data.draw(
            st.sampled_from(["", *(entry.id for entry in basis.definitions.departments[:6])])
        ),
        channel=data.draw(st.sampled_from(["", *channels_of(basis)])),
        day=data.draw(
            st.none() | st.integers(0, span).map(lambda n: basis.provenance.data_from + timedelta(days=n))
        ),
        text=data.draw(st.text(max_size=40).map(str.strip)),
    )
    read = read_filter(write_filter(wanted, basis), basis)
    assert read.filter == wanted
    assert read.ignored == ()


def test_a_family_is_written_by_its_name(basis: Basis) -> None:
    wanted = CaseFilter(classes=classes_of(basis, "event"))
    assert write_filter(wanted, basis) == {"k": "event"}
    assert read_filter({"k": "component"}, basis).filter.classes == classes_of(basis, "component")


@pytest.mark.parametrize(
    ("params", "ignored"),
    [
        ({"k": "E01,<b>"}, ("k",)),
        ({"sub": "没有这种"}, ("sub",)),
        ({"s": "overdue,closed"}, ("s",)),
        ({"s": "asleep"}, ("s",)),
        ({"d": "nobody"}, ("d",)),
        ({"ch": "鸽子"}, ("ch",)),
        ({"day": "2026-02-30"}, ("day",)),
        ({"day": "1999-01-01"}, ("day",)),
    ],
)
def test_what_cannot_be_is_left_out_and_named(
    basis: Basis, params: dict[str, str], ignored: tuple[str, ...]
) -> None:
    assert read_filter(params, basis).ignored == ignored


def test_a_standing_stands_alone_and_asks_other_months(basis: Basis) -> None:
    state = default_state(basis)
    overdue = read_filter({"s": "closed,overdue"}, basis).filter
    assert overdue.states == {"overdue"}
    assert overdue.is_of_data_date
    assert overdue.parameters(state)["month_from"] == 0
    late = CaseFilter(states=frozenset({"late"})).parameters(state)
    assert (late["axis"], late["month_from"]) == ("due", state.period.first)
    assert CaseFilter().parameters(state)["axis"] == "received"


def test_a_place_in_the_list_that_cannot_be_is_the_first(basis: Basis) -> None:
    assert read_place({}).order == Order("received", descending=True)
    assert read_place({"o": "late", "n": "3"}).page == 3
    assert read_place({"o": "handler", "n": "-1"}).ignored == ("o", "n")
    assert read_place({"n": "²"}).ignored == ("n",)
    assert read_place({"n": "99999999"}).ignored == ("n",)


def test_a_column_turns_round_and_another_begins_its_own_way(basis: Basis) -> None:
    order = Order("received", descending=True)
    assert order.turned("received") == Order("received", descending=False)
    assert order.turned("subclass") == Order("subclass", descending=False)
    assert order.turned("late") == Order("late", descending=True)


def test_a_day_of_the_data_is_a_day(basis: Basis) -> None:
    day = basis.provenance.data_to
    assert read_filter({"day": day.isoformat()}, basis).filter.day == day
    assert isinstance(day, date)
