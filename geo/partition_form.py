"""Forming units from mesh cells: streets about their towns, communities within streets, grids within communities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import shapely

from geo.crs import FloatArray, IntArray
from geo.partition_ground import roughness
from geo.partition_growth import Patch, balanced, spread_seeds
from geo.partition_mesh import LocalPlane, Mesh

#: An urban community takes fewer cells than a rural one: its cells hold more people.
_URBAN_SHARE = 0.6
_OUTSIDE_EXTENT = 0.3
_FEWEST_CELLS = 5


class Unit(Protocol):
    """What is asked of a unit: see :class:`geo.partition.Node`."""

    @property
    def code(self) -> str: ...
    @property
    def urban(self) -> bool: ...
    @property
    def place(self) -> tuple[float, float] | None: ...
    @property
    def extent(self) -> tuple[float, float, float, float] | None: ...
    @property
    def children(self) -> Sequence[Unit]: ...
    def leaves(self) -> Sequence[Unit]: ...


class Former:
    """Forms units level by level; every random choice comes from the seed."""

    def __init__(self, mesh: Mesh, plane: LocalPlane, seed: int) -> None:
        self.mesh, self.plane, self.seed = mesh, plane, seed
        self.random = np.random.default_rng(seed + 1)
        self.ones = np.ones(len(mesh.unit))

    def leaves_of(self, nodes: Sequence[Unit]) -> IntArray:
        """Number of the leaf (in order of the nodes) that each cell belongs to."""
        leaf = np.full(len(self.mesh.unit), -1, dtype=np.int64)
        first = 0
        for number, node in enumerate(nodes):
            self._descend(node, np.flatnonzero(self.mesh.unit == number), leaf, first)
            first += len(node.leaves())
        return leaf

    def _descend(self, node: Unit, cells: IntArray, leaf: IntArray, first: int) -> None:
        if not node.children:
            leaf[cells] = first
            return
        label = self._divide(node, cells)
        for number, child in enumerate(node.children):
            self._descend(child, cells[label == number], leaf, first)
            first += len(child.leaves())

    def _patch(self, cells: IntArray, depth_seed: int) -> Patch:
        """Cells with their neighbourhood, crossing made harder along ridges as fine as the patch asks for."""
        mesh = self.mesh
        patch = Patch(cells, mesh.start, mesh.neighbour, mesh.step)
        wavelength = float(np.clip(np.sqrt(mesh.area_km2[cells].sum()) * 300, 400, 14_000))
        rough = roughness(mesh.centre[cells], wavelength, self.seed + depth_seed)
        row = np.repeat(np.arange(len(cells)), np.diff(patch.start))
        patch.step = patch.step * (rough[row] + rough[patch.neighbour]) / 2
        return patch

    def _divide(self, node: Unit, cells: IntArray) -> IntArray:
        """Number of the child that each cell belongs to."""
        children = node.children
        centre = self.mesh.centre[cells]
        placed = np.array([child.place is not None for child in children])
        share = np.array(
            [sum(_URBAN_SHARE if leaf.urban else 1.0 for leaf in child.leaves()) for child in children]
        )
        if any(child.children for child in children):
            patch = self._patch(cells, 3)
            places = np.array([child.place or (np.nan, np.nan) for child in children])
            seeds = self._seats(children, self.plane.forward(places), centre)
            label = balanced(
                patch, seeds, share, np.ones(len(cells)), centre, favour=self._favour(children, cells), movable=False,
                rounds=30,
            )  # fmt: skip
            return self._fill(label, centre)
        return self._communities(node, cells, placed, share)

    def _favour(self, children: Sequence[Unit], cells: IntArray) -> FloatArray:
        """A unit hardly grows beyond the extent that is known of it."""
        degrees = self.plane.backward(self.mesh.centre[cells])
        favour = np.ones((len(children), len(cells)))
        for row, child in enumerate(children):
            if child.extent is not None:
                minx, miny, maxx, maxy = child.extent
                inside = (degrees >= [minx, miny]).all(axis=1) & (degrees <= [maxx, maxy]).all(axis=1)
                favour[row, ~inside] = _OUTSIDE_EXTENT
        return favour

    def _seats(self, children: Sequence[Unit], places: FloatArray, centre: FloatArray) -> IntArray:
        """Cell of each child's seat: the one at its place, or one as far as can be from all seats so far."""
        seats = np.full(len(children), -1, dtype=np.int64)
        distance = np.full(len(centre), np.inf)
        known = ~np.isnan(places[:, 0])
        for child in [*np.flatnonzero(known), *np.flatnonzero(~known)]:
            if known[child]:
                away = np.hypot(*(centre - places[child]).T)
                away[seats[seats >= 0]] = np.inf
                seats[child] = int(np.argmin(away))
            else:
                seats[child] = (
                    int(np.argmax(distance)) if (seats >= 0).any() else int(self.random.integers(len(centre)))
                )
            distance = np.minimum(distance, np.hypot(*(centre - centre[seats[child]]).T))
        return seats

    def _communities(self, node: Unit, cells: IntArray, placed: np.ndarray, share: FloatArray) -> IntArray:
        children = node.children
        centre = self.mesh.centre[cells]
        patch = self._patch(cells, 5)
        middle = self.plane.forward(np.array([node.place]))[0] if node.place else centre.mean(axis=0)
        away = np.hypot(*(centre - middle).T)
        seeds = spread_seeds(patch, len(children), centre, self.random, int(np.argmin(away)))
        # Seeds nearest to the centre become the urban communities, in order of their codes.
        near = seeds[np.argsort(away[seeds], kind="stable")]
        order = sorted(range(len(children)), key=lambda i: (not children[i].urban, children[i].code))
        seeds = np.empty(len(children), dtype=np.int64)
        seeds[order] = near
        for child in np.flatnonzero(placed):
            place = self.plane.forward(np.array([children[child].place], dtype=np.float64))[0]
            seat = int(np.argmin(np.hypot(*(centre - place).T)))
            # The seed nearest to the given place changes hands.
            other = int(np.argmin(np.hypot(*(centre[seeds] - place).T)))
            seeds[other] = seeds[child]
            seeds[child] = seat
        share = share * np.exp(self.random.normal(0, 0.22, len(children)))
        label = balanced(patch, seeds, share, np.ones(len(cells)), centre, movable=True, fixed=placed)
        return self._fill(label, centre)

    def grids_of(
        self, leaf: IntArray, weight: FloatArray, n_leaves: int, n_grids: int
    ) -> tuple[IntArray, IntArray]:
        """Number of the grid of each cell, and the leaf of each grid; grids of a leaf are numbered from the north-west."""
        n_cells = np.bincount(leaf, minlength=n_leaves).astype(np.float64)
        wish = n_cells**0.6 * np.bincount(leaf, weight, minlength=n_leaves) ** 0.4
        most = np.maximum(1, n_cells // _FEWEST_CELLS)
        count = _counts(wish, most.astype(np.int64), n_grids)
        grid = np.full(len(leaf), -1, dtype=np.int64)
        order = np.argsort(leaf, kind="stable")
        ends = np.searchsorted(leaf[order], np.arange(n_leaves + 1))
        first = 0
        for number in range(n_leaves):
            cells = np.sort(order[ends[number] : ends[number + 1]])
            centre = self.mesh.centre[cells]
            patch = self._patch(cells, 9)
            k = int(count[number])
            seeds = spread_seeds(patch, k, centre, self.random)
            label = balanced(patch, seeds, np.ones(k), np.ones(len(cells)), centre, rounds=10)
            label = self._fill(label, centre)
            north = [float(centre[label == i, 1].mean() - centre[label == i, 0].mean() / 3) for i in range(k)]
            rank = np.empty(k, dtype=np.int64)
            rank[np.argsort(-np.array(north), kind="stable")] = np.arange(k)
            grid[cells] = first + rank[label]
            first += k
        return grid, np.repeat(np.arange(n_leaves), count)

    @staticmethod
    def _fill(label: IntArray, centre: FloatArray) -> IntArray:
        """Cells that nothing reached (an outline in several pieces) go with the nearest that was."""
        missing = np.flatnonzero(label < 0)
        if len(missing):
            reached = np.flatnonzero(label >= 0)
            nearest = shapely.STRtree(shapely.points(centre[reached])).nearest(
                shapely.points(centre[missing])
            )
            label[missing] = label[reached[nearest]]
        return label


def _counts(wish: FloatArray, most: IntArray, total: int) -> IntArray:
    """Whole numbers near `wish` in proportion, at least 1, at most `most`, summing to `total` where that can be."""
    low, high = 0.0, float(total) / float(wish[wish > 0].min())
    for _ in range(80):
        factor = (low + high) / 2
        count = np.clip(np.floor(wish * factor + 0.5), 1, most)
        low, high = (factor, high) if count.sum() < total else (low, factor)
    count = np.clip(np.floor(wish * high + 0.5), 1, most).astype(np.int64)
    surplus = int(count.sum()) - total
    for i in np.argsort(-count, kind="stable")[: max(surplus, 0)]:
        count[i] -= count[i] > 1
    return count
