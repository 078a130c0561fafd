"""Forming units from mesh cells: streets about their towns, communities within streets, grids within communities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import shapely

from geo.crs import FloatArray, IntArray
from geo.partition.ground import noise, roughness
from geo.partition.growth import BoolArray, Patch, balanced, spread_seeds
from geo.partition.mesh import LocalPlane, Mesh
from geo.partition.units import Node

#: An urban community takes fewer cells than a rural one: its cells hold more people.
_URBAN_SHARE = 0.6
_OUTSIDE_EXTENT = 0.15
_FEWEST_CELLS = 6
_TRIES = 10
_STREET_STRICTNESS = 0.55
#: A unit below this share of its wanted size is a dwarf.
_DWARF = 0.5


class Former:
    """Forms units level by level; every random choice comes from the seed."""

    def __init__(self, mesh: Mesh, plane: LocalPlane, seed: int) -> None:
        self.mesh, self.plane, self.seed = mesh, plane, seed
        self.random = np.random.default_rng(seed + 1)

    def leaves_of(self, nodes: Sequence[Node]) -> IntArray:
        """Number of the leaf (in order of the nodes) that each cell belongs to."""
        leaf = np.full(len(self.mesh.unit), -1, dtype=np.int64)
        first = 0
        for number, node in enumerate(nodes):
            self._descend(node, np.flatnonzero(self.mesh.unit == number), leaf, first)
            first += len(node.leaves())
        return leaf

    def _descend(self, node: Node, cells: IntArray, leaf: IntArray, first: int) -> None:
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

    def _divide(self, node: Node, cells: IntArray) -> IntArray:
        """Number of the child that each cell belongs to."""
        children = node.children
        centre = self.mesh.centre[cells]
        placed = np.array([child.place is not None for child in children])
        share = np.array(
            [
                child.share * sum(_URBAN_SHARE if leaf.urban else 1.0 for leaf in child.leaves())
                for child in children
            ]
        )
        if any(child.children for child in children):
            patch = self._patch(cells, 3)
            places = np.array([child.place or (np.nan, np.nan) for child in children])
            seeds = self._seats(children, self.plane.forward(places), centre)
            label = balanced(
                patch, seeds, share, np.ones(len(cells)), centre, favour=self._favour(children, cells), movable=False,
                rounds=60,
                strictness=_STREET_STRICTNESS,
            )  # fmt: skip
            return self._fill(label, centre)
        return self._communities(node, cells, placed, share)

    def _favour(self, children: Sequence[Node], cells: IntArray) -> FloatArray:
        """A unit hardly grows beyond the extent that is known of it."""
        degrees = self.plane.backward(self.mesh.centre[cells])
        favour = np.ones((len(children), len(cells)))
        bend = noise(self.mesh.centre[cells], 9_000.0, self.seed + 11)
        for row, child in enumerate(children):
            if child.extent is not None:
                minx, miny, maxx, maxy = child.extent
                half = np.array([maxx - minx, maxy - miny]) / 2
                beyond = np.abs(degrees - [minx + half[0], miny + half[1]]) / half - 1
                # The rim is soft and bent, or the box would show.
                outside = np.clip((beyond.max(axis=1) + 0.22 * bend) / 0.35, 0, 1)
                favour[row] = 1 - outside * (1 - _OUTSIDE_EXTENT)
        return favour

    def _seats(self, children: Sequence[Node], places: FloatArray, centre: FloatArray) -> IntArray:
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

    def _communities(self, node: Node, cells: IntArray, placed: BoolArray, share: FloatArray) -> IntArray:
        children = node.children
        centre = self.mesh.centre[cells]
        patch = self._patch(cells, 5)
        middle = self.plane.forward(np.array([node.place]))[0] if node.place else centre.mean(axis=0)
        away = np.hypot(*(centre - middle).T)
        share = share * np.exp(self.random.normal(0, 0.22, len(children)))
        first = int(np.argmin(away))
        return self._best(
            patch,
            share,
            centre,
            lambda: self._community_seeds(
                children, spread_seeds(patch, len(children), self.random, first), centre, away
            ),
            placed,
        )

    def _community_seeds(
        self, children: Sequence[Node], seeds: IntArray, centre: FloatArray, away: FloatArray
    ) -> IntArray:
        """Deal seeds out to communities: urban ones near the middle, placed ones at their place."""
        # Seeds nearest to the centre become the urban communities, in order of their codes.
        near = seeds[np.argsort(away[seeds], kind="stable")]
        order = sorted(range(len(children)), key=lambda i: (not children[i].urban, children[i].code))
        seeds = np.empty(len(children), dtype=np.int64)
        seeds[order] = near
        for child, node in enumerate(children):
            if node.place is None:
                continue
            place = self.plane.forward(np.array([node.place], dtype=np.float64))[0]
            seat = int(np.argmin(np.hypot(*(centre - place).T)))
            # The seed nearest to the given place changes hands.
            other = int(np.argmin(np.hypot(*(centre[seeds] - place).T)))
            seeds[other] = seeds[child]
            seeds[child] = seat
        return seeds

    def _best(
        self,
        patch: Patch,
        share: FloatArray,
        centre: FloatArray,
        seeds: Callable[[], IntArray],
        fixed: BoolArray | None = None,
    ) -> IntArray:
        """Divide a patch from several sets of seeds and take the first division without a dwarf, or the best."""
        best, best_ratio = np.zeros(len(patch.cells), dtype=np.int64), -1.0
        if len(share) == 1:
            return best
        for _ in range(_TRIES):
            label = balanced(patch, seeds(), share, np.ones(len(patch.cells)), centre, fixed=fixed, rounds=20)
            label = self._fill(label, centre)
            got = np.bincount(label, minlength=len(share)) / len(label)
            ratio = float((got / share * share.sum()).min())
            if ratio > best_ratio:
                best, best_ratio = label, ratio
            if ratio > _DWARF:
                break
        return best

    def grids_of(
        self, leaf: IntArray, weight: FloatArray, n_leaves: int, n_grids: int
    ) -> tuple[IntArray, IntArray]:
        """Number of the grid of each cell, and the leaf of each grid; a leaf's grids count from the north-west."""
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
            label = self._best(patch, np.ones(k), centre, partial(spread_seeds, patch, k, self.random))
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
            nearest = shapely.STRtree(np.asarray(shapely.points(centre[reached]), dtype=object)).nearest(
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
