"""Placing points in grids: geopandas.sjoin beside geo.placement, in one run, on one thread each.

    python -m benchmarks.placement [GRIDS.parquet] [--points 100000 1000000]

Prints seconds of CPU, microseconds a point, the ratio, and how many answers differ. A difference is only
allowed on an edge, where sjoin's doubles may round a point to one side; those are counted apart.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.placement import PlacementIndex

Points = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]
GRIDS = Path(__file__).resolve().parent.parent / "data/regions/qujing/boundaries/grid.parquet"
SEED = 20260101


def random_points(grids: gpd.GeoDataFrame, n: int) -> Points:
    """Points over the region's box on the 1e-7° grid; about half lie inside."""
    minx, miny, maxx, maxy = grids.total_bounds
    points = np.random.default_rng(SEED).uniform((minx, miny), (maxx, maxy), (n, 2))
    return np.rint(points * 1e7) / 1e7


def by_sjoin(grids: gpd.GeoDataFrame, points: Points) -> Indices:
    """The lowest grid that each point touches, the way it is usually done."""
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T), crs=grids.crs)
    joined = gpd.sjoin(frame, grids[["geometry"]], how="left", predicate="intersects")
    lowest = joined["index_right"].groupby(level=0).min().fillna(-1)
    return lowest.to_numpy(dtype=np.int32)


def distance_to_an_edge(shapes: npt.NDArray[np.object_], points: Points) -> Points:
    """Degrees from each point to the nearest edge of any polygon."""
    edges = shapely.boundary(shapes)
    return np.array([shapely.distance(edges, point).min() for point in gpd.points_from_xy(*points.T)])


def timed(work: Callable[[], Indices]) -> tuple[float, Indices]:
    """CPU seconds and the result."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("grids", nargs="?", type=Path, default=GRIDS)
    parser.add_argument("--points", nargs="*", type=int, default=[100_000, 1_000_000])
    options = parser.parse_args()
    grids = gpd.read_parquet(options.grids).reset_index(drop=True)
    shapes = grids.geometry.to_numpy()
    start = time.process_time()
    index = PlacementIndex.build(shapes, grids["code"].astype(str).tolist())
    seconds = time.process_time() - start
    n_vertices = int(shapely.get_num_coordinates(shapes).sum())
    print(f"{len(grids):,} polygons, {n_vertices:,} vertices")
    print(f"index: {seconds:.2f} s, {index.nbytes / 2**20:.1f} MB\n")
    print("    points way          CPU s  µs/point  times faster  differ  off edge")
    for n in options.points:
        points = random_points(grids, n)
        slow, wanted = timed(partial(by_sjoin, grids, points))
        fast, found = timed(partial(index.place, *points.T))
        differ = np.flatnonzero(wanted != found)
        off_edge = int((distance_to_an_edge(shapes, points[differ]) > 1e-9).sum())
        print(f"{n:>10,} sjoin     {slow:>8.3f} {slow / n * 1e6:>9.3f} {1:>13}")
        print(
            f"{n:>10,} placement {fast:>8.3f} {fast / n * 1e6:>9.3f} {slow / fast:>13.0f}"
            f" {len(differ):>7} {off_edge:>9}"
        )


if __name__ == "__main__":
    main()
