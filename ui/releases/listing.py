"""The list of releases, each with what can be done with it: make it current, keep it, compare it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from data.release import pin, rollback
from data.settings import Settings
from ui.gate.acts import act_button, need, needed, say
from ui.gate.address import ask, asked, href
from ui.gate.key import may_write
from ui.gate.words import counted, delivery_title
from ui.text import current_lang, fmt_change, fmt_date, fmt_datetime, t
from views.releases.list import ListedRelease, earlier

_BY, _WHY = "om_rel_by", "om_rel_why"


def release_list(found: Sequence[ListedRelease]) -> None:
    """Draw the releases, the latest first."""
    current = next((own for own in found if own.entry.is_current), None)
    with st.container(key="om-rel-list"):
        st.html(
            f"<h2>{t('releases.list')}<small>{escape(t('releases.count', count=len(found)))}</small></h2>"
        )
        for at, own in enumerate(found):
            _release(at, own, found, current)


def _release(
    at: int, own: ListedRelease, found: Sequence[ListedRelease], current: ListedRelease | None
) -> None:
    kind = "current" if own.entry.is_current else "other"
    with st.container(key=f"om-rel-{kind}-{at}"):
        with st.container(key=f"om-rel-row-{at}", horizontal=True, vertical_alignment="center", gap="small"):
            st.html(_words(own), width="stretch")
            before = earlier(found, own.release_id)
            base = own.entry.parent or (before.release_id if before else "")
            if base and any(other.release_id == base for other in found):
                st.button(
                    t("releases.changes"),
                    key=f"om_rel_changes_{at}",
                    on_click=partial(ask, old=base, new=own.release_id, n="", set="", kind="", to=""),
                    help=t("releases.changes_help"),
                )
            if not own.entry.is_current and current is not None:
                st.button(
                    t("releases.since"),
                    key=f"om_rel_since_{at}",
                    on_click=partial(
                        ask, old=own.release_id, new=current.release_id, n="", set="", kind="", to=""
                    ),
                    help=t("releases.since_help"),
                )
            act_button(
                t("releases.unpin") if own.entry.pinned else t("releases.pin"),
                partial(pin, Settings.from_env(), own.release_id, not own.entry.pinned),
                key=f"om_rel_pin_{at}",
                kind="tertiary",
                help=t("releases.pin_help"),
            )
            if not own.entry.is_current:
                act_button(
                    t("releases.roll_back") if _is_older(own, current) else t("releases.roll_forward"),
                    partial(ask, to=own.release_id, old="", new=""),
                    key=f"om_rel_back_{at}",
                )
        if asked("to") == own.release_id and not own.entry.is_current:
            _confirm(own, current)


def _is_older(own: ListedRelease, current: ListedRelease | None) -> bool:
    return current is None or own.release_id < current.release_id


def _words(own: ListedRelease) -> str:
    """When, what, who and why; how many rows; what it rests on."""
    entry, lang = own.entry, current_lang()
    marks = ""
    if entry.is_current:
        marks += f'<em class="om-rel-now">{t("releases.current")}</em>'
    if entry.pinned:
        marks += f'<em class="om-rel-pinned">{t("releases.pinned")}</em>'
    if entry.is_demo:
        marks += f'<span class="om-demo">{t("app.demo")}</span>'
    more = (
        f" <small>{escape(t('releases.more_rows', change=fmt_change(own.rows_more, 0)))}</small>"
        if own.rows_more is not None
        else ""
    )
    added = "".join(
        f'<a class="om-link" href="{href("gate", delivery=one.delivery_id)}" target="_self">'
        f"{escape(delivery_title(one))}</a>"
        for one in own.added
    )
    holds = escape(counted("gate.n_deliveries", own.n_deliveries))
    who = escape(entry.by) or t("releases.nobody")
    why = f"<q>{escape(entry.why)}</q>" if entry.why else ""
    return (
        f'<div class="om-rel"><div class="when"><b>{fmt_datetime(own.published_at, lang)}</b>{marks}'
        f"<code>{escape(own.release_id)}</code></div>"
        f'<div class="who"><p>{who}{why}</p><p class="om-rel-added">{added}<span>{holds}</span></p></div>'
        f'<div class="what"><b>{escape(counted("gate.n_cases", entry.incidents))}</b>{more}'
        f"<span>{fmt_date(own.data_from, lang)} – {fmt_date(own.data_to, lang)}</span></div></div>"
    )


def _confirm(own: ListedRelease, current: ListedRelease | None) -> None:
    """Asked once more, in place, with who and why."""
    lang = current_lang()
    words = t(
        "releases.confirm",
        to=fmt_datetime(own.published_at, lang),
        now=fmt_datetime(current.published_at, lang) if current else t("common.missing"),
    )
    with st.container(key="om-rel-confirm"):
        st.html(
            f'<p class="om-rel-asked" role="alert"><b>{escape(words)}</b><span>{escape(t("releases.confirm_note"))}</span></p>'
        )
        with st.container(
            key="om-rel-confirm-bar", horizontal=True, vertical_alignment="bottom", gap="small"
        ):
            st.text_input(t("gate.by"), key=_BY, max_chars=60, disabled=not may_write())
            st.text_input(
                t("releases.why"),
                key=_WHY,
                max_chars=300,
                placeholder=t("releases.why_hint"),
                disabled=not may_write(),
            )
            act_button(t("releases.yes"), partial(_roll, own, current), key="om_rel_yes", kind="primary")
            st.button(t("gate.no"), key="om_rel_no", on_click=partial(ask, to=""))
        st.html(needed())


def _roll(own: ListedRelease, current: ListedRelease | None) -> None:
    by, why = (str(st.session_state.get(key, "")).strip() for key in (_BY, _WHY))
    if not by:
        need(t("gate.need_by"))
        return
    rollback(Settings.from_env(), own.release_id, by=by, why=why)
    ask(to="", undo=current.release_id if current else "")
    say(t("releases.rolled", to=fmt_datetime(own.published_at, current_lang())))


def undo_bar(found: Sequence[ListedRelease]) -> None:
    """After a change of the current release: one click puts the other one back."""
    other = next((own for own in found if own.release_id == asked("undo")), None)
    if other is None or other.entry.is_current:
        return
    with st.container(key="om-rel-undo", horizontal=True, vertical_alignment="center", gap="small"):
        words = t("releases.undo_words", to=fmt_datetime(other.published_at, current_lang()))
        st.html(f'<span role="status">{escape(words)}</span>', width="stretch")
        act_button(t("releases.undo"), partial(_undo, other), key="om_rel_undo")
        st.button(t("common.close"), key="om_rel_undo_close", on_click=partial(ask, undo=""))


def _undo(other: ListedRelease) -> None:
    by = str(st.session_state.get(_BY, "")).strip()
    rollback(Settings.from_env(), other.release_id, by=by, why=t("releases.undo_why"))
    ask(undo="")
    say(t("releases.rolled", to=fmt_datetime(other.published_at, current_lang())))
