"""Hot spots: Getis-Ord Gi* over polygons that share edges, with the rate of false discoveries held down.

Gi* compares the sum of a value over a polygon and its neighbours with what the mean of all polygons lets expect
(Getis and Ord 1992; Ord and Getis 1995, formula 14 with binary weights and w_ii = 1). Each polygon is a test, so
12,000 of them would show hundreds of "spots" in pure chance: p-values are adjusted after Benjamini and Hochberg (1995).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import Geometries, IntArray, to_integers

FloatArray = npt.NDArray[np.float64]
# Shares of false discoveries, strictest first: the "99 %", "95 %" and "90 %" of the legend.
FALSE_SHARES = (0.01, 0.05, 0.10)
FEWEST = 30  # Below this the normal distribution says nothing about a sum over neighbours.


@dataclass(frozen=True, eq=False)
class Contiguity:
    """Which polygons share an edge, both ways, without the polygon itself.

    Attributes
    ----------
    owner, neighbour
        int64 pairs sorted by owner, then neighbour; each pair of neighbours stands in it twice.
    n
        Number of polygons.
    """

    owner: IntArray
    neighbour: IntArray
    n: int

    def among(self, members: npt.NDArray[np.bool_]) -> Contiguity:
        """Contiguity among some of the polygons, numbered anew in their order."""
        numbers = np.cumsum(members) - 1
        both = members[self.owner] & members[self.neighbour]
        return Contiguity(numbers[self.owner[both]], numbers[self.neighbour[both]], int(members.sum()))


def shared_edges(geometries: Geometries) -> Contiguity:
    """Neighbours in an exact coverage: polygons that have a whole edge in common; touching in a point is not enough.

    Parameters
    ----------
    geometries
        Polygons of one coverage, EPSG:4490, vertices on the 1e-7° grid, neighbours with the same vertices.
    """
    parts, part_owner = shapely.get_parts(np.asarray(geometries, dtype=object), return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    n = len(geometries)
    xy = to_integers(coordinates)
    # One integer a vertex: longitudes need 32 bits, latitudes 31.
    corner = (xy[:, 0] + 1_800_000_000 << 31) | (xy[:, 1] + 900_000_000)
    _, vertex = np.unique(corner, return_inverse=True)
    inside = ring[:-1] == ring[1:]
    start, end = vertex[:-1][inside], vertex[1:][inside]
    owner = part_owner[ring_part[ring[:-1][inside]]]
    edge = np.minimum(start, end) * (int(vertex.max(initial=0)) + 1) + np.maximum(start, end)
    order = np.argsort(edge, kind="stable")
    edge, owner = edge[order], owner[order]
    same = np.flatnonzero((edge[:-1] == edge[1:]) & (owner[:-1] != owner[1:]))
    a, b = owner[same], owner[same + 1]
    pairs = np.unique(np.concatenate([a * n + b, b * n + a]))
    return Contiguity(pairs // n, pairs % n, n)


def gi_star(values: FloatArray, contiguity: Contiguity) -> FloatArray:
    """Standardised Gi* of every polygon: how far the sum over it and its neighbours lies from what the mean gives.

    Parameters
    ----------
    values
        One finite number a polygon.

    Returns
    -------
    FloatArray
        z-scores; 0 where all values are equal, and where a polygon borders on all others.
    """
    n = len(values)
    mean = values.mean() if n else 0.0
    spread = math.sqrt(max(0.0, float(np.mean(np.square(values - mean))))) if n else 0.0
    if n < 2 or spread == 0.0:
        return np.zeros(n)
    sums = values + np.bincount(contiguity.owner, values[contiguity.neighbour], minlength=n)
    weights = 1.0 + np.bincount(contiguity.owner, minlength=n)
    scale = spread * np.sqrt((n * weights - np.square(weights)) / (n - 1))
    z = np.zeros(n)
    np.divide(sums - mean * weights, scale, out=z, where=scale > 0)
    return z


def two_sided(z: FloatArray) -> FloatArray:
    """Chance of a normal deviate at least as far out, on either side."""
    return np.array([math.erfc(abs(value) / math.sqrt(2)) for value in z], dtype=np.float64)


def adjusted(p: FloatArray) -> FloatArray:
    """p-values after Benjamini and Hochberg: the smallest share of false discoveries at which each would count."""
    n = len(p)
    order = np.argsort(p)[::-1]
    ranks = np.arange(n, 0, -1)
    result = np.empty(n)
    result[order] = np.minimum(1.0, np.minimum.accumulate(p[order] * n / ranks))
    return result


def spot_classes(z: FloatArray) -> npt.NDArray[np.int8]:
    """-3…3: cold and hot at 1, 5 and 10 % of false discoveries (3 is hot at 1 %), 0 for neither."""
    q = adjusted(two_sided(z))
    strength = np.sum([q <= share for share in FALSE_SHARES], axis=0) if len(z) else np.zeros(0)
    return (np.sign(z) * strength).astype(np.int8)


def connected(members: npt.NDArray[np.bool_], contiguity: Contiguity) -> IntArray:
    """Number of the run of touching members that each polygon belongs to, from 0; -1 outside."""
    label = np.where(members, np.arange(contiguity.n), contiguity.n).astype(np.int64)
    both = members[contiguity.owner] & members[contiguity.neighbour]
    owner, neighbour = contiguity.owner[both], contiguity.neighbour[both]
    while True:
        least = label.copy()
        np.minimum.at(least, owner, label[neighbour])
        # Following the label's own label halves the way at each step: a long chain needs few rounds.
        least[members] = least[least[members]]
        if np.array_equal(least, label):
            break
        label = least
    result = np.full(contiguity.n, -1, dtype=np.int64)
    _, result[members] = np.unique(label[members], return_inverse=True)
    return result
