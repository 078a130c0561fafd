"""Pieces of a slide, in millimetres: words, native tables, vector pictures.

Every run names its fonts and its language, every shape has a name that says what it is (screen readers and the
selection pane show it), every figure stays text or a number that can be edited.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml.ns import qn
from pptx.util import Mm, Pt

from export.briefing.flow import HEAD_PT, NOTE_PT
from export.briefing.master import LANG_TAGS, rgb
from export.briefing.ooxml import IMAGE_RELATION, add_svg, clean, set_typefaces
from views.briefing.model import Column, Row, Tone
from views.names import Lang
from views.tokens import LIGHT

Align = Literal["left", "right", "center"]
_ALIGN = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}
_ANCHOR = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}
TONES: dict[Tone, str] = {
    "plain": LIGHT.ink,
    "good": LIGHT.good,
    "bad": LIGHT.bad,
    "warn": LIGHT.warn,
    "faint": LIGHT.ink_faint,
}
# "No style, no grid": lines and fills are our own, cell by cell.
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"

# Between words and their small print.
BLANK = "\u2002"
# The library tells types of some of its names and not of this one.
_parse_colour: Any = RGBColor.from_string


def colour_of(hue: str) -> Any:
    """``#rrggbb`` as the library takes it."""
    return _parse_colour(rgb(hue))


@dataclass(frozen=True)
class Box:
    """Left, top, width and height in millimetres."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True)
class Words:
    """A run of one look; `size` in points, `lead` a blank before it."""

    text: str
    size: float = 12
    bold: bool = False
    ink: str = LIGHT.ink
    lead: str = ""


def write_run(paragraph: Any, words: Words, lang: Lang) -> None:
    """Add a run with its fonts and language to a paragraph."""
    run = paragraph.add_run()
    run.text = words.lead + clean(words.text)
    run.font.size, run.font.bold = Pt(words.size), words.bold
    run.font.color.rgb = colour_of(words.ink)
    properties = run._r.get_or_add_rPr()
    properties.set("lang", LANG_TAGS[lang])
    properties.set("altLang", LANG_TAGS["en" if lang == "zh" else "zh"])
    set_typefaces(properties)


def fill_frame(
    frame: Any, lines: Sequence[Sequence[Words]], lang: Lang, align: Align = "left", spacing: float = 1.0
) -> None:
    """Write lines of runs into a text frame without inner margins; `spacing` is that of the lines."""
    frame.word_wrap = True
    for side in ("left", "right", "top", "bottom"):
        setattr(frame, f"margin_{side}", 0)
    for index, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        paragraph.alignment, paragraph.line_spacing = _ALIGN[align], spacing
        for words in line:
            write_run(paragraph, words, lang)


def add_words(
    slide: Any,
    box: Box,
    lines: Sequence[Sequence[Words]],
    lang: Lang,
    *,
    name: str,
    align: Align = "left",
    anchor: Literal["top", "middle", "bottom"] = "top",
    spacing: float = 1.0,
) -> Any:
    """A text box of lines of runs."""
    shape = slide.shapes.add_textbox(Mm(box.x), Mm(box.y), Mm(box.w), Mm(box.h))
    shape.name = name
    fill_frame(shape.text_frame, lines, lang, align, spacing)
    shape.text_frame.vertical_anchor = _ANCHOR[anchor]
    return shape


def add_block(slide: Any, box: Box, colour: str, *, name: str, line: str = "", behind: bool = False) -> Any:
    """A rectangle of one colour, with a hairline where `line` is one; `behind` all that stands already."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Mm(box.x), Mm(box.y), Mm(box.w), Mm(box.h))
    shape.name = name
    # Its reference to the theme brings a shadow along.
    shape._element.remove(shape._element.find(qn("p:style")))
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour_of(colour)
    if line:
        shape.line.color.rgb = colour_of(line)
        shape.line.width = Pt(0.75)
    else:
        shape.line.fill.background()
    if behind:
        tree = slide.shapes._spTree
        tree.remove(shape._element)
        tree.insert(2, shape._element)  # after the properties of the group
    return shape


