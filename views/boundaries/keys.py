"""What stands around the maps of a proposal: its words, the scale, the keys to lines and colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from views.boundaries.drawing import RAMP, Shape, Words, box, line, text_width

#: Upper ends of the classes of area changed, as a share of the unit's own.
CLASSES = (0.02, 0.1, 0.25, 0.5, 1.0)


@dataclass(frozen=True)
class PictureWords:
    """All words of a picture, in the language of the reader."""

    title: str
    now: str
    now_note: str
    proposed: str
    proposed_note: str
    difference: str
    difference_note: str
    gained: str
    lost: str
    unchanged: str
    share: str
    more: str
    old_line: str
    new_line: str
    kilometres: str


def scale_bar(x: float, y: float, scale: float, panel: float, unit: str) -> list[Shape | Words]:
    """A bar of a round length, about a quarter of a map long."""
    rough = panel / 4 / scale / 1e3
    power = 10 ** np.floor(np.log10(rough))
    length = max(step * power for step in (1, 2, 5) if step * power <= rough)
    long = length * 1e3 * scale
    return [
        Shape(box(x, y - 4, long / 2, 4), fill="ink"),
        Shape(box(x, y - 4, long, 4), stroke="ink", width=0.8),
        Words(x, y - 9, "0", 10, "soft", "middle" if x > 20 else "start"),
        Words(x + long, y - 9, f"{length:g} {unit}", 10, "soft", "middle"),
    ]


def line_key(x: float, y: float, words: PictureWords) -> list[Shape | Words]:
    """The border now and the one proposed."""
    after = x + 30 + text_width(words.old_line, 10.5) + 18
    return [
        Shape(line(x, y, x + 24, y), stroke="ink", width=1.0, dash=(3.2, 2.2), is_closed=False),
        Words(x + 30, y + 4, words.old_line, 10.5, "soft"),
        Shape(line(after, y, after + 24, y), stroke="new", width=1.4, is_closed=False),
        Words(after + 30, y + 4, words.new_line, 10.5, "soft"),
    ]


def class_key(x: float, height: float, panel: float, words: PictureWords) -> list[Shape | Words]:
    """The ramp of shares, its bounds written below."""
    y, step = height - 32, min(panel / (len(CLASSES) + 1), 62.0)
    marks: list[Shape | Words] = [Words(x, y - 7, words.share, 10.5, "soft")]
    for number in range(len(CLASSES) + 1):
        marks.append(Shape(box(x + number * step, y, step, 9), fill=RAMP[number], stroke="line", width=0.5))
        if number < len(CLASSES):
            marks.append(
                Words(x + (number + 1) * step, y + 21, f"{CLASSES[number]:.0%}", 10, "soft", "middle")
            )
    return marks


def unit_key(x: float, height: float, words: PictureWords) -> list[Shape | Words]:
    """What a unit gains and what it loses."""
    y = height - 30
    after = x + 24 + text_width(words.gained, 10.5) + 18
    return [
        Shape(box(x, y - 8, 18, 11), fill="gain", fill_opacity=0.42, stroke="gain", width=0.6, hatch=45),
        Words(x + 24, y + 2, words.gained, 10.5, "soft"),
        Shape(box(after, y - 8, 18, 11), fill="loss", fill_opacity=0.42, stroke="loss", width=0.6, hatch=135),
        Words(after + 24, y + 2, words.lost, 10.5, "soft"),
    ]
