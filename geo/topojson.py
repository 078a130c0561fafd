"""Polygons and lines to TopoJSON: every border once, so that a browser can draw it once.

A TopoJSON file lists **arcs**, pieces of line between junctions, and says of each shape which arcs bound
it, forwards (``i``) or backwards (``~i``). Neighbours name the same arc. Coordinates are whole steps of a
grid, and each point of an arc is written as the difference from the one before. Format: the TopoJSON
specification 1.0.0 (github.com/topojson/topojson-specification).

The arcs are found from the shared vertices alone: a vertex is a **node**, where arcs end, unless exactly two
edges meet there. Every edge then belongs to exactly one arc, and the arc's smallest edge names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import GeometryArray, IntArray
from governance.errors import GeometryError

BoolArray = npt.NDArray[np.bool_]
_LINES, _POLYGONS = (1, 5), (3, 6)


@dataclass(frozen=True)
class Layer:
    """One object of a topology: geometries (polygons or lines) and a mapping of properties for each."""

    geometries: GeometryArray
    properties: Sequence[Mapping[str, object]]


@dataclass(frozen=True)
class _Paths:
    """Rings and lines as runs of edges from vertex to vertex, in order, without edges of no length."""

    start: IntArray
    end: IntArray
    path: IntArray
    closed: BoolArray  # by path
    part: IntArray  # by path: the number of its polygon or line
    owner: IntArray  # by part: the number of its geometry
    xy: IntArray  # by vertex


def topology(layers: Mapping[str, Layer], step: float = 1e-5) -> dict[str, object]:
    """Encode layers as one topology with shared arcs.

    Parameters
    ----------
    layers
        By object name; all coordinates in degrees. Equal vertices of neighbours are recognised as shared
        after rounding to ``step``.
    step
        Grid of the output in degrees.

    Returns
    -------
    dict
        Ready for ``json.dumps``. The geometries keep their order; one that is empty or smaller than the
        grid becomes ``{"type": null}`` with its properties.

    Raises
    ------
    GeometryError
        When a geometry is neither polygonal nor linear, or counts differ.
    """
    for name, layer in layers.items():
        if len(layer.geometries) != len(layer.properties):
            raise GeometryError(
                "属性个数不一致 / Unequal lengths",
                f"{name}: {len(layer.geometries)} geometries, {len(layer.properties)} sets of properties.",
            )
    geometries = np.concatenate([np.zeros(0, object), *(layer.geometries for layer in layers.values())])
    drawn = geometries[~(shapely.is_missing(geometries) | shapely.is_empty(geometries))]
    origin = np.floor(shapely.bounds(drawn)[:, :2].min(axis=0) / step) if len(drawn) else np.zeros(2)
    paths = _paths(geometries, origin, step)
    arcs, arc_lists = _arcs(paths)
    shapes = _shapes(geometries, paths, arc_lists)
    objects: dict[str, object] = {}
    done = 0
    for name, layer in layers.items():
        members = zip(shapes[done:], layer.properties, strict=False)
        objects[name] = {
            "type": "GeometryCollection",
            "geometries": [{**shape, "properties": dict(properties)} for shape, properties in members],
        }
        done += len(layer.geometries)
    translate = [round(float(v) * step, 12) for v in origin]
    return {
        "type": "Topology",
        "transform": {"scale": [step, step], "translate": translate},
        "objects": objects,
        "arcs": arcs,
    }


def _paths(geometries: GeometryArray, origin: npt.NDArray[np.float64], step: float) -> _Paths:
    """Take geometries apart, round them to the grid and drop what vanishes on it."""
    kind = shapely.get_type_id(geometries)
    present = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    strange = present & ~np.isin(kind, _LINES + _POLYGONS)
    if strange.any():
        raise GeometryError(
            "不支持的几何类型 / Not a polygon or line",
            f"{geometries[np.flatnonzero(strange)[0]].geom_type} at position {np.flatnonzero(strange)[0]}.",
            "Keep polygons and lines only.",
        )
    parts, owner = shapely.get_parts(geometries, return_index=True)
    polygonal = np.flatnonzero(shapely.get_type_id(parts) == _POLYGONS[0])
    linear = np.flatnonzero(shapely.get_type_id(parts) == _LINES[0])
    rings, ring_part = shapely.get_rings(shapely.orient_polygons(parts[polygonal]), return_index=True)
    part = np.concatenate([polygonal[ring_part], linear])
    closed = np.arange(len(part)) < len(rings)

    coordinates, path = shapely.get_coordinates(np.concatenate([rings, parts[linear]]), return_index=True)
    points = np.rint(coordinates / step - origin).astype(np.int64)
    keys, vertex = np.unique((points[:, 0] << 32) | points[:, 1], return_inverse=True)
    keep = (path[1:] == path[:-1]) & (vertex[1:] != vertex[:-1])
    start, end, path = vertex[:-1][keep], vertex[1:][keep], path[:-1][keep]
    # A ring of two edges has no area left.
    lasting = ~closed | (np.bincount(path, minlength=len(part)) >= 3)
    start, end, path = (values[lasting[path]] for values in (start, end, path))
    xy = np.column_stack([keys >> 32, keys & 0xFFFFFFFF])
    return _Paths(start, end, path, closed, part, owner, xy)


def _arcs(paths: _Paths) -> tuple[list[list[list[int]]], dict[int, list[int]]]:
    """Cut paths into arcs.

    Returns
    -------
    tuple
        The arcs as lists of [x, y], differences after the first; and for each path that is left, its arcs.
    """
    if not len(paths.start):
        return [], {}
    low, high = np.minimum(paths.start, paths.end), np.maximum(paths.start, paths.end)
    pairs, edge = np.unique(low * len(paths.xy) + high, return_inverse=True)
    ends = np.concatenate([pairs // len(paths.xy), pairs % len(paths.xy)])
    node = np.bincount(ends, minlength=len(paths.xy)) != 2

    first = np.flatnonzero(np.append(True, paths.path[1:] != paths.path[:-1]))
    length = np.diff(np.append(first, len(paths.path)))
    run = np.repeat(np.arange(len(first)), length)
    closed = paths.closed[paths.path[first]]
    previous = np.arange(len(edge)) - 1
    previous[first] += length
    # Where a path turns back on itself, and where a line ends, an arc ends too.
    node[paths.start[(edge == edge[previous]) & closed[run]]] = True
    node[paths.start[first[~closed]]] = True
    node[paths.end[(first + length - 1)[~closed]]] = True

    # Let every ring begin at a node, or, when it has none, at its smallest vertex.
    position = np.arange(len(edge)) - first[run]
    candidate = node[paths.start] | (paths.start == np.minimum.reduceat(paths.start, first)[run])
    rank = np.where(node[paths.start], position, position + len(edge))
    turn = np.minimum.reduceat(np.where(candidate, rank, 3 * len(edge)), first) % len(edge)
    turned = first[run] + (position + np.where(closed, turn, 0)[run]) % length[run]
    start, end, edge = paths.start[turned], paths.end[turned], edge[turned]

    is_cut = node[start] | (position == 0)
    cut = np.flatnonzero(is_cut)
    arc = np.cumsum(is_cut) - 1
    smallest = np.minimum.reduceat(edge, cut)
    forward = np.zeros(len(cut), bool)
    naming = edge == smallest[arc]
    forward[arc[naming]] = (start < end)[naming]
    _, sample, number = np.unique(smallest, return_index=True, return_inverse=True)

    arcs = _points_of_arcs(
        paths.xy, start, end, cut[sample], np.diff(np.append(cut, len(edge)))[sample], forward[sample]
    )
    signed = np.where(forward, number, ~number)
    arc_lists: dict[int, list[int]] = {}
    for path, value in zip(paths.path[cut].tolist(), signed.tolist(), strict=True):
        arc_lists.setdefault(path, []).append(value)
    return arcs, arc_lists


def _points_of_arcs(
    xy: IntArray, start: IntArray, end: IntArray, first: IntArray, n_edges: IntArray, forward: BoolArray
) -> list[list[list[int]]]:
    """Points of the arcs that begin at these edges, in their naming direction, delta-coded."""
    n_points = n_edges + 1
    begin = np.cumsum(n_points) - n_points
    arc = np.repeat(np.arange(len(first)), n_points)
    along = np.arange(len(arc)) - begin[arc]
    along = np.where(forward[arc], along, n_edges[arc] - along)
    # The last point is the end of the last edge, every other one the start of its edge.
    is_last = along == n_edges[arc]
    vertex = np.where(is_last, end[first[arc] + along - is_last], start[first[arc] + along - is_last])
    points = xy[vertex]
    delta = np.diff(points, axis=0, prepend=points[:1])
    delta[begin] = points[begin]
    flat = delta.tolist()
    return [flat[a : a + n] for a, n in zip(begin.tolist(), n_points.tolist(), strict=True)]


def _shapes(
    geometries: GeometryArray, paths: _Paths, arc_lists: Mapping[int, list[int]]
) -> list[dict[str, object]]:
    """Put the arcs of each geometry into TopoJSON's nesting."""
    # By geometry, by part: the arc lists of its rings (shell first), or of its one line.
    nested: list[dict[int, list[list[int]]]] = [{} for _ in geometries]
    _, shells = np.unique(paths.part, return_index=True)
    lost = {int(paths.part[path]) for path in shells if int(path) not in arc_lists}
    for path, arcs in arc_lists.items():
        part = int(paths.part[path])
        if part not in lost:
            nested[paths.owner[part]].setdefault(part, []).append(arcs)
    is_polygon = np.isin(shapely.get_type_id(geometries), _POLYGONS).tolist()
    return [_shape(list(parts.values()), polygon) for parts, polygon in zip(nested, is_polygon, strict=True)]


def _shape(parts: list[list[list[int]]], is_polygon: bool) -> dict[str, object]:
    """One geometry object from the rings of its polygons, or from its lines."""
    if not parts:
        return {"type": None}
    if is_polygon:
        return (
            {"type": "Polygon", "arcs": parts[0]}
            if len(parts) == 1
            else {"type": "MultiPolygon", "arcs": parts}
        )
    lines = [line for part in parts for line in part]
    return (
        {"type": "LineString", "arcs": lines[0]}
        if len(lines) == 1
        else {"type": "MultiLineString", "arcs": lines}
    )
