"""The assessment as a view: peers of one category, level and kind; every part of a score there to be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from governance.periods import Period
from views.assessment.detail import detail_view, trend_periods
from views.assessment.scores import assessed_level, assessment_view, groups_of, scored_groups, stored_level
from views.basis import Basis
from views.state import ViewState, default_state, focus, with_membership


def city(basis: Basis, **changes: object) -> ViewState:
    return replace(default_state(basis), period=basis.available, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("membership", "level"),
    [("zone", "zone"), ("zone", "street_part"), ("county", "county"), ("zone", "community")],
)
def test_every_unit_of_a_category_has_its_place_in_one_group_of_peers(basis, membership, level):
    groups = groups_of(basis, level)
    positions = [int(i) for found in groups.values() for i in found]
    assert sorted(positions) == list(range(len(basis.units(level))))
    for (category, kind), found in groups.items():
        assert {basis.unit_at(level, int(i)).category for i in found} == {category}
        assert kind is None or {basis.unit_at(level, int(i)).kind for i in found} == {kind}
    assert (level in ("zone", "county")) == all(kind is None for _, kind in groups)


@pytest.mark.parametrize("level", ["district", "street", "community"])
def test_scores_are_the_sum_of_lines_whose_parts_are_those_of_the_release(basis, level):
    state = city(basis, level=level)
    view = assessment_view(basis, state, "zh")
    assert [card.category.code for card in view.cards] == [c.code for c in basis.definitions.categories]
    for card in view.cards:
        for group in card.groups:
            for unit in group.units:
                detail = detail_view(basis, state, unit.unit, "month", "zh")
                assert detail is not None and detail.unit == unit
                known = [line.points for line in detail.lines if line.points is not None]
                assert unit.total == (pytest.approx(sum(known)) if known else None)
                for line in detail.lines:
                    numerator, denominator = line.figure.numerator, line.figure.denominator
                    assert line.figure.value is None or line.figure.value == pytest.approx(
                        numerator / denominator * basis.definitions.indicators[line.figure.id].scale
                    )


def test_places_are_given_within_a_category_only(basis):
    view = assessment_view(basis, city(basis), "zh")
    for card in view.cards:
        (group,) = card.groups
        assert {unit.n_peers for unit in group.units} == {len(card.category.members)}
        assert all(
            1 <= unit.best <= unit.worst <= unit.n_peers for unit in group.units if unit.total is not None
        )


def test_both_memberships_can_be_assessed_and_a_managed_zone_exists_in_one_only(basis):
    zones = {
        u.unit.code
        for c in assessment_view(basis, city(basis), "zh").cards
        for g in c.groups
        for u in g.units
    }
    by_county = with_membership(city(basis), "county", basis)
    counties = {
        u.unit.code for c in assessment_view(basis, by_county, "zh").cards for g in c.groups for u in g.units
    }
    assert zones - counties == {"990100-GX"} and counties <= zones


def test_the_unit_in_focus_is_the_one_that_is_opened(basis):
    for code in ("990102", "990101001", "990101001001"):
        state = focus(city(basis), code, basis)
        assert state is not None
        view = assessment_view(basis, state, "zh")
        assert view.chosen is not None and view.chosen.code == code
    grid = focus(city(basis), "990101001001001", basis)
    assert grid is not None and assessed_level(grid) == "community"
    opened = assessment_view(basis, grid, "zh").chosen
    assert opened is not None and opened.code == "990101001001"
    assert stored_level(city(basis, level="grid")) == "community"


def test_a_trend_ends_with_the_period_and_its_quarters_are_those_of_the_calendar(basis):
    chosen = assessment_view(basis, city(basis), "zh").chosen
    months = detail_view(basis, city(basis), chosen, "month", "zh").trend
    assert months[-1].period.last == basis.available.last and len(months) <= 12
    assert all(point.period.months == 1 for point in months)
    quarters = trend_periods(Period.parse("2025-02..2026-05"), Period.parse("2026-05").last, "quarter")
    assert [str(q) for q in quarters][:2] == ["2025-02..2025-03", "2025-04..2025-06"]
    assert str(quarters[-1]) == "2026-04..2026-05"


def test_one_month_of_a_trend_is_that_month_assessed_by_itself(basis):
    state = city(basis)
    chosen = assessment_view(basis, state, "zh").chosen
    last = detail_view(basis, state, chosen, "month", "zh").trend[-1]
    alone = replace(state, period=Period(basis.available.last, basis.available.last))
    assert detail_view(basis, alone, chosen, "month", "zh").unit.total == (
        None if last.total is None else pytest.approx(last.total)
    )


def test_a_release_without_an_assessment_opens_and_assesses_nobody(basis):
    older = replace(basis, definitions=replace(basis.definitions, assessment=None))
    view = assessment_view(older, city(older), "zh")
    assert view.chosen is None and all(card.scheme is None and not card.groups for card in view.cards)
    assert scored_groups(older, "zone", "zone", older.available) == {}
