"""Course, calendar and week of the cases chosen; a day or month that is clicked becomes the choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

import streamlit as st

from ui.frontend import frontend_component
from ui.text import current_lang, fmt_date, fmt_int, fmt_month, t
from views.cases.overview import IncidentsView
from views.tokens import Palette

_HOURS = ("0", "6", "12", "18")
MOST_MONTHS = 8  # Names of months that have room above a calendar.


@cache
def _component() -> Any:
    return frontend_component("incident_charts")


def _chart(key: str, data: dict[str, Any], on_pick: Callable[[str], None] | None = None) -> None:
    def picked() -> None:
        code = st.session_state[key]["picked"]
        if code and on_pick is not None:
            on_pick(str(code))

    _component()(key=key, data=data, on_picked_change=picked)


def course(view: IncidentsView, on_pick: Callable[[str], None]) -> None:
    """Bars by day up to three months, by month above; `on_pick` is told a day or the number of a month."""
    lang = current_lang()
    bars = [
        (
            str(bar.day or bar.month),
            f"{fmt_date(bar.day, lang) if bar.day else fmt_month(bar.month, lang)} · {fmt_int(bar.received)}",
            bar.received,
            not bar.day or bar.day.weekday() < 5,
        )
        for bar in view.trend
    ]
    top = max((bar.received for bar in view.trend), default=0)
    first, last = view.trend[0], view.trend[-1]
    _chart(
        "om_incident_course",
        {
            "kind": "course",
            "bars": bars,
            "label": t("incidents.course"),
            "left": fmt_date(first.day, lang) if first.day else fmt_month(first.month, lang),
            "middle": f"{t('map.highest')} {fmt_int(top)}",
            "right": fmt_date(last.day, lang) if last.day else fmt_month(last.month, lang),
            "pressed": str(view.filter.day or ""),
        },
        on_pick,
    )


def calendar(view: IncidentsView, palette: Palette, on_pick: Callable[[str], None]) -> None:
    """Every day as a cell, a column a week; `on_pick` is told the day."""
    lang = current_lang()
    begins = [index for index, (day, _) in enumerate(view.days) if day.day == 1 or index == 0]
    step = max(1, -(-len(begins) // MOST_MONTHS))
    named = [at for at in begins[::step] if at == 0 or at - begins[0] > 20 * step]
    _chart(
        "om_incident_calendar",
        {
            "kind": "calendar",
            "days": [
                (
                    day.isoformat(),
                    f"{fmt_date(day, lang)} · {fmt_int(count)}",
                    count,
                    day.weekday(),
                    day.day == 1,
                )
                for day, count in view.days
            ],
            "label": t("incidents.calendar"),
            "weekdays": [t(f"incidents.weekday_{n}") if n % 2 == 0 else "" for n in range(7)],
            "months": [(at, _month_words(view.days, at, named)) for at in named],
            "ramp": palette.ramp[1:],
            "key": (t("incidents.fewest"), t("incidents.most")),
            "pressed": str(view.filter.day or ""),
        },
        on_pick,
    )


def _month_words(days: Sequence[tuple[date, int]], at: int, named: Sequence[int]) -> str:
    """A month's name; with its year where that is another than of the name before."""
    day = days[at][0]
    place = named.index(at)
    if place and days[named[place - 1]][0].year == day.year:
        return t(f"incidents.month_{day.month}")
    return fmt_month(day.year * 12 + day.month - 1)


def hours(view: IncidentsView, palette: Palette) -> None:
    """When in the week cases come in: weekday by hour."""
    names = [t(f"incidents.weekday_{n}") for n in range(7)]
    _chart(
        "om_incident_hours",
        {
            "kind": "hours",
            "counts": view.hours.tolist(),
            "words": [
                [
                    f"{name} {hour:02d}:00–{hour + 1:02d}:00 · {fmt_int(count)}"
                    for hour, count in enumerate(row)
                ]
                for name, row in zip(names, view.hours.tolist(), strict=True)
            ],
            "label": t("incidents.hours"),
            "weekdays": names,
            "hours": _HOURS,
            "note": t("incidents.dateless", count=fmt_int(view.dateless)) if view.dateless else "",
            "ramp": palette.ramp[1:],
        },
    )
