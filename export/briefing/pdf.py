"""The briefing as a typeset PDF: A4 lying, PDF/A-2u, text to be selected, the map in vectors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pypdfium2
import typst

from export.briefing.drawing import map_svg, qr_svg
from export.briefing.trend import trend_of
from export.sheet.check import Fault, refuse
from export.sheet.metadata import Stamp, pdf_with
from export.sheet.qr import module_count, read_qr
from export.sheet.render import POINTS_MM
from views.briefing.model import BriefingView, Cell, Column, Headline, Row, Table
from views.sheet.request import canonical
from views.tokens import LIGHT
from views.words import fmt_date, fmt_int, word

_HERE = Path(__file__).parent
_FONTS = _HERE.parent / "fonts"
MAP_MM = (122.0, 141.5)
QR_MM = 20.0
_CORNER_MM, _MODULE_PX = 45.0, 5
_INKS = {
    "ink": LIGHT.ink, "soft": LIGHT.ink_soft, "faint": LIGHT.ink_faint, "line": LIGHT.line, "accent": LIGHT.accent,
    "good": LIGHT.good, "bad": LIGHT.bad, "warn": LIGHT.warn, "wash": "#f6f8fa", "own": "#e6eef8", "bar": "#b9cde2",
    "second": "#c07a1c", "mark": "#eef1f4", "stamp": "#a3281f", "alarm": "#fdf3e3",
}  # fmt: skip


def make(view: BriefingView) -> bytes:
    """The PDF of a briefing; the same view gives the same bytes.

    Its XMP holds the parameters of the map, as a sheet's does.

    Raises
    ------
    ExportError
        When the map does not pass its check, or the QR cannot be read from the finished page.
    """
    files = {
        "main.typ": (_HERE / "briefing.typ").read_bytes(),
        "data.json": json.dumps(_data(view), ensure_ascii=False, allow_nan=False).encode(),
        "map.svg": map_svg(view, *MAP_MM).encode(),
        "qr.svg": qr_svg(view.link, LIGHT.ink, QR_MM).encode(),
    }
    # The stubs do not know that files may be handed over by name.
    drawn: bytes = typst.compile(
        cast(Any, files),
        format="pdf",
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        timestamp=0,
        pdf_standards=["a-2u"],
    )
    request = view.sheet.request
    pdf = pdf_with(drawn, Stamp(canonical(request), view.code, request.release_id, view.link, view.title))
    refuse(list(_faults(pdf, view.link)), view.title)
    return pdf


def _faults(pdf: bytes, link: str) -> Iterator[Fault]:
    """What is wrong with the finished file: a QR that cannot be read."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        width, height = page.get_size()
        # The upper right corner, with pixels enough for each module.
        corner = (width - _CORNER_MM * POINTS_MM, height - _CORNER_MM * POINTS_MM, 0, 0)
        picture = page.render(scale=_MODULE_PX * module_count(link) / (QR_MM * POINTS_MM), crop=corner)
        read = read_qr(picture.to_pil())
    finally:
        document.close()
    if read != link:
        yield Fault("qr", f"二维码无法识读 the QR cannot be read: {read or '—'} ≠ {link}")


def _data(view: BriefingView) -> dict[str, Any]:
    """Everything that the template shows, in the order of its pages."""

    def words(key: str, **values: object) -> str:
        return word(f"briefing.{key}", view.lang, **values)

    first, *rest = words("page", page="\0", pages="\0").split("\0")
    return {
        "title": view.title,
        "title-pt": _title_size(view.title),
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
        "months": _table(view, view.months),
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


def _title_size(title: str) -> float:
    """The largest of three sizes in which the title stays on its line beside the badge and the QR."""
    halves = sum(2 if sign > "\u2e80" else 1 for sign in title)
    return next((size for size, most in ((23.0, 40), (18.0, 54), (14.0, 70)) if halves <= most), 11.0)


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
    trend = trend_of(view)
    return {
        "labels": trend.labels,
        "shown": trend.shown,
        "bars": trend.bars,
        "texts": trend.texts,
        "before": trend.before,
        "grid": [{"at": at, "text": text} for at, text in trend.grid],
        "rate": trend.rate,
        "rates": trend.rates,
        "names": trend.names,
        "has-before": trend.has_before,
        "has-rate": trend.has_rate,
    }


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
