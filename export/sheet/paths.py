"""How lengths are written in path data: to a hundredth of a millimetre, a third of the finest line of a printer."""

from __future__ import annotations

from math import isfinite

_STEPS_MM = 100


def number(value: float) -> str:
    """A length in mm, in as few characters as it takes; what is no number is told by the self-check."""
    if not isfinite(value):
        return "nan"
    steps = round(value * _STEPS_MM)
    return f"{steps / _STEPS_MM:.2f}".rstrip("0").rstrip(".") if steps else "0"
