"""The map body of a sheet and the furniture that belongs to it."""

from export.sheet.mapping.draw import draw_map
from export.sheet.mapping.drawn import MapDrawn
from export.sheet.mapping.furniture import north_arrow, scale_bar
from export.sheet.mapping.inset import inset
from export.sheet.mapping.region import class_colours

__all__ = ["MapDrawn", "class_colours", "draw_map", "inset", "north_arrow", "scale_bar"]
