"""Give every point exactly one unit: exact, deterministic, about a tenth of a microsecond a point.

Coordinates are canonical on the integer grid of 1e-7° (about a centimetre): there the question "left or
right of this edge?" is answered in whole numbers, without rounding. A raster over the region answers for most
points at once; a cell that edges run through keeps those few edges and the owner of its centre. A point on a
shared edge or corner belongs to the unit of the lowest index, whoever asks and in whatever order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geo import _placement_kernel as kernel
from geo._placement_kernel import Int32Array
from geo.coverage import coverage_faults
from geo.crs import SCALE, FloatArray, IntArray, to_integers
from governance.errors import GeometryError

# Beyond this the products of the orientation test would leave 64 bits.
_MAX_EXTENT = 200 * SCALE
# About this many raster cells per edge keep cells light: fewer make points walk over more edges, more no longer fit
# the processor's cache. The limits keep the raster within 16 MB.
_CELLS_PER_EDGE = 40
_MIN_CELLS, _MAX_CELLS = 1 << 12, 1 << 22


@dataclass(frozen=True, eq=False)
class PlacementIndex:
    """Polygons prepared for :meth:`place`. Made by :meth:`build`; plain arrays, safe to share by threads.

    Attributes
    ----------
    codes
        The codes of the polygons, in the order of the indices that :meth:`place` returns.
    """

    codes: tuple[str, ...]
    _origin: tuple[int, int]
    _shift: int
    _shape: tuple[int, int]
    _answer: Int32Array
    _records: Int32Array

    @classmethod
    def build(cls, geometries: npt.NDArray[np.object_], codes: Sequence[str]) -> PlacementIndex:
        """Prepare a coverage.

        Parameters
        ----------
        geometries
            (n,) shapely Polygons or MultiPolygons, longitude and latitude in degrees, every vertex on the
            1e-7° integer grid, neighbours sharing their vertices, no overlaps. Gaps and holes are allowed.
        codes
            (n,) codes; the lowest index owns a shared edge, so sort by code.

        Raises
        ------
        GeometryError
            When a geometry is no polygon, is empty, is off the integer grid, or overlaps another one.
        """
        geometries = np.asarray(geometries, dtype=object)
        _validate(geometries, codes)
        if not len(geometries):
            return cls((), (0, 0), 1, (0, 0), np.zeros(0, np.int32), np.zeros((0, 6), np.int32))

        edges, left, right = _shared_edges(geometries)
        origin = edges.reshape(-1, 2).min(axis=0)
        edges -= np.tile(origin, 2)
        extent = edges.reshape(-1, 2).max(axis=0)
        if extent.max() > _MAX_EXTENT:
            raise GeometryError(
                "范围过大 / Region too wide",
                f"The polygons span {extent.max() / SCALE:.0f}°.",
                "Check for swapped or projected coordinates.",
            )
        shift = _cell_shift(extent, len(edges))
        n_columns, n_rows = (int(v) for v in (extent >> shift) + 1)

        centre_owner = np.zeros((n_columns, n_rows), np.int32)
        kernel.owners_of_centres(edges, left ^ right, shift, centre_owner)
        cell, edge = _cells_with_edges(edges, shift, n_rows)
        busy, first, count = np.unique(cell, return_index=True, return_counts=True)
        # Each busy cell's record: a head, then its edges.
        head = first + np.arange(len(busy))
        records = np.zeros((len(cell) + len(busy), 6), np.int32)
        records[head, 0], records[head, 1] = count, centre_owner.ravel()[busy]
        records[np.delete(np.arange(len(records)), head)] = np.column_stack([edges, left, right])[edge]
        answer = centre_owner.ravel() - np.int32(1)
        answer[busy] = -2 - head
        return cls(
            codes=tuple(codes),
            _origin=(int(origin[0]), int(origin[1])),
            _shift=shift,
            _shape=(n_columns, n_rows),
            _answer=answer,
            _records=records,
        )

    def place(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Int32Array:
        """Find the polygon of every point.

        Parameters
        ----------
        lon, lat
            (n,) degrees in the datum of the polygons. They are taken at the nearest 1e-7°.

        Returns
        -------
        ndarray of int32
            (n,) indices into :attr:`codes`; -1 outside of all and for NaN. The lowest index where polygons
            touch.

        Raises
        ------
        GeometryError
            When there are not as many latitudes as longitudes.
        """
        x = np.ascontiguousarray(lon, dtype=np.float64)
        y = np.ascontiguousarray(lat, dtype=np.float64)
        if x.ndim != 1 or x.shape != y.shape:
            raise GeometryError(
                "经纬度个数不一致 / Unequal coordinates",
                f"Longitudes have shape {x.shape}, latitudes {y.shape}.",
                "Give two flat arrays of equal length.",
            )
        out = np.empty(len(x), np.int32)
        kernel.place_points(
            x,
            y,
            *self._origin,
            self._shift,
            *self._shape,
            self._answer,
            self._records,
            out,
        )
        return out

    @property
    def nbytes(self) -> int:
        """Memory that the arrays take, in bytes."""
        return self._answer.nbytes + self._records.nbytes


def _validate(geometries: npt.NDArray[np.object_], codes: Sequence[str]) -> None:
    """Refuse what cannot be indexed, naming the codes concerned."""
    if len(geometries) != len(codes):
        raise GeometryError(
            "编码个数不一致 / Unequal lengths",
            f"{len(geometries)} polygons, {len(codes)} codes.",
            "Give one code for each polygon.",
        )
    faults = coverage_faults(geometries, codes)
    if faults:
        raise GeometryError(
            "边界不能用于落点 / Boundaries cannot be placed in",
            "; ".join(faults) + ".",
            "Snap the level to the 1e-7° grid and let neighbours share every vertex of a common edge.",
        )


def _shared_edges(geometries: npt.NDArray[np.object_]) -> tuple[IntArray, Int32Array, Int32Array]:
    """Every edge once, from its western end, with the unit numbers to its left and right (0: none).

    Returns
    -------
    tuple
        (n, 4) int64 of x1, y1, x2, y2; (n,) int32 left; (n,) int32 right.
    """
    # Shells counter-clockwise, holes clockwise: the interior is on the left of every edge.
    parts, part_owner = shapely.get_parts(geometries, return_index=True)
    parts = shapely.orient_polygons(parts, exterior_cw=False)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    points = to_integers(coordinates)
    real = (ring[1:] == ring[:-1]) & (points[1:] != points[:-1]).any(axis=1)
    start, end = points[:-1][real], points[1:][real]
    unit = (part_owner[ring_part[ring[:-1][real]]] + 1).astype(np.int32)

    backward = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    flip = backward[:, None]
    edges = np.hstack([np.where(flip, end, start), np.where(flip, start, end)])
    order = np.lexsort((backward, *edges.T[::-1]))
    edges, unit, backward = edges[order], unit[order], backward[order]
    same = (edges[1:] == edges[:-1]).all(axis=1)
    first = np.append(True, ~same)
    group = np.cumsum(first) - 1
    left, right = np.zeros(int(first.sum()), np.int32), np.zeros(int(first.sum()), np.int32)
    left[group[~backward]] = unit[~backward]
    right[group[backward]] = unit[backward]
    return np.ascontiguousarray(edges[first]), left, right


def _cell_shift(extent: IntArray, n_edges: int) -> int:
    """The cell size, as a power of two in integer units, that suits this many edges."""
    wanted = min(max(_CELLS_PER_EDGE * n_edges, _MIN_CELLS), _MAX_CELLS)
    area = float(extent[0] + 1) * float(extent[1] + 1)
    return max(1, math.ceil(math.log2(area / wanted) / 2))


def _cells_with_edges(edges: IntArray, shift: int, n_rows: int) -> tuple[IntArray, IntArray]:
    """Pairs of cell and edge that meet, sorted by cell."""
    nothing = np.zeros(0, np.int64)
    n = kernel.cells_of_edges(edges, shift, n_rows, nothing, nothing)
    cell, edge = np.empty(n, np.int64), np.empty(n, np.int64)
    kernel.cells_of_edges(edges, shift, n_rows, cell, edge)
    order = np.argsort(cell, kind="stable")
    return cell[order], edge[order]


def distance_to_unit_m(
    lon: npt.ArrayLike, lat: npt.ArrayLike, geometry: shapely.Geometry | npt.NDArray[np.object_]
) -> FloatArray:
    """How far points lie from a polygon, to judge whether a given code may win over the point.

    Degrees are stretched to metres with the ellipsoid's scale at the polygon's middle latitude: good to 1 %
    within 50 km, so use it for "within the boundary's accuracy", not for surveying.

    Parameters
    ----------
    lon, lat
        (n,) degrees.
    geometry
        One polygon for all points, or (n,) polygons, one for each point; degrees in the same datum.

    Returns
    -------
    ndarray of float64
        (n,) metres, 0 inside; NaN where the point or the polygon is missing.
    """
    x = np.atleast_1d(np.asarray(lon, dtype=np.float64))
    y = np.atleast_1d(np.asarray(lat, dtype=np.float64))
    polygons = np.atleast_1d(np.asarray(geometry, dtype=object))
    bounds = shapely.bounds(polygons)
    phi = np.radians((bounds[:, 1] + bounds[:, 3]) / 2)
    # Metres in a degree on WGS 84, series of the meridian and the parallel (NGA, within 0.1 m).
    north = 111_132.954 - 559.822 * np.cos(2 * phi) + 1.175 * np.cos(4 * phi)
    east = 111_412.84 * np.cos(phi) - 93.5 * np.cos(3 * phi) + 0.118 * np.cos(5 * phi)
    scale = np.column_stack([east, north])
    coordinates, owner = shapely.get_coordinates(polygons, return_index=True)
    in_metres = shapely.set_coordinates(polygons.copy(), coordinates * scale[owner])
    points = np.full(len(x), None, dtype=object)
    known = np.isfinite(x) & np.isfinite(y)
    points[known] = shapely.points(*(np.broadcast_to(scale, (len(x), 2)) * np.column_stack([x, y]))[known].T)
    shapely.prepare(in_metres)
    return np.asarray(shapely.distance(in_metres, points), dtype=np.float64)
