"""Tables that a briefing has in words alone: what its figures mean, and what earlier meetings gave whom to do."""

from __future__ import annotations

from views.briefing.model import BriefingView, Cell, Column, Row, Table
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
