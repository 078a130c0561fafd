"""The list of whistles as a table that sorts, turns its pages and leads to each whistle."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import unescape
from typing import Any

import streamlit as st

from ui.frontend import frontend_component
from ui.levels import level_label
from ui.links import here, whistle_href
from ui.text import MISSING, fmt_date, fmt_datetime, fmt_int, t
from views.whistles.list import ListedWhistle, WhistlePage

# Column, how it is drawn, what it sorts by.
_COLUMNS = (
    ("blown", "when", "newest"),
    ("what", "what", ""),
    ("where", "plain", ""),
    ("lead", "plain", ""),
    ("departments", "num", "departments"),
    ("late", "num", "late"),
    ("state", "tags", ""),
    ("due", "when", "due"),
    ("closed", "when", ""),
    ("satisfaction", "num", "satisfaction"),
)
ANCHOR = "whistle-list"  # What a link to the list has for a hash.
_RISING = ("oldest", "due", "satisfaction")


@cache
def _component() -> Any:
    return frontend_component("incident_table")


def whistle_table(
    page: WhistlePage, sort: str, *, key: str, on_sort: Callable[[str], None], on_turn: Callable[[int], None]
) -> None:
    """Draw a page of the list; `on_sort` and `on_turn` are told what was asked for before the run it causes."""

    def sorted_now() -> None:
        by = st.session_state[key]["sorted"]
        if by:
            on_sort("oldest" if by == sort == "newest" else str(by))

    def turned_now() -> None:
        wanted = st.session_state[key]["turned"]
        if wanted:
            on_turn(int(wanted))

    back = here()
    last = page.first + len(page.rows) - 1
    _component()(
        key=key,
        data={
            "columns": [_column(sort, *column) for column in _COLUMNS],
            # The component sets an attribute, not markup: nothing to escape there.
            "rows": [
                {"href": unescape(whistle_href(row.whistle_id, back)), "cells": _cells(row)}
                for row in page.rows
            ],
            "anchor": ANCHOR,
            "page": page.page,
            "pages": page.pages,
            "range": t(
                "incidents.range", first=fmt_int(page.first), last=fmt_int(last), total=fmt_int(page.total)
            ),
            "words": {
                name: t(f"incidents.pager_{name}")
                for name in ("pages", "page", "first", "before", "after", "last", "go_to")
            },
        },
        on_sorted_change=sorted_now,
        on_turned_change=turned_now,
    )


def _column(sort: str, name: str, kind: str, by: str) -> dict[str, str]:
    words = level_label("community") if name == "where" else t(f"whistles.column_{name}")
    column = {"id": by or name, "name": words, "kind": kind}
    if by:
        mine = sort == by or (by == "newest" and sort == "oldest")
        way = "ascending" if sort in _RISING else "descending"
        column |= {"sort": way if mine else "", "title": t("incidents.sort_by")}
    return column


def _cells(row: ListedWhistle) -> list[object]:
    late = MISSING
    if row.n_late:
        late = (
            t("whistles.late_of", late=row.n_late, absent=row.n_absent) if row.n_absent else str(row.n_late)
        )
    return [
        fmt_datetime(row.blown_at),
        (row.theme, row.title, row.whistle_no),
        row.where or (t("common.unplaced"), "faint"),
        row.lead,
        fmt_int(row.n_departments),
        (late, "bad") if row.n_late else MISSING,
        whistle_tags(row.state, row.is_overdue, row.is_solved),
        fmt_date(row.due_at),
        fmt_date(row.closed_at),
        fmt_int(row.satisfaction),
    ]


def whistle_tags(state: str, is_overdue: bool, is_solved: bool) -> list[tuple[str, str]]:
    """State of a whistle, and how it stands, as words with a tone each."""
    if state == "closed":
        return [(t("whistles.state_solved"), "good") if is_solved else (t("whistles.state_unsolved"), "warn")]
    tags = [(t(f"whistles.stage_{state}"), "plain" if state == "void" else "warn")]
    if is_overdue:
        tags.append((t("whistles.state_overdue"), "bad"))
    return tags
