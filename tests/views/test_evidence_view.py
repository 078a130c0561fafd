"""What stands behind a figure: the same figure, its parts, the SQL that gives it again, and its rows by name."""

from __future__ import annotations

import io
import math
from dataclasses import replace

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from export.tables import write_csv
from governance.errors import StateError
from governance.indicators import MEASURES, UNIT_FACTS
from tests.conftest import Published
from views.basis import Basis
from views.cases.filter import read_filter
from views.cases.overview import incidents_view
from views.city_map import city_map
from views.evidence.file import evidence_file
from views.evidence.parts import Question, read_question
from views.evidence.view import PAGE_OF_ROWS, EvidenceView, evidence_view, whole_list
from views.evidence.words import MEASURE_WORDS, STATE_NAMES
from views.measures import unit_measures
from views.profile import profile_view
from views.state import ViewState, read_state
from views.whistles.board import whistle_board
from views.whistles.filter import names_of, read_whistle_filter

EVERY = (*MEASURES, *UNIT_FACTS)


def at(basis: Basis, **params: str) -> ViewState:
    return read_state({"p": str(basis.available), **params}, basis).state


def run_again(view: EvidenceView, published: Published) -> dict[str, float]:
    """Execute the figure's statements as they are shown and add up columns of one name."""
    sums: dict[str, float] = {}
    with duckdb.connect() as con:
        con.execute(f"attach '{published.release.path}' as r (read_only); use r")
        for shown in view.figure_sql:
            result = con.execute(shown.sql)
            names = [column[0] for column in result.description]
            (row,) = result.fetchall()
            for name, value in zip(names, row, strict=True):
                if isinstance(value, int | float):
                    sums[name] = sums.get(name, 0.0) + value
    return sums


@pytest.mark.parametrize("unit", ["", "990101", "990102", "1"])
def test_the_sql_shown_gives_the_figure_again(basis: Basis, published: Published, unit: str) -> None:
    state = at(basis, **({"u": unit} if unit else {}))
    for indicator in basis.definitions.indicators.indicators:
        view = evidence_view(basis, state, Question(indicator.id), "zh")
        again = indicator.rate(run_again(view, published)).value
        if view.figure.value is None:
            assert again is None
        else:
            assert again is not None and math.isclose(again, view.figure.value, rel_tol=1e-9), indicator.id
        assert view.agrees, indicator.id


@pytest.mark.parametrize("measure", EVERY)
def test_every_measure_and_fact_can_be_opened(basis: Basis, published: Published, measure: str) -> None:
    view = evidence_view(basis, at(basis), Question(measure), "en")
    assert view.agrees
    assert run_again(view, published)[measure] == pytest.approx(view.figure.value)
    assert view.chosen.total == pytest.approx(view.figure.value)
    assert view.figure.name and MEASURE_WORDS[measure]


def test_figures_of_the_map_and_of_the_profile_are_the_figures_behind_them(basis: Basis) -> None:
    for params in ({}, {"u": "990101"}, {"c": "1,2"}, {"m": "county", "u": "990102"}):
        state = at(basis, **params)
        for figure in (*city_map(basis, state, "zh").figures, *profile_view(basis, state, "zh").figures):
            if params.get("c") and figure not in city_map(basis, state, "zh").figures:
                continue  # a profile knows no choice of categories
            view = evidence_view(basis, state, Question(figure.id), "zh")
            assert (view.figure.value, view.figure.name) == (figure.value, figure.name)
            assert view.agrees


def test_the_rows_of_an_on_time_rate_begin_with_the_latest_of_the_late(basis: Basis) -> None:
    view = evidence_view(basis, at(basis), Question("on_time_rate"), "zh")
    assert [entry.part for entry in view.parts] == ["missed", "numerator", "all"]
    assert view.chosen.part == "missed" and view.sort == "late"
    counts = {entry.part: entry.n for entry in view.parts}
    assert counts["missed"] + counts["numerator"] == counts["all"] == view.figure.denominator
    place = [column.key for column in view.table.columns].index("late_hours")
    hours = [row[place] for row in view.table.rows]
    assert hours == sorted(hours, key=lambda value: -float(value or 0))  # type: ignore[arg-type]
    assert float(hours[0] or 0) > 0  # type: ignore[arg-type]


def test_where_less_is_better_what_happened_comes_first(basis: Basis) -> None:
    assert evidence_view(basis, at(basis), Question("rework_rate"), "zh").chosen.part == "numerator"
    assert evidence_view(basis, at(basis), Question("cases_per_10k"), "zh").chosen.part == "numerator"
    assert evidence_view(basis, at(basis), Question("received"), "zh").chosen.part == "all"


def test_a_mean_lists_its_cases_with_their_hours(basis: Basis) -> None:
    view = evidence_view(basis, at(basis), Question("mean_work_hours"), "zh")
    (part,) = view.parts
    assert (float(part.n), part.total) == (view.figure.denominator, view.figure.numerator)
    assert "work_hours" in [column.key for column in view.table.columns]


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999", "1e3", "９"])
def test_any_page_that_is_asked_for_shows_rows(basis: Basis, page: str) -> None:
    question = read_question({"f": "received", "n": page}, basis)
    view = evidence_view(basis, at(basis), question, "zh")
    assert 0 < len(view.table.rows) <= PAGE_OF_ROWS
    assert 0 <= view.page < view.n_pages


