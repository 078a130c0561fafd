"""Geometry of a sheet in the region's metric plane: units, districts, scope, and the background map."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from data.reads import UnitRow, geometries, release_info
from data.release import Release
from data.settings import Settings
from data.snapshots.background import read_background
from geo.crs import STORAGE_CRS
from views.basis import Basis
from views.names import Lang, unit_name
from views.state import Membership

# The level of districts in each membership.
DISTRICTS: Mapping[Membership, str] = {"zone": "zone", "county": "county"}
_CONTAINS = {"category": "category", "zone": "zone_code", "county": "county_code"}


@dataclass(frozen=True)
class Plane:
    """The region's metric plane, and what the region is called.

    Attributes
    ----------
    crs
        As the region's folder names it, in metres.
    names, provinces
        Chinese, English.
    """

    crs: str
    names: tuple[str, str]
    provinces: tuple[str, str]


@dataclass(frozen=True, eq=False)
class Background:
    """What lies under the units, in the region's metric plane."""

    neighbours: gpd.GeoDataFrame
    rivers: gpd.GeoSeries
    province: gpd.GeoDataFrame | None


@lru_cache(maxsize=8)
def plane_of(basis: Basis) -> Plane:
    """The plane that the release's own definitions name."""
    region = tomllib.loads(release_info(basis.release)["definitions/region.toml"])
    return Plane(
        str(region["metric_crs"]),
        (str(region["name"]), str(region["name_en"])),
        (str(region["province"]), str(region["province_en"])),
    )


def projection_words(basis: Basis, lang: Lang) -> str:
    """The projection as a cartographer writes it."""
    crs = pyproj.CRS.from_user_input(plane_of(basis).crs)
    name = crs.to_string() if crs.name in ("unknown", "") else crs.name
    authority = crs.to_authority()
    words = name
    operation = crs.coordinate_operation
    if lang == "zh" and "Gauss-Kruger" in name and operation is not None:
        parameters = {parameter.name: parameter.value for parameter in operation.params}
        middle = parameters.get("Longitude of natural origin", 0.0)
        degrees = "三度带" if "3-degree" in name else ""
        words = f"CGCS2000 {degrees}高斯—克吕格投影 中央经线 {middle:g}°E"
    return f"{words} ({':'.join(authority)})" if authority else words


@lru_cache(maxsize=16)
def shapes(basis: Basis, level: str) -> gpd.GeoSeries:
    """Exact geometry of all units of a level, by code in the published order; shared, do not change it."""
    return _shapes(basis.release, level, plane_of(basis).crs)


def _shapes(release: Release, level: str, crs: str) -> gpd.GeoSeries:
    return geometries(release, level).to_crs(crs)


def shape(basis: Basis, unit: UnitRow) -> BaseGeometry:
    """Exact geometry of one unit."""
    found: BaseGeometry = shapes(basis, unit.level).iloc[unit.seq]
    return found


def districts(
    basis: Basis, membership: Membership, scope: UnitRow, texts: Mapping[str, str], lang: Lang
) -> gpd.GeoDataFrame:
    """All zones or counties: ``code, name, category, inside_scope, value_text, geometry``.

    Parameters
    ----------
    texts
        Value in words by code; those without one have none.
    """
    level = DISTRICTS[membership]
    own = shapes(basis, level)
    rows = [basis.unit_at(level, seq) for seq in range(len(own))]
    return gpd.GeoDataFrame(
        {
            "code": [row.code for row in rows],
            "name": [unit_name(row, lang) for row in rows],
            "category": [row.category for row in rows],
            "inside_scope": np.array([_belongs(row, scope, level) for row in rows], dtype=np.bool_),
            "value_text": [texts.get(row.code, "") for row in rows],
        },
        geometry=own.to_numpy(),
        crs=own.crs,
    )


def _belongs(district: UnitRow, scope: UnitRow, level: str) -> bool:
    """Whether a district lies in the scope, or the scope in it."""
    if scope.level == "city":
        return True
    if scope.level == "category":
        return district.category == scope.code
    return district.code == (scope.code if scope.level == level else getattr(scope, _CONTAINS[level]))


def background(basis: Basis, digest: str) -> Background:
    """The background map of a hash; an empty one where the hash is "".

    Raises
    ------
    StateError
        When it cannot be found any more.
    """
    crs = plane_of(basis).crs
    if not digest:
        return _empty(crs)
    home = basis.release.path.parent.parent
    return _background(home, Settings.from_env().region_dir, digest, crs, plane_of(basis).names[0])


@lru_cache(maxsize=4)
def _background(home: Path, region_dir: Path, digest: str, crs: str, region: str) -> Background:
    frame = read_background(home, region_dir, digest).to_crs(crs)
    neighbours = frame[frame["kind"] == "neighbour"][["name", "geometry"]].reset_index(drop=True)
    rivers = gpd.GeoSeries(frame.loc[frame["kind"] == "river", "geometry"].reset_index(drop=True))
    parts = frame[frame["kind"] == "province_part"][["name", "geometry"]].reset_index(drop=True)
    parts.insert(1, "is_region", parts["name"] == region)
    return Background(neighbours, rivers, parts if len(parts) else None)


def _empty(crs: str) -> Background:
    nothing = gpd.GeoDataFrame({"name": []}, geometry=gpd.GeoSeries([], crs=crs), crs=crs)
    return Background(nothing, gpd.GeoSeries([], crs=crs), None)


def to_plane(basis: Basis, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Degrees of EPSG:4490 to metres of the plane."""
    x, y = _transformer(plane_of(basis).crs).transform(lon, lat)
    return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)


@lru_cache(maxsize=4)
def _transformer(crs: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(STORAGE_CRS, crs, always_xy=True)


def squares(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Polygons of cells, given their four corners: (n, 4) metres each."""
    corners = np.stack([x, y], axis=-1)
    return np.asarray(shapely.polygons(np.concatenate([corners, corners[:, :1]], axis=1)))
