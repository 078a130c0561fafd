"""Small outlines for cards: a unit's shape as an SVG path, north up, true to its proportions."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Frame:
    """A window of degrees drawn `width` units wide; longitudes shrink with the cosine of the latitude."""

    minx: float
    miny: float
    maxx: float
    maxy: float
    width: float = 100.0

    @property
    def scale(self) -> float:
        """Drawing units a degree of latitude."""
        return self.width / ((self.maxx - self.minx) * self._squeeze)

    @property
    def _squeeze(self) -> float:
        return math.cos(math.radians((self.miny + self.maxy) / 2))

    @property
    def height(self) -> float:
        """Drawing units from bottom to top."""
        return (self.maxy - self.miny) * self.scale

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Drawing coordinates of a point in degrees; y grows downwards."""
        return (lon - self.minx) * self._squeeze * self.scale, (self.maxy - lat) * self.scale

    def path(self, geometry: BaseGeometry, tolerance: float = 0.25) -> str:
        """SVG path data of a (multi)polygon in degrees; `tolerance` in drawing units."""
        simple = geometry.simplify(tolerance / self.scale, preserve_topology=True)
        rings = shapely.get_rings(shapely.get_parts(simple))
        pieces = []
        for ring in rings:
            points = shapely.get_coordinates(ring)
            x = (points[:, 0] - self.minx) * self._squeeze * self.scale
            y = (self.maxy - points[:, 1]) * self.scale
            text = "L".join(f"{a:.1f} {b:.1f}" for a, b in np.column_stack([x, y])[:-1])
            pieces.append(f"M{text}Z")
        return "".join(pieces)


def frame_of(geometries: list[BaseGeometry], width: float = 100.0) -> Frame:
    """The smallest frame around some geometries in degrees."""
    minx, miny, maxx, maxy = shapely.total_bounds(geometries)
    return Frame(float(minx), float(miny), float(maxx), float(maxy), width)
