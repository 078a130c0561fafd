"""Two releases side by side: chosen from two lists, told row by row and unit by unit."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from data.settings import Settings
from governance.errors import ReleaseError
from ui.errors import show_error
from ui.gate.address import ask, asked
from ui.releases.changes import changes
from ui.state import chosen, remember
from ui.text import current_lang, fmt_datetime, t
from views.basis import basis_of
from views.releases.list import ListedRelease


def comparison(found: Sequence[ListedRelease]) -> None:
    """Draw the two lists and, once two different releases are chosen, what differs."""
    ids = [own.release_id for own in found]
    old, new = _pair(found)
    with st.container(key="om-rel-compare"):
        st.html(f"<h2>{t('releases.compare')}<small>{escape(t('releases.compare_note'))}</small></h2>")
        if len(found) < 2:
            st.html(f'<p class="om-empty">{escape(t("releases.compare_one"))}</p>')
            return
        with st.container(key="om-rel-pick", horizontal=True, vertical_alignment="bottom", gap="small"):
            _choice("old", ids, old, found)
            st.html('<span class="om-rel-arrow">→</span>', width="content")
            _choice("new", ids, new, found)
            if old and new:
                st.button(
                    t("releases.turn"),
                    key="om_rel_turn",
                    on_click=lambda: ask(old=new, new=old, n="", set="", kind=""),
                )
                st.button(t("releases.compare_close"), key="om_rel_close",
                          on_click=lambda: ask(old="", new="", n="", set="", kind=""))  # fmt: skip
        if not old or not new:
            return
        if old == new:
            st.html(f'<p class="om-empty">{escape(t("releases.same_one"))}</p>')
            return
        settings = Settings.from_env()
        try:
            changes(basis_of(old, settings), basis_of(new, settings), old, new)
        except ReleaseError as error:  # one of them is of another version of the program: told in its place
            show_error(error)


def _pair(found: Sequence[ListedRelease]) -> tuple[str, str]:
    """The two that the address names; with the earlier one alone, against the current release."""
    ids = {own.release_id for own in found}
    old, new = asked("old"), asked("new")
    current = next((own.release_id for own in found if own.entry.is_current), "")
    if old in ids and not new:
        new = current
    return (old if old in ids else "", new if new in ids else "")


def _choice(name: str, ids: Sequence[str], value: str, found: Sequence[ListedRelease]) -> None:
    names = {own.release_id: _name(own) for own in found}
    key = f"om_rel_{name}"
    st.selectbox(
        t(f"releases.{name}"),
        tuple(ids),
        index=None,
        format_func=lambda own: names[own],
        key=remember(value or None, key),
        placeholder=t("releases.choose"),
        on_change=chosen(key, lambda own: ask(**{name: str(own), "n": "", "set": "", "kind": "", "to": ""})),
    )


def _name(own: ListedRelease) -> str:
    words = fmt_datetime(own.published_at, current_lang())
    if own.entry.is_current:
        words = t("releases.is_current", when=words)
    return f"{words} · {own.entry.why}" if own.entry.why else words
