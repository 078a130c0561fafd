"""The plan of a sheet: where its blocks lie, what the map must leave free, and which of several plans is best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from export.sheet.layouts.block import VITAL, Block, Placed, column, fitted, stacked
from export.sheet.layouts.charts import Classes, Ranking
from export.sheet.layouts.foot import Code, Foot, Unlabelled
from export.sheet.layouts.heads import Figures
from export.sheet.layouts.keys import Bands, Legend
from export.sheet.layouts.months import Trend
from export.sheet.scene import Box
from export.sheet.style import Style, style_of
from export.sheet.type_scale import TYPE
from views.sheet.sizes import SheetSize
from views.sheet.view import SheetView

# Design units of special sheets beside the rule: read from far away, on a projector, on a telephone.
_LARGER = {"5760x1080": 1.7, "slide": 1.14, "square": 1.2}
# The smallest text: pixels on a screen, millimetres on paper.
_FEWEST_PX, _LEAST_MM = 9.0, 1.75
# Short side in design units from which a sheet on a screen has room for texts of a least size.
ROOMY = 170.0
# Modules of a QR with its quiet zone, and pixels a module needs to survive a photograph of a screen.
_MODULES, _MODULE_PX = 37, 3.2


@dataclass(frozen=True)
class Frame:
    """What every plan starts from: the plate that the map lies on, the room for furniture on it, and the foot."""

    plate: Box
    inner: Box
    foot: Placed
    low: float  # where the map ends at the latest


@dataclass(frozen=True)
class Plan:
    """A sheet before it is drawn.

    Attributes
    ----------
    window
        What the map covers.
    keep_out
        Rectangles in the window that the region and its labels stay clear of.
    lost
        Blocks that found no room.
    """

    frame: Frame
    window: Box
    placed: tuple[Placed, ...]
    keep_out: tuple[Box, ...]
    scale: Box | None
    north: Box | None
    lost: int

    def score(self, aspect: float) -> float:
        """How large a region of an aspect gets, less for every block that was given up."""
        wide = min(self.window.width, self.window.height * aspect)
        return float(wide * max(0.2, 1 - 0.08 * self.lost))


def unit_of(size: SheetSize) -> float:
    """Design unit of a size in mm: paper grows slower than its texts, and no text is too small to read."""
    short = min(size.width_mm, size.height_mm)
    if size.is_paper:
        return max(float((short / 297) ** 0.85), _LEAST_MM / TYPE["micro"])
    least = _FEWEST_PX * size.width_mm / size.width_px / TYPE["micro"]
    return max(short / 297 * _LARGER.get(size.key, 1.0), least)


def sheet_style(view: SheetView) -> Style:
    """The style of a sheet in its size."""
    codes = [code for code in view.map.districts["category"].tolist() if isinstance(code, str)]
    unit, size = unit_of(view.size), view.size
    short = min(size.width_mm, size.height_mm)
    # Sheets with room for little keep their small texts: there is no room for larger ones.
    pixel = short / 1080 if not size.is_paper and short / unit >= ROOMY else 0.0
    known = sorted({*codes, *(key.code for key in view.categories)})
    return style_of(view.request.style, unit, known, pixel)


def frame_of(
    view: SheetView, style: Style, *, slim: bool = False, most: int = 5, widest: float = float("inf")
) -> Frame:
    """Plate and foot: on a screen the map runs to the edges, on paper it lies in a fine frame with the foot below.

    Parameters
    ----------
    slim
        For small sheets: narrow margins.
    most, widest
        Lines of sources at most, and how wide they may be (mm).
    """
    size = view.size
    if size.is_paper:
        edge = style.mm(5 if slim else 9)
        foot: Block = Foot(view, style, has_rule=False, most=most, widest=widest)
        wide = size.width_mm - 2 * edge
        tall = foot.height(wide)
        plate = Box(edge, edge, wide, size.height_mm - 1.8 * edge - tall - style.mm(3))
        placed = Placed("foot", foot, Box(edge, plate.bottom + style.mm(3), wide, tall))
        return Frame(plate, plate.grown(-style.mm(4 if slim else 7)), placed, plate.bottom)
    side, top, low = style.mm(6 if slim else 14), style.mm(6 if slim else 13), style.mm(4 if slim else 7)
    foot = Foot(view, style, most=most, widest=widest)
    wide = size.width_mm - 2 * side
    tall = foot.height(wide)
    placed = Placed("foot", foot, Box(side, size.height_mm - low - tall, wide, tall))
    bottom = placed.box.y - style.mm(4)
    plate = Box(0.0, 0.0, size.width_mm, size.height_mm)
    return Frame(plate, Box(side, top, wide, bottom - top), placed, bottom + style.mm(4))


def code_side(view: SheetView, style: Style) -> float:
    """Side of the QR: large enough to be photographed, never a quarter of the sheet; 0 where it would not read."""
    size = view.size
    short = min(size.width_mm, size.height_mm)
    if size.is_paper:
        return min(max(style.mm(25), 20.0), short * 0.26)
    # A finer screen shows the same sheet: what counts are the pixels of the design.
    pixel = max(size.width_mm / size.width_px, short / 1080)
    return min(max(style.mm(27), _MODULES * _MODULE_PX * pixel), short * 0.3)


@dataclass(frozen=True)
class Corner:
    """What stands on the map itself: the code at its lower right, scale bar and north arrow at its lower left."""

    code: Placed
    scale: Box
    north: Box

    @property
    def boxes(self) -> tuple[Box, ...]:
        """All of it."""
        return self.code.box, self.scale, self.north


def map_corner(view: SheetView, style: Style, window: Box) -> Corner:
    """Code, scale bar and north arrow in the lower corners of the map."""
    code, room = code_block(view, style), window.grown(-style.mm(5))
    tall = code.height(code.side)
    north = Box(room.x, room.bottom - style.mm(15), style.mm(9), style.mm(15))
    wide = min(style.mm(56), room.width - code.side - style.mm(24))
    scale = Box(north.right + style.mm(4), room.bottom - style.mm(13), wide, style.mm(13))
    placed = Placed("code", code, Box(room.right - code.side, room.bottom - tall, code.side, tall))
    return Corner(placed, scale, north)


def figures_block(
    view: SheetView, style: Style, columns: int, most: int, scale: float = 1.0, largest: float = 1.35
) -> list[Block]:
    """The headline figures where they are wanted."""
    if "figures" not in view.request.panels or not view.figures:
        return []
    return [Figures(view.figures, style, view.request.lang, columns, most, scale, largest)]


def key_blocks(view: SheetView, style: Style) -> list[Block]:
    """The keys of the map."""
    lang = view.request.lang
    blocks: list[Block] = [Legend(view.legend, style, lang)]
    if len(view.categories) > 1 and view.legend.kind != "category":
        blocks.append(Bands(view.categories, style, lang))
    return blocks


def panel_blocks(
    view: SheetView, style: Style, rows: int, columns: int = 1, highest: float = 52.0
) -> list[Block]:
    """The panels beside the map that were asked for and have something in them."""
    lang, wanted = view.request.lang, view.request.panels
    blocks: list[Block] = []
    if "ranking" in wanted and view.ranking:
        blocks.append(Ranking(view, style, lang, rows, columns))
    if "trend" in wanted and sum(point.value is not None for point in view.trend) > 1:
        blocks.append(Trend(view.trend, view.trend_name, style, lang, highest=highest))
    if "classes" in wanted and view.classes:
        blocks.append(Classes(view.classes, view.classes_title, style))
    return blocks


def names_block(view: SheetView, style: Style, names: Sequence[str]) -> list[Block]:
    """The names that the map had no room for, where there are any."""
    return [Unlabelled(tuple(names), style, view.request.lang)] if names else []


def code_block(view: SheetView, style: Style) -> Code:
    """The QR with the code."""
    return Code(view, style, view.request.lang, code_side(view, style))


def fill(
    blocks: Sequence[Block],
    box: Box,
    style: Style,
    *,
    gap: float = 7.0,
    widest: float = 12.0,
    grows: bool = True,
) -> tuple[list[Placed], int]:
    """Blocks in a column that opens up where it has room to spare, and how many were lost.

    A list of names that comes last stands at the foot of the column.
    """
    least = style.mm(gap)
    kept = fitted(blocks, box.width, box.height, least)
    for place, block in enumerate(kept):
        if grows and block.give_way == VITAL:
            kept[place] = block.taller(box.height - stacked(kept, box.width, least))
    for share in (0.3, 0.5, 0.8) if grows else ():
        for place, block in enumerate(kept):
            spare = box.height - stacked(kept, box.width, least)
            grown = [*kept[:place], block.taller(max(spare, 0.0) * share), *kept[place + 1 :]]
            # Larger words may need more lines than there is room for.
            if spare > 0 and stacked(grown, box.width, least) <= box.height:
                kept = grown
    spare = box.height - stacked(kept, box.width, least)
    if len(kept) > 1 and spare > 0:
        least = min(least + spare / (len(kept) - 1), style.mm(widest))
    placed = column(kept, box.x, box.y, box.width, least)
    if placed and isinstance(placed[-1].block, Unlabelled):
        last = placed[-1]
        placed[-1] = replace(last, box=last.box._replace(y=box.bottom - last.box.height))
    return placed, len(blocks) - len(kept)
