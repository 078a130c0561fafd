"""How tables find their place on slides: rows as high as their words need, broken between pages and columns.

A program of slides lets a table grow over the edge without a word, so heights are measured here, with the metrics of
our own font: those of the fonts on Windows are a little narrower.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from export.sheet.typeset import Weight, width, wrap
from views.briefing.model import Row, Table

MM_PER_PT = 25.4 / 72
# Lines of our own font stand farther apart than those of most.
LINE = 1.42
LINE_MM = LINE * MM_PER_PT
PADDING_MM = 1.3
CELL_MARGIN_MM = 2.4
# What stands around the rows of a table: its title, its note, the space to the next.
TITLE_MM, NOTE_LINE_MM, NOTE_GAP_MM, GAP_MM, EMPTY_MM = 8.0, 4.6, 1.2, 5.0, 8.0
# Heads and small print are so many points smaller than the cells.
HEAD_PT, NOTE_PT = 1.5, 2.5
# Where a Chinese character and a Latin letter or a digit meet.
_BETWEEN = re.compile(r"(?<=[\u2e80-\u9fff])(?=[!-~])|(?<=[!-~])(?=[\u2e80-\u9fff])")
_WORD = re.compile(r"[!-~]+")
# Columns of words want so much each, at least.
_LEAST_WORDS_MM = 14.0
# Rows that a broken table keeps together at least.
FEWEST = 3


@dataclass(frozen=True)
class Piece:
    """A run of rows of a table in one place.

    Attributes
    ----------
    heights
        Of the head and of each row, in millimetres.
    note_lines
        Lines of the table's note under it: 0 but under its last piece.
    has_title
        Whether the table's title stands over it: not where the slide bears the same one.
    """

    table: Table
    first: int
    last: int
    heights: tuple[float, ...]
    note_lines: int
    has_title: bool = True

    @property
    def title_mm(self) -> float:
        """Height of the title."""
        return TITLE_MM if self.has_title else 0.0

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown."""
        return self.table.rows[self.first : self.last]

    @property
    def height(self) -> float:
        """Of the whole piece with its title and note, mm."""
        note = self.note_lines * NOTE_LINE_MM + NOTE_GAP_MM if self.note_lines else 0.0
        body = sum(self.heights) if self.table.rows else EMPTY_MM
        return self.title_mm + body + note + GAP_MM


def wide_of(text: str, size_pt: float, weight: Weight = 400) -> float:
    """Width of words as an office program sets them: with a quarter of a blank between Chinese and Latin, mm."""
    size = size_pt * MM_PER_PT
    return width(text, size, weight) + len(_BETWEEN.findall(text)) * size / 4


def lines_of(text: str, room: float, size_pt: float, weight: Weight = 400) -> int:
    """Lines that words take in a room of so many millimetres."""
    if wide_of(text, size_pt, weight) <= room:
        return 1
    # Blanks between Chinese and Latin lengthen every line alike.
    share = width(text, size_pt * MM_PER_PT, weight) / wide_of(text, size_pt, weight)
    return max(len(wrap(text, room * share, size_pt * MM_PER_PT, weight)), 2)


def column_widths(
    table: Table, wide: float, size: float, note_pt: float = NOTE_PT, *, is_stacked: bool = False
) -> tuple[float, ...]:
    """Widths of the columns of a table that is `wide` millimetres: figures and days are never broken.

    Where there is room to spare, every column gets of it by its own width; where there is not, words give way.

    Parameters
    ----------
    note_pt
        How much smaller small print is.
    is_stacked
        Whether small print stands under its figure, and not beside it.
    """
    natural = _natural(table, wide, size, note_pt, is_stacked)
    gives = [column.kind == "text" for column in table.columns]
    fixed = sum(each for each, give in zip(natural, gives, strict=True) if not give)
    if wide - fixed < _LEAST_WORDS_MM * sum(gives):
        # Not even the figures have room: everything gives way.
        gives, fixed = [True] * len(gives), 0.0
    most = _cap([each for each, give in zip(natural, gives, strict=True) if give], wide - fixed)
    shrunk = [min(each, most) if give else each for each, give in zip(natural, gives, strict=True)]
    return tuple(each * wide / sum(shrunk) for each in shrunk)


def fits(table: Table, wide: float, size: float, note_pt: float = NOTE_PT) -> bool:
    """Whether a table has room with its small print beside the figures and no cell of two lines."""
    return sum(_natural(table, wide, size, note_pt, False)) <= wide


def _natural(table: Table, wide: float, size: float, note_pt: float, is_stacked: bool) -> list[float]:
    """Widths that columns would like to have; heads take two lines where one is too much for the table."""
    cells, heads = [], []
    for place_, column in enumerate(table.columns):
        widest = 0.0
        for row in table.rows:
            cell = row.cells[place_]
            text = wide_of(cell.text, size, 700 if row.is_own or row.is_summary else 400)
            note = wide_of(f"\u2002{cell.note}", size - note_pt) if cell.note else 0.0
            widest = max(widest, max(text, note) if is_stacked else text + note)
        cells.append(widest)
        heads.append(wide_of(column.head, size - HEAD_PT, 700))
    margin = CELL_MARGIN_MM + 0.8
    natural = [max(cell, head * 1.04) + margin for cell, head in zip(cells, heads, strict=True)]
    if sum(natural) > wide:
        # Heads in two lines, but no word of Latin letters in two.
        for place_, column in enumerate(table.columns):
            words = [wide_of(word, size - HEAD_PT, 700) for word in _WORD.findall(column.head)]
            natural[place_] = (
                max(cells[place_], heads[place_] * 0.6, *(1.05 * each for each in words)) + margin
            )
    return natural


