"""Labels beside the map, led to their unit by a line: for units too small to carry their name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from export.sheet.mapping.placing import Boxes, overlapping
from export.sheet.mapping.plane import Points

_TURNS = 40
_LENGTHS = 36


@dataclass(frozen=True)
class Far:
    """A label that may stand away from its unit.

    Attributes
    ----------
    x, y
        Where its line ends in the unit, mm.
    width, height
        Of its box with what is kept free around it.
    reach
        How long the line may be, mm.
    """

    x: float
    y: float
    width: float
    height: float
    reach: float


@dataclass(frozen=True)
class Led:
    """Where such a label stands, and its line from the unit over the bend to the label.

    Attributes
    ----------
    x, y
        Middle of the label.
    line
        Three points: in the unit, the bend, at the label.
    """

    index: int
    x: float
    y: float
    line: tuple[tuple[float, float], tuple[float, float], tuple[float, float]]


def lead(wishes: Sequence[Far], labels: Boxes, taken: Boxes, free: FreeGround) -> list[Led]:
    """Give places to those that can have one: on free ground, their lines crossing neither a label nor each other.

    Parameters
    ----------
    labels
        (n, 4) boxes of labels that stand already: no line crosses them.
    taken
        (n, 4) boxes that neither a label nor a line may touch.
    free
        Where a label may stand.
    """
    boxes = np.concatenate([labels, taken]) if len(labels) + len(taken) else np.zeros((0, 4))
    lines = np.zeros((0, 4))
    found = []
    for index in sorted(range(len(wishes)), key=lambda i: (wishes[i].x, wishes[i].y)):
        led = _lead_one(index, wishes[index], boxes, lines, free)
        if led is None:
            continue
        found.append(led)
        wish = wishes[index]
        own = (
            led.x - wish.width / 2,
            led.y - wish.height / 2,
            led.x + wish.width / 2,
            led.y + wish.height / 2,
        )
        boxes = np.vstack([boxes, own])
        (ax, ay), (bx, by), (cx, cy) = led.line
        lines = np.vstack([lines, (ax, ay, bx, by), (bx, by, cx, cy)])
    return found


@dataclass(frozen=True, eq=False)
class FreeGround:
    """Where the sheet is empty ground: a raster.

    Attributes
    ----------
    sums
        Summed-area table of cells that are not free, one row and column more than the raster.
    """

    x: float
    y: float
    cell: float
    sums: npt.NDArray[np.int32]

    def clear(self, boxes: Boxes) -> npt.NDArray[np.bool_]:
        """Which boxes lie wholly on free ground."""
        rows, columns = self.sums.shape[0] - 1, self.sums.shape[1] - 1
        left, top = (
            np.floor((boxes[:, i] - (self.x, self.y)[i]) / self.cell).astype(np.int64) for i in (0, 1)
        )
        right, bottom = (
            np.ceil((boxes[:, 2 + i] - (self.x, self.y)[i]) / self.cell).astype(np.int64) for i in (0, 1)
        )
        inside = (left >= 0) & (top >= 0) & (right <= columns) & (bottom <= rows)
        left, right = np.clip(left, 0, columns), np.clip(right, 0, columns)
        top, bottom = np.clip(top, 0, rows), np.clip(bottom, 0, rows)
        s = self.sums
        filled = s[bottom, right] - s[top, right] - s[bottom, left] + s[top, left]
        result: npt.NDArray[np.bool_] = inside & (filled == 0)
        return result


def _lead_one(index: int, wish: Far, boxes: Boxes, lines: Boxes, free: FreeGround) -> Led | None:
    """The place that is nearest, a level line preferred."""
    middles, bends, ends = _candidates(wish)
    half = np.array([wish.width / 2, wish.height / 2])
    own = np.column_stack([middles - half, middles + half])
    on_ground = free.clear(own)
    middles, bends, ends, own = (each[on_ground] for each in (middles, bends, ends, own))
    good = ~overlapping(own[:, None, :], boxes[None, :, :]).any(axis=1)
    start = np.broadcast_to((wish.x, wish.y), bends.shape)
    pieces = (np.column_stack([start, bends]), np.column_stack([bends, ends]))
    for number in np.flatnonzero(good).tolist():
        if any(_cuts_box(piece[number], boxes) or _cuts_line(piece[number], lines) for piece in pieces):
            continue
        if len(lines) and any(_cuts_box(line, own[number : number + 1]) for line in lines):
            continue
        bend, end = (tuple(map(float, at[number])) for at in (bends, ends))
        return Led(
            index, float(middles[number, 0]), float(middles[number, 1]),
            ((wish.x, wish.y), (bend[0], bend[1]), (end[0], end[1])),
        )  # fmt: skip
    return None


def _candidates(wish: Far) -> tuple[Points, Points, Points]:
    """Middles of the label, bends and ends of the line, the best first."""
    shelf = min(wish.height * 0.5, 2.0)
    turns = (np.arange(_TURNS) + 0.5) * 2 * np.pi / _TURNS
    shortest = max(wish.height * 0.8, 1.2)
    lengths = shortest + (wish.reach - shortest) * (np.arange(_LENGTHS) / (_LENGTHS - 1)) ** 1.4
    turn, length = (grid.ravel() for grid in np.meshgrid(turns, lengths))
    bend = np.column_stack([wish.x + length * np.cos(turn), wish.y + length * np.sin(turn)])
    side = np.where(np.cos(turn) >= 0, 1.0, -1.0)
    end = bend + np.column_stack([side * shelf, np.zeros(len(side))])
    middle = end + np.column_stack([side * wish.width / 2, np.zeros(len(side))])
    # Steep lines are harder to follow from a label that is read from left to right.
    cost = length * (1 + 0.5 * np.abs(np.sin(turn)) ** 3)
    order = np.lexsort((turn, cost))
    return middle[order], bend[order], end[order]


def _cuts_box(line: Points, boxes: Boxes) -> bool:
    """Whether a segment (4,) comes into any of (n, 4) boxes, by clipping it to each."""
    if not len(boxes):
        return False
    x0, y0, x1, y1 = line
    low, high = np.zeros(len(boxes)), np.ones(len(boxes))
    miss = np.zeros(len(boxes), dtype=np.bool_)
    for start, move, near, far in (
        (x0, x1 - x0, boxes[:, 0], boxes[:, 2]),
        (y0, y1 - y0, boxes[:, 1], boxes[:, 3]),
    ):
        if abs(move) < 1e-9:
            miss |= (start <= near) | (start >= far)
            continue
        one, two = (near - start) / move, (far - start) / move
        low, high = np.maximum(low, np.minimum(one, two)), np.minimum(high, np.maximum(one, two))
    return bool((~miss & (low < high - 1e-9)).any())


def _cuts_line(line: Points, lines: Boxes) -> bool:
    """Whether a segment (4,) crosses any of (n, 4) segments."""
    if not len(lines):
        return False
    a, b = line[:2], line[2:]
    c, d = lines[:, :2], lines[:, 2:]

    def side(p: Points, q: Points, r: Points) -> npt.NDArray[np.float64]:
        result: npt.NDArray[np.float64] = (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (
            q[..., 1] - p[..., 1]
        ) * (r[..., 0] - p[..., 0])
        return result

    crossing = (side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)
    return bool(crossing.any())
