"""Where people live, roughly: a thin spread over the land and a cluster about each town's centre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import shapely

from geo.crs import FloatArray, GeometryArray
from geo.partition.ground import noise
from geo.partition.mesh import LocalPlane
from geo.partition.units import Node

#: A cluster of 3,000 people falls off to 1/e within this distance; bigger clusters are as dense, and wider.
_CLUSTER_M = 330.0
_CLUSTER_PEOPLE = 3_000.0


def hot_spots(
    nodes: Sequence[Node], shapes: GeometryArray, people_of: Mapping[str, float], plane: LocalPlane
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Clusters of people, and what is left for the land.

    Returns
    -------
    (k, 2) centres in metres; (k,) people of each; (outlines,) people a km² outside the clusters.
    """
    centres, people, rural = [], [], []
    areas = shapely.area(shapes) * float(np.prod(plane.metres)) / 1e6
    for node, shape, area in zip(nodes, shapes, areas, strict=True):
        spread = 0.0
        towns = node.children if any(child.children for child in node.children) else (node,)
        for town in towns:
            urban = sum(people_of[leaf.code] for leaf in town.leaves() if leaf.urban)
            spread += sum(people_of[leaf.code] for leaf in town.leaves() if not leaf.urban)
            if urban:
                inner = shapely.point_on_surface(shape)
                centres.append(town.place or (inner.x, inner.y))
                people.append(urban)
        # Every place has some people, or it would need no grid.
        rural.append(max(spread, 0.05 * sum(people_of[leaf.code] for leaf in node.leaves())) / area)
    points = plane.forward(np.array(centres, dtype=np.float64).reshape(-1, 2))
    return points, np.array(people, dtype=np.float64), np.array(rural, dtype=np.float64)


class PeopleDensity:
    """People a km² anywhere in or near the outlines."""

    def __init__(
        self, plane: LocalPlane, shapes: GeometryArray, centres: FloatArray, people: FloatArray, rural: FloatArray,
        seed: int,
    ) -> None:  # fmt: skip
        self._plane, self._shapes, self._seed = plane, shapes, seed
        self._tree = shapely.STRtree(shapes)
        self._centres, self._people, self._rural = centres, people, rural

    def at(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """People a km² at points in degrees."""
        xy = self._plane.forward(np.column_stack([lon, lat]))
        density = np.full(len(xy), float(self._rural.mean()))
        point, shape = self._tree.query(shapely.points(lon, lat), predicate="intersects")
        density[point] = self._rural[shape]
        # Basins are settled, ridges are not.
        density *= np.exp(1.1 * noise(xy, 16_000.0, self._seed + 7, octaves=3))
        for centre, people in zip(self._centres, self._people, strict=True):
            radius = _CLUSTER_M * np.sqrt(people / _CLUSTER_PEOPLE)
            away = np.hypot(*(xy - centre).T)
            near = away < 8 * radius
            density[near] += people / (2 * np.pi * (radius / 1000) ** 2) * np.exp(-away[near] / radius)
        return density
