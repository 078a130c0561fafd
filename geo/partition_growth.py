"""Growing units over a mesh: from seeds, at balanced speeds, slowed by rough ground, so that edges look grown."""

from __future__ import annotations

import heapq

import numba
import numpy as np
import numpy.typing as npt

from geo.crs import FloatArray, IntArray

BoolArray = npt.NDArray[np.bool_]


@numba.njit(cache=True)
def _grow(  # type: ignore[no-untyped-def]  # compiled; its types are those of `grow`
    start, neighbour, step, seeds, speed, favour, label
):
    n = len(start) - 1
    best = np.full(n, np.inf)
    heap = [(0.0, np.int64(seeds[0]), np.int64(0))]
    for source in range(1, len(seeds)):
        heapq.heappush(heap, (0.0, np.int64(seeds[source]), np.int64(source)))
    while len(heap):
        cost, cell, source = heapq.heappop(heap)
        if label[cell] >= 0:
            continue
        label[cell] = source
        for k in range(start[cell], start[cell + 1]):
            other = neighbour[k]
            if label[other] < 0:
                reached = cost + step[k] / (speed[source] * favour[source, other])
                if reached < best[other]:
                    best[other] = reached
                    heapq.heappush(heap, (reached, np.int64(other), source))


def grow(
    start: IntArray,
    neighbour: IntArray,
    step: FloatArray,
    seeds: IntArray,
    speed: FloatArray,
    favour: FloatArray,
) -> IntArray:
    """Label each cell with the source that reaches it first; every source's cells are connected.

    Parameters
    ----------
    start, neighbour, step
        Neighbourhood of ``n`` cells in compressed rows, and the cost of each step.
    seeds
        (s,) distinct cells.
    speed
        (s,) of each source.
    favour
        (s, n) how much faster than usual a source takes a cell.

    Returns
    -------
    (n,) numbers of sources; -1 where nothing reaches.
    """
    label = np.full(len(start) - 1, -1, dtype=np.int64)
    label_seed = np.asarray(seeds, dtype=np.int64)
    _grow(start, neighbour, step, label_seed, speed, favour, label)
    return label


class Patch:
    """A connected part of a mesh, with its own numbering of cells."""

    def __init__(self, cells: IntArray, start: IntArray, neighbour: IntArray, step: FloatArray) -> None:
        self.cells = cells
        local = np.full(len(start) - 1, -1, dtype=np.int64)
        local[cells] = np.arange(len(cells))
        counts = start[cells + 1] - start[cells]
        flat = np.repeat(start[cells] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
        flat = flat + np.arange(len(flat))
        target = local[neighbour[flat]]
        kept = target >= 0
        row = np.repeat(np.arange(len(cells)), counts)[kept]
        self.start = np.searchsorted(row, np.arange(len(cells) + 1)).astype(np.int64)
        self.neighbour = target[kept]
        self.step = step[flat][kept]

    def parts(self) -> IntArray:
        """Number of the connected part of each cell."""
        part = np.full(len(self.cells), -1, dtype=np.int64)
        number = 0
        for cell in range(len(part)):
            if part[cell] < 0:
                reached = grow(
                    self.start,
                    self.neighbour,
                    self.step,
                    np.array([cell]),
                    np.ones(1),
                    np.ones((1, len(part))),
                )
                part[reached == 0] = number
                number += 1
        return part


def spread_seeds(
    patch: Patch, count: int, centre: FloatArray, random: np.random.Generator, first: int | None = None
) -> IntArray:
    """Pick `count` distinct cells far from each other, measured in steps over the patch."""
    n = len(patch.cells)
    chosen = [int(random.integers(n)) if first is None else first]
    favour = np.ones((1, n))
    distance = np.full(n, np.inf)
    for _ in range(1, count):
        distance = np.minimum(distance, travel(patch, chosen[-1], favour))
        distance[chosen] = -1
        # The farthest tenth is as good as the farthest: chance keeps the pattern from looking planned.
        reachable = np.where(np.isfinite(distance), distance, -1)
        far = np.flatnonzero(reachable >= np.quantile(reachable, 0.9))
        far = far[reachable[far] >= 0]
        chosen.append(int(random.choice(far)))
    return np.array(chosen, dtype=np.int64)


def travel(patch: Patch, source: int, favour: FloatArray) -> FloatArray:
    """Cost from one cell to every cell of the patch."""
    return np.asarray(_travel(patch.start, patch.neighbour, patch.step, source, favour[0]))


@numba.njit(cache=True)
def _travel(start, neighbour, step, source, favour):  # type: ignore[no-untyped-def]  # compiled
    best = np.full(len(start) - 1, np.inf)
    best[source] = 0.0
    heap = [(0.0, np.int64(source))]
    while len(heap):
        cost, cell = heapq.heappop(heap)
        if cost > best[cell]:
            continue
        for k in range(start[cell], start[cell + 1]):
            other = neighbour[k]
            reached = cost + step[k] / favour[other]
            if reached < best[other]:
                best[other] = reached
                heapq.heappush(heap, (reached, np.int64(other)))
    return best


def balanced(
    patch: Patch,
    seeds: IntArray,
    target: FloatArray,
    mass: FloatArray,
    centre: FloatArray,
    *,
    favour: FloatArray | None = None,
    movable: bool = True,
    fixed: BoolArray | None = None,
    rounds: int = 14,
) -> IntArray:
    """Grow one unit a seed so that their masses come near `target`; the best of several rounds.

    Parameters
    ----------
    patch
        Connected cells.
    seeds
        Local cell numbers, distinct.
    target
        (s,) share of the mass that each unit should get, in any unit.
    mass
        (n,) of each cell.
    centre
        (n, 2) of each cell, metres.
    movable
        Whether seeds may wander to the middle of their unit in the first rounds, but for the `fixed` ones.
    """
    n_units = len(seeds)
    if n_units == 1:
        return np.zeros(len(patch.cells), dtype=np.int64)
    if favour is None:
        favour = np.ones((n_units, len(patch.cells)))
    wanted = target / target.sum() * mass.sum()
    speed = np.sqrt(wanted / wanted.mean())
    best_label, best_error = np.zeros(0, dtype=np.int64), np.inf
    for turn in range(rounds):
        label = grow(patch.start, patch.neighbour, patch.step, seeds, speed, favour)
        got = np.maximum(np.bincount(label[label >= 0], mass[label >= 0], minlength=n_units), 1e-12)
        error = float(np.abs(np.log(got / wanted)).max())
        if error < best_error and (turn >= rounds // 3 or not movable):
            best_label, best_error = label, error
        speed = speed * np.clip(wanted / got, 0.4, 2.5) ** 0.35
        if movable and turn < rounds // 2:
            middles = _middles(label, mass, centre, n_units)
            seeds = middles if fixed is None else np.where(fixed, seeds, middles)
    return best_label


def _middles(label: IntArray, mass: FloatArray, centre: FloatArray, n_units: int) -> IntArray:
    """Cell of each unit that lies nearest to the unit's centre of mass."""
    if (label < 0).any():
        known = np.flatnonzero(label >= 0)
        return np.asarray(known[_middles(label[known], mass[known], centre[known], n_units)])
    total = np.bincount(label, mass, minlength=n_units)
    middle = np.column_stack([np.bincount(label, mass * centre[:, k], minlength=n_units) for k in (0, 1)])
    away = np.hypot(*(centre - (middle / total[:, None])[label]).T)
    order = np.lexsort((away, label))
    first = np.searchsorted(label[order], np.arange(n_units))
    return np.asarray(order[first], dtype=np.int64)
