"""The head of a sheet: title, subtitle, what must be known at once, and the headline figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from export.sheet.layouts.block import ALWAYS, LEADING, lines_of, write
from export.sheet.scene import Scene
from export.sheet.style import Style
from export.sheet.typeset import width, wrap
from views.figures import Figure
from views.names import Lang
from views.sheet.view import SheetView
from views.words import fmt_change, fmt_rate, word

# Sizes that a title may have, in design units, and the air around what follows it.
_TITLES = (13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.2, 5.5, 4.9)
_TITLE_LEADING = 1.22
# Baseline of a figure below the top of its cell, from there to its note, and air below it, in design units.
_BASE, _NOTE, _AIR = 12.0, 1.9, 3.2
# How small figures may be beside their usual size.
_SMALLEST = 0.85


@dataclass(frozen=True)
class Chip:
    """A note in a frame: its lines, width, height and ink."""

    lines: list[str]
    wide: float
    tall: float
    ink: str


@dataclass(frozen=True)
class Title:
    """Title with its stroke of colour, the lines below it, and the notes that no reader may miss.

    Attributes
    ----------
    chips_aside
        The notes stand at the right end of the first line and not below.
    """

    view: SheetView
    style: Style
    most_lines: int = 5
    largest: float = 12.0
    subtitle_parts: int = 4
    chips_aside: bool = False
    give_way: int = ALWAYS

    def smaller(self) -> Title | None:
        """First a smaller title, then less below it."""
        if self.largest > 8.0:
            return replace(self, largest=self.largest - 1.0)
        return replace(self, subtitle_parts=self.subtitle_parts - 1) if self.subtitle_parts > 2 else None

    def taller(self, _: float) -> Title:
        """Room to spare does it no good."""
        return self

    def _title(self, room: float) -> tuple[float, list[str]]:
        sizes = [self.style.mm(size) for size in _TITLES if size <= self.largest]
        return lines_of(self.view.title, room, sizes, 700, self.most_lines)

    def _below(self, room: float) -> list[str]:
        size = self.style.type("body")
        shown = self.view.subtitle[: self.subtitle_parts]
        return [line for text in shown for line in wrap(text, room, size)]

    def _chips(self, room: float) -> list[list[Chip]]:
        """Notes in frames, as many side by side as fit; a long one breaks into lines of its own."""
        style, view = self.style, self.view
        size, pad = style.type("small"), style.mm(1.6)
        rows: list[list[Chip]] = []
        across = 0.0
        for note in (view.demo_note, view.schematic_note, view.stale_note):
            if not note:
                continue
            lines = wrap(note, room - 2 * pad, size, 400, 4)
            wide = max(width(line, size, 400) for line in lines) + 2 * pad
            if not rows or across + wide > room:
                rows.append([])
                across = 0.0
            tall = style.mm(5.4) + (len(lines) - 1) * size * LEADING
            ink = style.ink_soft if note == view.schematic_note else style.stamp
            rows[-1].append(Chip(lines, wide, tall, ink))
            across += wide + pad
        return rows

    def _rooms(self, room: float) -> tuple[float, float]:
        """Width of the title, and of the notes."""
        if not self.chips_aside:
            return room, room
        notes = self._chips(room * 0.4)
        wide = max((sum(one.wide + self.style.mm(1.6) for one in row) for row in notes), default=0.0)
        wide = min(wide, room * 0.4 + self.style.mm(1.6))
        return room - wide - (self.style.mm(6) if notes else 0.0), wide

    def height(self, room: float) -> float:
        """Height at a width."""
        style, (own, aside) = self.style, self._rooms(room)
        size, lines = self._title(own)
        below = self._below(own)
        tall = style.mm(4.4) + len(lines) * size * _TITLE_LEADING
        tall += style.mm(1.8) + len(below) * style.type("body") * LEADING if below else 0.0
        chips = sum(max(one.tall for one in row) + style.mm(1.2) for row in self._chips(aside))
        return max(tall, chips) if self.chips_aside else tall + (style.mm(1.4) + chips if chips else 0.0)

    def draw(self, scene: Scene, x: float, y: float, room: float) -> None:
        """Draw from the upper left corner."""
        style, (own, aside) = self.style, self._rooms(room)
        scene.rect(x, y, style.mm(10), style.mm(1.3), fill=style.accent)
        if self.chips_aside:
            self._draw_chips(scene, x + room - aside, y, aside)
        y += style.mm(4.4)
        size, lines = self._title(own)
        for line in lines:
            write(scene, x, y, line, size, style.ink, weight=700)
            y += size * _TITLE_LEADING
        y += style.mm(1.8)
        for line in self._below(own):
            write(scene, x, y, line, style.type("body"), style.ink_soft)
            y += style.type("body") * LEADING
        if not self.chips_aside:
            self._draw_chips(scene, x, y + style.mm(2.6), room)

    def _draw_chips(self, scene: Scene, x: float, y: float, room: float) -> None:
        style, size, gap = self.style, self.style.type("small"), self.style.mm(1.6)
        edge = style.mm(0.22)
        for row in self._chips(room):
            left = x + room - sum(one.wide + gap for one in row) + gap if self.chips_aside else x
            for one in row:
                frame = (left + edge / 2, y + edge / 2, one.wide - edge, one.tall - edge)
                scene.rect(*frame, stroke=one.ink, stroke_width=edge, radius=style.mm(0.9))
                for number, line in enumerate(one.lines):
                    base = y + style.mm(2.7) + size * (0.36 + number * LEADING)
                    scene.text(left + gap, base, line, size, ink=one.ink)
                left += one.wide + gap
            y += max(one.tall for one in row) + style.mm(1.2)


@dataclass(frozen=True)
class Figures:
    """Headline figures in a grid: value, unit, name, change against the period before."""

    figures: Sequence[Figure]
    style: Style
    lang: Lang
    columns: int = 2
    most: int = 6
    scale: float = 1.0
    largest: float = 1.35
    give_way: int = 3

    def smaller(self) -> Figures | None:
        """First smaller figures, then one row less, but never less than one."""
        if self.scale > _SMALLEST:
            return replace(self, scale=max(self.scale - 0.15, _SMALLEST))
        most = (len(self._shown) - 1) // self.columns * self.columns
        return replace(self, most=most) if most >= self.columns else None

    def taller(self, spare: float) -> Figures:
        """Larger figures."""
        return replace(
            self, scale=max(self.scale, min(self.scale * (1 + spare / self.height(0.0)), self.largest))
        )

    @property
    def _shown(self) -> Sequence[Figure]:
        return self.figures[: self.most]

    def _mm(self, units: float) -> float:
        return self.style.mm(units * self.scale)

    def height(self, room: float) -> float:
        """Height at a width."""
        rows = -(-len(self._shown) // self.columns)
        return rows * self._cell_tall + (rows - 1) * self._mm(_AIR)

    @property
    def _cell_tall(self) -> float:
        return self._mm(_BASE + _NOTE) + self._type("small") * 1.22

    def _type(self, step: str) -> float:
        return self.style.type(step) * (self.scale if step == "figure" else max(self.scale, 1.0))

    def draw(self, scene: Scene, x: float, y: float, room: float) -> None:
        """Draw from the upper left corner."""
        gap = self.style.mm(3)
        wide = (room - gap * (self.columns - 1)) / self.columns
        for number, figure in enumerate(self._shown):
            left, top = (
                x + number % self.columns * (wide + gap),
                y + number // self.columns * (self._cell_tall + self._mm(_AIR)),
            )
            self._cell(scene, figure, left, top, wide)

    def _cell(self, scene: Scene, figure: Figure, x: float, y: float, room: float) -> None:
        style = self.style
        small, size = self._type("small"), self._type("figure")
        value = fmt_rate(figure.value, figure.digits, "%" if figure.unit == "%" else "")
        unit = "" if figure.unit == "%" or figure.value is None else figure.unit
        while size > small and width(value, size, 700) > room:
            size *= 0.94
        write(scene, x, y, figure.name, self._fitting(figure.name, room), style.ink_soft, width=room)
        base = y + self._mm(_BASE)
        taken = scene.text(x, base, value, size, weight=700, ink=style.ink)
        left = room - taken - self._mm(1.2)
        if unit and width(unit, self._fitting(unit, left), 400) <= left:
            scene.text(x + taken + self._mm(1.2), base, unit, self._fitting(unit, left), ink=style.ink_soft)
        note, ink = self._note(figure)
        if note:
            write(scene, x, base + self._mm(_NOTE), note, self._fitting(note, room), ink, width=room)

    def _fitting(self, text: str, room: float) -> float:
        """Size of the words of a figure: smaller where they would not fit, never below the smallest step."""
        size, least = self._type("small"), self.style.type("micro")
        while size > least and width(text, size, 400) > room:
            size = max(size * 0.96, least)
        return size

    def _note(self, figure: Figure) -> tuple[str, str]:
        style = self.style
        if figure.is_few and figure.value is not None:
            return word("sheet_layout.few", self.lang), style.ink_faint
        if figure.change is None:
            return "", style.ink_faint
        unit = word("sheet_layout.points", self.lang) if figure.change_unit == "pp" else "%"
        ink = {True: style.good, False: style.bad, None: style.ink_faint}[figure.is_better]
        return word("sheet_layout.change", self.lang, change=fmt_change(figure.change, 1, unit)), ink
