"""Hot spots: a few dozen places per sub-class where cases gather, rise and fade, and slowly move."""

from __future__ import annotations

import numpy as np

from data.demo.places import Floats, Index, Places

_MOVES = 0.006  # degrees, about 600 m, over the whole time
_RADIUS = {0: 0.0016, 1: 0.0024, 2: 0.004}


def hot_points(
    places: Places, weights: Floats, when: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats, Index]:
    """Draw points near the hot spots of one sub-class.

    Parameters
    ----------
    weights
        Expected cases by grid: hot spots stand where cases are.
    when
        Moment of each case as a share (0–1) of the whole time.

    Returns
    -------
    lon, lat, grid
        Degrees on the 1e-7° grid, and the grid that holds each point (-1: outside the region).
    """
    n_spots = int(np.clip(len(when) // 40, 4, 36))
    centre = np.searchsorted(np.cumsum(weights), rng.random(n_spots) * weights.sum())
    centre = np.minimum(centre, len(weights) - 1)
    lon, lat = places.scatter(centre, rng)
    drift = rng.normal(0.0, _MOVES, (n_spots, 2))
    strength = rng.gamma(0.9, 1.0, n_spots) + 0.05
    peak, width = rng.random(n_spots), rng.uniform(0.15, 0.8, n_spots)
    radius = np.array([_RADIUS[s] for s in range(3)])[places.setting[centre]] * rng.uniform(0.6, 1.5, n_spots)
    # Strength of every spot at a dozen moments; each case picks a spot by the strengths of its moment.
    moments = np.linspace(0.0, 1.0, 13)
    active = strength * np.exp(-(((moments[:, None] - peak) / width) ** 2)) + 1e-6
    running = np.cumsum(active / active.sum(axis=1, keepdims=True), axis=1)
    slot = np.minimum((when * 12).astype(np.int64), 12)
    spot = np.minimum((running[slot] < rng.random(len(when))[:, None]).sum(axis=1), n_spots - 1)
    away = rng.normal(0.0, 1.0, (len(when), 2)) * radius[spot, None] + drift[spot] * (when - 0.5)[:, None]
    lon, lat = np.round(lon[spot] + away[:, 0], 7), np.round(lat[spot] + away[:, 1], 7)
    return lon, lat, places.holding(lon, lat)
