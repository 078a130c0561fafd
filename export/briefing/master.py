"""An empty 16:9 deck in the colours and fonts of the house: what every slide of a briefing, and any slide that a
reader adds to it, is made on."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from export.briefing.ooxml import FONT, theme_with_font
from views.names import Lang
from views.tokens import LIGHT

WIDTH_MM, HEIGHT_MM = 338.667, 190.5
MARGIN_MM = 14.0
TITLE_TOP_MM, TITLE_HEIGHT_MM = 8.5, 13.0
FOOT_TOP_MM, FOOT_HEIGHT_MM = 181.5, 6.0
_WIDTH, _HEIGHT = Emu(12_192_000), Emu(6_858_000)
# Layouts kept, by their place in the template of python-pptx, with their names in both languages.
_KEPT = {5: ("仅标题", "Title only"), 1: ("标题和内容", "Title and content")}
# Colours of the theme: what a reader draws or charts on these slides takes the same ones.
_COLOURS = {
    "dk1": LIGHT.ink,
    "lt1": "#ffffff",
    "dk2": LIGHT.ramp[5],
    "lt2": LIGHT.page,
    "accent1": LIGHT.ramp[4],
    "accent2": LIGHT.hues[0],
    "accent3": LIGHT.hues[2],
    "accent4": LIGHT.hues[1],
    "accent5": LIGHT.ramp[2],
    "accent6": LIGHT.ink_faint,
    "hlink": LIGHT.accent,
    "folHlink": LIGHT.ink_soft,
}
LANG_TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en-US"}


def rgb(colour: str) -> str:
    """``#1d5fa8`` as office files write it: 1D5FA8."""
    return colour.removeprefix("#").upper()


def blank_deck(lang: Lang) -> Any:
    """A `pptx.Presentation` without slides, with two layouts: a title only, and a title over content."""
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = _WIDTH, _HEIGHT
    layouts = list(deck.slide_layouts)
    for place, layout in enumerate(layouts):
        if place in _KEPT:
            layout.name = _KEPT[place][0 if lang == "zh" else 1]
            for shape in list(layout.placeholders):
                _place(shape)
        else:
            deck.slide_layouts.remove(layout)
    master = deck.slide_master
    for shape in master.placeholders:
        _place(shape)
    _dress(master._element, lang)
    _theme(master.part)
    return deck


def add_slide(deck: Any, *, has_foot: bool = True) -> Any:
    """A slide with a title, and with the footer and page number of its master unless it is a cover."""
    layout = deck.slide_layouts[1]
    slide = deck.slides.add_slide(layout)
    for shape in layout.placeholders if has_foot else ():
        if shape.element.ph.get("type") in ("ftr", "sldNum"):
            slide.shapes._spTree.append(deepcopy(shape.element))
    return slide


def theme_notes(slide: Any) -> None:
    """Give the master of the speaker's notes the fonts of the deck; once a deck, after its first notes."""
    _theme(slide.part.package.presentation_part.notes_master_part)


def _place(shape: Any) -> None:
    """Put a placeholder of the master or a layout where it belongs on 16:9."""
    kind = shape.element.ph.get("type")
    inner = WIDTH_MM - 2 * MARGIN_MM
    boxes = {
        "title": (MARGIN_MM, TITLE_TOP_MM, inner, TITLE_HEIGHT_MM),
        "ftr": (MARGIN_MM, FOOT_TOP_MM, inner - 30, FOOT_HEIGHT_MM),
        "sldNum": (WIDTH_MM - MARGIN_MM - 25, FOOT_TOP_MM, 25, FOOT_HEIGHT_MM),
        "dt": (WIDTH_MM - MARGIN_MM - 60, TITLE_TOP_MM, 60, FOOT_HEIGHT_MM),
    }
    left, top, width, height = boxes.get(kind, (MARGIN_MM, 34, inner, 140))
    shape.left, shape.top, shape.width, shape.height = Mm(left), Mm(top), Mm(width), Mm(height)


def _dress(master: Any, lang: Lang) -> None:
    """Left-aligned bold titles, small quiet footers, no inner margins: text stands on the lines of the grid."""
    title = master.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    words = title.find(qn("a:defRPr"))
    words.set("sz", str(Pt(26).centipoints))
    words.set("b", "1")
    for size, level in zip((18, 16, 14, 14, 14), range(1, 6), strict=True):
        body = master.find(f".//{qn('p:bodyStyle')}/{qn(f'a:lvl{level}pPr')}/{qn('a:defRPr')}")
        body.set("sz", str(Pt(size).centipoints))
    for shape in master.iter(qn("p:sp")):
        kind = shape.find(f".//{qn('p:ph')}").get("type")
        frame = shape.find(f".//{qn('a:bodyPr')}")
        frame.set("lIns", "0")
        frame.set("rIns", "0")
        level = shape.find(f".//{qn('a:lvl1pPr')}")
        if level is not None:
            level.set("algn", "l" if kind == "ftr" else "r")
            level.find(qn("a:defRPr")).set("sz", str(Pt(9).centipoints))
    for run in master.iter(qn("a:rPr"), qn("a:endParaRPr")):
        run.set("lang", LANG_TAGS[lang])


def _theme(part: Any) -> None:
    for relation in part.rels.values():
        if relation.reltype.endswith("/theme"):
            theme = relation.target_part
            theme._blob = _coloured(theme_with_font(theme.blob, FONT))


def _coloured(theme: bytes) -> bytes:
    tree = etree.fromstring(theme)
    for name, colour in _COLOURS.items():
        slot = tree.find(f".//{qn('a:clrScheme')}/{qn(f'a:{name}')}")
        for child in list(slot):
            slot.remove(child)
        etree.SubElement(slot, qn("a:srgbClr")).set("val", rgb(colour))
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
