"""The keys of a map: what its fills mean and how many units each holds, and which band is which category."""

from __future__ import annotations

from dataclasses import dataclass, replace

import shapely

from export.sheet.layouts.block import ALWAYS, LEADING, heading, heading_height, write
from export.sheet.scene import Scene
from export.sheet.style import Hatch, Style
from export.sheet.typeset import ellipsis, width, wrap
from views.names import Lang
from views.sheet.view import CategoryKey, SheetClass, SheetLegend
from views.words import fmt_int, word

# Width of a patch beside its words, and how far its number may stand from it, in design units.
_SWATCH, _WIDEST_LINE = 7.0, 84.0


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


@dataclass(frozen=True)
class Legend:
    """The key of the fills: steps side by side under the numbers of units they hold, or one below the other."""

    legend: SheetLegend
    style: Style
    lang: Lang
    tall: float = 15.0
    give_way: int = ALWAYS

    def smaller(self) -> Legend | None:
        """Lower columns of counts."""
        return replace(self, tall=self.tall - 3.0) if self.tall > 6 else None

    def taller(self, spare: float) -> Legend:
        """Higher columns of counts."""
        if not self.tall or self.legend.kind != "ramp":
            return self
        return replace(self, tall=min(self.tall + spare / self.style.unit, max(self.tall, 24.0)))

    def _step(self, room: float) -> float:
        return room / max(len(self.legend.classes), 5)

    def _side_by_side(self, room: float) -> bool:
        if self.legend.kind != "ramp" or len(self.legend.classes) < 2:
            return False
        micro, step = self.style.type("micro"), self._step(room) - self.style.mm(0.8)
        return all(
            max(width(one.label, micro, 400), width(fmt_int(one.count), micro, 400)) <= step
            for one in self.legend.classes
        )

    @property
    def _row(self) -> float:
        return self.style.mm(6.3)

    def height(self, room: float) -> float:
        """Height at a width."""
        style, legend = self.style, self.legend
        body = len(legend.classes) * self._row
        if self._side_by_side(room):
            body = style.mm(4 + self.tall + 5.2 + 5.2)
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
        if self._side_by_side(room):
            self._columns(scene, x, y, room)
            y += style.mm(4 + self.tall + 5.2 + 5.2)
        else:
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

    def _columns(self, scene: Scene, x: float, y: float, room: float) -> None:
        style, classes, step = self.style, self.legend.classes, self._step(room)
        micro, most = style.type("micro"), max(1, *(one.count for one in self.legend.classes))
        gap = style.mm(0.6)
        foot = y + style.mm(4 + self.tall)
        for index, one in enumerate(classes):
            left, tall = x + index * step, style.mm(self.tall) * one.count / most
            middle = left + (step - gap) / 2
            if one.count:
                scene.rect(
                    left,
                    foot - tall,
                    step - gap,
                    tall,
                    fill=style.bars,
                    fill_opacity=0.9 if style.name == "dark" else 0.55,
                )
            scene.text(
                middle,
                foot - tall - style.mm(1.1),
                fmt_int(one.count),
                micro,
                ink=style.ink_soft,
                anchor="middle",
            )
            swatch(
                scene,
                style,
                left,
                foot + style.mm(0.6),
                step - gap,
                style.mm(4.6),
                self._fill(index, one),
                style.class_hatch(self.legend.kind, index),
            )
            write(scene, middle, foot + style.mm(6.1), one.label, micro, style.ink, anchor="middle")

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
        middle, right = y + style.mm(2.15), x + min(room, style.mm(_WIDEST_LINE))
        scene.text(right, middle + size * 0.36, fmt_int(count), size, ink=style.ink_soft, anchor="end")
        left = x + style.mm(_SWATCH + 2.6)
        taken = width(fmt_int(count), size, 400) + style.mm(1.5)
        scene.text(
            left, middle + size * 0.36, ellipsis(label, right - left - taken, size, 400), size, ink=style.ink
        )

    def _size(self, room: float) -> float:
        """The largest size at which no label of a line is cut, as far as there is one."""
        style, legend = self.style, self.legend
        lines = [(one.label, one.count) for one in legend.classes]
        lines.append((word("sheet_layout.no_data", self.lang), legend.n_missing))
        free = min(room, style.mm(_WIDEST_LINE)) - style.mm(_SWATCH + 2.6 + 1.5)
        for step in ("body", "small"):
            size = style.type(step)
            if all(
                width(label, size, 400) + width(fmt_int(count), size, 400) <= free for label, count in lines
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
    give_way: int = 1

    def smaller(self) -> Bands | None:
        """Without the names of the members."""
        return replace(self, has_members=False) if self.has_members else None

    def taller(self, _: float) -> Bands:
        """Room to spare does it no good."""
        return self

    def _members(self, one: CategoryKey, room: float) -> list[str]:
        if not self.has_members or not one.members:
            return []
        between = "、" if self.lang == "zh" else ", "
        return wrap(between.join(one.members), room - self.style.mm(12), self.style.type("micro"), 400, 2)

    def _tall(self, one: CategoryKey, room: float) -> float:
        lines = len(self._members(one, room))
        return (
            self.style.mm(6.2)
            + lines * self.style.type("micro") * LEADING
            + (self.style.mm(1.2) if lines else 0)
        )

    def height(self, room: float) -> float:
        """Height at a width."""
        return (
            heading_height(self.style)
            + sum(self._tall(one, room) for one in self.categories)
            - self.style.mm(1)
        )

    def draw(self, scene: Scene, x: float, y: float, room: float) -> None:
        """Draw from the upper left corner."""
        style = self.style
        heading(scene, style, x, y, word("sheet_layout.categories", self.lang), room)
        y += heading_height(style)
        for one in self.categories:
            band_sample(scene, style, one.code, x, y + style.mm(2.2), style.mm(9))
            size = style.type("body")
            write(
                scene,
                x + style.mm(12),
                y + style.mm(2.15) - size * 0.52,
                one.name,
                size,
                style.ink,
                width=room - style.mm(12),
            )
            top = y + style.mm(6)
            for line in self._members(one, room):
                write(scene, x + style.mm(12), top, line, style.type("micro"), style.ink_soft)
                top += style.type("micro") * LEADING
            y += self._tall(one, room)


def band_sample(scene: Scene, style: Style, category: str | None, x: float, y: float, wide: float) -> None:
    """A piece of border with the band of a category, as on the map."""
    band = style.band(category)
    scene.line(x, y, x + wide, y, band.ink, band.width * 1.5, opacity=band.opacity, dash=band.dash)
