"""Official files made from the tiny region's own levels: borders moved, shifted, torn or miscoded as a test asks."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import STORAGE_CRS
from geo.datum import wgs84_to_gcj02


def layer(region: Path, level: str) -> gpd.GeoDataFrame:
    """A level as it stands: code, parent_code and more."""
    return gpd.read_parquet(region / "boundaries" / f"{level}.parquet")


def moved(region: Path, level: str = "street", by: float = 0.0012) -> gpd.GeoDataFrame:
    """A level whose inner borders run another way, like a survey beside a sketch; its outer borders stay."""
    frame = layer(region, level)
    shapes = shapely.segmentize(frame.geometry.to_numpy(), 0.0025)
    counties = shapely.boundary(layer(region, "county").geometry.to_numpy())
    points = shapely.get_coordinates(shapes)
    inner = (shapely.distance(shapely.points(points)[:, None], counties[None, :]) > 1e-9).all(axis=1)
    wave = np.column_stack([np.sin(points[:, 1] * 900), np.cos(points[:, 0] * 700)]) * by
    drawn = shapely.set_coordinates(shapes, np.round(points + wave * inner[:, None], 7))
    return frame.set_geometry(gpd.GeoSeries(drawn, index=frame.index, crs=STORAGE_CRS))


def shifted(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The same in GCJ-02, still calling itself CGCS2000, as such files do."""
    shapes = frame.geometry.to_numpy().copy()
    x, y = wgs84_to_gcj02(*shapely.get_coordinates(shapes).T)
    return frame.set_geometry(
        gpd.GeoSeries(
            shapely.set_coordinates(shapes, np.column_stack([x, y])), index=frame.index, crs=STORAGE_CRS
        )
    )


def written(frame: gpd.GeoDataFrame, path: Path) -> Path:
    """The frame as a file of the suffix's format."""
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path, driver="KML" if path.suffix == ".kml" else None)
    return path
