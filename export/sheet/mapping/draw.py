"""The map of a sheet: ground, region and words, in this order."""

from __future__ import annotations

from collections.abc import Sequence

from export.sheet.mapping.drawn import MapDrawn
from export.sheet.mapping.ground import draw_ground
from export.sheet.mapping.names import draw_names
from export.sheet.mapping.region import draw_region
from export.sheet.mapping.stage import Stage
from export.sheet.scene import Box, Scene
from export.sheet.style import Style
from views.sheet.model import SheetView


def draw_map(
    scene: Scene,
    view: SheetView,
    frame: Box,
    style: Style,
    *,
    keep_out: Sequence[Box] = (),
    numbered: bool = True,
) -> MapDrawn:
    """Draw the map of a view into a frame of a sheet.

    The region is as large as it can be beside the furniture; neighbours, graticule and rivers fill the frame. No two
    labels overlap, none leaves the frame or comes under furniture.

    Parameters
    ----------
    frame
        All that the map covers, mm: the whole sheet where the map bleeds.
    keep_out
        Boxes of furniture that stands on the map.
    numbered
        Whether units without a label bear a number: not where no list of them stands beside.
    """
    stage = Stage.of(scene, view, frame, style, keep_out)
    with scene.group("map"):
        draw_ground(stage)
        draw_region(stage)
        labelled = draw_names(stage, numbered=numbered)
    mm_per_m = stage.plane.k * stage.spot.factor
    left, top, right, bottom = stage.scope_mm.bounds
    return MapDrawn(
        scale_denominator=1000.0 / mm_per_m,
        mm_per_m=mm_per_m,
        unlabelled=labelled.unlabelled,
        placed=labelled.placed,
        convergence=stage.spot.convergence,
        is_paper=view.size.is_paper,
        body=Box(left, top, right - left, bottom - top),
        plane=stage.plane,
    )
