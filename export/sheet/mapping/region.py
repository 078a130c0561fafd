"""The region itself: shadow, fills by class, hatching, edges, bands of categories, points and densities."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from export.sheet.mapping import layers
from export.sheet.mapping.hatching import hatched
from export.sheet.mapping.lines import STEPS_MM, path_of, paths_of, written
from export.sheet.mapping.plane import SHEET, Plane
from export.sheet.mapping.stage import Stage
from export.sheet.style import Hatch
from geo.coverage import union_by
from geo.crs import GeometryArray
from views.sheet.model import NO_DATA, PLAIN
from views.tokens import mixed

# Units smaller than this (mm, root of the median area) have no edges: they would be all edge.
_NO_EDGES, _FINE_EDGES, _DASHED_EDGES = 1.2, 3.0, 9.0
_SHADOW = ((7.0, 0.7), (5.0, 0.9), (3.2, 1.2), (1.8, 1.6))
# Dots of one path hide nothing of each other; several paths let a crowd be darker than a few.
_DOT_LAYERS = 5
_CATEGORY_OPACITY = 0.85


def draw_region(stage: Stage) -> None:
    """Draw the subject of the sheet, all but its words."""
    scene, style = stage.scene, stage.style
    outline = stage.path([stage.scope])
    for width, weight in _SHADOW:
        scene.path(
            outline, stroke=style.shadow, stroke_width=style.mm(width), stroke_opacity=style.shadow_opacity * weight,
            shift=(style.mm(0.5), style.mm(0.7)),
        )  # fmt: skip
    scene.path(outline, fill=style.land, rule="evenodd")
    shapes = stage.map.units.geometry.to_numpy()
    if len(shapes):
        _fills(stage, shapes)
        _edges(stage, shapes)
    _cells(stage)
    _rivers(stage)
    _bands(stage)
    _borders(stage, outline)
    _selected(stage)
    _points(stage)


def _fills(stage: Stage, shapes: GeometryArray) -> None:
    """One path a class, with a rim of its own colour so that no ground shines through between neighbours."""
    scene, style, legend = stage.scene, stage.style, stage.view.legend
    klass = stage.map.units["klass"].to_numpy()
    words = unit_paths(shapes, stage.plane, stage.fine)
    colours = class_colours(stage)
    opacity = _CATEGORY_OPACITY if legend.kind == "category" else 1.0
    for number, colour in enumerate(colours):
        data = "".join(words[i] for i in np.flatnonzero(klass == number))
        scene.path(
            data,
            fill=colour,
            fill_opacity=opacity,
            stroke=colour if opacity == 1 else None,
            stroke_width=style.mm(0.1),
        )
        hatch = style.class_hatch(legend.kind, _step(stage, number))
        _hatch(stage, shapes, klass == number, hatch)
    missing = klass == NO_DATA
    scene.path("".join(words[i] for i in np.flatnonzero(missing)), fill=style.no_data)
    _hatch(stage, shapes, missing, style.no_data_hatch())


def class_colours(stage: Stage) -> list[str]:
    """Fill of each class of the legend, in its order."""
    style, legend = stage.style, stage.view.legend
    if legend.kind == "category":
        return [style.hue(str(each.colour)) for each in legend.classes]
    if legend.kind == "diverging":
        return [style.diverging[int(each.colour)] for each in legend.classes]
    return list(style.ramp_of(len(legend.classes)))


def unit_colours(stage: Stage) -> list[str]:
    """The colour that each unit has on the sheet."""
    style, colours = stage.style, class_colours(stage)
    if stage.view.legend.kind == "category":
        colours = [mixed(style.land, colour, _CATEGORY_OPACITY) for colour in colours]
    by_class = {NO_DATA: style.no_data, **dict(enumerate(colours))}
    return [by_class.get(int(klass), style.land) for klass in stage.map.units["klass"]]


def _step(stage: Stage, number: int) -> int:
    """What tells a class's hatching: its step, or the place of its category among the region's."""
    legend, colour = stage.view.legend, stage.view.legend.classes[number].colour
    if legend.kind == "category":
        return stage.style.place(str(colour))
    return int(colour) if legend.kind == "diverging" else number


def _hatch(stage: Stage, shapes: GeometryArray, chosen: npt.NDArray[np.bool_], hatch: Hatch | None) -> None:
    """Hatch the chosen units."""
    if hatch is None or not chosen.any():
        return

    def make() -> str:
        simple = stage.drawn(shapes).shapes[chosen]
        return path_of(hatched(stage.on_sheet(simple), hatch), SHEET)

    key = (stage.plane, stage.fine, hatch, chosen.tobytes())
    data = layers.kept("hatch", shapes, key, make)
    stage.scene.path(data, stroke=hatch.ink, stroke_width=hatch.width)


def unit_paths(shapes: GeometryArray, plane: Plane, fine: float) -> list[str]:
    """Path data of each unit, kept between sheets of the same place and size."""

    def make() -> list[str]:
        return paths_of(layers.drawn(shapes, plane.k, fine).shapes, plane)

    return layers.kept("paths", shapes, (plane, fine), make)


def median_mm(stage: Stage, shapes: GeometryArray) -> float:
    """Root of the median area of units, mm on the sheet."""
    return float(np.sqrt(np.median(shapely.area(shapes)))) * stage.plane.k if len(shapes) else 0.0


def _edges(stage: Stage, shapes: GeometryArray) -> None:
    """Edges of the units, thin; made-up ones dashed where there is room to see it. Then those of the level above."""
    style, size = stage.style, median_mm(stage, shapes)
    if size >= _NO_EDGES * style.unit:

        def make() -> str:
            return path_of(layers.drawn(shapes, stage.plane.k, stage.fine).edges, stage.plane)

        is_large = size > _FINE_EDGES * style.unit
        is_dashed = stage.map.is_schematic and size > _DASHED_EDGES * style.unit
        # Light edges part fills; on plain land under points they would not be seen.
        is_plain = bool((stage.map.units["klass"] == PLAIN).all())
        stage.scene.path(
            layers.kept("edges", shapes, (stage.plane, stage.fine), make),
            stroke=style.edge_strong if is_plain else style.edge,
            stroke_width=style.mm(0.24 if is_dashed else 0.18 if is_large else 0.1),
            stroke_opacity=0.6 if is_plain else 1.0 if is_large else 0.7,
            dash=(style.mm(1.5), style.mm(0.7)) if is_dashed else (),
        )
    parents = stage.map.units.get("parent")
    # In a larger whole the districts order the map already.
    if parents is None or parents.nunique() < 2 or stage.map.scope_level in ("city", "category"):
        return

    def make_parents() -> str:
        simple = layers.drawn(shapes, stage.plane.k, stage.fine).shapes
        unions = union_by(simple, parents.astype(str))
        return path_of(layers.borders(np.array(list(unions.values()), dtype=object)), stage.plane)

    key = (stage.plane, stage.fine, tuple(parents))
    data = layers.kept("parents", shapes, key, make_parents)
    stage.scene.path(data, stroke=style.edge, stroke_width=style.mm(0.55), stroke_opacity=0.85)
    stage.scene.path(data, stroke=style.edge_strong, stroke_width=style.mm(0.2), stroke_opacity=0.8)


def _cells(stage: Stage) -> None:
    """Cells of a density."""
    cells = stage.map.cells
    if cells is None or not len(cells):
        return
    klass, shapes = cells["klass"].to_numpy(), cells.geometry.to_numpy()
    for number, colour in enumerate(class_colours(stage)):
        data = path_of(shapes[klass == number], stage.plane)
        stage.scene.path(data, fill=colour, fill_opacity=0.92)


def _rivers(stage: Stage) -> None:
    """Rivers over the fills, quieter than on the ground."""
    if not len(stage.map.rivers):
        return
    inside = shapely.intersection(stage.seen(stage.map.rivers.to_numpy()), stage.scope)
    data = stage.path(inside[~shapely.is_empty(inside)])
    style = stage.style
    stage.scene.path(data, stroke=style.halo, stroke_width=style.mm(0.6), stroke_opacity=0.35, cap="round")
    stage.scene.path(data, stroke=style.river, stroke_width=style.mm(0.3), stroke_opacity=0.85, cap="round")


def banded(stage: Stage) -> list[tuple[str, BaseGeometry]]:
    """Category and outline (metres) of everything that carries a band."""
    districts = stage.map.districts
    inside = districts[districts["inside_scope"].to_numpy(dtype=np.bool_)]
    shapes = inside.geometry.to_numpy()
    if stage.map.scope_level in ("city", "category", "zone", "county"):
        return list(zip(inside["category"].astype(str), stage.drawn(shapes).shapes, strict=True))
    codes = inside["category"].astype(str).unique()
    return [(str(code), stage.scope) for code in codes[:1]]


def _bands(stage: Stage) -> None:
    """A band of the category just inside each border, dashed where hue alone does not tell."""
    if stage.view.legend.kind == "category":
        return  # The fills say it already.
    for category, shape in banded(stage):
        band = stage.style.band(category)
        data = stage.path(_inset(shape, stage.metres(band.width / 2), stage.metres(0.03)))
        stage.scene.path(
            data, stroke=band.ink, stroke_width=band.width, stroke_opacity=band.opacity, dash=band.dash
        )


def _inset(shape: BaseGeometry, by: float, detail: float) -> GeometryArray:
    """A line so far inside of a polygon's border, metres: a stroke on it touches the border and never crosses it."""

    def make() -> GeometryArray:
        return np.array([shapely.simplify(shape.buffer(-by, quad_segs=4), detail)], dtype=object)

    return layers.kept("band", np.array([shape], dtype=object), (by, detail), make)


