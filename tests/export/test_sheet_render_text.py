"""Text on sheets: widths that the drawn file confirms, lines that break where Chinese may, names that have glyphs."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from export.sheet import typeset
from export.sheet.render import POINTS_MM, pdf_of
from export.sheet.scene import Scene
from scripts.derive_fonts import gb2312, screen_characters

_LETTERS = st.text("曲靖市会泽县，。（）、 12.3%/—Population of zones", min_size=1, max_size=60)


@pytest.mark.parametrize("weight", [400, 700])
def test_a_text_is_drawn_as_wide_as_it_was_measured(weight: typeset.Weight) -> None:
    words = "会泽县AVATo fi 1,234.5%（件/万人）"
    scene = Scene(200, 60)
    measured = scene.text(10, 30, words, 6, weight=weight)
    page = pypdfium2.PdfDocument(pdf_of(scene, day=date(2026, 1, 1)))[0].get_textpage()
    boxes = [page.get_charbox(place, loose=True) for place in range(page.count_chars())]
    assert page.get_text_range() == words
    assert (boxes[-1][2] - boxes[0][0]) / POINTS_MM == pytest.approx(measured, abs=0.02)
    assert boxes[0][0] / POINTS_MM == pytest.approx(10, abs=0.02)


def test_the_ink_of_a_text_reaches_as_far_as_its_tallest_and_deepest_letters() -> None:
    assert typeset.ink("x", 10).below == pytest.approx(0, abs=0.2)
    assert typeset.ink("gx", 10).below > 1.5
    assert typeset.ink("会", 10).above > typeset.ink("x", 10).above
    assert typeset.ink(" ", 10) == (0, 0)


@settings(max_examples=120)
@given(_LETTERS, st.floats(8, 60))
def test_lines_hold_every_character_and_stay_within_their_width(text: str, most: float) -> None:
    lines = typeset.wrap(text, most, 4)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(typeset.width(line, 4) <= most for line in lines)


@pytest.mark.parametrize(
    ("text", "most", "lines"),
    [
        ("曲靖市各社区（村），共计", 24.1, ["曲靖市各社区", "（村），共计"]),
        ("曲靖市社区，共计", 20.1, ["曲靖市社", "区，共计"]),
        ("Population of towns", 24, ["Population", "of towns"]),
        ("截至2026年9月", 18, ["截至", "2026年", "9月"]),
    ],
)
def test_lines_break_where_a_reader_expects_it(text: str, most: float, lines: list[str]) -> None:
    assert typeset.wrap(text, most, 4) == lines


def test_what_does_not_fit_ends_in_an_ellipsis_within_the_width() -> None:
    lines = typeset.wrap("很长的标题" * 30, 40, 4, max_lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert typeset.width(lines[-1], 4) <= 40
    assert typeset.ellipsis("短", 40, 4) == "短"
    assert typeset.ellipsis("会泽县", 1, 4) == ""


def test_every_name_of_the_region_and_every_word_of_the_product_has_glyphs(root: Path) -> None:
    with (root / "data" / "regions" / "qujing" / "divisions.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    communities = [row for row in rows if row["level"] == "community"]
    assert len(communities) == 1688
    assert typeset.missing("".join(row["name"] + row["name_official"] for row in rows)) == set()
    assert typeset.missing("".join(screen_characters())) == set()
    assert typeset.missing("".join(c for c in gb2312() if "\u4e00" <= c <= "\u9fff")) == set()


def test_characters_without_a_glyph_are_named() -> None:
    assert typeset.missing("会泽😀\n\u202e") == {"😀", "\n", "\u202e"}


def test_both_weights_hold_the_same_characters_under_our_own_name_and_licence() -> None:
    fonts = [TTFont(path, lazy=True) for path in typeset.FONT_FILES.values()]
    assert len({frozenset(font.getBestCmap()) for font in fonts}) == 1
    assert {font["name"].getBestFamilyName() for font in fonts} == {typeset.FAMILY}
    assert not any(table in font for font in fonts for table in ("GPOS", "GSUB", "kern"))
    assert "SIL OPEN FONT LICENSE" in (typeset.FONTS / "OFL.txt").read_text("utf-8").upper()
