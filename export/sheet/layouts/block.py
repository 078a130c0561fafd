"""What a block of furniture is, and how blocks share a column: they shrink, then give way, in a settled order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from export.sheet.marks import Anchor
from export.sheet.scene import Box, Scene
from export.sheet.style import Style
from export.sheet.typeset import Weight, ellipsis, wrap
from export.sheet.typeset import width as text_width

# Where the baseline lies below the top of a line of our font, and how far lines are apart, in sizes.
ASCENT, LEADING = 0.88, 1.36
# How much smaller a title may be for the sake of one line less.
_SMALLER_FOR_FEWER = 0.66
# How soon a block gives way: never, and not smaller either while anything else can; never; before what is vital suffers.
VITAL, ALWAYS, OPTIONAL = -1, 0, 5


class Block(Protocol):
    """A piece of furniture that takes the width it is given and knows how high it then is (mm)."""

    @property
    def give_way(self) -> int:
        """Blocks of the highest number go first; `ALWAYS` and `VITAL` never go."""

    def height(self, width: float) -> float:
        """Height at a width."""

    def smaller(self) -> Block | None:
        """The same with less in it, or None when it holds as little as it can."""

    def taller(self, spare: float) -> Block:
        """The same with as much of so much room to spare (mm) as does it good."""

    def draw(self, scene: Scene, x: float, y: float, width: float) -> None:
        """Draw with the upper left corner at a place."""


@dataclass(frozen=True)
class Placed:
    """A block with its place."""

    name: str
    block: Block
    box: Box

    def draw(self, scene: Scene) -> None:
        """Draw it where it belongs, its room registered."""
        with scene.group(self.name):
            scene.reserve(self.name, "furniture", *self.box)
            self.block.draw(scene, self.box.x, self.box.y, self.box.width)


def fitted(blocks: Sequence[Block], width: float, height: float, gap: float) -> list[Block]:
    """As many of the blocks as a column has room for, in their order.

    First all but the vital ones get smaller, what gives way first going first; then optional ones are given up; then the
    vital ones get smaller; then the others go. What was given up comes back in its smallest form where that finds room.
    """
    kept: dict[int, Block] = dict(enumerate(blocks))
    gone: list[tuple[int, Block]] = []

    def is_full() -> bool:
        return stacked(list(kept.values()), width, gap) > height + 0.01

    def shrink(is_vital: bool) -> None:
        for at in sorted(kept, key=lambda at: (-kept[at].give_way, -at)):
            while (kept[at].give_way == VITAL) == is_vital and is_full():
                less = kept[at].smaller()
                if less is None:
                    break
                kept[at] = less

    def drop(least: int) -> None:
        while is_full() and (given := [at for at in kept if kept[at].give_way >= least]):
            last = max(given, key=lambda at: (kept[at].give_way, at))
            gone.append((last, kept.pop(last)))

    shrink(is_vital=False)
    drop(OPTIONAL)
    shrink(is_vital=True)
    drop(ALWAYS + 1)
    for place, block in gone[-2::-1]:
        back = {**kept, place: block}
        if stacked(list(back.values()), width, gap) <= height + 0.01:
            kept = back
    return [kept[place] for place in sorted(kept)]


def stacked(blocks: Sequence[Block], width: float, gap: float) -> float:
    """Height of blocks one below the other."""
    return sum(block.height(width) for block in blocks) + gap * max(len(blocks) - 1, 0)


def column(blocks: Sequence[Block], x: float, y: float, width: float, gap: float) -> list[Placed]:
    """Blocks one below the other, from the top."""
    placed = []
    for block in blocks:
        height = block.height(width)
        placed.append(Placed(f"{type(block).__name__} {x:.0f}", block, Box(x, y, width, height)))
        y += height + gap
    return placed


def write(
    scene: Scene,
    x: float,
    top: float,
    text: str,
    size: float,
    ink: str,
    *,
    weight: Weight = 400,
    anchor: Anchor = "start",
    width: float | None = None,
) -> float:
    """One line of text whose top is at `top`, shortened to `width`; returns the width it took."""
    shown = text if width is None else ellipsis(text, width, size, weight)
    return scene.text(x, top + ASCENT * size, shown, size, weight=weight, ink=ink, anchor=anchor)


def heading(
    scene: Scene, style: Style, x: float, top: float, text: str, width: float, aside: Sequence[str] = ()
) -> None:
    """Heading of a block, a little smaller where it is long, and what it is counted in behind it in a weaker ink.

    Parameters
    ----------
    aside
        Parts in the order of their weight: the last ones are left out where there is no room for them.
    """
    full = style.type("heading")
    size = full
    while size > style.type("small") and text_width(text, size, 700) > width:
        size *= 0.97
    taken = write(scene, x, top + (full - size) * ASCENT, text, size, style.ink, weight=700, width=width)
    room = width - taken - style.mm(2)
    for step in ("small", "micro"):
        for count in range(len(aside), 0, -1):
            words, small = " · ".join(aside[:count]), style.type(step)
            if text_width(words, small, 400) <= room and (step == "micro" or count == len(aside)):
                write(
                    scene,
                    x + taken + style.mm(2),
                    top + (full - small) * ASCENT,
                    words,
                    small,
                    style.ink_soft,
                )
                return


def heading_height(style: Style) -> float:
    """Height that a heading takes, with the air below it."""
    return style.type("heading") * 1.2 + style.mm(2.6)


def lines_of(
    text: str, width: float, sizes: Sequence[float], weight: Weight, most: int
) -> tuple[float, list[str]]:
    """The size and the lines of a title.

    It breaks between its words where it has any, or in even lines; it is up to a third smaller for the sake of
    fewer lines. The smallest size,
    shortened, is for what fits at no other.
    """
    for count in range(1, most + 1):
        for size in sizes:
            if size < sizes[0] * _SMALLER_FOR_FEWER and count < most:
                break
            lines = _by_words(text, width, size, weight)
            if len(lines) <= count and all(text_width(line, size, weight) <= width for line in lines):
                return size, lines
            lines = wrap(text, width, size, weight)
            if len(lines) <= count:
                return size, _balanced(text, width, size, weight, lines)
    return sizes[-1], wrap(text, width, sizes[-1], weight, most)


def _balanced(text: str, width: float, size: float, weight: Weight, lines: list[str]) -> list[str]:
    """As many lines, as even as can be: none of them a remainder of two characters."""
    low, high, best = text_width(text, size, weight) / len(lines), width, lines
    for _ in range(8):
        middle = (low + high) / 2
        tried = wrap(text, middle, size, weight)
        if len(tried) <= len(lines):
            high, best = middle, tried
        else:
            low = middle
    return best


def _by_words(text: str, width: float, size: float, weight: Weight) -> list[str]:
    """Lines that end at spaces alone."""
    lines: list[str] = []
    for part in text.split():
        if lines and text_width(f"{lines[-1]} {part}", size, weight) <= width:
            lines[-1] += f" {part}"
        else:
            lines.append(part)
    return lines or [text]
