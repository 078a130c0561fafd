"""Dividing a mesh into connected units of wanted size, with rough ground to bend the edges."""

from __future__ import annotations

import heapq

import numba
import numpy as np
import numpy.typing as npt

from geo.crs import FloatArray, IntArray

BoolArray = npt.NDArray[np.bool_]


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


def spread_seeds(patch: Patch, count: int, random: np.random.Generator, first: int | None = None) -> IntArray:
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
    return np.asarray(_travel(patch.start, patch.neighbour, patch.step, np.int64(source), favour[0]))


@numba.njit(cache=True)
def _travel(start, neighbour, step, source, favour):  # type: ignore[no-untyped-def]  # compiled
    best = np.full(len(start) - 1, np.inf)
    best[source] = 0.0
    heap = [(0.0, source)]
    while len(heap):
        cost, cell = heapq.heappop(heap)
        if cost > best[cell]:
            continue
        for k in range(start[cell], start[cell + 1]):
            other = neighbour[k]
            reached = cost + step[k] / favour[other]
            if reached < best[other]:
                best[other] = reached
                heapq.heappush(heap, (reached, other))
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
    rounds: int = 30,
    strictness: float = 1.0,
) -> IntArray:
    """Divide a patch into one connected unit a seed, with masses near `target`.

    A cell goes to the seed with the least squared travel cost less the seed's allowance; allowances are tuned
    until the masses fit (a power diagram over rough ground: compact units, none swallowed by another).

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
    favour
        (s, n) how much more readily than usual a unit takes a cell.
    movable
        Whether seeds may wander to the middle of their unit in the first half, but for the `fixed` ones.
    strictness
        1 = keep to the targets; less lets units be as large as the room about their seed is, for better shapes.

    Returns
    -------
    (n,) numbers of units; -1 for cells that cannot be reached from any seed.
    """
    n_units = len(seeds)
    if n_units == 1:
        return np.zeros(len(patch.cells), dtype=np.int64)
    if favour is None:
        favour = np.ones((n_units, len(patch.cells)))
    wanted = target / target.sum() * mass.sum()
    held = np.full(n_units, not movable) if fixed is None else fixed | (not movable)
    cost = _costs(patch, seeds, favour)
    if strictness < 1:
        nearest = np.argmin(cost, axis=0)
        natural = np.maximum(np.bincount(nearest, mass, minlength=n_units), wanted / 4)
        wanted = wanted**strictness * natural ** (1 - strictness)
        wanted *= mass.sum() / wanted.sum()
    scale = wanted / np.pi * float(np.mean(patch.step)) ** 2
    allowance = scale - scale.mean()
    best_label, best_error, best_seeds = np.zeros(0, dtype=np.int64), np.inf, seeds
    for turn in range(rounds):
        label = np.argmin(cost - allowance[:, None], axis=0).astype(np.int64)
        label[~np.isfinite(cost).any(axis=0)] = -1
        label[seeds[held]] = np.flatnonzero(held)
        absent = np.setdiff1d(np.arange(n_units), label)
        label[seeds[absent]] = absent
        known = label >= 0
        got = np.maximum(np.bincount(label[known], mass[known], minlength=n_units), 1e-12)
        error = float(np.abs(np.log(got / wanted)).max())
        settled = turn >= rounds * 2 // 3 or not movable
        if settled and error < best_error:
            best_label, best_error, best_seeds = label, error, seeds
        allowance = allowance + scale * np.clip(np.log(wanted / got), -1, 1) * (0.9 / (1 + turn / 10))
        if movable and not settled and turn % 2 == 1:
            seeds = np.where(held, seeds, _middles(label, mass, centre, n_units))
            cost = _costs(patch, seeds, favour)
    return np.asarray(_tidy(patch.start, patch.neighbour, best_label, mass, best_seeds, held))


def _costs(patch: Patch, seeds: IntArray, favour: FloatArray) -> FloatArray:
    """(s, n) squared travel cost from each seed to each cell."""
    costs = [
        _travel(patch.start, patch.neighbour, patch.step, seed, row)
        for seed, row in zip(seeds, favour, strict=True)
    ]
    return np.asarray(np.square(costs), dtype=np.float64)


@numba.njit(cache=True)
def _tidy(start, neighbour, label, mass, seeds, held):  # type: ignore[no-untyped-def]  # compiled
    """Leave each unit one connected part, the heaviest or its held seed's; stray cells join what is next to them."""
    n = len(label)
    part = np.full(n, -1, dtype=np.int64)
    weight = np.zeros(n)
    unit_of = np.zeros(n, dtype=np.int64)
    queue = np.zeros(n, dtype=np.int64)
    parts = 0
    for origin in range(n):
        if part[origin] >= 0 or label[origin] < 0:
            continue
        head, tail = 0, 1
        queue[0] = origin
        part[origin] = parts
        unit_of[parts] = label[origin]
        while head < tail:
            cell = queue[head]
            head += 1
            weight[parts] += mass[cell]
            for k in range(start[cell], start[cell + 1]):
                other = neighbour[k]
                if part[other] < 0 and label[other] == label[origin]:
                    part[other] = parts
                    queue[tail] = other
                    tail += 1
        parts += 1
    chosen = np.full(len(seeds), -1, dtype=np.int64)
    for number in range(parts):
        unit = unit_of[number]
        if chosen[unit] < 0 or weight[number] > weight[chosen[unit]]:
            chosen[unit] = number
    for unit in range(len(seeds)):
        # A seed's own part, unless it is a mere crumb beside the rest.
        if held[unit] and weight[part[seeds[unit]]] > weight[chosen[unit]] / 10:
            chosen[unit] = part[seeds[unit]]
    result = np.full(n, -1, dtype=np.int64)
    head, tail = 0, 0
    for cell in range(n):
        if part[cell] >= 0 and chosen[label[cell]] == part[cell]:
            result[cell] = label[cell]
            queue[tail] = cell
            tail += 1
    while head < tail:
        cell = queue[head]
        head += 1
        for k in range(start[cell], start[cell + 1]):
            other = neighbour[k]
            if result[other] < 0:
                result[other] = result[cell]
                queue[tail] = other
                tail += 1
    return result


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
