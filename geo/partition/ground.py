"""Made-up ground: smooth deterministic noise that stands in for hills and basins where no relief is at hand."""

from __future__ import annotations

import numpy as np

from geo.crs import FloatArray, IntArray


def _hash(x: IntArray, y: IntArray, seed: int) -> FloatArray:
    """Uniform numbers in [0, 1) by lattice point: the same on every machine."""
    h = x.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    h ^= y.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    h ^= np.uint64((seed * 0x165667B19E3779F9) % 2**64)
    h ^= h >> np.uint64(29)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    h ^= h >> np.uint64(32)
    return (h >> np.uint64(11)).astype(np.float64) / 2.0**53


def noise(xy: FloatArray, wavelength: float, seed: int, octaves: int = 4) -> FloatArray:
    """Fractal value noise, about -1 … 1.

    Parameters
    ----------
    xy
        (n, 2) positions.
    wavelength
        Of the coarsest octave, in the unit of `xy`; each further one is half as long and little over half as strong.
    """
    total, amplitude, sum_of = np.zeros(len(xy)), 1.0, 0.0
    for octave in range(octaves):
        scaled = xy / (wavelength / 2**octave) + 1000.0
        cell = np.floor(scaled).astype(np.int64)
        t = scaled - cell
        t = t * t * (3 - 2 * t)
        corner = [
            _hash(cell[:, 0] + i, cell[:, 1] + j, seed * 31 + octave)
            for i, j in ((0, 0), (1, 0), (0, 1), (1, 1))
        ]
        low = corner[0] + (corner[1] - corner[0]) * t[:, 0]
        high = corner[2] + (corner[3] - corner[2]) * t[:, 0]
        total += amplitude * (low + (high - low) * t[:, 1] - 0.5) * 2
        sum_of += amplitude
        amplitude *= 0.55
    return np.asarray(total / sum_of)


def roughness(xy: FloatArray, wavelength: float, seed: int) -> FloatArray:
    """Factor on the cost of crossing a place: 1 in the open, several times as much along ridges."""
    ridge = 1 - np.abs(noise(xy, wavelength, seed)) * 2
    return np.asarray(1 + 7 * np.clip(ridge, 0, 1) ** 3)
