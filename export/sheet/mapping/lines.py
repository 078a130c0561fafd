"""Path data of many shapes at once: relative steps of a hundredth of a millimetre, each point once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from export.sheet.mapping.plane import Bounds, Plane, Points
from geo.crs import Geometries

#: Steps of path data a millimetre: 0.01 mm is a third of the finest line that a printer sets.
STEPS_MM = 100
_KNOWN = 1500  # Steps up to 15 mm are written once and looked up.


def written(steps: int) -> str:
    """Steps of a hundredth as millimetres in the fewest characters."""
    if steps == 0:
        return "0"
    text = f"{abs(steps) / STEPS_MM:.2f}".rstrip("0").rstrip(".").removeprefix("0")
    return f"-{text}" if steps < 0 else text


_WORDS = np.array([written(steps) for steps in range(-_KNOWN, _KNOWN + 1)], dtype=object)


def _words(steps: npt.NDArray[np.int64]) -> list[str]:
    """Each number of an array as a word, in reading order."""
    found = _WORDS[np.clip(steps, -_KNOWN, _KNOWN) + _KNOWN]
    for at in zip(*np.nonzero(np.abs(steps) > _KNOWN), strict=True):
        found[at] = written(int(steps[at]))
    words: list[str] = found.ravel().tolist()
    return words


def path_of(shapes: Geometries, plane: Plane) -> str:
    """Path data of polygons (closed rings) and lines (open), in their order; "" when nothing is left of them."""
    parts = shapely.get_parts(np.asarray(shapes, dtype=object))
    while len(parts) and (shapely.get_type_id(parts) > 3).any():  # collections hold collections
        parts = shapely.get_parts(parts)
    kinds = shapely.get_type_id(parts)
    rings = shapely.get_rings(parts[kinds == 3])
    lines = parts[(kinds == 1) | (kinds == 2)]
    return _drawn(rings, plane, is_closed=True) + _drawn(lines, plane, is_closed=False)


def _drawn(lines: npt.NDArray[np.object_], plane: Plane, *, is_closed: bool) -> str:
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    return "".join(runs(plane.at(coordinates), owner, is_closed=is_closed))


def paths_of(shapes: Geometries, plane: Plane) -> list[str]:
    """Path data of each of many polygons."""
    parts, shape = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    coordinates, owner = shapely.get_coordinates(rings, return_index=True)
    words = runs(plane.at(coordinates), owner, is_closed=True)
    out: list[list[str]] = [[] for _ in range(len(shapes))]
    for index, word in zip(shape[part].tolist(), words, strict=True):
        out[index].append(word)
    return ["".join(each) for each in out]


def runs(points: Points, owner: npt.NDArray[np.int64], *, is_closed: bool) -> list[str]:
    """Path data of each run of points in mm; a closed run ends where it began; "" for one that has shrunk to nothing.

    Parameters
    ----------
    points
        (n, 2) mm.
    owner
        Which run each point belongs to, ascending from 0 without gaps.
    """
    if not len(points):
        return []
    steps = np.rint(points * STEPS_MM).astype(np.int64)
    keep = np.ones(len(steps), dtype=np.bool_)
    same = owner[1:] == owner[:-1]
    keep[1:] = ~same | (steps[1:] != steps[:-1]).any(axis=1)
    steps, owner = steps[keep], owner[keep]
    begins = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    ends = np.r_[begins[1:], len(steps)]
    moves = np.diff(steps, axis=0, prepend=steps[:1])
    words = _words(moves)
    out = []
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        last = end - 1 if is_closed else end  # the closing stroke needs no point of its own
        if last - begin < (3 if is_closed else 2):
            out.append("")
            continue
        x, y = steps[begin].tolist()
        tail = "l" + " ".join(words[2 * begin + 2 : 2 * last])
        out.append(f"M{written(x)} {written(y)}{tail}{'z' if is_closed else ''}")
    return out


def seen(shapes: Geometries, bounds: Bounds, beyond: float) -> npt.NDArray[np.object_]:
    """What lies within bounds and a little beyond (metres), so that no stroke of the cut is seen; empty ones left out."""
    minx, miny, maxx, maxy = bounds
    array = np.asarray(shapes, dtype=object)
    cut = shapely.clip_by_rect(array, minx - beyond, miny - beyond, maxx + beyond, maxy + beyond)
    return np.asarray(cut[~shapely.is_empty(cut)], dtype=object)
