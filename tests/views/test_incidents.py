"""The screen of cases against the cases themselves, counted one by one in plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from governance.indicators import FLOW_MEASURES, STATE_MEASURES
from tests.conftest import Published
from views.basis import Basis
from views.cases.figures import parts_and_before
from views.cases.filter import CaseFilter, classes_of
from views.cases.overview import IncidentsView, incidents_view
from views.cases.table import PAGE_LENGTH, ListPlace, Order, case_table
from views.measures import scope_parts
from views.state import LADDER, ViewState, default_state, focus, with_membership

Row = Any


@pytest.fixture(scope="module")
def cases(published: Published) -> list[Row]:
    """Every case of the release, as rows."""
    with duckdb.connect() as con:
        con.execute(f"attach '{published.release.path}' as r (read_only)")
        frame = con.execute("select * from r.incident").df()
    local = frame["received_at"].dt.tz_localize("UTC").dt.tz_convert("Asia/Shanghai")
    frame["weekday"], frame["hour"] = local.dt.day_of_week, local.dt.hour
    return list(frame.itertuples(index=False))


@pytest.fixture(scope="module")
def whole(basis: Basis) -> ViewState:
    return replace(default_state(basis), period=basis.available)


def in_months(state: ViewState, month: Any) -> bool:
    return not pd.isna(month) and state.period.first <= month <= state.period.last


FILTERS: dict[str, tuple[CaseFilter, Callable[[ViewState, Row], bool]]] = {
    "nothing": (CaseFilter(), lambda state, row: in_months(state, row.month)),
    "classes": (
        CaseFilter(classes=frozenset({"E01", "C01"})),
        lambda state, row: in_months(state, row.month) and row.class_code in ("E01", "C01"),
    ),
    "sub-class": (
        CaseFilter(subclass="暴露垃圾"),
        lambda state, row: in_months(state, row.month) and row.subclass_name == "暴露垃圾",
    ),
    "states": (
        CaseFilter(states=frozenset({"disposing", "void"})),
        lambda state, row: in_months(state, row.month) and row.state in ("disposing", "void"),
    ),
    "department": (
        CaseFilter(department="gongan"),
        lambda state, row: in_months(state, row.month) and row.department == "gongan",
    ),
    "open": (CaseFilter(states=frozenset({"open"})), lambda state, row: row.is_open),
    "overdue": (CaseFilter(states=frozenset({"overdue"})), lambda state, row: row.is_overdue),
    "late": (
        CaseFilter(states=frozenset({"late"})),
        lambda state, row: in_months(state, row.due_month) and row.is_due and not row.is_on_time,
    ),
    "words": (
        CaseFilter(text="小区"),
        lambda state, row: in_months(state, row.month) and "小区" in str(row.title),
    ),
    "number": (
        CaseFilter(text="cg2026"),
        lambda state, row: in_months(state, row.month) and "CG2026" in row.case_no,
    ),
}


@pytest.mark.parametrize("membership", list(LADDER))
@pytest.mark.parametrize("months", [1, 3, 24])
@pytest.mark.parametrize("name", list(FILTERS))
def test_every_breakdown_is_the_count_of_the_cases_themselves(
    basis: Basis, cases: list[Row], whole: ViewState, name: str, months: int, membership: str
) -> None:
    period = replace(whole.period, first=max(whole.period.first, whole.period.last - months + 1))
    state = with_membership(replace(whole, period=period), membership, basis)  # type: ignore[arg-type]
    chosen, fits = FILTERS[name]
    view = incidents_view(basis, state, chosen, "zh")
    own = [row for row in cases if fits(state, row)]
    assert view.total == len(own)
    assert view.located == sum(row.is_located for row in own)
    assert {entry.facet.value: entry.facet.received for entry in view.classes} == Counter(
        row.class_code for row in own
    )
    for entry in view.classes:
        assert sum(sub.received for sub in entry.subclasses) == entry.facet.received
    for facets, field in (
        (view.departments, "department"),
        (view.channels, "channel"),
        (view.states, "state"),
    ):
        counted = Counter("" if pd.isna(getattr(row, field)) else getattr(row, field) for row in own)
        assert {facet.value: facet.received for facet in facets} == counted, field
        assert {f.value: f.overdue for f in facets if f.overdue} == Counter(
            "" if pd.isna(getattr(row, field)) else getattr(row, field) for row in own if row.is_overdue
        ), field
    column = f"{membership}_code"
    placed = Counter(getattr(row, column) for row in own if not pd.isna(getattr(row, column)))
    assert {facet.value: facet.received for facet in view.units} == placed
    assert sum(placed.values()) + view.unplaced == view.total
    assert sum(count for _, count in view.days) == sum(bar.received for bar in view.trend) == view.total
    hours = np.zeros((7, 24), dtype=np.int64)
    for row in own:
        hours[row.weekday, row.hour] += 1
    assert int(view.hours.sum()) + view.dateless == view.total
    assert (view.hours <= hours).all()


def test_shares_of_families_divide_by_the_cases_filed(
    basis: Basis, cases: list[Row], whole: ViewState
) -> None:
    view = incidents_view(basis, whole, CaseFilter(), "zh")
    filed = Counter(row.family for row in cases if row.is_filed)
    assert {facet.value: facet.filed for facet in view.families} == filed
    assert sum(facet.filed for facet in view.families) == view.filed


def test_without_a_filter_the_rollups_say_what_the_cases_say(basis: Basis, whole: ViewState) -> None:
    """A filter that every case fits counts from the cases; none at all, from the rollups."""
    every = CaseFilter(classes=classes_of(basis, "event") | classes_of(basis, "component"))
    for membership in LADDER:
        for months in (1, 3, whole.period.months):
            period = replace(whole.period, first=whole.period.last - months + 1)
            state = with_membership(replace(whole, period=period), membership, basis)  # type: ignore[arg-type]
            for unit in (state.unit.code, *basis.units(membership)["code"]):
                here = focus(state, unit, basis)
                assert here is not None
                from_cases, cases_before = parts_and_before(basis, here, every)
                from_rollups, rollups_before = parts_and_before(basis, here, CaseFilter())
                assert from_rollups == scope_parts(basis, here.unit, here.membership, here.period)
                assert (cases_before is None) == (rollups_before is None) == (months == whole.period.months)
                for measure, count in (cases_before or {}).items():
                    assert count == (rollups_before or {})[measure], (unit, measure)
                for measure in (*FLOW_MEASURES, *STATE_MEASURES):
                    if from_cases[measure] is not None:
                        assert from_cases[measure] == from_rollups[measure], (unit, measure)


def test_units_of_both_memberships_sum_to_the_same_city(basis: Basis, whole: ViewState) -> None:
    a, b = (
        incidents_view(basis, with_membership(whole, membership, basis), CaseFilter(), "zh")  # type: ignore[arg-type]
        for membership in LADDER
    )
    assert a.total == b.total
    assert [(facet.value, facet.received) for facet in a.states] == [
        (facet.value, facet.received) for facet in b.states
    ]
    assert sum(f.received for f in a.units) + a.unplaced == sum(f.received for f in b.units) + b.unplaced


def test_the_figure_of_what_stands_open_is_the_length_of_its_list(basis: Basis, whole: ViewState) -> None:
    last = replace(whole, period=replace(whole.period, first=whole.period.last))
    plain = incidents_view(basis, last, CaseFilter(), "zh")
    for standing in ("open", "overdue"):
        listed = incidents_view(basis, last, CaseFilter(states=frozenset({standing})), "zh")
        (figure,) = (figure for figure in plain.figures if figure.id == standing)
        assert figure.value == listed.total == listed.figures[0].value


def test_late_cases_are_what_the_rate_on_time_lacks(basis: Basis, whole: ViewState) -> None:
    plain = incidents_view(basis, whole, CaseFilter(), "zh")
    (rate,) = (figure for figure in plain.figures if figure.id == "on_time_rate")
    late = incidents_view(basis, whole, CaseFilter(states=frozenset({"late"})), "zh")
    assert late.total == (rate.denominator or 0) - (rate.numerator or 0) > 0


def place(by: str, descending: bool, page: int) -> ListPlace:
    return ListPlace(Order(by, descending), page)


def walk(basis: Basis, state: ViewState, chosen: CaseFilter, by: str, descending: bool) -> list[str]:
    """Ids of the whole list, page by page."""
    total = incidents_view(basis, state, chosen, "zh").total
    pages = -(-total // PAGE_LENGTH)
    found = []
    for page in range(1, pages + 1):
        table = case_table(basis, state, chosen, place(by, descending, page), total, "zh")
        assert table.first == (page - 1) * PAGE_LENGTH + 1
        found += [row.incident_id for row in table.rows]
    return found


KEYS: dict[str, Callable[[Row], Any]] = {
    "received": lambda row: row.received_at,
    "due": lambda row: row.due_at,
    "closed": lambda row: row.closed_at,
    "late": lambda row: row.late_minutes,
}


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize(
    "by", ["received", "due", "closed", "late", "subclass", "state", "department", "rework"]
)
def test_pages_hold_every_case_once_in_the_order_asked_for(
    basis: Basis, cases: list[Row], whole: ViewState, by: str, descending: bool
) -> None:
    period = replace(whole.period, first=whole.period.last - 5)
    state = replace(whole, period=period)
    ids = walk(basis, state, CaseFilter(), by, descending)
    own = {row.incident_id: row for row in cases if in_months(state, row.month)}
    assert len(ids) == len(set(ids))
    assert set(ids) == set(own)
    if by in KEYS:
        values = [KEYS[by](own[code]) for code in ids]
        present = [value for value in values if not pd.isna(value)]
        assert present == sorted(present, reverse=descending)
        assert all(pd.isna(value) for value in values[len(present) :]), "what has none comes last"


def test_a_page_past_the_end_is_the_last_one(basis: Basis, whole: ViewState) -> None:
    view: IncidentsView = incidents_view(basis, whole, CaseFilter(), "zh")
    table = case_table(basis, whole, CaseFilter(), place("received", True, 9_999_999), view.total, "zh")
    assert table.page == table.pages
    assert table.first + len(table.rows) - 1 == view.total


def test_a_filter_that_nothing_fits_is_an_empty_view(basis: Basis, whole: ViewState) -> None:
    chosen = CaseFilter(text="没有这样的案件")
    view = incidents_view(basis, whole, chosen, "zh")
    assert (view.total, view.classes, view.unplaced) == (0, (), 0)
    assert sum(count for _, count in view.days) == 0
    assert case_table(basis, whole, chosen, place("received", True, 1), 0, "zh").rows == ()


@pytest.mark.parametrize("level", ["street", "community", "grid"])
def test_inside_a_unit_its_parts_sum_to_it(basis: Basis, whole: ViewState, level: str) -> None:
    state = whole
    for _ in range(["street", "community", "grid"].index(level) + 1):
        view = incidents_view(basis, state, CaseFilter(), "zh")
        inside = focus(state, view.units[0].value, basis)
        assert inside is not None
        below = incidents_view(basis, inside, CaseFilter(), "zh")
        assert below.total == view.units[0].received
        state = inside


def test_around_a_day_the_other_days_stay_in_sight(basis: Basis, whole: ViewState) -> None:
    plain = incidents_view(basis, whole, CaseFilter(), "zh")
    day, count = max(plain.days, key=lambda entry: entry[1])
    view = incidents_view(basis, whole, CaseFilter(day=day), "zh")
    assert view.total == count > 0
    assert view.days == plain.days
    assert sum(facet.received for facet in view.states) == count
