"""The briefing as data: figures of the screens, peers of one category alone, words that say no more than the figures."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

import pytest

from governance.errors import StateError
from governance.periods import Period
from views.basis import Basis
from views.briefing.model import BriefingView, Table, cells
from views.briefing.places import place_map
from views.briefing.request import BriefingRequest, ask_briefing
from views.briefing.scope import is_few
from views.briefing.view import briefing_view
from views.cases.filter import CaseFilter
from views.cases.overview import incidents_view
from views.city_map import city_map
from views.sheet.fresh import Fresh
from views.state import ViewState, default_state, focus
from views.whistles.board import whistle_board
from views.whistles.filter import WhistleFilter

MADE_ON = date(2026, 7, 2)
COUNTY, CITY = "990101", "990100"


def made(basis: Basis, code: str = COUNTY, **choices: Any) -> BriefingView:
    period = choices.pop("period", Period(basis.available.last - 5, basis.available.last))
    choices = {"made_on": MADE_ON, "fresh": Fresh()} | choices
    return briefing_view(basis, code, period, "zone", choices.pop("lang", "zh"), **choices)


def state_of(basis: Basis, view: BriefingView) -> ViewState:
    state = focus(replace(default_state(basis), membership=view.membership), view.unit.code, basis)
    assert state is not None
    return replace(state, period=view.period)


def sums(table: Table, key: str) -> tuple[float, float]:
    """Of the rows and of the row under them."""
    column = [column.key for column in table.columns].index(key)
    rows = [row.cells[column].value or 0 for row in table.rows]
    return sum(rows[:-1]), rows[-1]


@pytest.mark.parametrize("code", [COUNTY, CITY, "1"])
def test_figures_are_those_of_the_map_and_the_board(basis: Basis, code: str) -> None:
    view = made(basis, code)
    state = state_of(basis, view)
    assert [h.figure for h in view.headline] == list(city_map(basis, state, "zh").figures)
    board = whistle_board(basis, state, WhistleFilter(), "zh")
    assert [h.figure for h in view.whistles.figures[1:-1]] == list(board.figures)
    assert [row.cells[1].value for row in view.whistles.steps.rows] == [s.count for s in board.steps]


def test_the_overdue_list_is_that_of_the_screen_of_cases(basis: Basis) -> None:
    view = made(basis, CITY)
    overdue = CaseFilter(states=frozenset({"overdue"}))
    screen = incidents_view(basis, state_of(basis, view), overdue, "zh")
    assert view.overdue.total == screen.total > 0
    days = [cell.value for cell in view.overdue.column("days")]
    assert days == sorted(days, key=lambda late: -(late or 0)) and None not in days
    due = [datetime.strptime(cell.text, "%Y年%m月%d日").date() for cell in view.overdue.column("due")]
    assert [(basis.provenance.data_to - day).days for day in due] == days
    (said,) = (point for point in view.points if point.startswith("超期在办"))
    first = view.overdue.rows[0]
    assert f"{first.cells[-2].text}到期、已超期 {first.cells[-1].text} 天" in said
    assert {row.cells[0].text: row.cells[1].value for row in view.overdue_by[0].rows} == {
        facet.name: facet.received for facet in screen.departments
    }


@pytest.mark.parametrize("code", [COUNTY, CITY, "2"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_has_an_id_of_its_own_and_words(basis: Basis, code: str, lang: str) -> None:
    found = cells(made(basis, code, lang=lang))
    assert len({id for id, _ in found}) == len(found) > 60
    assert all(text.strip() and "None" not in text and "nan" not in text for _, text in found)


def test_what_lies_inside_sums_to_the_unit_and_what_could_not_be_placed_is_a_row(basis: Basis) -> None:
    for code in (COUNTY, CITY):
        view = made(basis, code)
        if view.inside.total == sum(not row.is_summary for row in view.inside.rows):
            inside, whole = sums(view.inside, "received")
            assert inside == whole
    assert (
        sum(cell.value or 0 for cell in made(basis).classes.column("received"))
        == made(basis).headline[0].figure.value
    )


def test_a_unit_stands_beside_its_own_category_alone(basis: Basis) -> None:
    view = made(basis)
    (peers,) = view.peers
    assert {row.category for row in peers.rows if not row.is_summary} == {view.unit.category}
    assert [row.code for row in peers.rows if row.is_own] == [COUNTY]
    assert len(made(basis, CITY).peers) == len(basis.definitions.categories)


def test_categories_and_counts_are_never_ranked(basis: Basis) -> None:
    for code in (CITY, "1", "2"):
        assert all(figure.rank is None for figure in made(basis, code).headline)
    ranked = [figure for figure in made(basis).headline if figure.rank is not None]
    assert all(figure.figure.denominator_name for figure in ranked)


def test_few_cases_are_said_to_be_few_and_are_not_compared(basis: Basis) -> None:
    month = Period(basis.available.last, basis.available.last)
    figures = [h for code in (COUNTY, "990102") for h in made(basis, code, period=month).whistles.figures]
    few = [figure for figure in figures if is_few(figure.figure)]
    assert few
    for figure in few:
        assert figure.few_text == "样本少" and figure.rank is None and figure.tone == "plain"


def test_the_first_period_has_nothing_to_compare_with(basis: Basis) -> None:
    first = basis.available.first
    view = made(basis, period=Period(first, first))
    assert view.compared_text == ""
    assert view.headline[0].change_text == "无上期可比"
    assert all(cell.text == "—" for cell in view.classes.column("change"))


def test_late_feeds_are_those_of_the_day_of_the_briefing(basis: Basis) -> None:
    fresh, late = made(basis, made_on=date(2026, 7, 1)), made(basis, made_on=date(2027, 7, 1))
    assert len(late.stale_note) > len(fresh.stale_note)
    assert late.headline == fresh.headline


def test_the_map_goes_down_from_streets_to_communities(basis: Basis) -> None:
    view = made(basis)
    places = place_map(basis, view)
    assert [level.level for level in places.levels] == ["street", "community"]
    streets, communities = places.levels
    assert {place.parent for place in communities.places} == {place.code for place in streets.places}
    rows = {row.code: row.cells[2].text for row in view.inside.rows if not row.is_summary}
    assert {place.code: place.main.text.split("\u00a0")[0] for place in streets.places} == rows
    assert place_map(basis, made(basis, CITY)).levels[0].level == "district"


@pytest.mark.parametrize(
    ("code", "choices", "words"),
    [
        ("000000", {}, "没有这个单元"),
        ("990101001", {}, "简报不做到这一级"),
        (COUNTY, {"period": Period(0, 0)}, "数据不含这个时段"),
        (COUNTY, {"indicator": "<b>"}, "没有这个指标"),
        (COUNTY, {"is_public": True}, "审图号"),
    ],
)
def test_what_cannot_be_is_refused_with_words(
    basis: Basis, code: str, choices: dict[str, Any], words: str
) -> None:
    with pytest.raises(StateError) as refused:
        made(basis, code, **choices)
    assert words in str(refused.value) and refused.value.remedy


def test_codes_of_requests_differ_when_a_choice_does(basis: Basis) -> None:
    last = basis.available.last
    request = ask_briefing(basis, COUNTY, Period(last, last), "zone", "zh", fresh=Fresh(as_of="2026-07-02"))
    assert request.code == replace(request).code and len(request.code) == 10
    others: dict[str, Any] = {
        "release_id": "x", "unit": CITY, "period": "2026-05", "membership": "county", "lang": "en",
        "indicator": "on_time_rate", "approval": "云S(2026)1号", "is_public": True,
        "fresh": Fresh(as_of="2026-07-03"), "briefing_version": 2,
    }  # fmt: skip
    assert set(others) == {field.name for field in fields(BriefingRequest)}
    codes = {replace(request, **{name: value}).code for name, value in others.items()}
    assert len(codes | {request.code}) == len(others) + 1
