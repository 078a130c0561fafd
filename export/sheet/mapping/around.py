"""Names of what lies around the region, and degrees at the rim of the frame: faint, and only where nothing else stands."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from export.sheet import typeset
from export.sheet.mapping.ground import graticule_degrees
from export.sheet.mapping.placing import Boxes, overlapping
from export.sheet.mapping.room import Room, filled
from export.sheet.mapping.stage import Stage
from export.sheet.scene import Anchor
from geo.crs import STORAGE_CRS


def name_the_ground(stage: Stage, taken: Boxes, labels: Boxes) -> None:
    """Write the names of the region's other districts, of neighbours, and the degrees."""
    style = stage.style
    boxes = np.vstack([taken, labels])
    blocked = _blocked(stage, boxes)
    mapped = stage.map
    if mapped.scope_level != "city" and len(mapped.districts):
        districts = mapped.districts
        beside = districts[~districts["inside_scope"].to_numpy(dtype=np.bool_)]
        if mapped.scope_level in ("street", "street_part", "community", "grid"):
            beside = districts
        _name(stage, beside, blocked, style.mm(4.0), style.ink_faint, 0.0)
    if len(mapped.neighbours):
        _name(stage, mapped.neighbours, blocked, style.mm(4.2), style.neighbour_label, 0.42)
    if stage.view.request.graticule:
        _degrees(stage, boxes)


class _Blocked:
    """A raster of the frame: where something stands already."""

    def __init__(self, stage: Stage) -> None:
        self.cell = max(stage.style.mm(1.1), stage.frame.width / 700)
        self.columns, self.rows = (int(side / self.cell) for side in (stage.frame.width, stage.frame.height))
        self.x, self.y = stage.frame.x, stage.frame.y
        around = stage.scope_mm.buffer(stage.style.mm(2.5), quad_segs=3)
        self.mask = filled(around, self.x, self.y, self.columns, self.rows, self.cell)

    def block(self, boxes: Boxes, margin: float) -> None:
        """Mark boxes with a margin as taken."""
        for left, top, right, bottom in boxes:
            x0, x1 = ((edge - self.x) / self.cell for edge in (left - margin, right + margin))
            y0, y1 = ((edge - self.y) / self.cell for edge in (top - margin, bottom + margin))
            self.mask[
                max(int(y0), 0) : max(int(np.ceil(y1)), 0), max(int(x0), 0) : max(int(np.ceil(x1)), 0)
            ] = True


def _blocked(stage: Stage, boxes: Boxes) -> _Blocked:
    found = _Blocked(stage)
    frame = stage.frame
    near = boxes[
        (boxes[:, 2] > frame.x)
        & (boxes[:, 0] < frame.right)
        & (boxes[:, 3] > frame.y)
        & (boxes[:, 1] < frame.bottom)
    ]
    found.block(np.clip(near, -1e5, 1e5), stage.style.mm(1.5))
    return found


def _name(
    stage: Stage, frame: gpd.GeoDataFrame, blocked: _Blocked, size: float, ink: str, spread: float
) -> None:
    """Write the name of each shape where it has most room near the region; where it has none, not at all.

    Parameters
    ----------
    spread
        Space between characters in parts of the size.
    """
    bounds = stage.bounds
    inside = shapely.intersects(frame.geometry.to_numpy(), shapely.box(*bounds))
    seen = frame[inside]
    shapes = stage.on_sheet(shapely.clip_by_rect(stage.drawn(seen.geometry.to_numpy()).shapes, *bounds))
    middle = stage.scope_mm.centroid
    reach = max(stage.frame.width, stage.frame.height)
    for name, shape in zip(seen["name"], shapes, strict=True):
        spacing = size * spread if not str(name).isascii() else size * spread * 0.3
        wide = typeset.width(str(name), size, 400, spacing)
        grid = (
            filled(shape, blocked.x, blocked.y, blocked.columns, blocked.rows, blocked.cell) & ~blocked.mask
        )
        if not grid.any():
            continue
        room = Room.of_mask(grid, blocked.x, blocked.y, blocked.cell)
        middles, shares = room.shares(wide + size * 0.8, size * 1.5, size * 0.7)
        spare = room.shares(wide * 1.5, size * 3.0, size * 0.7)[1]
        score = spare - 0.5 * np.hypot(middles[:, 0] - middle.x, middles[:, 1] - middle.y) / reach
        score[shares < 0.999] = -np.inf
        best = int(np.argmax(score))
        if not np.isfinite(score[best]):
            continue
        x, y = map(float, middles[best])
        with stage.scene.group(f"ground {name}"):
            stage.scene.text(
                x,
                y + size * 0.37,
                str(name),
                size,
                ink=ink,
                anchor="middle",
                spacing=spacing,
                kind="backdrop",
            )
        blocked.block(np.array([(x - wide / 2, y - size / 2, x + wide / 2, y + size / 2)]), size * 0.4)


