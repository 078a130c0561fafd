"""The sizes of the texts of a sheet."""

from __future__ import annotations

from types import MappingProxyType

# Type scale in design units: at 1 (A3) these are millimetres.
TYPE = MappingProxyType(
    {
        "micro": 2.75,
        "small": 3.3,
        "body": 3.9,
        "lead": 4.4,
        "heading": 4.7,
        "figure": 8.6,
        "title": 12.0,
    }
)


# The least sizes of the smallest steps on a screen 1,080 pixels high.
LEAST_PX = MappingProxyType({"micro": 13.0, "small": 14.0, "body": 15.0})
