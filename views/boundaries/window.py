"""A window of metres on a sheet: shapes become points of the drawing, with no more detail than can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.coverage import union_by
from geo.crs import GeometryArray
from views.boundaries.drawing import Points

#: Detail below this many units of the drawing is not seen.
_DETAIL = 0.7


@dataclass(frozen=True)
class Window:
    """The part of the plane between `bounds` in metres, in the middle of a box of the drawing.

    Attributes
    ----------
    bounds
        minx, miny, maxx, maxy: what must be seen.
    x, y, width, height
        The box; it may show more than `bounds` to one side.
    """

    bounds: tuple[float, float, float, float]
    x: float
    y: float
    width: float
    height: float

    @property
    def scale(self) -> float:
        """Units of the drawing a metre."""
        minx, miny, maxx, maxy = self.bounds
        return min(self.width / (maxx - minx), self.height / (maxy - miny))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The box: x, y, width, height."""
        return self.x, self.y, self.width, self.height

    @property
    def seen(self) -> shapely.Polygon:
        """All that the box shows, in metres."""
        (minx, miny, maxx, maxy), half = self.bounds, 0.5 / self.scale
        x, y = (minx + maxx) / 2, (miny + maxy) / 2
        return shapely.box(
            x - self.width * half, y - self.height * half, x + self.width * half, y + self.height * half
        )

    def at(self, points: Points) -> Points:
        """Points in metres to points of the drawing, y downwards."""
        minx, _, _, maxy = self.seen.bounds
        return np.column_stack(
            [(points[:, 0] - minx) * self.scale + self.x, (maxy - points[:, 1]) * self.scale + self.y]
        )

    def rings(self, shapes: GeometryArray | Sequence[shapely.Geometry]) -> tuple[Points, ...]:
        """The rings of polygons."""
        rings = shapely.get_rings(shapely.get_parts(np.asarray(shapes, dtype=object)))
        return tuple(self.at(shapely.get_coordinates(ring)[:-1]) for ring in rings)

    def lines(self, shapes: GeometryArray) -> tuple[Points, ...]:
        """The edges of polygons, each once, so that neither dashes nor strokes lie over each other."""
        rings = shapely.get_rings(shapely.get_parts(shapes))
        coordinates, owner = shapely.get_coordinates(rings, return_index=True)
        if not len(coordinates):
            return ()
        vertices, index = np.unique(coordinates, axis=0, return_inverse=True)
        same = owner[:-1] == owner[1:]
        pairs = np.unique(np.sort(np.column_stack([index[:-1][same], index[1:][same]]), axis=1), axis=0)
        merged = shapely.line_merge(shapely.MultiLineString(list(vertices[pairs])))
        return tuple(self.at(shapely.get_coordinates(part)) for part in shapely.get_parts(merged))

    def near(self, layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """The units of which something is seen."""
        return layer[shapely.intersects(layer.geometry.to_numpy(), self.seen)]

    def simplified(self, layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """The layer with no more detail than can be seen; neighbours keep their common line."""
        shapes, tolerance = layer.geometry.to_numpy(), _DETAIL / self.scale
        simplify = shapely.coverage_simplify if shapely.coverage_is_valid(shapes) else shapely.simplify
        return layer.set_geometry(
            gpd.GeoSeries(simplify(shapes, tolerance), index=layer.index, crs=layer.crs)
        )


def parents_of(layer: gpd.GeoDataFrame) -> tuple[list[str], GeometryArray]:
    """Codes and outlines of the level above; none where the layer is no coverage."""
    known = layer[layer["parent_code"] != ""]
    shapes = known.geometry.to_numpy()
    if not len(shapes) or not shapely.coverage_is_valid(shapes):
        return [], np.array([], dtype=object)
    unions = union_by(shapes, known["parent_code"])
    return list(unions), np.array(list(unions.values()), dtype=object)
