"""The filter of the screen of cases: class, state, department and words above, what is chosen as chips below."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from ui.cases.state import choose, filter_now
from ui.controls import clear_search_then_go, membership_control, period_control, search_control
from ui.pick_list import PickGroup, PickRow, pick_list
from ui.state import chosen as when_chosen
from ui.state import remember
from ui.text import current_lang, fmt_date, fmt_int, pick, t
from views.basis import Basis
from views.cases.filter import FAMILIES, STANDINGS, STATES, CaseFilter, classes_of, kinds_of
from views.names import class_label
from views.state import ViewState

_ANY = ""


def filter_bar(on: Basis, state: ViewState, wanted: CaseFilter) -> None:
    """All controls of the screen in one row."""
    with st.container(key="om-controls", horizontal=True, vertical_alignment="center", gap="small"):
        search_control(on, state, partial(clear_search_then_go, on))
        membership_control(on, state)
        period_control(on, state)
        _class_control(on, wanted)
        _state_control(on, wanted)
        _department_control(on, wanted)
        _text_control(on, wanted)


def state_name(value: str) -> str:
    """A state or standing in words."""
    return t(f"incidents.standing_{value}") if value in STANDINGS else t(f"case_state.{value}")


def department_name(on: Basis, value: str) -> str:
    """A department in the page's language; its id where the region does not name it."""
    found = next((entry for entry in on.definitions.departments if entry.id == value), None)
    return pick(found.name, found.name_en) if found else value


def kind_words(on: Basis, wanted: CaseFilter) -> str:
    """The classes and sub-class chosen, in words; "" when all are."""
    if wanted.subclass:
        return wanted.subclass
    family = next(
        (name for name in FAMILIES if wanted.classes and wanted.classes == classes_of(on, name)), None
    )
    if family:
        return t(f"incidents.family_{family}")
    names = {kind.class_code: kind.class_name for kind in kinds_of(on)}
    lang = current_lang()
    return t("notice.separator").join(
        class_label(on, code, names[code], lang) for code in sorted(wanted.classes)
    )


def _class_control(on: Basis, wanted: CaseFilter) -> None:
    """Family → class → sub-class; a click on any of them is the choice."""

    def picked(code: str) -> None:
        level, _, value = code.partition(":")
        now = filter_now(on)
        if level == "all":
            choose(replace(now, classes=frozenset(), subclass=""), on)
        elif level == "family":
            choose(replace(now, classes=classes_of(on, value), subclass=""), on)
        elif level == "class":
            choose(replace(now, classes=frozenset((value,)), subclass=""), on)
        else:
            name = value.partition("/")
            choose(replace(now, classes=frozenset((name[0],)), subclass=name[2]), on)

    with (
        st.popover(kind_words(on, wanted) or t("incidents.all_classes"), width="content"),
        st.container(key="om-kinds"),
    ):
        pick_list(
            _kind_groups(on),
            key="om_kind_list",
            variant="tree",
            label=t("incidents.classes"),
            current=_kind_code(on, wanted),
            on_pick=picked,
        )


def _kind_groups(on: Basis) -> list[PickGroup]:
    """A branch for all, one for each family and one for each class with its sub-classes; how many there are of each."""
    lang, kinds = current_lang(), kinds_of(on)
    whole = tuple(
        PickRow(
            f"family:{family}",
            t(f"incidents.family_{family}"),
            value=fmt_int(sum(kind.count for kind in kinds if kind.family == family)),
        )
        for family in FAMILIES
    )
    head = PickRow("all:", t("incidents.all_classes"), value=fmt_int(sum(kind.count for kind in kinds)))
    groups = [PickGroup((head, *whole))]
    for code in dict.fromkeys(kind.class_code for kind in kinds):
        own = [kind for kind in kinds if kind.class_code == code]
        name = class_label(on, code, own[0].class_name, lang)
        branch = PickRow(f"class:{code}", name, value=fmt_int(sum(kind.count for kind in own)))
        rows = (
            PickRow(f"sub:{code}/{kind.subclass}", kind.subclass, value=fmt_int(kind.count)) for kind in own
        )
        groups.append(PickGroup((branch, *rows)))
    return groups


