"""Tables that a briefing has in other shapes: its headline figures, their definitions, what earlier meetings settled."""

from __future__ import annotations

from collections.abc import Sequence

from views.briefing.model import BriefingView, Cell, Column, Headline, Row, Table
from views.names import Lang
from views.words import fmt_date, word


def definition_table(view: BriefingView) -> Table:
    """Every definition that the briefing rests on."""

    def say(key: str) -> str:
        return word(f"briefing.{key}", view.lang)

    columns = (
        Column("name", say("indicator"), "text", width=1.5),
        Column("unit", word("office.unit", view.lang), "text", width=0.9),
        Column("definition", say("definition"), "text", width=4.6),
        Column("period", say("counted"), "text", width=1.5),
        Column("version", say("version"), "text", width=0.7),
    )
    rows = tuple(
        Row("", (Cell(d.name), Cell(d.unit), Cell(d.definition), Cell(d.period), Cell(d.version)))
        for d in view.definitions
    )
    return Table("definitions", say("definitions_title"), columns, rows, len(rows))


def action_table(view: BriefingView) -> Table:
    """Tasks and what the last meeting settled; without rows where there is none yet."""

    def say(key: str) -> str:
        return word(f"briefing.{key}", view.lang)

    columns = (
        Column("text", say("actions_title"), "text", width=4.0),
        Column("owner", say("owner"), "text", width=1.4),
        Column("due_on", say("due_on"), "date", width=1.0),
        Column("state", say("state"), "text", width=1.2),
    )
    rows = tuple(
        Row("", (Cell(a.text), Cell(a.owner), Cell(fmt_date(a.due_on, view.lang)), Cell(a.state)))
        for a in view.actions
    )
    return Table("actions", say("actions_title"), columns, rows, len(rows))


def figure_table(id_: str, figures: Sequence[Headline], lang: Lang, *, has_units: bool = True) -> Table:
    """Headline figures as rows: the value, its change, its parts, its peers.

    Units have a column of their own, or stand behind the names.
    """
    columns = [
        Column("name", word("briefing.indicator", lang), "text", width=1.2),
        Column("value", word("office.this_period", lang)),
        Column("unit", word("office.unit", lang), "text"),
        Column("change", word("briefing.change", lang), "text"),
        Column("parts", word("office.parts", lang), "text"),
        Column("peers", word("office.peers", lang), "text"),
    ]
    rows = []
    for figure in figures:
        # Behind a percentage its sign stands already.
        unit = "" if figure.unit == "%" else figure.unit
        cells = [
            Cell(figure.name if has_units else Column("", figure.name, unit=unit).head),
            Cell(figure.text, figure.figure.value),
            Cell(unit),
            Cell(figure.change_text, tone=figure.tone),
            Cell(figure.parts_text),
            Cell(figure.peers_text),
        ]
        rows.append(Row("", tuple(cells if has_units else cells[:2] + cells[3:])))
    kept = columns if has_units else columns[:2] + columns[3:]
    return Table(id_, "", tuple(kept), tuple(rows), len(rows))
