"""From polygons as they come to an exact coverage: slivers are closed, everything larger is told by unit and place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from data.boundaries.faults import Fault, square_metres
from geo.coverage import coverage_faults, polygons_only
from geo.crs import FloatArray, GeometryArray, to_degrees, to_integers

#: What is narrower than this came from drawing or converting and is closed; it moves no border that anybody drew.
SLIVER_M = 2.0
#: Gaps up to this width are looked for where they are open to the outside; wider ones show as another outer border.
_FISSURE_M = 60.0
# A gap has units on both sides, an inlet only one.
_BOTH_SIDES = 0.4
_TOUCH_DEG = 2e-7
_ROUNDS = 6
_DEGREE_M = 110_574.0


@dataclass(frozen=True, eq=False)
class Mended:
    """Shapes made ready.

    Attributes
    ----------
    shapes
        Valid polygons on the 1e-7° grid; an exact coverage when no fault is an error.
    """

    shapes: GeometryArray
    faults: tuple[Fault, ...]


def mend(codes: list[str], shapes: GeometryArray) -> Mended:
    """Check polygons and make them an exact coverage.

    Parameters
    ----------
    shapes
        Degrees, EPSG:4490 on the 1e-7° grid.
    """
    valid, faults = _valid(codes, shapes)
    if not len(valid):
        return Mended(valid, tuple(faults))
    closed = 0
    if not shapely.coverage_is_valid(valid) or faults:
        overlaps, n = _overlaps(codes, valid)
        faults += overlaps
        closed += n
    gaps, n, is_open = _gaps(codes, valid)
    faults += gaps
    closed += n
    if any(fault.level == "error" for fault in faults):
        return Mended(valid, tuple(faults))
    exact = _exact(valid, codes, is_open=is_open)
    if exact is None:
        bad = ~shapely.is_empty(shapely.coverage_invalid_edges(valid))
        units = tuple(codes[i] for i in np.flatnonzero(bad))
        return Mended(valid, (*faults, Fault("not_exact", units)))
    moved = _moved(valid, exact)
    if closed:
        zh, en = square_metres(moved)
        faults.append(Fault("mended", (), f"{closed} 处，共 {zh}", f"{closed} places, {en}", area_m2=moved))
    return Mended(exact, tuple(faults))


def _valid(codes: list[str], shapes: GeometryArray) -> tuple[GeometryArray, list[Fault]]:
    """Valid polygons only; what had to be repaired is told."""
    faults: list[Fault] = []
    result = polygons_only(shapes)
    kinds = shapely.get_type_id(result)
    for i in np.flatnonzero(~np.isin(kinds, (3, 6)) | shapely.is_empty(result)):
        faults.append(Fault("not_polygon", (codes[i],), place=_place(result[i])))
        result[i] = _area_part(result[i])
    for i in np.flatnonzero(~shapely.is_valid(result)):
        fixed = _area_part(shapely.make_valid(result[i], method="structure", keep_collapsed=False))
        # Where a border touches itself or folds back, nothing is gained or lost by the repair.
        if abs(shapely.area(fixed) - shapely.area(result[i])) * _DEGREE_M**2 > SLIVER_M**2:
            reason = str(shapely.is_valid_reason(result[i]))
            faults.append(Fault("shape_broken", (codes[i],), reason, place=_place(result[i])))
        result[i] = fixed
    return polygons_only(shapely.normalize(result)), faults


def _area_part(shape: shapely.Geometry | None) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.get_parts([shape])) if shape is not None else np.array([])
    polygons = [part for part in parts if shapely.get_type_id(part) == 3]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _place(shape: shapely.Geometry | None) -> tuple[float, float] | None:
    if shape is None or shapely.is_empty(shape):
        return None
    if not shapely.is_valid(shape):
        minx, miny, maxx, maxy = shapely.bounds(shape)
        return float((minx + maxx) / 2), float((miny + maxy) / 2)
    point = shapely.point_on_surface(shape)
    return float(point.x), float(point.y)


def _metres(shapes: GeometryArray) -> FloatArray:
    lat = float(np.mean(np.asarray(shapely.total_bounds(shapes))[[1, 3]]))
    return np.array([_DEGREE_M * np.cos(np.radians(lat)), _DEGREE_M])


def _sizes(pieces: GeometryArray, metres: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Area (m²) and mean width (m) of pieces in degrees."""
    plane = shapely.set_coordinates(pieces.copy(), shapely.get_coordinates(pieces) * metres)
    area = shapely.area(plane)
    return np.asarray(area), np.asarray(2 * area / np.maximum(shapely.length(plane), 1e-9))


