"""One case on the clock of work."""

from __future__ import annotations

import pandas as pd
import pytest

from data.reads.cases import case_page
from views.basis import Basis
from views.cases.detail import CaseDetail, case_detail
from views.cases.work_clock import limits_of, region_clock

EVERYTHING: dict[str, object] = {
    "scope_level": "city", "scope_code": None, "axis": "received", "month_from": 0, "month_to": 120_000,
    "classes": None, "subclass": None, "sender": None, "way": None, "states": None, "day": None, "words": None,
}  # fmt: skip


@pytest.fixture(scope="module")
def listed(basis: Basis) -> pd.DataFrame:
    return case_page(
        basis.release, EVERYTHING, sort="received", descending=True, total=3_000, limit=3_000, offset=0
    )


@pytest.fixture(scope="module")
def details(basis: Basis, listed: pd.DataFrame) -> list[CaseDetail]:
    chosen = listed[listed["incident_id"].str.startswith("chengguan")]["incident_id"].head(500)
    return [detail for code in chosen if (detail := case_detail(basis, code, "zh"))]


def test_a_release_keeps_the_clock_it_was_reckoned_with(basis: Basis) -> None:
    assert region_clock(basis) is not None
    assert limits_of(basis) is not None


def test_the_limit_that_decides_says_what_the_release_says(details: list[CaseDetail]) -> None:
    compared = 0
    for detail in details:
        main = next((line for line in detail.limits if line.is_main), None)
        if main is None or detail.extended_count or detail.limit_minutes is None:
            continue
        compared += 1
        assert main.allowed == detail.limit_minutes, detail.incident_id
        if detail.work_minutes is not None and not detail.rework_count:
            assert main.used is not None
            assert abs(main.used - detail.work_minutes) <= 1, detail.incident_id
    assert compared > 50


def test_holders_follow_on_one_another_and_fill_the_case(details: list[CaseDetail]) -> None:
    held = [detail for detail in details if len(detail.held) > 2]
    assert held
    for detail in held:
        for before, after in zip(detail.held, detail.held[1:], strict=False):
            assert before.end == after.start
        assert all(span.minutes >= 0 for span in detail.held)
        assert sum(span.is_running for span in detail.held) <= 1


def test_whoever_stops_the_clock_does_not_hold_the_case(details: list[CaseDetail]) -> None:
    paused = [detail for detail in details if any(span.stage == "suspended" for span in detail.held)]
    assert paused
    for detail in paused:
        stoppers = {step.actor for step in detail.steps if step.kind in ("suspended", "resumed")}
        others = {
            step.actor for step in detail.steps if step.kind not in ("suspended", "resumed", "extended")
        }
        for span in detail.held:
            if span.stage == "suspended":
                assert span.work_minutes == 0
                assert span.actor not in stoppers - others - {detail.handler}


def test_shades_lie_inside_the_case_and_do_not_overlap(details: list[CaseDetail]) -> None:
    shaded = [detail for detail in details if detail.shades]
    assert shaded
    for detail in shaded:
        for before, after in zip(detail.shades, detail.shades[1:], strict=False):
            assert before.end <= after.start
        assert detail.begin <= detail.shades[0].start
        assert detail.shades[-1].end <= detail.end


def test_a_case_lies_in_the_same_community_both_ways(details: list[CaseDetail]) -> None:
    for detail in details:
        zone, county = ({unit.code for unit in path} for path in (detail.zone_path, detail.county_path))
        assert {code for code in zone & county if len(code) == 12} == {
            code for code in zone | county if len(code) == 12 and code.isdigit()
        }


def test_there_is_no_page_of_a_case_that_is_not_there(basis: Basis) -> None:
    assert case_detail(basis, "nobody:1", "zh") is None
