"""The briefing as a typeset PDF: A4 lying, PDF/A-2u, text to be selected, the map in vectors."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typst

from export.briefing.drawing import map_svg, qr_svg
from views.briefing.model import BriefingView, Cell, Column, Headline, Row, Table
from views.tokens import LIGHT
from views.words import fmt_date, fmt_int, fmt_rate, word

_HERE = Path(__file__).parent
_FONTS = _HERE.parent / "fonts"
MAP_MM = (122.0, 141.5)
_INKS = {
    "ink": LIGHT.ink, "soft": LIGHT.ink_soft, "faint": LIGHT.ink_faint, "line": LIGHT.line, "accent": LIGHT.accent,
    "good": LIGHT.good, "bad": LIGHT.bad, "warn": LIGHT.warn, "wash": "#f6f8fa", "own": "#e6eef8", "bar": "#b9cde2",
    "second": "#c07a1c", "mark": "#eef1f4", "stamp": "#a3281f", "alarm": "#fdf3e3",
}  # fmt: skip


def make(view: BriefingView) -> bytes:
    """The PDF of a briefing; the same view gives the same bytes.

    Raises
    ------
    ExportError
        When the map does not pass its check.
    """
    files = {
        "main.typ": (_HERE / "briefing.typ").read_bytes(),
        "data.json": json.dumps(_data(view), ensure_ascii=False, allow_nan=False).encode(),
        "map.svg": map_svg(view, *MAP_MM).encode(),
        "qr.svg": qr_svg(view.link, LIGHT.ink).encode(),
    }
    pdf = typst.compile(
        files,
        format="pdf",
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        timestamp=0,
        pdf_standards=["a-2u"],
    )
    assert isinstance(pdf, bytes), "one document is one file"
    return pdf


def page_pictures(view: BriefingView, ppi: float = 110.0) -> list[bytes]:
    """Every page as a PNG: for the preview of the screen and for looking at them."""
    raise NotImplementedError


def _data(view: BriefingView) -> dict[str, Any]:
    """Everything that the template shows, in the order of its pages."""

    def words(key: str, **values: object) -> str:
        return word(f"briefing.{key}", view.lang, **values)

    first, *rest = words("page", page="\0", pages="\0").split("\0")
    return {
        "title": view.title,
        "author": "一图知全域" if view.lang == "zh" else "One Map",
        "day": [view.made_on.year, view.made_on.month, view.made_on.day],
        "keywords": [view.code, view.provenance.release_id],
        "lang": view.lang,
        "region": "cn" if view.lang == "zh" else "gb",
        "inks": _INKS,
        "hues": _hues(view),
        "category": view.unit.category,
        "badge": view.category_name,
        "period": words("period", period=view.period_text),
        "lines": _lines(view),
        "marking": view.marking,
        "watermark": view.sheet.watermark,
        "footer": "　".join(filter(None, (view.demo_note, view.approval_line, view.provenance.release_id))),
        "pages": [first, *rest],
        "words": {
            "code": words("code", code=view.code),
            "scan": words("scan"),
            "points": words("points"),
            "whistles": words("whistles_title"),
            "notes": words("notes_title"),
            "sources": words("sources_title"),
        },
        "map": {"width": MAP_MM[0], "caption": _caption(view)},
        "headline": [_headline(figure) for figure in view.headline],
        "points": list(view.points),
        "stale": words("note_stale", feeds=view.stale_note) if view.stale_note else "",
        "facts": [{"name": name, "text": text} for name, text in view.facts],
        "months": {"title": view.months.title},
        "trend": _trend(view),
        "classes": _table(view, view.classes),
        "peers": [_table(view, table) for table in view.peers],
        "inside": _table(view, view.inside),
        "exceptions": _table(view, view.exceptions),
        "clusters": _table(view, view.clusters),
        "overdue": _table(view, view.overdue),
        "overdue-by": [_table(view, table) for table in view.overdue_by],
        "whistles": [_headline(figure) for figure in view.whistles.figures],
        "steps": _table(view, view.whistles.steps),
        "offices": _table(view, view.whistles.offices),
        "themes": _table(view, view.whistles.themes),
        "whistle-note": _whistle_note(view),
        "actions": _actions(view),
        "definitions": _definitions(view),
        "notes": list(view.notes),
        "sources": list(view.sources),
    }


def _hues(view: BriefingView) -> Mapping[str, str]:
    codes = [entry.code for entry in view.categories]
    return dict(LIGHT.of(codes).category)


def _lines(view: BriefingView) -> str:
    """Period, what it is compared with, how units are counted, when it was made."""

    def words(key: str, **values: object) -> str:
        return word(f"briefing.{key}", view.lang, **values)

    compared = words("compared", period=view.compared_text) if view.compared_text else words("not_compared")
    parts = (
        words("period", period=view.period_text),
        compared,
        words(f"membership_{view.membership}"),
        words("made_on", day=fmt_date(view.made_on, view.lang)),
    )
    return " · ".join(parts)


def _caption(view: BriefingView) -> str:
    title = word("briefing.map_title", view.lang, indicator=view.sheet.legend.name)
    unit = f"（{view.sheet.legend.unit}）" if view.lang == "zh" else f" ({view.sheet.legend.unit})"
    caption = word("briefing.map_caption", view.lang, title=f"{title}{unit}")
    return " · ".join(filter(None, (caption, view.schematic_note)))


def _headline(figure: Headline) -> dict[str, Any]:
    return {
        "name": figure.name,
        "text": figure.text,
        "unit": "" if figure.unit == "%" else figure.unit,
        "change": figure.change_text,
        "tone": figure.tone,
        "peers": figure.peers_text,
        "parts": figure.parts_text,
        "few": figure.few_text,
    }


def _table(view: BriefingView, table: Table) -> dict[str, Any]:
    shown = sum(not row.is_summary for row in table.rows)
    more = ""
    if table.id not in ("inside", "overdue", "classes") and table.total > shown > 0:
        more = word("briefing.more", view.lang, shown=shown, total=fmt_int(table.total))
    return {
        "title": table.title,
        "note": table.note,
        "empty": table.empty,
        "more": more,
        "columns": [_column(column) for column in table.columns],
        "rows": [_row(row, _bars(table)) for row in table.rows],
    }


def _bars(table: Table) -> dict[int, float]:
    """Columns whose shares are drawn as bars, with their highest value."""
    places = [place for place, column in enumerate(table.columns) if column.key == "share"]
    found = {}
    for place in places:
        values = [row.cells[place].value or 0.0 for row in table.rows]
        if max(values, default=0.0) > 0:
            found[place] = max(values)
    return found


def _column(column: Column) -> dict[str, Any]:
    return {"head": column.head, "kind": column.kind, "width": column.width}


def _row(row: Row, bars: Mapping[int, float]) -> dict[str, Any]:
    return {
        "cells": [
            _cell(cell) | {"bar": (cell.value or 0.0) / bars[place] if place in bars else None}
            for place, cell in enumerate(row.cells)
        ],
        "own": row.is_own,
        "summary": row.is_summary,
        "category": row.category,
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {"text": cell.text, "tone": cell.tone, "note": cell.note}


def _trend(view: BriefingView) -> dict[str, Any]:
    """Heights as shares of the axis: the template does no arithmetic on figures."""
    table = view.months
    received, before = table.column("received"), table.column("year_before")
    rates: Sequence[Cell] = ()
    if any(column.key == "on_time_rate" for column in table.columns):
        rates = table.column("on_time_rate")
    values = [cell.value or 0.0 for cell in (*received, *before)]
    top, steps = _axis(max(values, default=0.0))
    known = [cell.value for cell in rates if cell.value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)

    def share(cell: Cell) -> float | None:
        return None if cell.value is None else cell.value / top

    months = [int(cell.value or 0) for cell in table.column("month")]
    return {
        "labels": [_month_label(month, place == 0, view) for place, month in enumerate(months)],
        "shown": [view.period.first <= month <= view.period.last for month in months],
        "bars": [share(cell) for cell in received],
        "texts": [cell.text for cell in received],
        "before": [share(cell) for cell in before],
        "grid": [{"at": step / top, "text": fmt_int(step)} for step in steps],
        "rate": [
            None if cell.value is None else (cell.value - low) / ((high - low) or 1.0) for cell in rates
        ] or [None] * len(months),
        "rates": [fmt_rate(cell.value, 1, "%") for cell in rates] or [""] * len(months),
        "names": [
            column.name for key in ("received", "year_before", "on_time_rate")
            for column in table.columns if column.key == key
        ],
        "has-before": any(cell.value is not None for cell in before),
        "has-rate": bool(known),
    }  # fmt: skip


def _month_label(month: int, is_first: bool, view: BriefingView) -> str:
    """The month alone; with its year where one begins."""
    year, index = divmod(month, 12)
    if view.lang == "zh":
        return f"{year % 100:02d}年{index + 1}月" if is_first or index == 0 else f"{index + 1}月"
    return f"{index + 1:02d}/{year % 100:02d}" if is_first or index == 0 else f"{index + 1:02d}"


def _axis(highest: float) -> tuple[float, list[float]]:
    """Upper end of an axis and its round steps above 0, at most five."""
    if highest <= 0:
        return 1.0, []
    size = 10.0 ** len(str(int(highest)))
    step = next(
        s
        for s in (
            size / 500,
            size / 200,
            size / 100,
            size / 50,
            size / 20,
            size / 10,
            size / 5,
            size / 2,
            size,
        )
        if highest / s <= 4.5
    )
    step = max(step, 1.0)
    count = int(highest // step)
    return max(highest, step), [step * (i + 1) for i in range(count)] or [step]


def _whistle_note(view: BriefingView) -> str:
    tables = (view.whistles.steps, view.whistles.offices)
    return " ".join(table.note for table in tables if table.rows)


def _actions(view: BriefingView) -> dict[str, Any]:
    def words(key: str) -> str:
        return word(f"briefing.{key}", view.lang)

    rows = [
        Row("", (Cell(a.text), Cell(a.owner), Cell(fmt_date(a.due_on, view.lang)), Cell(a.state)))
        for a in view.actions
    ]
    columns = (
        Column("text", words("matter"), "text", width=3.0),
        Column("owner", words("owner"), "text"),
        Column("due", words("due_on"), "date"),
        Column("state", words("state"), "text"),
    )
    return _table(view, Table("actions", words("actions_title"), columns, tuple(rows), len(rows)))


def _definitions(view: BriefingView) -> dict[str, Any]:
    def words(key: str) -> str:
        return word(f"briefing.{key}", view.lang)

    rows = [
        Row("", (Cell(d.name, note=d.unit), Cell(d.definition), Cell(d.period), Cell(d.version)))
        for d in view.definitions
    ]
    columns = (
        Column("name", words("indicator"), "text", width=1.3),
        Column("definition", words("definition"), "text", width=3.4),
        Column("counted", words("counted"), "text", width=1.0),
        Column("version", words("version"), "text", width=0.4),
    )
    return _table(view, Table("definitions", words("definitions_title"), columns, tuple(rows), len(rows)))
