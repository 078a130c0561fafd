"""What was exported, by whom, of which release: cards with small pictures, to open again and to compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st

from data.release import releases
from data.settings import Settings
from data.snapshots.store import ExportEntry, exports, thumbnail_path
from ui.snapshot.address import ask, asked, href
from ui.snapshot.compare import comparison
from ui.snapshot.moments import moment
from ui.snapshot.reading import read_box
from ui.snapshot.words import spelled
from ui.state import chosen, remember
from ui.text import current_lang, fmt_datetime, fmt_int, t

KINDS = ("snapshot", "atlas", "briefing")
PAGE = 12
_ALL = "all"


@dataclass(frozen=True)
class _Card:
    """Exports of one code that follow one another: one sheet in several formats is one card."""

    entries: tuple[ExportEntry, ...]

    @property
    def last(self) -> ExportEntry:
        """The newest of them."""
        return self.entries[0]


def history() -> None:
    """The code reader, the comparison that the address asks for, and the cards."""
    entries = exports(Settings.from_env())
    with st.container(key="om-snap-history"):
        read_box()
        with st.container(key="om-snap-made"):
            comparison()
            _head(entries)
            _cards(_found(entries))


def _found(entries: Sequence[ExportEntry]) -> list[_Card]:
    """The cards that fit what is looked for."""
    words, kind = asked("find").casefold().split(), asked("kind")
    cards: list[_Card] = []
    for entry in entries:
        text = f"{entry.title} {entry.code} {entry.by} {entry.release_id}".casefold()
        fits = all(word in text or word.replace("-", "") in text for word in words)
        if (kind in KINDS and entry.kind != kind) or not fits:
            continue
        if cards and (cards[-1].last.code, cards[-1].last.by) == (entry.code, entry.by):
            cards[-1] = _Card((*cards[-1].entries, entry))
        else:
            cards.append(_Card((entry,)))
    return cards


def _head(entries: Sequence[ExportEntry]) -> None:
    with st.container(key="om-snap-made-head", horizontal=True, vertical_alignment="center", gap="small"):
        count = t("snapshot.history.count", count=fmt_int(len(entries)))
        st.html(
            f"<h2>{escape(t('snapshot.history.title'))}<small>{escape(count)}</small></h2>", width="stretch"
        )
        if not entries:
            return
        st.segmented_control(
            t("snapshot.history.kind"),
            (_ALL, *KINDS),
            format_func=lambda kind: t(f"snapshot.history.kind_{kind}"),
            key=remember(asked("kind") if asked("kind") in KINDS else _ALL, "om_snap_kind"),
            on_change=chosen("om_snap_kind", lambda kind: ask(kind="" if kind == _ALL else str(kind), at="")),
            required=True,
            label_visibility="collapsed",
        )
        st.text_input(
            t("snapshot.history.find"),
            key=remember(asked("find"), "om_snap_find"),
            placeholder=t("snapshot.history.find"),
            on_change=chosen("om_snap_find", _find),
            label_visibility="collapsed",
        )


def _find(text: str) -> None:
    ask(find=text.strip()[:60], at="")


def _cards(cards: Sequence[_Card]) -> None:
    if not cards:
        looked = asked("find") or asked("kind")
        words = ("nothing", "") if looked else ("none", "none_help")
        more = f"<p>{escape(t(f'snapshot.history.{words[1]}'))}</p>" if words[1] else ""
        st.html(
            f'<div class="om-nothing" role="status"><b>{escape(t(f"snapshot.history.{words[0]}"))}</b>{more}</div>'
        )
        return
    pages = -(-len(cards) // PAGE)
    page = min(max(int(asked("at")) if asked("at").isdecimal() and len(asked("at")) < 6 else 1, 1), pages)
    there = {entry.release_id for entry in releases(Settings.from_env())}
    with st.container(key="om-snap-cards"):
        for at, card in enumerate(cards[(page - 1) * PAGE : page * PAGE]):
            _card(at, card, there)
    if pages > 1:
        with st.container(key="om-snap-turner", horizontal=True, vertical_alignment="center", gap="small"):
            _turn_button("before", page - 1, pages)
            st.html(
                f"<span>{escape(t('snapshot.history.page', page=page, pages=pages))}</span>", width="content"
            )
            _turn_button("after", page + 1, pages)


def _turn_button(name: str, to: int, pages: int) -> None:
    st.button(
        t(f"snapshot.history.{name}"),
        key=f"om_snap_turn_{name}",
        disabled=not 1 <= to <= pages,
        on_click=partial(ask, at=str(to)),
    )


def _card(at: int, card: _Card, there: set[str]) -> None:
    """One sheet: its picture, which leads to it, what and who, and choosing it for a comparison."""
    entry = card.last
    is_sheet = entry.kind == "snapshot"
    code = spelled(entry.code)
    target = href(code=entry.code) if is_sheet else ""
    formats = " ".join(dict.fromkeys(own.format.upper() for own in reversed(card.entries)))
    picture = (
        f'<a class="om-snap-thumb" href="{target}" target="_self" title="{escape(t("snapshot.history.reopen"))}">'
        f'<img loading="lazy" alt="" src="api/sheet-thumb?code={escape(entry.code)}"></a>'
        if is_sheet
        else f'<span class="om-snap-thumb om-snap-thumb-{escape(entry.kind)}">{_face(entry, formats)}</span>'
    )
    title = (
        f'<a class="om-snap-title" href="{target}" target="_self">{escape(entry.title)}</a>'
        if target
        else f'<span class="om-snap-title">{escape(entry.title)}</span>'
    )
    gone = (
        ""
        if entry.release_id in there
        else f' <em class="om-bad">{escape(t("snapshot.history.is_gone"))}</em>'
    )
    when = fmt_datetime(moment(entry.at), current_lang())
    by = escape(entry.by) or f"<i>{escape(t('snapshot.history.nobody'))}</i>"
    with st.container(key=f"om-snap-card-{at}"):
        st.html(
            f'{picture}<div class="om-snap-words">{title}<p><b>{by}</b> <span>{when}</span></p>'
            f"<p><code>{escape(code)}</code> <span>{escape(formats)}</span></p>"
            f'<p class="om-snap-release">{escape(t("snapshot.history.release"))} {escape(entry.release_id)}{gone}</p></div>'
        )
        if is_sheet:
            with st.container(
                key=f"om-snap-ways-{at}", horizontal=True, vertical_alignment="center", gap="small"
            ):
                _compare_button(at, entry.code)
                # The short link itself: what stands on the sheet, and what a reader may pass on.
                words = escape(t("snapshot.read.live"))
                st.html(
                    f'<a class="om-link" href="./?s={escape(entry.code)}" target="_self">{words} →</a>',
                    width="content",
                )


def _face(entry: ExportEntry, formats: str) -> str:
    """The map of a briefing where its picture was kept; else the formats, in large letters."""
    if entry.kind == "briefing" and thumbnail_path(Settings.from_env(), entry.code).is_file():
        return f'<img loading="lazy" alt="" src="api/sheet-thumb?code={escape(entry.code)}">'
    return f"<b>{escape(formats)}</b>"


def _compare_button(at: int, code: str) -> None:
    left, right = asked("left"), asked("right")
    is_chosen = code in (left, right)
    if is_chosen:
        act = partial(ask, left=right if code == left else left, right="")
    elif left:
        act = partial(ask, right=code)
    else:
        act = partial(ask, left=code)
    label = "compared" if is_chosen and not right else "compare_off" if is_chosen else "compare"
    st.button(
        t(f"snapshot.history.{label}"),
        key=f"om_snap_compare_{at}",
        type="primary" if is_chosen else "tertiary",
        on_click=act,
    )
