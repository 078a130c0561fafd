"""事件: where, what, how fast."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.camera import panel_marks
from ui.cases.bar import chips, filter_bar
from ui.cases.breakdowns import breakdowns
from ui.cases.charts import calendar, course, hours
from ui.cases.figures import headline, nothing_found
from ui.cases.hot import hot_list
from ui.cases.past import month_bars
from ui.cases.state import just_opened, pick_day, pick_month_or_day, read_asked, turn
from ui.cases.table import case_list
from ui.cases.where import cases_map
from ui.errors import shown
from ui.links import case_href, leave_for
from ui.notices import ignored_parts
from ui.panels import source_line
from ui.peers import breadcrumb
from ui.stale import stale_line, stale_mark, stale_words
from ui.state import basis, follow
from ui.text import current_lang, t
from ui.theme import palette_of
from views.ahead import ahead
from views.cases.filter import write_filter
from views.cases.hot_spots import hot_spots
from views.cases.overview import incidents_view
from views.cases.past import month_ends
from views.cases.points import case_counts
from views.cases.table import case_table


@shown
def page() -> None:
    """Read the choice, count it, draw map, charts and list."""
    on = basis()
    if code := just_opened():
        leave_for(case_href(code))
    asked = read_asked(on)
    state, lang = asked.state, current_lang()
    palette = palette_of(on.definitions)
    filter_bar(on, state, asked.filter)
    ignored_parts(asked.ignored)
    view = incidents_view(on, state, asked.filter, lang)
    mapped = ahead(case_counts, on, state, asked.filter)
    hot = ahead(hot_spots, on, state, asked.filter)
    ends = ahead(month_ends, on, state)
    listed = ahead(case_table, on, state, asked.filter, asked.place, view.total, lang)
    narrow = write_filter(asked.filter, on)
    marked = panel_marks(state, on, subject="cases", chosen=narrow)
    with st.container(key="om-inc-where", horizontal=True, vertical_alignment="center", gap="small"):
        breadcrumb(view, state.unit.code, "om_inc_crumbs", partial(follow, on=on))
        chips(on, asked.filter, view.total)
    left, middle, right = st.columns([2.6, 5.2, 2.5], gap="small")
    with left, st.container(key="om-inc-left"):
        headline(view, on)
        with st.container(key="om-inc-course"):
            course_mark = marked("received", panel="trend", what=t("incidents.course"))
            st.html(f'<div class="om-panel-title">{t("incidents.course")}{course_mark}</div>')
            course(view, partial(pick_month_or_day, on))
        with st.container(key="om-inc-stock"):
            st.html(month_bars(ends.result(), not asked.filter.is_empty, stale_mark(on, "open")))
        with st.container(key="om-inc-hours"):
            st.html(f'<div class="om-panel-title">{t("incidents.hours")}{marked("received")}</div>')
            hours(view, palette)
        hot_box = st.container(key="om-inc-hot")
    with middle:
        mapped.result()
        cases_map(on, state, asked.filter)
        with st.container(key="om-inc-calendar"):
            st.html(f'<div class="om-panel-title">{t("incidents.calendar")}{marked("received")}</div>')
            calendar(view, palette, partial(pick_day, on))
    with right, st.container(key="om-inc-right"):
        breakdowns(on, view)
    with st.container(key="om-inc-list"):
        if view.total:
            case_list(
                listed.result(),
                key="om_case_list",
                on_sort=lambda order: turn(on, order=order),
                on_turn=lambda number: turn(on, page=number),
                late=stale_words(on, "overdue", department=asked.filter.department),
            )
        else:
            nothing_found(on, asked.filter)
    late = stale_line(on, "received", "overdue", department=asked.filter.department)
    st.html(late + source_line(view.provenance, lang))
    with hot_box:  # Last: the first test of a release has to find out which grids touch.
        of_hot = panel_marks(state, on, subject="hot", chosen=narrow)
        hot_list(on, hot.result(), of_hot("received", panel="figures", what=t("snapshot.subject.hot")))
