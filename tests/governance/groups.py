"""Groups of peers made of chance, for the tests of scores and for the simulation of false flags."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np

from governance.assessment import Assessment, parse_assessment
from governance.indicators import Registry, parse_registry

REGION = Path(__file__).parents[2] / "data/regions/qujing"


def registry() -> Registry:
    """The registry of the region."""
    return parse_registry(tomllib.loads((REGION / "indicators.toml").read_text("utf-8")))


def document() -> dict:
    """The region's assessment as parsed."""
    return tomllib.loads((REGION / "assessment.toml").read_text("utf-8"))


def assessment() -> Assessment:
    """The region's assessment."""
    return parse_assessment(document(), registry(), ("1", "2", "3"))


def columns(parts: dict[str, list[float]]) -> dict[str, np.ndarray]:
    """Measures as arrays."""
    return {name: np.asarray(values, dtype=float) for name, values in parts.items()}
