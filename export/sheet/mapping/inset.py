"""Where the place lies: the region in its province, or the subject of the sheet in its region."""

from __future__ import annotations

import numpy as np
import shapely

from export.sheet.mapping import layers
from export.sheet.mapping.lines import path_of
from export.sheet.mapping.plane import Plane
from export.sheet.scene import Box, Scene
from export.sheet.style import Style
from geo.crs import GeometryArray
from views.sheet.model import SheetView
from views.tokens import mixed

# A subject smaller than this on the inset (mm on A3) is ringed.
_SMALL, _RING = 2.4, 2.6


def inset(scene: Scene, box: Box, view: SheetView, style: Style) -> Box | None:
    """Draw the inset of a view into a box; a sheet about less than the region shows both where there is width for two.

    Returns
    -------
    What it covers; None where the view has no inset.
    """
    mapped = view.map
    if mapped.province is None or not len(mapped.province):
        return None
    province = mapped.province
    is_region = province["is_region"].to_numpy(dtype=np.bool_)
    in_province = (province.geometry.to_numpy(), province.geometry.to_numpy()[is_region])
    in_region = (mapped.districts.geometry.to_numpy(), np.array([mapped.scope], dtype=object))
    parts = [in_province]
    if mapped.scope_level != "city" and len(mapped.districts):
        parts = [in_province, in_region] if box.width >= 1.5 * box.height else [in_region]
    gap = style.mm(4.0) if len(parts) > 1 else 0.0
    width = (box.width - gap * (len(parts) - 1)) / len(parts)
    right = box.x
    with scene.group("inset"):
        x = box.x
        for shapes, marked in parts:
            covered = _draw(scene, Box(x, box.y, width, box.height), shapes, marked, style)
            right = covered.right
            x = covered.right + gap
    return Box(box.x, box.y, right - box.x, box.height)


def _draw(scene: Scene, box: Box, shapes: GeometryArray, marked: GeometryArray, style: Style) -> Box:
    """A small map at the upper left of a box; returns what it covers."""
    minx, miny, maxx, maxy = map(float, shapely.total_bounds(shapes))
    k = min(box.width / (maxx - minx), box.height / (maxy - miny))
    plane = Plane(k, box.x - minx * k, box.y + maxy * k)
    fine = style.mm(0.16)
    land = mixed(style.neighbour, style.edge_strong, 0.2)
    drawn = layers.drawn(shapes, k, fine)
    scene.path(path_of(drawn.shapes, plane), fill=land)
    scene.path(path_of(drawn.edges, plane), stroke=style.ground, stroke_width=style.mm(0.2))
    place = layers.drawn(marked, k, fine).shapes
    data = path_of(place, plane)
    scene.path(data, fill=style.stamp, stroke=style.stamp, stroke_width=style.mm(0.1))
    left, low, right, high = map(float, shapely.total_bounds(marked))
    if max(right - left, high - low) * k < style.mm(_SMALL):
        x, y = plane.at(np.array([[(left + right) / 2, (low + high) / 2]]))[0].tolist()
        scene.circle(x, y, style.mm(_RING), stroke=style.stamp, stroke_width=style.mm(0.4))
        scene.circle(x, y, style.mm(0.7), style.stamp)
    return Box(box.x, box.y, (maxx - minx) * k, (maxy - miny) * k)
