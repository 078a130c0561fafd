"""The units that a partition is to form, as a tree."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """A unit to be formed, with the units below it; one without children is a community and is cut into grids.

    Attributes
    ----------
    place
        (lon, lat) that the unit must contain, where known.
    extent
        (minx, miny, maxx, maxy) that it mostly keeps to, where known.
    urban
        Urban units gather about the centre of their parent.
    share
        Size among its siblings, 1 = as its communities ask for.
    """

    code: str
    urban: bool = False
    place: tuple[float, float] | None = None
    extent: tuple[float, float, float, float] | None = None
    share: float = 1.0
    children: tuple[Node, ...] = ()

    def leaves(self) -> list[Node]:
        """Communities of the node (itself, if it is one), in order."""
        return [leaf for child in self.children for leaf in child.leaves()] if self.children else [self]
