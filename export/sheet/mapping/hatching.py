"""Hatching as lines cut to shapes: no patterns, so that every renderer draws the same."""

from __future__ import annotations

import numpy as np
import shapely

from export.sheet.style import Hatch
from geo.crs import GeometryArray

# A shape narrower than this many steps would bear a dot, not a hatching.
_LEAST = 0.8


def hatched(shapes: GeometryArray, hatch: Hatch) -> GeometryArray:
    """Lines of a hatching inside polygons in mm; the lines of neighbours run on into each other."""
    minx, miny, maxx, maxy = shapely.bounds(shapes).reshape(-1, 4).T
    large = np.minimum(maxx - minx, maxy - miny) >= hatch.step * _LEAST
    if not large.any():
        return np.array([], dtype=object)
    shapes = shapes[large]
    minx, miny, maxx, maxy = (each[large] for each in (minx, miny, maxx, maxy))
    turn = np.radians(-hatch.angle)  # y runs down on the sheet
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    corners = np.stack(
        [np.stack([x, y], axis=-1) for x in (minx, maxx) for y in (miny, maxy)], axis=1
    )  # (n, 4, 2)
    over, run = corners @ across, corners @ along
    first, last = np.ceil(over.min(axis=1) / hatch.step), np.floor(over.max(axis=1) / hatch.step)
    count = np.maximum(last - first + 1, 0).astype(np.int64)
    owner = np.repeat(np.arange(len(shapes)), count)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    offsets = ((first[owner] + within) * hatch.step)[:, None] * across
    start, end = run.min(axis=1)[owner][:, None] - 1, run.max(axis=1)[owner][:, None] + 1
    lines = shapely.linestrings(np.stack([offsets + start * along, offsets + end * along], axis=1))
    cut = shapely.intersection(lines, shapes[owner])
    return np.asarray(cut[~shapely.is_empty(cut)], dtype=object)
