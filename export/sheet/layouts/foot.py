"""The foot of a sheet: sources, marking, review number, code, and what the map had no room to name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from export.sheet.layouts.block import ALWAYS, LEADING, VITAL, write
from export.sheet.scene import Scene
from export.sheet.style import Style
from export.sheet.typeset import Weight, ellipsis, width, wrap
from views.names import Lang
from views.sheet.view import SheetView
from views.words import word


@dataclass(frozen=True)
class Foot:
    """Sources on the left, marking and review number on the right, under a fine rule; on narrow sheets one below the other.

    Attributes
    ----------
    widest
        Where the sources end at the latest: on a wall they stay on one screen.
    """

    view: SheetView
    style: Style
    has_rule: bool = True
    most: int = 5
    widest: float = float("inf")
    give_way: int = ALWAYS

    def smaller(self) -> Foot | None:
        """One line of sources less."""
        return replace(self, most=self.most - 1) if self.most > 1 else None

    def taller(self, _: float) -> Foot:
        """Room to spare does it no good."""
        return self

    def _stamps(self, room: float) -> list[tuple[str, float, Weight]]:
        """Lines of the right side with their sizes."""
        style, view = self.style, self.view
        lines: list[tuple[str, float, Weight]] = [
            (view.marking, style.type("body"), 700),
            (view.approval_line, style.type("small"), 400),
        ]
        shown = [line for line in lines if line[0]]
        return [(ellipsis(text, room, size, weight), size, weight) for text, size, weight in shown]

    def _stamp_width(self, room: float) -> float:
        return max((width(text, size, weight) for text, size, weight in self._stamps(room)), default=0.0)

    def _is_stacked(self, room: float) -> bool:
        return self._stamp_width(room) > room * 0.5

    def _lines(self, room: float) -> list[str]:
        """Sources joined into as few lines as they need; what has no room ends in an ellipsis."""
        micro = self.style.type("micro")
        left = room if self._is_stacked(room) else room - self._stamp_width(room) - self.style.mm(8)
        left = min(left, self.widest)
        texts = [*self.view.sources, *self.view.notes]
        lines: list[str] = []
        for text in texts:
            joined = f"{lines[-1]}　{text}" if lines else text
            if lines and width(joined, micro, 400) <= left:
                lines[-1] = joined
            else:
                lines.extend(wrap(text, left, micro, 400, 3))
        return lines if len(lines) <= self.most else wrap("　".join(texts), left, micro, 400, self.most)

    def height(self, room: float) -> float:
        """Height at a width."""
        style = self.style
        stamps = sum(size * LEADING for _, size, _ in self._stamps(room))
        sources = len(self._lines(room)) * style.type("micro") * LEADING
        both = stamps + sources if self._is_stacked(room) else max(stamps, sources)
        return style.mm(2.4 if self.has_rule else 0.0) + both

    def draw(self, scene: Scene, x: float, y: float, room: float) -> None:
        """Draw from the upper left corner."""
        style = self.style
        if self.has_rule:
            scene.line(x, y, x + room, y, style.rule, style.mm(0.22))
            y += style.mm(2.4)
        top = y
        for line in self._lines(room):
            write(scene, x, top, line, style.type("micro"), style.ink_faint)
            top += style.type("micro") * LEADING
        top = top if self._is_stacked(room) else y
        for text, size, weight in self._stamps(room):
            if self._is_stacked(room):
                write(scene, x, top, text, size, style.stamp, weight=weight)
            else:
                write(scene, x + room, top, text, size, style.stamp, weight=weight, anchor="end")
            top += size * LEADING


@dataclass(frozen=True)
class Code:
    """The QR of the sheet's link with the code in letters below it."""

    view: SheetView
    style: Style
    lang: Lang
    side: float
    give_way: int = ALWAYS

    def smaller(self) -> None:
        """A code that does not read is no code."""

    def taller(self, _: float) -> Code:
        """Room to spare does it no good."""
        return self

    def height(self, _: float) -> float:
        """Height at any width."""
        return self.side + self.style.mm(1.2) + self.style.type("small") * 1.1

    def draw(self, scene: Scene, x: float, y: float, room: float) -> None:
        """Draw from the upper left corner."""
        style = self.style
        scene.rect(x, y, self.side, self.height(room), fill=style.qr_light)
        scene.qr(x, y, self.side, self.view.link or self.view.code, dark=style.qr_dark, light=style.qr_light)
        middle, size = x + self.side / 2, style.type("small")
        text = f"{self.view.code[:5]} {self.view.code[5:]}"
        # No wider than the modules: the quiet zone is a tenth of the side on either hand.
        while width(text, size, 700) > self.side * 0.8:
            size *= 0.97
        write(scene, middle, y + self.side, text, size, style.qr_dark, weight=700, anchor="middle")


