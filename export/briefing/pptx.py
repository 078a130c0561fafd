"""A briefing as slides: a cover, the figures at a glance, the map, and every table, native and open to editing."""

from __future__ import annotations

from dataclasses import replace

from export.briefing.cards import cards, cards_height
from export.briefing.charts import ChartSpec, add_chart
from export.briefing.deck import GUTTER_MM, INNER_MM, ROOM_MM, TABLE_PT, TABLE_SIZES, TOP_MM, Deck
from export.briefing.extras import action_table, definition_table
from export.briefing.flow import LINE_MM, column_widths, lines_of, place, row_heights
from export.briefing.master import HEIGHT_MM, MARGIN_MM, WIDTH_MM
from export.briefing.picture import map_picture
from export.briefing.plots import busiest_chart, classes_chart, months_chart, rate_chart
from export.briefing.slides import Box, Words, add_block, add_picture, add_words
from views.briefing.model import BriefingView, Table
from views.names import unit_name
from views.tokens import LIGHT
from views.words import fmt_date

# The least and the most width of the map; it is drawn smaller and enlarged, so that a room can read its names.
_MAP_MM = (158.0, 206.0)
_ENLARGED = 1.35
_COVER_MM = 158.0
_ON_DARK, _SOFT_ON_DARK = "#ffffff", "#b9cbe0"


def make(view: BriefingView) -> bytes:
    """The briefing as a PPTX of 16:9 slides; the same view gives the same bytes."""
    deck = Deck(view)
    _cover(deck)
    _glance(deck)
    _map(deck)
    _peers(deck)
    deck.tables(view.inside.title, [view.inside], 1)
    _trend(deck)
    _classes(deck)
    deck.tables(deck.say("office.trouble"), [view.exceptions, view.clusters], 1)
    deck.tables(view.overdue.title, [view.overdue], 1)
    if any(table.rows for table in view.overdue_by):
        deck.tables(deck.say("office.overdue_where"), view.overdue_by, len(view.overdue_by))
    _whistles(deck)
    _actions(deck)
    _definitions(deck)
    return deck.bytes()


def _cover(deck: Deck) -> None:
    """Whose briefing it is, over which months, and what the unit is."""
    view, lang = deck.view, deck.lang
    inner = _COVER_MM - 2 * MARGIN_MM
    slide = deck.cover(Box(MARGIN_MM, 48, inner, 44), view.title, _ON_DARK)
    add_block(slide, Box(0, 0, _COVER_MM, HEIGHT_MM), LIGHT.ramp[5], name="cover", behind=True)
    if view.category_name and view.kind != "category":
        chip = [[Words(view.category_name, 14, True, _SOFT_ON_DARK)]]
        add_words(slide, Box(MARGIN_MM, 36, inner, 8), chip, lang, name="category")
    lines = [
        [Words(deck.say("briefing.period", period=view.period_text), 16, False, _ON_DARK)],
        *([[Words(compared(deck), 12, False, _SOFT_ON_DARK)]]),
    ]
    add_words(slide, Box(MARGIN_MM, 97, inner, 20), lines, lang, name="period", spacing=1.25)
    provenance = view.provenance
    low = [
        [Words(" · ".join(filter(None, (view.marking, view.demo_note))), 14, True, _ON_DARK)],
        [Words(deck.say("briefing.as_of", day=fmt_date(provenance.data_to, lang)), 12, False, _SOFT_ON_DARK)],
        [Words(deck.say("briefing.made_on", day=fmt_date(view.made_on, lang)), 12, False, _SOFT_ON_DARK)],
    ]
    add_words(slide, Box(MARGIN_MM, 152, inner, 26), low, lang, name="marking", anchor="bottom", spacing=1.2)
    left = _COVER_MM + 22
    wide = WIDTH_MM - left - MARGIN_MM - 8
    step = min(27.0, 140 / max(len(view.facts), 1))
    top = (HEIGHT_MM - step * len(view.facts)) / 2
    for number, (name, value) in enumerate(view.facts):
        box = Box(left, top + number * step, wide, step)
        if number:
            add_block(slide, Box(box.x, box.y, box.w, 0.25), LIGHT.line, name=f"fact.{number}.rule")
        words = [[Words(name, 12, False, LIGHT.ink_soft)], [Words(value, 22, True)]]
        add_words(slide, box, words, lang, name=f"fact.{number}", anchor="middle", spacing=1.1)


def compared(deck: Deck) -> str:
    """The period compared with, or that there is none."""
    text = deck.view.compared_text
    return deck.say("briefing.compared", period=text) if text else deck.say("briefing.not_compared")


