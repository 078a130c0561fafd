"""Sizes of a sheet: presets of paper and screens, and free ones within limits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, get_args

from governance.errors import StateError

Format = Literal["svg", "pdf", "png"]
Orientation = Literal["auto", "landscape", "portrait"]
FORMATS: tuple[Format, ...] = get_args(Format)
ORIENTATIONS: tuple[Orientation, ...] = get_args(Orientation)
MM_PER_INCH = 25.4

# What a free size may be: a side in pixels, all pixels, a side in millimetres.
PX_SIDE = (320, 12_000)
MOST_PX = 80_000_000
MM_SIDE = (60.0, 1_300.0)
# Screens are designed on a sheet 1,080 px high at 96 dpi; a larger one is the same sheet with finer pixels.
_SCREEN_PX, _SCREEN_DPI = 1080, 96.0
_PAPER_DPI = 300.0
_FREE = re.compile(r"(\d{1,7}(?:\.\d{1,2})?)x(\d{1,7}(?:\.\d{1,2})?)(px|mm|)", re.ASCII)
# A sheet more than so much wider than high is not turned: it is a wall, not a page.
_WIDE = 2.0


@dataclass(frozen=True)
class SheetSize:
    """One size, lying or standing.

    Attributes
    ----------
    key
        As a request names it: of a preset, ``1600x900px`` or ``200x150mm``.
    width_mm, height_mm
        Of the sheet.
    dpi
        Pixels an inch of its PNG.
    width_px, height_px
        Of its PNG, exactly.
    formats
        What it can be exported as; the largest papers are too large for pixels.
    """

    key: str
    width_mm: float
    height_mm: float
    dpi: float
    width_px: int
    height_px: int
    formats: tuple[Format, ...] = FORMATS

    @property
    def aspect(self) -> float:
        """Width by height."""
        return self.width_mm / self.height_mm

    @property
    def is_paper(self) -> bool:
        """Whether it is thought of in millimetres: a scale in words is true on it."""
        return self.key not in _SCREENS and not self.key.endswith("px")

    def turned(self) -> SheetSize:
        """The same sheet on its other side."""
        return replace(
            self,
            width_mm=self.height_mm,
            height_mm=self.width_mm,
            width_px=self.height_px,
            height_px=self.width_px,
        )


def _screen(key: str, width: int, height: int, times: float = 1.0) -> SheetSize:
    """`width` × `height` pixels of the design; the PNG has `times` as many a side."""
    mm = MM_PER_INCH / _SCREEN_DPI
    return SheetSize(
        key, width * mm, height * mm, _SCREEN_DPI * times, round(width * times), round(height * times)
    )


def _paper(
    key: str, width: float, height: float, dpi: float = _PAPER_DPI, formats: tuple[Format, ...] = FORMATS
) -> SheetSize:
    width_px, height_px = (round(side / MM_PER_INCH * dpi) for side in (width, height))
    return SheetSize(key, width, height, dpi, width_px, height_px, formats)


_SCREENS = MappingProxyType(
    {
        size.key: size
        for size in (
            _screen("1080p", 1920, 1080),
            _screen("4K", 1920, 1080, 2.0),
            _screen("5760x1080", 5760, 1080),
            _screen("slide", 1280, 720, 1.5),
            _screen("square", 1080, 1080),
        )
    }
)
SIZES = MappingProxyType(
    {
        **_SCREENS,
        **{
            size.key: size
            for size in (
                _paper("A4", 297, 210),
                _paper("A3", 420, 297),
                _paper("A2", 594, 420, 200.0),
                _paper("A1", 841, 594, 100.0, ("pdf", "svg")),
                _paper("A0", 1189, 841, 100.0, ("pdf", "svg")),
            )
        },
    }
)
DEFAULT_SIZE = "1080p"


def parse_size(text: str) -> SheetSize:
    """The size of a key, lying where it can; free sizes are ``<width>x<height>px`` (``px`` may
    be left out) or ``…mm``.

    Raises
    ------
    StateError
        When it is no size, or too small or too large a one.
    """
    if text in SIZES:
        return SIZES[text]
    found = _FREE.fullmatch(text)
    if not found:
        raise StateError(
            "没有这个尺寸 No such size",
            text[:40] or "—",
            f"可用 one of: {' '.join(SIZES)}；或 or 1600x900px, 200x150mm",
        )
    width, height, unit = float(found[1]), float(found[2]), found[3]
    return _free_mm(width, height, text) if unit == "mm" else _free_px(width, height, text)


def _free_px(width: float, height: float, text: str) -> SheetSize:
    low, high = PX_SIDE
    whole = width == int(width) and height == int(height)
    if not (whole and low <= min(width, height) and max(width, height) <= high):
        raise _too(text, f"每边 a side {low:,}–{high:,} px")
    if width * height > MOST_PX:
        raise _too(text, f"共 in all ≤ {MOST_PX // 1_000_000} Mpx")
    # The design keeps its short side: texts are as large beside the sheet as on the presets.
    times = min(width, height) / _SCREEN_PX
    mm = MM_PER_INCH / _SCREEN_DPI / times
    return SheetSize(
        f"{int(width)}x{int(height)}px",
        width * mm,
        height * mm,
        _SCREEN_DPI * times,
        int(width),
        int(height),
    )


def _free_mm(width: float, height: float, text: str) -> SheetSize:
    low, high = MM_SIDE
    if not (low <= min(width, height) and max(width, height) <= high):
        raise _too(text, f"每边 a side {low:,.0f}–{high:,.0f} mm")
    key = f"{width:g}x{height:g}mm"
    for dpi in (_PAPER_DPI, 200.0):
        size = _paper(key, width, height, dpi)
        if max(size.width_px, size.height_px) <= PX_SIDE[1] and size.width_px * size.height_px <= MOST_PX:
            return size if min(width, height) < 400 else _paper(key, width, height, 200.0)
    return _paper(key, width, height, 100.0, ("pdf", "svg"))


def _too(text: str, limits: str) -> StateError:
    return StateError("尺寸超出范围 Size out of range", text, f"改用 ask for: {limits}")


def oriented(size: SheetSize, orientation: Orientation, aspect: float) -> SheetSize:
    """The sheet as it lies: as asked, or as the shape of what is shown wants it.

    Parameters
    ----------
    aspect
        Width by height of what is shown. A preset of a screen and a free size stay as they are when nobody asks for
        another; paper stands for what is clearly higher than wide.
    """
    if size.width_px == size.height_px:
        return size
    wanted = orientation
    if wanted == "auto":
        if size.key not in SIZES or size.key in _SCREENS:
            return size
        wanted = "portrait" if aspect < 0.85 else "landscape"
    lies = size.width_mm > size.height_mm
    return size if lies == (wanted == "landscape") else size.turned()
