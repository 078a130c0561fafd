"""Path data of shapes and points, written to a hundredth of a millimetre: a third of the finest line of a printer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely

from export.sheet.marks import Points
from geo.crs import Geometries

_STEPS_MM = 100


def path_data(shapes: Geometries, project: Callable[[Points], Points], tolerance: float = 0.0) -> str:
    """Path data of polygons (closed) and lines (open); "" when nothing is left of them.

    Parameters
    ----------
    project
        (n, 2) coordinates of the shapes to (n, 2) mm of the sheet.
    tolerance
        Douglas–Peucker tolerance in units of the shapes; 0 = as they are.
    """
    kept = shapely.simplify(shapes, tolerance) if tolerance else shapes
    out = []
    for part in shapely.get_parts(kept):
        is_area = part.geom_type == "Polygon"
        for ring in shapely.get_rings(part) if is_area else [part]:
            out.append(points_path(project(shapely.get_coordinates(ring)), closed=is_area))
    return "".join(out)


def points_path(points: Points, *, closed: bool = False) -> str:
    """Path data through (n, 2) points in mm."""
    steps = np.rint(np.asarray(points, dtype=np.float64) * _STEPS_MM).astype(np.int64)
    if len(steps) < 2:
        return ""
    if closed and (steps[0] == steps[-1]).all():
        steps = steps[:-1]
    data = "L".join(f"{_written(x)} {_written(y)}" for x, y in steps.tolist())
    return f"M{data}" + ("z" if closed else "")


def number(value: float) -> str:
    """A length as it stands in path data, in as few characters as it takes."""
    return _written(round(value * _STEPS_MM))


def _written(steps: int) -> str:
    return f"{steps / _STEPS_MM:.2f}".rstrip("0").rstrip(".") if steps else "0"
