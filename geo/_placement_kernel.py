"""The three compiled loops of :mod:`geo.placement`; integers only, so every answer is exact.

Words used here. A **unit number** is the index of a polygon plus one; 0 is "outside of all". A **side code**
of an edge is the exclusive or of the unit numbers to its left and right: walking over the edge turns the unit
number ``u`` into ``u ^ side code``, in either direction and in any order, which is what lets one integer
replace a list of candidates. A raster **cell** is ``1 << shift`` integer units wide and high; cell ``(column,
row)`` has the number ``column * n_rows + row``.

Nothing ever lies "exactly on" a path that we walk: each path is moved by an infinitely small step to the
east, and by one that is infinitely smaller still to the north. :func:`_is_left` and the half-open comparisons
``(y1 <= y) != (y2 <= y)`` follow that one convention.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

from geo.crs import FloatArray, IntArray

Int32Array = npt.NDArray[np.int32]
_UNTOUCHED = 0x7FFFFFFF
_Function = TypeVar("_Function", bound=Callable[..., object])


def _compiled(signature: str) -> Callable[[_Function], _Function]:
    """Compile for one signature; keep the machine code on disk where some folder can be written."""

    def decorate(function: _Function) -> _Function:
        try:
            return cast(_Function, numba.njit(signature, cache=True, nogil=True)(function))
        except RuntimeError:  # "cannot cache function": a read-only installation without a home folder
            return cast(_Function, numba.njit(signature, nogil=True)(function))

    return decorate


@_compiled("boolean(int64, int64, int64, int64, int64, int64)")
def _is_left(x1: int, y1: int, x2: int, y2: int, x: int, y: int) -> bool:
    """Whether the point, moved by the infinitely small steps, lies left of the line from 1 to 2."""
    dx, dy = x2 - x1, y2 - y1
    cross = dx * (y - y1) - (x - x1) * dy
    if cross != 0:
        return cross > 0
    if dy != 0:
        return dy < 0
    return dx > 0


@_compiled("int64(int64[:, ::1], int64, int64, int64[::1], int64[::1])")
def cells_of_edges(edges: IntArray, shift: int, n_rows: int, cell: IntArray, edge: IntArray) -> int:
    """List every cell that each edge meets; the caller passes empty lists first to learn the length.

    Parameters
    ----------
    edges
        (n, 4) of x1, y1, x2, y2, none negative.
    cell, edge
        Filled with cell and edge numbers, unless they are empty.

    Returns
    -------
    int
        The number of pairs.
    """
    fill = cell.shape[0] > 0
    n = 0
    for e in range(edges.shape[0]):
        x1, y1, x2, y2 = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
        if y1 > y2:
            x1, y1, x2, y2 = x2, y2, x1, y1
        dy = y2 - y1
        for row in range(y1 >> shift, (y2 >> shift) + 1):
            west, east = min(x1, x2), max(x1, x2)
            if dy > 0:
                # Only the stretch of the edge between the row's lower and upper rim, rounded outwards.
                at_low = (max(y1, row << shift) - y1) * (x2 - x1)
                at_high = (min(y2, (row + 1) << shift) - y1) * (x2 - x1)
                west = x1 + min(at_low // dy, at_high // dy)
                east = x1 - min((-at_low) // dy, (-at_high) // dy)
            for column in range(west >> shift, (east >> shift) + 1):
                if fill:
                    cell[n] = column * n_rows + row
                    edge[n] = e
                n += 1
    return n


@_compiled("void(int64[:, ::1], int32[::1], int64, int32[:, ::1])")
def owners_of_centres(edges: IntArray, side: Int32Array, shift: int, centre_owner: Int32Array) -> None:
    """Write the unit number at the centre of every cell into the zero-filled (n_columns, n_rows) array.

    Each edge flips the owner of all centres to its right in every row whose centre line it crosses: note
    the flip at the first of them, then walk each row from the west.
    """
    n_columns, n_rows = centre_owner.shape
    half = 1 << (shift - 1)
    for e in range(edges.shape[0]):
        x1, y1, x2, y2 = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
        if y1 > y2:
            x1, y1, x2, y2 = x2, y2, x1, y1
        for row in range(y1 >> shift, (y2 >> shift) + 1):
            y = (row << shift) + half
            if (y1 <= y) != (y2 <= y):
                crossing = x1 - ((y - y1) * (x1 - x2)) // (y2 - y1)  # rounded up
                column = (crossing - half + (1 << shift) - 1) >> shift
                if column < n_columns:
                    centre_owner[max(column, 0), row] ^= side[e]
    for column in range(1, n_columns):
        for row in range(n_rows):
            centre_owner[column, row] ^= centre_owner[column - 1, row]


@_compiled(
    "void(float64[::1], float64[::1], int64, int64, int64, int64, int64,"
    " int32[::1], int32[:, ::1], int32[::1])"
)
def place_points(
    lon: FloatArray,
    lat: FloatArray,
    x_origin: int,
    y_origin: int,
    shift: int,
    n_columns: int,
    n_rows: int,
    answer: Int32Array,
    records: Int32Array,
    out: Int32Array,
) -> None:
    """Write the index of the polygon that holds each point into ``out``, -1 for none.

    Parameters
    ----------
    answer
        For each cell its index, -1 for none, or ``-2 - k`` where the record of a cell with edges begins.
    records
        (n, 6). Of each such cell a head: number of edges, unit number at the centre; then its edges: x1, y1, x2,
        y2, unit number to the left, to the right. One run of memory a cell, since each new place costs a wait.
    """
    half = 1 << (shift - 1)
    for i in range(lon.shape[0]):
        scaled_x, scaled_y = lon[i] * 1e7, lat[i] * 1e7
        if not (abs(scaled_x) < 4e9 and abs(scaled_y) < 4e9):  # also true for NaN
            out[i] = -1
            continue
        x, y = int(np.rint(scaled_x)) - x_origin, int(np.rint(scaled_y)) - y_origin
        column, row = x >> shift, y >> shift
        if column < 0 or row < 0 or column >= n_columns or row >= n_rows:
            out[i] = -1
            continue
        found = answer[column * n_rows + row]
        if found >= -1:
            out[i] = found
            continue

        # Walk from the cell's centre north or south, then east or west to the point.
        k = -2 - found
        centre_x, centre_y = (column << shift) + half, (row << shift) + half
        owner = records[k, 1]
        touched = _UNTOUCHED
        for e in range(k + 1, k + 1 + records[k, 0]):
            x1, y1 = int(records[e, 0]), int(records[e, 1])
            x2, y2 = int(records[e, 2]), int(records[e, 3])
            left, right = records[e, 4], records[e, 5]
            over_y, over_x = (y1 <= y) != (y2 <= y), (x1 <= centre_x) != (x2 <= centre_x)
            if (
                (x2 - x1) * (y - y1) == (x - x1) * (y2 - y1)
                and min(x1, x2) <= x <= max(x1, x2)
                and min(y1, y2) <= y <= max(y1, y2)
            ):
                if left > 0:
                    touched = min(touched, left)
                if right > 0:
                    touched = min(touched, right)
            elif over_x or over_y:
                corner = _is_left(x1, y1, x2, y2, centre_x, y)
                if over_x and corner != _is_left(x1, y1, x2, y2, centre_x, centre_y):
                    owner ^= left ^ right
                if over_y and corner != _is_left(x1, y1, x2, y2, x, y):
                    owner ^= left ^ right
        out[i] = (owner if touched == _UNTOUCHED else touched) - 1
