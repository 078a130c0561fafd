"""Pieces of a document: the styles of a bulletin as Chinese offices set it, native tables, charts, vector pictures.

Fonts are those of GB/T 9704 with what stands in for them where an office lacks one: 方正小标宋 for titles, 黑体 for headings,
仿宋 for text, 宋体 in tables, Times New Roman for Latin letters and figures.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from lxml import etree

from export.briefing.charts import ChartSpec, chart_space
from export.briefing.flow import column_widths, fits
from export.briefing.ooxml import IMAGE_RELATION, add_svg, clean
from export.briefing.picture import Picture
from export.briefing.slides import TONES
from export.briefing.wordml import (
    Run,
    add_run,
    dress,
    fill_cell,
    keep_row,
    page_number,
    rule_cell,
    shade,
    tighten,
)
from views.briefing.model import Column, Row, Table
from views.names import Lang
from views.tokens import LIGHT

TITLE_FONT, HEAD_FONT, TEXT_FONT, TABLE_FONT, SOFT_FONT = "方正小标宋简体", "黑体", "仿宋", "宋体", "楷体"
# Names under which the same or the nearest font may be found.
_STAND_INS = {
    TITLE_FONT: "方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,宋体",
    HEAD_FONT: "SimHei,华文黑体,STHeiti",
    TEXT_FONT: "FangSong,仿宋_GB2312,华文仿宋,STFangsong",
    TABLE_FONT: "SimSun,华文宋体,STSong",
    SOFT_FONT: "KaiTi,楷体_GB2312,华文楷体,STKaiti",
}
WIDTH_MM, LEFT_MM, TOP_MM, BOTTOM_MM = 162.0, 24.0, 28.0, 26.0
TABLE_PT, NOTE_PT = 9.0, 1.5
# A table of no more rows than this stands on one page.
KEPT_ROWS = 13
_CHART_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
_WORKBOOK_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Bulletin:
    """A document that grows from top to bottom."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.document: Any = docx.Document()
        self._charts = self._pictures = 0
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(LEFT_MM)
        section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
        section.header_distance, section.footer_distance = Mm(12), Mm(10)
        self._styles()
        self._fonts()

    def _styles(self) -> None:
        styles = self.document.styles
        dress(styles["Normal"], TEXT_FONT, 15)
        text = styles["Normal"].paragraph_format
        text.line_spacing_rule, text.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(25)
        text.space_before = text.space_after = Pt(0)
        text.widow_control = True
        dress(styles["Title"], TITLE_FONT, 22)
        dress(styles["Heading 1"], HEAD_FONT, 15)
        for name, before, after in (("Title", 0, 6), ("Heading 1", 12, 4)):
            paragraph = styles[name].paragraph_format
            paragraph.space_before, paragraph.space_after = Pt(before), Pt(after)
            paragraph.line_spacing = None
            paragraph.keep_with_next = True
        # The template draws a line under titles.
        properties = styles["Title"].element.pPr
        for border in properties.findall(qn("w:pBdr")):
            properties.remove(border)
        for language in self.document.styles.element.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")

    def _fonts(self) -> None:
        """Tell what may stand in for each font, and that all of them are Chinese."""
        for relation in self.document.part.rels.values():
            if relation.reltype.endswith("/fontTable"):
                tree = etree.fromstring(relation.target_part.blob)
                for name, others in _STAND_INS.items():
                    entry = etree.SubElement(tree, qn("w:font"))
                    entry.set(qn("w:name"), name)
                    etree.SubElement(entry, qn("w:altName")).set(qn("w:val"), others)
                    etree.SubElement(entry, qn("w:charset")).set(qn("w:val"), "86")
                relation.target_part._blob = etree.tostring(
                    tree, xml_declaration=True, encoding="UTF-8", standalone=True
                )

    def words(
        self,
        text: str,
        *,
        style: str = "Normal",
        font: str = "",
        size: float = 0,
        bold: bool = False,
        ink: str = LIGHT.ink,
        align: str = "left",
        indent: bool = False,
        tight: bool = False,
        keep: bool = False,
    ) -> Any:
        """A paragraph of one look; `indent` by two characters, `tight` with lines of its own height."""
        paragraph = self.document.add_paragraph(style=style)
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
        if indent:
            mark = parse_xml(f'<w:ind {nsdecls("w")} w:firstLineChars="200" w:firstLine="600"/>')
            paragraph._p.get_or_add_pPr().append(mark)
        if tight:
            paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        paragraph.paragraph_format.keep_with_next = keep or None
        add_run(paragraph, text, font=font, size=size, bold=bold, ink=ink)
        return paragraph

    def more(self, paragraph: Any, text: str) -> None:
        """Go on in a paragraph, after a blank, with words of their own."""
        add_run(paragraph, text, font="", size=0, bold=False, ink=LIGHT.ink, lead="\u2002")

    def table(self, table: Table, size: float = TABLE_PT) -> None:
        """A native table over the whole width: heads repeat on every page, rows are not broken."""
        is_stacked = not fits(table, WIDTH_MM, size, NOTE_PT)
        widths = column_widths(table, WIDTH_MM, size, NOTE_PT, is_stacked=is_stacked)
        made = self.document.add_table(rows=len(table.rows) + 1, cols=len(table.columns))
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        made.autofit = False
        for place, wide in enumerate(widths):
            made.columns[place].width = Mm(wide)
        tighten(made)
        lines = list(made.rows)
        keep_row(lines[0], is_head=True)
        for place, column in enumerate(table.columns):
            cell = lines[0].cells[place]
            cell.width = Mm(widths[place])
            rule_cell(cell, top=12, bottom=8)
            fill_cell(cell, column, [Run(column.head, size - 0.5, False, LIGHT.ink, HEAD_FONT)], keep=True)
        for index, (line, row) in enumerate(zip(lines[1:], table.rows, strict=True), start=1):
            is_last = index == len(table.rows)
            keep = bool(table.note) if is_last else len(table.rows) <= KEPT_ROWS
            self._row(
                line, table.columns, row, widths, size, is_last=is_last, keep=keep, is_stacked=is_stacked
            )

    def _row(
        self,
        line: Any,
        columns: Sequence[Column],
        row: Row,
        widths: Sequence[float],
        size: float,
        *,
        is_last: bool,
        keep: bool,
        is_stacked: bool,
    ) -> None:
        keep_row(line)
        bold = row.is_own or row.is_summary
        for column, shown, cell, wide in zip(columns, row.cells, line.cells, widths, strict=True):
            cell.width = Mm(wide)
            runs = [Run(shown.text, size, bold, TONES[shown.tone], HEAD_FONT if bold else TABLE_FONT)]
            if shown.note:
                small = Run(shown.note, size - NOTE_PT, False, LIGHT.ink_faint, TABLE_FONT)
                is_before = column.kind == "number" and not is_stacked
                runs = [small, *runs] if is_before else [*runs, small]
            rule_cell(cell, bottom=12 if is_last else 2, colour=LIGHT.ink if is_last else LIGHT.line)
            if row.is_own:
                shade(cell, LIGHT.accent_soft)
            fill_cell(cell, column, runs, keep=keep, is_stacked=is_stacked)

    def picture(self, picture: Picture, width_mm: float, height_mm: float, alt: str) -> None:
        """A PNG with its SVG, centred on a line of its own."""
        paragraph = self.words("", align="center", tight=True)
        shape = paragraph.runs[0].add_picture(io.BytesIO(picture.png), Mm(width_mm), Mm(height_mm))
        _flush(shape, alt)
        self._pictures += 1
        part = self.document.part
        name = PackURI(f"/word/media/vector{self._pictures}.svg")
        svg = Part(name, "image/svg+xml", picture.svg, part.package)
        add_svg(shape._inline.find(f".//{qn('a:blip')}"), part.relate_to(svg, IMAGE_RELATION))

    def beside(self, png: bytes, side_mm: float, alt: str, lines: Sequence[str]) -> None:
        """Small lines with a square PNG to their right."""
        table = self.document.add_table(rows=1, cols=2)
        table.autofit = False
        words, picture = table.rows[0].cells
        for place, (cell, wide) in enumerate(((words, WIDTH_MM - side_mm - 4), (picture, side_mm + 4))):
            table.columns[place].width = cell.width = Mm(wide)
        for number, line in enumerate(lines):
            paragraph = words.paragraphs[0] if number == 0 else words.add_paragraph()
            paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            add_run(paragraph, line, font=TABLE_FONT, size=8.5, bold=False, ink=LIGHT.ink_soft)
        paragraph = picture.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        shape = paragraph.add_run().add_picture(io.BytesIO(png), Mm(side_mm), Mm(side_mm))
        _flush(shape, alt)
        keep_row(table.rows[0])

    def chart(self, spec: ChartSpec, height_mm: float, alt: str) -> None:
        """A native chart over the whole width, with the workbook that it is edited in."""
        self._charts += 1
        part, number = self.document.part, self._charts
        space = chart_space(spec)
        book = Part(
            PackURI(f"/word/embeddings/chart{number}.xlsx"), _WORKBOOK_TYPE, spec.workbook, part.package
        )
        chart = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART_TYPE, b"", part.package)
        for found in space.findall(qn("c:externalData")):
            space.remove(found)
        external = etree.SubElement(space, qn("c:externalData"))
        external.set(qn("r:id"), chart.relate_to(book, _WORKBOOK_RELATION))
        etree.SubElement(external, qn("c:autoUpdate")).set("val", "0")
        chart._blob = etree.tostring(space, xml_declaration=True, encoding="UTF-8", standalone=True)
        wide, high = int(Mm(WIDTH_MM)), int(Mm(height_mm))
        paragraph = self.words("", align="center", tight=True)
        frame = parse_xml(
            f'<w:drawing {nsdecls("w", "wp", "a", "r")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{900 + number}" name="chart{number}"/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
            '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
        frame.find(f".//{qn('wp:docPr')}").set("descr", clean(alt))
        frame.find(f".//{qn('c:chart')}").set(qn("r:id"), part.relate_to(chart, _CHART_RELATION))
        paragraph.runs[0]._r.append(frame)

    def foot(self, text: str) -> None:
        """Page numbers and a quiet line under every page."""
        footer = self.document.sections[0].footer
        page_number(footer.paragraphs[0], TABLE_FONT, 11)
        line = footer.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        add_run(line, text, font=TABLE_FONT, size=7.5, bold=False, ink=LIGHT.ink_faint)

    def bytes(self) -> bytes:
        """The file as python-docx writes it."""
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()


def _flush(shape: Any, alt: str) -> None:
    """A picture without room around it, said in words for those who do not see it."""
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")
    shape._inline.docPr.set("descr", clean(alt))
