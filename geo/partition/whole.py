"""Deterministic made-up boundaries (示意边界) below true ones, for places where no official file is at hand.

Given outlines (counties, or an official street or community layer) and the tree of units below each, every level
down to the governance grid is formed from one mesh, so that units tile their parents exactly. Towns get small
dense communities about their centre, villages large ones; edges follow made-up ridges. Nothing here is a survey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geo.crs import FloatArray, GeometryArray, IntArray
from geo.partition.density import PeopleDensity, hot_spots
from geo.partition.form import Former
from geo.partition.mesh import LocalPlane, Progress, build_mesh, untold
from geo.partition.rings import draw_units
from geo.partition.units import Node
from governance.errors import GeometryError

#: Mesh cells a grid is made of, on average: enough for a natural shape, few enough for a light file.
CELLS_PER_GRID = 24
#: Cells follow people, though less than one to one, so that no grid is too small to draw.
DENSITY_EXPONENT = 0.8
#: The mesh takes this share of the time.
_MESH_SHARE = 0.75


@dataclass(frozen=True)
class Partition:
    """Grids with the community each belongs to, in order of communities and grids.

    Attributes
    ----------
    polygons
        Grids, EPSG:4490 on the 1e-7° integer grid.
    community
        Community code of each grid.
    population
        People in each grid; each census group sums to its figure exactly.
    """

    polygons: GeometryArray
    community: list[str]
    population: IntArray


def partition(
    outlines: Mapping[str, shapely.Geometry],
    nodes: Sequence[Node],
    census: Sequence[tuple[int, Sequence[str]]],
    *,
    n_grids: int,
    seed: int,
    progress: Progress = untold,
) -> Partition:
    """Form every unit below the outlines.

    Parameters
    ----------
    outlines
        Polygon by node code: a valid coverage on the 1e-7° grid (EPSG:4490).
    nodes
        The tree below each outline, one node an outline.
    census
        (population, codes of all communities that share it), for instance one pair a county.
    n_grids
        Grids in all; never fewer than there are communities.
    seed
        Equal input and seed give equal polygons.
    progress
        Told the share that is done.

    Raises
    ------
    GeometryError
        When nodes and outlines differ, or the outlines cannot be meshed.
    """
    if {node.code for node in nodes} != set(outlines) or len(nodes) != len(outlines):
        raise GeometryError(
            "边界与名录不符 / Partition", "Outlines and units differ in code.", "Complete the file."
        )
    shapes = np.array([outlines[node.code] for node in nodes], dtype=object)
    leaves = [leaf for node in nodes for leaf in node.leaves()]
    n_grids = max(n_grids, len(leaves))
    plane = LocalPlane.of(shapes)
    people_of = {code: people / len(codes) for people, codes in census for code in codes}
    people = PeopleDensity(plane, shapes, *hot_spots(nodes, shapes, people_of, plane), seed)
    mesh = build_mesh(
        shapes, lambda lon, lat: people.at(lon, lat) ** DENSITY_EXPONENT, n_grids * CELLS_PER_GRID, seed,
        lambda done: progress(done * _MESH_SHARE),
    )  # fmt: skip
    progress(_MESH_SHARE)
    degrees = plane.backward(mesh.centre)
    weight = people.at(degrees[:, 0], degrees[:, 1]) * mesh.area_km2
    former = Former(mesh, plane, seed)
    leaf = former.leaves_of(nodes)
    progress(_MESH_SHARE + 0.1)
    grid, grid_leaf = former.grids_of(leaf, weight, len(leaves), n_grids)
    progress(_MESH_SHARE + 0.2)
    polygons = draw_units(mesh, grid)
    people_in: FloatArray = np.bincount(grid, weight, minlength=len(grid_leaf)).astype(np.float64)
    people_in = people_in * np.random.default_rng(seed).uniform(0.7, 1.4, len(grid_leaf))
    number = {node.code: i for i, node in enumerate(leaves)}
    population = np.zeros(len(grid_leaf), dtype=np.int64)
    for total, codes in census:
        group = np.flatnonzero(np.isin(grid_leaf, [number[code] for code in codes]))
        population[group] = largest_remainder(total, people_in[group])
    return Partition(polygons, [leaves[i].code for i in grid_leaf.tolist()], population)


def largest_remainder(total: int, weights: FloatArray) -> IntArray:
    """Whole shares of `total` in proportion to `weights`, summing to it exactly (ties: the first)."""
    exact = total * np.asarray(weights, dtype=np.float64) / np.sum(weights)
    shares = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - shares), kind="stable")
    shares[order[: total - int(shares.sum())]] += 1
    return shares
