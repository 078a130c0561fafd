"""What the chosen cases break down into; each row narrows the choice to itself, or takes it off again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from ui.camera import panel_marks
from ui.cases.bar import department_name, state_name
from ui.cases.state import choose, filter_now
from ui.pick_list import PickGroup, PickRow, pick_list
from ui.state import follow
from ui.text import fmt_int, fmt_rate, t
from views.basis import Basis
from views.cases.filter import FAMILIES, classes_of, write_filter
from views.cases.overview import Facet, IncidentsView
from views.sheet.request import Panel

MOST_CHANNELS = 10
# What each list counts, as `views.staleness` wants it: in which state a case is follows from its log, too.
_RESTS_ON = dict.fromkeys(("kinds", "units", "departments", "channels"), "received") | {"states": "open"}
# The panel of a sheet that says the same.
_SHOWN_AS: dict[str, Panel] = {"kinds": "classes", "units": "ranking"}


def breakdowns(on: Basis, view: IncidentsView) -> None:
    """All lists: class (of one class its sub-classes), unit, department, state, channel."""
    marks = panel_marks(view.state, on, subject="cases", chosen=write_filter(view.filter, on))

    def panel(name: str, title: str, small: str) -> None:
        mark = marks(_RESTS_ON[name], panel=_SHOWN_AS.get(name), what=title)
        more = f"<small>{escape(small)}</small>" if small else ""
        st.html(f'<div class="om-panel-title om-list-{name}">{escape(title)}{more}{mark}</div>')

    panel("kinds", t("incidents.by_class"), _share_words(view))
    families(on, view)
    _classes(on, view)
    panel("units", t("incidents.by_unit"), "")
    _list("u", view.units, view.total, view.state.unit.code, partial(follow, on=on), _unit_footer(view))
    panel("departments", t("incidents.by_department"), "")
    named = [replace(facet, name=department_name(on, facet.value)) for facet in view.departments]
    _list("d", named, view.total, view.filter.department, partial(_pick_department, on))
    panel("states", t("incidents.by_state"), "")
    states = [replace(facet, name=state_name(facet.value)) for facet in view.states]
    current = next(iter(view.filter.states)) if len(view.filter.states) == 1 else ""
    _list("s", states, view.total, current, partial(_pick_state, on))
    panel("channels", t("incidents.by_channel"), "")
    channels = [replace(facet, name=facet.name or t("incidents.not_said")) for facet in view.channels]
    rest = sum(facet.received for facet in channels[MOST_CHANNELS:])
    footer = t("incidents.other_channels", count=fmt_int(rest)) if rest else ""
    _list("ch", channels[:MOST_CHANNELS], view.total, view.filter.channel, partial(_pick_channel, on), footer)


def _share_words(view: IncidentsView) -> str:
    return t("incidents.share_of_total", total=fmt_int(view.total))


def families(on: Basis, view: IncidentsView) -> None:
    """Events and components as shares of the cases filed; a click chooses the family."""
    whole = sum(facet.filed for facet in view.families)
    rows = tuple(
        PickRow(
            code=facet.value,
            name=t(f"incidents.family_{facet.value}"),
            value=fmt_rate(facet.filed / whole * 100 if whole else None, 2, "%"),
            share=round(facet.filed / whole, 4) if whole else 0.0,
            title=t("incidents.of_filed", count=fmt_int(facet.filed), total=fmt_int(whole)),
        )
        for facet in view.families
    )
    current = next(
        (name for name in FAMILIES if view.filter.classes and view.filter.classes == classes_of(on, name)), ""
    )
    pick_list(
        [PickGroup(rows, footer=t("incidents.family_share", total=fmt_int(whole)))],
        key="om_by_family",
        variant="bars",
        label=t("incidents.by_family"),
        current=current,
        on_pick=partial(_pick_family, on),
    )


def _classes(on: Basis, view: IncidentsView) -> None:
    """Classes; once a single class is left, its sub-classes."""
    if len(view.classes) == 1:
        _list(
            "sub",
            view.classes[0].subclasses,
            view.total,
            view.filter.subclass,
            partial(_pick_subclass, on, view.classes[0].facet.value),
        )
    else:
        _list("k", [entry.facet for entry in view.classes], view.total, "", partial(_pick_class, on))


def _list(
    name: str,
    facets: Sequence[Facet],
    total: int,
    current: str,
    on_pick: Callable[[str], None],
    footer: str = "",
) -> None:
    top = max((facet.received for facet in facets), default=0) or 1
    rows = tuple(
        PickRow(
            code=facet.value or "-",
            name=facet.name,
            value=fmt_int(facet.received),
            share=round(facet.received / top, 3),
            title=t(
                "incidents.row_title",
                name=facet.name,
                count=fmt_int(facet.received),
                share=fmt_rate(facet.received / total * 100 if total else None, 1, "%"),
                overdue=fmt_int(facet.overdue),
            ),
        )
        for facet in facets
    )
    pick_list(
        [PickGroup(rows, footer=footer)],
        key=f"om_by_{name}",
        variant="bars",
        label=t("incidents.narrow"),
        current=current,
        on_pick=on_pick,
    )


def _unit_footer(view: IncidentsView) -> str:
    parts = []
    if view.n_units > len(view.units):
        parts.append(t("map.more_units", shown=len(view.units), total=fmt_int(view.n_units)))
    if view.unplaced:
        parts.append(f"{t('common.unplaced')} {fmt_int(view.unplaced)}")
    return " · ".join(parts)


def _pick_family(on: Basis, family: str) -> None:
    now, codes = filter_now(on), classes_of(on, family)
    choose(replace(now, classes=frozenset() if now.classes == codes else codes, subclass=""), on)


def _pick_class(on: Basis, code: str) -> None:
    choose(replace(filter_now(on), classes=frozenset((code,)), subclass=""), on)


def _pick_subclass(on: Basis, code: str, name: str) -> None:
    now = filter_now(on)
    choose(replace(now, classes=frozenset((code,)), subclass="" if now.subclass == name else name), on)


def _pick_department(on: Basis, value: str) -> None:
    now = filter_now(on)
    choose(replace(now, department="" if now.department == value else value), on)


def _pick_channel(on: Basis, value: str) -> None:
    now = filter_now(on)
    if value != "-":  # Cases that came in no said way cannot be asked for by a link.
        choose(replace(now, channel="" if now.channel == value else value), on)


def _pick_state(on: Basis, value: str) -> None:
    now = filter_now(on)
    wanted = frozenset((value,))
    choose(replace(now, states=frozenset() if now.states == wanted else wanted), on)
