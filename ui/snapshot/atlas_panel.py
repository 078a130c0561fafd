"""The part of the screen for atlases: units × themes beside what the first pages look like, and the book being made."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from html import escape
from typing import Any
from urllib.parse import quote

import streamlit as st

from data.settings import Settings
from export.atlas.jobs import jobs, start
from export.atlas.plan import (
    ORDERS,
    OUTPUTS,
    PAGE_SIZE,
    PICTURE_SIZE,
    SETS,
    AtlasChoices,
    AtlasPlan,
    plan_of,
)
from export.atlas.themes import theme_name, themes_of, usual_themes
from governance.errors import OneMapError
from ui.controls import membership_control, period_control
from ui.errors import show_error
from ui.snapshot.address import ask, asked, link_base
from ui.snapshot.atlas_result import results
from ui.snapshot.who import who, who_control
from ui.state import chosen, read, remember
from ui.text import current_lang, fmt_int, t
from views.basis import Basis
from views.names import unit_name
from views.sheet.choices import STYLES, canonical
from views.sheet.fresh import fresh_choices
from views.state import ViewState

PAGES = ("A4", "A3", "A2", "A1", "A0", "slide")
PICTURES = ("1080p", "4K", "slide", "square", "A4", "A3")
# Pages of the first unit that are shown before the book is made.
_SHOWN, _SHOWN_PX = 6, 640
_NOTHING = "-"
_ERROR = "om_atlas_error"


def panel(on: Basis) -> None:
    """Draw the options beside the plan and what was made."""
    state = read(on).state
    plan, error = _plan(on, state)
    with st.container(key="om-atlas"):
        with st.container(key="om-snap-options"):
            _options(on, state)
            _start(plan)
        with st.container(key="om-atlas-table"):
            if (refused := st.session_state.pop(_ERROR, None)) is not None:
                show_error(refused)
            results()
            if error is not None:
                show_error(error)
            if plan is not None:
                _contents(plan)


def _several(name: str, known: Sequence[str], usual: Sequence[str]) -> tuple[str, ...]:
    """What the address holds of a choice of several."""
    text = asked(name)
    named = text.split(",")
    return tuple(one for one in known if one in named) if text else tuple(usual)


def _members(on: Basis, state: ViewState) -> dict[str, str]:
    """Codes and names of the districts."""
    level = SETS["district"][state.membership]
    rows = (on.unit_at(level, at) for at in range(len(on.units(level))))
    return {row.code: unit_name(row, current_lang()) for row in rows}


def _plan(on: Basis, state: ViewState) -> tuple[AtlasPlan | None, OneMapError | None]:
    """The plan of the choices, or why there is none; neither while too little is chosen."""
    units = _several("a_units", (*SETS, *_members(on, state)), ("district",))
    themes = _several("a_themes", themes_of(on), usual_themes(on))
    outputs = tuple(one for one in OUTPUTS if one in _several("a_files", OUTPUTS, OUTPUTS))
    if not (units and themes and outputs):
        return None, None
    choices = AtlasChoices(
        units=units,
        themes=themes,
        period=state.period,
        membership=state.membership,
        order="theme" if asked("order") == "theme" else "unit",
        outputs=outputs,
        page=_one("page", PAGES, PAGE_SIZE),
        picture=_one("picture", PICTURES, PICTURE_SIZE),
        title=asked("title"),
        lang="en" if (asked("sheet_lang") or current_lang()) == "en" else "zh",
        style=next((style for style in STYLES if style == asked("style")), STYLES[0]),
        approval=asked("no"),
        is_public=asked("public") == "1",
    )
    try:
        return plan_of(on, choices, fresh_choices(on, user=who(), link_base=link_base())), None
    except OneMapError as error:
        return None, error


def _one(name: str, known: Sequence[str], usual: str) -> str:
    return asked(name) if asked(name) in known else usual


def _options(on: Basis, state: ViewState) -> None:
    with _section("units", t("atlas_panel.units")):
        names = _members(on, state)
        kinds = {key: t(f"atlas_panel.set_{key}") for key in SETS}
        every = (*SETS, *names)
        units = _several("a_units", every, ("district",))
        _pills("a_units", t("atlas_panel.kinds"), kinds, units, every)
        _pills("a_units", t("atlas_panel.single"), names, units, every)
    with _section("themes", t("atlas_panel.themes")):
        known = themes_of(on)
        themes = {key: theme_name(on, key, current_lang()) for key in known}
        _pills("a_themes", "", themes, _several("a_themes", known, usual_themes(on)), known)
    with _section("when", t("atlas_panel.when")):
        with st.container(key="om-snap-when", horizontal=True, vertical_alignment="center", gap="small"):
            membership_control(on, state)
            period_control(on, state)
        _buttons(
            "order", t("atlas_panel.order"), {key: t(f"atlas_panel.order_{key}") for key in ORDERS}, ORDERS[0]
        )
    with _section("files", t("atlas_panel.files")):
        outputs: dict[str, str] = {key: t(f"atlas_panel.file_{key}") for key in OUTPUTS}
        _pills("a_files", "", outputs, _several("a_files", OUTPUTS, OUTPUTS), OUTPUTS)
        with st.container(key="om-atlas-sizes", horizontal=True, gap="small"):
            _select("page", t("atlas_panel.page"), PAGES, PAGE_SIZE)
            _select("picture", t("atlas_panel.picture"), PICTURES, PICTURE_SIZE)
        _buttons(
            "style", t("snapshot.style.label"), {key: t(f"snapshot.style.{key}") for key in STYLES}, STYLES[0]
        )
        langs = {key: t(f"snapshot.lang.{key}") for key in ("zh", "en")}
        _buttons("sheet_lang", t("snapshot.lang.label"), langs, "", asked("sheet_lang") or current_lang())
    with _section("words", t("snapshot.section.words")):
        _text("title", t("atlas_panel.title"), t("atlas_panel.title_hint"))
        key = "om_atlas_public"
        st.toggle(
            t("snapshot.text.public"),
            key=remember(asked("public") == "1", key),
            on_change=chosen(key, lambda is_on: ask(public="1" if is_on else "")),
            help=t("snapshot.text.public_help"),
        )
        _text("no", t("snapshot.text.approval"), t("snapshot.text.approval_hint"))
    with _section("who", t("snapshot.section.who")):
        who_control()


def _section(key: str, title: str) -> AbstractContextManager[Any]:
    box = st.container(key=f"om-snap-atlas-{key}")
    box.html(f"<h3>{escape(title)}</h3>")
    return box


def _pills(
    name: str, label: str, names: dict[str, str], selected: Sequence[str], every: Sequence[str]
) -> None:
    """Several of a row of buttons; rows of one parameter keep each other's choices."""
    key = f"om_{name}_{next(iter(names), '')}"

    def picked(keys: list[str]) -> None:
        kept = [one for one in every if one in keys or (one in selected and one not in names)]
        ask(**{name: ",".join(kept) or _NOTHING})

    st.pills(
        label or name,
        tuple(names),
        selection_mode="multi",
        format_func=names.__getitem__,
        key=remember([one for one in names if one in selected], key),
        on_change=chosen(key, picked),
        label_visibility="visible" if label else "collapsed",
    )


