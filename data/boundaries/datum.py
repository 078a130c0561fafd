"""Which datum an official layer is in, told by its outer borders against those in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geo.coverage import polygons_only, union_by
from geo.crs import FloatArray, Geometries, GeometryArray, snap
from geo.datum import to_storage, wgs84_to_bd09, wgs84_to_gcj02

#: WGS 84 and CGCS2000 are stored alike.
CANDIDATES = ("CGCS2000", "GCJ02", "BD09")
NAMES = {"CGCS2000": "CGCS2000 / WGS 84", "WGS84": "WGS 84", "GCJ02": "GCJ-02", "BD09": "BD-09"}
_MOST_POINTS = 6_000
# The datums lie hundreds of metres apart; a border drawn twice by hand keeps to some tens.
_MUST_FIT_M, _CLEAR_RATIO = 200.0, 0.5
_SLIVER_DEG = 2e-5
_STEP_M, _BEYOND_M, _FEWEST = 200.0, 2_000.0, 100
_FORWARD = {"GCJ02": wgs84_to_gcj02, "BD09": wgs84_to_bd09}


@dataclass(frozen=True)
class LayerDatum:
    """The finding.

    Attributes
    ----------
    datum
        None when it cannot be told.
    distance_m
        Median distance of the layer's outer border from the one in force, by datum.
    reason, reason_en
        In words.
    """

    datum: str | None
    distance_m: Mapping[str, float]
    reason: str
    reason_en: str


def detect_layer(polygons: Geometries, groups: Sequence[str], reference: Geometries) -> LayerDatum:
    """Tell the datum of a layer, or say that it cannot be told.

    Parameters
    ----------
    polygons
        Degrees in an unknown datum; `groups` says which unit of the reference level each belongs to.
    reference
        Polygons in force, EPSG:4490.
    """
    outer = _vertices(np.asarray(polygons, dtype=object), groups)
    rings = shapely.get_rings(shapely.get_parts(np.asarray(reference, dtype=object)))
    lat = float(np.mean(shapely.get_coordinates(rings)[:, 1]))
    metres = np.array([111_320.0 * np.cos(np.radians(lat)), 110_574.0])
    coordinates, owner = shapely.get_coordinates(rings, return_index=True)
    same = owner[:-1] == owner[1:]
    ends = np.stack([coordinates[:-1][same], coordinates[1:][same]], axis=1) * metres
    tree = shapely.STRtree(np.asarray(shapely.linestrings(ends), dtype=object))
    distance = {}
    for datum in CANDIDATES:
        xy = np.column_stack(to_storage(outer[:, 0], outer[:, 1], datum)) * metres
        _, away = tree.query_nearest(shapely.points(xy), return_distance=True, all_matches=False)
        distance[datum] = float(np.median(away))
    outward = _judged(distance)
    if outward.datum is not None:
        return outward
    # Units that name the wrong parent, or gaps between units, make borders that nobody else has. The other way round they do
    # not matter: the border in force must lie on some border of the layer.
    inward = _judged(_from_reference(shapely.get_parts(np.asarray(polygons, dtype=object)), rings, metres))
    return inward if inward.datum is not None else outward


def _judged(distance: Mapping[str, float]) -> LayerDatum:
    order = sorted(distance, key=distance.__getitem__)
    if not order:
        return LayerDatum(None, distance, "没有可比的边界", "no border to compare with")
    best, second = (distance[name] for name in order[:2])
    words = "，".join(f"{NAMES[name]} {distance[name]:,.0f} 米" for name in order)
    words_en = ", ".join(f"{NAMES[name]} {distance[name]:,.0f} m" for name in order)
    if best > _MUST_FIT_M:
        return LayerDatum(
            None, distance, f"外边界与现有边界都不吻合（{words}）", f"its outer border fits none ({words_en})"
        )
    if best > _CLEAR_RATIO * second:
        return LayerDatum(None, distance, f"几种坐标系难分高下（{words}）", f"too close to tell ({words_en})")
    return LayerDatum(
        order[0], distance, f"外边界中位偏离 {words}", f"median distance of the outer border: {words_en}"
    )


def _from_reference(parts: GeometryArray, rings: GeometryArray, metres: FloatArray) -> dict[str, float]:
    """Median distance of the border in force from the nearest border of the layer, by the layer's datum."""
    borders = shapely.boundary(_polygons(parts))
    points = shapely.get_coordinates(shapely.segmentize(rings, _STEP_M / metres[1]))
    points = points[:: -(-len(points) // _MOST_POINTS)]
    if not len(borders) or not len(points):
        return {}
    tree = shapely.STRtree(shapely.transform(borders, lambda xy: xy * metres))
    away = {}
    for datum in CANDIDATES:
        there = np.column_stack(_FORWARD[datum](points[:, 0], points[:, 1])) if datum in _FORWARD else points
        found, distance = tree.query_nearest(
            shapely.points(there * metres), return_distance=True, all_matches=False, max_distance=_BEYOND_M
        )
        away[datum] = np.full(len(points), _BEYOND_M)
        away[datum][found[0]] = distance
    # Elsewhere in the region the layer has no say.
    near = np.min([away[datum] for datum in CANDIDATES], axis=0) < _BEYOND_M
    return (
        {datum: float(np.median(away[datum][near])) for datum in CANDIDATES} if near.sum() >= _FEWEST else {}
    )


def _vertices(polygons: GeometryArray, groups: Sequence[str]) -> FloatArray:
    """Vertices of the outer borders of the dissolved groups."""
    shapes = shapely.make_valid(snap(polygons), method="structure", keep_collapsed=False)
    names = np.array(groups, dtype=str)
    if shapely.coverage_is_valid(shapes):
        dissolved = list(union_by(polygons_only(shapes), names).values())
    else:
        # Slivers between units would leave their inner borders standing.
        wide = shapely.buffer(shapes, _SLIVER_DEG, join_style="mitre")
        dissolved = [
            shapely.union_all(wide[names == name]).buffer(-_SLIVER_DEG, join_style="mitre")
            for name in np.unique(names)
        ]
    parts = shapely.get_parts(np.array(dissolved, dtype=object))
    points = shapely.get_coordinates(shapely.get_exterior_ring(parts[shapely.get_type_id(parts) == 3]))
    return np.asarray(points[:: -(-len(points) // _MOST_POINTS)])


def _polygons(shapes: GeometryArray) -> GeometryArray:
    parts = shapely.get_parts(shapely.get_parts(shapes))
    return np.asarray(parts[shapely.get_type_id(parts) == 3], dtype=object)


def converted(shapes: GeometryArray, datum: str) -> GeometryArray:
    """Shapes in degrees of a datum brought to what is stored, on the 1e-7° grid."""
    coordinates = shapely.get_coordinates(shapes)
    moved = np.column_stack(to_storage(coordinates[:, 0], coordinates[:, 1], datum))
    return np.asarray(shapely.set_coordinates(shapes.copy(), moved))
