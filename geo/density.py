"""The lattice that cases are counted on: square cells of the Web-Mercator world, twice as fine at each level.

Level 0 is one cell for the whole world, level n has 2^n cells a side; cell (0, 0) is in the north-west. Cells are fixed
to the ground, so that two answers about the same ground agree whatever the view was.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from governance.errors import StateError

COARSEST, FINEST = 8, 22
POINT_LEVEL = 28  # A cell of 13 cm: where a single case stands.
BLOCK_BITS = 6  # Views ask in blocks of 64 × 64 cells, so that a small move asks for nothing new.
MOST_BLOCKS = 256
IntArray = npt.NDArray[np.int64]


def world_share(lon: float, lat: float) -> tuple[float, float]:
    """Position in the Web-Mercator world, both 0…1, from its north-west corner; degrees, EPSG:4490."""
    sine = math.sin(math.radians(lat))
    return (lon + 180) / 360, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def degrees(x: float, y: float) -> tuple[float, float]:
    """Undo `world_share`."""
    return x * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


@dataclass(frozen=True)
class CellBox:
    """A rectangle of whole blocks of one level.

    Attributes
    ----------
    level
        Level of the cells, `COARSEST` to `FINEST`.
    x0, y0, x1, y1
        First and last block, both included.
    """

    level: int
    x0: int
    y0: int
    x1: int
    y1: int

    def __post_init__(self) -> None:
        blocks = 2 ** max(0, self.level - BLOCK_BITS)
        ordered = 0 <= self.x0 <= self.x1 < blocks and 0 <= self.y0 <= self.y1 < blocks
        if not COARSEST <= self.level <= FINEST or not ordered:
            raise StateError("没有这样的范围 No such box", f"{self.level}: {self}", "0 ≤ x0 ≤ x1 < 2^(l-6)")
        if (self.x1 - self.x0 + 1) * (self.y1 - self.y0 + 1) > MOST_BLOCKS:
            raise StateError("范围过大 Box too large", str(self), f"≤ {MOST_BLOCKS}")

    @property
    def cells(self) -> tuple[int, int, int, int]:
        """First and last cell: x0, y0, x1, y1, all included."""
        side = 2**BLOCK_BITS
        return self.x0 * side, self.y0 * side, (self.x1 + 1) * side - 1, (self.y1 + 1) * side - 1

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """west, south, east, north in degrees, a hair wider than the cells."""
        x0, y0, x1, y1 = self.cells
        side = 2.0**self.level
        west, north = degrees(x0 / side, y0 / side)
        east, south = degrees((x1 + 1) / side, (y1 + 1) / side)
        return west - 1e-6, south - 1e-6, east + 1e-6, north + 1e-6


@dataclass(frozen=True, eq=False)
class CellCounts:
    """Cases by cell and frame of time; int64 arrays of one length, sorted by y, x, frame."""

    level: int
    x: IntArray
    y: IntArray
    frame: IntArray
    cases: IntArray

    def coarser(self) -> CellCounts:
        """The same cases on cells twice as wide."""
        x, y = self.x >> 1, self.y >> 1
        order = np.lexsort((self.frame, x, y))
        x, y, frame = x[order], y[order], self.frame[order]
        new = np.ones(len(x), dtype=np.bool_)
        new[1:] = (np.diff(x) != 0) | (np.diff(y) != 0) | (np.diff(frame) != 0)
        starts = np.flatnonzero(new)
        cases = np.add.reduceat(self.cases[order], starts) if len(starts) else self.cases
        return CellCounts(self.level - 1, x[starts], y[starts], frame[starts], cases)
