"""A fine mesh of small irregular cells inside given outlines: the clay from which partitions are formed.

The cells are relaxed Voronoi cells, denser where the density says so, cut along the outlines and noded on the
1e-7° integer grid. Units of every level are unions of cells, so that they tile each other by construction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geo.coverage import union
from geo.crs import FloatArray, GeometryArray, IntArray, snap, to_degrees, to_integers
from governance.errors import GeometryError

Density = Callable[[FloatArray, FloatArray], FloatArray]
#: Told the share that is done, 0 … 1.
Progress = Callable[[float], None]

#: A piece this much smaller than its neighbours was cut off by an outline and goes with its longest neighbour.
_SLIVER = 0.3
_RELAXATIONS = 3


@dataclass(frozen=True)
class Mesh:
    """Faces on integer vertices, grouped in cells, with the cells' neighbourhood.

    Attributes
    ----------
    vertices
        (n, 2) int64 of 1e-7°.
    segments
        (m, 2) vertex numbers; ``sides`` are the two cells left and right of it (-1 outside).
    outline
        Per vertex: 2 = vertex of a given outline, 1 = lies on an outline, 0 = inside.
    unit
        Per cell: number of the outline it lies in.
    centre
        (cells, 2) metres in a local plane; ``area_km2`` per cell.
    start, neighbour, step
        Neighbourhood in compressed rows: cell ``i`` borders ``neighbour[start[i]:start[i + 1]]``, and reaching it
        costs ``step`` (1 = the size of a cell thereabouts). Only neighbours of the same outline.
    """

    vertices: IntArray
    segments: IntArray
    sides: IntArray
    outline: npt.NDArray[np.int8]
    unit: IntArray
    centre: FloatArray
    area_km2: FloatArray
    start: IntArray
    neighbour: IntArray
    step: FloatArray


class LocalPlane:
    """Degrees to metres near a place and back: good enough to form shapes, never used to state an area."""

    def __init__(self, lon: float, lat: float) -> None:
        self.origin = np.array([lon, lat])
        self.metres = np.array([111_320.0 * np.cos(np.radians(lat)), 110_574.0])

    def forward(self, degrees: FloatArray) -> FloatArray:
        """(n, 2) degrees to metres from the origin."""
        return np.asarray((degrees - self.origin) * self.metres)

    def backward(self, metres: FloatArray) -> FloatArray:
        """(n, 2) metres from the origin to degrees."""
        return np.asarray(metres / self.metres + self.origin)

    @classmethod
    def of(cls, outlines: GeometryArray) -> LocalPlane:
        """Plane about the middle of the outlines."""
        minx, miny, maxx, maxy = shapely.total_bounds(outlines)
        return cls((minx + maxx) / 2, (miny + maxy) / 2)


def untold(done: float) -> None:
    """Tell nobody."""


def build_mesh(
    outlines: GeometryArray, density: Density, n_cells: int, seed: int, progress: Progress = untold
) -> Mesh:
    """Build about `n_cells` cells inside the outlines.

    Parameters
    ----------
    outlines
        Polygons, a valid coverage on the 1e-7° grid (EPSG:4490).
    density
        Relative number of cells per area at (lon, lat).
    seed
        Equal seeds give equal meshes.
    """
    plane = LocalPlane.of(outlines)
    points = _points(outlines, density, n_cells, plane, np.random.default_rng(seed))
    progress(0.15)
    lines = _edges(points, plane, outlines)
    progress(0.3)
    noded = shapely.union_all([shapely.multilinestrings(lines), *shapely.boundary(outlines)], grid_size=1e-7)
    progress(0.6)
    faces = shapely.get_parts(shapely.polygonize([noded]))
    inner = shapely.point_on_surface(faces)
    face, unit = shapely.STRtree(outlines).query(inner, predicate="within")
    progress(0.8)
    order = np.argsort(face, kind="stable")
    faces, unit = snap(faces[face[order]]), unit[order]
    # A fixed order of faces, whatever order the polygoniser took.
    bounds = to_integers(shapely.get_coordinates(shapely.point_on_surface(faces)))
    order = np.lexsort((bounds[:, 1], bounds[:, 0], unit))
    return _topology(faces[order], unit[order].astype(np.int64), outlines, plane)


def _points(
    outlines: GeometryArray, density: Density, n_cells: int, plane: LocalPlane, random: np.random.Generator
) -> FloatArray:
    """Scatter points (metres) evenly by density, over the outlines and a rim around them, and relax them."""
    whole = union(outlines)
    area = float(np.sum(shapely.area(outlines))) * float(np.prod(plane.metres))
    pitch = np.sqrt(area / n_cells) * 0.7
    rim = shapely.buffer(whole, 3 * pitch / plane.metres[1], quad_segs=2)
    minx, miny, maxx, maxy = plane.forward(np.array(rim.bounds).reshape(2, 2)).ravel()
    columns, rows = int((maxx - minx) / pitch) + 1, int((maxy - miny) / pitch) + 1
    xs, ys = np.meshgrid(np.arange(columns), np.arange(rows))
    # Serpentine order: neighbours in the list are neighbours on the ground, so rounding errors stay local.
    xs[1::2] = xs[1::2, ::-1]
    corners = np.column_stack([xs.ravel(), ys.ravel()]) * pitch + [minx, miny]
    degrees = plane.backward(corners + pitch / 2)
    shapely.prepare(rim)
    shapely.prepare(whole)
    in_rim = shapely.contains_xy(rim, degrees[:, 0], degrees[:, 1])
    corners, degrees = corners[in_rim], degrees[in_rim]
    weight = density(degrees[:, 0], degrees[:, 1])
    inside = shapely.contains_xy(whole, degrees[:, 0], degrees[:, 1])
    expected = np.cumsum(weight * (n_cells / weight[inside].sum())) + random.random()
    counts = np.diff(np.floor(expected), prepend=0.0).astype(np.int64)
    points = np.repeat(corners, counts, axis=0)
    points = points + random.random(points.shape) * pitch
    for _ in range(_RELAXATIONS):
        cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points)))
        centres = shapely.get_coordinates(shapely.centroid(cells))
        near = shapely.contains_xy(rim, *plane.backward(centres).T)
        points = centres[near]
    return np.asarray(points)


def _edges(points: FloatArray, plane: LocalPlane, outlines: GeometryArray) -> GeometryArray:
    """Unique edges of the Voronoi cells of `points`, as lines in degrees on the integer grid."""
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points)))
    rings = shapely.get_exterior_ring(cells)
    coordinates, owner = shapely.get_coordinates(rings, return_index=True)
    xy = to_integers(plane.backward(coordinates))
    same = owner[:-1] == owner[1:]
    a, b = xy[:-1][same], xy[1:][same]
    swap = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    pairs = np.where(swap[:, None], np.hstack([b, a]), np.hstack([a, b]))
    pairs = np.unique(pairs[(pairs[:, :2] != pairs[:, 2:]).any(axis=1)], axis=0)
    lines = np.asarray(shapely.linestrings(to_degrees(pairs).reshape(-1, 2, 2)), dtype=object)
    touching = np.unique(shapely.STRtree(lines).query(outlines, predicate="intersects")[1])
    return np.asarray(lines[touching])


def _topology(faces: GeometryArray, unit: IntArray, outlines: GeometryArray, plane: LocalPlane) -> Mesh:
    rings, ring_face = shapely.get_rings(shapely.orient_polygons(faces), return_index=True)
    coordinates, owner = shapely.get_coordinates(rings, return_index=True)
    vertices, index = np.unique(to_integers(coordinates), axis=0, return_inverse=True)
    same = owner[:-1] == owner[1:]
    a, b, face = index[:-1][same], index[1:][same], ring_face[owner[:-1][same]]
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((a > b, high, low))
    key = (low * len(vertices) + high)[order]
    first = np.flatnonzero(np.diff(key, prepend=-1) != 0)
    count = np.diff(np.append(first, len(key)))
    if count.max() > 2:
        raise GeometryError("网格剖分失败 / Mesh", "Three faces share an edge.", "Check the outlines.")
    # Directed as the first face runs along it: that face lies to the left.
    segments = np.column_stack([a[order][first], b[order][first]])
    sides = np.full((len(first), 2), -1, dtype=np.int64)
    sides[:, 0] = face[order][first]
    sides[count == 2, 1] = face[order][first[count == 2] + 1]

    area = shapely.area(faces) * float(np.prod(plane.metres)) / 1e6
    cell = _glue_slivers(segments, sides, vertices, unit, area)
    n_cells = int(cell.max()) + 1
    cell_unit = np.zeros(n_cells, dtype=np.int64)
    cell_unit[cell] = unit
    cell_area = np.bincount(cell, area).astype(np.float64)
    weighted = plane.forward(shapely.get_coordinates(shapely.centroid(faces))) * area[:, None]
    centre = np.column_stack([np.bincount(cell, weighted[:, k]) for k in (0, 1)]) / cell_area[:, None]
    sides = np.where(sides >= 0, cell[sides], -1)
    kept = sides[:, 0] != sides[:, 1]
    segments, sides = segments[kept], sides[kept]

    on_outline = np.zeros(len(vertices), dtype=np.int8)
    outer = (sides[:, 1] < 0) | (cell_unit[sides[:, 0]] != cell_unit[sides[:, 1]])
    on_outline[segments[outer].ravel()] = 1
    given = set(map(tuple, to_integers(shapely.get_coordinates(outlines)).tolist()))
    on_outline[[i for i in np.flatnonzero(on_outline) if tuple(vertices[i].tolist()) in given]] = 2

    pairs = np.unique(np.sort(sides[~outer], axis=1), axis=0)
    both = np.vstack([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    start = np.searchsorted(both[:, 0], np.arange(n_cells + 1)).astype(np.int64)
    distance = np.hypot(*(centre[both[:, 0]] - centre[both[:, 1]]).T)
    size = np.sqrt((cell_area[both[:, 0]] + cell_area[both[:, 1]]) / 2) * 1000
    return Mesh(
        vertices,
        segments,
        sides,
        on_outline,
        cell_unit,
        centre,
        cell_area,
        start,
        both[:, 1],
        distance / size,
    )


def _glue_slivers(
    segments: IntArray, sides: IntArray, vertices: IntArray, unit: IntArray, area: FloatArray
) -> IntArray:
    """Cell number per face: a piece much smaller than its neighbours joins the one with the longest common edge."""
    inner = sides[:, 1] >= 0
    inner[inner] = unit[sides[inner, 0]] == unit[sides[inner, 1]]
    a, b = sides[inner, 0], sides[inner, 1]
    length = np.hypot(*(vertices[segments[inner, 0]] - vertices[segments[inner, 1]]).T.astype(float))
    total, number = np.zeros(len(area)), np.zeros(len(area))
    for one, other in ((a, b), (b, a)):
        np.add.at(total, one, area[other])
        np.add.at(number, one, 1)
    small = (area < _SLIVER * total / np.maximum(number, 1)) & (number > 0)
    best, into = np.zeros(len(area)), np.arange(len(area))
    for one, other in ((a, b), (b, a)):
        for i in np.flatnonzero(small[one]):
            if length[i] > best[one[i]]:
                best[one[i]], into[one[i]] = length[i], other[i]
    for face in np.flatnonzero(small):
        target, seen = into[face], {int(face)}
        while small[target] and into[target] != target and int(target) not in seen:
            seen.add(int(target))
            target = into[target]
        # A ring of slivers pointing at each other becomes one cell of its own.
        into[face] = min(seen) if small[target] and int(target) in seen else target
    resolved = into[into]
    return np.unique(resolved, return_inverse=True)[1].astype(np.int64)
