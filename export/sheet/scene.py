"""A sheet as marks in millimetres and a register of boxes, before it is SVG, PDF or PNG.

x runs right and y runs down from the upper left corner; a text stands on its baseline. What is drawn later lies above.
Everything that takes room is registered, so that `export.sheet.check` can say what overlaps and what is cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import cos, radians, sin
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from export.sheet import typeset
from export.sheet.typeset import Weight
from geo.crs import Geometries

Kind = Literal["furniture", "label", "body", "backdrop"]
Anchor = Literal["start", "middle", "end"]
Rule = Literal["nonzero", "evenodd"]
Cap = Literal["butt", "round", "square"]
Points = npt.NDArray[np.float64]

# Path data are written to a hundredth of a millimetre: a third of the finest line that a printer sets.
_STEPS_MM = 100


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
    group
        What it belongs to: parts of one group may touch one another.
    text
        The words in it, "" for furniture.
    turn
        Degrees clockwise about `pivot`.
    """

    name: str
    kind: Kind
    box: Box
    group: str
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


@dataclass
class Scene:
    """A page of `width` × `height` mm that fills itself mark by mark.

    Attributes
    ----------
    ground
        Colour of the page, ``#rrggbb``.
    title
        Of the document; no mark of it is drawn.
    """

    width: float
    height: float
    ground: str = "#ffffff"
    title: str = ""
    marks: list[Mark] = field(default_factory=list)
    reserved: list[Reserved] = field(default_factory=list)
    _groups: list[str] = field(default_factory=list)

    @property
    def box(self) -> Box:
        """The whole page."""
        return Box(0.0, 0.0, self.width, self.height)

    @contextmanager
    def group(self, name: str) -> Iterator[None]:
        """What is drawn and reserved meanwhile belongs to `name`."""
        self._groups.append(name)
        try:
            yield
        finally:
            self._groups.pop()

    def reserve(self, name: str, kind: Kind, x: float, y: float, w: float, h: float) -> Box:
        """Register room that is taken. Furniture opens no group: draw its texts in ``with scene.group(name)``."""
        box = Box(x, y, w, h)
        self.reserved.append(Reserved(name, kind, box, self._groups[-1] if self._groups else name))
        return box

    def path(
        self,
        d: str,
        *,
        fill: str | None = None,
        fill_opacity: float = 1.0,
        stroke: str | None = None,
        stroke_width: float = 0.0,
        stroke_opacity: float = 1.0,
        dash: Sequence[float] = (),
        rule: Rule = "nonzero",
        cap: Cap = "butt",
        shift: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """Draw path data; joins are round. Nothing is drawn of empty data."""
        if d:
            self.marks.append(
                PathMark(
                    d, fill, fill_opacity, stroke, stroke_width, stroke_opacity, tuple(dash), rule, cap, shift
                )
            )

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str | None = None,
        *,
        radius: float = 0.0,
        fill_opacity: float = 1.0,
        stroke: str | None = None,
        stroke_width: float = 0.0,
        stroke_opacity: float = 1.0,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a rectangle with corners rounded by `radius` mm."""
        if w <= 0 or h <= 0:
            return
        r = min(radius, w / 2, h / 2)
        if r > 0:
            d = (
                f"M{_mm(x + r)} {_mm(y)}h{_mm(w - 2 * r)}a{_mm(r)} {_mm(r)} 0 0 1 {_mm(r)} {_mm(r)}"
                f"v{_mm(h - 2 * r)}a{_mm(r)} {_mm(r)} 0 0 1 {_mm(-r)} {_mm(r)}h{_mm(2 * r - w)}"
                f"a{_mm(r)} {_mm(r)} 0 0 1 {_mm(-r)} {_mm(-r)}v{_mm(2 * r - h)}a{_mm(r)} {_mm(r)} 0 0 1 {_mm(r)} {_mm(-r)}z"
            )
        else:
            d = f"M{_mm(x)} {_mm(y)}h{_mm(w)}v{_mm(h)}h{_mm(-w)}z"
        self.path(
            d,
            fill=fill,
            fill_opacity=fill_opacity,
            stroke=stroke,
            stroke_width=stroke_width,
            stroke_opacity=stroke_opacity,
            dash=dash,
        )

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        stroke: str,
        width: float,
        *,
        opacity: float = 1.0,
        dash: Sequence[float] = (),
        cap: Cap = "butt",
    ) -> None:
        """Draw a straight line."""
        self.path(
            f"M{_mm(x1)} {_mm(y1)}L{_mm(x2)} {_mm(y2)}",
            stroke=stroke,
            stroke_width=width,
            stroke_opacity=opacity,
            dash=dash,
            cap=cap,
        )

    def circle(
        self,
        x: float,
        y: float,
        r: float,
        fill: str | None = None,
        *,
        fill_opacity: float = 1.0,
        stroke: str | None = None,
        stroke_width: float = 0.0,
    ) -> None:
        """Draw a circle of radius `r` mm."""
        d = f"M{_mm(x - r)} {_mm(y)}a{_mm(r)} {_mm(r)} 0 1 1 {_mm(2 * r)} 0a{_mm(r)} {_mm(r)} 0 1 1 {_mm(-2 * r)} 0z"
        self.path(d, fill=fill, fill_opacity=fill_opacity, stroke=stroke, stroke_width=stroke_width)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        weight: Weight = 400,
        ink: str = "#000000",
        anchor: Anchor = "start",
        halo: float = 0.0,
        halo_ink: str = "#ffffff",
        rotate: float = 0.0,
        opacity: float = 1.0,
        spacing: float = 0.0,
        kind: Kind = "body",
    ) -> float:
        """Write one line and register the box of its ink; returns its width in mm.

        Parameters
        ----------
        x, y
            Place of the anchor on the baseline, mm.
        size
            Of the em, mm.
        halo
            How far a rim of `halo_ink` reaches around the letters, mm.
        rotate
            Degrees clockwise about (x, y).
        spacing
            Between characters, mm.
        kind
            Of the registered box; see `Reserved`.
        """
        if not text:
            return 0.0
        wide = typeset.width(text, size, weight, spacing)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        above, below = typeset.ink(text, size, weight)
        self.marks.append(
            TextMark(left, y, text, size, weight, ink, opacity, halo, halo_ink, rotate, (x, y), spacing)
        )
        self.reserved.append(
            Reserved(
                text,
                kind,
                Box(left, y - above, wide, above + below),
                self._groups[-1] if self._groups else "",
                text,
                rotate,
                (x, y),
            )
        )
        return wide

    def qr(
        self, x: float, y: float, side: float, text: str, *, dark: str = "#000000", light: str = "#ffffff"
    ) -> Box:
        """Draw a QR code of `text`, its quiet zone within `side` mm."""
        box = Box(x, y, side, side)
        self.marks.append(QrMark(box, text, dark, light))
        return box


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


def path_data(shapes: Geometries, project: Callable[[Points], Points], tolerance: float = 0.0) -> str:
    """Path data of polygons (closed) and lines (open); "" when nothing is left of them.

    Parameters
    ----------
    project
        (n, 2) coordinates of the shapes to (n, 2) mm of the sheet.
    tolerance
        Douglas–Peucker tolerance in units of the shapes; 0 = as they are.
    """
    kept = shapely.simplify(shapes, tolerance) if tolerance else shapes
    out = []
    for part in shapely.get_parts(kept):
        is_area = part.geom_type == "Polygon"
        for ring in shapely.get_rings(part) if is_area else [part]:
            out.append(points_path(project(shapely.get_coordinates(ring)), closed=is_area))
    return "".join(out)


def points_path(points: Points, *, closed: bool = False) -> str:
    """Path data through (n, 2) points in mm."""
    steps = np.rint(np.asarray(points, dtype=np.float64) * _STEPS_MM).astype(np.int64)
    if len(steps) < 2:
        return ""
    if closed and (steps[0] == steps[-1]).all():
        steps = steps[:-1]
    data = "L".join(f"{_written(x)} {_written(y)}" for x, y in steps.tolist())
    return f"M{data}" + ("z" if closed else "")


def _written(steps: int) -> str:
    return f"{steps / _STEPS_MM:.2f}".rstrip("0").rstrip(".") if steps else "0"


def _mm(value: float) -> str:
    return _written(round(value * _STEPS_MM))
