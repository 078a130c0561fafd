"""The part of the screen for meeting packs: choose units and files, look at the pages, make them all."""

from __future__ import annotations

from base64 import b64encode
from contextlib import AbstractContextManager
from html import escape
from typing import Any

import streamlit as st

from data.settings import Settings
from export.briefing.job import PackJob
from export.briefing.pack import PACK_FORMATS, PackFormat, pages_task
from export.sheet.workers import sheet_workers
from governance.errors import OneMapError
from ui.controls import indicator_control, membership_control, period_control
from ui.errors import show_error
from ui.snapshot.address import ask, asked, link_base
from ui.snapshot.pack_result import result
from ui.snapshot.who import who, who_control
from ui.state import chosen, read, remember
from ui.text import current_lang, pick, t
from views.basis import Basis
from views.briefing.request import BriefingRequest, ask_briefing
from views.briefing.scope import DISTRICT
from views.names import Lang, unit_name
from views.sheet.fresh import fresh_choices
from views.state import ViewState

_JOB, _PAGES = "om_pack_job", "om_pack_pages"
_PAGE_PX = 1240


def panel(on: Basis) -> None:
    """Draw the options beside the pages, or beside what is being made."""
    state = read(on).state
    units, formats = _units(on, state), _formats()
    requests, error = _requests(on, state, units)
    with st.container(key="om-pack"):
        with st.container(key="om-snap-options"):
            _options(on, state, units, formats)
            _start(requests, formats, error)
        with st.container(key="om-pack-table"):
            if error is not None:
                show_error(error)
            job = st.session_state.get(_JOB)
            if isinstance(job, PackJob):
                result(job)
            _preview(requests)


def _options(on: Basis, state: ViewState, units: tuple[str, ...], formats: tuple[PackFormat, ...]) -> None:
    with _section("pack-units", t("pack.units")):
        _unit_choices(on, state, units)
    with _section("pack-when", t("pack.when")):
        with st.container(key="om-snap-when", horizontal=True, vertical_alignment="center", gap="small"):
            membership_control(on, state)
            period_control(on, state)
        st.caption(t("pack.map"))
        indicator_control(on, state)
    with _section("pack-files", t("pack.formats")):
        _format_choices(formats)
    with _section("pack-words", t("snapshot.section.words")):
        _words()
    with _section("pack-who", t("snapshot.section.who")):
        who_control()


def _section(key: str, title: str) -> AbstractContextManager[Any]:
    """A part of the options under its heading."""
    box = st.container(key=f"om-snap-{key}")
    box.html(f"<h3>{escape(title)}</h3>")
    return box


def _offered(on: Basis, state: ViewState) -> tuple[str, ...]:
    """City, categories, and the units of the membership, in the order of the region."""
    level = DISTRICT[state.membership]
    categories = tuple(category.code for category in on.definitions.categories)
    return (on.definitions.adcode, *categories, *(str(code) for code in on.column(level, "code")))


def _units(on: Basis, state: ViewState) -> tuple[str, ...]:
    """Units of the address; without any, the one that the reader looks at or lies in."""
    offered = _offered(on, state)
    named = [code for code in asked("units").split(",") if code in offered]
    if named or "units" in st.query_params:
        return tuple(dict.fromkeys(named))
    unit = state.unit
    own = unit.zone_code if state.membership == "zone" else unit.county_code
    found = unit.code if unit.level in ("city", "category") else own
    return (found,) if found in offered else ()


def _unit_choices(on: Basis, state: ViewState, units: tuple[str, ...]) -> None:
    """One row of buttons for the whole and its categories, one for the units of each category."""
    level, lang = DISTRICT[state.membership], current_lang()
    city = on.unit_row("city", on.definitions.adcode)
    assert city is not None, "a release always holds its city"
    names = {city.code: unit_name(city, lang)}
    names |= {c.code: pick(c.name, c.name_en, lang) for c in on.definitions.categories}
    rows = [(t("pack.whole"), tuple(names))]
    for category in on.definitions.categories:
        members = [
            unit
            for unit in (on.unit_at(level, seq) for seq in range(len(on.units(level))))
            if unit.category == category.code
        ]
        names |= {unit.code: unit_name(unit, lang) for unit in members}
        title = pick(category.name, category.name_en, lang)
        rows.append((t("pack.members", category=title), tuple(unit.code for unit in members)))
    for place, (title, codes) in enumerate(rows):
        key = f"om_pack_units_{place}"

        def picked(chosen_codes: list[str], own: tuple[str, ...] = codes) -> None:
            kept = [code for code in units if code not in own] + list(chosen_codes)
            ask(units=",".join(code for code in _offered(on, state) if code in kept) or "-")

        st.pills(
            title,
            codes,
            selection_mode="multi",
            format_func=names.__getitem__,
            key=remember([code for code in codes if code in units], key),
            on_change=chosen(key, picked),
        )
    with st.container(key="om-pack-all", horizontal=True, gap="small"):
        zones = ",".join(code for _, codes in rows[1:] for code in codes)
        st.button(t("pack.all_zones"), key="om_pack_all", type="tertiary", on_click=lambda: ask(units=zones))
        st.button(t("pack.none_zones"), key="om_pack_none", type="tertiary", on_click=lambda: ask(units="-"))


