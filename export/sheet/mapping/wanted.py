"""What is labelled on a map, how large, and where each label may stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from export.sheet import typeset
from export.sheet.mapping.placing import Form
from export.sheet.mapping.plane import Points
from export.sheet.mapping.region import unit_colours
from export.sheet.mapping.room import Room
from export.sheet.mapping.stage import MM_PER_INCH, Stage
from export.sheet.mapping.writing import Lettering, letterings
from geo.crs import GeometryArray

# Smallest letters: on paper, and in pixels of a screen.
_LEAST_MM, _LEAST_PX = 1.75, 10.5
# Units are labelled where so many of them have room for their name.
_ENOUGH, _ANY = 0.55, 0.3
_MOST_UNITS = 3000
_SIZES = (5.2, 4.6, 4.2, 3.7, 3.3, 3.0, 2.7, 2.4)
# So few units have their names in bold and as large as those of districts.
_FEW = 30
# Values are written below the names of so many units at most.
_VALUED = 60
# Share of a label that must lie in its unit.
_DISTRICT_INSIDE, _UNIT_INSIDE = (0.92, 0.8), (0.86, 0.6)
_PLACES = 14


@dataclass(frozen=True, eq=False)
class Subject:
    """A unit or district that wants a label.

    Attributes
    ----------
    shape
        On the sheet, mm.
    ways
        Letterings, the one liked best first.
    places
        Where each may stand, in the order of `ways`.
    rank
        Higher ones choose first.
    is_district
        Whether it is led to its name across the map when it has no room.
    fill
        Colour of the unit; None where it is made of several.
    n_strict
        So many of the first ways stand on the unit alone.
    """

    name: str
    shape: BaseGeometry
    ways: tuple[Lettering, ...]
    places: tuple[Points, ...]
    rank: float
    is_district: bool
    fill: str | None
    n_strict: int

    @property
    def forms(self) -> tuple[Form, ...]:
        """Ways and places as the placing takes them."""
        return tuple(
            Form(way.width, way.height, places) for way, places in zip(self.ways, self.places, strict=True)
        )

    @property
    def heart(self) -> tuple[float, float]:
        """A place well inside its largest part."""
        parts = shapely.get_parts(self.shape)
        largest = parts[int(np.argmax(shapely.area(parts)))]
        point = shapely.point_on_surface(largest)
        middle = largest.centroid
        chosen = middle if largest.contains(middle) else point
        return float(chosen.x), float(chosen.y)


def subjects(stage: Stage) -> list[Subject]:
    """All that wants a label: districts of a larger whole, and units where they have room for names."""
    found: list[Subject] = []
    mapped = stage.map
    are_units_districts = mapped.level == mapped.membership
    districts = mapped.districts[mapped.districts["inside_scope"].to_numpy(dtype=np.bool_)]
    if not are_units_districts and len(districts) > 1:
        found += _subjects(stage, districts, None, 5.2, 700, is_district=True)
    if are_units_districts and len(mapped.units) > 1:
        return found + _subjects(stage, mapped.units, unit_colours(stage), 5.2, 700, is_district=True)
    size = unit_size(stage)
    if size is not None:
        weight: typeset.Weight = 700 if len(mapped.units) <= _FEW else 400
        found += _subjects(stage, mapped.units, unit_colours(stage), size, weight, is_district=False)
    return found


def unit_size(stage: Stage) -> float | None:
    """Size of the names of units in design units, as large as most have room for; None where too few have."""
    units = stage.map.units
    if not 1 < len(units) <= _MOST_UNITS:
        return None
    sides = np.sqrt(shapely.area(units.geometry.to_numpy())) * stage.plane.k
    names = short_names([str(name) for name in units["name"]], stage.map.level)
    lengths = np.array([typeset.width(name, 1.0) for name in names])
    least = max(
        _LEAST_MM, _LEAST_PX * MM_PER_INCH / stage.view.size.dpi if not stage.view.size.is_paper else 0.0
    )
    sizes = [size for size in _SIZES if (size < 4.5 or len(units) <= _FEW) and stage.style.mm(size) >= least]
    sizes.append(least / stage.u)
    for size in sizes:
        if float(np.mean(sides >= lengths * stage.style.mm(size))) >= _ENOUGH:
            return size
    roomy = float(np.mean(sides >= 0.7 * lengths * stage.style.mm(sizes[-1])))
    return sizes[-1] if roomy >= _ANY else None


def _subjects(
    stage: Stage,
    frame: pd.DataFrame,
    colours: list[str] | None,
    size: float,
    weight: typeset.Weight,
    *,
    is_district: bool,
) -> list[Subject]:
    style, value_size = stage.style, size * 0.84 if weight == 700 else size * 0.95
    shapes = stage.on_sheet(stage.drawn(frame.geometry.to_numpy()).shapes)
    halo = style.mm(0.62 if is_district else 0.16 * size)
    with_values = len(frame) <= _VALUED
    strict, loose = _DISTRICT_INSIDE if is_district else _UNIT_INSIDE
    areas = shapely.area(shapes)
    names = [str(name) for name in frame["name"]]
    shown = names if is_district else short_names(names, stage.map.level)
    found = []
    rows = zip(names, shown, frame["value_text"], shapes, areas, strict=True)
    for number, (name, short, value, shape, area) in enumerate(rows):
        value_text = str(value) if with_values and isinstance(value, str) else ""
        ways = letterings(short, value_text, style.mm(size), weight, style.mm(value_size), halo)
        shares = [strict] * len(ways)
        # A little smaller, or a little over the border, rather than beside the map.
        small = letterings(
            short, value_text, style.mm(size * 0.84), weight, style.mm(value_size * 0.84), halo
        )
        ways += small if is_district else ways
        shares += [loose] * (len(ways) - len(shares))
        room = room_of(shape, stage, style.mm(size))
        places = tuple(places_in(room, way, share) for way, share in zip(ways, shares, strict=True))
        rank, colour = 1e6 if is_district else float(area), colours[number] if colours else None
        found.append(Subject(name, shape, tuple(ways), places, rank, is_district, colour, len(ways) // 2))
    return found


def short_names(names: Sequence[str], level: str) -> list[str]:
    """Names of many communities without 村 and 社区, as maps write them; two of one name keep what tells them apart."""
    if level != "community" or len(names) <= _VALUED:
        return list(names)
    short = [name.removesuffix("社区" if name.endswith("社区") else "村") for name in names]
    count = Counter(short)
    return [
        each if len(each) > 1 and count[each] == 1 else name for each, name in zip(short, names, strict=True)
    ]


def room_of(shape: BaseGeometry, stage: Stage, size: float) -> Room:
    """The raster of a unit, fine enough for letters of `size` mm."""
    minx, miny, maxx, maxy = shape.bounds
    cell = max(size / 7, max(maxx - minx, maxy - miny) / 160)
    frame = stage.frame
    return Room.of(shape, (frame.x, frame.y, frame.right, frame.bottom), cell)


def places_in(room: Room, way: Lettering, inside: float) -> Points:
    """The best middles of a label in a unit: inside with room to spare, near the middle of where it fits."""
    middles, shares = room.shares(way.width, way.height, way.lines[0].size / 3)
    spare = room.shares(way.width * 1.35, way.height * 1.9, way.lines[0].size / 3)[1]
    good = shares >= inside
    if not good.any():
        return np.zeros((0, 2))
    middles, score = middles[good], shares[good] + 0.8 * spare[good]
    best = middles[score >= score.max() - 0.04]
    target = np.median(best, axis=0)
    reach = max(float(np.hypot(*(middles - target).T).max()), way.height)
    score = score - 0.25 * np.hypot(*(middles - target).T) / reach
    return spread(middles, score, way.height * 0.5)


def spread(middles: Points, score: npt.NDArray[np.float64], apart: float) -> Points:
    """The best places, none nearer than `apart` to a better one."""
    order = np.lexsort((middles[:, 0], middles[:, 1], -score))[:400]
    chosen: list[int] = []
    kept = np.zeros((0, 2))
    for index in order.tolist():
        if len(kept) and float(np.abs(kept - middles[index]).max(axis=1).min()) < apart:
            continue
        chosen.append(index)
        kept = middles[chosen]
        if len(chosen) >= _PLACES:
            break
    return middles[chosen]


def in_order(shapes: GeometryArray) -> npt.NDArray[np.int64]:
    """Order of reading: rows from the top, each from the left."""
    if not len(shapes):
        return np.zeros(0, dtype=np.int64)
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    height = max(float(np.ptp(middles[:, 1])), 1e-6)
    rows = np.floor((middles[:, 1] - middles[:, 1].min()) / height * 11.999)
    return np.lexsort((middles[:, 0], rows))
