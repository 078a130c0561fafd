"""Events of cases: limits move, clocks stand still, work is sent back; what cannot be so is named and left out."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from data.publish import publish
from data.release import open_release
from data.settings import Settings
from tests.data.deliveries import EVERY, Row, case, table, write_csv

RECEIVED_AT = datetime(2026, 7, 1, 2, 0)
FLOW = EVERY["chengguan", "case_event"]
WORDS = {kind: word for word, kind in FLOW.states.items()}
FLOW_NAME = "城管案卷流转记录.csv"
# 2026-03-05 is a Thursday; offices work 08:30–12:00 and 14:00–18:00.
OPEN = {"closed_at": None, "disposed_at": None, "satisfaction": None, "state": "处置中"}


def event(kind: str, at: str, number: int = 1, **changes: str | None) -> Row:
    """A row of the flow file."""
    row = {
        "case_no": f"A{number:04d}",
        "stage": WORDS.get(kind, kind),
        "happened_at": at,
        "actor": "城管局指挥中心",
    }
    return {**row, **changes}


def write_flow(folder: Path, rows: Sequence[Row], name: str = FLOW_NAME) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(table(FLOW, rows))
    (folder / name).write_bytes(stream.getvalue().encode("gb18030"))


def release_of(
    settings: Settings, folder: Path, cases: Sequence[Row], events: Sequence[Row]
) -> tuple[dict[str, dict[str, Any]], list[tuple[str, int, str]]]:
    """Cases by number, and (file, row, rule) of every problem with a row."""
    write_csv(folder, cases)
    if events:
        write_flow(folder, events)
    report = publish(settings, folder, received_at=RECEIVED_AT)
    with open_release(settings)._instance.cursor() as cursor:
        frame = cursor.execute("select * from incident order by case_no").df()
    found = report.check.problems.dropna(subset=["row"])
    # The cases of these tests tell one matter under several numbers.
    found = found[found["rule"] != "duplicate_content"]
    problems = [(p.file, int(p.row), p.rule) for p in found.itertuples()]
    for file in report.check.files:
        assert file.rows_in == file.rows_accepted + file.rows_rejected, file
    return {row["case_no"]: row for row in frame.to_dict("records")}, problems


def local(case_row: dict[str, Any]) -> str:
    return str(case_row["due_at"].tz_localize("UTC").tz_convert("Asia/Shanghai"))[:16]


def test_an_extension_moves_the_limit(tmp_path: Path, tiny_settings: Settings) -> None:
    late = {"closed_at": "2026-03-05 17:00:00"}
    events = [event("extended", "2026-03-05 10:00:00", new_due_at="2026-03-05 18:00:00")]
    found, problems = release_of(
        tiny_settings, tmp_path / "in", [case(**late), case(number=2, **late)], events
    )
    assert local(found["A0001"]) == "2026-03-05 18:00" and local(found["A0002"]) == "2026-03-05 12:40"
    assert found["A0001"]["is_on_time"] and not found["A0002"]["is_on_time"]
    assert (found["A0001"]["extended_count"], found["A0002"]["extended_count"]) == (1, 0)
    assert found["A0002"]["late_minutes"] == 180, "14:00 to 17:00: nobody works at noon"
    assert not problems


def test_of_two_extensions_the_later_holds(tmp_path: Path, tiny_settings: Settings) -> None:
    events = [
        event("extended", "2026-03-05 10:30:00", new_due_at="2026-03-09 18:00:00"),
        event("extended", "2026-03-05 10:00:00", new_due_at="2026-03-06 18:00:00"),
    ]
    found, _ = release_of(tiny_settings, tmp_path / "in", [case()], events)
    assert local(found["A0001"]) == "2026-03-09 18:00" and found["A0001"]["extended_count"] == 2


def test_a_suspension_stops_the_clock(tmp_path: Path, tiny_settings: Settings) -> None:
    times = {"disposed_at": "2026-03-06 10:00:00", "closed_at": "2026-03-06 10:30:00"}
    events = [event("suspended", "2026-03-05 10:00:00"), event("resumed", "2026-03-06 09:30:00")]
    found, problems = release_of(tiny_settings, tmp_path / "in", [case(**times)], events)
    row = found["A0001"]
    # Thursday 10–12 and 14–18, Friday 8:30–9:30.
    assert row["suspended_minutes"] == 7 * 60
    # Filed at 8:40: 80 minutes before and 30 after the suspension.
    assert row["work_minutes"] == 110
    # The file allows until 12:40, i.e. 200 minutes of work; 120 are left at half past nine.
    assert local(row) == "2026-03-06 11:30" and row["is_on_time"]
    assert not problems


def test_a_case_suspended_still_is_not_overdue(tmp_path: Path, tiny_settings: Settings) -> None:
    other = case(number=2, received_at="2026-03-20 09:00:00", **dict.fromkeys(
        ("filed_at", "dispatched_at", "responded_at", "disposed_at", "closed_at", "due_at"), "2026-03-20 10:00:00"))  # fmt: skip
    cases = [case(**OPEN), other, case(number=3, **OPEN)]
    found, _ = release_of(tiny_settings, tmp_path / "in", cases, [event("suspended", "2026-03-05 10:00:00")])
    assert found["A0001"]["is_open"] and not found["A0001"]["is_overdue"] and not found["A0001"]["is_due"]
    assert found["A0003"]["is_overdue"] and found["A0003"]["is_due"] and found["A0003"]["late_minutes"] > 0


def test_going_on_with_the_work_ends_a_suspension(tmp_path: Path, tiny_settings: Settings) -> None:
    events = [
        event("suspended", "2026-03-05 10:00:00"),
        event("disposed", "2026-03-05 10:30:00"),
        event("rework", "2026-03-05 10:40:00"),
    ]
    found, problems = release_of(tiny_settings, tmp_path / "in", [case()], events)
    assert found["A0001"]["suspended_minutes"] == 30 and found["A0001"]["work_minutes"] == 110
    assert problems == [(FLOW_NAME, 3, "sequence_moved_while_suspended")]


def test_work_sent_back_counts_as_rework_and_void_as_void(tmp_path: Path, tiny_settings: Settings) -> None:
    events = [
        event("disposed", "2026-03-05 10:00:00"),
        event("rework", "2026-03-05 10:20:00"),
        event("void", "2026-03-05 12:00:00", number=2),
    ]
    found, problems = release_of(tiny_settings, tmp_path / "in", [case(), case(number=2, **OPEN)], events)
    assert found["A0001"]["rework_count"] == 1 and found["A0001"]["is_reworked"]
    assert found["A0002"]["is_void"] and found["A0002"]["state"] == "void" and not found["A0002"]["is_open"]
    assert not problems


IMPOSSIBLE = [
    ("sequence_missing_start", event("void", "2026-03-05 08:00:00")),
    ("sequence_not_at_work", event("extended", "2026-03-05 08:35:00", new_due_at="2026-03-06 18:00:00")),
    ("sequence_not_suspended", event("resumed", "2026-03-05 10:00:00")),
    ("sequence_backwards", event("rework", "2026-03-05 10:00:00")),
    ("sequence_after_end", event("rework", "2026-03-06 10:00:00")),
    ("unknown_case", event("rework", "2026-03-05 10:00:00", number=77)),
    ("unknown_state", event("踢皮球", "2026-03-05 10:00:00")),
    ("extension_open", event("extended", "2026-03-05 10:00:00")),
    ("time_order", event("extended", "2026-03-05 10:00:00", new_due_at="2026-03-04 10:00:00")),
    ("not_a_time", event("void", "2026-13-45 10:00:00")),
    ("time_future", event("void", "2027-01-01 10:00:00")),
    ("required_missing", event("void", "2026-03-05 10:00:00", case_no=None)),
]


GOOD = event("checked", "2026-03-05 11:10:00")


@pytest.fixture(scope="module")
def untouched(tiny_region: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the cases are without the event that cannot be."""
    root = tmp_path_factory.mktemp("untouched")
    return release_of(Settings(root / "home", tiny_region, root / "static"), root / "in", [case()], [GOOD])[0]


