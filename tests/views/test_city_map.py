from dataclasses import replace

import numpy as np
import pytest

from governance.indicators import FLOW_MEASURES, STATE_MEASURES
from governance.periods import Period
from tests.tiny_region import MANAGED_CODE
from views.city_map import city_map
from views.measures import scope_parts, unit_measures
from views.state import LADDER, default_state, focus, with_level, with_membership


@pytest.fixture
def year(basis):
    return replace(default_state(basis), period=basis.available)


@pytest.mark.parametrize("membership", list(LADDER))
@pytest.mark.parametrize("level", ["district", "street", "community", "grid"])
def test_units_and_unlocated_sum_to_the_city_in_every_measure(basis, year, membership, level):
    state = with_level(with_membership(year, membership, basis), level)
    measures = unit_measures(basis, state.stored_level, membership, state.period, state.unit)
    city = scope_parts(basis, state.unit, membership, state.period)
    for name in (*FLOW_MEASURES, *STATE_MEASURES):
        assert np.nansum(measures.columns[name]) + measures.unlocated[name] == city[name], name


def test_the_city_has_the_same_figures_in_both_memberships(basis, year):
    a, b = (city_map(basis, with_membership(year, membership, basis), "zh") for membership in LADDER)
    assert [(f.id, f.value) for f in a.figures] == [(f.id, f.value) for f in b.figures]
    assert a.unlocated == b.unlocated


@pytest.mark.parametrize("level", ["district", "street", "community", "grid"])
def test_the_legend_counts_every_unit_shown_once(basis, year, level):
    for indicator in basis.definitions.indicators.map_ids:
        view = city_map(basis, replace(with_level(year, level), indicator=indicator), "zh")
        shown = (view.layer.classes != -2).sum()
        assert sum(step.count for step in view.legend.classes) + view.legend.n_missing == shown
        assert view.legend.n_missing == (view.layer.classes == -1).sum()


def test_a_unit_without_a_denominator_has_no_data_and_not_zero(basis, year):
    view = city_map(basis, replace(with_level(year, "grid"), indicator="satisfaction_rate"), "zh")
    empty = view.layer.denominators == 0
    assert empty.any(), "the tiny region has grids without a rating"
    assert (view.layer.classes[empty] == -1).all()


def test_a_category_filter_dims_the_others_and_counts_only_its_own(basis, year):
    both = city_map(basis, year, "zh")
    parts = [city_map(basis, replace(year, categories=frozenset({code})), "zh") for code in ("1", "2")]
    categories = basis.units("zone")["category"].to_numpy()
    for code, view in zip(("1", "2"), parts, strict=True):
        assert ((view.layer.classes != -2) == (categories == code)).all()
        assert [group.category for group in view.groups] == [code]
    nowhere = scope_parts(basis, year.unit, "zone", year.period)["received"] - sum(v.received for v in parts)
    assert both.received == sum(view.received for view in parts) + nowhere
    assert nowhere == both.unlocated


def test_peers_at_the_city_are_compared_within_their_category_only(basis, year):
    view = city_map(basis, year, "zh")
    for group in view.groups:
        assert {unit.category for unit in group.units} == {group.category}
        assert group.n_units >= len(group.units)


@pytest.mark.parametrize("indicator", ["cases_per_10k", "on_time_rate", "population_density"])
def test_units_with_few_cases_are_listed_after_those_that_say_something(basis, year, indicator):
    view = city_map(basis, replace(with_level(year, "grid"), indicator=indicator), "zh")
    for group in view.groups:
        order = [(u.figure.value is None, u.is_few, -(u.figure.value or 0.0)) for u in group.units]
        assert order == sorted(order)


def test_inside_a_zone_only_its_own_units_are_shown(basis, year):
    state = with_level(focus(year, MANAGED_CODE, basis), "community")
    view = city_map(basis, state, "zh")
    own = (basis.units("community")["zone_code"] == MANAGED_CODE).to_numpy()
    assert ((view.layer.classes != -2) == own).all()
    assert view.layer.scope_bounds == (state.unit.minx, state.unit.miny, state.unit.maxx, state.unit.maxy)


def test_a_grid_is_shown_among_the_grids_of_its_community(basis, year):
    grid = basis.units("grid")["code"].iloc[0]
    view = city_map(basis, focus(year, grid, basis), "zh")
    assert view.layer.selected_code == grid
    assert view.layer.scope_level == "community"
    assert np.isfinite(view.layer.scope_bounds).all()


def test_there_is_no_change_where_the_data_do_not_reach_back(basis, year):
    assert all(figure.change is None for figure in city_map(basis, year, "zh").figures)
    last = replace(year, period=Period(basis.available.last, basis.available.last))
    received = city_map(basis, last, "zh").figures[0]
    assert received.previous == scope_parts(basis, last.unit, "zone", last.period.previous)["received"]


def test_a_state_on_the_data_date_does_not_depend_on_the_period(basis, year):
    one_month = replace(year, period=Period(basis.available.first, basis.available.first))
    overdue = [city_map(basis, state, "zh").figures[-1] for state in (year, one_month)]
    assert overdue[0].value == overdue[1].value
    assert all(figure.is_state and figure.previous is None for figure in overdue)


def test_the_trend_ends_with_the_period_and_names_every_month(basis, year):
    view = city_map(basis, year, "zh")
    months = [point.month for point in view.trend]
    assert months == list(range(basis.available.first, basis.available.last + 1))
    assert sum(point.parts["received"] for point in view.trend) == view.received


def test_names_follow_the_language(basis, year):
    zh, en = (city_map(basis, year, lang) for lang in ("zh", "en"))
    assert zh.layer.indicator_name != en.layer.indicator_name
    assert zh.groups[0].units[0].name != en.groups[0].units[0].name