@given(params=st.dictionaries(st.sampled_from(["part", "x", "k", "o", "n"]), st.text(max_size=8)))
def test_a_link_of_nonsense_still_opens_the_figure(basis: Basis, params: dict[str, str]) -> None:
    view = evidence_view(basis, at(basis), read_question({"f": "on_time_rate", **params}, basis), "zh")
    assert view.agrees


@pytest.mark.parametrize("figure", ["", "nothing", "<script>", "received; drop table incident"])
def test_a_figure_that_does_not_exist_is_refused(basis: Basis, figure: str) -> None:
    with pytest.raises(StateError):
        read_question({"f": figure}, basis)


def test_what_could_not_be_placed_and_one_class_alone_are_counted_by_their_rows(
    basis: Basis, published: Published
) -> None:
    state = at(basis)
    lost = evidence_view(basis, state, read_question({"f": "received", "x": "zone"}, basis), "zh")
    assert lost.figure.value == city_map(basis, state, "zh").unlocated == lost.chosen.n > 0
    for entry in city_map(basis, state, "zh").classes:
        view = evidence_view(basis, state, read_question({"f": "received", "k": entry.code}, basis), "zh")
        assert view.figure.value == entry.received
        assert run_again(view, published)["received"] == entry.received
        assert view.filter_words == (entry.name,)


@pytest.mark.parametrize(
    "params",
    [
        {"k": "event"},
        {"k": "E01", "d": "chengguan"},
        {"s": "closed,disposing"},
        {"s": "overdue"},
        {"q": "路"},
        {"k": "component", "u": "990102", "m": "county"},
    ],
)
def test_figures_of_filtered_cases_are_the_figures_behind_them(
    basis: Basis, published: Published, params: dict[str, str]
) -> None:
    state = at(basis, **params)
    chosen = read_filter(params, basis).filter
    for figure in incidents_view(basis, state, chosen, "zh").figures:
        view = evidence_view(basis, state, read_question({"f": figure.id, **params}, basis), "zh")
        assert (view.figure.value, view.agrees) == (figure.value, True)
        assert view.filter_words
        again = run_again(view, published)
        assert all(again[measure] == figure_part for measure, figure_part in _parts(view))


def _parts(view: EvidenceView) -> list[tuple[str, float | None]]:
    figure = view.figure
    pairs = [(figure.numerator_measure, figure.numerator), (figure.denominator_measure, figure.denominator)]
    return [(measure, value) for measure, value in pairs if measure]


def test_the_late_of_a_filter_are_the_missed_of_the_on_time_rate(basis: Basis) -> None:
    params = {"s": "late", "k": "event"}
    state = at(basis, **params)
    (late, *_) = incidents_view(basis, state, read_filter(params, basis).filter, "zh").figures
    view = evidence_view(basis, state, read_question({"f": late.id, **params}, basis), "zh")
    assert (view.figure.id, view.chosen.part, view.chosen.n) == ("on_time_rate", "missed", late.value)


@pytest.mark.parametrize("unit", ["", "990101"])
def test_figures_of_the_board_of_whistles_are_the_figures_behind_them(basis: Basis, unit: str) -> None:
    state = at(basis, **({"u": unit} if unit else {}))
    names = names_of(basis)
    for params in ({}, {"th": next(iter(names.themes))}, {"d": next(iter(names.offices))}):
        focus, _ = read_whistle_filter(params, basis)
        for figure in whistle_board(basis, state, focus, "zh").figures:
            view = evidence_view(basis, state, read_question({"f": figure.id, **params}, basis), "zh")
            assert (view.figure.value, view.figure.denominator) == (figure.value, figure.denominator), params
            assert view.agrees and bool(view.filter_words) == bool(params)


def test_a_unit_without_any_case_has_a_dash_and_no_rows(basis: Basis) -> None:
    month = read_state({"p": "2024-07", "l": "grid"}, basis).state
    due = unit_measures(basis, "grid", "zone", month.period, month.unit).columns["due"]
    quiet = basis.unit_at("grid", int(np.flatnonzero(due == 0)[0]))
    state = read_state({"p": "2024-07", "u": quiet.code}, basis).state
    view = evidence_view(basis, state, Question("on_time_rate"), "zh")
    assert view.figure.denominator == 0 and view.figure.value is None
    assert view.table.rows == () and view.agrees


def test_a_file_holds_every_row_of_the_part_and_says_where_it_comes_from(basis: Basis) -> None:
    view = evidence_view(basis, at(basis), Question("on_time_rate", page=2), "zh")
    file = evidence_file(basis, view, "zh")
    target = io.BytesIO()
    assert write_csv(file.columns, file.pieces(), file.notes, target) == view.chosen.n == file.n
    text = target.getvalue().decode("utf-8-sig")
    for words in ("内部使用 · 演示数据", "按期结案率", view.provenance.release_id, "未按期结案"):
        assert words in text
    first = evidence_view(basis, at(basis), whole_list(view), "zh")
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    assert [line.split(",")[0] for line in lines[1 : PAGE_OF_ROWS + 1]] == [
        row[0] for row in first.table.rows
    ]
    assert not any(f",{state}," in text for state in STATE_NAMES)  # states are words, not ids


def test_what_of_a_filter_cannot_be_followed_is_named(basis: Basis) -> None:
    question = read_question({"f": "received", "k": "<img>", "d": "nobody", "o": "late"}, basis)
    assert set(question.ignored) == {"k", "d"}
    assert read_question({"f": "whistles", "th": "nothing", "o": "late"}, basis).ignored == ("th",)
    assert read_question({"f": "received"}, basis) == replace(question, ignored=(), sort=None)
