"""The exchange matrix accounts for every row, and what departments owe shrinks when they mend it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from data.datasets import DATASETS
from data.gate.deliveries import add_file, open_delivery
from data.publish.candidate import prepare, publish_candidate
from data.settings import Settings
from export.tables import write_csv as write_list
from export.tables import write_xlsx as write_book
from tests.conftest import Published
from tests.data.deliveries import Row, case, write_csv
from ui.text import catalogue, t
from views.basis import Basis, current_basis
from views.debt_file import debt_file, screen_names, task
from views.debts import Debt, Reason, debts
from views.evidence.file import evidence_file
from views.evidence.parts import read_question
from views.evidence.view import evidence_view
from views.exchange import exchange_view
from views.names import Lang
from views.staleness import feed_states, screen_datasets
from views.state import default_state


def test_the_matrix_accounts_for_every_row_of_every_file(basis: Basis, published: Published) -> None:
    view = exchange_view(basis)
    files = published.report.check.files
    assert sum(cell.rows_in for cell in view.cells) == sum(file.rows_in for file in files)
    assert all(cell.rows_in == cell.rows_accepted + cell.rows_rejected for cell in view.cells)
    for column in view.columns:
        own = [cell for cell in view.cells if cell.dataset == column.dataset]
        assert column.rows_in == sum(cell.rows_in for cell in own)
        assert sum(day.rows_in for day in column.history) == column.rows_in
    promised = {(s.department.id, s.feed.dataset) for s in feed_states(basis)}
    assert {(cell.department.id, cell.dataset) for cell in view.cells} == promised


def test_the_rows_to_mend_are_the_rows_held_back(basis: Basis) -> None:
    view = exchange_view(basis)
    owed = [debt for debt in view.debts if debt.kind == "rows"]
    assert view.n_open == sum(cell.rows_rejected for cell in view.cells) > 0
    assert all(debt.reasons and debt.screens and debt.since == feed_states(basis)[0].last_on for debt in owed)
    # A row may have several faults, never none. (Two sheets of a workbook may each have a row of the same number.)
    assert all(
        sum(reason.n for reason in debt.reasons) >= debt.n_rows
        for debt in owed
        if not debt.file.endswith(".xlsx")
    )


def test_a_broken_promise_is_owed_since_the_day_after_which_it_was_broken(basis: Basis) -> None:
    last = feed_states(basis)[0].last_on
    assert last is not None
    day = last + timedelta(days=10)
    late = {
        (debt.department.id, debt.feed.dataset): debt
        for debt in debts(basis, day)
        if debt.kind == "late" and debt.department and debt.feed
    }
    weekly = {(s.department.id, s.feed.dataset) for s in feed_states(basis) if s.feed.rhythm_days == 7}
    assert set(late) == weekly
    assert all((debt.since, debt.days) == (last + timedelta(days=7), 3) for debt in late.values())
    view = exchange_view(basis, day)
    assert view.standing("late") == len(weekly)
    assert view.standing("late") + view.standing("fresh") == len(feed_states(basis))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_is_the_same_on_the_screen_and_in_both_files(basis: Basis, lang: str) -> None:
    owed = debts(basis, feed_states(basis)[0].today + timedelta(days=60))
    file = debt_file(basis, owed, lang)  # type: ignore[arg-type]
    text, book = io.BytesIO(), io.BytesIO()
    assert write_list(file.columns, file.pieces(), file.notes, text) == len(owed)
    write_book(file.columns, file.pieces(), file.notes, book, sheets=file.sheets, marking=file.marking)
    lines = list(csv.reader(io.StringIO(text.getvalue().decode("utf-8-sig"), newline="")))
    rows = [line for line in lines if not line[0].startswith("# ")]
    assert rows[0] == [column.name for column in file.columns]
    assert [row[2] for row in rows[1:]] == [task(debt, lang) for debt in owed]  # type: ignore[arg-type]
    book.seek(0)
    sheet = CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python()
    assert [row[2] for row in sheet[2:]] == [row[2] for row in rows[1:]]
    assert sheet[0][0] == file.marking


def test_a_department_is_handed_its_own_list(basis: Basis) -> None:
    owed = debts(basis)
    file = debt_file(basis, owed, "zh", department="gongan")
    assert file.rows and {row[0] for row in file.rows} == {"公安"}
    assert "公安" in file.marking and "公安" in file.name_parts


def send(settings: Settings, folder: Path, rows: list[Row], name: str, at: datetime) -> Basis:
    """One more delivery, published."""
    one = open_delivery(settings, by="试", received_at=at)
    add_file(settings, one.delivery_id, name, write_csv(folder, rows, name))
    made = prepare(settings, [one.delivery_id], by="试")
    publish_candidate(settings, made.candidate_id, by="试", why="试")
    return current_basis(settings)


def test_quality_has_a_course_and_a_mended_row_is_owed_no_more(
    tiny_settings: Settings, tmp_path: Path
) -> None:
    good = [case(number=number) for number in range(1, 10)]
    wrong = case(number=10, class_name="没有这一类")
    first = send(tiny_settings, tmp_path / "a", [*good, wrong], "城管案卷一.csv", datetime(2026, 4, 1, 17))
    (owed,) = [debt for debt in debts(first) if debt.kind == "rows"]
    assert (owed.n_rows, owed.file, owed.delivery_id != "") == (1, "城管案卷一.csv", True)
    # 17:00 in UTC is the next day already where the data come from.
    assert str(owed.since) == "2026-04-02"

    second = send(
        tiny_settings, tmp_path / "b", [case(number=10)], "城管案卷一_待改.csv", datetime(2026, 4, 9, 1)
    )
    view = exchange_view(second)
    assert [debt for debt in view.debts if debt.kind == "rows"] == []
    cell = next(cell for cell in view.cells if cell.department.id == "chengguan" and cell.rows_in)
    assert [(str(day.on), day.percent) for day in cell.history] == [
        ("2026-04-02", 90.0),
        ("2026-04-09", 100.0),
    ]
    assert (cell.rows_in, cell.rows_accepted, cell.rows_rejected, cell.n_open) == (11, 10, 1, 0)
    assert str(cell.last_on) == "2026-04-09"
    others = {cell.state.standing for cell in view.cells if cell.state and not cell.rows_in}
    assert others == {"missing"}, "a feed that never came is missing"


def test_a_delivery_of_which_nothing_could_be_used_renews_nothing(
    tiny_settings: Settings, tmp_path: Path
) -> None:
    send(tiny_settings, tmp_path / "a", [case()], "城管案卷一.csv", datetime(2026, 4, 1))
    basis = send(
        tiny_settings,
        tmp_path / "b",
        [case(number=2, class_name="没有")],
        "城管案卷二.csv",
        datetime(2026, 4, 9),
    )
    state = feed_states(basis)[0]
    assert str(state.last_on) == "2026-04-01"
    assert exchange_view(basis).n_open == 1


def test_a_list_that_leaves_the_house_says_what_is_not_up_to_date(
    basis: Basis, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = feed_states(basis)[0].last_on
    assert last is not None
    state = replace(default_state(basis), period=basis.available)

    def notes(days: int, lang: Lang) -> dict[str, str]:
        monkeypatch.setattr(Basis, "today", property(lambda self: last + timedelta(days=days)))
        question = read_question({"f": "received"}, basis)
        return dict(evidence_file(basis, evidence_view(basis, state, question, lang), lang).notes)

    assert "数据过期" not in notes(7, "zh")
    assert (
        f"公安“社会治安事件”应于 {last + timedelta(days=7)} 前更新，已迟 3 天" in notes(10, "zh")["数据过期"]
    )
    assert "days late" in notes(10, "en")["Not up to date"]


def test_every_data_set_and_screen_has_a_name_in_both_languages(basis: Basis) -> None:
    for lang in ("zh", "en"):
        assert all(f"exchange.dataset_{name}" in catalogue(lang) for name in DATASETS)
        assert all(screen_names([name], lang) == t(f"nav.{name}", lang) for name in screen_datasets(basis))


def test_what_the_data_centre_has_to_settle_is_not_asked_of_a_department(basis: Basis) -> None:
    department = basis.definitions.departments[0]

    def refused(rule: str) -> Debt:
        reason = Reason(rule, 0, None, ("因", "why"), ("改", "mend"))
        return Debt(department, department.feeds[0], "file", "a.csv", 1, None, None, 0, (reason,), ())

    assert refused("datum_unknown").is_the_centres
    assert "数据中心" in task(refused("datum_unknown"), "zh")
    assert not refused("missing_columns").is_the_centres
