"""Sizes of sheets: exact pixels, free sizes within limits, turned as the shape wants it."""

from __future__ import annotations

import pytest

from governance.errors import StateError
from views.sheet.sizes import SIZES, SheetSize, oriented, parse_size


@pytest.mark.parametrize(
    ("key", "pixels", "mm"),
    [
        ("1080p", (1920, 1080), (508.0, 285.75)),
        ("4K", (3840, 2160), (508.0, 285.75)),
        ("5760x1080", (5760, 1080), (1524.0, 285.75)),
        ("slide", (1920, 1080), (338.667, 190.5)),
        ("square", (1080, 1080), (285.75, 285.75)),
        ("A4", (3508, 2480), (297, 210)),
        ("A3", (4961, 3508), (420, 297)),
        ("A2", (4677, 3307), (594, 420)),
        ("1600x900px", (1600, 900), (508.0, 285.75)),
        ("200x150mm", (2362, 1772), (200, 150)),
    ],
)
def test_a_size_has_exact_pixels_and_millimetres(
    key: str, pixels: tuple[int, int], mm: tuple[float, float]
) -> None:
    size = parse_size(key)
    assert (size.width_px, size.height_px) == pixels
    assert (size.width_mm, size.height_mm) == pytest.approx(mm, abs=0.01)
    assert size.width_px / size.width_mm * 25.4 == pytest.approx(size.dpi, rel=1e-3)


def test_the_largest_papers_are_not_made_of_pixels() -> None:
    assert all("png" not in SIZES[key].formats for key in ("A1", "A0"))
    assert all("pdf" in size.formats and "svg" in size.formats for size in SIZES.values())
    assert "png" not in parse_size("1300x1300mm").formats


@pytest.mark.parametrize(
    "text", ["1x1", "100000x100000", "319x1000px", "12001x1000px", "9000x9000px", "59x100mm", "1301x100mm",
             "a4", "", "1600x900pt", "1600.5x900px", "-100x100mm", "9" * 50 + "x100px", "１６００x900px"],
)  # fmt: skip
def test_a_size_beyond_the_limits_is_refused(text: str) -> None:
    with pytest.raises(StateError) as caught:
        parse_size(text)
    assert caught.value.remedy


def test_paper_lies_as_the_shape_wants_it_and_screens_stay() -> None:
    def pixels(size: SheetSize) -> tuple[int, int]:
        return size.width_px, size.height_px

    paper, screen = SIZES["A4"], SIZES["1080p"]
    assert pixels(oriented(paper, "auto", 0.6)) == (2480, 3508)
    assert pixels(oriented(paper, "auto", 1.4)) == (3508, 2480)
    assert pixels(oriented(paper, "landscape", 0.6)) == (3508, 2480)
    assert oriented(screen, "auto", 0.6) is screen
    assert pixels(oriented(screen, "portrait", 1.4)) == (1080, 1920)
    assert oriented(SIZES["square"], "portrait", 0.5) is SIZES["square"]
    assert oriented(parse_size("600x900px"), "auto", 2.0).height_px == 900
