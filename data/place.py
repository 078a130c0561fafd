"""Placing: each case gets one grid, community, street, zone and county, or is counted as not located."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.datum import DATUMS, to_storage
from geo.placement import PlacementIndex, distance_to_unit_m

# A community code wins over a point that lies at most this far outside that community.
TOLERANCE_M = 200.0

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Places:
    """Grids ready for placing, with their communities.

    Attributes
    ----------
    grid_codes, community_codes
        Sorted codes; positions in them are the indices used below.
    community_of_grid
        Index of each grid's community.
    grids, communities
        Their polygons, EPSG:4490.
    """

    index: PlacementIndex
    grid_codes: npt.NDArray[np.object_]
    grids: npt.NDArray[np.object_]
    community_codes: npt.NDArray[np.object_]
    communities: npt.NDArray[np.object_]
    community_of_grid: IntArray

    @classmethod
    def build(cls, units: gpd.GeoDataFrame) -> Places:
        """Prepare the unit table's grids.

        Parameters
        ----------
        units
            The unit table of `data.region_units.build_units`, EPSG:4490.
        """
        grids = units[units["level"] == "grid"].sort_values("code")
        communities = units[units["level"] == "community"].sort_values("code")
        grid_codes = grids["code"].to_numpy(dtype=object)
        shapes = np.asarray(grids.geometry.array, dtype=object)
        community_codes = communities["code"].to_numpy(dtype=object)
        owner = pd.Index(community_codes).get_indexer(pd.Index(grids["community_code"]))
        return cls(
            PlacementIndex.build(shapes, list(grid_codes)), grid_codes, shapes, community_codes,
            np.asarray(communities.geometry.array, dtype=object), np.asarray(owner, dtype=np.int64),
        )  # fmt: skip

    def community_of(self, lon: FloatArray, lat: FloatArray) -> IntArray:
        """Index of the community that holds each point of the stored datum, -1 outside."""
        grid = self.index.place(lon, lat)
        return np.where(grid >= 0, self.community_of_grid[grid], -1)

    def given(self, codes: pd.Series[str]) -> IntArray:
        """Index of each community code, -1 where there is none or it is unknown."""
        return np.asarray(pd.Index(self.community_codes).get_indexer(pd.Index(codes)), dtype=np.int64)


def place(places: Places, points: pd.DataFrame, *, tolerance_m: float = TOLERANCE_M) -> pd.DataFrame:
    """Place rows by point and community code.

    A point inside its community, or without a code, goes by the point. A code wins over a point at most
    `tolerance_m` outside the community (the grid is then that community's nearest); further away the point wins.

    Parameters
    ----------
    points
        ``rid, source_lon, source_lat, datum, given_community_code``; degrees in `datum`, NaN where missing.

    Returns
    -------
    DataFrame
        ``rid, lon, lat`` (stored datum, 1e-7°), ``grid_code, community_code, placed_by`` (point, code, none),
        ``placement_note`` (point_disagrees or None), ``outcome`` (inside, point_near, point_disagrees, outside,
        code, nothing) and ``distance_m`` (point to community, NaN where it agrees).
    """
    n = len(points)
    lon, lat = stored_points(points)
    usable = np.isfinite(lon) & np.isfinite(lat)
    given = places.given(points["given_community_code"])
    grid = np.asarray(places.index.place(lon, lat), dtype=np.int64)
    community = np.where(grid >= 0, places.community_of_grid[grid], -1)
    distance = np.full(n, np.nan)
    outcome = np.full(n, "inside", dtype=object)

    doubtful = np.flatnonzero(usable & (given >= 0) & (community != given))
    if len(doubtful):
        distance[doubtful] = distance_to_unit_m(
            lon[doubtful], lat[doubtful], places.communities[given[doubtful]]
        )
    near = doubtful[distance[doubtful] <= tolerance_m]
    far = doubtful[distance[doubtful] > tolerance_m]
    grid[near] = _nearest_grid(places, lon[near], lat[near], given[near])
    community[near] = given[near]
    outcome[near] = "point_near"
    outcome[far] = "point_disagrees"
    outcome[usable & (grid < 0)] = "outside"
    by_code = ~usable & (given >= 0)
    community[by_code] = given[by_code]
    outcome[by_code] = "code"
    outcome[~usable & (given < 0)] = "nothing"

    disagrees = np.isin(outcome, ["point_near", "point_disagrees"])
    return pd.DataFrame(
        {
            "rid": points["rid"].to_numpy(),
            "lon": lon,
            "lat": lat,
            "grid_code": _pick(places.grid_codes, grid),
            "community_code": _pick(places.community_codes, community),
            "placed_by": np.where(grid >= 0, "point", np.where(community >= 0, "code", "none")),
            "placement_note": [("point_disagrees" if doubt else None) for doubt in disagrees],
            "outcome": outcome,
            "distance_m": distance,
        }
    )


def stored_points(points: pd.DataFrame, datum: str | None = None) -> tuple[FloatArray, FloatArray]:
    """Longitudes and latitudes in the stored datum, 1e-7°; `datum` overrides what the rows declare."""
    lon = np.full(len(points), np.nan)
    lat = np.full(len(points), np.nan)
    for declared in DATUMS if datum is None else (datum,):
        rows = np.ones(len(points), dtype=bool) if datum else (points["datum"] == declared).to_numpy()
        if rows.any():
            source = points.loc[rows, ["source_lon", "source_lat"]].to_numpy(dtype=np.float64)
            lon[rows], lat[rows] = to_storage(source[:, 0], source[:, 1], declared)
    return lon, lat


def _nearest_grid(places: Places, lon: FloatArray, lat: FloatArray, community: IntArray) -> IntArray:
    """The nearest grid of each point's community; the lowest code where two are equally near."""
    if not len(lon):
        return np.zeros(0, dtype=np.int64)
    order = np.argsort(places.community_of_grid, kind="stable")
    starts = np.searchsorted(places.community_of_grid[order], community, side="left")
    ends = np.searchsorted(places.community_of_grid[order], community, side="right")
    point = np.repeat(np.arange(len(lon)), ends - starts)
    offset = np.arange(len(point)) - np.repeat(np.cumsum(ends - starts) - (ends - starts), ends - starts)
    candidate = order[starts[point] + offset]
    distance = distance_to_unit_m(lon[point], lat[point], places.grids[candidate])
    ranked = np.lexsort((candidate, distance, point))
    _, first = np.unique(point[ranked], return_index=True)
    return np.asarray(candidate[ranked[first]], dtype=np.int64)


def _pick(codes: npt.NDArray[np.object_], index: IntArray) -> npt.NDArray[np.object_]:
    picked = codes[index]
    picked[index < 0] = None
    return picked
