"""TopoJSON back to shapely, written from the specification alone and independent of our encoder."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import shapely


def decode(topology: dict[str, Any], name: str) -> list[shapely.Geometry | None]:
    """The geometries of one object, in order; None for a null geometry."""
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]

    def line(numbers: list[int]) -> np.ndarray:
        pieces = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        for before, after in pairwise(pieces):
            assert (before[-1] == after[0]).all(), "consecutive arcs must meet"
        return np.vstack([pieces[0], *(piece[1:] for piece in pieces[1:])])

    def polygon(rings: list[list[int]]) -> shapely.Polygon:
        shell, *holes = (line(ring) for ring in rings)
        return shapely.Polygon(shell, holes)

    def shape(geometry: dict[str, Any]) -> shapely.Geometry | None:
        match geometry["type"]:
            case "Polygon":
                return polygon(geometry["arcs"])
            case "MultiPolygon":
                return shapely.MultiPolygon([polygon(rings) for rings in geometry["arcs"]])
            case "LineString":
                return shapely.LineString(line(geometry["arcs"]))
            case "MultiLineString":
                return shapely.MultiLineString([line(numbers) for numbers in geometry["arcs"]])
            case None:
                return None
            case other:
                raise AssertionError(f"unknown type {other}")

    return [shape(geometry) for geometry in topology["objects"][name]["geometries"]]


def arc_users(topology: dict[str, Any], name: str) -> dict[int, list[int]]:
    """By arc: the positions of the geometries that name it, once for each time."""
    users: dict[int, list[int]] = {}

    def walk(value: Any, position: int) -> None:
        if isinstance(value, list):
            for item in value:
                walk(item, position)
        else:
            users.setdefault(value if value >= 0 else ~value, []).append(position)

    for position, geometry in enumerate(topology["objects"][name]["geometries"]):
        walk(geometry.get("arcs", []), position)
    return users
