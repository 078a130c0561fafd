"""What all parts of a map share while it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from export.sheet.mapping import layers
from export.sheet.mapping.lines import path_of, seen
from export.sheet.mapping.plane import Bounds, Plane, Spot, fit, spot_of
from export.sheet.scene import Box, Scene
from export.sheet.style import Style
from geo.crs import Geometries, GeometryArray
from views.sheet.model import SheetMap, SheetView

MM_PER_INCH = 25.4
#: Strokes reach so many design units beyond the frame before they are cut.
_BEYOND = 6.0


@dataclass(frozen=True, eq=False)
class Stage:
    """A frame of a sheet, and the plane in it.

    Attributes
    ----------
    frame
        All that the map may cover; its ground fills it.
    keep_out
        Furniture that lies on the map: neither the region nor a label comes under it.
    spot
        What the projection does in the middle of the region.
    """

    scene: Scene
    view: SheetView
    style: Style
    frame: Box
    keep_out: tuple[Box, ...]
    plane: Plane
    spot: Spot

    @classmethod
    def of(cls, scene: Scene, view: SheetView, frame: Box, style: Style, keep_out: Sequence[Box]) -> Stage:
        """Fit the region of a view into a frame."""
        scope = view.map.scope
        rooms = tuple(Box(*box) for box in keep_out)
        plane = fit(scope, frame, rooms, style.mm(5.0))
        middle = shapely.box(*scope.bounds).centroid
        return cls(scene, view, style, frame, rooms, plane, spot_of(_crs(view.map.crs), middle.x, middle.y))

    @property
    def map(self) -> SheetMap:
        """The data of the map."""
        return self.view.map

    @property
    def u(self) -> float:
        """The design unit, mm."""
        return self.style.unit

    @property
    def bounds(self) -> Bounds:
        """What the frame shows, in metres."""
        return self.plane.shown(self.frame)

    @property
    def fine(self) -> float:
        """The finest detail of the medium, mm: half a pixel of the design."""
        return min(max(MM_PER_INCH / self.view.size.dpi / 2, 0.05), 0.13)

    def metres(self, mm: float) -> float:
        """A length of the sheet in metres of the plane."""
        return mm / self.plane.k

    def seen(self, shapes: Geometries) -> GeometryArray:
        """What of the shapes lies in the frame, with no more detail than is seen."""
        cut = seen(shapes, self.bounds, self.metres(self.u * _BEYOND))
        return np.asarray(shapely.simplify(cut, self.metres(self.fine)), dtype=object)

    def path(self, shapes: Geometries) -> str:
        """Path data of shapes in metres."""
        return path_of(shapes, self.plane)

    def drawn(self, shapes: GeometryArray) -> layers.Drawn:
        """A coverage in the detail of this sheet."""
        return layers.drawn(shapes, self.plane.k, self.fine)

    @cached_property
    def scope(self) -> BaseGeometry:
        """The outline of what the sheet is about, in the detail of this sheet."""
        found: BaseGeometry = self.drawn(np.array([self.map.scope], dtype=object)).shapes[0]
        return found

    @cached_property
    def scope_mm(self) -> BaseGeometry:
        """The same on the sheet, mm."""
        found: BaseGeometry = self.on_sheet([self.scope])[0]
        return found

    def on_sheet(self, shapes: Geometries) -> GeometryArray:
        """Shapes in millimetres of the sheet."""
        array = np.array(shapes, dtype=object)
        moved = self.plane.at(shapely.get_coordinates(array))
        return np.asarray(shapely.set_coordinates(array, moved), dtype=object)


def _crs(name: str) -> pyproj.CRS:
    return pyproj.CRS.from_user_input(name)
