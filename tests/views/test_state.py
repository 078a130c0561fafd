from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.periods import Period
from tests.tiny_region import MANAGED_CODE, SPLIT_STREET
from views.basis import Basis
from views.state import (
    LADDER,
    LEVELS,
    ViewState,
    default_state,
    focus,
    parent_of,
    read_state,
    with_level,
    with_membership,
    write_state,
)


def every_unit(basis: Basis, membership: str) -> list[str]:
    return [code for level in LADDER[membership] for code in basis.units(level)["code"]]


@given(data=st.data())
def test_a_link_reopens_the_view_that_wrote_it(basis, data):
    membership = data.draw(st.sampled_from(list(LADDER)))
    state = with_membership(default_state(basis), membership, basis)
    state = focus(state, data.draw(st.sampled_from(every_unit(basis, membership))), basis)
    first = data.draw(st.integers(basis.available.first, basis.available.last))
    state = replace(
        with_level(state, data.draw(st.sampled_from(LEVELS))),
        indicator=data.draw(st.sampled_from(basis.definitions.indicators.map_ids)),
        period=Period(first, data.draw(st.integers(first, basis.available.last))),
        categories=data.draw(st.sampled_from([frozenset(), frozenset({"1"}), frozenset({"2"})])),
    )
    read = read_state(write_state(state, basis), basis)
    assert read.state == state
    assert read.ignored == ()


def test_the_default_view_needs_no_parameters(basis):
    assert write_state(default_state(basis), basis) == {}
    assert read_state({}, basis).state == default_state(basis)


@pytest.mark.parametrize(
    ("params", "ignored"),
    [
        ({"u": "<script>"}, ("u",)),
        ({"m": "moon"}, ("m",)),
        ({"l": "galaxy"}, ("l",)),
        ({"i": "happiness'; drop table unit"}, ("i",)),
        ({"p": "1066-10"}, ("p",)),
        ({"p": "soon"}, ("p",)),
        ({"c": "9"}, ("c",)),
    ],
)
def test_what_a_link_cannot_have_is_left_out_and_named(basis, params, ignored):
    read = read_state(params, basis)
    assert read.ignored == ignored
    assert read.state == default_state(basis)


def test_the_rest_of_a_link_is_followed_when_one_part_cannot_be(basis):
    read = read_state({"u": "nowhere", "i": "closing_rate", "l": "community"}, basis)
    assert read.ignored == ("u",)
    assert (read.state.indicator, read.state.level) == ("closing_rate", "community")


def test_a_zone_without_a_county_is_looked_at_through_management(basis):
    state = read_state({"m": "county", "u": MANAGED_CODE}, basis).state
    assert (state.membership, state.unit.code) == ("zone", MANAGED_CODE)


def test_a_split_street_leads_to_its_larger_part_and_back(basis):
    street = focus(with_membership(default_state(basis), "county", basis), SPLIT_STREET, basis)
    part = with_membership(street, "zone", basis)
    assert part.unit.level == "street_part"
    parts = basis.units("street_part")
    own = parts[parts["street_code"] == SPLIT_STREET]
    assert len(own) == 2
    assert part.unit.population == own["population"].max()
    assert with_membership(part, "county", basis).unit == street.unit


@pytest.mark.parametrize("membership", list(LADDER))
def test_going_up_from_any_unit_ends_at_the_city(basis, membership):
    start = with_membership(default_state(basis), membership, basis)
    for code in every_unit(basis, membership):
        state: ViewState | None = focus(start, code, basis)
        for _ in range(6):
            assert state is not None
            if state.unit.level == "city":
                break
            state = parent_of(state, basis)
        assert state is not None and state.unit.level == "city"
        assert parent_of(state, basis) is None


@pytest.mark.parametrize("membership", list(LADDER))
def test_the_level_shown_lies_below_the_unit_in_focus(basis, membership):
    ladder = LADDER[membership]
    start = with_membership(default_state(basis), membership, basis)
    for code in every_unit(basis, membership):
        state = focus(start, code, basis)
        for level in LEVELS:
            shown = with_level(state, level).stored_level
            assert state.unit.level == "grid" or ladder.index(shown) > ladder.index(state.unit.level)


def test_choosing_every_category_is_choosing_none(basis):
    assert read_state({"c": "1,2"}, basis).state.categories == frozenset()
