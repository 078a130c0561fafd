"""A small map of some units inside an outline: drawn from path data, never from markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from ui.frontend import frontend_component


@dataclass(frozen=True)
class SmallShape:
    """One unit: SVG path data, its name, and where the name is written."""

    path: str
    name: str
    x: float
    y: float


@cache
def _component() -> Any:
    return frontend_component("small_map")


def small_map(
    shapes: Sequence[SmallShape], *, outline: str, width: float, height: float, hue: str, dash: str, key: str
) -> None:
    """Draw `shapes` in one hue over an outline; `width` and `height` are the drawing's own units.

    Parameters
    ----------
    dash
        SVG dash pattern of the borders: the second cue beside the hue.
    """
    _component()(
        key=key,
        data={
            "shapes": [asdict(shape) for shape in shapes],
            "outline": outline,
            "width": width,
            "height": height,
            "hue": hue,
            "dash": dash,
        },
    )
