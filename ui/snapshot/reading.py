"""Reading a code: typed, or out of a sheet that is dropped here; and proving that a file is the sheet of its code."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from html import escape

import streamlit as st

from data.settings import Settings
from data.snapshots.store import keep_code
from export.sheet.recognise import sheet_in
from export.sheet.workers import sheet_workers
from governance.errors import OneMapError, ReleaseError, StateError
from ui.errors import show_error
from ui.gate.words import size as size_words
from ui.snapshot.address import href, reader
from ui.snapshot.stage import live_href
from ui.snapshot.words import spelled, view_words
from ui.state import chosen
from ui.text import t
from views.basis import basis_of
from views.sheet.code import read_code
from views.sheet.request import SheetRequest, canonical, code_of
from views.sheet.sizes import Format

_READ, _FAULT, _CHECKED, _TURN = "om_snap_read", "om_snap_read_fault", "om_snap_checked", "om_snap_read_turn"
_FIELD = "om_snap_code"
# A sheet of the largest size is far below.
MOST_BYTES = 80_000_000
# What a sheet is exported as, and what messengers make of its picture.
_TAKEN = (".png", ".pdf", ".svg", ".jpg", ".jpeg", ".webp")
_BEGINS: dict[bytes, Format] = {b"\x89PNG": "png", b"\xff\xd8": "png", b"RIFF": "png", b"%PDF": "pdf"}


@dataclass(frozen=True)
class _Read:
    """A sheet that was dropped: what it says of itself, and what proves it."""

    request: SheetRequest
    code: str
    name: str
    format: Format
    sha256: str


def read_box() -> None:
    """A field for a code, a place for a sheet, and what was read."""
    with st.container(key="om-snap-read"):
        st.html(f"<h2>{escape(t('snapshot.read.title'))}</h2>")
        st.text_input(
            t("snapshot.read.code"),
            key=_FIELD,
            placeholder=t("snapshot.read.code_hint"),
            on_change=chosen(_FIELD, _typed),
        )
        _drop()
        error = st.session_state.get(_FAULT)
        if isinstance(error, OneMapError):
            show_error(error)
        read = st.session_state.get(_READ)
        if isinstance(read, _Read):
            _told(read)


def _typed(text: str) -> None:
    """A code that was typed: to its sheet, or what is wrong with it."""
    if not text.strip():
        return
    try:
        code = read_code(text)
    except StateError as error:
        st.session_state[_FAULT] = error
        return
    _forget()
    st.query_params.from_dict({**reader(), "code": code})


def _forget() -> None:
    for name in (_READ, _FAULT, _CHECKED):
        st.session_state.pop(name, None)


def _drop() -> None:
    """Streamlit's field speaks English only: its words are taken away and ours stand in their place."""
    key = f"om_snap_drop_{st.session_state.get(_TURN, 0)}"
    variables = "".join(
        f"--snap-{name}:{json.dumps(t(f'snapshot.read.drop_{name}'), ensure_ascii=False)};"
        for name in ("title", "note", "button", "refused")
    )
    with st.container(key="om-snap-drop"):
        st.html(f"<style>:root{{{variables}}}</style>")
        st.file_uploader(
            t("snapshot.read.drop_title"),
            key=key,
            on_change=lambda: _dropped(key),
            label_visibility="collapsed",
        )


def _dropped(key: str) -> None:
    """Read the request out of the file; the bytes themselves are let go."""
    file = st.session_state.get(key)
    if file is None:
        return
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    _forget()
    try:
        if file.size > MOST_BYTES:
            raise StateError(
                t("snapshot.read.too_large"),
                t("snapshot.read.too_large_detail", size=size_words(file.size), limit=size_words(MOST_BYTES)),
                t("snapshot.read.too_large_remedy"),
            )
        data = file.getvalue()
        if not file.name.lower().endswith(_TAKEN):
            raise StateError(
                t("snapshot.read.other_type"), file.name[:80], t("snapshot.read.other_type_remedy")
            )
        request = sheet_in(data, Settings.from_env())
        code = code_of(request)
        keep_code(Settings.from_env(), code, canonical(request))
    except OneMapError as error:
        st.session_state[_FAULT] = error
        return
    kind: Format = next((known for begin, known in _BEGINS.items() if data.startswith(begin)), "svg")
    st.session_state[_READ] = _Read(request, code, file.name, kind, hashlib.sha256(data).hexdigest())


def _told(read: _Read) -> None:
    """What the sheet is, and the ways on from it."""
    request = read.request
    try:
        words, is_there = view_words(request, basis_of(request.release_id)), True
    except (ReleaseError, StateError) as error:
        words, is_there = error.title, False
    live = escape(live_href(request))
    with st.container(key="om-snap-told"):
        st.html(
            f'<p class="om-snap-found">{escape(t("snapshot.read.found"))} <b>{spelled(read.code)}</b></p>'
            f'<a class="om-snap-thumb" href="{href(code=read.code)}" target="_self">'
            f'<img alt="" src="api/sheet-thumb?code={read.code}"></a>'
            f"<p><b>{escape(request.title)}</b> {escape(words)}</p>"
            f"<p class='om-faint'>{escape(t('snapshot.history.release'))} {escape(request.release_id)}"
            f" · {escape(t('snapshot.read.made_on', day=request.as_of)) if request.as_of else ''}</p>"
            f'<p class="om-snap-ways"><a class="om-link" href="{href(code=read.code)}" target="_self">'
            f"{escape(t('snapshot.read.reopen'))} →</a>"
            f'<a class="om-link" href="{live}" target="_self">{escape(t("snapshot.read.live"))} →</a></p>'
        )
        if is_there:
            st.button(
                t("snapshot.read.check"),
                key="om_snap_check",
                on_click=lambda: _check(read),
                help=t("snapshot.read.check_help"),
            )
        same = st.session_state.get(_CHECKED)
        if isinstance(same, bool):
            kind, words = ("om-good", "same") if same else ("om-bad", "differs")
            mark = "✓" if same else "✕"
            st.html(
                f'<p class="om-snap-checked {kind}" role="status">{mark} {escape(t(f"snapshot.read.{words}"))}</p>'
            )


def _check(read: _Read) -> None:
    """Make the sheet again and compare the bytes."""
    st.session_state.pop(_FAULT, None)
    try:
        made = sheet_workers(Settings.from_env()).export(read.request, read.format)
    except OneMapError as error:
        st.session_state[_FAULT] = error
        return
    st.session_state[_CHECKED] = made.sha256 == read.sha256
