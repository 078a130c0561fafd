"""Layers as they are drawn: no more detail than the scale shows, shared borders drawn once, kept between sheets.

What is kept is found again by the content of the layer, so that another indicator of the same release, level and unit
costs nothing, and a changed border is never drawn old.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import floor, log2
from threading import Lock
from typing import TypeVar, cast

import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import GeometryArray

_KEPT = 40

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Drawn:
    """A layer at one level of detail.

    Attributes
    ----------
    shapes
        Polygons in metres, in the layer's order.
    edges
        Lines in metres; each stretch of border once, however many units it parts.
    """

    shapes: GeometryArray
    edges: GeometryArray


class _Shelf:
    """The last few results of slow work, by key; the oldest go first."""

    def __init__(self, kept: int) -> None:
        self._kept, self._lock = kept, Lock()
        self._held: OrderedDict[tuple[object, ...], object] = OrderedDict()

    def get(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return cast(T, self._held[key])
        made = make()
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._kept:
                self._held.popitem(last=False)
        return made


_SHELF = _Shelf(_KEPT)


def kept(name: str, shapes: GeometryArray, detail: tuple[object, ...], make: Callable[[], T]) -> T:
    """What `make` made of these shapes before, or now."""
    return _SHELF.get((name, fingerprint(shapes), *detail), make)


def fingerprint(shapes: GeometryArray) -> bytes:
    """A hash of all coordinates and of what they belong to."""
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    sha = hashlib.blake2b(digest_size=16)
    sha.update(np.ascontiguousarray(coordinates).tobytes())
    sha.update(np.ascontiguousarray(owner).tobytes())
    return sha.digest()


def detail_m(k: float, fine: float) -> float:
    """The detail in metres that a scale (mm a metre) shows, in steps of √2: sheets of like scale share a layer.

    Parameters
    ----------
    fine
        Corners smaller than a square of this many millimetres are cut.
    """
    return float(2.0 ** (floor(2 * log2(fine / k)) / 2))


def drawn(shapes: GeometryArray, k: float, fine: float) -> Drawn:
    """A coverage as it is drawn at a scale; neighbours keep their common border."""
    detail = detail_m(k, fine)
    return kept("drawn", shapes, (detail,), lambda: _draw(shapes, detail))


def _draw(shapes: GeometryArray, detail: float) -> Drawn:
    if not len(shapes):
        return Drawn(shapes, np.array([], dtype=object))
    try:
        simple = shapely.coverage_simplify(shapes, detail)
    except shapely.errors.GEOSException:
        simple = shapely.simplify(shapes, detail / 2)
    lost = shapely.is_empty(simple)
    simple[lost] = shapes[lost]
    return Drawn(simple, borders(simple))


def borders(shapes: GeometryArray) -> GeometryArray:
    """The edges of polygons as lines, each once."""
    rings = shapely.get_rings(shapely.get_parts(shapes))
    coordinates, owner = shapely.get_coordinates(rings, return_index=True)
    if not len(coordinates):
        return np.array([], dtype=object)
    pairs, vertices = _segments(coordinates, owner)
    lines = np.asarray(shapely.linestrings(vertices[pairs]), dtype=object)
    merged = shapely.line_merge(shapely.multilinestrings(lines))
    return np.asarray(shapely.get_parts(merged), dtype=object)


def _segments(
    coordinates: npt.NDArray[np.float64], owner: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Pairs of vertices, each once in either direction, and the vertices."""
    keys = np.ascontiguousarray(coordinates).view(np.complex128).ravel()
    found, index = np.unique(keys, return_inverse=True)
    vertices = found.view(np.float64).reshape(-1, 2)
    same = owner[:-1] == owner[1:]
    ends = np.sort(np.column_stack([index[:-1][same], index[1:][same]]), axis=1)
    single = np.unique(ends[:, 0] * len(vertices) + ends[:, 1])
    return np.column_stack(np.divmod(single, len(vertices))), vertices