def add_table(
    slide: Any,
    box: Box,
    columns: Sequence[Column],
    rows: Sequence[Row],
    widths: Sequence[float],
    heights: Sequence[float],
    lang: Lang,
    *,
    name: str,
    size: float = 12,
) -> Any:
    """A native table: a heading over a line, rows parted by hairlines.

    Parameters
    ----------
    widths, heights
        Of the columns, and of the head and each row, mm.
    """
    frame = slide.shapes.add_table(
        len(rows) + 1, len(columns), Mm(box.x), Mm(box.y), Mm(box.w), Mm(sum(heights))
    )
    frame.name = name
    table = frame.table
    frame._element.find(f".//{qn('a:tableStyleId')}").text = _NO_STYLE
    table.horz_banding = False
    for place, column in enumerate(columns):
        table.columns[place].width = Mm(widths[place])
        cell = table.cell(0, place)
        _fill_cell(cell, [Words(column.head, size - HEAD_PT, True, LIGHT.ink_soft)], column, lang)
        _border(cell, LIGHT.ink_soft, 1.0)
    table.rows[0].height = Mm(heights[0])
    for index, row in enumerate(rows, start=1):
        table.rows[index].height = Mm(heights[index])
        is_last = index == len(rows)
        for place, (column, shown) in enumerate(zip(columns, row.cells, strict=True)):
            cell = table.cell(index, place)
            bold = row.is_own or row.is_summary
            main = Words(shown.text, size, bold, TONES[shown.tone])
            _fill_cell(cell, cell_runs(main, shown.note, column), column, lang)
            _border(cell, LIGHT.ink_soft if is_last else LIGHT.line, 1.0 if is_last else 0.5)
            if row.is_own:
                cell.fill.solid()
                cell.fill.fore_color.rgb = colour_of(LIGHT.accent_soft)
    return frame


def cell_runs(main: Words, note: str, column: Column) -> list[Words]:
    """A cell's words and its small print: before a figure, so that figures stand in line, after words."""
    if not note:
        return [main]
    small = Words(note, main.size - NOTE_PT, False, LIGHT.ink_faint)
    if column.kind == "number":
        return [small, replace(main, lead=BLANK)]
    return [main, replace(small, lead=BLANK)]


def _fill_cell(cell: Any, runs: Sequence[Words], column: Column, lang: Lang) -> None:
    cell.text_frame.word_wrap = True
    cell.margin_left = cell.margin_right = Mm(1.2)
    cell.margin_top = cell.margin_bottom = Mm(0.4)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = _ALIGN["right" if column.kind == "number" else "left"]
    for words in runs:
        write_run(paragraph, words, lang)


def _border(cell: Any, colour: str, width_pt: float) -> None:
    """A line under a cell; the order of the schema wants it before the fill."""
    properties = cell._tc.get_or_add_tcPr()
    line = etree.Element(qn("a:lnB"))
    line.set("w", str(Pt(width_pt)))
    fill = etree.SubElement(line, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr")).set("val", rgb(colour))
    properties.insert(0, line)


def add_picture(slide: Any, box: Box, png: bytes, svg: bytes, *, name: str, alt: str) -> Any:
    """A PNG with its SVG: programs that know vectors show them, others the PNG."""
    picture = slide.shapes.add_picture(io.BytesIO(png), Mm(box.x), Mm(box.y), Mm(box.w), Mm(box.h))
    picture.name = name
    picture._element.nvPicPr.cNvPr.set("descr", clean(alt))
    package = slide.part.package
    count = sum(str(part.partname).endswith(".svg") for part in package.iter_parts())
    part = Part(PackURI(f"/ppt/media/vector{count + 1}.svg"), "image/svg+xml", package, svg)
    add_svg(picture._element.find(f".//{qn('a:blip')}"), slide.part.relate_to(part, IMAGE_RELATION))
    return picture
