"""How things stood on a past day, as a screen shows it: the very figures of the reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from data.reads.past import case_state_each, open_by_month
from governance.periods import Period
from tests.data.release_tables import rows_of
from views.basis import Basis
from views.cases.detail import case_detail
from views.cases.past import case_on, days_of, month_ends
from views.state import default_state, focus


def test_a_short_period_is_shown_with_the_months_before_it(basis: Basis) -> None:
    last = basis.available.last
    state = replace(default_state(basis), period=Period(last, last))
    ends = month_ends(basis, state)
    assert [end.month for end in ends] == list(range(last - 11, last + 1))
    assert [end.is_in_period for end in ends] == [False] * 11 + [True]
    rows = rows_of(basis.release, "rollup_open")
    assert ends[-1].open == sum(row["open"] for row in rows)
    assert ends[-1].overdue == sum(row["overdue"] for row in rows)
    whole = month_ends(basis, replace(state, period=basis.available))
    assert len(whole) == basis.available.months and whole[-12:] != ends
    assert [(end.open, end.overdue) for end in whole[-12:]] == [(end.open, end.overdue) for end in ends]


def test_month_ends_follow_the_unit(basis: Basis) -> None:
    state = focus(default_state(basis), "990101", basis)
    assert state is not None
    ends = month_ends(basis, state)
    frame = open_by_month(
        basis.release, month_from=0, month_to=99_999, scope_level="zone", scope_code="990101"
    )
    expected = frame.set_index("month").loc[[end.month for end in ends]]
    assert [end.open for end in ends] == expected["open"].tolist()
    assert sum(end.open for end in ends) < sum(end.open for end in month_ends(basis, default_state(basis)))


@pytest.mark.parametrize("days_before", [3, 300])
def test_one_case_stands_as_the_read_counts_it(days_before: int, basis: Basis) -> None:
    day = basis.provenance.data_to - timedelta(days=days_before)
    frame = case_state_each(basis.release, day).set_index("incident_id")
    told = {row["incident_id"] for row in rows_of(basis.release, "flow_event")}
    checked = 0
    for incident_id, row in frame.iterrows():
        if incident_id not in told and checked % 30:
            checked += 1
            continue
        checked += 1
        detail = case_detail(basis, str(incident_id), "zh")
        assert detail is not None and days_of(detail)[0] <= day <= days_of(detail)[1]
        past = case_on(detail, day)
        assert row[past.state] == 1, incident_id
        assert bool(row["suspended"]) == past.is_suspended
        assert bool(row["overdue"]) == past.is_overdue, incident_id
        assert bool(row["open"]) == (past.stage not in ("", "received", "closed")), incident_id
    assert checked > 400


def test_before_it_was_received_a_case_was_in_no_state(basis: Basis) -> None:
    incident_id = str(rows_of(basis.release, "incident")[0]["incident_id"])
    detail = case_detail(basis, incident_id, "en")
    assert detail is not None
    past = case_on(detail, days_of(detail)[0] - timedelta(days=1))
    assert (past.state, past.stage, past.due, past.is_overdue) == ("", "", "none", False)


def test_a_limit_that_an_extension_replaced_later_is_lost(basis: Basis) -> None:
    seen = set()
    for event in rows_of(basis.release, "flow_event"):
        if event["kind"] != "extended":
            continue
        detail = case_detail(basis, str(event["incident_id"]), "zh")
        assert detail is not None
        _, last = days_of(detail)
        steps = {step.kind: step.at for step in detail.steps if step.at}
        if steps["filed"].date() < steps["extended"].date():
            before = case_on(detail, steps["filed"].date())
            seen.add(before.due)
            assert before.due_at is None
        assert case_on(detail, last).due_at == detail.due_at
    assert seen == {"lost"}
