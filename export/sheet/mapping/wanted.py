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
from export.sheet.mapping.placing import Form, Wish
from export.sheet.mapping.plane import Points
from export.sheet.mapping.room import Room
from export.sheet.mapping.stage import MM_PER_INCH, Stage
from export.sheet.mapping.writing import Lettering, letterings
from geo.crs import GeometryArray

# Smallest letters: on paper, and in pixels of a screen.
_LEAST_MM, _LEAST_PX = 1.75, 10.5
# Names of more units than this would hide the colours, unless the sheet is large enough for letters of this size.
_MANY, _LEAST_OF_MANY_MM = 600, 2.6
# Units are labelled where so many of them have room for their name.
_ENOUGH, _ANY = 0.55, 0.3
_MOST_UNITS = 3000
_LARGE, _LARGEST = 4.2, 5.2
# So few units have their names in bold and as large as those of districts.
_FEW = 30
# Values are written below the names of so many units at most.
_VALUED = 60
# Share of a label that must lie in its unit.
_DISTRICT_INSIDE, _UNIT_INSIDE = (0.985, 0.84), (0.92, 0.6)
_PLACES = 14


@dataclass(frozen=True, eq=False)
class Way:
    """One way to write a label.

    Attributes
    ----------
    places
        (n, 2) middles where it may stand, the best first; mm.
    is_full
        Whether the value is said too, where there is one.
    is_inside
        Whether it stands on its unit alone at all these places.
    """

    lettering: Lettering
    places: Points
    is_full: bool
    is_inside: bool

    @property
    def form(self) -> Form:
        """As the placing takes it."""
        return Form(self.lettering.width, self.lettering.height, self.places)


@dataclass(frozen=True, eq=False)
class Subject:
    """A unit or district that wants a label.

    Attributes
    ----------
    shape
        On the sheet, mm.
    ways
        The one liked best first.
    rank
        Higher ones choose first.
    is_district
        Whether it is led to its name across the map when it has no room.
    row
        Of the coloured units; -1 for what is made of several.
    """

    name: str
    shape: BaseGeometry
    ways: tuple[Way, ...]
    rank: float
    is_district: bool
    row: int

    def wish(self, *, is_full: bool) -> tuple[list[int], Wish]:
        """Numbers of the ways that say all (or that do not), and what the placing makes of them."""
        numbers = [i for i, way in enumerate(self.ways) if way.is_full is is_full]
        return numbers, Wish(self.rank, tuple(self.ways[i].form for i in numbers))

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
        found += _subjects(stage, districts, 5.2, 700, is_district=True)
    if are_units_districts and len(mapped.units) > 1:
        return found + _subjects(stage, mapped.units, 5.2, 700, is_district=True, is_filled=True)
    size = unit_size(stage)
    if size is not None:
        weight: typeset.Weight = 700 if len(mapped.units) <= _FEW else 400
        found += _subjects(stage, mapped.units, size, weight, is_filled=True)
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
    are_many = len(units) > _MANY
    if are_many:
        least = max(least, _LEAST_OF_MANY_MM)
    sizes = [_LARGEST if len(units) <= _FEW else _LARGE]
    while sizes[-1] * 0.9 > least / stage.u:
        sizes.append(sizes[-1] * 0.9)
    sizes.append(least / stage.u)
    for size in sizes:
        if float(np.mean(sides >= lengths * stage.style.mm(size))) >= _ENOUGH:
            return size
    if are_many:
        return None
    roomy = float(np.mean(sides >= 0.7 * lengths * stage.style.mm(sizes[-1])))
    return sizes[-1] if roomy >= _ANY else None


def _subjects(
    stage: Stage,
    frame: pd.DataFrame,
    size: float,
    weight: typeset.Weight,
    *,
    is_district: bool = False,
    is_filled: bool = False,
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
        said = str(value) if with_values and isinstance(value, str) else ""
        room = room_of(shape, stage, style.mm(size))
        ways: list[Way] = []
        for value_text in dict.fromkeys((said, "")):
            # A little smaller, or a little over the border, rather than beside the map.
            loosely = []
            for part in (1.0, 0.84) if weight == 700 else (1.0,):
                of_name, of_value = style.mm(size * part), style.mm(value_size * part)
                for lettering in letterings(short, value_text, of_name, weight, of_value, halo):
                    inner, outer = places_in(room, lettering, strict, loose)
                    ways.append(Way(lettering, inner, value_text == said, is_inside=True))
                    loosely.append(Way(lettering, outer, value_text == said, is_inside=False))
            ways += loosely
        rank = 1e6 if is_district else float(area)
        found.append(Subject(name, shape, tuple(ways), rank, is_district, number if is_filled else -1))
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
    cell = max(size / 6, max(maxx - minx, maxy - miny) / 160)
    frame = stage.frame
    return Room.of(shape, (frame.x, frame.y, frame.right, frame.bottom), cell)


def places_in(room: Room, way: Lettering, *inside: float) -> list[Points]:
    """The best middles of a label in a unit, for each share of it that must lie inside: where there is room to spare."""
    step = way.lines[0].size / 2.5
    middles, shares = room.shares(way.width, way.height, step)
    if not len(shares) or shares.max() < min(inside):
        return [np.zeros((0, 2)) for _ in inside]
    score = shares + 0.8 * room.shares(way.width * 1.35, way.height * 1.9, step)[1]
    best = middles[score >= score.max() - 0.04]
    distance = np.hypot(*(middles - np.median(best, axis=0)).T)
    score = score - 0.25 * distance / max(float(distance.max()), way.height)
    found = []
    for share in inside:
        good = shares >= share
        found.append(spread(middles[good], score[good], way.height * 0.5))
    return found


def spread(middles: Points, score: npt.NDArray[np.float64], apart: float) -> Points:
    """The best places, none nearer than `apart` to a better one."""
    left = middles[np.lexsort((middles[:, 0], middles[:, 1], -score))]
    chosen: list[Points] = []
    while len(left) and len(chosen) < _PLACES:
        chosen.append(left[0])
        left = left[np.abs(left - left[0]).max(axis=1) >= apart]
    return np.array(chosen).reshape(-1, 2)


def in_order(shapes: GeometryArray) -> npt.NDArray[np.int64]:
    """Order of reading: rows from the top, each from the left."""
    if not len(shapes):
        return np.zeros(0, dtype=np.int64)
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    height = max(float(np.ptp(middles[:, 1])), 1e-6)
    rows = np.floor((middles[:, 1] - middles[:, 1].min()) / height * 11.999)
    return np.lexsort((middles[:, 0], rows))
