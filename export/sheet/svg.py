"""A scene as SVG, in millimetres: what is delivered, and what typst draws PDF and PNG of.

No group opacity, clip paths, filters or blend modes: they cost time and not every reader draws them alike.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape
from typing import Literal

from fontTools import subset
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

from export.sheet.marks import PathMark, QrMark, TextMark
from export.sheet.paths import number
from export.sheet.qr import qr_path
from export.sheet.scene import Scene
from export.sheet.typeset import FAMILY, FONT_FILES, Weight, advances

#: ``named``: letters of a font that the reader has. ``embedded``: the font's letters travel along. ``outlined``: shapes.
Lettering = Literal["named", "embedded", "outlined"]

_FALLBACK = "'Noto Sans SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
# What XML 1.0 cannot hold at all.
_UNWRITABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def markup(text: str) -> str:
    """Text of a person as character data or the value of an attribute."""
    return escape(_UNWRITABLE.sub("", text))


def svg_of(
    scene: Scene,
    *,
    lettering: Lettering = "named",
    metadata: str = "",
    lang: str = "zh-CN",
) -> str:
    """The scene as an SVG document.

    Parameters
    ----------
    metadata
        Markup for ``<metadata>``.
    """
    width, height = number(scene.width), number(scene.height)
    texts = [mark for mark in scene.marks if isinstance(mark, TextMark)]
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}" '
        f'xml:lang="{lang}" font-family="\'{FAMILY}\',{_FALLBACK}" fill="none" stroke-linejoin="round">'
    ]
    if scene.title:
        head.append(f"<title>{markup(scene.title)}</title>")
    if metadata:
        head.append(f"<metadata>{metadata}</metadata>")
    if lettering == "embedded":
        head.append(f"<style>{_font_faces(texts)}text{{font-kerning:none;white-space:pre}}</style>")
    if lettering == "outlined":
        head.append(f"<defs>{_glyph_shapes(texts)}</defs>")
    head.append(f'<rect width="{width}" height="{height}" fill="{scene.ground}"/>')
    body = (_mark(mark, lettering) for mark in scene.marks)
    return "\n".join([*head, *body, "</svg>\n"])


def _mark(mark: PathMark | TextMark | QrMark, lettering: Lettering) -> str:
    if isinstance(mark, PathMark):
        return _path(mark)
    if isinstance(mark, QrMark):
        x, y, side, _ = (number(value) for value in mark.box)
        return (
            f'<g id="qr"><rect x="{x}" y="{y}" width="{side}" height="{side}" fill="{mark.light}"/>'
            f'<path fill="{mark.dark}" shape-rendering="crispEdges" d="{qr_path(mark.text, mark.box)}"/></g>'
        )
    return _outlined(mark) if lettering == "outlined" else _text(mark)


def _path(mark: PathMark) -> str:
    out = [f'<path d="{mark.d}"']
    if mark.fill:
        out.append(f' fill="{mark.fill}"')
        if mark.fill_opacity < 1:
            out.append(f' fill-opacity="{mark.fill_opacity:.3g}"')
        if mark.rule == "evenodd":
            out.append(' fill-rule="evenodd"')
    if mark.stroke and mark.stroke_width > 0:
        out.append(f' stroke="{mark.stroke}" stroke-width="{_fine(mark.stroke_width)}"')
        if mark.stroke_opacity < 1:
            out.append(f' stroke-opacity="{mark.stroke_opacity:.3g}"')
        if mark.dash:
            out.append(f' stroke-dasharray="{" ".join(map(_fine, mark.dash))}"')
        if mark.cap != "butt":
            out.append(f' stroke-linecap="{mark.cap}"')
    if mark.shift != (0.0, 0.0):
        out.append(f' transform="translate({number(mark.shift[0])} {number(mark.shift[1])})"')
    return "".join([*out, "/>"])


def _text(mark: TextMark) -> str:
    place = (
        f'x="{number(mark.x)}" y="{number(mark.y)}" font-size="{_fine(mark.size)}" xml:space="preserve"'
        + (' font-weight="700"' if mark.weight == 700 else "")
        + (f' letter-spacing="{_fine(mark.spacing)}"' if mark.spacing else "")
        + _turn(mark)
    )
    words = markup(mark.text)
    opacity = f' fill-opacity="{mark.opacity:.3g}"' if mark.opacity < 1 else ""
    # The rim is a text of its own: not every reader knows paint-order. Readers aloud and selections pass it by.
    rim = (
        f'<text {place} aria-hidden="true" pointer-events="none" style="user-select:none" fill="{mark.halo_ink}" '
        f'stroke="{mark.halo_ink}" stroke-width="{_fine(mark.halo * 2)}">{words}</text>'
        if mark.halo > 0
        else ""
    )
    return f'{rim}<text {place} fill="{mark.ink}"{opacity}>{words}</text>'


def _turn(mark: TextMark) -> str:
    if not mark.turn:
        return ""
    return f' transform="rotate({_fine(mark.turn)} {number(mark.pivot[0])} {number(mark.pivot[1])})"'


def _fine(value: float) -> str:
    """A small length: to a thousandth of a millimetre."""
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def _font_faces(texts: Iterable[TextMark]) -> str:
    used: dict[Weight, set[str]] = {}
    for mark in texts:
        used.setdefault(mark.weight, set()).update(mark.text)
    return "".join(
        f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};"
        f"src:url(data:font/woff2;base64,{woff2_subset(weight, ''.join(sorted(used[weight])))}) format('woff2')}}"
        for weight in sorted(used)
    )


@lru_cache(maxsize=32)
def woff2_subset(weight: Weight, characters: str) -> str:
    """A woff2 with these characters alone, in base 64."""
    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, recalc_timestamp=False, flavor="woff2"
    )
    font = subset.load_font(FONT_FILES[weight], options, lazy=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text=characters)
    cutter.subset(font)
    out = io.BytesIO()
    subset.save_font(font, out, options)
    return base64.b64encode(out.getvalue()).decode("ascii")


@cache
def _outline(weight: Weight, character: str) -> str:
    font = _outline_font(weight)
    pen = SVGPathPen(font.getGlyphSet(), ntos=lambda value: str(round(value)))
    font.getGlyphSet()[font.getBestCmap().get(ord(character), ".notdef")].draw(pen)
    return str(pen.getCommands())


@cache
def _outline_font(weight: Weight) -> TTFont:
    return TTFont(FONT_FILES[weight], lazy=True)


def _glyph_shapes(texts: Iterable[TextMark]) -> str:
    used = sorted(
        {(mark.weight, character) for mark in texts for character in mark.text if character.strip()}
    )
    return "".join(
        f'<path id="{_glyph_id(weight, character)}" d="{_outline(weight, character)}"/>'
        for weight, character in used
    )


def _glyph_id(weight: Weight, character: str) -> str:
    return f"{'r' if weight == 400 else 'b'}{ord(character):x}"


def _outlined(mark: TextMark) -> str:
    scale, at, uses = mark.size / 1000, mark.x, []
    for character, wide in zip(mark.text, advances(mark.text, mark.size, mark.weight), strict=True):
        if character.strip():
            uses.append(
                f'<use href="#{_glyph_id(mark.weight, character)}" '
                f'transform="translate({number(at)} {number(mark.y)}) scale({scale:.5f} {-scale:.5f})"/>'
            )
        at += wide + mark.spacing
    letters = "".join(uses)
    rim = (
        f'<g{_turn(mark)} fill="{mark.halo_ink}" stroke="{mark.halo_ink}" '
        f'stroke-width="{mark.halo * 2 / scale:.4g}">{letters}</g>'
        if mark.halo > 0
        else ""
    )
    opacity = f' fill-opacity="{mark.opacity:.3g}"' if mark.opacity < 1 else ""
    return f'{rim}<g{_turn(mark)} fill="{mark.ink}"{opacity}>{letters}</g>'
