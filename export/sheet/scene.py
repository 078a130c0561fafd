"""A sheet as marks in millimetres and a register of boxes, before it is SVG, PDF or PNG.

x runs right and y runs down from the upper left corner; a text stands on its baseline. What is drawn later lies above.
Everything that takes room is registered, so that `export.sheet.check` can say what overlaps and what is cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from export.sheet import typeset
from export.sheet.marks import (
    Anchor,
    Box,
    Cap,
    Kind,
    Mark,
    PathMark,
    Points,
    QrMark,
    Reserved,
    Rule,
    TextMark,
)
from export.sheet.paths import number as _mm
from export.sheet.typeset import Weight

__all__ = [
    "Anchor",
    "Box",
    "Cap",
    "Kind",
    "Mark",
    "Points",
    "Reserved",
    "Rule",
    "Scene",
]


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
        """Register room that is taken; draw what belongs into it within ``scene.group(name)``."""
        box = Box(x, y, w, h)
        within = self._groups if self._groups[-1:] == [name] else [*self._groups, name]
        self.reserved.append(Reserved(name, kind, box, tuple(within)))
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
                tuple(self._groups),
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
