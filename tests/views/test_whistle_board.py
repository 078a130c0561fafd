"""The board of whistles: its parts sum, nothing empty becomes 0 %, choices in the address read back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from governance.periods import Period
from tests.tiny_region import MANAGED_CODE, MANAGED_COMMUNITY, SPLIT_STREET
from views.basis import Basis
from views.state import ViewState, default_state, focus, with_membership
from views.whistles.board import whistle_board
from views.whistles.detail import whistle_detail
from views.whistles.filter import (
    WhistleFilter,
    names_of,
    narrowed,
    read_whistle_filter,
    write_whistle_filter,
)
from views.whistles.list import PAGE_OF_WHISTLES, whistle_page
from views.whistles.rows import Share

ALL = WhistleFilter()


@pytest.fixture
def state(basis: Basis) -> ViewState:
    return replace(default_state(basis), period=basis.available)


@pytest.mark.parametrize("membership", ["zone", "county"])
@pytest.mark.parametrize("unit", [None, "990101", "990102", MANAGED_CODE, SPLIT_STREET, MANAGED_COMMUNITY])
def test_every_part_of_the_board_sums_to_its_totals(
    basis: Basis, state: ViewState, membership: str, unit: str | None
) -> None:
    turned = with_membership(state, membership, basis)  # type: ignore[arg-type]  # the two there are
    here = turned if unit is None else focus(turned, unit, basis)
    assert here is not None
    board = whistle_board(basis, here, ALL, "zh")
    totals = board.totals
    assert sum(row.in_time.whole for row in board.offices) == totals["called"]
    assert sum(row.in_time.part for row in board.offices) == totals["reported"]
    assert sum(row.overdue for row in board.offices) == board.matrix.total == totals["calls_overdue"]
    assert sum(row.blown for row in board.themes) == totals["blown"]
    assert sum(row.blown for row in board.sizes) == totals["blown"] - totals["void"]
    assert sum(row.blown for row in board.map.rows) + board.map.unplaced == totals["blown"]
    inside = [month for month in board.months if here.period.first <= month.month <= here.period.last]
    assert sum(month.solved for month in inside) == totals["solved_in"]
    assert sum(month.blown for month in inside) == totals["blown"]
    for _, _, cells, total in board.matrix.rows:
        assert len(cells) == len(board.matrix.units) and sum(cell.overdue for cell in cells) == total


def test_both_memberships_show_the_same_city(basis: Basis, state: ViewState) -> None:
    zones = whistle_board(basis, state, ALL, "zh")
    counties = whistle_board(basis, with_membership(state, "county", basis), ALL, "zh")
    assert zones.totals == counties.totals
    assert zones.steps == counties.steps
    assert {row.code for row in zones.map.rows} != {row.code for row in counties.map.rows}


def test_the_way_never_widens_and_begins_with_the_whole(basis: Basis, state: ViewState) -> None:
    board = whistle_board(basis, state, ALL, "zh")
    counts = [step.count for step in board.steps]
    assert counts == sorted(counts, reverse=True)
    assert board.steps[0].share.percent == 100.0
    assert all(0 <= (step.share.percent or 0) <= 100 for step in board.steps)


def test_the_rates_are_those_of_the_registry(basis: Basis, state: ViewState) -> None:
    board = whistle_board(basis, state, ALL, "zh")
    response, solved, satisfied = board.figures
    assert (response.numerator, response.denominator) == (board.totals["reported"], board.totals["called"])
    assert response.value == pytest.approx(board.totals["reported"] / board.totals["called"] * 100)
    assert (solved.id, satisfied.id) == ("solve_rate", "whistle_satisfaction_rate")
    assert response.previous is None, "nothing lies before all data"


def test_an_empty_board_shows_no_rates(basis: Basis, state: ViewState) -> None:
    first = Period(basis.available.first, basis.available.first)
    board = whistle_board(
        basis, replace(state, period=first), WhistleFilter(theme="bus", department="rensha"), "zh"
    )
    assert board.totals["blown"] == 0
    assert [figure.value for figure in board.figures] == [None, None, None]
    assert [step.share.percent for step in board.steps] == [None] * 6
    assert Share(0, 0).percent is None and not Share(0, 0).is_few and Share(1, 3).is_few


def test_theme_and_department_narrow_the_whole_board(basis: Basis, state: ViewState) -> None:
    whole = whistle_board(basis, state, ALL, "zh")
    code = whole.offices[0].code
    own = whistle_board(basis, state, WhistleFilter(department=code), "zh")
    assert [row.code for row in own.offices] == [code]
    assert own.offices[0].in_time == whole.offices[0].in_time
    assert own.totals["called"] == whole.offices[0].in_time.whole
    theme = whole.themes[0]
    narrow = whistle_board(basis, state, WhistleFilter(theme=theme.code), "zh")
    assert [row.code for row in narrow.themes] == [theme.code]
    assert narrow.totals["blown"] == theme.blown


def test_a_grid_in_focus_counts_its_community(basis: Basis, state: ViewState) -> None:
    grid = basis.unit_at("grid", 0)
    inside = focus(state, grid.code, basis)
    community = focus(state, grid.community_code or "", basis)
    assert inside is not None and community is not None
    board = whistle_board(basis, inside, ALL, "zh")
    assert board.in_grid_of is not None and board.in_grid_of.code == grid.community_code
    assert board.totals == whistle_board(basis, community, ALL, "zh").totals


def test_units_are_listed_by_category_never_across(basis: Basis, state: ViewState) -> None:
    rows = whistle_board(basis, state, ALL, "zh").map.rows
    assert [row.category for row in rows] == sorted(row.category or "" for row in rows)
    within = [row.blown for row in rows if row.category == "1"]
    assert within == sorted(within, reverse=True)


def test_the_list_turns_its_pages_and_stops_at_the_last(basis: Basis, state: ViewState) -> None:
    first = whistle_page(basis, state, ALL, "zh")
    last = whistle_page(basis, state, replace(ALL, page=99), "zh")
    assert first.total > PAGE_OF_WHISTLES and len(first.rows) == PAGE_OF_WHISTLES
    assert (first.first, last.page) == (1, last.pages)
    assert (last.pages - 1) * PAGE_OF_WHISTLES + len(last.rows) == first.total
    overdue = whistle_page(basis, state, replace(ALL, state="overdue"), "zh")
    assert all(row.is_overdue for row in overdue.rows)
    assert overdue.total == whistle_board(basis, state, ALL, "zh").totals["overdue"]


def test_a_choice_reads_back_and_what_is_unknown_is_named(basis: Basis) -> None:
    wanted = WhistleFilter("municipal", "zhujian", "overdue", "楼顶 漏水", "late", 3)
    assert read_whistle_filter(write_whistle_filter(wanted), basis) == (wanted, ())
    assert write_whistle_filter(ALL) == {}
    found, ignored = read_whistle_filter(
        {"th": "<b>", "d": "nobody", "s": "lost", "o": "luck", "n": "-1", "q": "  "}, basis
    )
    assert (found, ignored) == (ALL, ("th", "d", "s", "o"))
    assert narrowed(wanted, state=None).page == 1


def test_one_whistle_tells_its_departments_the_lead_first(basis: Basis, state: ViewState) -> None:
    joint = whistle_page(basis, state, replace(ALL, state="joint", sort="departments"), "zh").rows[0]
    detail = whistle_detail(basis, joint.whistle_id, "zh")
    assert detail is not None
    assert [call.is_lead for call in detail.calls] == [True] + [False] * (joint.n_departments - 1)
    assert detail.calls[0].name == joint.lead
    assert detail.begin == joint.blown_at and detail.end > detail.begin
    for call in detail.calls:
        if call.late_minutes:
            assert call.used_minutes is not None and call.allowed_minutes is not None
            assert call.used_minutes == pytest.approx(call.allowed_minutes + call.late_minutes, abs=1)
    moments = [at for _, at in detail.steps if at is not None]
    assert moments == sorted(moments)
    for start, end in detail.resting:
        assert detail.begin <= start < end <= detail.end


def test_names_come_in_both_languages_and_nothing_is_found_for_a_stranger(basis: Basis) -> None:
    names = names_of(basis)
    assert (names.office("gongjiao", "zh"), names.office("gongjiao", "en")) == ("公交公司", "Bus company")
    assert names.theme("nothing", "zh") == "nothing"
    assert whistle_detail(basis, "dangjian:nothing", "zh") is None
