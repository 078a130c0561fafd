"""Small pieces of a document's XML that python-docx has no words for: fonts of a run, lines of a cell, page numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from export.briefing.ooxml import clean
from views.briefing.model import Column
from views.tokens import LIGHT

LATIN = "Times New Roman"
# Beside these, quotation marks and dashes are Chinese ones, too; a Roman numeral is in no Latin font.
_EAST_ASIAN = re.compile("[\u2160-\u217f\u2e80-\u9fff\uff00-\uffef]")
_parse_colour: Any = RGBColor.from_string


class Run(NamedTuple):
    """Words of one look in a cell; `size` in points."""

    text: str
    size: float
    bold: bool
    ink: str
    font: str


def add_run(
    paragraph: Any, text: str, *, font: str, size: float, bold: bool, ink: str, lead: str = ""
) -> Any:
    """Add words to a paragraph; no `font` or `size` means those of its style."""
    run = paragraph.add_run(lead + clean(text))
    run.font.bold = bold or None
    if size:
        run.font.size = Pt(size)
    run.font.color.rgb = _parse_colour(ink.removeprefix("#").upper())
    if font:
        set_fonts(run._r.get_or_add_rPr(), font)
    if _EAST_ASIAN.search(text):
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
    return run


def set_fonts(properties: Any, font: str, latin: str = LATIN) -> None:
    """Name the fonts of a ``w:rPr``: one for Chinese, one for Latin letters and figures, none of the theme's."""
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for kind, face in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", font)):
        fonts.set(qn(f"w:{kind}"), face)


def dress(style: Any, font: str, size: float, ink: str = LIGHT.ink) -> None:
    """Give a style its fonts, size and colour."""
    set_fonts(style.element.get_or_add_rPr(), font)
    style.font.size = Pt(size)
    style.font.bold = style.font.italic = False
    style.font.color.rgb = _parse_colour(ink.removeprefix("#").upper())


def fill_cell(
    cell: Any, column: Column, runs: Sequence[Run], *, keep: bool = False, is_stacked: bool = False
) -> None:
    """Write runs into a cell, with a blank between them; figures stand to the right.

    Parameters
    ----------
    keep
        Whether the row stays on the page of the next one.
    is_stacked
        Whether each run is a line of its own, and not parted by a blank.
    """
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.keep_with_next = keep or None
    # The mark at its end is as high as its words: an empty cell, too.
    half_points = round(2 * max(run.size for run in runs))
    mark = parse_xml(f'<w:rPr {nsdecls("w")}><w:sz w:val="{half_points}"/></w:rPr>')
    paragraph._p.get_or_add_pPr().append(mark)
    is_right = column.kind == "number"
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if is_right else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    for number, run in enumerate(runs):
        if number and is_stacked:
            paragraph.add_run().add_break()
        lead = "\u2002" if number and not is_stacked else ""
        add_run(paragraph, run.text, font=run.font, size=run.size, bold=run.bold, ink=run.ink, lead=lead)


def shade(cell: Any, colour: str) -> None:
    """Fill a cell."""
    mark = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour.removeprefix("#").upper()}"/>'
    cell._tc.get_or_add_tcPr().append(parse_xml(mark))


def rule_cell(cell: Any, *, top: int = 0, bottom: int = 0, colour: str = "#000000") -> None:
    """Lines over and under a cell, in eighths of a point; 0 is none."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{width}" w:space="0" w:color="{colour.removeprefix("#").upper()}"/>'
        for side, width in (("top", top), ("bottom", bottom))
        if width
    )
    borders = parse_xml(f"<w:tcBorders {nsdecls('w')}>{sides}</w:tcBorders>")
    cell._tc.get_or_add_tcPr().append(borders)


def tighten(table: Any, side_mm: float = 1.2, above_mm: float = 0.55) -> None:
    """Margins of all cells of a table."""
    sides = "".join(
        f'<w:{side} w:w="{round(Mm(wide).twips)}" w:type="dxa"/>'
        for side, wide in (("top", above_mm), ("left", side_mm), ("bottom", above_mm), ("right", side_mm))
    )
    table._tbl.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"))


def keep_row(row: Any, *, is_head: bool = False) -> None:
    """A row that no page breaks; a head stands on top of every page that the table reaches."""
    properties = row._tr.get_or_add_trPr()
    properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    if is_head:
        properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


def page_number(paragraph: Any, font: str, size: float) -> None:
    """The number of the page between dashes, as offices print it: — 1 —."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    add_run(paragraph, "", font=font, size=size, bold=False, ink=LIGHT.ink, lead="— ")
    for part in (
        '<w:fldChar {ns} w:fldCharType="begin"/>',
        '<w:instrText {ns} xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar {ns} w:fldCharType="separate"/>',
        "<w:t {ns}>1</w:t>",
        '<w:fldChar {ns} w:fldCharType="end"/>',
    ):
        # A run each: what a program puts in their place looks as the run that begins the field.
        run = add_run(paragraph, "", font=font, size=size, bold=False, ink=LIGHT.ink)
        run._r.append(parse_xml(part.format(ns=nsdecls("w"))))
    add_run(paragraph, "—", font=font, size=size, bold=False, ink=LIGHT.ink, lead=" ")


def rule_under(paragraph: Any, width: int, colour: str, kind: str = "single") -> None:
    """A line under a paragraph, in eighths of a point."""
    hue = colour.removeprefix("#").upper()
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="{kind}" w:sz="{width}" w:space="6" w:color="{hue}"/></w:pBdr>'
    )
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct",
        "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid",
        "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc",
        "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle",
        "w:rPr", "w:sectPr", "w:pPrChange",
    )  # fmt: skip
