"""A sheet out of its view: the plan that suits its shape best, the map, and the furniture around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import shapely

from export.sheet.layouts.block import Placed, write
from export.sheet.layouts.columns import WIDE, one_side, two_sides, wall
from export.sheet.layouts.foot import Unlabelled, watermark
from export.sheet.layouts.keys import Legend
from export.sheet.layouts.plan import Plan, best, sheet_style
from export.sheet.layouts.upright import below, beside, small
from export.sheet.mapping import MapDrawn, draw_map, inset, north_arrow, scale_bar
from export.sheet.scene import Box, Scene
from export.sheet.style import Style
from views.names import Lang
from views.sheet.view import SheetView
from views.words import word

# A sheet with less room than this (design units) shows the little that `small` does.
_SMALL_WIDE, _SMALL_TALL = 205.0, 190.0
# Sheets higher than this share of their width stand.
_UPRIGHT = 1.2


def compose(view: SheetView) -> Scene:
    """Draw a sheet.

    Returns
    -------
    Scene
        Everything registered; `export.sheet.check.self_check` has not been asked yet.
    """
    style = sheet_style(view)
    plan = plan_of(view, style)
    size = view.size
    scene = Scene(size.width_mm, size.height_mm, style.ground, view.title)
    place = inset_place(view, style, plan)
    keep = (*plan.keep_out, *((place,) if place else ()))
    drawn = draw_map(scene, view, plan.window, style, keep_out=keep)
    _edges(scene, view, style, plan)
    for block in (*plan.placed, plan.frame.foot):
        block.draw(scene)
    if plan.unlabelled and drawn.unlabelled:
        _unlabelled(scene, plan.unlabelled, drawn.unlabelled)
    _scale(scene, plan.scale, plan.north, drawn, style, view.request.lang)
    if place:
        _inset(scene, place, view, style)
    if view.watermark:
        with scene.group("watermark"):
            watermark(scene, style, view.watermark, style.mm(8))
    return scene


def plan_of(view: SheetView, style: Style) -> Plan:
    """The plan that shows the region largest with most of what was asked for."""
    size = view.size
    wide, tall = size.width_mm / style.unit, size.height_mm / style.unit
    if wide < _SMALL_WIDE or tall < _SMALL_TALL:
        return small(view, style)
    if size.aspect >= WIDE:
        return wall(view, style)
    makers: tuple[Callable[[SheetView, Style], Plan], ...] = (
        (two_sides, one_side) if size.aspect >= _UPRIGHT else (beside, below)
    )
    return best([make(view, style) for make in makers], view)


def inset_place(view: SheetView, style: Style, plan: Plan) -> Box | None:
    """A corner of the map's room for the inset, where the region leaves one; the lower left one when none is free."""
    if plan.scale is None or view.map.province is None or not len(view.map.province):
        return None
    room, margin = plan.window.grown(-style.mm(5)), style.mm(3)
    side = min(style.mm(40), room.width * 0.3, room.height * 0.3)
    tall = side + style.mm(6)
    region = _likely(view, room)
    taken = [box for box in (*plan.keep_out, plan.scale, plan.north) if box and box.overlaps(room)]
    corners = [
        Box(x, y, side, tall)
        for x, y in (
            (room.x, room.y),
            (room.right - side, room.y),
            (room.x, room.bottom - tall),
            (room.right - side, room.bottom - tall),
        )
    ]
    clear = [box for box in corners if not any(box.grown(margin).overlaps(other) for other in taken)]

    def touched(box: Box) -> float:
        grown = box.grown(margin)
        return float(shapely.box(grown.x, grown.y, grown.right, grown.bottom).intersection(region).area)

    return min(clear, key=touched) if clear else None


