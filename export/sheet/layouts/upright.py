"""Sheets that stand, and square ones: title and figures on top, then keys and panels below the map or beside it."""

from __future__ import annotations

from collections.abc import Sequence

from export.sheet.layouts.block import Placed, stacked
from export.sheet.layouts.heads import Title
from export.sheet.layouts.keys import Legend
from export.sheet.layouts.plan import (
    Frame,
    Plan,
    code_block,
    figures_block,
    fill,
    frame_of,
    key_blocks,
    map_corner,
    names_block,
    panel_blocks,
)
from export.sheet.scene import Box
from export.sheet.style import Style
from views.sheet.view import SheetView

# From this aspect on the code has a column of its own on a small sheet.
_LONG = 1.7


def beside(view: SheetView, style: Style, names: Sequence[str] = ()) -> Plan:
    """Keys and panels in one column left of the map: for regions that are higher than wide."""
    frame = frame_of(view, style)
    placed, top = _head(view, style, frame)
    inner, plate = frame.inner, frame.plate
    wide = min(max(inner.width * 0.29, style.mm(62)), style.mm(84))
    side = Box(inner.x, top, wide, inner.bottom - top)
    blocks = [
        *key_blocks(view, style),
        *panel_blocks(view, style, 30),
        *names_block(view, style, names),
    ]
    own, lost = fill(blocks, side, style, widest=13.0)
    left = side.right + style.mm(6)
    window = Box(left, top, plate.right - left, frame.low - top)
    corner = map_corner(view, style, window)
    return Plan(frame, window, (*placed, *own, corner.code), corner.boxes, corner.scale, corner.north, lost)


def below(view: SheetView, style: Style, names: Sequence[str] = ()) -> Plan:
    """Keys and panels in columns under the map: for regions that are as wide as high."""
    frame = frame_of(view, style)
    placed, top = _head(view, style, frame)
    inner, plate, gap = frame.inner, frame.plate, style.mm(9)
    panels = panel_blocks(view, style, 16)
    columns = 3 if inner.width > style.mm(215) and len(panels) > 1 else 2 if panels else 1
    wide = (inner.width - gap * (columns - 1)) / columns
    keys = [*key_blocks(view, style), *names_block(view, style, names)]
    stacks = {1: [keys], 2: [keys, panels], 3: [keys, panels[:1], panels[1:]]}[columns]
    tall = min(max(stacked(blocks, wide, style.mm(7)) for blocks in stacks), inner.height * 0.36)
    lost = 0
    for number, blocks in enumerate(stacks):
        box = Box(inner.x + number * (wide + gap), inner.bottom - tall, wide, tall)
        # Names that the map has no room for may still go below the keys.
        own, gone = fill(blocks, box, style, widest=7.0, grows=number > 0)
        placed, lost = [*placed, *own], lost + gone
    window = Box(plate.x, top, plate.width, inner.bottom - tall - style.mm(6) - top)
    corner = map_corner(view, style, window)
    return Plan(frame, window, (*placed, corner.code), corner.boxes, corner.scale, corner.north, lost)


def small(view: SheetView, style: Style, names: Sequence[str] = ()) -> Plan:
    """A sheet with room for little: title, map, key, marking and code; sources give way to the key."""
    plans = [_small(view, style, lines) for lines in (3, 2, 1)]
    fullest = min(plan.lost for plan in plans)
    return next(plan for plan in plans if plan.lost == fullest)


def _small(view: SheetView, style: Style, lines: int) -> Plan:
    """The code stands below the key, on long sheets right of the map, and on the map itself where nothing else is left."""
    frame = frame_of(view, style, slim=True, most=lines)
    inner, plate = frame.inner, frame.plate
    head = Title(view, style, most_lines=3, largest=7.0, subtitle_parts=1, chips_aside=True)
    tall = head.height(inner.width)
    placed = [Placed("title", head, Box(inner.x, inner.y, inner.width, tall))]
    top, gap = inner.y + tall + style.mm(2), style.mm(3)
    code, key = code_block(view, style), Legend(view.legend, style, view.request.lang, has_bars=False)
    wide, tall = max(min(inner.width * 0.4, style.mm(48)), code.side), code.height(code.side)
    side = Box(inner.x, top + style.mm(1), wide, inner.bottom - top - style.mm(1))
    lost, used = 1, 0.0
    if key.height(wide) <= side.height:
        placed.append(Placed("legend", key, side._replace(height=key.height(wide))))
        lost, used = 0, key.height(wide) + gap
    left, right = (inner.x + wide + gap if used else plate.x), plate.right
    corner = Box(inner.right - code.side, inner.bottom - tall, code.side, tall)
    if used + tall <= side.height:
        corner, left = corner._replace(x=inner.x), inner.x + wide + gap
    elif view.size.aspect > _LONG and tall <= side.height:
        right = corner.x - gap
    window = Box(left, top, right - left, frame.low - top)
    if corner.overlaps(window):
        corner = corner._replace(x=window.right - code.side - gap, y=window.bottom - tall - gap)
    placed.append(Placed("code", code, corner))
    keep = (corner,) if corner.overlaps(window) else ()
    return Plan(frame, window, tuple(placed), keep, None, None, lost)


def _head(view: SheetView, style: Style, frame: Frame) -> tuple[list[Placed], float]:
    """Title over the whole width with a row of figures below it; where the rest begins."""
    inner = frame.inner
    title = Title(view, style, most_lines=3, subtitle_parts=2, chips_aside=True)
    tall = title.height(inner.width)
    placed = [Placed("title", title, Box(inner.x, inner.y, inner.width, tall))]
    top = inner.y + tall + style.mm(5)
    columns = max(2, min(6, int(inner.width / style.mm(41))))
    for figures in figures_block(view, style, columns, columns):
        tall = figures.height(inner.width)
        placed.append(Placed("figures", figures, Box(inner.x, top, inner.width, tall)))
        top += tall + style.mm(5)
    return placed, top
