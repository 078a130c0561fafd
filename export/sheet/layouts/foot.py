"""The foot of a sheet: sources, marking, review number, code, and what the map had no room to name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from export.sheet.layouts.block import ALWAYS, LEADING, write
from export.sheet.scene import Scene
from export.sheet.style import Style
from export.sheet.typeset import Weight, width, wrap
from views.names import Lang
from views.sheet.view import SheetView
from views.words import word


@dataclass(frozen=True)
class Foot:
    """Sources on the left, marking and review number on the right, under a fine rule."""

    view: SheetView
    style: Style
    has_rule: bool = True
    most: int = 5
    give_way: int = ALWAYS

    def smaller(self) -> Foot | None:
        """One line of sources less."""
        return replace(self, most=self.most - 1) if self.most > 1 else None

    def _stamps(self) -> list[tuple[str, float, Weight]]:
        style = self.style
        lines: list[tuple[str, float, Weight]] = [
            (self.view.marking, style.type("body"), 700),
            (self.view.approval_line, style.type("small"), 400),
        ]
        return [line for line in lines if line[0]]

    def _stamp_width(self) -> float:
        return max((width(text, size, weight) for text, size, weight in self._stamps()), default=0.0)

    def _lines(self, room: float) -> list[str]:
        """Sources joined into as few lines as they need."""
        left, micro = room - self._stamp_width() - self.style.mm(8), self.style.type("micro")
        lines: list[str] = []
        for text in (*self.view.sources, *self.view.notes):
            joined = f"{lines[-1]}　{text}" if lines else text
            if lines and width(joined, micro, 400) <= left:
                lines[-1] = joined
            else:
                lines.extend(wrap(text, left, micro, 400, 2))
        return lines[: self.most]

    def height(self, room: float) -> float:
        """Height at a width."""
        style = self.style
        stamps = sum(size * LEADING for _, size, _ in self._stamps())
        sources = len(self._lines(room)) * style.type("micro") * LEADING
        return style.mm(2.4 if self.has_rule else 0.0) + max(stamps, sources)

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
        top = y
        for text, size, weight in self._stamps():
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

    def height(self, _: float) -> float:
        """Height at any width."""
        return self.side + self.style.mm(1.2) + self.style.type("small") * 1.1

    def draw(self, scene: Scene, x: float, y: float, room: float) -> None:
        """Draw from the upper left corner."""
        style = self.style
        scene.qr(x, y, self.side, self.view.link or self.view.code, dark=style.qr_dark, light=style.qr_light)
        middle, size = x + self.side / 2, style.type("small")
        text = f"{self.view.code[:5]} {self.view.code[5:]}"
        while width(text, size, 700) > self.side:
            size *= 0.95
        write(
            scene, middle, y + self.side + style.mm(1.2), text, size, style.ink, weight=700, anchor="middle"
        )


@dataclass(frozen=True)
class Unlabelled:
    """Names that the map had no room for, in the order of the map."""

    names: Sequence[str]
    style: Style
    lang: Lang
    lines: int
    give_way: int = ALWAYS

    def smaller(self) -> Unlabelled | None:
        """One line less."""
        return replace(self, lines=self.lines - 1) if self.lines > 1 else None

    def height(self, _: float) -> float:
        """Height of the heading and all lines, used or not."""
        return self.style.type("small") * LEADING + self.lines * self.style.type("micro") * LEADING

    def draw(self, scene: Scene, x: float, y: float, room: float) -> None:
        """Draw from the upper left corner."""
        if not self.names:
            return
        style, micro = self.style, self.style.type("micro")
        title = word("sheet_layout.unlabelled", self.lang, n=len(self.names))
        write(scene, x, y, title, style.type("small"), style.ink_soft, weight=700, width=room)
        y += style.type("small") * LEADING
        for line in self._text(room):
            write(scene, x, y, line, micro, style.ink_soft)
            y += micro * LEADING

    def shrunk(self, room: float) -> Unlabelled:
        """With no more lines than the names need."""
        return replace(self, lines=max(1, min(self.lines, len(self._text(room)))))

    def _text(self, room: float) -> list[str]:
        """All names when they fit; otherwise as many as do, and how many there are."""
        micro, between = self.style.type("micro"), "、" if self.lang == "zh" else ", "
        more = word("sheet_layout.unlabelled_more", self.lang, n=len(self.names))
        low, high = 0, len(self.names)
        lines = wrap(between.join(self.names), room, micro, 400, self.lines + 1)
        if len(lines) <= self.lines:
            return lines
        while low < high:
            half = (low + high + 1) // 2
            lines = wrap(between.join(self.names[:half]) + more, room, micro, 400, self.lines + 1)
            low, high = (half, high) if len(lines) <= self.lines else (low, half - 1)
        return wrap(between.join(self.names[:low]) + more, room, micro, 400, self.lines)


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