def _likely(view: SheetView, room: Box) -> shapely.Geometry:
    """The region in mm where the map will most likely put it: as large as the room allows, in the middle."""
    minx, miny, maxx, maxy = view.map.scope.bounds
    k = min(room.width / max(maxx - minx, 1.0), room.height / max(maxy - miny, 1.0)) * 0.95
    x, y = room.centre
    turned = shapely.affinity.affine_transform(
        shapely.simplify(view.map.scope, 2 / k),
        [k, 0, 0, -k, x - (minx + maxx) / 2 * k, y + (miny + maxy) / 2 * k],
    )
    return shapely.make_valid(turned)


def map_only(
    view: SheetView, width_mm: float, height_mm: float, *, legend: bool = True, scale: bool = True
) -> Scene:
    """The map of a sheet without its furniture, for briefings and slides.

    Parameters
    ----------
    legend
        With the key of the fills in a corner that the region leaves free.
    scale
        With scale bar and north arrow.
    """
    style = replace(sheet_style(view), unit=max((min(width_mm, height_mm) / 297) ** 0.85, 0.66))
    scene = Scene(width_mm, height_mm, style.plate, view.title)
    edge = style.mm(5)
    page = scene.box
    keep: list[Box] = []
    key: Placed | None = None
    if legend:
        block = Legend(view.legend, style, view.request.lang, 0.0)
        wide = min(style.mm(62), width_mm * 0.34)
        tall = block.height(wide)
        if tall < height_mm * 0.7:
            key = Placed("legend", block, Box(edge, edge, wide, tall))
            keep.append(key.box.grown(style.mm(2)))
    bar = Box(width_mm - edge - style.mm(50), height_mm - edge - style.mm(11), style.mm(50), style.mm(11))
    arrow = Box(width_mm - edge - style.mm(9), edge, style.mm(9), style.mm(15))
    if scale:
        keep += [bar, arrow]
    drawn = draw_map(scene, view, page, style, keep_out=keep)
    if key:
        key.draw(scene)
    if scale:
        _scale(scene, bar, arrow, drawn, style, view.request.lang)
    return scene


def _scale(
    scene: Scene, bar: Box | None, arrow: Box | None, drawn: MapDrawn, style: Style, lang: Lang
) -> None:
    if bar:
        with scene.group("scale bar"):
            scene.reserve("scale bar", "furniture", *bar)
            scale_bar(scene, bar, drawn, style)
    if arrow:
        with scene.group("north arrow"):
            scene.reserve("north arrow", "furniture", *arrow)
            north_arrow(scene, arrow, drawn, style, word=word("sheet_layout.north", lang))


def _edges(scene: Scene, view: SheetView, style: Style, plan: Plan) -> None:
    """Fine edges of the map, and on paper the frame of the plate."""
    page, fine = scene.box, style.mm(0.25)
    x, y, right, bottom = plan.window.x, plan.window.y, plan.window.right, plan.window.bottom
    for x1, y1, x2, y2 in (
        (x, y, x, bottom),
        (right, y, right, bottom),
        (x, y, right, y),
        (x, bottom, right, bottom),
    ):
        if 0 < max(x1, y1) and (x1 < page.width or x2 < page.width) and (y1 > 0 or y2 > 0):
            scene.line(x1, y1, x2, y2, style.rule, fine)
    if view.size.is_paper:
        scene.rect(*plan.frame.plate, stroke=style.ink_soft, stroke_width=style.mm(0.35))


def _unlabelled(scene: Scene, place: Placed, names: tuple[str, ...]) -> None:
    """The names that the map had no room for, at the foot of their column and no higher than they need."""
    if isinstance(place.block, Unlabelled):
        block = replace(place.block, names=names).shrunk(place.box.width)
        tall = block.height(place.box.width)
        Placed(place.name, block, Box(place.box.x, place.box.bottom - tall, place.box.width, tall)).draw(
            scene
        )


def _inset(scene: Scene, place: Box, view: SheetView, style: Style) -> None:
    with scene.group("inset"):
        scene.reserve("inset", "furniture", *place)
        size = style.type("small")
        write(scene, place.x, place.y, word("sheet_layout.inset", view.request.lang), size, style.ink_soft)
        inset(
            scene, Box(place.x, place.y + style.mm(6), place.width, place.height - style.mm(6)), view, style
        )
