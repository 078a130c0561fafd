"""The keys of a map: what its fills mean and how many units each holds, and which band is which category."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import shapely

from export.sheet.layouts.block import ALWAYS, LEADING, heading, heading_height, write
from export.sheet.scene import Scene
from export.sheet.style import Hatch, Style
from export.sheet.typeset import ellipsis, width, wrap
from views.names import Lang
from views.sheet.view import CategoryKey, SheetClass, SheetLegend
from views.words import fmt_int, word

# Width of a patch beside its words, and how far its number may stand from it, in design units.
_SWATCH, _WIDEST_LINE, _WIDEST_BAR = 7.0, 84.0, 132.0


def swatch(
    scene: Scene,
    style: Style,
    x: float,
    y: float,
    wide: float,
    tall: float,
    fill: str,
    hatch: Hatch | None = None,
) -> None:
    """A patch of a fill as it lies on the map."""
    scene.rect(x, y, wide, tall, fill=fill)
    if hatch is not None:
        scene.path(hatched(x, y, wide, tall, hatch), stroke=hatch.ink, stroke_width=hatch.width)
    scene.rect(x, y, wide, tall, stroke=style.rule, stroke_width=style.mm(0.16))


def hatched(x: float, y: float, wide: float, tall: float, hatch: Hatch) -> str:
    """Path of the lines of a hatching inside a rectangle."""
    patch = shapely.box(x, y, x + wide, y + tall)
    reach = (wide + tall) / 2
    lines = []
    for number in range(-int(reach / hatch.step) - 1, int(reach / hatch.step) + 2):
        line = shapely.LineString([(-2 * reach, number * hatch.step), (2 * reach, number * hatch.step)])
        turned = shapely.affinity.rotate(line, -hatch.angle, origin=(0, 0))
        cut = shapely.intersection(shapely.affinity.translate(turned, x + wide / 2, y + tall / 2), patch)
        if cut.geom_type == "LineString" and cut.length > hatch.width:
            lines.append(cut)
    return "".join(
        f"M{a[0]:.2f} {a[1]:.2f}L{b[0]:.2f} {b[1]:.2f}" for a, b in (line.coords for line in lines)
    )


class _Line(NamedTuple):
    """A line of a key: its words and how many units are behind it."""

    label: str
    units: int


@dataclass(frozen=True)
class Legend:
    """The key of the fills, a line a class: patch, bounds, a thin bar by the number of units, that number.

    Attributes
    ----------
    row
        From one line to the next, in design units.
    """

    legend: SheetLegend
    style: Style
    lang: Lang
    row: float = 5.4
    has_bars: bool = True
    give_way: int = ALWAYS

    def smaller(self) -> Legend | None:
        """Lines closer together."""
        return replace(self, row=4.8) if self.row > 4.8 else None

    def taller(self, spare: float) -> Legend:
        """Lines further apart."""
        lines = len(self.legend.classes) + bool(self.legend.n_missing)
        row = min(self.row + spare / self.style.unit / max(lines, 1), 8.4)
        return replace(self, row=max(self.row, row))

    @property
    def _row(self) -> float:
        return self.style.mm(self.row)

    def height(self, room: float) -> float:
        """Height at a width."""
        style, legend = self.style, self.legend
        body = len(legend.classes) * self._row
        missing = self._row if legend.n_missing else 0.0
        note = len(self._note(room)) * style.type("micro") * LEADING
        return heading_height(style) + body + missing + (note + style.mm(1) if note else 0) - style.mm(0.4)

    def _note(self, room: float) -> list[str]:
        return wrap(self.legend.note, room, self.style.type("micro"), 400, 2) if self.legend.note else []

    def draw(self, scene: Scene, x: float, y: float, room: float) -> None:
        """Draw from the upper left corner."""
        style, legend = self.style, self.legend
        aside = [part for part in (legend.unit, legend.counted) if part]
        heading(scene, style, x, y, legend.name, room, aside)
        y += heading_height(style)
        for index, one in enumerate(legend.classes):
            self._line(scene, x, y, room, index, one)
            y += self._row
        if legend.n_missing:
            swatch(scene, style, x, y, style.mm(_SWATCH), style.mm(4.3), style.no_data, style.no_data_hatch())
            self._words(scene, x, y, room, word("sheet_layout.no_data", self.lang), legend.n_missing)
            y += self._row
        for line in self._note(room):
            write(scene, x, y, line, style.type("micro"), style.ink_faint)
            y += style.type("micro") * LEADING

    def _fill(self, index: int, one: SheetClass) -> str:
        return fill_of(self.style, self.legend, index, one)

    def _line(self, scene: Scene, x: float, y: float, room: float, index: int, one: SheetClass) -> None:
        style = self.style
        if self.legend.kind == "points":
            scene.circle(
                x + style.mm(3.5), y + style.mm(2.15), style.mm(1.1), fill=style.point_ink(int(one.colour))
            )
        else:
            place = style.place(str(one.colour)) if self.legend.kind == "category" else int(one.colour)
            hatch = style.class_hatch(self.legend.kind, place)
            swatch(scene, style, x, y, style.mm(_SWATCH), style.mm(4.3), self._fill(index, one), hatch)
        self._words(scene, x, y, room, one.label, one.count)

    def _words(self, scene: Scene, x: float, y: float, room: float, label: str, count: int) -> None:
        style, size = self.style, self._size(room)
        middle, right = y + style.mm(2.15), x + self._wide(room)
        scene.text(right, middle + size * 0.36, fmt_int(count), size, ink=style.ink_soft, anchor="end")
        left = x + style.mm(_SWATCH + 2.6)
        taken = width(fmt_int(count), size, 400) + style.mm(1.5)
        shown = ellipsis(label, right - left - taken, size, 400)
        scene.text(left, middle + size * 0.36, shown, size, ink=style.ink)
        start, most = left + self._labels(size) + style.mm(3), max(one.units for one in self._all)
        bars = right - self._numbers(size) - style.mm(2.5) - start
        if self.has_bars and len(self._all) > 1 and count and bars >= style.mm(10):
            long = max(bars * count / most, style.mm(0.3))
            scene.rect(start, middle - style.mm(0.7), long, style.mm(1.4), fill=style.bars)

    @property
    def _all(self) -> tuple[_Line, ...]:
        """Words and numbers of all lines."""
        lines = [_Line(one.label, one.count) for one in self.legend.classes]
        if self.legend.n_missing:
            lines.append(_Line(word("sheet_layout.no_data", self.lang), self.legend.n_missing))
        return tuple(lines)

    def _wide(self, room: float) -> float:
        """How wide a line is: a number does not stand far from its words unless a bar leads to it."""
        return min(room, self.style.mm(_WIDEST_BAR if self.has_bars else _WIDEST_LINE))

    def _labels(self, size: float) -> float:
        return max(width(one.label, size, 400) for one in self._all)

    def _numbers(self, size: float) -> float:
        return max(width(fmt_int(one.units), size, 400) for one in self._all)

    def _size(self, room: float) -> float:
        """The largest size at which no label of a line is cut, as far as there is one."""
        style = self.style
        free = self._wide(room) - style.mm(_SWATCH + 2.6 + 1.5)
        for step in ("body", "small"):
            size = style.type(step) * (1 + max(self.row - 6.0, 0.0) * 0.08)
            if all(
                width(one.label, size, 400) + width(fmt_int(one.units), size, 400) <= free
                for one in self._all
            ):
                return size
        return style.type("micro")


def fill_of(style: Style, legend: SheetLegend, index: int, one: SheetClass) -> str:
    """The fill of a class, the same as on the map."""
    if legend.kind == "category":
        return style.hue(str(one.colour))
    if legend.kind == "diverging":
        return style.diverging[int(one.colour)]
    steps = style.ramp_of(len(legend.classes))
    return steps[int(one.colour) if isinstance(one.colour, int) and one.colour < len(steps) else index]


@dataclass(frozen=True)
class Bands:
    """The key of the bands inside the borders: each category with the districts that belong to it."""

    categories: tuple[CategoryKey, ...]
    style: Style
    lang: Lang
    has_members: bool = True
    scale: float = 1.0
    give_way: int = 1

    def smaller(self) -> Bands | None:
        """Without the names of the members."""
        return replace(self, has_members=False) if self.has_members else None

    def taller(self, spare: float) -> Bands:
        """Larger, up to a third."""
        return replace(self, scale=min(self.scale + spare / self.style.mm(44), 1.35))

    def _mm(self, units: float) -> float:
        return self.style.mm(units * self.scale)

    def _type(self, step: str) -> float:
        return self.style.type(step) * self.scale

    def _members(self, one: CategoryKey, room: float) -> list[str]:
        if not self.has_members or not one.members:
            return []
        between = "、" if self.lang == "zh" else ", "
        return wrap(between.join(one.members), room - self._mm(12), self._type("micro"), 400, 2)

    def _tall(self, one: CategoryKey, room: float) -> float:
        lines = len(self._members(one, room))
        return self._mm(6.2) + lines * self._type("micro") * LEADING + (self._mm(1.2) if lines else 0)

    def height(self, room: float) -> float:
        """Height at a width."""
        return (
            heading_height(self.style) + sum(self._tall(one, room) for one in self.categories) - self._mm(1)
        )

    def draw(self, scene: Scene, x: float, y: float, room: float) -> None:
        """Draw from the upper left corner."""
        style = self.style
        heading(scene, style, x, y, word("sheet_layout.categories", self.lang), room)
        y += heading_height(style)
        for one in self.categories:
            band_sample(scene, style, one.code, x, y + self._mm(2.2), self._mm(9))
            size = self._type("body")
            write(
                scene,
                x + self._mm(12),
                y + self._mm(2.15) - size * 0.52,
                one.name,
                size,
                style.ink,
                width=room - self._mm(12),
            )
            top = y + self._mm(6)
            for line in self._members(one, room):
                write(scene, x + self._mm(12), top, line, self._type("micro"), style.ink_soft)
                top += self._type("micro") * LEADING
            y += self._tall(one, room)


def band_sample(scene: Scene, style: Style, category: str | None, x: float, y: float, wide: float) -> None:
    """A piece of border with the band of a category, as on the map."""
    band = style.band(category)
    scene.line(x, y, x + wide, y, band.ink, band.width * 1.5, opacity=band.opacity, dash=band.dash)