def _glance(deck: Deck) -> None:
    """What the figures say on the left, the figures on the right."""
    view, lang = deck.view, deck.lang
    slide = deck.slide(deck.say("office.overview"), compared(deck))
    left = 122.0
    deck.heading(slide, Box(MARGIN_MM, TOP_MM, left, 7), deck.say("briefing.points"), "points.title")
    room = ROOM_MM - 9 - (14 if view.stale_note else 0)
    size = 15.0
    while size > 11 and sum(lines_of(p, left - 7, size) + 0.45 for p in view.points) * size * LINE_MM > room:
        size -= 0.5
    top = TOP_MM + 9.5
    for number, point in enumerate(view.points):
        high = lines_of(point, left - 7, size) * size * LINE_MM
        mark = [[Words(f"{number + 1}", size - 2, True, LIGHT.ramp[3])]]
        add_words(slide, Box(MARGIN_MM, top + 0.5, 6, high), mark, lang, name=f"point.{number}.number")
        add_words(
            slide,
            Box(MARGIN_MM + 7, top, left - 7, high),
            [[Words(point, size)]],
            lang,
            name=f"point.{number}",
        )
        top += high + 0.45 * size * LINE_MM
    if view.stale_note:
        note = Words(deck.say("office.stale", note=view.stale_note), 11, True, LIGHT.warn)
        box = Box(MARGIN_MM, TOP_MM + ROOM_MM - 12, left, 12)
        add_words(slide, box, [[note]], lang, name="stale", anchor="bottom")
    start = MARGIN_MM + left + 14
    cards(deck, slide, Box(start, TOP_MM, WIDTH_MM - MARGIN_MM - start, ROOM_MM), view.headline, 2)


def _map(deck: Deck) -> None:
    """The map, as wide as its unit asks for, the busiest streets beside it, and what a reader needs to know of it."""
    view, lang = deck.view, deck.lang
    slide = deck.slide(view.sheet.title)
    west, south, east, north = view.sheet.map.scope.bounds
    wide = min(max((east - west) / (north - south) * ROOM_MM * 1.25, *_MAP_MM), _MAP_MM[1])
    picture = map_picture(view, wide, ROOM_MM, on_screen=True, enlarged=_ENLARGED)
    alt = deck.say("office.map_alt", unit=unit_name(view.unit, lang), title=view.sheet.title)
    add_picture(slide, Box(MARGIN_MM, TOP_MM, wide, ROOM_MM), picture.png, picture.svg, name="map", alt=alt)
    left = MARGIN_MM + wide + GUTTER_MM
    room = WIDTH_MM - MARGIN_MM - left
    size = 8.5
    lines = [*view.sheet.subtitle, *view.sources, view.approval_line, view.schematic_note]
    words = [[Words(line, size, False, LIGHT.ink_soft)] for line in lines if line]
    high = sum(lines_of(line, room, size) for line in lines if line) * size * LINE_MM
    box = Box(left, TOP_MM + ROOM_MM - high, room, high)
    add_words(slide, box, words, lang, name="map.words", anchor="bottom")
    if picture.rest:
        deck.notes(slide, picture.rest)
    spec = busiest_chart(view)
    if spec is not None:
        deck.heading(slide, Box(left, TOP_MM, room, 6), deck.say("office.busiest"), "busiest.title")
        chart = Box(left, TOP_MM + 7, room, min(ROOM_MM - high - 12, 8 + 8.5 * len(spec.categories)))
        add_chart(slide, chart, spec, name="busiest")


def _peers(deck: Deck) -> None:
    """Units of a category side by side; of one category alone with a small chart for each rate."""
    view = deck.view
    tables = [
        # What they say alike is said once, under the last.
        replace(table, note="")
        if table.note == view.peers[-1].note and table is not view.peers[-1]
        else table
        for table in view.peers
    ]
    if len(tables) > 1:
        deck.tables(deck.say("office.peers"), tables, 1)
        return
    table = tables[0]
    slide = deck.tables(table.title, [table], 1)
    height = sum(row_heights(table, column_widths(table, INNER_MM, TABLE_SIZES[0]), TABLE_SIZES[0]))
    top = TOP_MM + height + 16
    rates = [column for column in table.columns if column.digits]
    if not rates or TOP_MM + ROOM_MM - top < 40:
        return
    wide = (INNER_MM - GUTTER_MM * (len(rates) - 1)) / len(rates)
    for number, column in enumerate(rates):
        box = Box(MARGIN_MM + number * (wide + GUTTER_MM), top, wide, min(TOP_MM + ROOM_MM - top, 76))
        deck.heading(slide, box, column.head, f"{column.key}.chart.title")
        chart = Box(box.x, box.y + 7, box.w, box.h - 7)
        add_chart(slide, chart, rate_chart(table, column), name=f"{column.key}.chart")


