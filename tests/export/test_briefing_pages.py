"""The pages of a briefing, typeset: everything on them, nothing run of what people wrote, the same bytes each time."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from export.briefing import pdf
from export.briefing.look import pages
from export.sheet.metadata import read_back
from governance.errors import ExportError
from tests.conftest import Published
from tests.export.briefing_files import tiny_view
from views.briefing.model import Action, BriefingView, cells

HOSTILE = '#panic("run") $x$ *b* <s> {{ 7*7 }} \\ "q" =1+1'


@pytest.fixture(scope="module")
def view(published: Published) -> BriefingView:
    return tiny_view(published)[1]


@pytest.fixture(scope="module")
def made(view: BriefingView) -> bytes:
    return pdf.make(view)


def words(data: bytes) -> str:
    """All text of a PDF, without its blanks: a line may be broken anywhere."""
    document = pypdfium2.PdfDocument(data)
    try:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    return re.sub(r"[\s\ufffe]", "", text)


def test_every_figure_stands_on_the_pages(view: BriefingView, made: bytes) -> None:
    printed = words(made)
    missing = [(id, text) for id, text in cells(view) if re.sub(r"\s", "", text) not in printed]
    assert not missing
    for text in (view.marking, view.demo_note, view.code, view.approval_line, *view.sources, *view.notes):
        assert re.sub(r"\s", "", text) in printed


def test_the_same_briefing_gives_the_same_bytes(view: BriefingView, made: bytes) -> None:
    assert pdf.make(view) == made


def test_pages_are_pdf_a_lie_on_a4_and_hold_the_request_of_their_map(view: BriefingView, made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        packet = document.Root.Metadata.read_bytes().decode()
        assert re.search(r"pdfaid:part>2<", packet) and re.search(r"pdfaid:conformance>U<", packet)
        assert [round(float(side)) for side in document.pages[0].mediabox[2:]] == [842, 595]
    assert read_back(made) == view.sheet.request


def test_what_people_wrote_is_printed_and_never_run(view: BriefingView) -> None:
    rows = tuple(
        replace(row, cells=tuple(replace(cell, text=HOSTILE) for cell in row.cells))
        for row in view.overdue.rows[:3]
    )
    hostile = replace(
        view,
        title=HOSTILE,
        points=(HOSTILE,),
        stale_note=HOSTILE,
        overdue=replace(view.overdue, rows=rows),
        actions=(Action(HOSTILE, "城管局", None, HOSTILE),),
    )
    printed = words(pdf.make(hostile))
    assert printed.count(re.sub(r"\s", "", HOSTILE)) >= 6


def test_long_words_never_push_the_chart_over_others(view: BriefingView) -> None:
    document = pypdfium2.PdfDocument(pdf.make(replace(view, points=("很长的一句话，" * 20,) * 8)))
    try:
        first = re.sub(r"\s", "", document[0].get_textpage().get_text_range())
    finally:
        document.close()
    assert first.count("很长的一句话") == 160
    assert re.sub(r"\s", "", view.months.title) not in first


def test_a_qr_that_cannot_be_read_is_an_error(view: BriefingView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        pdf,
        "qr_svg",
        lambda text, ink, side: "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
    )
    with pytest.raises(ExportError) as refused:
        pdf.make(view)
    assert "二维码" in str(refused.value) and refused.value.remedy


def test_pictures_of_the_pages_are_as_wide_as_asked(made: bytes) -> None:
    pictures = pages(made, 300)
    assert len(pictures) >= 3 and all(picture.startswith(b"\x89PNG") for picture in pictures)
