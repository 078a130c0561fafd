"""Fonts: every character that a screen is known to show is in the slice that loads first."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from scripts.derive_fonts import FONTS, REST_OF, WEIGHTS, gb2312, screen_characters

_FIRST_LOAD_BYTES = 350_000


def _characters(path: Path) -> set[str]:
    return {chr(point) for point in TTFont(path).getBestCmap()}


@pytest.mark.parametrize("weight", sorted(WEIGHTS))
def test_no_character_of_the_screens_is_missing(weight: int) -> None:
    held = _characters(FONTS / f"onemap-{weight}-ui.woff2") | _characters(
        FONTS / f"onemap-{REST_OF[weight]}-rest.woff2"
    )
    assert sorted(screen_characters() - held) == []


@pytest.mark.parametrize("weight", sorted(WEIGHTS))
def test_screens_seldom_need_the_second_slice(weight: int) -> None:
    wanted = screen_characters()
    # A few new words may wait for the next `python -m scripts.derive_fonts`; many may not.
    assert len(wanted - _characters(FONTS / f"onemap-{weight}-ui.woff2")) <= len(wanted) * 0.03


@pytest.mark.parametrize("weight", sorted(set(REST_OF.values())))
def test_both_slices_together_hold_gb_2312(weight: int) -> None:
    held = _characters(FONTS / f"onemap-{weight}-ui.woff2") | _characters(
        FONTS / f"onemap-{weight}-rest.woff2"
    )
    ideographs = {character for character in gb2312() if "\u4e00" <= character <= "\u9fff"}
    assert len(ideographs) == 6763
    assert sorted(ideographs - held) == []


@pytest.mark.parametrize("weight", sorted(WEIGHTS))
def test_the_first_slice_is_small(weight: int) -> None:
    assert (FONTS / f"onemap-{weight}-ui.woff2").stat().st_size <= _FIRST_LOAD_BYTES


def test_the_licence_lies_beside_the_fonts() -> None:
    assert "SIL Open Font License" in (FONTS / "OFL.txt").read_text("utf-8")
