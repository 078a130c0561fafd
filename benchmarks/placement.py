"""Points into 10 zones, 1,688 communities and 12,000 grids: geo.placement beside geopandas.sjoin, in one run.

    python -m benchmarks.placement [--points 1000000] [--repeat 3] [--check 0] [--level zone community grid]

Both run on one thread; seconds are of CPU, the median of the repeats, and sjoin's points are made before the clock
starts. ``--check 10000000`` compares the answers for that many other random points with shapely and names every point
on which they differ: such a point lies on an edge, where GEOS rounds, and a whole-number reckoning tells who is right.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from data.region import load_region
from data.region_units import build_units
from data.settings import ROOT
from geo.placement import PlacementIndex

Points = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]
LEVELS = ("zone", "community", "grid")
T = TypeVar("T")
SEED = 20260101
BATCH = 1_000_000


def levels_of_region() -> dict[str, gpd.GeoDataFrame]:
    """The units of each level, sorted by code: the lowest owns a shared edge."""
    units = build_units(load_region(ROOT / "data/regions/qujing", geometry_checks=False))
    frames = {level: units[units["level"] == level].sort_values("code") for level in LEVELS}
    return {level: frame[["code", "geometry"]].reset_index(drop=True) for level, frame in frames.items()}


def points_inside(outline: shapely.Geometry, n: int, seed: int) -> Points:
    """Random points within the region on the 1e-7° grid."""
    random, found = np.random.default_rng(seed), np.zeros((0, 2))
    minx, miny, maxx, maxy = shapely.bounds(outline)
    shapely.prepare(outline)
    while len(found) < n:
        drawn = random.uniform((minx, miny), (maxx, maxy), (n, 2))
        drawn = np.rint(drawn * 1e7) / 1e7
        found = np.vstack([found, drawn[shapely.contains_xy(outline, *drawn.T)]])
    return found[:n]


def by_sjoin(points: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The way it is usually done; a point on a shared edge comes twice."""
    return gpd.sjoin(points, units[["geometry"]], how="left", predicate="intersects")


def lowest_by_sjoin(joined: gpd.GeoDataFrame) -> Indices:
    """The lowest unit that each point touches."""
    return joined["index_right"].groupby(level=0).min().fillna(-1).to_numpy(dtype=np.int32)


def lowest_by_shapely(shapes: npt.NDArray[np.object_], points: Points) -> Indices:
    """The lowest unit that each point touches, polygons asking a tree of points: much faster than sjoin."""
    lowest = np.full(len(points), len(shapes), np.int32)
    unit, point = shapely.STRtree(np.array(shapely.points(points))).query(shapes, predicate="intersects")
    np.minimum.at(lowest, point, unit.astype(np.int32))
    return np.where(lowest == len(shapes), -1, lowest).astype(np.int32)


def exactly(shapes: npt.NDArray[np.object_], point: Points) -> tuple[int, bool]:
    """The lowest unit that a point touches, in whole numbers; and whether it lies on an edge."""
    x, y = (round(v * 1e7) for v in point.tolist())
    on_edge, touched = False, []
    for n in shapely.STRtree(shapes).query(shapely.box(*(point - 1e-6), *(point + 1e-6))).tolist():
        inside = on_border = False
        for ring in shapely.get_rings(shapes[n]):
            corners = [(round(a * 1e7), round(b * 1e7)) for a, b in shapely.get_coordinates(ring).tolist()]
            for (x1, y1), (x2, y2) in pairwise(corners):
                turn = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
                within = min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2)
                on_border |= turn == 0 and within
                if (y1 <= y) != (y2 <= y):
                    inside ^= (turn > 0) == (y2 > y1)
        on_edge |= on_border
        if inside or on_border:
            touched.append(n)
    return min(touched, default=-1), on_edge


def timed(work: Callable[[], T], repeat: int) -> tuple[float, T]:
    """Median seconds of CPU, and the result."""
    seconds = []
    for _ in range(repeat):
        start = time.process_time()
        result = work()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds), result


def compare(level: str, units: gpd.GeoDataFrame, points: Points, repeat: int) -> None:
    """Print one level's row."""
    shapes = units.geometry.to_numpy()
    codes = units["code"].astype(str).tolist()
    building, index = timed(partial(PlacementIndex.build, shapes, codes), 1)
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T), crs=units.crs)
    slow, joined = timed(partial(by_sjoin, frame, units), repeat)
    fast, found = timed(partial(index.place, *points.T), max(3 * repeat, 5))
    nearby = points[np.argsort(np.rint(points[:, 0] * 100) * 1e6 + points[:, 1], kind="stable")]
    sorted_seconds, _ = timed(partial(index.place, *nearby.T), max(3 * repeat, 5))
    differ = int((lowest_by_sjoin(joined) != found).sum())
    n = len(points)
    print(
        f"{level:<10}{len(units):>7,}{building:>9.2f}{index.nbytes / 2**20:>7.1f}{slow / n * 1e6:>9.2f}"
        f"{fast / n * 1e6:>11.3f}{slow / fast:>8.0f}×{sorted_seconds / n * 1e6:>11.3f}{differ:>8}",
        flush=True,
    )


def check(level: str, units: gpd.GeoDataFrame, outline: shapely.Geometry, n: int) -> None:
    """Compare with shapely on random points and name those on which the two differ."""
    shapes = units.geometry.to_numpy()
    index = PlacementIndex.build(shapes, units["code"].astype(str).tolist())
    differ = 0
    for batch in range(0, n, BATCH):
        points = points_inside(outline, min(BATCH, n - batch), SEED + 1 + batch)
        wanted, found = lowest_by_shapely(shapes, points), index.place(*points.T)
        for at in np.flatnonzero(wanted != found).tolist():
            truth, on_edge = exactly(shapes, points[at])
            where = "on an edge" if on_edge else "NOT on an edge"
            right = "ours" if found[at] == truth else "shapely" if wanted[at] == truth else "neither"
            print(f"  {level} {points[at][0]:.7f} {points[at][1]:.7f} {where}: right is {right}")
            differ += 1
    print(f"{level}: {n:,} random points, {differ} on which shapely differs", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--check", type=int, default=0, metavar="N")
    parser.add_argument("--level", nargs="*", choices=LEVELS, default=LEVELS)
    options = parser.parse_args()
    levels = levels_of_region()
    outline = shapely.union_all(levels["zone"].geometry.to_numpy())
    points = points_inside(outline, options.points, SEED)
    print(f"{options.points:,} points within the region, µs of CPU a point\n")
    print("level       units  build s     MB    sjoin  placement  faster  points sorted  differ")
    for level in options.level:
        compare(level, levels[level], points, options.repeat)
    for level in options.level if options.check else ():
        check(level, levels[level], outline, options.check)


if __name__ == "__main__":
    main()
