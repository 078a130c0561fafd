"""A sheet out of its view: the plan that suits its shape best, the map, and the furniture around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import shapely

from export.sheet.layouts.block import Placed, write
from export.sheet.layouts.columns import WIDE, one_side, two_sides, wall
from export.sheet.layouts.foot import Unlabelled, watermark
from export.sheet.layouts.keys import Legend
from export.sheet.layouts.plan import Plan, sheet_style
from export.sheet.layouts.upright import below, beside, small
from export.sheet.mapping import MapDrawn, draw_map, inset, north_arrow, scale_bar
from export.sheet.scene import Box, Scene
from export.sheet.style import Style
from views.names import Lang
from views.sheet.view import SheetView
from views.words import word

# A sheet with less room than this (design units) shows the little that `small` does.
_SMALL_WIDE, _SMALL_TALL = 190.0, 150.0
# Sheets higher than this share of their width stand.
_UPRIGHT = 1.2

Layout = Callable[[SheetView, Style, Sequence[str]], Plan]


def compose(view: SheetView) -> Scene:
    """Draw a sheet.

    Returns
    -------
    Scene
        Everything registered; `export.sheet.check.self_check` has not been asked yet.
    """
    style = sheet_style(view)
    make = layout_of(view, style)
    plan = make(view, style, ())
    size = view.size
    scene = Scene(size.width_mm, size.height_mm, style.ground, view.title)
    place = inset_place(view, style, plan)
    keep = (*plan.keep_out, *((place,) if place else ()))
    drawn = draw_map(scene, view, plan.window, style, keep_out=keep)
    plan = _with_names(plan, make(view, style, drawn.unlabelled), view, style, drawn.unlabelled)
    _edges(scene, view, style, plan)
    _backing(scene, style, plan)
    for block in (*plan.placed, plan.frame.foot):
        block.draw(scene)
    _scale(scene, plan.scale, plan.north, drawn, style, view.request.lang)
    if place:
        _inset(scene, place, view, style)
    if view.watermark:
        with scene.group("watermark"):
            watermark(scene, style, view.watermark, style.mm(8))
    return scene


def layout_of(view: SheetView, style: Style) -> Layout:
    """The layout that shows the region largest with most of what was asked for."""
    size = view.size
    wide, tall = size.width_mm / style.unit, size.height_mm / style.unit
    if wide < _SMALL_WIDE or tall < _SMALL_TALL:
        return small
    if size.aspect >= WIDE:
        return wall
    makers = (two_sides, one_side) if size.aspect >= _UPRIGHT else (beside, below)
    minx, miny, maxx, maxy = view.map.scope.bounds
    aspect = max(maxx - minx, 1.0) / max(maxy - miny, 1.0)
    return max(makers, key=lambda make: make(view, style, ()).score(aspect))


def _with_names(plan: Plan, named: Plan, view: SheetView, style: Style, names: tuple[str, ...]) -> Plan:
    """The plan with the names that the map had no room for.

    The map is drawn by now. Where the list of names would take room from it, the list goes into what is left at the
    foot of the first column instead.
    """
    if not names or (named.window == plan.window and named.keep_out == plan.keep_out):
        return named if names else plan
    block = Unlabelled(names, style, view.request.lang)
    first = [placed for placed in plan.placed if placed.box.x == plan.frame.inner.x and placed.name != "code"]
    last = max(first, key=lambda placed: placed.box.bottom)
    y, low = last.box.bottom + style.mm(4), plan.frame.inner.bottom
    shown: Unlabelled | None = block
    while shown is not None and shown.height(last.box.width) > low - y:
        shown = shown.smaller()
    if shown is None or last.box.width > plan.frame.inner.width * 0.6:
        return plan
    place = Box(last.box.x, y, last.box.width, shown.height(last.box.width))
    return replace(plan, placed=(*plan.placed, Placed("unlabelled", shown, place)))


def inset_place(view: SheetView, style: Style, plan: Plan) -> Box | None:
    """A corner of the map's room for the inset, where the region leaves one; the lower left one when none is free."""
    if plan.scale is None or view.map.province is None or not len(view.map.province):
        return None
    room, margin = plan.window.grown(-style.mm(6.5)), style.mm(3)
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
    """As `map_with_rest`, the map alone."""
    return map_with_rest(view, width_mm, height_mm, legend=legend, scale=scale)[0]


