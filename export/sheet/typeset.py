"""Widths and lines of text, from the metrics of the fonts that draw it: no kerning, no ligatures, so widths add up."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from struct import unpack_from
from typing import Literal, NamedTuple

from fontTools.ttLib import TTFont

Weight = Literal[400, 700]

FAMILY = "OneMap SC"
FONTS = Path(__file__).resolve().parent.parent / "fonts"
FONT_FILES: dict[Weight, Path] = {400: FONTS / "OneMapSC-Regular.ttf", 700: FONTS / "OneMapSC-Bold.ttf"}

ELLIPSIS = "…"
# Never at the start, never at the end of a line.
_NOT_FIRST = frozenset("，。、；：？！）〕】》〉」』％…—·’”,.;:?!)]}%‰℃/")
_NOT_LAST = frozenset("（〔【《〈「『‘“([{￥$/")
# A number keeps what it counts.
_COUNTED = frozenset("年月日时分秒件个人次万亿户名条项天页位")


class _Face(NamedTuple):
    """What is known of a font, in units of its em."""

    advance: dict[str, int]
    top: dict[str, int]
    bottom: dict[str, int]
    em: int


class Ink(NamedTuple):
    """Extent of a text about its baseline: how far it rises above and hangs below it (mm, both positive)."""

    above: float
    below: float


@cache
def _face(weight: Weight) -> _Face:
    with TTFont(FONT_FILES[weight]) as font:
        names, metrics = font.getBestCmap(), font["hmtx"].metrics
        outlines, starts = font.getTableData("glyf"), font["loca"].locations
        advance, top, bottom = {}, {}, {}
        for point, name in names.items():
            character, at = chr(point), font.getGlyphID(name)
            advance[character] = metrics[name][0]
            # Only the box of an outline is wanted: it stands first. A space has no outline.
            has_ink = starts[at + 1] > starts[at]
            _, _, low, _, high = unpack_from(">5h", outlines, starts[at]) if has_ink else (0,) * 5
            top[character], bottom[character] = high, low
        return _Face(advance, top, bottom, font["head"].unitsPerEm)


@lru_cache(maxsize=16_384)
def _units(text: str, weight: Weight) -> int:
    face = _face(weight)
    return sum(face.advance.get(character, face.em) for character in text)


def width(text: str, size: float, weight: Weight = 400, spacing: float = 0.0) -> float:
    """Width in mm of a text of `size` mm, `spacing` mm put between characters."""
    gaps = spacing * (len(text) - 1) if len(text) > 1 else 0.0
    return _units(text, weight) * size / _face(weight).em + gaps


def advances(text: str, size: float, weight: Weight = 400) -> list[float]:
    """Width in mm of each character."""
    face = _face(weight)
    return [face.advance.get(character, face.em) * size / face.em for character in text]


@lru_cache(maxsize=16_384)
def ink(text: str, size: float, weight: Weight = 400) -> Ink:
    """How far a text reaches above and below its baseline."""
    face = _face(weight)
    above = max((face.top.get(character, face.em) for character in text), default=0)
    below = min((face.bottom.get(character, 0) for character in text), default=0)
    return Ink(max(above, 0) * size / face.em, max(-below, 0) * size / face.em)


def missing(text: str) -> set[str]:
    """Characters that the fonts cannot draw."""
    known = _face(400).advance
    return {character for character in text if character not in known}


def ellipsis(text: str, most: float, size: float, weight: Weight = 400) -> str:
    """The text, cut with … where it is wider than `most` mm; "" when not even that fits."""
    if width(text, size, weight) <= most:
        return text
    kept = text
    while kept and width(kept + ELLIPSIS, size, weight) > most:
        kept = kept[:-1]
    kept = kept.rstrip(" ，、·—")
    return kept + ELLIPSIS if kept or width(ELLIPSIS, size, weight) <= most else ""


def wrap(text: str, most: float, size: float, weight: Weight = 400, max_lines: int = 0) -> list[str]:
    """Break a text into lines of at most `most` mm.

    Chinese breaks between any two characters but before closing and after opening punctuation; words and numbers of
    Latin letters stay whole unless they alone are wider than a line.

    Parameters
    ----------
    max_lines
        The last of so many lines ends in … when there is more; 0 = as many as it takes.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph, most, size, weight):
            if line and width((line + piece).rstrip(), size, weight) > most:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        lines.append(line.rstrip())
    if max_lines and len(lines) > max_lines:
        rest = "".join(lines[max_lines - 1 :])
        last = ellipsis(rest, most, size, weight)
        if not last.endswith(ELLIPSIS):
            last = ellipsis(last + ELLIPSIS, most, size, weight)
        lines = [*lines[: max_lines - 1], last]
    return lines


def _pieces(text: str, most: float, size: float, weight: Weight) -> list[str]:
    """What a line is not broken within."""
    pieces: list[str] = []
    for character in text:
        if (
            pieces
            and _holds(pieces[-1][-1], character)
            and width((pieces[-1] + character).rstrip(), size, weight) <= most
        ):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _holds(before: str, after: str) -> bool:
    """Whether no line ends between two characters."""
    if after in _NOT_FIRST or before in _NOT_LAST:
        return True
    if after == " " or (before.isdigit() and after in _COUNTED):
        return True
    return before != " " and before < "\u2e80" and after < "\u2e80"