def _chart_and_table(deck: Deck, table: Table, spec: ChartSpec | None, chart_name: str) -> None:
    """A chart on the left over its table's figures on the right; a table too long for that goes on."""
    wide = 158.0
    chart_wide = INNER_MM - wide - GUTTER_MM
    first, *more = place([table], wide, ROOM_MM, 1, TABLE_PT, table.title)
    slide = deck.slide(table.title)
    if spec is not None:
        deck.heading(slide, Box(MARGIN_MM, TOP_MM, chart_wide, 6), chart_name, f"{table.id}.chart.title")
        add_chart(slide, Box(MARGIN_MM, TOP_MM + 7, chart_wide, ROOM_MM - 8), spec, name=f"{table.id}.chart")
    box = Box(MARGIN_MM + chart_wide + GUTTER_MM, TOP_MM, wide, ROOM_MM)
    for piece in first[0]:
        deck.piece(slide, box, piece)
    for page in more:
        deck.page(deck.say("office.continued", title=table.title), page)


def _trend(deck: Deck) -> None:
    table = deck.view.months
    if not table.rows:
        return
    _chart_and_table(deck, table, months_chart(deck.view), table.columns[1].head)


def _classes(deck: Deck) -> None:
    table = deck.view.classes
    if table.rows:
        _chart_and_table(deck, table, classes_chart(table), table.columns[1].head)
    else:
        deck.tables(table.title, [table], 1)


def _whistles(deck: Deck) -> None:
    """How whistles fared: rates on top, then how far they came, about what, and who owes."""
    whistles = deck.view.whistles
    slide = deck.slide(deck.say("briefing.whistles_title"))
    high = cards_height(whistles.figures, INNER_MM) if whistles.figures else 0.0
    if whistles.figures:
        cards(deck, slide, Box(MARGIN_MM, TOP_MM, INNER_MM, high), whistles.figures, len(whistles.figures))
    wide, room = (INNER_MM - GUTTER_MM) / 2, ROOM_MM - high - 3
    orders = (
        (whistles.steps, whistles.offices, whistles.themes),
        (whistles.steps, whistles.themes, whistles.offices),
    )
    made = [(size, place(order, wide, room, 2, size)) for size in (11.0, 10.5, 10.0) for order in orders]
    size, (first, *more) = min(made, key=lambda each: len(each[1]))
    for column, pieces in enumerate(first):
        top = TOP_MM + high + 3
        for piece in pieces:
            deck.piece(
                slide, Box(MARGIN_MM + column * (wide + GUTTER_MM), top, wide, piece.height), piece, size
            )
            top += piece.height
    for page in more:
        deck.page(deck.say("office.continued", title=deck.say("briefing.whistles_title")), page, size, 2)


def _actions(deck: Deck) -> None:
    """Tasks of earlier meetings, where there are any."""
    table = action_table(deck.view)
    if table.rows:
        deck.tables(table.title, [table], 1)


def _definitions(deck: Deck) -> None:
    """What every figure means, what to bear in mind, and where all of it comes from."""
    view, lang = deck.view, deck.lang
    table = definition_table(view)
    slide = deck.tables(table.title, [table], 1)
    wide, size = (INNER_MM - GUTTER_MM) / 2, 11.0
    sources = (*view.sources, *filter(None, (view.approval_line, view.schematic_note, view.demo_note)))
    lists = ((deck.say("briefing.notes_title"), view.notes), (deck.say("briefing.sources_title"), sources))
    high = max(sum(lines_of(line, wide, size) for line in lines) for _, lines in lists) * size * LINE_MM + 10
    used = sum(row_heights(table, column_widths(table, INNER_MM, TABLE_SIZES[0]), TABLE_SIZES[0])) + 6
    top = TOP_MM + used
    if used + high > ROOM_MM:
        slide, top = deck.slide(deck.say("office.notes_and_sources")), TOP_MM
    for number, (title, lines) in enumerate(lists):
        left = MARGIN_MM + number * (wide + GUTTER_MM)
        deck.heading(slide, Box(left, top, wide, 6), title, f"about.{number}.title")
        words = [[Words(line, size, False, LIGHT.ink_soft)] for line in lines]
        box = Box(left, top + 8, wide, high - 8)
        add_words(slide, box, words, lang, name=f"about.{number}", spacing=1.1)