def _overlaps(codes: list[str], shapes: GeometryArray) -> tuple[list[Fault], int]:
    """Overlaps too wide to be slivers, and how many were slivers."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    first = one < other
    one, other = one[first], other[first]
    shared = np.asarray(shapely.intersection(shapes[one], shapes[other]))
    hit = np.flatnonzero(shapely.area(shared) > 0)
    area, width = _sizes(shared[hit], _metres(shapes))
    faults = []
    for i, size, wide in zip(hit, area, width, strict=True):
        if wide > SLIVER_M:
            zh, en = square_metres(float(size))
            pair = (codes[one[i]], codes[other[i]])
            faults.append(Fault("overlap", pair, zh, en, float(size), _place(shapely.make_valid(shared[i]))))
    return sorted(faults, key=lambda fault: -(fault.area_m2 or 0)), int((width <= SLIVER_M).sum())


def _gaps(codes: list[str], shapes: GeometryArray) -> tuple[list[Fault], int, bool]:
    """Gaps between units too wide to be slivers; how many were slivers; whether some of those are open to the outside."""
    union = shapely.coverage_union_all if shapely.coverage_is_valid(shapes) else shapely.union_all
    whole = union(shapes)
    rings = [ring for part in shapely.get_parts([whole]) for ring in part.interiors]
    holes = np.array([shapely.Polygon(ring) for ring in rings], dtype=object)
    fissures = _fissures(whole, shapes)
    gaps = np.concatenate([holes, fissures])
    if not len(gaps):
        return [], 0, False
    area, width = _sizes(gaps, _metres(shapes))
    tree = shapely.STRtree(shapes)
    faults = []
    for gap, size, wide in zip(gaps, area, width, strict=True):
        if wide > SLIVER_M:
            zh, en = square_metres(float(size))
            around = tuple(codes[i] for i in np.sort(tree.query(gap, predicate="intersects")))
            faults.append(Fault("gap", around, zh, en, float(size), _place(gap)))
    narrow = width <= SLIVER_M
    faults.sort(key=lambda fault: -(fault.area_m2 or 0))
    return faults, int(narrow.sum()), bool(narrow[len(holes) :].any())


def _fissures(whole: shapely.Geometry, shapes: GeometryArray) -> GeometryArray:
    """Gaps between two units that reach the outer border, so that they are no holes; inlets of one unit are its own."""
    reach = _FISSURE_M / 2 / _DEGREE_M
    closed = shapely.buffer(shapely.buffer(whole, reach, join_style="mitre"), -reach, join_style="mitre")
    rest = shapely.difference(closed, whole)
    parts = shapely.get_parts(rest)
    parts = parts[(shapely.get_type_id(parts) == 3) & (shapely.length(parts) > 2 * reach)]
    if not len(parts):
        return np.array([], dtype=object)
    part, unit = shapely.STRtree(shapes).query(parts, predicate="intersects")
    beside = shapely.buffer(parts[part], _TOUCH_DEG)
    contact = shapely.length(shapely.intersection(shapely.boundary(shapes[unit]), beside))
    found = []
    for number in np.unique(part):
        lengths = np.sort(contact[part == number])[::-1]
        if len(lengths) > 1 and lengths[1] > _BOTH_SIDES * lengths[0]:
            found.append(parts[number])
    return np.array(found, dtype=object)


def _exact(shapes: GeometryArray, codes: list[str], *, is_open: bool) -> GeometryArray | None:
    """An exact coverage on the integer grid, or None where rounding and matching do not come to rest."""
    if not coverage_faults(shapes, codes) and not _gaps(codes, shapes)[1]:
        return shapes
    # Where slivers reach the outside, vertices on both sides of them are brought together.
    snapping = SLIVER_M / _DEGREE_M * 1e7 if is_open else 1.0
    # In whole numbers of 1e-7° rounding is exact, and two vertices are one or are a unit apart.
    current = shapely.set_coordinates(
        shapes.copy(), to_integers(shapely.get_coordinates(shapes)).astype(float)
    )
    width = SLIVER_M / _DEGREE_M * 1e7 * 1.5
    for _ in range(_ROUNDS):
        # The stubs do not know this one yet.
        current = shapely.coverage_clean(current, gap_width=width, snapping_distance=snapping)  # type: ignore[attr-defined]
        current = shapely.set_coordinates(current, np.rint(shapely.get_coordinates(current)))
        degrees = shapely.set_coordinates(
            current.copy(), to_degrees(np.rint(shapely.get_coordinates(current)).astype(np.int64))
        )
        degrees = polygons_only(shapely.normalize(degrees))
        if not coverage_faults(degrees, codes) and not shapely.is_empty(degrees).any():
            return degrees
        current = np.array(
            [
                shape if shapely.is_valid(shape) else _area_part(shapely.make_valid(shape))
                for shape in current
            ],
            dtype=object,
        )
    return None


def _moved(before: GeometryArray, after: GeometryArray) -> float:
    """Square metres that changed hands."""
    different = ~shapely.equals_exact(before, after, 0.0)
    if not different.any():
        return 0.0
    pieces = np.asarray(shapely.symmetric_difference(before[different], after[different]))
    return float(_sizes(pieces, _metres(after))[0].sum())
