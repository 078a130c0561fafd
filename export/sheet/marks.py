"""What a sheet is made of: boxes, marks and the room that they take, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from export.sheet.typeset import Weight

Kind = Literal["furniture", "label", "body", "backdrop"]
Anchor = Literal["start", "middle", "end"]
Rule = Literal["nonzero", "evenodd"]
Cap = Literal["butt", "round", "square"]
Points = npt.NDArray[np.float64]


class Box(NamedTuple):
    """A rectangle on the sheet, mm."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """y of the lower edge."""
        return self.y + self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def grown(self, by: float) -> Box:
        """Larger by so much on each side; smaller when negative."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def overlaps(self, other: Box, slack: float = 0.0) -> bool:
        """Whether the two share more than a strip of `slack` mm."""
        return (
            min(self.right, other.right) - max(self.x, other.x) > slack
            and min(self.bottom, other.bottom) - max(self.y, other.y) > slack
        )

    def contains(self, other: Box, slack: float = 0.0) -> bool:
        """Whether the other lies inside, or sticks out by no more than `slack` mm."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )


@dataclass(frozen=True)
class Reserved:
    """Room that is taken.

    Attributes
    ----------
    kind
        ``furniture``: no other furniture may touch it. ``label``: on the map; neither a label nor furniture may touch
        it. ``body``: a text inside furniture, must stay inside it and clear of other such texts. ``backdrop``: lies
        under or over everything (watermark, names of neighbours): only its characters are looked at.
    groups
        What it belongs to, outermost first. Room within a group may be drawn upon by what belongs to the group too.
    text
        The words in it, "" for furniture.
    turn
        Degrees clockwise about `pivot`.
    """

    name: str
    kind: Kind
    box: Box
    groups: tuple[str, ...]
    text: str = ""
    turn: float = 0.0
    pivot: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class PathMark:
    """A path, as SVG path data in mm."""

    d: str
    fill: str | None = None
    fill_opacity: float = 1.0
    stroke: str | None = None
    stroke_width: float = 0.0
    stroke_opacity: float = 1.0
    dash: tuple[float, ...] = ()
    rule: Rule = "nonzero"
    cap: Cap = "butt"
    shift: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class TextMark:
    """One line of text; `x` is its left end, whatever it was anchored by."""

    x: float
    y: float
    text: str
    size: float
    weight: Weight
    ink: str
    opacity: float
    halo: float
    halo_ink: str
    turn: float
    pivot: tuple[float, float]
    spacing: float


@dataclass(frozen=True)
class QrMark:
    """Where the QR lies and what it says: looked for on the finished sheet."""

    box: Box
    text: str
    dark: str
    light: str


Mark = PathMark | TextMark | QrMark


def corners(reserved: Reserved) -> Points:
    """(4, 2) corners of a registered box, turned as it is, in order around it."""
    box = reserved.box
    square = np.array(
        [(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)], dtype=np.float64
    )
    if not reserved.turn:
        return square
    turn = radians(reserved.turn)
    spin = np.array([[cos(turn), sin(turn)], [-sin(turn), cos(turn)]])
    pivot = np.array(reserved.pivot)
    turned: Points = (square - pivot) @ spin + pivot
    return turned
