"""Tables find their place on slides: every row once, in order, within the page."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from export.briefing.flow import GAP_MM, column_widths, lines_of, place, place_largest
from views.briefing.model import Cell, Column, Row, Table

WORDS = ("会", "以礼街道", "会泽县金钟街道古城社区居民委员会第三网格", "Unit of Category II (cases)", "12%")


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables of few words in many orders: what matters is how high and how wide they are."""
    word = st.sampled_from(WORDS)
    kinds = draw(st.lists(st.sampled_from(["text", "number"]), min_size=1, max_size=4))
    columns = tuple(Column(f"c{i}", draw(word), kind) for i, kind in enumerate(kinds))
    some = [
        Row("", tuple(Cell(draw(word) if kind == "text" else "12,345.67%") for kind in kinds))
        for _ in range(3)
    ]
    rows = tuple(Row(str(i), some[i % 3].cells) for i in range(draw(st.integers(0, 45))))
    return Table("t", draw(word), columns, rows, len(rows), note=draw(st.sampled_from(["", "注"])))


@given(st.lists(tables(), min_size=1, max_size=3), st.integers(1, 3))
@settings(max_examples=25)
def test_every_row_stands_once_and_in_order_within_its_page(many: list[Table], columns: int) -> None:
    room = 144.0
    many = [replace(table, id=str(number)) for number, table in enumerate(many)]
    pages = place(many, 300.0 / columns, room, columns, 11.0)
    pieces = [piece for page in pages for column in page for piece in column]
    for table in many:
        shown = [row for piece in pieces if piece.table.id == table.id for row in piece.rows]
        assert shown == list(table.rows)
    for page in pages:
        assert len(page) <= columns
        for column in page:
            high = sum(piece.height for piece in column) - GAP_MM
            # A single row that is higher than a page has no better place.
            assert high <= room + 0.01 or (len(column) == 1 and len(column[0].rows) == 1)


@given(tables(), st.floats(60, 320))
@settings(max_examples=25)
def test_columns_fill_the_width_and_figures_are_not_broken(table: Table, wide: float) -> None:
    widths = column_widths(table, wide, 11.0)
    assert abs(sum(widths) - wide) < 0.01
    assert all(each > 0 for each in widths)


def test_letters_are_as_large_as_they_may_be_without_a_page_more() -> None:
    columns = (Column("a", "单元", "text"), Column("b", "受理"))
    table = Table("t", "表", columns, tuple(Row("", (Cell("以礼街道"), Cell("345"))) for _ in range(19)), 19)
    size, pages = place_largest([table], 300.0, 144.0, 1, (12.0, 11.0, 10.0), "表")
    assert len(pages) == 1 and size == 11.0
    _, pages = place_largest([replace(table, rows=table.rows[:1] * 26)], 300.0, 144.0, 1, (12.0, 11.0), "表")
    assert [len(piece.rows) for page in pages for column in page for piece in column] == [13, 13]


def test_a_text_too_wide_for_a_line_takes_two() -> None:
    assert lines_of("会泽县", 100.0, 12) == 1
    assert lines_of("会泽县" * 10, 100.0, 12) == 2
