"""From labelled mesh cells to polygons: shared edges are drawn once, calmed once, and used by both sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from geo.crs import FloatArray, GeometryArray, IntArray, to_degrees
from geo.partition.mesh import Mesh
from governance.errors import GeometryError

#: A vertex whose triangle is flatter than this share of its base adds nothing that an eye could see.
_FLAT = 0.07
_CALMING = (0.5, 0.5)


@dataclass
class _Arc:
    """A line between two junctions (or a closed one) with the units left and right of it."""

    vertices: list[int]
    left: int
    right: int


def draw_units(mesh: Mesh, label: IntArray) -> GeometryArray:
    """Polygons of the units 0…n-1 that `label` gives to the mesh's cells; together an exact coverage.

    Edges inside an outline are calmed (the mesh's zigzag goes, the shape stays) and thinned; wherever that would
    spoil a polygon its edges stay as the mesh has them. Vertices of given outlines never move.

    Raises
    ------
    GeometryError
        When a unit has no cell, or the mesh itself is not planar.
    """
    sides = np.where(mesh.sides >= 0, label[mesh.sides], -1)
    kept = sides[:, 0] != sides[:, 1]
    arcs = _arcs(mesh.segments[kept], sides[kept], mesh)
    moved = _calm(mesh, mesh.segments[kept])
    n_units = int(label.max()) + 1
    raw: set[int] = set()
    for _ in range(40):
        polygons = _polygons(mesh, arcs, moved, raw, n_units)
        bad = set(np.flatnonzero(~shapely.is_valid(polygons) | shapely.is_empty(polygons)).tolist())
        if not bad:
            return polygons
        if bad <= raw:
            break
        # The neighbours' edges may be the ones in the way: widen the circle of what stays raw.
        raw |= bad | {
            side for arc in arcs if {arc.left, arc.right} & bad & raw for side in (arc.left, arc.right)
        }
        raw.discard(-1)
    raise GeometryError(
        "区划生成失败 / Partition", f"{len(bad)} units are not valid polygons.", "Change the seed."
    )


def _arcs(segments: IntArray, sides: IntArray, mesh: Mesh) -> list[_Arc]:
    """Chain segments (their first side lies to the left) into arcs between junctions."""
    degree = np.bincount(segments.ravel(), minlength=len(mesh.vertices))
    # Where an outline's vertex meets only two segments of one pair of units, the arc runs on through it.
    at: dict[int, list[int]] = {}
    for number, (a, b) in enumerate(segments.tolist()):
        at.setdefault(a, []).append(number)
        at.setdefault(b, []).append(number)
    ends, both = segments.tolist(), sides.tolist()
    done = [False] * len(ends)
    arcs = []

    def walk(first: int, origin: int) -> None:
        vertices, number, here = [origin], first, origin
        a, _ = ends[first]
        left, right = both[first] if a == origin else both[first][::-1]
        while not done[number]:
            done[number] = True
            a, b = ends[number]
            here = b if a == here else a
            vertices.append(here)
            if degree[here] != 2:
                break
            one, two = at[here]
            number = two if one == number else one
        arcs.append(_Arc(vertices, left, right))

    for vertex in sorted(at):
        if degree[vertex] != 2:
            for number in at[vertex]:
                if not done[number]:
                    walk(number, vertex)
    for number, (a, _) in enumerate(ends):
        if not done[number]:
            walk(number, a)
    return arcs


def _calm(mesh: Mesh, segments: IntArray) -> FloatArray:
    """Positions of all vertices after a little smoothing along the drawn edges; outlines stay."""
    position = mesh.vertices.astype(np.float64)
    free = mesh.outline == 0
    a, b = segments.T
    number = np.bincount(segments.ravel(), minlength=len(position)).astype(np.float64)
    drawn = free & (number >= 2)
    for strength in _CALMING:
        total = np.zeros_like(position)
        np.add.at(total, a, position[b])
        np.add.at(total, b, position[a])
        mean = total[drawn] / number[drawn, None]
        # A junction of three gives way less than a point on a line.
        share = np.where(number[drawn] == 2, strength, strength / 2)[:, None]
        position[drawn] += share * (mean - position[drawn])
    return np.rint(position)


def _thin(vertices: list[int], position: FloatArray, mesh: Mesh) -> list[int]:
    """Leave out vertices on almost straight stretches; ends and vertices of given outlines stay."""
    closed = vertices[0] == vertices[-1]
    keep = list(vertices)
    for _ in range(2):
        if len(keep) < (6 if closed else 3):
            return keep
        points = position[keep]
        base = points[2:] - points[:-2]
        arm = points[1:-1] - points[:-2]
        height = np.abs(base[:, 0] * arm[:, 1] - base[:, 1] * arm[:, 0])
        flat = height < _FLAT * (base**2).sum(axis=1)
        role = mesh.outline[keep[1:-1]]
        # On an outline a vertex that was not given is only the end of a mesh edge: it lies on the line.
        candidate = np.where(role == 1, True, flat & (role == 0))
        result, skipped = [keep[0]], False
        for vertex, can, kind in zip(keep[1:-1], candidate.tolist(), role.tolist(), strict=True):
            if can and (kind == 1 or not skipped):
                skipped = kind != 1
            else:
                result.append(vertex)
                skipped = False
        result.append(keep[-1])
        if closed and len(result) < 5:
            return keep
        keep = result
    return keep


def _polygons(mesh: Mesh, arcs: list[_Arc], moved: FloatArray, raw: set[int], n_units: int) -> GeometryArray:
    position = moved.copy()
    plain = mesh.vertices.astype(np.float64)
    for arc in arcs:
        if arc.left in raw or arc.right in raw:
            position[arc.vertices] = plain[arc.vertices]
    lines: list[list[tuple[int, list[int]]]] = [[] for _ in range(n_units)]
    for arc in arcs:
        untouched = arc.left in raw or arc.right in raw
        vertices = (
            [v for i, v in enumerate(arc.vertices) if i in (0, len(arc.vertices) - 1) or mesh.outline[v] != 1]
            if untouched
            else _thin(arc.vertices, position, mesh)
        )
        if arc.left >= 0:
            lines[arc.left].append((vertices[0], vertices))
        if arc.right >= 0:
            lines[arc.right].append((vertices[-1], vertices[::-1]))
    degrees = to_degrees(position.astype(np.int64))
    return np.array([_polygon(unit, degrees) for unit in lines], dtype=object)


def _polygon(
    lines: list[tuple[int, list[int]]], degrees: FloatArray
) -> shapely.Polygon | shapely.MultiPolygon:
    """Chain directed lines (the unit to their left) into rings; a vertex met twice closes a ring there."""
    leaving: dict[int, list[list[int]]] = {}
    for origin, vertices in lines:
        leaving.setdefault(origin, []).append(vertices)
    rings: list[list[int]] = []
    while leaving:
        origin = next(iter(leaving))
        path: list[list[int]] = []
        opened = [origin]
        here = origin
        while here in leaving:
            options = leaving[here]
            vertices = options.pop()
            if not options:
                del leaving[here]
            path.append(vertices)
            here = vertices[-1]
            if here in opened:
                back = opened.index(here)
                ring = [here]
                for line in path[back:]:
                    ring += line[1:]
                rings.append(ring)
                del path[back:], opened[back + 1 :]
            else:
                opened.append(here)
    shapes = [shapely.Polygon(degrees[ring]) for ring in rings]
    signed = [shapely.is_ccw(shape.exterior) for shape in shapes]
    shells = [shape for shape, ccw in zip(shapes, signed, strict=True) if ccw]
    holes = [shape for shape, ccw in zip(shapes, signed, strict=True) if not ccw]
    if not shells:
        return shapely.Polygon()
    if len(shells) == 1:
        whole = shapely.Polygon(shells[0].exterior, [hole.exterior for hole in holes])
        return shapely.normalize(whole)
    inside = [
        shapely.Polygon(s.exterior, [h.exterior for h in holes if s.covers(h.representative_point())])
        for s in shells
    ]
    return shapely.normalize(shapely.MultiPolygon(inside))
