"""The picture of proposed boundaries as SVG and PNG.

    python -m export.boundary_picture PROPOSAL FILE.svg|FILE.png [--unit CODE] [--lang zh|en]

SVG keeps its words as text in the product's own fonts; PNG is drawn at twice the size and needs no browser.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from views.boundaries.drawing import Drawing, Group, Shape, Words

#: Colours on paper; a screen gives its own.
PAPER: Mapping[str, str] = {
    "sheet": "#eef2f6", "panel": "#ffffff", "line": "#cfd8e1", "ink": "#14243a", "soft": "#4a5b70", "faint": "#5f7085",
    "edge": "#ffffff", "edge-strong": "#4b637f", "halo": "#ffffff", "old": "#7a8797", "new": "#1d5fa8",
    "gain": "#0b7a4b", "loss": "#b3261e", "ramp-0": "#e3ecf6", "ramp-1": "#bcd2e8", "ramp-2": "#8cb1d6",
    "ramp-3": "#5687bb", "ramp-4": "#2b5d96", "ramp-5": "#143a68",
}  # fmt: skip
_FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
_FAMILY = (
    "'Noto Sans SC OneMap','Noto Sans SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
)
_HATCH_STEP = 5.0


def svg_file(drawing: Drawing, inks: Mapping[str, str] = PAPER) -> bytes:
    """The drawing as an SVG file of its own.

    Parameters
    ----------
    inks
        What each ink is, ``#rrggbb``.
    """
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width:g} {drawing.height:g}" role="img" '
        f'aria-label="{escape(drawing.title)}" font-family="{_FAMILY}" fill="none" stroke-linejoin="round"><defs>'
    ]
    windows = [mark for mark in drawing.marks if isinstance(mark, Group)]
    for number, group in enumerate(windows):
        x, y, width, height = group.window
        out.append(
            f'<clipPath id="om-w{number}"><rect x="{x:g}" y="{y:g}" width="{width:.1f}" height="{height:.1f}"/></clipPath>'
        )
    for ink in ("gain", "loss"):
        turn = 45 if ink == "gain" else 135
        out.append(
            f'<pattern id="om-{ink}" width="{_HATCH_STEP:g}" height="{_HATCH_STEP:g}" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate({turn})"><path d="M0 0V{_HATCH_STEP:g}" style="stroke:{inks[ink]}" stroke-width="1.4"/>'
            "</pattern>"
        )
    sheet = f'<rect width="100%" height="100%" fill="{inks["panel"]}"/>'
    out.append(f"</defs>{sheet}")
    for mark in drawing.marks:
        if isinstance(mark, Group):
            inner = "".join(_svg_mark(one, inks) for one in mark.marks)
            out.append(f'<g clip-path="url(#om-w{windows.index(mark)})">{inner}</g>')
        else:
            out.append(_svg_mark(mark, inks))
    return "".join([*out, "</svg>"]).encode()


def _svg_mark(mark: Shape | Words, inks: Mapping[str, str]) -> str:
    if isinstance(mark, Words):
        halo = f"stroke:{inks['halo']};stroke-width:3px;paint-order:stroke;" if mark.has_halo else ""
        anchor = "" if mark.anchor == "start" else f' text-anchor="{mark.anchor}"'
        weight = ' font-weight="700"' if mark.is_bold else ""
        return (
            f'<text x="{mark.x:.1f}" y="{mark.y:.1f}" font-size="{mark.size:g}"{anchor}{weight} '
            f'style="{halo}fill:{inks[mark.ink]}">{escape(mark.text)}</text>'
        )
    style = f"fill:{inks[mark.fill]};fill-opacity:{mark.fill_opacity:g}" if mark.fill else "fill:none"
    if mark.stroke:
        style += f";stroke:{inks[mark.stroke]};stroke-width:{mark.width:g}"
    if mark.dash:
        style += f";stroke-dasharray:{mark.dash[0]:g} {mark.dash[1]:g}"
    data = mark.path()
    title = f"<title>{escape(mark.title)}</title>" if mark.title else ""
    shape = f'<path d="{data}" fill-rule="evenodd" style="{style}">{title}</path>'
    if mark.hatch is not None and mark.fill:
        shape += (
            f'<path d="{data}" fill-rule="evenodd" style="fill:url(#om-{mark.fill});pointer-events:none"/>'
        )
    return shape


def png(drawing: Drawing, *, scale: float = 2.0, inks: Mapping[str, str] = PAPER) -> bytes:
    """The drawing as PNG, `scale` pixels a unit; drawn twice as large and brought down, so that lines are smooth."""
    fine = scale * 2
    size = (round(drawing.width * fine), round(drawing.height * fine))
    image = Image.new("RGB", size, inks["panel"])
    for mark in drawing.marks:
        if isinstance(mark, Group):
            x, y, width, height = (round(value * fine) for value in mark.window)
            layer = image.copy()
            for one in mark.marks:
                layer = _lay(layer, one, fine, inks)
            part = (x, y, x + width, y + height)
            image.paste(layer.crop(part), part)
        else:
            image = _lay(image, mark, fine, inks)
    image = image.resize(
        (round(drawing.width * scale), round(drawing.height * scale)), Image.Resampling.LANCZOS
    )
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _lay(image: Image.Image, mark: Shape | Words, scale: float, inks: Mapping[str, str]) -> Image.Image:
    """Lay a mark down; returns the image with it."""
    if isinstance(mark, Words):
        _write(ImageDraw.Draw(image), mark, scale, inks)
        return image
    rings = [[(float(x) * scale, float(y) * scale) for x, y in ring] for ring in mark.rings if len(ring) > 1]
    if mark.fill and mark.fill_opacity > 0:
        # Holes by the even-odd rule: every ring turns what lies inside it around.
        mask = Image.new("1", image.size, 0)
        for ring in rings:
            if len(ring) > 2:
                _turn(mask, ring)
        opaque = mask.convert("L").point(lambda value: round(value * mark.fill_opacity))
        image.paste(inks[mark.fill], (0, 0), opaque)
        if mark.hatch is not None:
            image.paste(inks[mark.fill], (0, 0), _hatched(mask, mark.hatch, scale))
    if mark.stroke:
        pen = ImageDraw.Draw(image)
        width = max(1, round(mark.width * scale))
        for ring in rings:
            path = [*ring, ring[0]] if mark.is_closed else ring
            for piece in _dashes(path, mark.dash, scale) if mark.dash else [path]:
                pen.line(piece, fill=inks[mark.stroke], width=width, joint="curve")
    return image


def _turn(mask: Image.Image, ring: Sequence[tuple[float, float]]) -> None:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    left, top = max(int(min(xs)), 0), max(int(min(ys)), 0)
    right, bottom = min(int(max(xs)) + 2, mask.width), min(int(max(ys)) + 2, mask.height)
    if right <= left or bottom <= top:
        return
    own = Image.new("1", (right - left, bottom - top), 0)
    ImageDraw.Draw(own).polygon([(x - left, y - top) for x, y in ring], fill=1)
    part = (left, top, right, bottom)
    turned = np.logical_xor(np.asarray(mask.crop(part)), np.asarray(own))
    mask.paste(Image.fromarray(turned), part)


def _hatched(mask: Image.Image, turn: int, scale: float) -> Image.Image:
    """The part of a mask that lies under the lines of a hatching."""
    height, width = mask.height, mask.width
    y, x = np.ogrid[:height, :width]
    across = (x + y if turn == 135 else x - y) / np.sqrt(2) % (_HATCH_STEP * scale)
    return Image.fromarray(np.logical_and(np.asarray(mask), across < 1.4 * scale)).convert("L")


def _dashes(
    path: Sequence[tuple[float, float]], dash: tuple[float, float], scale: float
) -> list[list[tuple[float, float]]]:
    """The pieces of a line that a dash pattern leaves."""
    points = np.array(path)
    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    on, period = dash[0] * scale, (dash[0] + dash[1]) * scale
    pieces = []
    for start in np.arange(0.0, along[-1], period):
        end = min(start + on, along[-1])
        inner = points[(along > start) & (along < end)].tolist()
        ends = [[float(np.interp(at, along, points[:, k])) for k in (0, 1)] for at in (start, end)]
        pieces.append([(x, y) for x, y in (ends[0], *inner, ends[1])])
    return pieces


def _write(pen: ImageDraw.ImageDraw, mark: Words, scale: float, inks: Mapping[str, str]) -> None:
    """Write a line character by character: the fonts share the characters between them."""
    fonts = _fonts(mark.is_bold, round(mark.size * scale))
    runs = [(character, _font_of(character, fonts)) for character in mark.text]
    wide = sum(font.getlength(character) for character, font in runs)
    x = mark.x * scale - (wide / 2 if mark.anchor == "middle" else wide if mark.anchor == "end" else 0.0)
    halo = round(1.5 * scale) if mark.has_halo else 0
    for stroke in (halo, 0) if halo else (0,):
        at = x
        for character, font in runs:
            ink = inks["halo"] if stroke else inks[mark.ink]
            pen.text((at, mark.y * scale), character, ink, font, "ls", stroke_width=stroke, stroke_fill=ink)
            at += font.getlength(character)


@cache
def _fonts(is_bold: bool, size: int) -> tuple[ImageFont.FreeTypeFont, ...]:
    weight = 700 if is_bold else 400
    return tuple(
        ImageFont.truetype(_FONTS / f"onemap-{weight}-{part}.woff2", size) for part in ("ui", "rest")
    )


def _font_of(character: str, fonts: tuple[ImageFont.FreeTypeFont, ...]) -> ImageFont.FreeTypeFont:
    """The font that has the character: one that has not draws what it draws for a character that nobody has."""
    for font in fonts:
        if bytes(font.getmask(character)) != bytes(font.getmask("\uffff")):
            return font
    return fonts[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the picture of a proposal into a file."""
    from data.settings import Settings
    from governance.errors import OneMapError
    from views.boundaries.view import proposal_picture
    from views.boundaries.words import picture_words

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("proposal", metavar="PROPOSAL")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--unit", metavar="CODE")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    options = parser.parse_args(arguments)
    settings = Settings.from_env()
    try:
        words = picture_words(settings, options.proposal, options.lang, options.unit)
        drawing = proposal_picture(
            settings, options.proposal, options.lang, words, unit=options.unit, width=1500, height=900
        )
    except OneMapError as error:
        print(f"✗ {error.title}\n  {error.detail}\n  {error.remedy}", file=sys.stderr)
        return 1
    options.file.write_bytes(png(drawing) if options.file.suffix.lower() == ".png" else svg_file(drawing))
    print(f"✓ {options.file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
