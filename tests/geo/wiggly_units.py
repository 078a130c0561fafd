"""A small unit table of eight by eight grids with crooked borders, nested up to two counties and two zones."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.coverage import union_by
from geo.crs import STORAGE_CRS, to_degrees

SIDE = 8
CELL = 100_000  # 0.01° in 1e-7°
BENDS = 12  # vertices along one side of a grid


def _border(ends: tuple[tuple[int, int], tuple[int, int]]) -> list[tuple[int, int]]:
    """The crooked line between two lattice points, equal for both neighbours."""
    (x1, y1), (x2, y2) = ends
    generator = np.random.default_rng([x1, y1, x2, y2])
    share = np.arange(BENDS + 1)[:, None] / BENDS
    line = (np.array([x1, y1]) * (1 - share) + np.array([x2, y2]) * share) * CELL
    line[1:-1] += generator.integers(-4_000, 4_000, (BENDS - 1, 2))
    return [(int(x), int(y)) for x, y in np.rint(line)]


def _grid(x: int, y: int) -> shapely.Polygon:
    south, north = _border(((x, y), (x + 1, y))), _border(((x, y + 1), (x + 1, y + 1)))
    west, east = _border(((x, y), (x, y + 1))), _border(((x + 1, y), (x + 1, y + 1)))
    ring = np.array([*south, *east[1:], *north[::-1][1:], *west[::-1][1:]])
    return shapely.Polygon(to_degrees(ring + np.array([1_030_000_000, 250_000_000])))


def wiggly_units() -> gpd.GeoDataFrame:
    """Units with the columns that the static geometry reads. The western street is split between zones."""
    rows = []
    for x in range(SIDE):
        for y in range(SIDE):
            county = f"99010{1 + x // 4}"
            street = f"{county}00{1 + y // 4}"
            zone = "990100-GX" if x < 2 and y < 2 else county
            split = street == "990101001"
            community = f"{street}0{x // 2}{y // 2}"
            rows.append(
                {
                    "code": f"{community}{1 + x % 2 * 2 + y % 2:03d}",
                    "parent_code": community,
                    "community_code": community,
                    "street_code": street,
                    "street_part_code": f"{street}~{zone}" if split else street,
                    "county_code": county,
                    "zone_code": zone,
                    "category": "1",
                    "population": 100 + x,
                    "name": f"第{x}{y}网格",
                    "geometry": _grid(x, y),
                }
            )
    grids = pd.DataFrame(rows).sort_values("code")
    tables = [grids.assign(level="grid")]
    for level in ("community", "street_part", "street", "county", "zone"):
        key = f"{level}_code"
        unions = union_by(grids["geometry"].to_numpy(), grids[key])
        first = grids.drop_duplicates(key).set_index(key, drop=False).loc[list(unions)]
        table = pd.DataFrame({"code": list(unions), "geometry": list(unions.values()), "level": level})
        table["county_code"], table["zone_code"] = (
            first["county_code"].to_numpy(),
            first["zone_code"].to_numpy(),
        )
        table["category"], table["population"] = "1", 1_000
        table["name"], table["name_en"] = "单元" + table["code"], "Unit " + table["code"]
        tables.append(table)
    units = gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), geometry="geometry", crs=STORAGE_CRS)
    inside = shapely.point_on_surface(units.geometry.to_numpy())
    units["lon"], units["lat"] = shapely.get_x(inside), shapely.get_y(inside)
    units[["minx", "miny", "maxx", "maxy"]] = units.bounds.to_numpy()
    units["area_km2"] = shapely.area(units.geometry.to_numpy()) * 1e4  # any number will do
    units["seq"] = units.groupby("level").cumcount()
    return units


def small_context() -> gpd.GeoDataFrame:
    """One neighbour, one nameless river, and a kind that only print uses."""
    return gpd.GeoDataFrame(
        {"kind": ["neighbour", "river", "province_part"], "name": ["邻市", "", "小城市"]},
        geometry=[
            shapely.box(102.9, 25.0, 103.0, 25.08),
            shapely.LineString([(103.0, 25.04), (103.08, 25.05)]),
            shapely.box(102.9, 25.0, 103.08, 25.08),
        ],
        crs=STORAGE_CRS,
    )
