"""The ground that the region lies on: neighbours, districts beside it, rivers and the graticule."""

from __future__ import annotations

from math import ceil

import numpy as np
import pyproj
import shapely

from export.sheet.mapping.plane import Points
from export.sheet.mapping.stage import Stage
from geo.crs import STORAGE_CRS, GeometryArray
from views.tokens import mixed

# Degrees between lines; the widest of which a sheet has at most so many.
_INTERVALS = (2.0, 1.0, 0.5, 1 / 3, 1 / 4, 1 / 6, 1 / 12, 1 / 30, 1 / 60, 1 / 120, 1 / 240, 1 / 720)
_MOST_LINES = 7
# Strips in which the ground fades out where what is known of it ends.
_FADES = 24


def draw_ground(stage: Stage) -> None:
    """Lay the ground down over the whole frame."""
    scene, style, frame = stage.scene, stage.style, stage.frame
    scene.rect(*frame, style.plate)
    _neighbours(stage)
    _districts_beside(stage)
    if stage.view.request.graticule:
        lines = stage.seen(graticule(stage))
        scene.path(stage.path(lines), stroke=style.graticule, stroke_width=style.mm(0.16))
    rivers = stage.seen(stage.map.rivers.to_numpy())
    scene.path(
        stage.path(rivers), stroke=style.river, stroke_width=style.mm(0.4), stroke_opacity=0.6, cap="round"
    )


def _neighbours(stage: Stage) -> None:
    scene, style, neighbours = stage.scene, stage.style, stage.map.neighbours
    if not len(neighbours):
        return
    shapes = neighbours.geometry.to_numpy()
    data = stage.path(stage.seen(shapes))
    scene.path(data, fill=style.neighbour, stroke=style.neighbour_line, stroke_width=style.mm(0.55))
    _fade(stage, neighbours.total_bounds)


def _fade(stage: Stage, known: Points) -> None:
    """Let the ground end softly where its data end, instead of along the straight line where they were cut."""
    minx, miny, maxx, maxy = stage.bounds
    left, top, width, height = stage.frame
    reach = min(width, height) * 0.16
    west, south = stage.plane.x + known[0] * stage.plane.k, stage.plane.y - known[1] * stage.plane.k
    east, north = stage.plane.x + known[2] * stage.plane.k, stage.plane.y - known[3] * stage.plane.k
    # The projection bends the cut a little: fading is complete before it.
    whole, strip = reach * 0.25, reach * 0.75 / _FADES
    right, bottom = left + width, top + height
    for step in range(_FADES + 1):
        # Each strip is laid once: strips over strips would round their colours away.
        share = 1.0 if step == _FADES else (step + 0.5) / _FADES
        opacity = round(share * share * (3 - 2 * share), 3)
        outer = whole + (_FADES - step) * strip
        thick = strip if step < _FADES else 1e6
        for is_cut, box in (
            (known[0] > minx, (west + outer - thick, top, thick, height)),
            (known[2] < maxx, (east - outer, top, thick, height)),
            (known[3] < maxy, (left, north + outer - thick, width, thick)),
            (known[1] < miny, (left, south - outer, width, thick)),
        ):
            x, y = max(box[0], left), max(box[1], top)
            w, h = min(box[0] + box[2], right) - x, min(box[1] + box[3], bottom) - y
            if is_cut and w > 0 and h > 0:
                stage.scene.rect(x, y, w, h, stage.style.plate, fill_opacity=opacity)


def _districts_beside(stage: Stage) -> None:
    """The region's own districts that the sheet is not about: nearer than neighbours, quieter than the subject."""
    style, scene = stage.style, stage.scene
    districts = stage.map.districts
    if not len(districts) or stage.map.scope_level == "city":
        return
    shapes = stage.seen(stage.drawn(districts.geometry.to_numpy()).shapes)
    scene.path(
        stage.path(shapes),
        fill=mixed(style.neighbour, style.land, 0.5),
        stroke=mixed(style.neighbour, style.edge_strong, 0.4),
        stroke_width=style.mm(0.28),
    )


def interval(stage: Stage) -> float:
    """Degrees between lines of the graticule."""
    minx, miny, maxx, maxy = stage.bounds
    span = max(maxx - minx, maxy - miny) / 111_000
    fitting = [step for step in _INTERVALS if span / step <= _MOST_LINES]
    return min(fitting) if fitting else _INTERVALS[0]


def graticule(stage: Stage) -> GeometryArray:
    """Meridians, then parallels, in metres; curved as the projection curves them."""
    meridians, parallels = graticule_degrees(stage)
    there = pyproj.Transformer.from_crs(STORAGE_CRS, stage.map.crs, always_xy=True)
    west, south, east, north = _degrees(stage)
    along_lat, along_lon = np.linspace(south, north, 60), np.linspace(west, east, 60)
    lines = [np.column_stack(there.transform(np.full(60, lon), along_lat)) for lon in meridians]
    lines += [np.column_stack(there.transform(along_lon, np.full(60, lat))) for lat in parallels]
    return np.array([shapely.LineString(line) for line in lines], dtype=object)


def graticule_degrees(stage: Stage) -> tuple[list[float], list[float]]:
    """Longitudes and latitudes of the lines that the frame shows."""
    step = interval(stage)
    west, south, east, north = _degrees(stage)
    per = round(1 / step) if step < 1 else 1
    whole = 1 if step < 1 else round(step)

    def between(low: float, high: float) -> list[float]:
        first, last = ceil(low / step), int(high // step)
        return [number * whole / per for number in range(first, last + 1)]

    return between(west, east), between(south, north)


def _degrees(stage: Stage) -> tuple[float, float, float, float]:
    """What the frame shows: west, south, east, north."""
    back = pyproj.Transformer.from_crs(stage.map.crs, STORAGE_CRS, always_xy=True)
    minx, miny, maxx, maxy = stage.bounds
    west, south, east, north = back.transform_bounds(minx, miny, maxx, maxy, densify_pts=21)
    return float(west), float(south), float(east), float(north)
