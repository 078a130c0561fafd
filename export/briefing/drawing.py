"""The map and the QR of a briefing, the same in every file of the pack."""

from __future__ import annotations

from functools import lru_cache

from export.sheet.check import refuse, self_check
from export.sheet.compose import map_with_rest
from export.sheet.marks import Box
from export.sheet.paths import number
from export.sheet.qr import qr_path
from export.sheet.scene import Scene
from export.sheet.svg import svg_of
from views.briefing.model import BriefingView


@lru_cache(maxsize=8)
def map_scene(view: BriefingView, width_mm: float, height_mm: float) -> Scene:
    """The map with its legend and scale, checked; do not draw on it, it is shared.

    A name that finds no place is left out: a number would need a list, and the tables beside it name every unit.

    Raises
    ------
    ExportError
        When the map does not pass its check.
    """
    scene, _ = map_with_rest(view.sheet, width_mm, height_mm, numbered=False)
    refuse(self_check(scene), view.title)
    return scene


def map_svg(view: BriefingView, width_mm: float, height_mm: float) -> str:
    """The same as SVG of that many millimetres; its fonts are named, not embedded.

    Raises
    ------
    ExportError
        When the map does not pass its check.
    """
    return svg_of(map_scene(view, width_mm, height_mm))


def qr_svg(text: str, ink: str, side_mm: float) -> str:
    """A QR as SVG with its quiet zone, on white."""
    box = Box(0.0, 0.0, side_mm, side_mm)
    side = number(side_mm)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}mm" height="{side}mm" viewBox="0 0 {side} {side}">'
        f'<rect width="{side}" height="{side}" fill="#ffffff"/><path d="{qr_path(text, box)}" fill="{ink}"/></svg>'
    )
