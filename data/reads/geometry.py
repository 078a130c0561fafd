"""Exact geometry of units."""

from __future__ import annotations

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from data.reads.scope import check_level
from data.release import Release
from geo.crs import STORAGE_CRS
from governance.errors import StateError


def geometries(release: Release, level: str) -> gpd.GeoSeries:
    """Geometry of all units of a level, indexed by code in `seq` order, EPSG:4490.

    Raises
    ------
    StateError
        When there is no such level.
    """
    rows = release.run("geometries", level=check_level(level)).fetchall()
    # A BLOB may arrive as bytearray, which shapely refuses (FINDINGS 11).
    shapes = shapely.from_wkb([bytes(blob) for _, blob in rows])
    return gpd.GeoSeries(shapes, index=[str(code) for code, _ in rows], crs=STORAGE_CRS)


def unit_table(release: Release) -> gpd.GeoDataFrame:
    """The whole unit table with geometry, as `data.region_units.build_units` made it; EPSG:4490."""
    frame = release.frame("unit_table")
    shapes = shapely.from_wkb([bytes(blob) for blob in frame.pop("geometry")])
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=STORAGE_CRS)


def unit_geometry(release: Release, level: str, code: str) -> BaseGeometry:
    """Geometry of one unit, degrees of EPSG:4490.

    Raises
    ------
    StateError
        When there is no such unit.
    """
    rows = release.run("unit_geometry", level=check_level(level), code=code).fetchall()
    if not rows:
        raise StateError("没有这个单元 No such unit", f"{level} {code}", "检查编码 check the code")
    return shapely.from_wkb(bytes(rows[0][0]))
