"""Scenes to PDF/A-2u and PNG by typst: our fonts alone, no clock, the same bytes each time."""

from __future__ import annotations

from datetime import date
from functools import cache

import typst

from export.sheet.marks import Box
from export.sheet.scene import Scene
from export.sheet.svg import svg_of
from export.sheet.typeset import FONTS
from governance.errors import ExportError

POINTS_MM = 72 / 25.4
# Every text of the page comes in as an input, never as source.
_PAGE = b"""
#let i = sys.inputs
#let day = i.day.split("-").map(int)
#set document(title: i.title, date: datetime(year: day.at(0), month: day.at(1), day: day.at(2)))
#set text(font: "OneMap SC", lang: i.lang)
#set page(width: float(i.width) * 1pt, height: float(i.height) * 1pt, margin: 0pt, fill: none)
#place(dx: float(i.x) * 1pt, dy: float(i.y) * 1pt, image(bytes(i.svg), format: "svg", alt: i.title,
  width: float(i.whole_width) * 1pt, height: float(i.whole_height) * 1pt, fit: "stretch"))
"""


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def pdf_of(scene: Scene, *, day: date, lang: str = "zh") -> bytes:
    """A scene as a PDF/A-2u of one page.

    Parameters
    ----------
    day
        What the document says it was made on: part of the request, not of the clock.
    """
    width, height = scene.width * POINTS_MM, scene.height * POINTS_MM
    page = _page(svg_of(scene), scene.title, day=day, lang=lang, page=(width, height), whole=(width, height))
    return _compiled(page)


def png_of(scene: Scene, width_px: int, height_px: int) -> bytes:
    """A scene as a PNG of exactly so many pixels."""
    return picture_of(svg_of(scene), width_px, height_px)


def picture_of(svg: str, width_px: int, height_px: int, part: Box = Box(0.0, 0.0, 1.0, 1.0)) -> bytes:  # noqa: B008
    """An SVG as a PNG.

    Parameters
    ----------
    width_px, height_px
        Of the PNG, exactly.
    part
        What of the drawing is shown, in shares of its width and height.
    """
    # A pixel is a point of the page.
    whole = width_px / part.width, height_px / part.height
    shift = -part.x * whole[0], -part.y * whole[1]
    page = _page(
        svg, "", day=date(2000, 1, 1), lang="zh", page=(width_px, height_px), whole=whole, shift=shift
    )
    return _compiled(page, ppi=72.0)


def _page(
    svg: str,
    title: str,
    *,
    day: date,
    lang: str,
    page: tuple[float, float],
    whole: tuple[float, float],
    shift: tuple[float, float] = (0.0, 0.0),
) -> dict[str, str]:
    return {
        "svg": svg,
        "title": title,
        "day": day.isoformat(),
        "lang": lang,
        "width": repr(float(page[0])),
        "height": repr(float(page[1])),
        "whole_width": repr(float(whole[0])),
        "whole_height": repr(float(whole[1])),
        "x": repr(float(shift[0])),
        "y": repr(float(shift[1])),
    }


def _compiled(inputs: dict[str, str], ppi: float | None = None) -> bytes:
    """The page as a PNG at so many pixels an inch, or as a PDF/A-2u without any."""
    compiler = typst.Compiler(_PAGE, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=inputs)
    try:
        made = (
            compiler.compile(format="pdf", pdf_standards="a-2u")
            if ppi is None
            else compiler.compile(format="png", ppi=ppi)
        )
    except typst.TypstError as error:
        raise ExportError(
            "图无法绘制 The sheet cannot be drawn",
            str(error.message)[:400],
            "换一种尺寸或格式再试，仍不行请报告此错误 Try another size or format; report it if it stays",
        ) from error
    assert isinstance(made, bytes), "one page is one file"
    return made