def _formats() -> tuple[PackFormat, ...]:
    named = asked("files").split(",")
    found = tuple(name for name in PACK_FORMATS if name in named)
    return found if asked("files") else PACK_FORMATS


def _format_choices(formats: tuple[PackFormat, ...]) -> None:
    key = "om_pack_files"

    def picked(names: list[str]) -> None:
        kept = [name for name in PACK_FORMATS if name in names]
        ask(files="" if len(kept) == len(PACK_FORMATS) else ",".join(kept) or "-")

    st.pills(
        t("pack.formats"),
        PACK_FORMATS,
        selection_mode="multi",
        format_func=lambda name: t(f"pack.format_{name}"),
        key=remember(list(formats), key),
        on_change=chosen(key, picked),
        label_visibility="collapsed",
    )
    lines = "".join(
        f"<li><b>{escape(t(f'pack.format_{name}'))}</b> {escape(t(f'pack.about_{name}'))}</li>"
        for name in formats
    )
    st.html(f'<ul class="om-pack-about">{lines}</ul>')


def _words() -> None:
    lang = asked("sheet_lang") if asked("sheet_lang") in ("zh", "en") else current_lang()
    st.segmented_control(
        t("pack.language"),
        ("zh", "en"),
        format_func=lambda name: t(f"pack.language_{name}"),
        key=remember(lang, "om_pack_lang"),
        on_change=chosen("om_pack_lang", lambda name: ask(sheet_lang=str(name))),
        required=True,
    )
    st.toggle(
        t("pack.public"),
        key=remember(asked("public") == "1", "om_pack_public"),
        on_change=chosen("om_pack_public", lambda is_on: ask(public="1" if is_on else "")),
        help=t("pack.public_help"),
    )
    st.text_input(
        t("pack.approval"),
        key=remember(asked("no"), "om_pack_no"),
        placeholder=t("pack.approval_hint"),
        on_change=chosen("om_pack_no", lambda text: ask(no=str(text).strip())),
        max_chars=60,
    )


def _requests(
    on: Basis, state: ViewState, units: tuple[str, ...]
) -> tuple[tuple[BriefingRequest, ...], OneMapError | None]:
    """What is to be made, or why it cannot be."""
    lang: Lang = "en" if (asked("sheet_lang") or current_lang()) == "en" else "zh"
    try:
        fresh = fresh_choices(on, user=who(), link_base=link_base())
        made = tuple(
            ask_briefing(
                on, unit, state.period, state.membership, lang, indicator=state.indicator,
                approval=asked("no"), is_public=asked("public") == "1", fresh=fresh,
            )
            for unit in units
        )  # fmt: skip
    except OneMapError as error:
        return (), error
    return made, None


def _start(
    requests: tuple[BriefingRequest, ...], formats: tuple[PackFormat, ...], error: OneMapError | None
) -> None:
    """The one button; grey while nothing is chosen or a pack is being made."""
    job = st.session_state.get(_JOB)
    is_busy = isinstance(job, PackJob) and job.look.state == "running"
    count = len(requests) * len(formats)

    def begin() -> None:
        settings = Settings.from_env()
        st.session_state[_JOB] = PackJob(sheet_workers(settings), settings, requests, formats, who())

    with st.container(key="om-pack-start"):
        st.button(
            t("pack.start", count=count) if count else t("pack.start_none"),
            key="om_pack_start",
            type="primary",
            width="stretch",
            disabled=not count or is_busy or error is not None,
            on_click=begin,
        )


def _preview(requests: tuple[BriefingRequest, ...]) -> None:
    """The pages of the first unit's PDF, as they will be printed."""
    if not requests:
        st.html(f'<div class="om-nothing" role="status"><b>{escape(t("pack.preview_none"))}</b></div>')
        return
    request = requests[0]
    # A watermark with the time in it would ask for other pages at every run.
    key = (request.unit, request.period, request.membership, request.lang, request.indicator,
           request.release_id, request.approval, request.is_public, request.fresh.as_of)  # fmt: skip
    held = st.session_state.get(_PAGES)
    if held is None or held[0] != key:
        try:
            with st.spinner(t("pack.previewing")):
                pictures = sheet_workers(Settings.from_env()).run(pages_task, request, _PAGE_PX)
        except OneMapError as error:
            show_error(error)
            return
        held = st.session_state[_PAGES] = (key, pictures)
    pictures = held[1]
    shown = "".join(
        f'<figure><img alt="{escape(t("pack.preview_page", page=place + 1, pages=len(pictures)))}" '
        f'src="data:image/png;base64,{b64encode(picture).decode()}"><figcaption>'
        f"{escape(t('pack.preview_page', page=place + 1, pages=len(pictures)))}</figcaption></figure>"
        for place, picture in enumerate(pictures)
    )
    st.html(f'<div class="om-pack-pages" tabindex="0">{shown}</div>')
