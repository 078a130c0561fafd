"""From metres of the region's plane to millimetres of the sheet, and where on the sheet the region fits best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

Points = npt.NDArray[np.float64]
Bounds = tuple[float, float, float, float]
#: x, y, width, height on the sheet, mm, y down.
Rectangle = tuple[float, float, float, float]
Covers = Callable[[Points, Points], npt.NDArray[np.bool_]]

# Places tried along the longer side of the frame, and steps of the search for the scale.
_PLACES, _STEPS = 24, 10
# Vertices of the outline that stand for the region while a place is sought.
_OUTLINE = 420


@dataclass(frozen=True)
class Plane:
    """An exact similarity: no part of the map is stretched.

    Attributes
    ----------
    k
        Millimetres of the sheet a metre of the plane.
    x, y
        Where the plane's origin lies on the sheet, mm; y of the sheet runs down.
    up
        1; -1 for what is in millimetres of the sheet already.
    """

    k: float
    x: float
    y: float
    up: float = 1.0

    def at(self, points: Points) -> Points:
        """(n, 2) metres to (n, 2) millimetres."""
        return np.column_stack([points[:, 0] * self.k + self.x, self.y - points[:, 1] * self.k * self.up])

    def back(self, x: float, y: float) -> tuple[float, float]:
        """A place of the sheet in metres."""
        return (x - self.x) / self.k, (self.y - y) / self.k

    def shown(self, box: Rectangle) -> Bounds:
        """What a rectangle of the sheet shows: minx, miny, maxx, maxy in metres."""
        left, top = self.back(box[0], box[1])
        right, bottom = self.back(box[0] + box[2], box[1] + box[3])
        return left, bottom, right, top


#: The sheet itself as a plane.
SHEET = Plane(1.0, 0.0, 0.0, -1.0)


@dataclass(frozen=True)
class Spot:
    """What the projection does at a place of the plane.

    Attributes
    ----------
    factor
        Metres of the plane a metre on the ground, along the plane's x axis.
    convergence
        Degrees from the plane's north to true north, clockwise.
    lon, lat
        Degrees, EPSG:4490.
    """

    factor: float
    convergence: float
    lon: float
    lat: float


def spot_of(crs: pyproj.CRS, x: float, y: float) -> Spot:
    """Scale and convergence of the projection at a place, measured on the ellipsoid itself."""
    geodetic = crs.geodetic_crs or pyproj.CRS("EPSG:4490")
    back = pyproj.Transformer.from_crs(crs, geodetic, always_xy=True)
    there = pyproj.Transformer.from_crs(geodetic, crs, always_xy=True)
    half = 1000.0
    lon, lat = back.transform([x - half, x + half, x], [y, y, y])
    geod = geodetic.get_geod() or pyproj.Geod(ellps="GRS80")
    metres = geod.inv(lon[0], lat[0], lon[1], lat[1])[2]
    east, north = there.transform([lon[2], lon[2]], [lat[2], lat[2] + 0.01])
    turn = float(np.degrees(np.arctan2(east[1] - east[0], north[1] - north[0])))
    return Spot(2 * half / metres, turn, float(lon[2]), float(lat[2]))


def fit(outline: BaseGeometry, frame: Rectangle, keep_out: Sequence[Rectangle], margin: float) -> Plane:
    """The largest region that fits into a frame beside what stands there already, near the middle of the free room.

    Parameters
    ----------
    outline
        Polygon in metres. Its shape counts, not its box: a panel may stand in a bay of it.
    frame
        Where the map may be.
    keep_out
        Rectangles that the region must not touch.
    margin
        Kept free around the region, mm.
    """
    x0, y0, width, height = frame
    minx, miny, maxx, maxy = outline.bounds
    most = min((width - 2 * margin) / max(maxx - minx, 1e-6), (height - 2 * margin) / max(maxy - miny, 1e-6))
    middle = ((minx + maxx) / 2, (miny + maxy) / 2)
    points = _outline_points(outline) - middle
    body = shapely.simplify(outline, max(maxx - minx, maxy - miny) / 400)
    shapely.prepare(body)

    def covers(x: Points, y: Points) -> npt.NDArray[np.bool_]:
        """Whether places lie in the region: in metres from its middle."""
        found: npt.NDArray[np.bool_] = shapely.contains_xy(body, x + middle[0], y + middle[1])
        return found

    boxes = _widened(keep_out, margin, frame)
    free = _free_middle(frame, boxes)
    low, high, best = 0.0, max(most, 1e-12), None
    for step in range(_STEPS):
        k = high if step == 0 else (low + high) / 2
        found = _place(points, k, covers, frame, boxes, margin, free)
        if found is not None:
            low, best = k, found
            if step == 0:
                break
        else:
            high = k
    if best is None:
        # The furniture leaves no room at all: the map lies under it and the self-check of the sheet says so.
        low, best = most, (x0 + width / 2, y0 + height / 2)
    return Plane(low, best[0] - middle[0] * low, best[1] + middle[1] * low)


def _outline_points(outline: BaseGeometry) -> Points:
    """Vertices of the outer rings, close together everywhere, in their order."""
    rings = shapely.get_exterior_ring(shapely.get_parts(outline))
    size = max(outline.bounds[2] - outline.bounds[0], outline.bounds[3] - outline.bounds[1])
    step = max(size / 90, float(shapely.length(rings).sum()) / _OUTLINE, 1e-6)
    rings = shapely.segmentize(shapely.simplify(rings, size / 400), step)
    return np.asarray(shapely.get_coordinates(rings), dtype=np.float64)


def _widened(keep_out: Sequence[Rectangle], margin: float, frame: Rectangle) -> Points:
    """Left, top, right, bottom of each rectangle with its margin, those outside of the frame left out."""
    boxes = np.array([(x, y, x + w, y + h) for x, y, w, h in keep_out], dtype=np.float64).reshape(-1, 4)
    boxes += (-margin, -margin, margin, margin)
    inside = (
        (boxes[:, 2] > frame[0])
        & (boxes[:, 0] < frame[0] + frame[2])
        & (boxes[:, 3] > frame[1])
        & (boxes[:, 1] < frame[1] + frame[3])
    )
    return boxes[inside]


def _free_middle(frame: Rectangle, boxes: Points) -> tuple[float, float]:
    """Middle of what the rectangles leave free."""
    xs = frame[0] + frame[2] * (np.arange(60) + 0.5) / 60
    ys = frame[1] + frame[3] * (np.arange(60) + 0.5) / 60
    gx, gy = np.meshgrid(xs, ys)
    free = np.ones(gx.shape, dtype=np.bool_)
    for left, top, right, bottom in boxes:
        free &= ~((gx > left) & (gx < right) & (gy > top) & (gy < bottom))
    if not free.any():
        return frame[0] + frame[2] / 2, frame[1] + frame[3] / 2
    return float(gx[free].mean()), float(gy[free].mean())


def _place(
    points: Points,
    k: float,
    covers: Covers,
    frame: Rectangle,
    boxes: Points,
    margin: float,
    free: tuple[float, float],
) -> tuple[float, float] | None:
    """Where the middle of the region may lie so that it touches nothing, nearest to the middle of the free room."""
    points = points * k
    half_x, half_y = np.abs(points).max(axis=0) + margin
    low_x, high_x = frame[0] + half_x, frame[0] + frame[2] - half_x
    low_y, high_y = frame[1] + half_y, frame[1] + frame[3] - half_y
    if low_x > high_x + 1e-6 or low_y > high_y + 1e-6:
        return None
    centres_x, centres_y = (
        np.unique(
            np.concatenate([np.linspace(low, max(low, high), _PLACES), [min(max(at, low), max(low, high))]])
        )
        for low, high, at in ((low_x, high_x, free[0]), (low_y, high_y, free[1]))
    )
    gx, gy = np.meshgrid(centres_x, centres_y)
    clear = np.ones(gx.shape, dtype=np.bool_)
    for left, top, right, bottom in boxes:
        # Furniture meets the region where the outline comes into it, or where all of it lies inside.
        clear &= ~_hits(points, left - gx, top - gy, right - gx, bottom - gy)
        clear &= ~covers(((left + right) / 2 - gx) / k, (gy - (top + bottom) / 2) / k)
    if not clear.any():
        return None
    distance = np.where(clear, (gx - free[0]) ** 2 + (gy - free[1]) ** 2, np.inf)
    at = int(np.argmin(distance))
    return float(gx.flat[at]), float(gy.flat[at])


def _hits(points: Points, left: Points, top: Points, right: Points, bottom: Points) -> npt.NDArray[np.bool_]:
    """For each place of the region whether its outline comes into the rectangle (given as seen from the place).

    The outline is in the plane's directions, y up: on the sheet it is turned over.
    """
    x, y = points[:, 0], -points[:, 1]
    hit: npt.NDArray[np.bool_] = np.zeros(left.shape, dtype=np.bool_)
    for row in range(left.shape[0]):
        inside = (
            (x[None, :] > left[row][:, None])
            & (x[None, :] < right[row][:, None])
            & (y[None, :] > top[row][:, None])
            & (y[None, :] < bottom[row][:, None])
        )
        hit[row] = inside.any(axis=1)
    return hit
