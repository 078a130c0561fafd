"""Delimited text: read in blocks or record by record, the rows, their numbers and their faults are the same."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.staging import records
from data.staging.delimited import read_delimited
from data.staging.encoding import find_encoding, utf8_blocks
from data.staging.grid import FileFaultError, Grid, Row
from data.staging.options import ReadOptions
from data.staging.records import Records

# What text is made of, and what spoils it: quotes that open nothing, returns alone, blanks of every kind.
PIECES = [
    "a",
    '"',
    ",",
    "\n",
    "\r\n",
    "甲",
    " ",
    '""',
    ',"x"',
    "\r",
    "　",
    ";",
    "1",
    "\t",
    '"a\nb"',
    '"a,""b"',
    "𠮷",
    "\x1f",
]
CHINESE = "麒麟区西城街道路灯不亮，居民多次反映，请尽快处理"
TRADITIONAL = "麒麟區西城街道路燈不亮，居民多次反映，請儘快處理"


def by_the_book(text: str, width: int) -> list[tuple[int, Row]]:
    """Rows as Python's own reader gives them, with the lines at which they begin."""
    found: list[tuple[int, Row]] = []
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    for fields in reader:
        row = [cell.strip() or None for cell in fields]
        if any(row):
            found.append((line, _fitted(row, width)))
        line = reader.line_num + 1
    return found


def _fitted(row: Row, width: int) -> Row:
    row = [*row, *[None] * (width - len(row))]
    while len(row) > width and row[-1] is None:
        row.pop()
    return row


def _blocks(text: str, size: int) -> Iterator[bytes]:
    data, decoder = text.encode(), codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), size):
        if part := decoder.decode(data[start : start + size]):
            yield part.encode()


def all_rows(grid: Grid, first: int = 0, width: int | None = None) -> list[tuple[int, Row]]:
    """Rows of a grid with their numbers, as its stream gives them."""
    wide = width if width is not None else len(grid.head[0])
    return [
        (int(number), row)
        for batch in grid.stream(first, wide)
        for number, row in zip(batch.numbers, batch.rows(), strict=True)
    ]


@given(
    text=st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    width=st.integers(1, 4),
    size=st.sampled_from([1, 3, 7, 1000]),
    block=st.sampled_from([5, 20, 1000]),
)
@example(text='a"b\n"c\nd",e\n', width=2, size=3, block=5)
@example(text='\n\n,,\n"a\n\nb",c\n', width=2, size=7, block=20)
@settings(max_examples=300, deadline=None)
def test_blocks_read_as_records_one_by_one_do(text: str, width: int, size: int, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "_BLOCK", block)
        patch.setattr(records, "_SLOW", 3)
        batches = list(Records(_blocks(text, size), ",").batches(width))
    found = [
        (int(n), _fitted(row, width)) for b in batches for n, row in zip(b.numbers, b.rows(), strict=True)
    ]
    assert found == by_the_book(text, width)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030"), ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"), ("big5", "big5"),
    ],
)  # fmt: skip
def test_every_encoding_is_told_and_read(encoding: str, told: str, tmp_path: Path) -> None:
    words = TRADITIONAL if encoding == "big5" else CHINESE
    text = "编号,描述\r\n" if encoding != "big5" else "編號,描述\r\n"
    text += "".join(f"{n},{words}\r\n" for n in range(500))
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode(encoding))
    reading = read_delimited(path)
    assert reading.encoding == told
    rows = all_rows(reading.grids[0])
    assert (len(rows), rows[-1]) == (501, (501, ["499", words]))


@given(words=st.text(alphabet=CHINESE + TRADITIONAL + "0123456789,", min_size=40, max_size=200))
@settings(max_examples=60, deadline=None)
def test_traditional_text_in_gbk_is_not_taken_for_big5(
    words: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("gbk") / "x.csv"
    path.write_bytes(f"編號,描述\n1,{words}{CHINESE}".encode("gb18030"))
    assert find_encoding(path) == "gb18030"


def test_an_encoding_that_a_person_settled_is_used(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("編號,描述\n1,燈".encode("big5"))
    reading = read_delimited(path, ReadOptions(encoding="Big5"))
    assert reading.grids[0].head == [["編號", "描述"], ["1", "燈"]]
    with pytest.raises(FileFaultError) as fault:
        read_delimited(path, ReadOptions(encoding="ebcdic"))
    assert fault.value.rule == "wrong_encoding"


def test_a_delimiter_that_a_person_settled_is_used(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a#b,c\n1#2,3\n", "utf-8")
    assert read_delimited(path, ReadOptions(delimiter="#")).grids[0].head[1] == ["1", "2,3"]
    with pytest.raises(FileFaultError):
        read_delimited(path, ReadOptions(delimiter="##"))


def test_commas_within_quotes_are_no_delimiters(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('a;b\n"1,2,3,4";5\n"6,7,8,9";0\n', "utf-8")
    assert read_delimited(path).delimiter == ";"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_damage_far_down_is_told_by_its_line(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    lines = "".join(f"{n},{CHINESE}\n" for n in range(100_000)).encode(encoding)
    bad = {"utf-8": b"\xff\n", "gb18030": b"\xff\n", "utf-16": b"\x00\xdc\n\x00"}[encoding]
    path.write_bytes(lines + bad + "1,2\n".encode(encoding).removeprefix(codecs.BOM_UTF16))
    with pytest.raises(FileFaultError) as fault:
        all_rows(read_delimited(path).grids[0])
    assert (fault.value.rule, fault.value.row) == ("wrong_encoding", 100_001)


def test_a_quote_that_nobody_closes_is_told_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n" + '3,"' + "x,y\n" * 400_000, "utf-8")
    with pytest.raises(FileFaultError) as fault:
        all_rows(read_delimited(path).grids[0])
    assert (fault.value.rule, fault.value.row) == ("unreadable", 3)


@pytest.mark.parametrize("text", ["a," * 20_000, "x" * (17 << 20), "a,b\n" + "x" * (2 << 20) + ",1\n"])
def test_rows_that_no_table_has_are_refused_with_their_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(FileFaultError) as fault:
        all_rows(read_delimited(path).grids[0])
    assert fault.value.rule == "unreadable" and fault.value.row in (1, 2)


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b" , ,\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_a_file_without_text_is_empty(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(FileFaultError) as fault:
        read_delimited(path)
    assert fault.value.rule == "empty_file"


def test_the_head_of_a_large_file_is_had_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n" + "".join(f"{n},{n % 7}\n" for n in range(300_000)), "utf-8")
    grid = read_delimited(path).grids[0]
    assert (len(grid.head), grid.numbers[:3], grid.is_whole, grid.n_rows) == (200, [1, 2, 3], False, None)
    assert grid.about_rows == pytest.approx(300_001, rel=0.2)
    batches = list(grid.stream(1, 2))
    assert sum(map(len, batches)) == 300_000 and batches[-1].numbers[-1] == 300_001
    assert all_rows(grid, 1)[:1] == [(2, ["0", "0"])], "the stream can be had again"


def test_a_header_may_stand_as_low_as_a_person_says(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("note\n" * 300 + "a,b\n1,2\n", "utf-8")
    grid = read_delimited(path, ReadOptions(header_row=301)).grids[0]
    assert grid.head[grid.numbers.index(301)] == ["a", "b"]


def test_blocks_of_text_come_without_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("甲,乙".encode("utf-8-sig"))
    assert b"".join(utf8_blocks(path, "utf-8")) == "甲,乙".encode()
