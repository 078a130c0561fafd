"""Scale bar and north arrow: both true to the projection in the middle of the map."""

from __future__ import annotations

from math import cos, floor, log10, radians, sin

from export.sheet import typeset
from export.sheet.mapping.drawn import MapDrawn
from export.sheet.scene import Box, Scene
from export.sheet.style import Style

_STEPS = (1.0, 2.0, 4.0, 5.0, 10.0)
_PARTS = {1.0: 4, 2.0: 4, 4.0: 4, 5.0: 5}


def bar_length(most_mm: float, mm_per_m: float) -> tuple[float, int]:
    """The longest round length on the ground that fits, in metres, and in how many parts it is marked."""
    most = most_mm / mm_per_m
    power = 10.0 ** floor(log10(most))
    step = max(step for step in _STEPS if step * power <= most)
    return step * power, _PARTS.get(step, 4)


def scale_bar(scene: Scene, box: Box, drawn: MapDrawn, style: Style) -> Box:
    """Draw a scale bar at the left of a box, and on paper the scale in figures below.

    The bar is as long as it says along its own direction in the middle of the map, measured on the ellipsoid.

    Returns
    -------
    What it covers.
    """
    size, thick = style.type("micro"), style.mm(1.15)
    unit_room = typeset.width("000 km", size) / 2
    metres, parts = bar_length(max(box.width - unit_room - style.mm(2.0), style.mm(8)), drawn.mm_per_m)
    long = metres * drawn.mm_per_m
    x, y = box.x + style.mm(0.6), box.y + size * 1.25
    is_km = metres >= 1000
    per = 1000.0 if is_km else 1.0
    with scene.group("scale"):
        for part in range(parts):
            scene.rect(
                x + long * part / parts, y, long / parts, thick, style.ink if part % 2 == 0 else style.ground
            )
        scene.rect(x, y, long, thick, None, stroke=style.ink, stroke_width=style.mm(0.2))
        marks = (
            (0, parts) if long / style.unit < 24 else (0, parts // 2, parts) if parts % 2 == 0 else (0, parts)
        )
        for part in marks:
            at = x + long * part / parts
            scene.line(at, y - style.mm(0.7), at, y, style.ink, style.mm(0.2))
            number = f"{metres * part / parts / per:g}"
            half = typeset.width(number, size) / 2
            text = number if part != parts else f"{number} {'km' if is_km else 'm'}"
            start = at - half if part else x - style.mm(0.2)
            scene.text(start, y - style.mm(1.2), text, size, ink=style.ink)
        bottom = y + thick
        if drawn.is_paper:
            bottom += size * 1.25
            scene.text(x, bottom, f"1 : {round_scale(drawn.scale_denominator):,}", size, ink=style.ink_soft)
    return Box(box.x, box.y, long + unit_room + style.mm(2.0), bottom + style.mm(0.6) - box.y)


def round_scale(denominator: float) -> int:
    """A scale to four figures."""
    power = int(10 ** max(floor(log10(denominator)) - 3, 0))
    return round(denominator / power) * power


def north_arrow(scene: Scene, box: Box, drawn: MapDrawn, style: Style, *, word: str = "") -> Box:
    """Draw an arrow in the middle of a box that points to true north in the middle of the map.

    Parameters
    ----------
    word
        Above the arrow; "N" when empty.

    Returns
    -------
    What it covers.
    """
    size = min(box.height * 0.3, style.type("small"))
    high = min(box.height - size * 1.3, style.mm(11.0))
    x, bottom = box.centre[0], box.y + size * 1.25 + high
    turn, half = radians(drawn.convergence), high * 0.3
    middle = bottom - high / 2

    def at(dx: float, dy: float) -> str:
        px, py = dx, dy + bottom - middle - high / 2
        return f"{x + px * cos(turn) - py * sin(turn):.2f} {middle + px * sin(turn) + py * cos(turn):.2f}"

    top, notch, foot = at(0, -high / 2), at(0, high / 2 - high * 0.24), high / 2
    with scene.group("north"):
        scene.path(f"M{top}L{at(half, foot)}L{notch}z", fill=style.ink)
        scene.path(
            f"M{top}L{at(-half, foot)}L{notch}z",
            fill=style.ground,
            stroke=style.ink,
            stroke_width=style.mm(0.22),
        )
        scene.text(x, box.y + size * 0.95, word or "N", size, weight=700, ink=style.ink, anchor="middle")
    return Box(x - half, box.y, 2 * half, bottom - box.y)
