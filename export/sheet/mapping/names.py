"""The words on a map: names and values in the units, lines to those beside, numbers for the rest, names of neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from export.sheet.mapping.around import name_the_ground
from export.sheet.mapping.leaders import Far, FreeGround, Led, lead
from export.sheet.mapping.placing import Boxes, Form, Placed, Wish, place
from export.sheet.mapping.room import filled
from export.sheet.mapping.stage import Stage
from export.sheet.mapping.wanted import Subject, in_order, places_in, room_of, subjects
from export.sheet.mapping.writing import Lettering, Line, write

# Lines to labels beside the map: how far they reach, in parts of the region, and how many units have one.
_REACH_DISTRICT, _REACH_FEW, _REACH_UNIT, _FEW, _MOST_LED = 0.6, 0.45, 0.2, 8, 24


@dataclass(frozen=True)
class Labelled:
    """What became of the labels.

    Attributes
    ----------
    placed
        Names that stand on the map, or beside it with a line.
    unlabelled
        The others, as they are to be listed: with the number that stands in their unit, where one does.
    """

    placed: tuple[str, ...]
    unlabelled: tuple[str, ...]


def draw_names(stage: Stage, *, numbered: bool = True) -> Labelled:
    """Write all names that find a place; the rest have numbers in their units where they are `numbered`."""
    taken = _taken(stage)
    if stage.view.request.labels == "none":
        name_the_ground(stage, taken, np.zeros((0, 4)))
        return Labelled((), ())
    wanted = subjects(stage)
    table = _Names(stage, wanted, taken)
    # Districts first, those beside the map too: units arrange themselves around them.
    for is_district in (True, False):
        table.settle([i for i, each in enumerate(wanted) if each.is_district is is_district])
    rest = [each for i, each in enumerate(wanted) if i not in table.done]
    unlabelled = _number(stage, rest, table.boxes, taken) if numbered else [each.name for each in rest]
    table.write()
    name_the_ground(stage, taken, table.boxes)
    return Labelled(tuple(wanted[i].name for i in sorted(table.done)), tuple(unlabelled))


class _Names:
    """The names that stand, and what they cover."""

    def __init__(self, stage: Stage, wanted: list[Subject], taken: Boxes) -> None:
        self._stage, self._wanted, self._taken = stage, wanted, taken
        self._placed: list[Placed] = []
        self._led: list[tuple[int, Led, Lettering]] = []
        self.boxes: Boxes = np.zeros((0, 4))
        self.done: set[int] = set()

    def settle(self, numbers: list[int]) -> None:
        """Give places to some of the wanted: in their unit, else beside the map."""
        wanted = self._wanted
        wishes = [Wish(wanted[i].rank, wanted[i].forms) for i in numbers]
        for each in place(wishes, np.vstack([self._taken, self.boxes])):
            at = Placed(numbers[each.wish], each.form, each.x, each.y)
            self._placed.append(at)
            self.done.add(at.wish)
            self._cover(_box(wanted[at.wish].forms[at.form], at.x, at.y))
        left = [i for i in numbers if i not in self.done]
        for number, led, way in _led(self._stage, wanted, left, self.boxes, self._taken):
            self._led.append((number, led, way))
            self.done.add(number)
            self._cover(_box(wanted[number].forms[0], led.x, led.y))
            self.boxes = np.vstack([self.boxes, _line_boxes(led)])

    def _cover(self, box: tuple[float, float, float, float]) -> None:
        self.boxes = np.vstack([self.boxes, box])

    def write(self) -> None:
        """Draw them: lines below words."""
        for number, led, way in self._led:
            _draw_led(self._stage, f"{self._wanted[number].name} {number}", led, way)
        for at in self._placed:
            each = self._wanted[at.wish]
            fill = each.fill if at.form < each.n_strict else None
            write(self._stage, each.ways[at.form], at.x, at.y, f"label {each.name} {at.wish}", fill=fill)


def _taken(stage: Stage) -> Boxes:
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


def _box(form: Form, x: float, y: float) -> tuple[float, float, float, float]:
    return x - form.width / 2, y - form.height / 2, x + form.width / 2, y + form.height / 2


def _led(
    stage: Stage, wanted: list[Subject], left: list[int], boxes: Boxes, taken: Boxes
) -> list[tuple[int, Led, Lettering]]:
    """Labels beside the map; districts may be led across it, units only to the ground near them."""
    ground = free_ground(stage)
    minx, miny, maxx, maxy = stage.scope_mm.bounds
    size = max(maxx - minx, maxy - miny)
    left = [i for i in left if wanted[i].is_district] + _nearest_rim(stage, wanted, left)
    near = _REACH_FEW if len(left) <= _FEW else _REACH_UNIT
    wishes = []
    for i in left:
        way, (x, y) = wanted[i].ways[0], wanted[i].heart
        reach = size * (_REACH_DISTRICT if wanted[i].is_district else near)
        wishes.append(Far(x, y, way.width, way.height, reach))
    return [(left[at.index], at, wanted[left[at.index]].ways[0]) for at in lead(wishes, boxes, taken, ground)]


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


def _draw_led(stage: Stage, name: str, at: Led, way: Lettering) -> None:
    scene, style = stage.scene, stage.style
    (ax, ay), (bx, by), (cx, cy) = at.line
    data = f"M{ax:.2f} {ay:.2f}L{bx:.2f} {by:.2f}L{cx:.2f} {cy:.2f}"
    scene.path(data, stroke=style.halo, stroke_width=style.mm(0.9), stroke_opacity=0.85)
    scene.path(data, stroke=style.label, stroke_width=style.mm(0.26))
    scene.circle(ax, ay, style.mm(0.75), style.label, stroke=style.halo, stroke_width=style.mm(0.22))
    write(stage, way, at.x, at.y, f"label beside {name}")


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


def _number(stage: Stage, rest: list[Subject], boxes: Boxes, taken: Boxes) -> list[str]:
    """Number the units that have no label; returns the list of them, numbered ones first."""
    if not rest:
        return []
    rest = [rest[i] for i in in_order(np.array([each.shape for each in rest], dtype=object))]
    size = rest[0].ways[-1].lines[0].size * 0.8
    widest = "8" * len(str(len(rest)))
    way = Lettering((Line(widest, size, 700),), size * 0.14)
    wishes = []
    for each in rest:
        places = places_in(room_of(each.shape, stage, size), way, 0.5)
        wishes.append(Wish(0.0, (Form(way.width, way.height, places),)))
    placed: list[Placed] = place(wishes, np.vstack([taken, boxes]))
    numbered = []
    for number, at in enumerate(placed, start=1):
        text = str(number)
        numbered.append(f"{text} {rest[at.wish].name}")
        write(stage, Lettering((Line(text, size, 700),), way.halo), at.x, at.y, f"number {text}")
    have = {at.wish for at in placed}
    return numbered + [each.name for i, each in enumerate(rest) if i not in have]


__all__ = ["Labelled", "draw_names", "free_ground"]
