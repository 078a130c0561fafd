"""Believable figures for a level of the region, the same in both apps of the map benchmark."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.classify import classify

Floats = npt.NDArray[np.float64]
N_CLASSES = 5


def figures(population: Floats, seed: int) -> tuple[Floats, npt.NDArray[np.int8]]:
    """Cases by unit and their class by cases per head.

    Parameters
    ----------
    population
        People by unit.
    seed
        Another seed is another month.
    """
    rng = np.random.default_rng(seed)
    cases = rng.poisson(np.maximum(population, 1) * rng.gamma(2, 0.012, len(population))).astype(np.float64)
    rate = np.where(population > 0, cases / np.maximum(population, 1), np.nan)
    return cases, classify(rate, k=N_CLASSES, method="quantile").classes