def _borders(stage: Stage, outline: str) -> None:
    """Borders of districts, cased so that they stand out on any fill, and the outline of the whole."""
    scene, style, districts = stage.scene, stage.style, stage.map.districts
    inside = districts[districts["inside_scope"].to_numpy(dtype=np.bool_)]
    if len(inside) > 1:
        data = stage.path(stage.drawn(inside.geometry.to_numpy()).edges)
        scene.path(data, stroke=style.halo, stroke_width=style.mm(0.75), stroke_opacity=0.9)
        scene.path(data, stroke=style.edge_strong, stroke_width=style.mm(0.32))
    scene.path(outline, stroke=style.halo, stroke_width=style.mm(1.1), stroke_opacity=0.55)
    scene.path(outline, stroke=style.outline, stroke_width=style.mm(0.5))


def _selected(stage: Stage) -> None:
    """The unit that the sheet points out."""
    units = stage.map.units
    chosen = units[units["code"] == stage.map.selected_code].geometry.to_numpy()
    if len(chosen):
        style, data = stage.style, stage.path(stage.drawn(chosen).shapes)
        stage.scene.path(data, stroke=style.halo, stroke_width=style.mm(1.5), stroke_opacity=0.9)
        stage.scene.path(data, stroke=style.stamp, stroke_width=style.mm(0.75))


