"""A drawing as plain shapes and words in its own units: one description for the screen, for SVG and for PNG.

Colours are named by what they mean (`ink`, `gain`, …), so that a screen, a dark one and paper each give their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

#: What a colour means. ``ramp-0`` … ``ramp-5`` run from least to most.
Ink = Literal[
    "sheet", "panel", "line", "ink", "soft", "faint", "edge", "edge-strong", "halo", "old", "new", "gain", "loss",
    "ramp-0", "ramp-1", "ramp-2", "ramp-3", "ramp-4", "ramp-5",
]  # fmt: skip
#: From least to most.
RAMP: tuple[Ink, ...] = ("ramp-0", "ramp-1", "ramp-2", "ramp-3", "ramp-4", "ramp-5")
Points = npt.NDArray[np.float64]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, eq=False)
class Shape:
    """Rings (holes by the even-odd rule) or open lines.

    Attributes
    ----------
    rings
        (n, 2) points each, y downwards.
    hatch
        Direction of hatching laid over the fill, in degrees; None: none. The second cue beside the colour.
    title
        What a reader is told who points at it.
    code
        The unit that it is.
    """

    rings: tuple[Points, ...]
    fill: Ink | None = None
    fill_opacity: float = 1.0
    stroke: Ink | None = None
    width: float = 1.0
    dash: tuple[float, float] | None = None
    is_closed: bool = True
    hatch: int | None = None
    title: str = ""
    code: str = ""

    def path(self) -> str:
        """SVG path data with one decimal; points that fall together are one."""
        return "".join(_path(ring, self.is_closed) for ring in self.rings)


def _path(ring: Points, is_closed: bool) -> str:
    rounded = np.round(ring, 1)
    keep = np.ones(len(rounded), dtype=bool)
    keep[1:] = (np.diff(rounded, axis=0) != 0).any(axis=1)
    text = "L".join(f"{x:g} {y:g}" for x, y in rounded[keep].tolist())
    return f"M{text}{'Z' if is_closed else ''}"


@dataclass(frozen=True)
class Words:
    """A line of text; ``y`` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    ink: Ink = "ink"
    anchor: Anchor = "start"
    is_bold: bool = False
    has_halo: bool = False


@dataclass(frozen=True, eq=False)
class Group:
    """Marks inside a window of the drawing (x, y, width, height): whatever lies outside is cut off."""

    window: tuple[float, float, float, float]
    marks: tuple[Shape | Words, ...]


@dataclass(frozen=True, eq=False)
class Drawing:
    """All marks in the order in which they are laid down."""

    width: float
    height: float
    marks: tuple[Shape | Words | Group, ...]
    title: str


def box(x: float, y: float, width: float, height: float) -> tuple[Points, ...]:
    """A rectangle as rings."""
    return (np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], dtype=np.float64),)


def line(x1: float, y1: float, x2: float, y2: float) -> tuple[Points, ...]:
    """A straight line as rings."""
    return (np.array([[x1, y1], [x2, y2]], dtype=np.float64),)


def text_width(text: str, size: float) -> float:
    """About how wide a text runs: a Chinese character is as wide as it is high."""
    return size * sum(1.0 if ord(character) > 0x2E7F else 0.56 for character in text)