def _degrees(stage: Stage, boxes: Boxes) -> None:
    """Write the degrees where the lines of the graticule leave the frame: above or below, right or left."""
    style, frame = stage.style, stage.frame
    size, inset = style.mm(2.5), style.mm(1.6)
    there = pyproj.Transformer.from_crs(STORAGE_CRS, stage.map.crs, always_xy=True)
    meridians, parallels = graticule_degrees(stage)
    samples = stage.plane.back(frame.x + frame.width / 2, frame.y + frame.height / 2)
    lon, lat = pyproj.Transformer.from_crs(stage.map.crs, STORAGE_CRS, always_xy=True).transform(*samples)
    held = np.vstack([boxes, _around(stage.scope_mm)])

    def write(text: str, x: float, y: float, anchor: Anchor) -> bool:
        wide = typeset.width(text, size)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        box = np.array([left - inset * 0.4, y - size, left + wide + inset * 0.4, y + size * 0.3])
        in_frame = left >= frame.x and left + wide <= frame.right
        if not in_frame or overlapping(box, held_inside[0]).any():
            return False
        held_inside[0] = np.vstack([held_inside[0], box])
        with stage.scene.group(f"degrees {text}"):
            stage.scene.text(x, y, text, size, ink=style.neighbour_label, anchor=anchor, kind="backdrop")
        return True

    # The rim itself is barred for labels; degrees stand on it.
    held_inside = [held[np.abs(held).max(axis=1) < 1e5]]
    for value in meridians:
        for edge in (frame.y + inset + size * 0.8, frame.bottom - inset):
            x = _crossing(stage, there, value, lat, edge, is_meridian=True)
            if write(degree_text(value, "E" if value >= 0 else "W"), x, edge, "middle"):
                break
    sides: tuple[tuple[float, Anchor], ...] = ((frame.right - inset, "end"), (frame.x + inset, "start"))
    for value in parallels:
        for edge, anchor in sides:
            y = _crossing(stage, there, lon, value, edge, is_meridian=False)
            if frame.y + size * 2 < y < frame.bottom - size and write(
                degree_text(value, "N" if value >= 0 else "S"),
                edge,
                y - size * 0.3,
                anchor,
            ):
                break


def _crossing(
    stage: Stage, there: pyproj.Transformer, lon: float, lat: float, edge: float, *, is_meridian: bool
) -> float:
    """Where a meridian crosses a level line of the sheet at `edge`, or a parallel an upright one."""
    along = np.linspace(-8.0, 8.0, 161)
    lons = np.full(161, lon) if is_meridian else lon + along
    lats = lat + along if is_meridian else np.full(161, lat)
    points = stage.plane.at(np.column_stack(there.transform(lons, lats)))
    if is_meridian:
        return float(np.interp(-edge, -points[:, 1], points[:, 0]))
    return float(np.interp(edge, points[:, 0], points[:, 1]))


def degree_text(value: float, side: str) -> str:
    """Degrees, minutes and seconds, no more than are needed: 103°E, 25°30′N."""
    degrees, rest = divmod(round(abs(value) * 3600), 3600)
    minutes, seconds = divmod(rest, 60)
    fine = f"{minutes:02d}′" if rest else ""
    return f"{degrees}°{fine}{f'{seconds:02d}″' if seconds else ''}{side}"


def _around(shape: BaseGeometry) -> Boxes:
    return np.array([shape.bounds], dtype=np.float64)
