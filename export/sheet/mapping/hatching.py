"""Hatching as lines cut to shapes: no patterns, so that every renderer draws the same."""

from __future__ import annotations

import numpy as np
import shapely

from export.sheet.style import Hatch
from geo.crs import GeometryArray

# Finer than this many lines across a shape is a grey, not a hatching.
_MOST_LINES = 4000


def hatched(shapes: GeometryArray, hatch: Hatch) -> GeometryArray:
    """Lines of a hatching inside polygons in mm; the lines of neighbours run on into each other."""
    if not len(shapes):
        return shapes
    turn = np.radians(-hatch.angle)  # y runs down on the sheet
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    found = []
    for shape in shapes:
        minx, miny, maxx, maxy = shape.bounds
        corners = np.array([(minx, miny), (minx, maxy), (maxx, miny), (maxx, maxy)])
        low, high = (corners @ across).min(), (corners @ across).max()
        start, end = (corners @ along).min() - 1, (corners @ along).max() + 1
        steps = np.arange(np.ceil(low / hatch.step), np.floor(high / hatch.step) + 1)[:_MOST_LINES]
        if not len(steps):
            continue
        offsets = (steps * hatch.step)[:, None] * across
        ends = np.stack([offsets + start * along, offsets + end * along], axis=1)
        shapely.prepare(shape)
        cut = shapely.intersection(shapely.linestrings(ends), shape)
        found.append(cut[~shapely.is_empty(cut)])
    return np.concatenate(found) if found else np.array([], dtype=object)
