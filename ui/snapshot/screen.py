"""The parts of the screen: tabs, the sheet with its options, and what is said where a sheet cannot be shown."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.settings import Settings
from data.snapshots.store import nearest_release
from export.sheet.workers import sheet_workers
from governance.errors import OneMapError, StateError
from ui.errors import show_error
from ui.notices import ignored_parts
from ui.snapshot.address import HISTORY, TABS, ask, asked, href, sheet_params
from ui.snapshot.asked import AskedSheet, GoneSheet, asked_sheet
from ui.snapshot.options import options
from ui.snapshot.stage import stage
from ui.snapshot.words import spelled
from ui.state import chosen, remember
from ui.text import current_lang, fmt_datetime, t
from views.basis import Basis, basis_of


def ready_to_draw() -> None:
    """Start a process that draws, so that it is warm by the time the first picture is asked for."""
    sheet_workers(Settings.from_env()).warm()


def tabs(tab: str) -> None:
    """The parts of the screen as one row of buttons, and the keys of the one shown."""
    with st.container(key="om-snap-tabs", horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            t("snapshot.tabs"),
            TABS,
            format_func=lambda name: t(f"snapshot.tab_{name}"),
            key=remember(tab, "om_snap_tab"),
            on_change=chosen("om_snap_tab", _turn),
            required=True,
            label_visibility="collapsed",
        )
        words = t("snapshot.stage.keys") if tab == TABS[0] else t("snapshot.lead")
        st.html(f'<p class="om-snap-hint">{escape(words)}</p>', width="stretch")


def _turn(tab: str) -> None:
    """Another part of the screen: the choices of the sheet stay, those of the history do not."""
    ask(**dict.fromkeys(HISTORY, ""), tab="" if tab == TABS[0] else tab, code=asked("code"))


def sheet_tab(on: Basis) -> None:
    """The sheet of the address beside its options; or why there is none."""
    try:
        seen = asked_sheet(on)
    except StateError as error:
        _cannot(error)
        return
    if isinstance(seen, GoneSheet):
        _gone(seen)
        return
    ignored_parts(seen.ignored)
    _pinned(seen)
    with st.container(key="om-snap"):
        options(seen)
        stage(seen)


def _pinned(seen: AskedSheet) -> None:
    """What a reader must know of a sheet that was made before: nothing of it changes until an option does."""
    if seen.code:
        title = t("snapshot.pinned.title", code=spelled(seen.code))
        words = t("snapshot.pinned.words", release=seen.on.provenance.release_id)
        st.html(
            f'<div class="om-snap-pinned" role="status"><b>{escape(title)}</b><span>{escape(words)}</span></div>'
        )


def _cannot(error: OneMapError) -> None:
    """A code that is none, or is not known here: said, and the way to a sheet that can be made."""
    with st.container(key="om-snap-cannot"):
        show_error(error)
        st.html(f'<a class="om-link" href="{href()}" target="_self">{escape(t("nav.snapshot"))} →</a>')


def _gone(seen: GoneSheet) -> None:
    """Which release it was, and the one nearest to it that is still there."""
    release = seen.request.release_id
    near = nearest_release(Settings.from_env(), release)
    detail = t("snapshot.gone.detail", code=spelled(seen.code))
    words, link = t("snapshot.gone.none"), ""
    if near is not None:
        on = basis_of(near.release_id)
        when = fmt_datetime(on.provenance.published_at, current_lang())
        words = t("snapshot.gone.nearest", release=near.release_id, when=when)
        there = href(**sheet_params(seen.request, on))
        link = f'<a class="om-link" href="{there}" target="_self">{escape(t("snapshot.gone.open"))} →</a>'
    st.html(
        f'<div class="om-error" role="alert"><p class="om-error-title">{escape(t("snapshot.gone.title", release=release))}</p>'
        f'<p class="om-error-detail">{escape(detail)}</p><p class="om-error-remedy">{escape(words)} {link}</p></div>'
    )
