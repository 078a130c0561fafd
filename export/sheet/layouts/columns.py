"""Sheets that lie: columns of furniture left and right of the map; on a wall of screens, several on each side."""

from __future__ import annotations

from collections.abc import Sequence

from export.sheet.layouts.block import Block, Placed
from export.sheet.layouts.heads import Title
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

# From this aspect on a sheet is a wall; from the second on it is three screens side by side.
WIDE, THREE_SCREENS = 2.6, 4.5

_Column = tuple[Box, list[Block]]


def two_sides(view: SheetView, style: Style, names: Sequence[str] = ()) -> Plan:
    """Title, figures and keys on the left; ranking, months and code on the right; the map between."""
    frame = frame_of(view, style)
    inner = frame.inner
    left_wide = min(max(inner.width * 0.215, style.mm(84)), style.mm(112))
    right_wide = min(max(inner.width * 0.185, style.mm(72)), style.mm(96))
    left = Box(inner.x, inner.y, left_wide, inner.height)
    right = Box(inner.right - right_wide, inner.y, right_wide, inner.height)
    blocks = [
        Title(view, style),
        *figures_block(view, style, 2, 6),
        *key_blocks(view, style),
        *names_block(view, style, names),
    ]
    return _sides(view, style, frame, [(left, blocks)], [(right, panel_blocks(view, style, 30))])


def one_side(view: SheetView, style: Style, names: Sequence[str] = ()) -> Plan:
    """Everything on the left: for regions that are wide, and for sheets that show little beside the map."""
    frame = frame_of(view, style)
    inner = frame.inner
    wide = min(max(inner.width * 0.25, style.mm(86)), style.mm(112))
    blocks = [
        Title(view, style),
        *figures_block(view, style, 2, 6),
        *key_blocks(view, style),
        *panel_blocks(view, style, 20),
        *names_block(view, style, names),
    ]
    return _sides(view, style, frame, [(Box(inner.x, inner.y, wide, inner.height), blocks)], [])


def wall(view: SheetView, style: Style, names: Sequence[str] = ()) -> Plan:
    """Two columns on each side; on three screens the map has the middle one to itself and nothing crosses a seam."""
    third, is_three = view.size.width_mm / 3, view.size.aspect >= THREE_SCREENS
    frame = frame_of(view, style, widest=third - style.mm(28) if is_three else float("inf"))
    inner, gap = frame.inner, style.mm(16)
    if is_three:
        own = (third - 2 * inner.x - gap) / 2
        lefts, rights = inner.x, 2 * third + inner.x
    else:
        own = min(max(inner.width * 0.13, style.mm(78)), style.mm(100))
        lefts, rights = inner.x, inner.right - 2 * own - gap
    boxes = [
        Box(x, inner.y, own, inner.height) for x in (lefts, lefts + own + gap, rights, rights + own + gap)
    ]
    panels = panel_blocks(view, style, 36, 2 if own > style.mm(150) else 1, highest=80.0)
    return _sides(
        view,
        style,
        frame,
        [
            (boxes[0], [Title(view, style, largest=13.0), *figures_block(view, style, 2, 6, 1.3, 1.7)]),
            (boxes[1], [*key_blocks(view, style), *names_block(view, style, names)]),
        ],
        [(boxes[2], panels[:1]), (boxes[3], panels[1:])],
    )


def _sides(view: SheetView, style: Style, frame: Frame, left: list[_Column], right: list[_Column]) -> Plan:
    inner, plate, pad = frame.inner, frame.plate, style.mm(7)
    placed: list[Placed] = []
    lost = 0
    for box, blocks in left:
        own, gone = fill(blocks, box, style, widest=22.0)
        placed, lost = [*placed, *own], lost + gone
    edge, low = left[-1][0].right + pad, frame.low
    window = Box(edge, plate.y, (right[0][0].x - pad if right else plate.right) - edge, low - plate.y)
    if view.size.aspect >= THREE_SCREENS:
        third = view.size.width_mm / 3
        window = Box(third, plate.y, third, low - plate.y)
    if not right:
        corner = map_corner(view, style, window)
        return Plan(frame, window, (*placed, corner.code), corner.boxes, corner.scale, corner.north, lost)
    code = code_block(view, style)
    tall = code.height(code.side)
    last = right[-1][0]
    for number, (box, blocks) in enumerate(right):
        free = box if number < len(right) - 1 else box._replace(height=box.height - tall - style.mm(7))
        own, gone = fill(blocks, free, style, widest=22.0)
        placed, lost = [*placed, *own], lost + gone
    placed.append(Placed("code", code, Box(last.right - code.side, inner.bottom - tall, code.side, tall)))
    scale = Box(last.x, inner.bottom - style.mm(13), last.width - code.side - style.mm(6), style.mm(13))
    north = Box(window.right - style.mm(14), window.y + style.mm(6), style.mm(9), style.mm(15))
    return Plan(frame, window, tuple(placed), (north,), scale, north, lost)
