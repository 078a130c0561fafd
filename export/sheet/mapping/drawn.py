"""What is known of a map once it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from export.sheet.mapping.plane import Plane
from export.sheet.scene import Box


@dataclass(frozen=True)
class MapDrawn:
    """A drawn map.

    Attributes
    ----------
    scale_denominator
        Length on the ground by length on the sheet, in the middle of the map.
    mm_per_m
        Millimetres of the sheet a metre on the ground there, along the sheet's x axis.
    unlabelled
        Names that found no place, as they are to be listed: those that have a number in their unit begin with it
        ("3 白水"), in the order of the numbers.
    placed
        Names that stand on the map or beside it.
    convergence
        Degrees from the sheet's upward direction to true north, clockwise.
    is_paper
        Whether the scale in figures means something.
    body
        Box of the region on the sheet.
    """

    scale_denominator: float
    mm_per_m: float
    unlabelled: tuple[str, ...]
    placed: tuple[str, ...]
    convergence: float
    is_paper: bool
    body: Box
    plane: Plane

    @property
    def labels(self) -> int:
        """How many names stand on the map or beside it."""
        return len(self.placed)
