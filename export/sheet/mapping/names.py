"""The words on a map: names and values in the units, lines to those beside, numbers for the rest, names of neighbours."""

from __future__ import annotations

from dataclasses import dataclass

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
_REACH_DISTRICT, _REACH_UNIT, _MOST_LED = 0.6, 0.2, 24


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


def draw_names(stage: Stage) -> Labelled:
    """Write all names that find a place."""
    taken = _taken(stage)
    if stage.view.request.labels == "none":
        name_the_ground(stage, taken, np.zeros((0, 4)))
        return Labelled((), ())
    wanted = subjects(stage)
    placed = place([Wish(each.rank, each.forms) for each in wanted], taken)
    boxes = np.array([_box(wanted[p.wish].forms[p.form], p.x, p.y) for p in placed]).reshape(-1, 4)
    done = {p.wish for p in placed}
    led = _led(stage, wanted, [i for i in range(len(wanted)) if i not in done], boxes, taken)
    for number, at, way in led:
        done.add(number)
        half_w, half_h = way.width / 2, way.height / 2
        boxes = np.vstack([boxes, (at.x - half_w, at.y - half_h, at.x + half_w, at.y + half_h)])
    lines = _line_boxes([at for _, at, _ in led])
    unlabelled = _number(stage, [wanted[i] for i in range(len(wanted)) if i not in done], boxes, taken)
    for number, at, way in led:
        _draw_led(stage, wanted[number].name, at, way)
    for p in placed:
        write(stage, wanted[p.wish].ways[p.form], p.x, p.y, f"label {wanted[p.wish].name} {p.wish}")
    name_the_ground(stage, taken, np.vstack([boxes, lines]))
    return Labelled(tuple(wanted[i].name for i in sorted(done)), tuple(unlabelled))


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
    wishes = []
    for i in left:
        way, (x, y) = wanted[i].ways[0], wanted[i].heart
        reach = size * (_REACH_DISTRICT if wanted[i].is_district else _REACH_UNIT)
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
    write(stage, way, at.x, at.y, f"label beside {name} {at.index}")


def _line_boxes(led: list[Led]) -> Boxes:
    """The lines as small boxes, for what is written afterwards."""
    found = [np.zeros((0, 4))]
    for at in led:
        for (ax, ay), (bx, by) in zip(at.line, at.line[1:], strict=False):
            share = np.linspace(0, 1, 24)
            x, y = ax + (bx - ax) * share, ay + (by - ay) * share
            found.append(
                np.column_stack(
                    [
                        np.minimum(x[:-1], x[1:]),
                        np.minimum(y[:-1], y[1:]),
                        np.maximum(x[:-1], x[1:]),
                        np.maximum(y[:-1], y[1:]),
                    ]
                )
            )
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
        write(
            stage,
            Lettering((Line(text, size, 700),), way.halo),
            at.x,
            at.y,
            f"number {text}",
            ink=stage.style.accent,
        )
    have = {at.wish for at in placed}
    return numbered + [each.name for i, each in enumerate(rest) if i not in have]


__all__ = ["Labelled", "draw_names", "free_ground"]
