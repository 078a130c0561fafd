"""Coverages: polygons that tile an area without gaps or overlaps, held exact on the integer grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import Geometries, GeometryArray, IntArray, on_integer_grid, to_integers


def integer_area2(geometries: Geometries) -> IntArray:
    """Twice the area of each polygon in square 1e-7° units: an exact int64.

    Sums run modulo 2**64, which leaves the result exact for anything smaller than 200° × 200°.
    """
    array = np.asarray(geometries, dtype=object)
    parts, part_owner = shapely.get_parts(array, return_index=True)
    result = np.zeros(len(array), dtype=np.int64)
    if not len(parts):
        return result
    # GEOS normal form has clockwise shells; orient so that a shell counts positive and a hole negative.
    oriented = shapely.orient_polygons(parts)
    rings, ring_part = shapely.get_rings(oriented, return_index=True)
    coordinates, owner = shapely.get_coordinates(rings, return_index=True)
    xy = to_integers(coordinates)
    x, y = xy[:, 0] - xy[0, 0], xy[:, 1] - xy[0, 1]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    same = owner[:-1] == owner[1:]
    per_ring = np.zeros(len(rings), dtype=np.int64)
    np.add.at(per_ring, owner[:-1][same], cross[same])
    np.add.at(result, part_owner[ring_part], per_ring)
    return result


def union(geometries: Geometries) -> shapely.Geometry:
    """Exact union of members of one valid coverage: shared edges vanish, every other vertex stays."""
    array = np.asarray(geometries, dtype=object)
    merged: shapely.Geometry = array[0] if len(array) == 1 else shapely.coverage_union_all(array)
    parts = shapely.get_parts(merged)
    result: shapely.Geometry = shapely.normalize(parts[0] if len(parts) == 1 else merged)
    return result


def union_by(geometries: Geometries, keys: Iterable[str]) -> dict[str, shapely.Geometry]:
    """Exact unions by key, in the order of the sorted keys."""
    array = np.asarray(geometries, dtype=object)
    names = np.array(list(keys), dtype=str)
    order = np.argsort(names, kind="stable")
    unique, starts = np.unique(names[order], return_index=True)
    groups = np.split(array[order], starts[1:])
    return {str(key): union(group) for key, group in zip(unique, groups, strict=True)}


def coverage_faults(geometries: Geometries, names: Sequence[str]) -> list[str]:
    """Say what keeps polygons from being an exact coverage; an empty list means that they are one.

    Checked: polygons only, not empty, valid, every vertex on the integer grid, no overlaps or
    unmatched edges.
    A gap shows as a hole in the union, which the parent's own test (:func:`tiling_faults`) finds.
    """
    array = np.asarray(geometries, dtype=object)
    faults: list[str] = []

    def report(bad: npt.NDArray[np.bool_], what: str) -> None:
        listed = [names[int(i)] for i in np.flatnonzero(bad)]
        if listed:
            more = f" and {len(listed) - 5} more" if len(listed) > 5 else ""
            faults.append(f"{what}: {', '.join(listed[:5])}{more}")

    polygonal = np.isin(shapely.get_type_id(array), (3, 6)) & ~shapely.is_empty(array)
    report(~polygonal, "not a polygon")
    if not polygonal.all():
        return faults
    report(~shapely.is_valid(array), "invalid polygon")
    report(~on_integer_grid(array), "vertex off the 1e-7° grid")
    if not faults and not shapely.coverage_is_valid(array):
        report(~shapely.is_empty(shapely.coverage_invalid_edges(array)), "overlap or unmatched edge")
    return faults


def tiling_faults(
    children: Geometries, parents_of: Sequence[str], parents: Geometries, parent_codes: Sequence[str]
) -> list[str]:
    """Say where children do not tile their parent exactly: same outline, same vertices, same area."""
    unions = union_by(children, parents_of)
    parent_array = shapely.normalize(np.asarray(parents, dtype=object))
    faults: list[str] = []
    for code, parent in zip(parent_codes, parent_array, strict=True):
        found = unions.get(code)
        if found is None:
            faults.append(f"{code} has no parts below it")
        elif not shapely.equals_exact(found, parent, 0.0):
            missing = int(integer_area2([parent])[0] - integer_area2([found])[0]) / 2
            faults.append(f"the parts of {code} do not tile it (area differs by {missing:.1f} square 1e-7°)")
    return faults


def polygons_only(geometries: Geometries) -> GeometryArray:
    """Unwrap multipolygons of one part; leave the rest as it is."""
    array = np.array(geometries, dtype=object)
    single = (shapely.get_type_id(array) == 6) & (shapely.get_num_geometries(array) == 1)
    array[single] = shapely.get_geometry(array[single], 0)
    return array