def _points(stage: Stage) -> None:
    """Cases one by one: the more there are, the smaller and lighter."""
    points = stage.map.points
    if points is None or not len(points):
        return
    style, scene = stage.style, stage.scene
    many = min(max((np.log10(len(points)) - 2) / 2, 0.0), 1.0)  # 0 up to 100, 1 from 10,000
    across = style.mm(1.7 - 1.0 * float(many))
    steps = np.rint(stage.plane.at(points) * STEPS_MM).astype(np.int64)
    halo = np.unique(steps, axis=0)
    scene.path(
        dots(halo), stroke=style.halo, stroke_width=across + style.mm(0.3), stroke_opacity=0.7, cap="round"
    )
    own = stage.map.point_classes
    klass = np.zeros(len(points), dtype=np.int8) if own is None else own
    inks = [(place, int(one.colour)) for place, one in enumerate(stage.view.legend.classes)]
    # What is most pressing lies on top.
    for place, colour in sorted(inks, key=lambda ink: ink[1]):
        shown = np.unique(steps[klass == place], axis=0)
        if not len(shown):
            continue
        for layer in range(_DOT_LAYERS):
            scene.path(
                dots(shown[layer::_DOT_LAYERS]), stroke=style.point_ink(colour), stroke_width=across,
                stroke_opacity=0.85 - 0.4 * float(many), cap="round",
            )  # fmt: skip


def dots(steps: npt.NDArray[np.int64]) -> str:
    """Round dots as strokes of no length: the shortest path data there are."""
    return "".join(f"M{written(x)} {written(y)}h0" for x, y in steps.tolist())
