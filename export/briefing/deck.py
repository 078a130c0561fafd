"""The frame of every slide of a briefing: title, line of what it is about, foot; tables that flow over slides."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.util import Mm

from export.briefing.flow import (
    NOTE_GAP_MM,
    NOTE_LINE_MM,
    NOTE_PT,
    Piece,
    column_widths,
    lines_of,
    place_largest,
)
from export.briefing.master import MARGIN_MM, WIDTH_MM, add_slide, blank_deck, theme_notes
from export.briefing.ooxml import clean, normalise
from export.briefing.slides import Box, Words, add_block, add_table, add_words, fill_frame
from views.briefing.model import BriefingView, Table
from views.names import unit_name
from views.tokens import LIGHT
from views.words import fmt_date, word

INNER_MM = WIDTH_MM - 2 * MARGIN_MM
TOP_MM, BOTTOM_MM = 34.0, 178.0
ROOM_MM = BOTTOM_MM - TOP_MM
GUTTER_MM = 10.0
TABLE_SIZES = (12.0, 11.5, 11.0, 10.5)
TABLE_PT = 11.5


class Deck:
    """Slides of one briefing, one after the other."""

    def __init__(self, view: BriefingView) -> None:
        self.view, self.lang = view, view.lang
        self.deck = blank_deck(view.lang)
        self._has_notes = False

    def say(self, key: str, /, **values: object) -> str:
        """A text of the catalogues, by its whole key."""
        return word(key, self.lang, **values)

    def slide(self, title: str, remark: str = "") -> Any:
        """A slide with its title, a line of whose figures these are, and the foot."""
        view = self.view
        slide = add_slide(self.deck)
        heading = slide.shapes.title
        heading.name = "title"
        fill_frame(heading.text_frame, [[Words(title, 26, True)]], self.lang)
        said = (unit_name(view.unit, self.lang), view.category_name, view.period_text, remark)
        about = " · ".join(dict.fromkeys(filter(None, said)))
        box = Box(MARGIN_MM, 22.6, INNER_MM, 5.5)
        add_words(slide, box, [[Words(about, 12, False, LIGHT.ink_soft)]], self.lang, name="about")
        add_block(slide, Box(MARGIN_MM, 29.4, INNER_MM, 0.5), LIGHT.ramp[5], name="rule")
        self._foot(slide)
        return slide

    def cover(self, box: Box, title: str, ink: str) -> Any:
        """A slide with nothing but a title, which stands where it is told."""
        slide = add_slide(self.deck, has_foot=False)
        heading = slide.shapes.title
        heading.name = "title"
        size = next((size for size in range(36, 24, -1) if lines_of(title, box.w, size, 700) == 1), 30)
        heading.left, heading.top, heading.width, heading.height = (
            Mm(v) for v in (box.x, box.y, box.w, box.h)
        )
        fill_frame(heading.text_frame, [[Words(title, size, True, ink)]], self.lang)
        heading.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        return slide

    def _foot(self, slide: Any) -> None:
        words = Words(foot(self.view), 9, False, LIGHT.ink_faint)
        for shape in slide.placeholders:
            if shape.element.ph.get("type") == "ftr":
                shape.name = "foot"
                for run in list(shape.text_frame.paragraphs[0].runs):
                    run._r.getparent().remove(run._r)
                fill_frame(shape.text_frame, [[words]], self.lang)

    def heading(self, slide: Any, box: Box, text: str, name: str, note: str = "") -> None:
        """A heading over a table, chart or list, with a quiet remark after it."""
        runs = [Words(text, 13, True, LIGHT.ramp[5])]
        if note:
            runs.append(Words(f"  {note}", 10, False, LIGHT.ink_faint))
        add_words(slide, Box(box.x, box.y, box.w, 6), [runs], self.lang, name=name)

    def tables(self, title: str, tables: Sequence[Table], columns: int) -> Any:
        """Tables over as few slides as they need; a title that goes on says so. Returns the last slide."""
        wide = (INNER_MM - GUTTER_MM * (columns - 1)) / columns
        slide = None
        size, pages = place_largest(tables, wide, ROOM_MM, columns, TABLE_SIZES, title)
        for number, page in enumerate(pages):
            name = title if number == 0 else self.say("office.continued", title=title)
            slide = self.page(name, page, size, columns)
        return slide

    def page(
        self, title: str, page: Sequence[Sequence[Piece]], size: float = TABLE_PT, columns: int = 0
    ) -> Any:
        """One slide of pieces in columns."""
        columns = columns or len(page)
        wide = (INNER_MM - GUTTER_MM * (columns - 1)) / columns
        slide = self.slide(title)
        for column, pieces in enumerate(page):
            top = TOP_MM
            for piece in pieces:
                box = Box(MARGIN_MM + column * (wide + GUTTER_MM), top, wide, piece.height)
                self.piece(slide, box, piece, size)
                top += piece.height
        return slide

    def piece(self, slide: Any, box: Box, piece: Piece, size: float = TABLE_PT) -> None:
        """A piece of a table with its title and, under its last rows, its note."""
        table = piece.table
        if piece.has_title:
            title = table.title if piece.first == 0 else self.say("office.continued", title=table.title)
            self.heading(slide, box, title, f"{table.id}.title")
        top = box.y + piece.title_mm
        if not table.rows:
            words = [[Words(table.empty, 13, False, LIGHT.ink_soft)]]
            add_words(slide, Box(box.x, top, box.w, 8), words, self.lang, name=f"{table.id}.empty")
            return
        place_ = Box(box.x, top, box.w, sum(piece.heights))
        widths = column_widths(table, box.w, size)
        add_table(
            slide,
            place_,
            table.columns,
            piece.rows,
            widths,
            piece.heights,
            self.lang,
            name=table.id,
            size=size,
        )
        if piece.note_lines:
            note = Box(box.x, top + sum(piece.heights) + NOTE_GAP_MM, box.w, piece.note_lines * NOTE_LINE_MM)
            words = [[Words(table.note, size - NOTE_PT, False, LIGHT.ink_faint)]]
            add_words(slide, note, words, self.lang, name=f"{table.id}.note")

    def notes(self, slide: Any, text: str) -> None:
        """Words for the speaker, under the slide."""
        slide.notes_slide.notes_text_frame.text = clean(text)
        if not self._has_notes:
            theme_notes(slide)
            self._has_notes = True

    def bytes(self) -> bytes:
        """The file; the same view gives the same bytes."""
        view = self.view
        properties = self.deck.core_properties
        properties.title, properties.subject = clean(view.title), clean(view.period_text)
        properties.keywords, properties.comments = view.code, clean(view.link)
        properties.author = properties.last_modified_by = clean(self.say("office.author"))
        out = io.BytesIO()
        self.deck.save(out)
        return normalise(out.getvalue(), view.provenance.published_at)


def foot(view: BriefingView) -> str:
    """What stands at the foot of every page: marking, state of the data, release, code, the watermark's words."""
    line = word(
        "office.foot",
        view.lang,
        day=fmt_date(view.provenance.data_to, view.lang),
        release=view.provenance.release_id,
        code=view.code,
    )
    return " · ".join(filter(None, (view.marking, view.demo_note, line, view.sheet.watermark)))