@dataclass(frozen=True)
class Unlabelled:
    """Names that the map had no room for, in the order of the map.

    Attributes
    ----------
    most
        Lines that it may take; it takes no more than the names need.
    """

    names: Sequence[str]
    style: Style
    lang: Lang
    most: int = 40
    give_way: int = VITAL

    def smaller(self) -> Unlabelled | None:
        """One line less, down to one."""
        return replace(self, most=self.most - 1) if self.most > 1 else None

    def taller(self, spare: float) -> Unlabelled:
        """As many more lines as there is room for."""
        line = self.style.type("micro") * LEADING
        return replace(self, most=self.most + max(int(spare / line), 0))

    def height(self, room: float) -> float:
        """Height at a width."""
        lines = len(self._text(room))
        return self.style.type("small") * LEADING + lines * self.style.type("micro") * LEADING

    def draw(self, scene: Scene, x: float, y: float, room: float) -> None:
        """Draw from the upper left corner."""
        style, micro = self.style, self.style.type("micro")
        title = word("sheet_layout.unlabelled", self.lang, n=len(self.names))
        write(scene, x, y, title, style.type("small"), style.ink_soft, weight=700, width=room)
        y += style.type("small") * LEADING
        for line in self._text(room):
            write(scene, x, y, line, micro, style.ink_soft)
            y += micro * LEADING

    def _text(self, room: float) -> list[str]:
        """All names when they fit; otherwise as many as do, and how many are not listed."""
        between = "、" if self.lang == "zh" else ", "
        return _name_lines(tuple(self.names), between, room, self.style.type("micro"), self.most, self.lang)


@lru_cache(maxsize=256)
def _name_lines(
    names: tuple[str, ...], between: str, room: float, size: float, most: int, lang: Lang
) -> list[str]:
    lines = wrap(between.join(names), room, size)
    if len(lines) <= most:
        return lines

    def listed(count: int) -> str:
        key = "unlabelled_more" if count else "unlabelled_none"
        return between.join(names[:count]) + word(f"sheet_layout.{key}", lang, n=len(names) - count)

    low, high = 0, len(names) - 1
    while low < high:
        half = (low + high + 1) // 2
        fits = len(wrap(listed(half), room, size)) <= most
        low, high = (half, high) if fits else (low, half - 1)
    return wrap(listed(low), room, size, max_lines=most)


def watermark(scene: Scene, style: Style, text: str, size: float) -> None:
    """Words across the sheet, faint enough to read through."""
    wide = width(text, size, 400)
    step_x, step_y = max(wide * 1.05, scene.width / 3.2), max(size * 7, scene.height / 3.4)
    opacity = 0.07 if style.name == "dark" else 0.06
    rows = max(1, int(scene.height // step_y))
    columns = max(1, int(scene.width // step_x))
    for row in range(rows):
        for column in range(columns):
            x = scene.width * (column + 0.5) / columns
            y = scene.height * (row + 0.5) / rows
            scene.text(
                x, y, text, size, ink=style.ink, anchor="middle", rotate=-22, opacity=opacity, kind="backdrop"
            )
