"""How things stood on a past day: bars of open cases by month, and the state of one case on a day that the reader picks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from ui.cases.table import state_tags
from ui.notices import ignored_parts
from ui.state import chosen, remember
from ui.text import MISSING, fmt_date, fmt_datetime, fmt_int, fmt_month, fmt_rate, t
from views.cases.detail import CaseDetail
from views.cases.past import CasePast, MonthEnd, case_on, days_of

DAY = "at"  # The address parameter.
_KEY = "om_case_at"


def month_bars(ends: Sequence[MonthEnd], is_filtered: bool, mark: str = "") -> str:
    """Open cases at each month's end, the overdue part of each bar in the colour of what is late.

    Parameters
    ----------
    is_filtered
        The screen shows a choice of cases: these are all of the unit all the same, and say so.
    mark
        Markup beside the title (`ui.stale`).
    """
    title = f'<div class="om-panel-title">{t("past.stock")}<small>{_key()}</small>{mark}</div>'
    if not ends:
        return f'{title}<p class="om-note">{MISSING}</p>'
    top = max((end.open for end in ends), default=0)
    last = ends[-1]
    note = f'<p class="om-note">{t("past.all_cases")}</p>' if is_filtered else ""
    said = _words(last)
    return (
        f'{title}<div class="om-stock" role="img" aria-label="{escape(t("past.stock") + " " + said)}">'
        f"{''.join(_bar(end, top) for end in ends)}</div>"
        f'<div class="om-stock-axis"><span>{fmt_month(ends[0].month)}</span>'
        f"<span>{t('map.highest')} {fmt_int(top)}</span><span>{fmt_month(last.month)}</span></div>"
        f'<p class="om-stock-last">{said}</p>{note}'
    )


def _bar(end: MonthEnd, top: int) -> str:
    high, late = (count / (top or 1) * 100 for count in (end.open, end.overdue))
    return (
        f'<span class="{"" if end.is_in_period else "om-stock-before"}" title="{escape(_words(end))}">'
        f'<i style="height:{high:.2f}%"></i><b style="height:{late:.2f}%"></b></span>'
    )


def _words(end: MonthEnd) -> str:
    share = fmt_rate(end.overdue / end.open * 100 if end.open else None, 1, "%")
    month, stock, late = fmt_month(end.month), fmt_int(end.open), fmt_int(end.overdue)
    return t("past.last", month=month, open=stock, overdue=late, share=share)


def _key() -> str:
    return "".join(
        f'<span class="om-stock-key-{name}">{t(f"past.{name}")}</span>' for name in ("open", "overdue")
    )


def case_state_line(detail: CaseDetail) -> None:
    """A day to pick, in the address as ``at``, and the case's state, holder and limit at its end."""
    first, last = days_of(detail)
    day = _asked(first, last)

    def picked(wanted: date) -> None:
        if wanted == last:
            st.query_params.pop(DAY, None)
        else:
            st.query_params[DAY] = wanted.isoformat()

    with st.container(key="om-case-at", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<span class="om-case-at-word">{t("past.as_of")}</span>', width="content")
        st.date_input(
            t("past.pick"),
            min_value=first,
            max_value=last,
            key=remember(day, _KEY),
            on_change=chosen(_KEY, picked),
            format="YYYY-MM-DD",
            label_visibility="collapsed",
            width=150,
        )
        st.html(past_words(case_on(detail, day)), width="content")


def _asked(first: date, last: date) -> date:
    """The day in the address; the last one of the data where it names none, or none that can be."""
    wanted = st.query_params.get(DAY)
    if wanted is None:
        return last
    try:
        day = date.fromisoformat(wanted)
    except ValueError:
        day = date.min
    if first <= day <= last:
        return day
    ignored_parts(("day",))
    return last


def past_words(past: CasePast) -> str:
    """State, holder and limit of a case on a day, as chips of one line."""
    tags = "".join(
        f'<span class="om-tag om-tag-{tone}">{escape(words)}</span>'
        for words, tone in state_tags(past.state, past.is_overdue, False)
    )
    if past.is_suspended:
        tags += f'<span class="om-tag om-tag-warn">{t("case.stage_suspended")}</span>'
    parts = []
    if past.stage:
        parts.append((t("past.holder"), f"{past.holder or MISSING} · {t(f'case.stage_{past.stage}')}"))
    limit = t("past.lost") if past.due == "lost" else fmt_datetime(past.due_at)
    parts.append((t("past.limit"), limit))
    said = "".join(f"<span><em>{escape(name)}</em>{escape(words)}</span>" for name, words in parts)
    return (
        f'<p class="om-case-at-line" role="status" aria-label="{escape(fmt_date(past.day))}">'
        f"<span>{t('past.state')}</span>{tags}{said}</p>"
    )
