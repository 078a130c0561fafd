"""The controls of the map: each shows what the address holds and writes back what the reader chose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from data.reads import search_units
from governance.periods import PRESET_MONTHS, Period, Preset
from ui.levels import level_label, level_name
from ui.pick_list import PickGroup, PickRow, pick_list
from ui.state import chosen, go, now, remember
from ui.text import current_lang, fmt_month, pick, t
from views.basis import Basis
from views.names import Lang, full_name, unit_name
from views.state import LADDER, Level, Membership, ViewState, focus, with_level, with_membership

_SEARCHED = "om_search_done"  # A unit was picked: the next run empties the search.


def indicator_control(basis: Basis, state: ViewState) -> None:
    """Choose the indicator that colours the map."""
    registry, lang = basis.definitions.indicators, current_lang()

    def picked(indicator: str) -> None:
        go(replace(now(basis), indicator=indicator), basis)

    st.selectbox(
        t("map.indicator"),
        registry.map_ids,
        format_func=lambda i: pick(registry[i].name, registry[i].name_en, lang),
        key=remember(state.indicator, "om_indicator"),
        on_change=chosen("om_indicator", picked),
        label_visibility="collapsed",
    )


def level_control(basis: Basis, state: ViewState) -> None:
    """Choose the level whose units are coloured; coarser ones than the unit in focus are not offered."""

    def picked(level: Level) -> None:
        go(with_level(now(basis), level), basis)

    st.segmented_control(
        t("map.level"),
        state.offered_levels,
        format_func=level_label,
        key=remember(state.level, "om_level"),
        on_change=chosen("om_level", picked),
        required=True,
        label_visibility="collapsed",
    )


def membership_control(basis: Basis, state: ViewState) -> None:
    """Count by managed zones (管理) or by counties (属地)."""

    def picked(membership: Membership) -> None:
        go(with_membership(now(basis), membership, basis), basis)

    st.segmented_control(
        t("map.membership"),
        tuple(LADDER),
        format_func=lambda membership: t(f"membership.{membership}"),
        key=remember(state.membership, "om_membership"),
        on_change=chosen("om_membership", picked),
        required=True,
        label_visibility="collapsed",
    )
    words = escape(t("membership.help", zone=level_name("zone"), county=level_name("county")))
    st.html(
        f'<span class="om-help" tabindex="0" role="note" title="{words}" aria-label="{words}">?</span>',
        width="content",
    )


def period_text(period: Period, lang: Lang) -> str:
    """The period in words: one month, or first to last."""
    first = fmt_month(period.first, lang)
    return first if period.months == 1 else f"{first} – {fmt_month(period.last, lang)}"


def period_control(basis: Basis, state: ViewState) -> None:
    """Choose whole months: a preset that ends with the data, or any run of months."""
    presets = {name: Period.preset(name, basis.available) for name in PRESET_MONTHS}
    current = next((name for name, period in presets.items() if period == state.period), None)
    months = tuple(range(basis.available.first, basis.available.last + 1))

    def picked_preset(name: Preset) -> None:
        go(replace(now(basis), period=presets[name]), basis)

    def picked_months(*ends: int) -> None:
        go(replace(now(basis), period=Period(min(ends), max(ends))), basis)

    def picked_first(month: int) -> None:
        picked_months(month, now(basis).period.last)

    def picked_last(month: int) -> None:
        picked_months(now(basis).period.first, month)

    # The browser builds what lies in a popover when that opens, and misses all that was said to it before. So the
    # widgets of another period are other widgets: they begin with it, and none can send an old one again.
    lang = current_lang()  # Asked once: two lists of months ask for it some hundred times.
    preset, begin, end = (f"{name}_{state.period}" for name in ("om_preset", "om_first", "om_last"))
    with st.popover(period_text(state.period, lang), width="stretch"):
        st.pills(
            t("period.label"),
            tuple(presets),
            format_func=lambda name: t(f"period.{name}"),
            default=current,
            key=preset,
            on_change=chosen(preset, picked_preset),
        )
        first, last = st.columns(2)
        first.selectbox(
            t("period.first"),
            months,
            format_func=partial(fmt_month, lang=lang),
            index=months.index(state.period.first),
            key=begin,
            on_change=chosen(begin, picked_first),
        )
        last.selectbox(
            t("period.last"),
            months,
            format_func=partial(fmt_month, lang=lang),
            index=months.index(state.period.last),
            key=end,
            on_change=chosen(end, picked_last),
        )


def category_control(basis: Basis, state: ViewState) -> None:
    """Show some categories only; offered while the whole city is in focus."""
    names = {c.code: pick(c.name, c.name_en) for c in basis.definitions.categories}

    def picked(codes: list[str]) -> None:
        kept = frozenset(codes)
        go(replace(now(basis), categories=frozenset() if len(kept) == len(names) else kept), basis)

    st.pills(
        t("map.categories"),
        tuple(names),
        selection_mode="multi",
        format_func=names.__getitem__,
        key=remember(sorted(state.categories), "om_categories"),
        on_change=chosen("om_categories", picked),
        label_visibility="collapsed",
    )


@st.fragment
def search_control(basis: Basis, state: ViewState, on_pick: Callable[[ViewState], None]) -> None:
    """Find a unit by name, code or pinyin; the list opens below while there is something to show."""
    with st.container(key="om-search"):
        if st.session_state.pop(_SEARCHED, False):
            # Said aloud: of a state that is only gone the browser keeps the words.
            st.session_state["om_search"] = ""
        text = st.text_input(
            t("search.label"),
            key="om_search",
            placeholder=t("search.placeholder"),
            label_visibility="collapsed",
            live=True,
        )
        if not (text and text.strip()):
            return
        with st.container(key="om-search-results"):
            rows = tuple(
                PickRow(
                    code=unit.code,
                    name=full_name(basis, unit, current_lang()),
                    value=_whereabouts(basis, unit.level, unit.county_code),
                    title=unit.code,
                )
                for unit in search_units(basis.release, text, limit=10, membership=state.membership)
            )
            if not rows:
                st.html(f'<p class="om-empty">{t("search.nothing")}</p>')
                return
            code = pick_list(
                [PickGroup(rows)], key="om_search_list", variant="results", label=t("search.results")
            )
            found = focus(state, code, basis) if code else None
            if found is not None:
                on_pick(found)


def _whereabouts(basis: Basis, level: str, county_code: str | None) -> str:
    county = basis.unit_row("county", county_code) if county_code and level != "county" else None
    name = basis.definitions.level_names[level]
    return " · ".join(
        part for part in (unit_name(county, current_lang()) if county else "", pick(*name)) if part
    )


def clear_search_then_go(basis: Basis, state: ViewState) -> None:
    """Leave the search for the unit found."""
    st.session_state[_SEARCHED] = True
    go(state, basis)
    st.rerun(scope="app")


def control_bar(basis: Basis, state: ViewState) -> None:
    """All controls of the map in one row."""
    with st.container(key="om-controls", horizontal=True, vertical_alignment="center", gap="small"):
        search_control(basis, state, partial(clear_search_then_go, basis))
        indicator_control(basis, state)
        level_control(basis, state)
        membership_control(basis, state)
        period_control(basis, state)
        if state.unit.level == "city":
            category_control(basis, state)