def _kind_code(on: Basis, wanted: CaseFilter) -> str:
    if wanted.subclass:
        return next(
            (
                f"sub:{kind.class_code}/{kind.subclass}"
                for kind in kinds_of(on)
                if kind.subclass == wanted.subclass
            ),
            "",
        )
    for family in FAMILIES:
        if wanted.classes and wanted.classes == classes_of(on, family):
            return f"family:{family}"
    return (
        f"class:{next(iter(wanted.classes))}"
        if len(wanted.classes) == 1
        else ""
        if wanted.classes
        else "all:"
    )


def _state_control(on: Basis, wanted: CaseFilter) -> None:
    options = (_ANY, *STANDINGS, *STATES)
    value = wanted.standing or (next(iter(wanted.states)) if len(wanted.states) == 1 else _ANY)

    def picked(word: str) -> None:
        choose(replace(filter_now(on), states=frozenset((word,)) if word else frozenset()), on)

    st.selectbox(
        t("incidents.state"),
        options,
        format_func=lambda word: state_name(word) if word else t("incidents.all_states"),
        key=remember(value, "om_case_state"),
        on_change=when_chosen("om_case_state", picked),
        label_visibility="collapsed",
    )


def _department_control(on: Basis, wanted: CaseFilter) -> None:
    options = (_ANY, *(entry.id for entry in on.definitions.departments))

    def picked(value: str) -> None:
        choose(replace(filter_now(on), department=value), on)

    st.selectbox(
        t("incidents.department"),
        options,
        format_func=lambda value: department_name(on, value) if value else t("incidents.all_departments"),
        key=remember(wanted.department, "om_case_department"),
        on_change=when_chosen("om_case_department", picked),
        label_visibility="collapsed",
    )


def _text_control(on: Basis, wanted: CaseFilter) -> None:
    def typed(text: str) -> None:
        choose(replace(filter_now(on), text=text.strip()[:40]), on)

    st.text_input(
        t("incidents.text"),
        key=remember(wanted.text, "om_case_text"),
        placeholder=t("incidents.text_hint"),
        on_change=when_chosen("om_case_text", typed),
        label_visibility="collapsed",
    )


def chips(on: Basis, wanted: CaseFilter, total: int) -> None:
    """What is chosen, each with a way to take it off again; nothing while nothing is chosen."""
    if wanted.is_empty:
        return
    entries: list[tuple[str, str, CaseFilter]] = []
    if wanted.classes or wanted.subclass:
        entries.append(("k", kind_words(on, wanted), replace(wanted, classes=frozenset(), subclass="")))
    if wanted.states:
        words = t("notice.separator").join(state_name(word) for word in sorted(wanted.states))
        entries.append(("s", words, replace(wanted, states=frozenset())))
    if wanted.department:
        entries.append(("d", department_name(on, wanted.department), replace(wanted, department="")))
    if wanted.channel:
        entries.append(("ch", wanted.channel, replace(wanted, channel="")))
    if wanted.day:
        entries.append(("day", fmt_date(wanted.day), replace(wanted, day=None)))
    if wanted.text:
        entries.append(("q", f"“{wanted.text}”", replace(wanted, text="")))
    with st.container(key="om-chips", horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.html(
            f'<span class="om-chips-count">{t("incidents.fitting", count=f"<b>{fmt_int(total)}</b>")}</span>',
            width="content",
        )
        for name, words, without in entries:
            label = _plain(words)
            st.button(
                f"{label}  ✕",
                key=f"om_chip_{name}",
                on_click=choose,
                args=(without, on),
            )
        st.button(
            t("incidents.clear"), key="om_chip_all", type="tertiary", on_click=choose, args=(CaseFilter(), on)
        )
        if wanted.is_of_data_date:
            st.html(
                f'<span class="om-faint om-small">{escape(t("incidents.no_period"))}</span>', width="content"
            )
        elif wanted.counts_by_due_month:
            st.html(
                f'<span class="om-faint om-small">{escape(t("incidents.by_due"))}</span>', width="content"
            )


def _plain(text: str) -> str:
    """Text for a label that reads Markdown: every sign of it stands for itself."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+-.!|:$~<>&" else sign for sign in text)
