"""The list of cases as a table that sorts, turns its pages and leads to each case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from html import unescape
from typing import Any

import streamlit as st

from ui.frontend import frontend_component
from ui.levels import level_label
from ui.links import case_href, here
from ui.text import MISSING, fmt_int, fmt_rate, t
from views.cases.table import CaseRow, CaseTable, Order

# Column, how it is drawn, what it sorts by.
_COLUMNS = (
    ("received", "when", "received"),
    ("what", "what", "subclass"),
    ("where", "plain", ""),
    ("who", "plain", "department"),
    ("state", "tags", "state"),
    ("due", "when", "due"),
    ("closed", "when", "closed"),
    ("late", "num", "late"),
    ("rework", "num", "rework"),
)
_MINUTES_A_HOUR = 60


@cache
def _component() -> Any:
    return frontend_component("incident_table")


def case_list(
    table: CaseTable,
    *,
    key: str,
    on_sort: Callable[[Order], None],
    on_turn: Callable[[int], None],
    late: str = "",
) -> None:
    """Draw a page of the list; `on_sort` and `on_turn` are told what was asked for before the run it causes.

    `late` are words beside the range of rows where the list rests on a late feed.
    """

    def sorted_now() -> None:
        by = st.session_state[key]["sorted"]
        if by:
            on_sort(table.order.turned(str(by)))

    def turned_now() -> None:
        page = st.session_state[key]["turned"]
        if page:
            on_turn(int(page))

    back = here()
    last = table.first + len(table.rows) - 1
    rows = t("incidents.range", first=fmt_int(table.first), last=fmt_int(last), total=fmt_int(table.total))
    _component()(
        key=key,
        data={
            "columns": [_column(table.order, *column) for column in _COLUMNS],
            # The component sets an attribute, not markup: nothing to escape there.
            "rows": [
                {"href": unescape(case_href(row.incident_id, back)), "cells": _cells(row)}
                for row in table.rows
            ],
            "page": table.page,
            "pages": table.pages,
            "range": " · ".join(filter(None, (rows, late))),
            "words": {
                name: t(f"incidents.pager_{name}")
                for name in ("pages", "page", "first", "before", "after", "last", "go_to")
            },
        },
        on_sorted_change=sorted_now,
        on_turned_change=turned_now,
    )


def _column(order: Order, name: str, kind: str, by: str) -> dict[str, str]:
    words = level_label("community") if name == "where" else t(f"incidents.column_{name}")
    column = {"id": by or name, "name": words, "kind": kind}
    if by:
        way = "descending" if order.descending else "ascending"
        column |= {"sort": way if order.by == by else "", "title": t("incidents.sort_by")}
    return column


def _cells(row: CaseRow) -> list[object]:
    return [
        _moment(row.received_at),
        (row.subclass, row.title, row.case_no),
        row.community or (t("common.unplaced"), "faint"),
        row.department,
        state_tags(row.state, row.is_overdue, row.is_late),
        _moment(row.due_at),
        _moment(row.closed_at),
        (late_text(row.late_minutes), "bad") if row.late_minutes else MISSING,
        fmt_int(row.rework_count) if row.rework_count else MISSING,
    ]


def _moment(value: datetime | None) -> str:
    """A moment in figures, which line up in a column."""
    return f"{value:%Y-%m-%d %H:%M}" if value else MISSING


def state_tags(state: str, is_overdue: bool, is_late: bool) -> list[tuple[str, str]]:
    """State of a case and whether it is past its limit, as words with a tone each."""
    tone = {"closed": "good", "void": "plain"}.get(state, "warn")
    tags = [(t(f"case_state.{state}"), tone)]
    if is_overdue:
        tags.append((t("case_state.overdue"), "bad"))
    elif is_late:
        tags.append((t("incidents.closed_late"), "bad"))
    return tags


def late_text(minutes: int | None) -> str:
    """Working time past the limit, in hours."""
    return MISSING if minutes is None else fmt_rate(minutes / _MINUTES_A_HOUR, 1)