@pytest.mark.parametrize(("rule", "row"), IMPOSSIBLE, ids=[rule for rule, _ in IMPOSSIBLE])
def test_an_event_that_cannot_be_is_named_and_changes_nothing(
    rule: str, row: Row, untouched: dict[str, dict[str, Any]], tmp_path: Path, tiny_settings: Settings
) -> None:
    found, problems = release_of(tiny_settings, tmp_path / "in", [case()], [GOOD, row])
    assert (FLOW_NAME, 3, rule) in problems
    assert {k: v for k, v in found["A0001"].items() if k != "file_id"} == {
        k: v for k, v in untouched["A0001"].items() if k != "file_id"
    }


def test_the_order_of_the_rows_changes_nothing(tmp_path: Path, tiny_settings: Settings) -> None:
    cases = [case(number=n, letter="abcdefgh"[n % 8]) for n in range(1, 13)]
    events = [
        row
        for n in range(1, 9)
        for row in (
            event("suspended", f"2026-03-05 09:{30 + n}:00", n),
            event("resumed", f"2026-03-05 10:{n:02d}:00", n),
            event("extended", f"2026-03-05 10:{20 + n}:00", n, new_due_at=f"2026-03-0{5 + n % 3} 18:00:00"),
            event("checked", "2026-03-05 11:20:00", n),
        )
    ]
    first, problems = release_of(tiny_settings, tmp_path / "in", cases, events)
    assert not problems
    random.Random(7).shuffle(cases)
    random.Random(8).shuffle(events)
    second, problems = release_of(tiny_settings, tmp_path / "in", cases, events)
    assert not problems

    def told(found: dict[str, dict[str, Any]]) -> dict[str, dict[str, str]]:
        return {
            n: {k: str(v) for k, v in row.items() if k not in ("source_row", "file_id")}
            for n, row in found.items()
        }

    assert told(first) == told(second)


