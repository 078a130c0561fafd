"""Where the words of a map stand: in their units, beside them with a line, or as numbers; the rest is listed.

What is arranged depends on places, sizes and words alone: a sheet of other colours takes the same arrangement.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from export.sheet.mapping import layers
from export.sheet.mapping.leaders import Far, FreeGround, Led, lead
from export.sheet.mapping.placing import Boxes, Form, Wish, place
from export.sheet.mapping.room import filled
from export.sheet.mapping.stage import Stage
from export.sheet.mapping.wanted import Subject, in_order, places_in, room_of, subjects
from export.sheet.mapping.writing import Lettering, Line
from geo.crs import GeometryArray

# Lines to labels beside the map: how far they reach, in parts of the region, and how many units have one.
_REACH_DISTRICT, _REACH_FEW, _REACH_UNIT, _FEW, _MOST_LED = 0.6, 0.45, 0.2, 8, 24


@dataclass(frozen=True)
class Written:
    """Words that stand somewhere.

    Attributes
    ----------
    row
        Of the coloured units, where the words lie on that unit alone; else -1.
    line
        From the unit to words beside it; () for words in their unit.
    """

    name: str
    lettering: Lettering
    x: float
    y: float
    row: int = -1
    line: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Arranged:
    """All words of a map.

    Attributes
    ----------
    placed
        Names that stand on the map, or beside it with a line.
    unlabelled
        The others, as they are to be listed: with the number that stands in their unit, where one does.
    boxes
        (n, 4): what words and lines cover, mm.
    """

    written: tuple[Written, ...]
    placed: tuple[str, ...]
    unlabelled: tuple[str, ...]
    boxes: Boxes


def arrange(stage: Stage, *, numbered: bool) -> Arranged:
    """Find places for all names; the rest have numbers in their units where they are `numbered`."""
    if stage.view.request.labels == "none":
        return Arranged((), (), (), np.zeros((0, 4)))
    units, districts = stage.map.units, stage.map.districts
    key = (
        stage.plane, stage.frame, stage.keep_out, stage.fine, stage.u, stage.view.size, stage.map.level, numbered,
        stage.map.membership, layers.fingerprint(districts.geometry.to_numpy()), tuple(districts["inside_scope"]),
        *(tuple(frame[column]) for frame in (units, districts) for column in ("name", "value_text")),
        layers.fingerprint(np.array([stage.map.scope], dtype=object)),
    )  # fmt: skip
    shapes: GeometryArray = units.geometry.to_numpy()
    return layers.kept("names", shapes, key, lambda: _arrange(stage, numbered))


def _arrange(stage: Stage, numbered: bool) -> Arranged:
    taken, wanted = forbidden(stage), subjects(stage)
    table = _Table(stage, wanted, taken)
    # Districts first, those beside the map too: units arrange themselves around them.
    for is_district in (True, False):
        table.settle([i for i, each in enumerate(wanted) if each.is_district is is_district])
    rest = [each for i, each in enumerate(wanted) if i not in table.done]
    unlabelled = [each.name for each in rest]
    numbers: list[Written] = []
    if numbered and rest:
        numbers, unlabelled = _numbers(stage, rest, table.boxes, taken)
    placed = tuple(wanted[i].name for i in sorted(table.done))
    return Arranged((*table.written, *numbers), placed, tuple(unlabelled), table.boxes)


class _Table:
    """The names that stand, and what they cover."""

    def __init__(self, stage: Stage, wanted: list[Subject], taken: Boxes) -> None:
        self._stage, self._wanted, self._taken = stage, wanted, taken
        self.written: list[Written] = []
        self.boxes: Boxes = np.zeros((0, 4))
        self.done: set[int] = set()

    def settle(self, numbers: list[int]) -> None:
        """Give places to some of the wanted: in their unit, else beside the map, else without their value."""
        self._place(numbers, is_full=True)
        for folded in (False, True):
            left = [i for i in numbers if i not in self.done]
            if left:
                self._lead(left, folded=folded)
        self._place([i for i in numbers if i not in self.done], is_full=False)

    def _place(self, numbers: list[int], *, is_full: bool) -> None:
        wishes = [self._wanted[i].wish(is_full=is_full) for i in numbers]
        for each in place([wish for _, wish in wishes], np.vstack([self._taken, self.boxes])):
            number = numbers[each.wish]
            subject = self._wanted[number]
            way = subject.ways[wishes[each.wish][0][each.form]]
            row = subject.row if way.is_inside else -1
            self._stand(number, Written(subject.name, way.lettering, each.x, each.y, row))

    def _lead(self, left: list[int], *, folded: bool) -> None:
        """Labels beside the map; districts may be led across it, units only to the ground near them."""
        stage, wanted = self._stage, self._wanted
        minx, miny, maxx, maxy = stage.scope_mm.bounds
        size = max(maxx - minx, maxy - miny)
        left = [i for i in left if wanted[i].is_district] + _nearest_rim(stage, wanted, left)
        near = _REACH_FEW if len(left) <= _FEW else _REACH_UNIT
        letterings, wishes = [], []
        for i in left:
            full = [way.lettering for way in wanted[i].ways if way.is_full]
            lettering = min(full, key=lambda one: one.width) if folded else full[0]
            reach = size * (_REACH_DISTRICT if wanted[i].is_district else near)
            letterings.append(lettering)
            wishes.append(Far(*wanted[i].heart, lettering.width, lettering.height, reach))
        for led in lead(wishes, self.boxes, self._taken, free_ground(stage)):
            number = left[led.index]
            words = Written(wanted[number].name, letterings[led.index], led.x, led.y, line=led.line)
            self._stand(number, words)
            self.boxes = np.vstack([self.boxes, _line_boxes(led)])

    def _stand(self, number: int, words: Written) -> None:
        self.written.append(words)
        self.done.add(number)
        half_w, half_h = words.lettering.width / 2, words.lettering.height / 2
        box = (words.x - half_w, words.y - half_h, words.x + half_w, words.y + half_h)
        self.boxes = np.vstack([self.boxes, box])


def forbidden(stage: Stage) -> Boxes:
    """Where no label may stand: under furniture, and beyond the frame."""
    rooms = [(box.x, box.y, box.right, box.bottom) for box in stage.keep_out]
    x, y, right, bottom = stage.frame.x, stage.frame.y, stage.frame.right, stage.frame.bottom
    inset, far = stage.style.mm(1.0), 1e6
    rooms += [
        (-far, -far, x + inset, far),
        (right - inset, -far, far, far),
        (-far, -far, far, y + inset),
        (-far, bottom - inset, far, far),
    ]
    return np.array(rooms, dtype=np.float64)


def _nearest_rim(stage: Stage, wanted: list[Subject], left: list[int]) -> list[int]:
    """Of the units without a label those nearest to the ground: their lines are short."""
    units = [i for i in left if not wanted[i].is_district]
    rim = stage.scope_mm.boundary
    distance = [float(shapely.distance(rim, shapely.Point(wanted[i].heart))) for i in units]
    return [units[i] for i in np.argsort(distance, kind="stable")[:_MOST_LED].tolist()]


def free_ground(stage: Stage) -> FreeGround:
    """The frame without the region and what stands on it."""
    cell = max(stage.style.mm(0.9), stage.frame.width / 900)
    columns, rows = int(stage.frame.width / cell), int(stage.frame.height / cell)
    around = stage.scope_mm.buffer(stage.style.mm(1.6), quad_segs=3)
    mask = filled(around, stage.frame.x, stage.frame.y, columns, rows, cell)
    sums = np.zeros((rows + 1, columns + 1), dtype=np.int32)
    sums[1:, 1:] = mask.cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32)
    return FreeGround(stage.frame.x, stage.frame.y, cell, sums)


def _line_boxes(led: Led) -> Boxes:
    """A line as small boxes, for what is written afterwards."""
    found = []
    for (ax, ay), (bx, by) in pairwise(led.line):
        share = np.linspace(0, 1, 24)
        x, y = ax + (bx - ax) * share, ay + (by - ay) * share
        found.append(
            np.column_stack(
                [
                    np.minimum(x[:-1], x[1:]), np.minimum(y[:-1], y[1:]),
                    np.maximum(x[:-1], x[1:]), np.maximum(y[:-1], y[1:]),
                ]
            )
        )  # fmt: skip
    return np.vstack(found)


def _numbers(
    stage: Stage, rest: list[Subject], boxes: Boxes, taken: Boxes
) -> tuple[list[Written], list[str]]:
    """Numbers in the units that have no label, and the list of those units, numbered ones first."""
    rest = [rest[i] for i in in_order(np.array([each.shape for each in rest], dtype=object))]
    size = rest[0].ways[-1].lettering.lines[0].size * 0.8
    widest = "8" * len(str(len(rest)))
    way = Lettering((Line(widest, size, 700),), size * 0.14)
    wishes = [
        Wish(0.0, (Form(way.width, way.height, *places_in(room_of(each.shape, stage, size), way, 0.5)),))
        for each in rest
    ]
    written, listed = [], []
    placed = place(wishes, np.vstack([taken, boxes]))
    for number, at in enumerate(placed, start=1):
        lettering = Lettering((Line(str(number), size, 700),), way.halo)
        written.append(Written(f"number {number}", lettering, at.x, at.y))
        listed.append(f"{number} {rest[at.wish].name}")
    have = {at.wish for at in placed}
    return written, listed + [each.name for i, each in enumerate(rest) if i not in have]
