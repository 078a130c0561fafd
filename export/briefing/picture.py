"""The map of a briefing as a vector picture for office files, and as pixels for programs that know no vectors."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

import segno

from export.sheet.check import refuse, self_check
from export.sheet.compose import map_with_rest
from export.sheet.render import picture_of
from export.sheet.svg import svg_of
from views.briefing.model import BriefingView
from views.sheet.sizes import parse_size
from views.words import word

# Sharp on a projector of 4K and on paper.
_DPI = 200
_MM_PER_INCH = 25.4


@dataclass(frozen=True)
class Picture:
    """One map twice: `png` and `svg` show the same.

    Attributes
    ----------
    rest
        Names that found no place on it, with the numbers that stand for them on paper; "" where all did.
    """

    png: bytes
    svg: bytes
    rest: str


def map_picture(
    view: BriefingView, width_mm: float, height_mm: float, *, on_screen: bool = False, enlarged: float = 1.0
) -> Picture:
    """The map of a briefing with its legend and scale.

    Its letters are shapes: an office program has not our fonts, and none takes those that an SVG brings along.

    Parameters
    ----------
    on_screen
        Whether it is shown on a screen, where a scale in figures would be wrong and a long list of names is not read.
    enlarged
        How much larger it is shown than drawn: letters grow with it, and fewer names find their place.

    Raises
    ------
    ExportError
        When the map does not pass its check.
    """
    sheet = replace(view.sheet, size=parse_size("slide")) if on_screen else view.sheet
    scene, names = map_with_rest(sheet, width_mm / enlarged, height_mm / enlarged, numbered=not on_screen)
    refuse(self_check(scene), view.title)
    wide, high = (round(side / _MM_PER_INCH * _DPI) for side in (width_mm, height_mm))
    rest = ""
    if names:
        between = "、" if view.lang == "zh" else ", "
        rest = f"{word('sheet_layout.unlabelled', view.lang, n=len(names))}: {between.join(names)}"
        rest = rest.replace(": ", "：", 1) if view.lang == "zh" else rest
    svg = svg_of(scene, lettering="outlined").encode()
    return Picture(picture_of(svg_of(scene), wide, high), svg, rest)


def qr_png(text: str) -> bytes:
    """A QR as a PNG, with its quiet zone."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=8, border=4)
    return out.getvalue()