def _buttons(name: str, label: str, names: dict[str, str], usual: str, value: str = "") -> None:
    key = f"om_atlas_{name}"
    st.segmented_control(
        label,
        tuple(names),
        format_func=names.__getitem__,
        key=remember(value or _one(name, tuple(names), usual), key),
        on_change=chosen(key, lambda word: ask(**{name: "" if word == usual else str(word)})),
        required=True,
    )


def _select(name: str, label: str, sizes: Sequence[str], usual: str) -> None:
    key = f"om_atlas_{name}"
    st.selectbox(
        label,
        tuple(sizes),
        format_func=lambda size: t(f"snapshot.size.{size}"),
        key=remember(_one(name, sizes, usual), key),
        on_change=chosen(key, lambda size: ask(**{name: "" if size == usual else str(size)})),
    )


def _text(name: str, label: str, hint: str) -> None:
    key = f"om_atlas_{name}"
    st.text_input(
        label,
        key=remember(asked(name), key),
        placeholder=hint,
        on_change=chosen(key, lambda text: ask(**{name: str(text).strip()})),
        max_chars=120,
    )


def _start(plan: AtlasPlan | None) -> None:
    """The one button; grey while nothing is chosen or an atlas is being made."""
    settings = Settings.from_env()
    is_busy = any(job.is_running for job in jobs(settings)[:1])

    def begin() -> None:
        assert plan is not None, "the button is grey without a plan"
        try:
            start(settings, plan, by=who())
        except OneMapError as error:
            st.session_state[_ERROR] = error

    with st.container(key="om-atlas-start"):
        words = (
            t("atlas_panel.start", count=fmt_int(len(plan.sheets))) if plan else t("atlas_panel.start_none")
        )
        st.button(
            t("atlas_panel.busy") if is_busy else words,
            key="om_atlas_start",
            type="primary",
            width="stretch",
            disabled=plan is None or is_busy,
            on_click=begin,
        )


def _contents(plan: AtlasPlan) -> None:
    """What the book will hold: a table of page numbers, and its first pages."""
    units = dict.fromkeys((one.kind, one.unit, one.unit_name) for one in plan.sheets)
    themes = {one.theme: one.theme_name for one in plan.sheets}
    pages = {(one.kind, one.unit, one.theme): at for at, one in enumerate(plan.sheets, start=1)}
    outputs = " + ".join(t(f"atlas_panel.file_{key}") for key in plan.outputs)
    sums = t(
        "atlas_panel.sum",
        units=fmt_int(len(units)),
        themes=fmt_int(len(themes)),
        count=fmt_int(len(plan.sheets)),
    )
    head = "".join(f"<th>{escape(name)}</th>" for name in themes.values())
    rows = "".join(
        f"<tr><th>{escape(name)}</th>"
        + "".join(f"<td>{pages.get((kind, code, theme), '—')}</td>" for theme in themes)
        + "</tr>"
        for kind, code, name in units
    )
    first = [one for one in plan.sheets if (one.kind, one.unit) == (plan.sheets[0].kind, plan.sheets[0].unit)]
    figures = "".join(
        f'<figure><img loading="lazy" alt="{escape(f"{one.unit_name} {one.theme_name}")}" '
        f'src="api/sheet-preview?w={_SHOWN_PX}&amp;q={escape(quote(canonical(one.page), safe=""))}">'
        f"<figcaption>{escape(f'{one.unit_name} · {one.theme_name}')}</figcaption></figure>"
        for one in (first if plan.order == "unit" else list(plan.sheets))[:_SHOWN]
    )
    st.html(
        f'<div class="om-atlas-sheet"><h2>{escape(plan.title)}<small>{escape(" · ".join(plan.lines))}</small></h2>'
        f"<p>{escape(sums)}<span>{escape(outputs)}</span></p>"
        f'<div class="om-atlas-pages">{figures}</div>'
        f'<div class="om-atlas-matrix" tabindex="0"><table><thead><tr><th>{escape(t("atlas_panel.unit_page"))}</th>{head}'
        f"</tr></thead><tbody>{rows}</tbody></table></div></div>"
    )
