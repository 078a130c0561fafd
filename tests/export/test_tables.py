"""Files of rows: no spreadsheet runs a cell, nothing is lost, and each says where it comes from."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from export.tables import XLSX_TEXT, csv_text, file_name, write_csv, write_xlsx
from views.evidence.table import Cell, Column

HOSTILE = (
    "=cmd|'/c calc'!A0", "+1+1", "-1+1", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "＝1+1", "＋1", "－1",
    "＠SUM(1)", "\u3000=1", '=HYPERLINK("http://x.invalid","点")',
)  # fmt: skip
HARMLESS = (
    "路灯不亮",
    "a=b",
    "1-2",
    "<script>alert(1)</script>",
    'say "hi", then go',
    "第一行\n第二行",
    "'quoted'",
)
COLUMNS = (
    Column("case_no", "案号"),
    Column("title", "标题"),
    Column("received_at", "受理", "time"),
    Column("late_hours", "超时", "number", 1),
    Column("overdue", "超期", "flag"),
)
NOTES = (("标记", "内部使用 · 演示数据"), ("指标", "=1+1"))
Row = tuple[Cell, ...]


def row(title: str, number: float | None = 12.34) -> Row:
    return ("A0001", title, datetime(2026, 3, 5, 8, 30), number, True)


def as_csv(rows: list[Row]) -> list[list[str]]:
    target = io.BytesIO()
    assert write_csv(COLUMNS, [rows], NOTES, target) == len(rows)
    data = target.getvalue()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def as_xlsx(rows: list[Row]) -> bytes:
    target = io.BytesIO()
    count = write_xlsx(COLUMNS, [rows], NOTES, target, sheets=("明细", "依据"), marking="内部使用 · 演示数据")
    assert count == len(rows)
    return target.getvalue()


def cells_of(data: bytes, sheet: int = 0) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(sheet).to_python()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe_in_a_csv(text: str) -> None:
    assert csv_text(text).startswith("'")
    assert as_csv([row(text)])[4 - 1][1].startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_comes_through_a_csv_as_it_is(text: str) -> None:
    assert as_csv([row(text)])[3][1] == text


def test_names_and_words_of_the_provenance_are_made_safe_as_well() -> None:
    lines = as_csv([])
    assert lines[0] == ["# 标记", "内部使用 · 演示数据"]
    assert lines[1] == ["# 指标", "'=1+1"]
    assert lines[2] == [column.name for column in COLUMNS]


@given(text=st.text(max_size=60))
def test_no_text_at_all_begins_a_csv_cell_with_a_sign_of_a_formula(text: str) -> None:
    cell = csv_text(text)
    assert not cell.lstrip(" \u3000\u00a0").startswith(
        ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    )
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", cell)


@given(texts=st.lists(st.text(max_size=40), max_size=5))
def test_a_csv_keeps_every_row_and_cell_apart(texts: list[str]) -> None:
    read = as_csv([row(text) for text in texts])[3:]
    assert [len(cells) for cells in read] == [len(COLUMNS)] * len(texts)
    assert [cells[1] for cells in read] == [csv_text(text) for text in texts]


def test_numbers_times_flags_and_gaps_are_written_as_what_they_are_in_a_csv() -> None:
    assert as_csv([row("x", -2.0)])[3] == ["A0001", "x", "2026-03-05 08:30:00", "-2.0", "1"]
    assert as_csv([row("x", None)])[3][3] == ""


@pytest.mark.parametrize("text", [*HOSTILE, *HARMLESS, "http://x.invalid/a", "0012", "1e5"])
def test_a_workbook_holds_text_as_text(text: str) -> None:
    data = as_xlsx([row(text)])
    assert cells_of(data)[2][1] == text
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in sheets:
            tree = ElementTree.fromstring(book.read(name))
            tags = {element.tag.rsplit("}", 1)[-1] for element in tree.iter()}
            assert not tags & {"f", "hyperlink"}, name
        assert not [name for name in book.namelist() if "externalLink" in name]


def test_control_signs_and_very_long_text_do_not_break_a_workbook() -> None:
    data = as_xlsx([row("a\x00b\x07c\ud800d"), row("长" * 40_000), row("")])
    read = cells_of(data)
    assert read[2][1] == "a\ufffdb\ufffdc\ufffdd"
    assert read[3][1] == "长" * XLSX_TEXT
    assert len(read) == 5


def test_a_workbook_says_what_it_is_on_top_and_on_a_sheet_of_its_own() -> None:
    data = as_xlsx([row("x")])
    assert cells_of(data)[0][0] == "内部使用 · 演示数据"
    assert cells_of(data)[1] == [column.name for column in COLUMNS]
    assert cells_of(data, 1) == [list(note) for note in NOTES]


def test_numbers_and_times_are_numbers_and_times_in_a_workbook() -> None:
    read = cells_of(as_xlsx([row("x", 12.34)]))[2]
    assert read[2] == datetime(2026, 3, 5, 8, 30)
    assert read[3] == 12.34
    assert read[4] is True


def test_the_same_rows_give_the_same_workbook() -> None:
    assert as_xlsx([row("x")]) == as_xlsx([row("x")])


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (
            ("宣威市", "按期结案率", "未按期结案", "2026-08_2026-10"),
            "宣威市_按期结案率_未按期结案_2026-08_2026-10.csv",
        ),
        (("../../etc/passwd",), "etc_passwd.csv"),
        (('a"b\r\nSet-Cookie: x',), "a_b_Set-Cookie_x.csv"),
        (("<script>", ""), "script.csv"),
        (("///",), "rows.csv"),
        (("x" * 500,), "x" * 80 + ".csv"),
    ],
)
def test_a_file_name_has_safe_signs_only(parts: tuple[str, ...], name: str) -> None:
    assert file_name(*parts, suffix="csv") == name
