"""Cases one by one and as a density, in the region's plane."""

from __future__ import annotations

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from data.reads import UnitRow
from data.reads.points import density_cells, point_rows
from geo.classify import classify
from geo.density import COARSEST, FINEST, POINT_LEVEL
from governance.errors import StateError
from views.cases.filter import CaseFilter
from views.cases.points import MOST_POINTS
from views.cases.question import question_of
from views.measures import Floats
from views.sheet.ground import plane_of, shape, squares, to_plane
from views.sheet.model import SheetClass, SheetLegend
from views.sheet.subjects.content import Asked
from views.words import fmt_int

N_CLASSES = 5
# Cells of a density across the longer side of what is shown, at least.
_CELLS_ACROSS = 170
_EQUATOR_M = 40_075_016.686


# How a case stands, the most pressing first, with its colour in a legend of points.
STANDINGS = (("overdue", 4), ("open", 3), ("closed", 1), ("other", 2))


@dataclass(frozen=True, eq=False)
class Spots:
    """Located cases one by one.

    Attributes
    ----------
    places
        float64 (n, 2), metres in the plane.
    klass
        int8 (n,): place in the legend's classes.
    legend
        Classes by how the cases stand; their counts sum to the cases drawn.
    """

    places: Floats
    klass: npt.NDArray[np.int8]
    legend: SheetLegend


def points_of(asked: Asked, chosen: CaseFilter, note: str) -> Spots:
    """Places of the cases, and how each stands at the end of the data."""
    question = question_of(asked.state, chosen)
    rows = point_rows(asked.basis.release, question.parameters, box=None, limit=MOST_POINTS + 1)
    if len(rows) > MOST_POINTS:
        raise StateError(
            "案件过多，无法逐件画出 Too many cases to draw one by one",
            f"> {MOST_POINTS:,}",
            "改用密度，或缩小范围 choose the density, or ask for less",
        )
    side = 2.0**POINT_LEVEL
    x, y = ((rows[axis].to_numpy(dtype=np.float64) + 0.5) / side for axis in ("x", "y"))
    places = np.column_stack(to_plane(asked.basis, *_degrees(x, y)))
    overdue, opened = (rows[name].to_numpy(dtype=np.bool_) for name in ("is_overdue", "is_open"))
    closed = np.asarray(rows["state"] == "closed", dtype=np.bool_)
    standing = np.select([overdue, opened, closed], [0, 1, 2], 3)
    kinds = [kind for kind in range(len(STANDINGS)) if (standing == kind).any()]
    classes = tuple(
        SheetClass(
            asked.word(f"cases.standing_{STANDINGS[kind][0]}"),
            int((standing == kind).sum()),
            STANDINGS[kind][1],
        )
        for kind in kinds
    )
    none = (SheetClass(asked.word("cases.points_class"), 0, 0),)
    return Spots(
        places,
        np.searchsorted(kinds, standing).astype(np.int8),
        SheetLegend(
            asked.word("cases.points"), "", "points", classes or none, 0, asked.word("cases_of"), note
        ),
    )


def _degrees(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Shares of the Web-Mercator world to degrees."""
    return x * 360 - 180, np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y))))


def density_of(
    asked: Asked, chosen: CaseFilter, scope: UnitRow, note: str
) -> tuple[gpd.GeoDataFrame, SheetLegend]:
    """Located cases by cells (``klass, value, geometry``) and their legend; cells suit the size of the scope."""
    basis, question = asked.basis, question_of(asked.state, chosen)
    minx, miny, maxx, maxy = shape(basis, scope).bounds
    squeeze = math.cos(math.radians((scope.miny + scope.maxy) / 2))
    across = max(maxx - minx, maxy - miny) / _CELLS_ACROSS
    level = min(max(math.ceil(math.log2(_EQUATOR_M * squeeze / across)), COARSEST), FINEST)
    counts = density_cells(basis.release, question.parameters, level=level, by_day=False, box=None)
    cells, place = np.unique(np.column_stack([counts.y, counts.x]), axis=0, return_inverse=True)
    values = np.bincount(place.ravel(), weights=counts.cases, minlength=len(cells)).astype(np.float64)
    found = classify(values, k=N_CLASSES, method="natural", nice=False)
    # Corners in turn: each cell is a square of the Mercator world.
    x = (cells[:, 1:2] + np.array([0, 1, 1, 0])) / 2.0**level
    y = (cells[:, 0:1] + np.array([0, 0, 1, 1])) / 2.0**level
    flat = to_plane(basis, *_degrees(x.ravel(), y.ravel()))
    frame = gpd.GeoDataFrame(
        {"klass": found.classes.astype(np.int8), "value": values},
        geometry=squares(flat[0].reshape(-1, 4), flat[1].reshape(-1, 4)),
        crs=plane_of(basis).crs,
    )
    side = _EQUATOR_M * squeeze / 2**level
    width = f"{side / 1000:.1f} km" if side >= 1000 else f"{fmt_int(side)} m"
    classes = _whole_classes(found.classes, values)
    return frame, SheetLegend(
        name=asked.word("cases.density"),
        unit=asked.word("cases.density_unit"),
        kind="ramp",
        classes=classes,
        counted=asked.word("cells_of"),
        note=asked.word("semicolon").join((asked.word("cases.cell", side=width), note)),
    )


def _whole_classes(klass: npt.NDArray[np.int8], values: Floats) -> tuple[SheetClass, ...]:
    """Classes of counts by the smallest and the largest that each holds: whole numbers, no value in two classes."""
    found = []
    for step in range(int(klass.max(initial=-1)) + 1):
        if not len(own := values[klass == step]):
            continue
        low, high = float(own.min()), float(own.max())
        label = fmt_int(low) if low == high else f"{fmt_int(low)}–{fmt_int(high)}"
        found.append(SheetClass(label, len(own), step, low, high))
    return tuple(found)
