"""Where a label has room in a unit: shares of a rectangle that lie inside, for all places of a raster at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from PIL import Image, ImageDraw
from shapely.geometry.base import BaseGeometry

from export.sheet.mapping.plane import Points

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Room:
    """A raster over a shape of the sheet.

    Attributes
    ----------
    x, y
        Upper left corner, mm.
    cell
        Side of a cell, mm.
    sums
        Summed-area table of the cells inside, one row and column more than the raster.
    """

    x: float
    y: float
    cell: float
    sums: npt.NDArray[np.int32]

    @classmethod
    def of(cls, shape: BaseGeometry, plane_box: tuple[float, float, float, float], cell: float) -> Room:
        """The raster of a polygon in mm; `plane_box` is what of the sheet counts: left, top, right, bottom."""
        minx, miny, maxx, maxy = shape.bounds
        left, top = max(minx, plane_box[0]), max(miny, plane_box[1])
        right, bottom = min(maxx, plane_box[2]), min(maxy, plane_box[3])
        columns, rows = (
            max(int(np.ceil((high - low) / cell)), 1) for low, high in ((left, right), (top, bottom))
        )
        return cls.of_mask(filled(shape, left, top, columns, rows, cell), left, top, cell)

    @classmethod
    def of_mask(cls, mask: Mask, x: float, y: float, cell: float) -> Room:
        """A raster that is there already."""
        sums = np.zeros((mask.shape[0] + 1, mask.shape[1] + 1), dtype=np.int32)
        sums[1:, 1:] = mask.cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32)
        return cls(x, y, cell, sums)

    def shares(self, width: float, height: float, step: float) -> tuple[Points, npt.NDArray[np.float64]]:
        """Middles of rectangles all over the raster, `step` mm apart, and what share of each lies inside."""
        rows, columns = self.sums.shape[0] - 1, self.sums.shape[1] - 1
        w, h = (max(round(side / self.cell), 1) for side in (width, height))
        stride = max(round(step / self.cell), 1)
        cy, cx = (_centres(count, stride) for count in (rows, columns))
        first_x, first_y = (np.floor(at - side / 2 + 0.5).astype(np.int64) for at, side in ((cx, w), (cy, h)))
        left, right = np.clip(first_x, 0, columns), np.clip(first_x + w, 0, columns)
        top, bottom = np.clip(first_y, 0, rows), np.clip(first_y + h, 0, rows)
        s = self.sums
        inside = (
            s[np.ix_(bottom, right)] - s[np.ix_(top, right)] - s[np.ix_(bottom, left)] + s[np.ix_(top, left)]
        )
        gx, gy = np.meshgrid(self.x + (first_x + w / 2) * self.cell, self.y + (first_y + h / 2) * self.cell)
        return np.column_stack([gx.ravel(), gy.ravel()]), (inside / (w * h)).ravel()


def _centres(count: int, stride: int) -> npt.NDArray[np.float64]:
    """Places along one side, the middle one of the raster among them."""
    middle = count / 2
    before = np.arange(middle, 0, -stride)[::-1]
    after = np.arange(middle + stride, count, stride)
    return np.concatenate([before, after])


def filled(
    shape: BaseGeometry,
    left: float,
    top: float,
    columns: int,
    rows: int,
    cell: float,
    into: Mask | None = None,
) -> Mask:
    """Which cells of a raster have their middle in a polygon (holes left out)."""
    image = Image.new("1", (columns, rows), 0)
    pen = ImageDraw.Draw(image)
    for part in shapely.get_parts(shape):
        if part.geom_type != "Polygon":
            continue
        for ring, ink in ((part.exterior, 1), *((hole, 0) for hole in part.interiors)):
            xy = (shapely.get_coordinates(ring) - (left, top)) / cell - 0.5
            pen.polygon(xy.ravel().tolist(), fill=ink)
    found = np.array(image, dtype=np.bool_)
    return found if into is None else into | found