def test_an_event_told_twice_counts_once(tmp_path: Path, tiny_settings: Settings) -> None:
    twice = event("extended", "2026-03-05 10:00:00", new_due_at="2026-03-05 18:00:00")
    found, problems = release_of(tiny_settings, tmp_path / "in", [case()], [twice, twice])
    assert problems == [(FLOW_NAME, 3, "duplicate_event")] and found["A0001"]["extended_count"] == 1


def test_people_in_a_personal_column_are_nowhere_in_the_release(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    header = [column.header for column in FLOW.columns]
    lines = [
        ["A0001", "核查", "2026-03-05 11:10:00", "指挥中心", "", "", "王某某乙"],
        ["A0099", "核查", "2026-03-05 11:10:00", "指挥中心", "", "", "王某某乙"],
        ["A0001", "核查", "2026-03-05 11:12:00", "指挥中心", "多了一格", "", "", "王某某乙"],
    ]
    folder = tmp_path / "in"
    write_csv(folder, [case()])
    text = "\r\n".join(",".join(cells) for cells in [header, *lines])
    (folder / FLOW_NAME).write_bytes(text.encode("gb18030"))
    report = publish(tiny_settings, folder, received_at=RECEIVED_AT)
    flow = next(file for file in report.check.files if file.name == FLOW_NAME)
    assert (flow.rows_in, flow.rows_accepted, flow.rows_rejected) == (3, 1, 2)
    assert not {"extra_columns"} & set(report.check.problems["rule"])
    with open_release(tiny_settings)._instance.cursor() as cursor:
        tables = [name for (name,) in cursor.execute("select table_name from duckdb_tables()").fetchall()]
        everything = "".join(str(cursor.execute(f"from {name}").fetchall()) for name in tables)
    assert "多了一格" not in everything, "cells that slipped aside are not kept"
    assert "A0099" in everything and "王某某乙" not in everything


def test_a_file_of_events_is_known_by_its_header_whatever_its_name(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    folder = tmp_path / "in"
    write_csv(folder, [case()])
    write_flow(folder, [event("checked", "2026-03-05 11:10:00")], "城管导出.csv")
    files = publish(tiny_settings, folder, received_at=RECEIVED_AT).check.files
    assert {file.name: file.rows_accepted for file in files} == {"城管案卷.csv": 1, "城管导出.csv": 1}
