"""Whether a scene may leave the house: nothing overlaps, nothing is cut, every character can be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
import numpy.typing as npt
import shapely

from export.sheet import typeset
from export.sheet.marks import PathMark, Reserved, corners
from export.sheet.scene import Scene
from governance.errors import ExportError

# Boxes that share a strip of less than this (mm on a sheet with a short side of 297 mm) only touch.
_SLACK = 0.12
_DESIGN_MM = 297.0
# A line may hang over the edge of its block by so much of its height, as the tail of a "g" does: whether it then meets
# something else is asked separately.
_HANG = 0.25
_NAMED = 4
_REPORT = "报告此错误 Report this error"
_ROOM = "换更大的尺寸、缩短标题或减少图面内容 Choose a larger size, a shorter title or fewer panels"
# What to do about faults of one kind; "" about several kinds.
_REMEDIES = {
    "": _ROOM,
    "overlap": _ROOM,
    "outside": _ROOM,
    "glyph": "删去或改写这些字 Remove or replace these characters",
    "qr": "换更大的尺寸，或缩短系统的访问地址 Choose a larger size, or a shorter address of the application",
    "number": _REPORT,
    "size": _REPORT,
    "font": _REPORT,
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a sheet.

    Attributes
    ----------
    kind
        ``overlap``, ``outside``, ``glyph`` or ``number`` (a place that is no number); of finished files also
        ``size``, ``qr`` and ``font``.
    detail
        What it is about, in both languages.
    """

    kind: str
    detail: str


def self_check(scene: Scene) -> list[Fault]:
    """Everything that is wrong with a scene; empty when it may be exported."""
    broken = list(_numbers(scene))
    if broken:
        return broken
    slack = _SLACK * min(scene.width, scene.height) / _DESIGN_MM
    return [*_glyphs(scene), *_outside(scene, slack), *_overlaps(scene.reserved, slack)]


def refuse(faults: Sequence[Fault], what: str) -> None:
    """Raise what is wrong, if anything is.

    Raises
    ------
    ExportError
        Naming the first few faults and what can be done about them.
    """
    if not faults:
        return
    detail = "；".join(fault.detail for fault in faults[:_NAMED])
    if len(faults) > _NAMED:
        detail += f"；… 共 in all {len(faults)}"
    kinds = {fault.kind for fault in faults}
    remedy = _REMEDIES[kinds.pop() if len(kinds) == 1 else ""]
    raise ExportError("图未通过检查 The sheet did not pass its check", f"{what}：{detail}", remedy)


def _numbers(scene: Scene) -> Iterator[Fault]:
    for box in scene.reserved:
        if not all(map(isfinite, box.box)):
            yield Fault("number", f"“{box.name}” 的位置不是数 is at no place")
    for mark in scene.marks:
        # Path data hold letters of commands alone; "nan" and "inf" are told by one that no command has.
        if isinstance(mark, PathMark) and "n" in mark.d:
            yield Fault("number", "图形坐标不是数 a shape has a corner that is no number")


def _glyphs(scene: Scene) -> Iterator[Fault]:
    for box in scene.reserved:
        if lacking := typeset.missing(box.text):
            shown = " ".join(f"{c if c.isprintable() else '?'} (U+{ord(c):04X})" for c in sorted(lacking))
            yield Fault("glyph", f"字体没有 the font lacks {shown} · “{_short(box.text)}”")


def _outside(scene: Scene, slack: float) -> Iterator[Fault]:
    page = scene.box
    rooms = {box.groups: box for box in scene.reserved if box.kind == "furniture"}
    for box in scene.reserved:
        if box.kind == "backdrop":
            continue
        points = corners(box)
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        if left < -slack or top < -slack or right > page.right + slack or bottom > page.bottom + slack:
            yield Fault("outside", f"“{_short(box.name)}” 超出图幅 reaches out of the sheet")
        elif box.text and box.kind == "body" and (room := _room(box, rooms)) is not None:
            around = room.box.grown(max(slack, _HANG * box.box.height))
            if left < around.x or top < around.y or right > around.right or bottom > around.bottom:
                yield Fault("outside", f"“{_short(box.name)}” 超出 “{room.name}” reaches out of its place")


def _room(box: Reserved, rooms: dict[tuple[str, ...], Reserved]) -> Reserved | None:
    """The innermost furniture that a text belongs to."""
    for depth in range(len(box.groups), 0, -1):
        if found := rooms.get(box.groups[:depth]):
            return found
    return None


def _overlaps(reserved: Sequence[Reserved], slack: float) -> Iterator[Fault]:
    boxes = [box for box in reserved if box.kind != "backdrop"]
    if not boxes:
        return
    shapes = _shapes(boxes, slack)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    for one, other in sorted(zip(first.tolist(), second.tolist(), strict=True)):
        if one < other and not _may_overlap(boxes[one], boxes[other]):
            names = " / ".join(f"“{_short(boxes[place].name)}”" for place in (one, other))
            yield Fault("overlap", f"{names} 重叠 overlap")


def _shapes(boxes: Sequence[Reserved], slack: float) -> npt.NDArray[np.object_]:
    """The boxes, smaller by half the slack on each side, so that what only touches does not meet."""
    trimmed = []
    for box in boxes:
        points = corners(box)
        middle = points.mean(axis=0)
        half = np.array([box.box.width, box.box.height]) / 2
        # Along its own sides: a turned box is trimmed as it stands.
        keep = 1 - np.minimum(slack / 2, half * 0.9) / np.maximum(half, 1e-9)
        along, across = points[1] - points[0], points[3] - points[0]
        trimmed.append(
            [
                middle + along * (i * keep[0] / 2) + across * (j * keep[1] / 2)
                for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1))
            ]
        )
    return np.asarray(shapely.polygons(np.array(trimmed)), dtype=object)


def _may_overlap(one: Reserved, other: Reserved) -> bool:
    if one.text and other.text:
        return False  # no text lies on another, whatever they belong to
    depth = min(len(one.groups), len(other.groups))
    return depth > 0 and one.groups[:depth] == other.groups[:depth]


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"
