"""Shapes for maps of sheets: units made of a seed, and path data read back."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import shapely


def cells(seed: int, count: int, *, side: int = 48) -> npt.NDArray[np.object_]:
    """About `count` units of a coverage, metres; all in a square of about 20 km, their borders bent."""
    random = np.random.default_rng(seed)
    middles = random.uniform(0, side, (count, 2))
    at = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)
    nearest = ((at[:, None, :] + 0.5 - middles) ** 2).sum(axis=2).argmin(axis=1)
    squares = shapely.box(at[:, 0], at[:, 1], at[:, 0] + 1, at[:, 1] + 1)
    units = np.array(
        [shapely.coverage_union_all(squares[nearest == each]) for each in np.unique(nearest)], dtype=object
    )
    step = 20_000 / side
    return np.asarray(
        shapely.transform(
            units, lambda xy: xy * step + step / 4 * np.column_stack([np.sin(xy[:, 1]), np.cos(xy[:, 0])])
        ),
        dtype=object,
    )


def points_of_path(data: str) -> npt.NDArray[np.float64]:
    """(n, 2) points of path data of M, L and l."""
    points: list[tuple[float, float]] = []
    x = y = 0.0
    for command, numbers in re.findall(r"([MLl])([^MLlzhvHV]*)", data):
        values = [float(each) for each in re.findall(r"-?\d*\.?\d+", numbers)]
        for dx, dy in zip(values[::2], values[1::2], strict=True):
            x, y = (x + dx, y + dy) if command == "l" else (dx, dy)
            points.append((x, y))
    return np.array(points)