def _cap(widths: Sequence[float], room: float) -> float:
    """The width that no column may pass so that all of them fill a room: the widest give way, short ones stay."""
    left = room
    for place_, each in enumerate(sorted(widths)):
        share = left / (len(widths) - place_)
        if each >= share:
            return share
        left -= each
    return max(widths, default=0.0)


def row_heights(table: Table, widths: Sequence[float], size: float) -> tuple[float, ...]:
    """Heights of the head and of all rows of a table with columns of `widths` mm, in millimetres."""
    rooms = [each - CELL_MARGIN_MM for each in widths]
    heads = [
        lines_of(column.head, room * 0.96, size - HEAD_PT, 700)
        for column, room in zip(table.columns, rooms, strict=True)
    ]
    heights = [_height(max(heads), size - HEAD_PT)]
    for row in table.rows:
        weight: Weight = 700 if row.is_own or row.is_summary else 400
        lines = 1
        for cell, room in zip(row.cells, rooms, strict=True):
            # Small print counts as words of the cell's own size that are as wide.
            note = wide_of(f"\u2002{cell.note}", size - NOTE_PT) if cell.note else 0.0
            if wide_of(cell.text, size, weight) + note > room:
                lines = max(lines, lines_of(f"{cell.text} {cell.note}".rstrip(), room, size, weight))
        heights.append(_height(lines, size))
    return tuple(heights)


def _height(lines: int, size: float) -> float:
    return lines * size * MM_PER_PT * LINE + PADDING_MM


def place(
    tables: Sequence[Table], wide: float, room: float, columns: int, size: float, slide_title: str = ""
) -> list[list[list[Piece]]]:
    """Share tables out over pages of equal columns.

    Parameters
    ----------
    wide, room
        Width of a column and height of a page, mm.
    slide_title
        A table of this title needs none of its own.

    Returns
    -------
    list
        Pages of columns of pieces. A table that fits a column is never broken; a page that holds one broken table
        alone has columns of about equal length.
    """
    pages: list[list[list[Piece]]] = []
    column: list[Piece] = []
    left = room

    def turn() -> None:
        nonlocal column, left
        if not pages or len(pages[-1]) == columns:
            pages.append([])
        pages[-1].append(column)
        column, left = [], room

    for table in tables:
        heights = row_heights(table, column_widths(table, wide, size), size)
        note = lines_of(table.note, wide, size - NOTE_PT) if table.note else 0
        whole = Piece(table, 0, len(table.rows), heights, note, table.title != slide_title)
        first = 0
        while True:
            piece = _piece(whole, first, left, room)
            if piece is None:
                turn()
                continue
            column.append(piece)
            left -= piece.height
            first = piece.last
            if first == len(table.rows):
                break
            turn()
    if column:
        turn()
    return [_spread(_balanced(page, room), columns) for page in pages]


def _spread(page: list[list[Piece]], columns: int) -> list[list[Piece]]:
    """A few whole tables that would all stand in the first column: one a column."""
    pieces = [piece for column in page for piece in column]
    return [[piece] for piece in pieces] if len(page) < len(pieces) <= columns else page


def place_largest(
    tables: Sequence[Table],
    wide: float,
    room: float,
    columns: int,
    sizes: Sequence[float],
    slide_title: str = "",
) -> tuple[float, list[list[list[Piece]]]]:
    """The size of letters, of those given from large to small, that needs no more pages than the smallest; its pages.

    One table over many pages has about as many rows on each.
    """
    made = [(size, place(tables, wide, room, columns, size, slide_title)) for size in sizes]
    fewest = min(len(pages) for _, pages in made)
    size, pages = next((size, pages) for size, pages in made if len(pages) == fewest)
    if columns == 1 and len(tables) == 1 and len(pages) > 1:
        pages = [[column] for column in _balanced([column for page in pages for column in page], room)]
    return size, pages


def _part(whole: Piece, first: int, last: int) -> Piece:
    """The rows of a table from `first` to before `last`, with its head, and with its note under the last ones."""
    is_end = last == len(whole.table.rows)
    heights = (whole.heights[0], *whole.heights[1 + first : 1 + last])
    return replace(
        whole, first=first, last=last, heights=heights, note_lines=whole.note_lines if is_end else 0
    )


def _piece(whole: Piece, first: int, left: float, room: float) -> Piece | None:
    """The rows from `first` on that the rest of a column takes; None where it is better to begin the next one."""
    n = len(whole.table.rows)
    rest = _part(whole, first, n)
    if rest.height - GAP_MM <= left:
        return rest
    if rest.height - GAP_MM <= room and left < room:
        return None
    last = first
    while last + 1 < n and _part(whole, first, last + 1).height - GAP_MM <= left:
        last += 1
    if last - first < FEWEST and left < room:
        return None
    return _part(whole, first, max(last, min(first + 1, n)))


def _balanced(page: list[list[Piece]], room: float) -> list[list[Piece]]:
    """One table over all columns of a page: about as many rows in each, where they are not too high for that."""
    pieces = [piece for column in page for piece in column]
    if len(page) < 2 or len(pieces) != len(page) or len({piece.table.id for piece in pieces}) > 1:
        return page
    first, last = pieces[0].first, pieces[-1].last
    heights = (pieces[0].heights[0], *(0.0,) * first, *(h for piece in pieces for h in piece.heights[1:]))
    whole = replace(pieces[-1], heights=heights)
    each = -(-(last - first) // len(page))
    made = [_part(whole, begin, min(begin + each, last)) for begin in range(first, last, each)]
    return [[piece] for piece in made] if all(piece.height - GAP_MM <= room for piece in made) else page
