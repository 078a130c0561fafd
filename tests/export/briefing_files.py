"""One briefing of the tiny region in every office format, and what a reader of each file finds in it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

import docx as word_library
from docx.oxml.ns import qn as word_name
from lxml import etree
from pptx import Presentation

from export.briefing import docx, pptx, xlsx
from governance.periods import Period
from tests.conftest import Published
from views.basis import Basis, basis_on
from views.briefing.model import BriefingView
from views.briefing.view import briefing_view
from views.names import Lang
from views.sheet.fresh import Fresh

MADE_ON = date(2026, 7, 2)
_OURS = frozenset(
    (
        "id",
        "key",
        "code",
        "kind",
        "tone",
        "membership",
        "provenance",
        "figure",
        "period",
        "sheet",
        "lang",
        "unit",
    )
)
MAKERS = {"pptx": pptx.make, "docx": docx.make, "xlsx": xlsx.make}
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Briefed:
    """A briefing and its files by format."""

    basis: Basis
    view: BriefingView
    files: dict[str, bytes]


def tiny_view(published: Published, code: str = "990101", lang: Lang = "zh") -> tuple[Basis, BriefingView]:
    """Six months of a county of the tiny region, of a category or of its city."""
    basis = basis_on(published.release)
    last = basis.available.last
    period = Period(last - 5, last)
    view = briefing_view(
        basis, code, period, "county", lang, made_on=MADE_ON, fresh=Fresh(link_base="http://map.example.test")
    )
    return basis, view


def briefed(published: Published, code: str, lang: Lang) -> Briefed:
    """A briefing with its files."""
    basis, view = tiny_view(published, code, lang)
    return Briefed(basis, view, {name: make(view) for name, make in MAKERS.items()})


def with_texts(value: Any, change: Any) -> Any:
    """A copy of a view, or of a part of it, in which every text that may come from people is changed.

    What is no text of a person's stays: keys, codes, units of the register, the map.
    """
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(with_texts(each, change) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {
        field.name: with_texts(getattr(value, field.name), change)
        for field in fields(value)
        if field.name not in _OURS
    }
    return replace(value, **changed)


def parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of every part of an office file, and of the workbooks inside it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            yield name, part
            if name.endswith(".xlsx"):
                yield from ((f"{name}/{inner}", each) for inner, each in parts(part))


def slide_texts(data: bytes) -> list[str]:
    """Every paragraph and every run of all slides."""
    texts: list[str] = []

    def read(frame: Any) -> None:
        for paragraph in frame.paragraphs:
            texts.append(paragraph.text)
            texts.extend(run.text.strip("\u2002") for run in paragraph.runs if len(paragraph.runs) > 1)

    for slide in Presentation(io.BytesIO(data)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                read(shape.text_frame)
            if getattr(shape, "has_table", False):
                for row in shape.table.rows:
                    for cell in row.cells:
                        read(cell.text_frame)
    return texts


def slide_cells(data: bytes) -> list[str]:
    """Every run in the rows of the tables of all slides, heads left out."""
    return [
        run.text.strip("\u2002")
        for slide in Presentation(io.BytesIO(data)).slides
        for shape in slide.shapes
        if getattr(shape, "has_table", False)
        for row in list(shape.table.rows)[1:]
        for cell in row.cells
        for paragraph in cell.text_frame.paragraphs
        for run in paragraph.runs
    ]


def document_texts(data: bytes) -> list[str]:
    """Every paragraph and every run of a document, tables included."""
    texts: list[str] = []
    for paragraph in word_library.Document(io.BytesIO(data)).element.body.iter(word_name("w:p")):
        runs = [
            "".join(text.text or "" for text in run.iter(word_name("w:t"))).strip("\u2002")
            for run in paragraph.iter(word_name("w:r"))
        ]
        texts.append("".join(runs))
        texts.extend(run for run in runs if len(runs) > 1)
    return texts


def workbook_texts(data: bytes) -> list[str]:
    """Every cell of all sheets, figures as their formats print them."""
    book = dict(parts(data))
    strings = [
        "".join(t.text or "" for t in item.iter(f"{_SHEET}t"))
        for item in etree.fromstring(book["xl/sharedStrings.xml"])
    ]
    styles = etree.fromstring(book["xl/styles.xml"])
    formats = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(f"{_SHEET}numFmt")}
    looks = [formats.get(x.get("numFmtId"), x.get("numFmtId")) for x in styles.find(f"{_SHEET}cellXfs")]
    texts = []
    for name, part in book.items():
        if name.startswith("xl/worksheets/sheet"):
            for cell in etree.fromstring(part).iter(f"{_SHEET}c"):
                value = cell.findtext(f"{_SHEET}v")
                if cell.get("t") == "s":
                    texts.append(strings[int(value)])
                elif value is not None:
                    texts.append(shown(float(value), looks[int(cell.get("s"))]))
    return texts


def shown(value: float, code: str) -> str:
    """A number as a spreadsheet prints it by one of the formats that the workbook uses."""
    builtin = {"3": "#,##0", "4": "#,##0.00", "1": "0"}
    sections = builtin.get(code, code).split(";")
    section = sections[0 if value > 0 or len(sections) == 1 else 1 if value < 0 else 2]
    if len(sections) > 1:
        value = abs(value)
    found = re.fullmatch(r'(?:"([+−±])")?#,##0(?:\.(0+))?(?:"(%)")?', section)
    assert found, f"a format that nobody expects: {code}"
    sign, decimals, percent = found.groups()
    return f"{sign or ''}{value:,.{len(decimals or '')}f}{percent or ''}"


TEXTS = {"pptx": slide_texts, "docx": document_texts, "xlsx": workbook_texts}
