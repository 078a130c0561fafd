"""Schematic boundaries: deterministic partitions of given outlines into the units of a tree, with natural edges.

`mesh` is the clay: a fine mesh of small cells. `ground` and `density` say where it is rough and where people live.
`growth` and `form` gather cells into units, level by level; `rings` draws the units' edges on the integer grid.
"""

from geo.partition.units import Node
from geo.partition.whole import Partition, largest_remainder, partition

__all__ = ["Node", "Partition", "largest_remainder", "partition"]
