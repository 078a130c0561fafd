"""The same figures in slides, bulletin, workbook, PDF and interactive map, and on the screens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageOps

from export.briefing import docx, html, pdf, pptx
from export.briefing.extras import definition_table
from export.briefing.ooxml import clean
from export.briefing.picture import map_picture
from export.briefing.workbook import number_of
from tests.conftest import Published
from tests.export.briefing_files import TEXTS, Briefed, briefed, shown, slide_cells
from tests.export.office import pages_of, pictures_of, to_pdf
from views.briefing.model import Cell, cells
from views.profile import profile_view
from views.state import ViewState, default_state, focus
from views.whistles.board import whistle_board
from views.whistles.filter import WhistleFilter
from views.words import fmt_change, fmt_rate

# English words are the longer ones: where they may grow too wide, slides, they are printed, too.
UNPRINTED = {("city", "docx"), ("city", "xlsx")}


@pytest.fixture(scope="module")
def county(published: Published) -> Briefed:
    return briefed(published, "990101", "zh")


@pytest.fixture(scope="module")
def city(published: Published, county: Briefed) -> Iterator[Briefed]:
    # The map of the county stands in for the city's: another one says nothing more.
    picture = map_picture(county.view, 160.0, 140.0)
    with pytest.MonkeyPatch.context() as patch:
        for module in (pptx, docx):
            patch.setattr(module, "map_picture", lambda *_, **__: picture)
        made = briefed(published, "990100", "en")
    yield made


@pytest.fixture(scope="module")
def prints(county: Briefed, city: Briefed, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """What LibreOffice prints, as PDFs."""
    folder = tmp_path_factory.mktemp("office")
    files = []
    for name, made in (("county", county), ("city", city)):
        for suffix, data in made.files.items():
            if (name, suffix) in UNPRINTED:
                continue
            files.append(folder / f"{name}.{suffix}")
            files[-1].write_bytes(data)
    return to_pdf(files, folder)


@pytest.fixture(scope="module")
def printed(prints: Mapping[str, Path]) -> Mapping[str, list[str]]:
    """Words of each page."""
    return {name: pages_of(path) for name, path in prints.items()}


@pytest.mark.parametrize("kind", ["pptx", "docx", "xlsx"])
@pytest.mark.parametrize("whose", ["county", "city"])
def test_every_figure_of_the_briefing_stands_in_the_file(
    whose: str, kind: str, request: pytest.FixtureRequest
) -> None:
    made: Briefed = request.getfixturevalue(whose)
    texts = TEXTS[kind](made.files[kind])
    found = Counter(texts)
    assert not [(id_, text) for id_, text in cells(made.view) if id_ != "period" and clean(text) not in found]
    assert any(made.view.period_text in text for text in texts)
    # A figure that two cells share stands there twice.
    in_tables = Counter(
        clean(text)
        for table in made.view.tables
        for row in table.rows
        for cell in row.cells
        for text in (cell.text, cell.note)
        if text
    )
    assert not in_tables - found


@pytest.mark.parametrize(
    ("whose", "kind"), [("county", "pptx"), ("county", "docx"), ("county", "xlsx"), ("city", "pptx")]
)
def test_every_figure_is_printed_by_libreoffice_with_no_overflow_marks(
    whose: str, kind: str, request: pytest.FixtureRequest, printed: Mapping[str, list[str]]
) -> None:
    made: Briefed = request.getfixturevalue(whose)
    pages = printed[f"{whose}.{kind}"]
    words = _bare("".join(pages))
    assert "###" not in words
    assert not [text for _, text in cells(made.view) if _bare(clean(text)) not in words]
    assert all(_bare(page) for page in pages), "no page is empty"


def test_pages_are_pictures_with_ink_inside_their_margins(prints: Mapping[str, Path]) -> None:
    for name, path in prints.items():
        for number, image in enumerate(pictures_of(path, 0.35)):
            ink = ImageOps.invert(image.convert("L")).getbbox()
            assert ink is not None, (name, number)
            if not name.endswith("pptx"):
                left, top, right, bottom = ink
                assert left > 3 and top > 3 and right < image.width - 3 and bottom < image.height - 3, (
                    name,
                    number,
                )


def test_no_table_of_a_slide_grows_into_its_foot(prints: Mapping[str, Path], county: Briefed) -> None:
    # The foot stands at 181.5 mm; a table that LibreOffice makes higher than was reckoned would reach into it.
    for name in ("county.pptx", "city.pptx"):
        with pypdfium2.PdfDocument(prints[name]) as document:
            for number, page in enumerate(list(document)[1:], start=2):
                words = page.get_textpage()
                low = words.get_text_bounded(top=page.get_height() - 180.5 * 72 / 25.4).strip()
                assert low.endswith(str(number)) and len(low.splitlines()) <= 2, (name, number, low)


def test_slides_hold_no_figure_that_is_not_the_briefings(county: Briefed) -> None:
    known = {clean(text) for _, text in cells(county.view)}
    known |= {clean(cell.text) for row in definition_table(county.view).rows for cell in row.cells}
    assert set(slide_cells(county.files["pptx"])) <= known


def test_pdf_and_interactive_map_show_the_same_figures(county: Briefed) -> None:
    with pypdfium2.PdfDocument(pdf.make(county.view)) as document:
        paper = _bare("".join(page.get_textpage().get_text_bounded() for page in document))
    page = _bare(re.sub(r"<[^>]+>", "", html.make(county.basis, county.view).decode()))
    for id_, text in cells(county.view):
        bare = _bare(clean(text))
        assert bare in paper, (id_, text)
        assert bare in page or bare.replace("&", "&amp;") in page, (id_, text)


def test_headlines_are_those_of_the_unit_screen(county: Briefed) -> None:
    screen = profile_view(county.basis, _state(county), "zh")
    shown_there = {figure.id: figure.value for figure in screen.figures}
    headlines = {h.figure.id: h.figure.value for h in county.view.headline}
    assert headlines == {id_: shown_there[id_] for id_ in headlines}
    months = {point.month: point.parts["received"] for point in screen.months}
    listed = {int(cell.value or 0): row for cell, row in zip(
        county.view.months.column("month"), county.view.months.column("received"), strict=True
    )}  # fmt: skip
    assert {month: cell.value for month, cell in listed.items()} == months


def test_whistles_are_those_of_the_whistle_screen(county: Briefed) -> None:
    board = whistle_board(county.basis, _state(county), WhistleFilter(), "zh")
    steps = [cell.value for cell in county.view.whistles.steps.column("whistles")]
    assert steps == [step.count for step in board.steps]


def _state(made: Briefed) -> ViewState:
    found = focus(default_state(made.basis), made.view.unit.code, made.basis)
    assert found is not None
    return replace(found, period=made.view.period, membership=made.view.membership)


def _bare(text: str) -> str:
    """Without blanks and line ends, which every program breaks where it likes, and without Roman numerals.

    Those are set in another font than the figures beside them: a PDF tells them elsewhere in the line.
    """
    return re.sub(r"[\s\u00a0\u2002\ufffe\u00ad\u2160-\u216b]+", "", text)


@given(
    st.floats(-9_999_999, 9_999_999, allow_nan=False),
    st.integers(0, 2),
    st.sampled_from(["", "%"]),
    st.booleans(),
)
def test_a_number_in_the_workbook_looks_as_it_is_printed(
    value: float, digits: int, unit: str, is_change: bool
) -> None:
    text = fmt_change(value, digits, unit) if is_change else fmt_rate(abs(value), digits, unit)
    number = number_of(Cell(text, value))
    assert number is not None
    assert shown(*number) == text


@pytest.mark.parametrize("text", ["—", "2026年6月", "12/34", "JQ20260601000433", "1e5", "", "十二"])
def test_what_is_no_figure_stays_text_in_the_workbook(text: str) -> None:
    assert number_of(Cell(text, 1.0)) is None
    assert number_of(Cell("12", None)) is None
