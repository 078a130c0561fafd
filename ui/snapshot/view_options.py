"""What the sheet is about: unit, what is drawn of it, level, membership, period; and the filter that came along."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st

from data.reads import UnitRow
from ui.controls import (
    clear_search_then_go,
    indicator_control,
    membership_control,
    period_control,
    search_control,
)
from ui.levels import level_label
from ui.links import page_href
from ui.peers import breadcrumb
from ui.snapshot.address import ask
from ui.snapshot.asked import AskedSheet
from ui.snapshot.words import filter_words
from ui.state import chosen, follow, go, now, remember
from ui.text import t
from views.basis import Basis
from views.sheet.address import CASE_MODES, HOT_ON, LEVELS_OF, PAGES
from views.sheet.choices import OPTIONAL
from views.sheet.request import SUBJECTS, SheetRequest, Subject
from views.state import Level, ViewState, with_level

_BY_INDICATOR = ("indicator", "category")


@dataclass(frozen=True)
class _Way:
    """The way to a unit, for the breadcrumb."""

    path: tuple[UnitRow, ...]


def view_options(seen: AskedSheet) -> None:
    """Draw them in the order of a question: what of where, how fine, counted how, when."""
    on, state, request = seen.on, seen.state, seen.request
    _subject(request)
    breadcrumb(
        _Way(on.path(state.unit, state.membership)), state.unit.code, "om_snap_crumbs", partial(follow, on=on)
    )
    search_control(on, state, partial(clear_search_then_go, on))
    if request.subject in _BY_INDICATOR:
        indicator_control(on, state)
    if request.subject in ("cases", "hot"):
        _counted(request)
    _level(on, state, request.subject)
    with st.container(key="om-snap-when", horizontal=True, vertical_alignment="center", gap="small"):
        membership_control(on, state)
        period_control(on, state)
    _filter(seen)


def _subject(request: SheetRequest) -> None:
    st.selectbox(
        t("snapshot.subject.label"),
        SUBJECTS,
        format_func=lambda subject: t(f"snapshot.subject.{subject}"),
        key=remember(request.subject, "om_snap_subject"),
        on_change=chosen(
            "om_snap_subject", lambda subject: ask(subject=str(subject), **{"as": "", "on": ""})
        ),
        label_visibility="collapsed",
    )


def _counted(request: SheetRequest) -> None:
    """How cases are drawn, or what hot spots are tested on."""
    name, choices = ("as", CASE_MODES) if request.subject == "cases" else ("on", HOT_ON)
    key = f"om_snap_{name}"
    st.segmented_control(
        t(f"snapshot.{name}.label"),
        choices,
        format_func=lambda word: t(f"snapshot.{name}.{word}"),
        key=remember(request.parameters.get(name, choices[0]), key),
        on_change=chosen(key, lambda word: ask(**{name: str(word)})),
        required=True,
    )


def _level(on: Basis, state: ViewState, subject: Subject) -> None:
    """The level whose units are coloured, of those that the subject can show."""
    known = LEVELS_OF.get(subject)
    offered = [level for level in state.offered_levels if known is None or level in known]
    if len(offered) < 2:
        return

    def picked(level: Level) -> None:
        go(with_level(now(on), level), on)

    st.segmented_control(
        t("map.level"),
        offered,
        format_func=level_label,
        key=remember(state.level, "om_snap_level"),
        on_change=chosen("om_snap_level", picked),
        required=True,
        label_visibility="collapsed",
    )


def _filter(seen: AskedSheet) -> None:
    """The filter that came along from its screen: said, taken off, or changed there."""
    request = seen.request
    words = filter_words(request, seen.on)
    if not words:
        return
    own = {name: value for name, value in request.parameters.items() if name in OPTIONAL[request.subject]}
    with st.container(key="om-snap-filter", horizontal=True, vertical_alignment="center", gap="small"):
        there = page_href(PAGES[request.subject], seen.state, seen.on, **own)
        st.html(
            f"<p><b>{escape(t('snapshot.filter.title'))}</b> {escape(' · '.join(words))} "
            f'<a class="om-link" href="{there}" target="_self">{escape(t("snapshot.filter.change"))}</a></p>'
        )
        st.button(
            t("snapshot.filter.clear"),
            key="om_snap_filter_clear",
            type="tertiary",
            on_click=lambda: ask(**dict.fromkeys(own, "")),
        )
