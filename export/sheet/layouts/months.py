"""The panel of months beside the map."""

from __future__ import annotations

from dataclasses import dataclass, replace

from export.sheet.layouts.block import LEADING, heading, heading_height, write
from export.sheet.scene import Scene
from export.sheet.style import Style
from export.sheet.typeset import width
from views.names import Lang
from views.sheet.view import TrendPoint


@dataclass(frozen=True)
class Trend:
    """Months as columns; those of the period in the strong ink, one that the data end in hollow."""

    points: tuple[TrendPoint, ...]
    name: str
    style: Style
    lang: Lang
    tall: float = 20.0
    highest: float = 52.0
    give_way: int = 5

    def smaller(self) -> Trend | None:
        """Lower columns."""
        return replace(self, tall=self.tall - 4.0) if self.tall > 12 else None

    def taller(self, spare: float) -> Trend:
        """Higher columns."""
        return replace(self, tall=min(self.tall + spare / self.style.unit, max(self.tall, self.highest)))

    def height(self, _: float) -> float:
        """Height at any width."""
        return (
            heading_height(self.style)
            + self._above
            + self.style.mm(self.tall + 1.25)
            + self.style.type("micro") * LEADING
        )

    @property
    def _above(self) -> float:
        """Room for the number over the highest column."""
        return self.style.mm(1.1) + self.style.type("micro") * 1.14

    def draw(self, scene: Scene, x: float, y: float, room: float) -> None:
        """Draw from the upper left corner."""
        style, points = self.style, self.points
        heading(scene, style, x, y, self.name, room)
        y += heading_height(style)
        foot = y + self._above + style.mm(self.tall)
        step, micro = min(room / len(points), style.mm(14)), style.type("micro")
        room = step * len(points)
        gap = min(step * 0.22, style.mm(1.4))
        values = [point.value or 0.0 for point in points]
        most, peak = max(values), max(range(len(values)), key=lambda at: values[at])
        for at, point in enumerate(points):
            left, tall = (
                x + at * step + gap / 2,
                style.mm(self.tall) * (values[at] / most if most > 0 else 0.0),
            )
            ink = style.accent if point.is_shown else style.bars
            if tall > 0 and point.is_partial:
                edge = style.mm(0.25)
                scene.rect(
                    left + edge / 2,
                    foot - tall + edge / 2,
                    step - gap - edge,
                    max(tall - edge, edge),
                    fill=ink,
                    fill_opacity=0.2,
                    stroke=ink,
                    stroke_width=edge,
                )
            elif tall > 0:
                scene.rect(left, foot - tall, step - gap, tall, fill=ink)
        scene.line(x, foot, x + room, foot, style.rule, style.mm(0.22))
        self._label(
            scene,
            x,
            foot - style.mm(self.tall) * (values[peak] / most if most > 0 else 0.0) - style.mm(1.1),
            x + (peak + 0.5) * step,
            points[peak].value_text,
            room,
        )
        first, last = points[0].label, points[-1].label
        write(scene, x, foot + style.mm(1), first, micro, style.ink_soft)
        if len(points) > 1 and width(first, micro, 400) + width(last, micro, 400) + style.mm(3) < room:
            write(scene, x + room, foot + style.mm(1), last, micro, style.ink_soft, anchor="end")

    def _label(self, scene: Scene, x: float, base: float, middle: float, text: str, room: float) -> None:
        half = width(text, self.style.type("micro"), 400) / 2
        at = min(max(middle, x + half), x + room - half)
        scene.text(at, base, text, self.style.type("micro"), ink=self.style.ink, anchor="middle")
