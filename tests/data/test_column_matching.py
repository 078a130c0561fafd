"""Columns are matched as settled, saved, named; content only proposes, and neither is ever wrong on right data."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contracts import Contract
from data.settings import ROOT
from data.staging.content import Values, Vocabulary, first_times, likeness
from data.staging.grid import FileFaultError, Row
from data.staging.matching import alias, match
from data.staging.proposals import propose
from data.staging.saved import Mappings, SavedMapping, header_fingerprint, header_labels
from tests.data.deliveries import EVERY

CONTRACTS = tuple(EVERY.values())
REGION = ROOT / "data" / "regions" / "qujing"
WORDS = Vocabulary.of_region(REGION)
NOW = datetime(2026, 11, 24, 8, 0)
CHENGGUAN = EVERY["chengguan", "incident"]


def rows_of(contract: Contract, n: int, rng: random.Random) -> list[Row]:
    """Rows as a department of that contract would send them, a few of them wrong."""
    codes = sorted(WORDS.community_codes)
    rows: list[Row] = []
    for number in range(n):
        began = datetime(2026, 3, 1, 8, tzinfo=UTC) + timedelta(minutes=rng.randint(0, 80_000))
        row: Row = []
        step = 0
        for column in contract.columns:
            name = column.name
            if name.endswith("_at"):
                step += 1
                late = began + timedelta(minutes=37 * (step - 1) + (4_000 if name.endswith("due_at") else 0))
                empty = not column.required and rng.random() < 0.1
                row.append(None if empty else late.strftime("%Y-%m-%d %H:%M:%S"))
            elif name in WORDS.words:
                row.append(rng.choice(sorted(WORDS.words[name])))
            elif name in ("state", "stage"):
                row.append(rng.choice(list(contract.states)))
            elif name == "community_code":
                row.append(rng.choice(codes))
            elif name in ("lon", "lat"):
                row.append(f"{(103.8 if name == 'lon' else 25.5) + rng.random() / 2:.6f}")
            elif name in ("rework_count", "satisfaction"):
                row.append(str(rng.randint(0, 2) if name == "rework_count" else rng.randint(1, 5)))
            elif name in ("case_no", "whistle_no"):
                again = column.required and contract.dataset.name != "incident" and number % 2
                row.append(rows[-1][len(row)] if again and rows else f"AJ2026{number:06d}")
            elif name == "phone":
                row.append(f"138{rng.randint(10_000_000, 99_999_999)}")
            else:
                row.append(rng.choice(["胜利路口", "社区东门", "街道办", "物业公司", "群众反映灯不亮"]))
        if rng.random() < 0.05:
            row[rng.randrange(len(row))] = "？"
        rows.append(row)
    return rows


def renamed(contract: Contract, rng: random.Random) -> Iterator[tuple[str, list[str]]]:
    """Headers as they come, by kind."""
    own = [column.header for column in contract.columns]
    yield "own", own
    yield "marks", [header + rng.choice(["（必填）", "(WGS84)", "：", " *", "【新】"]) for header in own]
    yield "numbered", [f"列{place}" for place in range(len(own))]
    yield "none", ["" for _ in own]
    yield "ours", [column.name for column in contract.columns]
    for other in CONTRACTS:
        if other.dataset is contract.dataset and other is not contract:
            theirs = {column.name: column.header for column in other.columns}
            yield "others", [theirs.get(column.name, column.header) for column in contract.columns]
    for _ in range(3):
        some = rng.sample(range(len(own)), 3)
        yield "some", [f"新列{place}" if place in some else header for place, header in enumerate(own)]


def test_no_match_and_no_proposal_is_wrong_whatever_the_headers_are_called() -> None:
    rng = random.Random(20261124)
    counts: Counter[tuple[str, str]] = Counter()
    for contract in CONTRACTS:
        for _ in range(2):
            rows = rows_of(contract, 60, rng)
            names = [column.name for column in contract.columns]
            for kind, header in renamed(contract, rng):
                found = {m.name: m.place for m in match(contract, header, rows)}
                proposed = {p.name: p.place for p in propose(contract, CONTRACTS, header, rows, found, WORDS)}
                both = found | proposed
                assert all(names[place] == name for name, place in both.items()), (contract.key, kind, both)
                assert not set(found) & set(proposed)
                counts[kind, "columns"] += len(names)
                counts[kind, "matched"] += len(found)
                counts[kind, "required"] += sum(column.required for column in contract.columns)
                counts[kind, "there"] += sum(c.required and c.name in both for c in contract.columns)
    assert counts["own", "matched"] == counts["own", "columns"]
    # Content alone never matches a column.
    assert counts["numbered", "matched"] == counts["none", "matched"] == 0
    for kind in ("own", "marks", "ours", "others"):
        assert counts[kind, "there"] == counts[kind, "required"], kind
    for kind in ("numbered", "none", "some"):
        assert counts[kind, "there"] >= 0.9 * counts[kind, "required"], (kind, counts)


def test_a_header_that_differs_in_brackets_only_is_matched_unless_its_values_contradict_it() -> None:
    rows: list[Row] = [["A1", "103.81"], ["A2", "103.92"]]
    header = ["案卷编号（必填）", "经度（WGS84）"]
    assert {m.name: m.how for m in match(CHENGGUAN, header, rows)} == {"case_no": "alias", "lon": "alias"}
    rows = [["A1", "暴露垃圾"], ["A2", "占道经营"]]
    assert {m.name for m in match(CHENGGUAN, header, rows)} == {"case_no"}


def test_two_headers_that_mean_one_column_but_for_brackets_match_none() -> None:
    header = ["案卷编号（旧）", "案卷编号（新）"]
    assert match(CHENGGUAN, header, [["A1", "B1"]]) == ()


def test_what_a_person_settled_beats_names_and_may_take_a_column_away() -> None:
    header = ["案卷编号", "内部号", "经度"]
    rows: list[Row] = [["A1", "B1", "103.8"]]
    settled = {"case_no": "内部号", "lon": ""}
    assert {m.name: (m.place, m.how) for m in match(CHENGGUAN, header, rows, settled)} == {
        "case_no": (1, "declared")
    }


def test_a_settled_column_that_the_file_lacks_is_told_by_name() -> None:
    with pytest.raises(FileFaultError) as fault:
        match(CHENGGUAN, ["案卷编号"], [], {"case_no": "内部号"})
    assert fault.value.rule == "settled_missing" and fault.value.value == "内部号"


def test_columns_without_a_header_or_with_the_same_one_have_labels_of_their_own() -> None:
    assert header_labels(["编号", "", None, "编号"]) == ("编号", "#2", "#3", "编号#4")
    rows: list[Row] = [["1", "A1", None, None]]
    (found,) = match(CHENGGUAN, ["序号", "", None, "x"], rows, {"case_no": "#2"})
    assert found.place == 1


@given(
    st.lists(st.one_of(st.none(), st.just(""), st.just("编号"), st.text(max_size=4)), max_size=8),
    st.integers(0, 3),
)
def test_a_header_and_its_labels_have_one_fingerprint_and_blanks_at_its_end_do_not_count(
    header: list[str | None], blanks: int
) -> None:
    assert len(set(header_labels(header))) == len(header)
    stripped = [text.strip() if text else text for text in header]
    assert header_fingerprint(header_labels(stripped)) == header_fingerprint(stripped)
    assert header_fingerprint([*stripped, *[None] * blanks]) == header_fingerprint(stripped)


def test_columns_that_this_product_added_do_not_change_the_fingerprint() -> None:
    assert header_fingerprint(["编号", "问题", "时间", "原行号"]) == header_fingerprint(["编号", "时间"])


def test_a_saved_mapping_serves_its_own_header_and_one_with_more_columns() -> None:
    saved = SavedMapping("chengguan", "incident", ("甲", "乙"), {"case_no": "甲"}, None, NOW)
    known = Mappings((saved,))
    assert known.find(saved.key, ["甲", "乙"]) == saved
    assert (
        known.find(saved.key, ["乙", "甲"]) is None and known.find(("sifa", "incident"), ["甲", "乙"]) is None
    )
    assert known.within(saved.key, ["丙", "甲"]) == saved
    assert known.within(saved.key, ["乙"]) is None


def test_a_saved_mapping_by_position_serves_no_other_header() -> None:
    saved = SavedMapping("chengguan", "incident", ("", "乙"), {"case_no": "#1"}, None, NOW)
    assert Mappings((saved,)).within(saved.key, ["丙", "", "乙"]) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("经度（WGS84）", "经度"),
        ("*上报时间：", "上报时间"),
        ("村（社区）代码", "村代码"),
        ("【新】 Lng", "lng"),
        ("（）", ""),
    ],
)
def test_an_alias_is_the_header_without_brackets_and_marks(text: str, plain: str) -> None:
    assert alias(text) == plain


def test_values_that_are_not_a_column_s_contradict_its_header() -> None:
    degrees = Values.of([f"103.{n}512" for n in range(20)])
    assert likeness("lon", CHENGGUAN, degrees, WORDS) == 1
    assert likeness("lat", CHENGGUAN, degrees, WORDS) == 0
    assert likeness("received_at", CHENGGUAN, degrees, WORDS) == 0
    assert likeness("title", CHENGGUAN, degrees, WORDS) is None, "free text looks like anything"
    assert likeness("lon", CHENGGUAN, Values.of([None, " "]), WORDS) is None, "nothing says nothing"


@pytest.mark.parametrize(
    "time",
    [
        "2026-03-05 08:30:00",
        "2026/3/5",
        "2026年3月5日 8时30分",
        "20260305083000",
        "2026-03-05T08:30:00+08:00",
        "46086.354",
    ],
)
def test_times_are_known_in_every_form_that_departments_write(time: str) -> None:
    assert Values.of([time]).are_times == 1


def test_the_first_of_several_times_is_told_only_where_there_is_one() -> None:
    early = [f"2026-03-0{day} 08:00" for day in range(1, 8)]
    late = [f"2026-03-0{day} 09:00" for day in range(1, 8)]
    assert first_times({3: late, 5: early}) == 5
    assert first_times({3: early, 5: list(early)}) is None
    assert first_times({3: late, 5: [*early[:2], None, None, None, None, None]}) is None, (
        "not every row has it"
    )


def test_a_proposal_needs_to_be_clear() -> None:
    rows: list[Row] = [[f"103.{n}512", f"103.{n}777"] for n in range(10, 40)]
    assert propose(CHENGGUAN, CONTRACTS, ["甲", "乙"], rows, {}, WORDS) == (), "either may be the longitude"
    (only,) = propose(CHENGGUAN, CONTRACTS, ["甲", "乙"], [[row[0], "x"] for row in rows], {}, WORDS)
    assert (only.name, only.place) == ("lon", 0)


def test_another_department_s_contract_does_not_change_what_a_word_means_in_one_s_own() -> None:
    rows: list[Row] = [["2026-03-05 08:30"] for _ in range(5)]
    strange = replace(CHENGGUAN, department="x", columns=tuple(
        replace(c, header="上报时间") if c.name == "filed_at" else replace(c, header=f"{c.header}2") for c in CHENGGUAN.columns
    ))  # fmt: skip
    (found,) = propose(CHENGGUAN, (*CONTRACTS, strange), ["上报时间。"], rows, {}, WORDS)
    assert found.name == "received_at"
