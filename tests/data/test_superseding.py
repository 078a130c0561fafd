"""Later deliveries correct earlier ones: what stands, what was replaced, what is mended, and that nothing is lost."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.gate.held_back import held_back_file
from data.gate.report import delivery_report
from data.reads import release_info
from data.settings import Settings
from tests.conftest import Published
from tests.data.deliveries import Row, case
from tests.data.ledgers import call, write_ledger
from tests.data.release_tables import rows_of
from tests.data.sent import cases_csv, publish_more, publish_these, send, the_books
from tests.data.test_case_events import OPEN, event, write_flow


def flow(folder: Path, name: str, rows: list[Row]) -> Path:
    (folder / name).mkdir(parents=True, exist_ok=True)
    write_flow(folder / name, rows, f"城管流转{name}.csv")
    return folder / name / f"城管流转{name}.csv"


def ledger(folder: Path, name: str, rows: list[Row]) -> Path:
    return write_ledger(folder / name, rows, f"吹哨报到台账{name}.xlsx")


def test_of_two_rows_about_one_case_the_later_delivery_holds(tmp_path: Path, tiny_settings: Settings) -> None:
    publish_more(tiny_settings, cases_csv(tmp_path, "1", [case(number=n) for n in (1, 2, 3)]))
    release = publish_more(
        tiny_settings, cases_csv(tmp_path, "2", [case(number=2, title="已更正"), case(number=4)])
    )
    titles = {row["case_no"]: row["title"] for row in rows_of(release, "incident")}
    assert titles == {"A0001": "路边垃圾", "A0002": "已更正", "A0003": "路边垃圾", "A0004": "路边垃圾"}
    assert the_books(release) == [(3, 3, 0, 1, 0), (2, 2, 0, 0, 0)]
    ((replaced),) = rows_of(release, "replaced_row")
    assert replaced == {"file_id": 1, "row": 3, "by_file_id": 2, "by_row": 2}
    assert [row["received_by"] for row in rows_of(release, "delivery")] == ["王敏", "王敏"]


def test_a_later_row_with_a_fault_leaves_the_earlier_one_standing(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    publish_more(tiny_settings, cases_csv(tmp_path, "1", [case(number=1)]))
    release = publish_more(
        tiny_settings,
        cases_csv(tmp_path, "2", [case(number=1, title="坏", closed_at="2026-13-45"), case(number=2)]),
    )
    assert {row["title"] for row in rows_of(release, "incident")} == {"路边垃圾"}
    assert the_books(release) == [(1, 1, 0, 0, 0), (2, 1, 1, 0, 0)]


def test_within_one_delivery_a_repeated_case_stays_an_error(tmp_path: Path, tiny_settings: Settings) -> None:
    publish_more(tiny_settings, cases_csv(tmp_path, "1", [case(number=1)]))
    release = publish_more(
        tiny_settings, cases_csv(tmp_path, "2", [case(number=1, title="先"), case(number=1, title="后")])
    )
    assert [row["title"] for row in rows_of(release, "incident")] == ["先"]
    assert the_books(release) == [(1, 1, 0, 1, 0), (2, 1, 1, 0, 0)]
    assert "duplicate_case" in {row["rule"] for row in rows_of(release, "problem") if row["file_id"] == 2}


def test_of_three_tellings_each_earlier_one_is_replaced_by_the_last(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    for turn in ("1", "2", "3"):
        release = publish_more(tiny_settings, cases_csv(tmp_path, turn, [case(number=1, title=turn)]))
    assert [row["title"] for row in rows_of(release, "incident")] == ["3"]
    assert [(row["file_id"], row["by_file_id"]) for row in rows_of(release, "replaced_row")] == [
        (1, 3),
        (2, 3),
    ]
    assert the_books(release) == [(1, 1, 0, 1, 0), (1, 1, 0, 1, 0), (1, 1, 0, 0, 0)]


def test_a_mended_row_is_owed_no_more(tmp_path: Path, tiny_settings: Settings) -> None:
    first = [case(number=1), case(number=2, state="?"), case(number=3, closed_at="哪天")]
    publish_more(tiny_settings, cases_csv(tmp_path, "1", first))
    release = publish_more(tiny_settings, cases_csv(tmp_path, "2", [case(number=2)]))
    owed = {row["key"]: row["mended"] for row in rows_of(release, "rejected_row")}
    assert owed == {"A0002": True, "A0003": False}
    assert the_books(release) == [(3, 1, 2, 0, 1), (1, 1, 0, 0, 0)]


def test_a_row_without_its_number_is_mended_by_where_it_stood(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    first = send(
        tiny_settings,
        cases_csv(
            tmp_path, "1", [case(number=1), case(case_no=None), case(number=3, state="?"), case(case_no=None)]
        ),
    )
    publish_these(tiny_settings, first)
    name, content = held_back_file(tiny_settings, first, 1)
    head, *rows = list(csv.reader(io.StringIO(content.decode("gb18030"))))
    at = head.index("案卷编号")
    rows[0][at] = "A0002"
    (tmp_path / "back").mkdir()
    text = io.StringIO()
    csv.writer(text).writerows([head, rows[0]])
    (tmp_path / "back" / name).write_bytes(text.getvalue().encode("gb18030"))
    release = publish_more(tiny_settings, tmp_path / "back" / name)
    owed = {row["row"]: row["mended"] for row in rows_of(release, "rejected_row")}
    assert owed == {3: True, 4: False, 5: False}
    assert {row["case_no"] for row in rows_of(release, "incident")} == {"A0001", "A0002"}


def test_the_same_file_sent_again_is_left_out_where_it_came_first(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    path = cases_csv(tmp_path, "1", [case(number=1), case(number=2)])
    publish_more(tiny_settings, path)
    release = publish_more(tiny_settings, path)
    assert the_books(release) == [(2, 2, 0, 0, 0)]
    assert [row["n_files"] for row in rows_of(release, "delivery")] == [1, 1]


def test_a_whole_replacement_leaves_earlier_files_of_its_kind_out(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    publish_more(
        tiny_settings,
        cases_csv(tmp_path, "1", [case(number=1), case(number=2, state="?")]),
        ledger(tmp_path, "1", [call(1)]),
    )
    release = publish_more(tiny_settings, cases_csv(tmp_path, "2", [case(number=7)]), mode="replace")
    assert [row["case_no"] for row in rows_of(release, "incident")] == ["A0007"]
    assert len(rows_of(release, "whistle")) == 1, "another department's data set stays"
    books = {
        (row["department"], row["delivery_no"]): (row["rows_in"], row["rows_replaced"])
        for row in rows_of(release, "source_file")
    }
    assert books == {("dangjian", 1): (1, 0), ("chengguan", 1): (2, 1), ("chengguan", 2): (1, 0)}
    assert [row["mended"] for row in rows_of(release, "rejected_row")] == [True]
    the_books(release)


def test_a_replacement_of_which_nothing_can_be_used_takes_nobodys_place(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    publish_more(tiny_settings, cases_csv(tmp_path, "1", [case(number=1)]))
    release = publish_more(
        tiny_settings, cases_csv(tmp_path, "2", [case(number=7, state="?")]), mode="replace"
    )
    assert [row["case_no"] for row in rows_of(release, "incident")] == ["A0001"]
    assert the_books(release) == [(1, 1, 0, 0, 0), (1, 0, 1, 0, 0)]


def test_a_whistle_told_anew_replaces_all_its_rows(tmp_path: Path, tiny_settings: Settings) -> None:
    cases = cases_csv(tmp_path, "1", [case(number=1)])
    publish_more(tiny_settings, cases, ledger(tmp_path, "1", [call(1), call(1, "住建局", "协同"), call(2)]))
    release = publish_more(tiny_settings, ledger(tmp_path, "2", [call(1, "住建局", title="改派")]))
    led = {row["whistle_no"]: (row["title"], row["n_departments"]) for row in rows_of(release, "whistle")}
    assert led == {"SB00001": ("改派", 1), "SB00002": ("人行道塌陷", 1)}
    assert the_books(release) == [(3, 3, 0, 2, 0), (1, 1, 0, 0, 0), (1, 1, 0, 0, 0)]


def test_a_mended_department_joins_the_whistle_that_lacks_it(tmp_path: Path, tiny_settings: Settings) -> None:
    cases = cases_csv(tmp_path, "1", [case(number=1)])
    wrong = [call(1), call(1, "住建居", "协同"), call(1, "公安局", "协同", reported_at="2026-03-01 10:00:00")]
    publish_more(tiny_settings, cases, ledger(tmp_path, "1", wrong))
    mended = [call(1, "住建局", "协同"), call(1, "公安局", "协同")]
    release = publish_more(tiny_settings, ledger(tmp_path, "2", mended))
    (found,) = rows_of(release, "whistle")
    assert found["n_departments"] == 3
    assert the_books(release) == [(3, 1, 2, 0, 2), (1, 1, 0, 0, 0), (2, 2, 0, 0, 0)]
    release = publish_more(
        tiny_settings, ledger(tmp_path, "3", [call(1, "住建局", "协同", reported_at=None)])
    )
    assert rows_of(release, "whistle")[0]["n_departments"] == 3, "sent again, one row a department"
    assert the_books(release)[2:] == [(2, 2, 0, 1, 0), (1, 1, 0, 0, 0)]


def test_a_joint_department_without_any_lead_is_still_refused(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    cases = cases_csv(tmp_path, "1", [case(number=1)])
    publish_more(tiny_settings, cases, ledger(tmp_path, "1", [call(1)]))
    rows = [call(2, "住建局", "协同"), call(1, "城管局", "协同")]
    release = publish_more(tiny_settings, ledger(tmp_path, "2", rows))
    assert [row["rule"] for row in rows_of(release, "problem") if row["file_id"] == 3 and row["level"] == "error"] == [
        "lead_missing", "lead_missing",
    ], "the lead's own department cannot join it"  # fmt: skip
    the_books(release)


def test_events_told_again_count_once_and_late_cases_take_up_theirs(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    open_case = case(number=1, **OPEN)
    first = publish_more(
        tiny_settings,
        cases_csv(tmp_path, "1", [open_case]),
        flow(tmp_path, "1", [
            event("extended", "2026-03-05 10:00:00", new_due_at="2026-03-06 12:00:00"),
            event("rework", "2026-03-06 10:00:00", number=2),
        ]),
    )  # fmt: skip
    assert [row["kind"] for row in rows_of(first, "flow_event")] == ["extended"]
    again = event("extended", "2026-03-05 10:00:00", new_due_at="2026-03-09 12:00:00")
    second = publish_more(
        tiny_settings, cases_csv(tmp_path, "2", [case(number=2)]), flow(tmp_path, "2", [again])
    )
    assert the_books(second)[1][3] == 1
    (due,) = [row["due_at"] for row in rows_of(second, "incident") if row["case_no"] == "A0001"]
    assert str(due) == "2026-03-09 04:00:00", "the later telling holds"
    extended = [row for row in rows_of(second, "flow_event") if row["kind"] == "extended"]
    assert len(extended) == 1
    refused = [row for row in rows_of(second, "problem") if row["rule"] == "unknown_case"]
    assert not refused, "the case came later: its event is no longer without one"


def test_the_report_of_a_delivery_tells_of_its_own_files_only(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    publish_more(tiny_settings, cases_csv(tmp_path, "1", [case(number=1), case(number=2, state="?")]))
    second = send(tiny_settings, cases_csv(tmp_path, "2", [case(number=3)]))
    publish_these(tiny_settings, second)
    report = delivery_report(tiny_settings, second)
    assert report is not None
    assert list(report.files["file"]) == ["城管2.csv"] and report.n_errors == 0


def test_figures_change_only_in_releases_after_a_correction_came(
    tmp_path: Path, tiny_settings: Settings
) -> None:
    first = publish_more(tiny_settings, cases_csv(tmp_path, "1", [case(number=1), case(number=2)]))
    before = rows_of(first, "rollup_month")
    publish_more(tiny_settings, cases_csv(tmp_path, "2", [case(number=2, satisfaction="1")]))
    assert rows_of(first, "rollup_month") == before
    assert release_info(first)["release_id"] == first.release_id


@st.composite
def _sendings(draw: st.DrawFn) -> list[list[tuple[int, str, bool]]]:
    """Deliveries of rows: (number of the case, title, whether it is right)."""
    row = st.tuples(st.integers(1, 5), st.sampled_from("甲乙丙"), st.sampled_from((True, True, False)))
    return draw(st.lists(st.lists(row, min_size=1, max_size=5), min_size=2, max_size=4))


@settings(max_examples=3)
@given(sendings=_sendings())
def test_whatever_is_sent_the_last_right_row_stands_and_the_books_balance(
    sendings: list[list[tuple[int, str, bool]]], tiny_region: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sent")
    home = Settings(folder / "home", tiny_region, folder / "static")
    expected: dict[str, str] = {"A0099": "底"}
    ids = [send(home, cases_csv(folder, "底", [case(number=99, title="底")]))]
    replaced = 0
    for turn, rows in enumerate(sendings):
        mine: dict[str, str] = {}
        for number, title, is_right in rows:
            if is_right:
                mine.setdefault(f"A{number:04d}", title)
        replaced += sum(key in expected for key in mine)
        expected |= mine
        # A note of its own keeps two equal sendings apart: files of the same bytes count once.
        cells = [
            case(number=number, title=title, address=f"第{turn}次", **({} if is_right else {"state": "?"}))
            for number, title, is_right in rows
        ]
        ids.append(send(home, cases_csv(folder, str(turn), cells)))
    release = publish_these(home, *ids)
    assert {row["case_no"]: row["title"] for row in rows_of(release, "incident")} == expected
    books = the_books(release)
    assert sum(file[3] for file in books) == replaced == len(rows_of(release, "replaced_row"))
    assert max(Counter(row["incident_id"] for row in rows_of(release, "incident")).values()) == 1


def test_sent_file_by_file_in_any_order_the_outcome_is_the_same(
    published: Published, tiny_region: Path, tmp_path: Path
) -> None:
    home = Settings(tmp_path / "home", tiny_region, tmp_path / "static")
    paths = sorted(published.folder.glob("*_演示.*"), reverse=True)
    ids = [send(home, path) for path in paths]
    release = publish_these(home, *ids)
    # Not the log's own times of arrival, nor which number a file happens to have.
    for table in ("incident", "whistle", "whistle_department"):
        one, other = (
            sorted(tuple(v for k, v in row.items() if k not in ("file_id", "seq")) for row in rows)
            for rows in (_plain(rows_of(release, table)), _plain(rows_of(published.release, table)))
        )
        assert one == other, table
    files = {row["name"]: row["rows_accepted"] for row in rows_of(release, "source_file")}
    assert files == {row["name"]: row["rows_accepted"] for row in rows_of(published.release, "source_file")}
    assert not rows_of(release, "replaced_row")


def _plain(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{key: "" if value is None else str(value) for key, value in row.items()} for row in rows]
