"""Figures as cards of a slide: name, value with its unit, change, parts, peers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from export.briefing.deck import Deck
from export.briefing.flow import LINE_MM, lines_of
from export.briefing.slides import BLANK, TONES, Box, Words, add_block, add_words
from export.sheet.typeset import Weight
from views.briefing.model import Headline
from views.tokens import LIGHT

# A card of a grid is no higher than this.
_CARD_MM = 46.0


def cards(deck: Deck, slide: Any, box: Box, figures: tuple[Headline, ...], columns: int) -> None:
    """Figures as cards in a grid: name, value with unit, change, parts, peers."""
    rows = -(-len(figures) // columns)
    wide = (box.w - (columns - 1) * 6) / columns
    high = min(box.h / max(rows, 1), _CARD_MM)
    for number, figure in enumerate(figures):
        row, column = divmod(number, columns)
        place_ = Box(box.x + column * (wide + 6), box.y + row * high, wide, high - (3.5 if rows > 1 else 0))
        _card(deck, slide, place_, figure)


def cards_height(figures: tuple[Headline, ...], wide: float) -> float:
    """Height of one row of narrow cards that share `wide` millimetres: that of the fullest, mm."""
    room = (wide - (len(figures) - 1) * 6) / len(figures) - 4
    return max(
        sum(lines_of(text, room, size, weight) * size * LINE_MM for text, size, weight in _lines(figure))
        for figure in figures
    )


def _card(deck: Deck, slide: Any, box: Box, figure: Headline) -> None:
    id_, is_narrow = figure.figure.id, box.w < 70
    large, small = (22, 8.5) if is_narrow else (26, 9.5)
    add_block(slide, Box(box.x, box.y, 0.8, min(box.h, 38)), LIGHT.ramp[3], name=f"{id_}.bar")
    value = [Words(figure.text, large, True)]
    if figure.unit and figure.unit != "%" and figure.figure.value is not None:
        value.append(Words(figure.unit, 12, False, LIGHT.ink_soft, BLANK))
    lines = [[Words(figure.name, 12, True, LIGHT.ink_soft)], value]
    lines.append([Words(figure.change_text, 11, True, TONES[figure.tone])])
    if figure.parts_text:
        lines.append([Words(figure.parts_text, small, False, LIGHT.ink_soft)])
    if figure.peers_text:
        lines.append([Words(figure.peers_text, small, False, LIGHT.ink_soft)])
    add_words(slide, Box(box.x + 4, box.y, box.w - 4, box.h), lines, deck.lang, name=id_)


def _lines(figure: Headline) -> Iterator[tuple[str, float, Weight]]:
    """Text, size and weight of each line of a narrow card."""
    yield figure.name, 12, 700
    yield figure.text, 22, 700
    yield figure.change_text, 11, 700
    for text in (figure.parts_text, figure.peers_text):
        if text:
            yield text, 8.5, 400
