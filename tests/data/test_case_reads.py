"""Reads of cases: a page, one case with its history and problems, and what is refused."""

from __future__ import annotations

import pandas as pd
import pytest

from data.reads.cases import (
    SORTS,
    case_breakdown,
    case_channels,
    case_facts,
    case_history,
    case_kinds,
    case_page,
    case_problems,
    case_totals,
    case_whistles,
)
from data.release import Release
from governance.errors import StateError
from queries.loader import load_query
from tests.conftest import Published

EVERYTHING: dict[str, object] = {
    "scope_level": "city", "scope_code": None, "axis": "received", "month_from": 0, "month_to": 120_000,
    "classes": None, "subclass": None, "sender": None, "way": None, "states": None, "day": None, "words": None,
}  # fmt: skip
PERSONAL = ("address", "phone", "id_number", "reporter")


@pytest.fixture(scope="module")
def release(published: Published) -> Release:
    return published.release


def page(release: Release, **changes: object) -> pd.DataFrame:
    wanted: dict[str, object] = {
        "sort": "received",
        "descending": True,
        "total": 3_000,
        "limit": 10,
        "offset": 0,
    }
    return case_page(release, EVERYTHING, **{**wanted, **changes})  # type: ignore[arg-type]


def one(release: Release, condition: str) -> str:
    """Id of a case about which something holds."""
    frame = page(release, limit=3_000)
    return str(frame.query(condition)["incident_id"].iloc[0])


def test_kinds_and_channels_count_every_case(release: Release) -> None:
    (total,) = release.run("incident_count").fetchone() or (0,)
    kinds = case_kinds(release)
    assert kinds["n"].sum() == total
    assert not kinds.duplicated(["class_code", "subclass_name"]).any()
    channels = case_channels(release)
    assert channels["n"].is_monotonic_decreasing
    assert 0 < channels["n"].sum() <= total


def test_the_parts_of_a_breakdown_each_sum_to_all(release: Release) -> None:
    frame = case_breakdown(release, EVERYTHING, level="zone")
    sums = frame.groupby("part")["received"].sum()
    assert sums.nunique() == 1
    assert set(sums.index) == {"all", "hour", "class", "department", "channel", "state", "unit"}


def test_a_breakdown_of_nothing_has_zeros_and_no_gaps(release: Release) -> None:
    frame = case_breakdown(release, {**EVERYTHING, "words": "没有这样的案件"}, level="zone")
    assert frame[["part", "received", "filed", "located", "overdue"]].to_numpy().tolist() == [
        ["all", 0, 0, 0, 0]
    ]
    assert set(case_totals(release, _flows(words="没有这样的案件"), before_from=0).values()) == {0}


def _flows(**changes: object) -> dict[str, object]:
    return {key: value for key, value in {**EVERYTHING, **changes}.items() if key != "axis"}


def test_totals_and_breakdown_agree_where_both_count_by_receipt(release: Release) -> None:
    (whole,) = case_breakdown(release, EVERYTHING, level="zone").query("part == 'all'").itertuples()
    totals = case_totals(release, _flows(), before_from=0)
    assert (whole.received, whole.filed, whole.located) == (
        totals["received"], totals["filed"], totals["located"],
    )  # fmt: skip
    assert totals["closed_on_time"] <= totals["closed"] <= totals["due"] <= totals["filed"]
    assert totals["overdue"] <= totals["open"]


def test_both_ends_of_a_list_meet(release: Release) -> None:
    (total,) = release.run("incident_count").fetchone() or (0,)
    near = page(release, total=total, limit=total, offset=0)["incident_id"].tolist()
    far = page(release, total=total, limit=50, offset=total - 50)["incident_id"].tolist()
    assert near[-50:] == far
    assert page(release, total=total, limit=50, offset=total - 10)["incident_id"].tolist() == near[-10:]


def test_a_wildcard_is_a_sign_like_any_other(release: Release) -> None:
    titles = page(release, limit=3_000)["title"].fillna("")
    for sign in ("%", "_", "'", '"', "\\", ";--"):
        assert case_totals(release, _flows(words=sign), before_from=0)["received"] == sum(
            sign in title for title in titles
        )


@pytest.mark.parametrize(
    "wrong", [{"sort": "handler"}, {"sort": "received; drop table incident"}, {"limit": -1}, {"offset": -1}]
)
def test_an_order_or_page_that_does_not_exist_is_refused(release: Release, wrong: dict[str, object]) -> None:
    with pytest.raises(StateError):
        page(release, **wrong)
    with pytest.raises(StateError):
        case_breakdown(release, EVERYTHING, level="planet")


def test_lists_and_cases_carry_no_address() -> None:
    for name in ("case_page", "case_facts", "case_history"):
        columns = {column for column, _ in load_query("reads", name).returns}
        assert columns.isdisjoint(PERSONAL)
    assert "handler" not in {column for column, _ in load_query("reads", "case_page").returns}


def test_every_order_gives_a_page(release: Release) -> None:
    for sort in SORTS:
        assert len(page(release, sort=sort, values=("received", "closed", "暴露垃圾", "chengguan"))) == 10


def test_a_case_knows_its_row_and_file(release: Release) -> None:
    code = one(release, "state == 'closed'")
    facts = case_facts(release, code)
    assert facts is not None
    assert facts["incident_id"] == code
    assert facts["file"]
    assert int(str(facts["source_row"])) > 1
    assert case_facts(release, "nobody:0") is None
    assert case_history(release, "nobody:0").empty


def test_the_history_of_a_closed_case_begins_with_its_receipt_and_ends_after_its_closing(
    release: Release,
) -> None:
    code = one(release, "state == 'closed'")
    history = case_history(release, code)
    kinds = history["kind"].tolist()
    assert kinds[0] == "received"
    assert "closed" in kinds
    dated = history["at"].dropna()
    assert dated.is_monotonic_increasing
    assert history["recorded_at"].notna().all()


def test_an_event_is_told_once_by_the_log_before_the_row(release: Release) -> None:
    frame = release.frame("case_kinds")
    assert not frame.empty
    logged = [code for code in page(release, limit=3_000)["incident_id"] if code.startswith("chengguan")]
    told = pd.concat([case_history(release, code).assign(code=code) for code in logged[:300]])
    assert {"log", "row"} == set(told["told_by"]), "both the log and the rows tell something"
    # A case sent back is disposed twice, once told by each; nothing is told twice over.
    twice = told.assign(minute=told["at"].dt.floor("min")).duplicated(["code", "kind", "minute"])
    assert not told[twice & told["at"].notna()]["told_by"].eq("row").any()
    undated = told[told["at"].isna() & told["told_by"].eq("row")]
    assert not undated.merge(told[told["told_by"] == "log"], on=["code", "kind"]).size


def test_problems_of_a_case_are_those_of_its_row(release: Release) -> None:
    problems = release.frame("problems", file_id=None, limit=100_000, offset=0)
    found = 0
    for code in page(release, limit=3_000)["incident_id"]:
        facts = case_facts(release, code)
        assert facts is not None
        own = case_problems(release, code)
        file = " › ".join(str(part) for part in (facts["file"], facts["sheet"]) if part)
        expected = problems[(problems["file"] == file) & (problems["row"] == facts["source_row"])]
        if own.empty and expected.empty:
            continue
        found += 1
        assert sorted(own["rule"]) == sorted(expected["rule"])
        if found == 20:
            break
    assert found


def test_whistles_of_a_case_name_it(release: Release) -> None:
    assert list(case_whistles(release, "nobody:0").columns) == [
        "whistle_id", "whistle_no", "title", "state", "blown_at",
    ]  # fmt: skip
