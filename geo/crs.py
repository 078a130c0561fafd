"""Coordinates as the product keeps them: CGCS2000 degrees on a 1e-7° grid, areas in an equal-area plane.

Every stored vertex is ``n / 1e7`` with integer ``n``: about a centimetre, exact to compare, add and test in
64-bit integers. The integer grid is the canon; floating point only carries it.
"""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

STORAGE_CRS = "EPSG:4490"
SCALE = 10_000_000

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
GeometryArray = npt.NDArray[np.object_]
Geometries = npt.NDArray[np.object_] | Sequence[shapely.Geometry]


def to_integers(degrees: npt.ArrayLike) -> IntArray:
    """Degrees to the nearest point of the 1e-7° integer grid, as int64 (any shape)."""
    return np.rint(np.asarray(degrees, dtype=np.float64) * SCALE).astype(np.int64)


def to_degrees(integers: npt.ArrayLike) -> FloatArray:
    """1e-7° integers to degrees; ``to_integers`` gives the same integers back for any position."""
    return np.asarray(integers, dtype=np.int64) / float(SCALE)


def snap(geometries: Geometries) -> GeometryArray:
    """Move every vertex to the 1e-7° integer grid (at most half a centimetre).

    Shared vertices stay shared; topology is not repaired, so check validity after snapping foreign data.
    """
    array = np.array(geometries, dtype=object)
    return np.asarray(shapely.set_coordinates(array, to_degrees(to_integers(shapely.get_coordinates(array)))))


def on_integer_grid(geometries: Geometries) -> npt.NDArray[np.bool_]:
    """Tell for each geometry whether all its vertices already lie on the 1e-7° integer grid."""
    array = np.asarray(geometries, dtype=object)
    coordinates, owner = shapely.get_coordinates(array, return_index=True)
    bad = (coordinates != to_degrees(to_integers(coordinates))).any(axis=1)
    result = np.ones(len(array), dtype=bool)
    result[owner[bad]] = False
    return result


def area_km2(geometries: gpd.GeoSeries, equal_area_crs: str) -> FloatArray:
    """Areas in km² ("按图计算"): planar area in the region's equal-area projection.

    Parameters
    ----------
    geometries
        Polygons with a CRS.
    equal_area_crs
        Any definition that pyproj reads, in metres.
    """
    projected = geometries.to_crs(equal_area_crs)
    return np.asarray(projected.area, dtype=np.float64) / 1e6