def map_with_rest(
    view: SheetView,
    width_mm: float,
    height_mm: float,
    *,
    legend: bool = True,
    scale: bool = True,
    numbered: bool = True,
) -> tuple[Scene, tuple[str, ...]]:
    """The map of a sheet without its furniture, for briefings and slides, and the names that found no place on it.

    Parameters
    ----------
    legend
        With the key of the fills in a corner that the region leaves free.
    scale
        With scale bar and north arrow.
    numbered
        With numbers for the names that found no place: not where no list of them stands beside.
    """
    style = replace(sheet_style(view), unit=max((min(width_mm, height_mm) / 297) ** 0.85, 0.66))
    scene = Scene(width_mm, height_mm, style.plate, view.title)
    edge = style.mm(5)
    page = scene.box
    keep: list[Box] = []
    key: Placed | None = None
    if legend:
        block = Legend(view.legend, style, view.request.lang, has_bars=False)
        wide = min(style.mm(62), width_mm * 0.34)
        tall = block.height(wide)
        if tall < height_mm * 0.7:
            key = Placed("legend", block, Box(edge, edge, wide, tall))
            keep.append(key.box.grown(style.mm(2)))
    bar = Box(width_mm - edge - style.mm(50), height_mm - edge - style.mm(11), style.mm(50), style.mm(11))
    arrow = Box(width_mm - edge - style.mm(9), edge, style.mm(9), style.mm(15))
    if scale:
        keep += [bar, arrow]
    drawn = draw_map(scene, view, page, style, keep_out=keep, numbered=numbered)
    if key:
        key.draw(scene)
    if scale:
        _scale(scene, bar, arrow, drawn, style, view.request.lang)
    return scene, drawn.unlabelled


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
    """Calm ground around the map, its fine edges, and on paper the frame of the plate.

    What the map draws may reach over its edge: the ground covers it.
    """
    page, fine = scene.box, style.mm(0.25)
    over = page.grown(page.width + page.height)
    outside = (
        f"M{over.x:.0f} {over.y:.0f}H{over.right:.0f}V{over.bottom:.0f}H{over.x:.0f}z"
        f"M{plan.window.x:.2f} {plan.window.y:.2f}V{plan.window.bottom:.2f}H{plan.window.right:.2f}V{plan.window.y:.2f}z"
    )
    scene.path(outside, fill=style.ground, rule="evenodd")
    x, y, right, bottom = plan.window.x, plan.window.y, plan.window.right, plan.window.bottom
    for x1, y1, x2, y2 in (
        (x, y, x, bottom),
        (right, y, right, bottom),
        (x, y, right, y),
        (x, bottom, right, bottom),
    ):
        if max(x1, y1) > 0 and (x1 < page.width or x2 < page.width) and (y1 > 0 or y2 > 0):
            scene.line(x1, y1, x2, y2, style.rule, fine)
    if view.size.is_paper:
        scene.rect(*plan.frame.plate, stroke=style.ink_soft, stroke_width=style.mm(0.35))


def _backing(scene: Scene, style: Style, plan: Plan) -> None:
    """Calm ground under scale bar and north arrow where they stand on the map together."""
    if plan.scale and plan.north and plan.window.contains(plan.scale):
        x, y = plan.north.x - style.mm(1.5), plan.north.y - style.mm(1.5)
        right, bottom = plan.scale.right + style.mm(1.5), plan.north.bottom + style.mm(1.5)
        scene.rect(x, y, right - x, bottom - y, style.plate, radius=style.mm(1), fill_opacity=0.86)


def _inset(scene: Scene, place: Box, view: SheetView, style: Style) -> None:
    with scene.group("inset"):
        scene.reserve("inset", "furniture", *place)
        size = style.type("micro")
        text = word("sheet_layout.inset", view.request.lang)
        write(scene, place.x, place.y, text, size, style.ink_soft, width=place.width)
        room = place._replace(y=place.y + style.mm(5), height=place.height - style.mm(5))
        inset(scene, room, view, style)
