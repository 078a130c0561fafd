"""Files come in: dropped or chosen in the browser, or taken from the folder on the server."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from data.gate.deliveries import add_file, delivery, open_delivery
from data.settings import Settings
from data.staging.receive import delivery_files
from governance.errors import OneMapError
from ui.gate.acts import act, act_button, say
from ui.gate.address import ask, only
from ui.gate.key import may_write
from ui.gate.words import size
from ui.text import fmt_int, t

INBOX = "inbox"
MOST_LISTED = 40
_TURN = "om_gate_turn"


def drop_zone(delivery_id: str | None, *, is_big: bool) -> None:
    """The place to drop files; without a delivery the first file opens one.

    Parameters
    ----------
    is_big
        Whether it is what the screen is about, or one way to add more.
    """
    # Every batch goes to a field of its own: the server lets go of the bytes of the one before.
    key = f"om_gate_drop_{st.session_state.get(_TURN, 0)}"
    words = {"title": t("gate.drop_title"), "note": t("gate.drop_note"), "button": t("gate.drop_button")}
    words["refused"] = t("gate.drop_refused")
    if not is_big:
        words |= {"title": t("gate.drop_more"), "note": t("gate.drop_note_short")}
    variables = "".join(
        f"--gate-{name}:{json.dumps(text, ensure_ascii=False)};" for name, text in words.items()
    )
    with st.container(key="om-gate-drop" if is_big else "om-gate-drop-more"):
        # Streamlit's field speaks English only: its words are taken away and ours stand in their place.
        st.html(f"<style>:root{{{variables}}}</style>")
        st.file_uploader(
            t("gate.drop_title"),
            accept_multiple_files=True,
            key=key,
            on_change=partial(_dropped, key, delivery_id),
            disabled=not may_write(),
            label_visibility="collapsed",
        )


def _dropped(key: str, delivery_id: str | None) -> None:
    files = st.session_state.get(key) or []
    if files:
        act(lambda: _take([(file.name, file) for file in files], delivery_id))
        st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _told_apart(files: Sequence[tuple[str, Path | BinaryIO]]) -> Iterator[tuple[str, Path | BinaryIO]]:
    """Files that came together with names of their own: of two by one name, none takes the other's place."""
    seen: Counter[str] = Counter()
    for name, source in files:
        seen[name] += 1
        stem, dot, suffix = name.rpartition(".")
        yield (
            (f"{stem or suffix} ({seen[name]}){dot}{suffix if stem else ''}" if seen[name] > 1 else name),
            source,
        )


def _take(files: Sequence[tuple[str, Path | BinaryIO]], delivery_id: str | None) -> None:
    """Put files into the delivery; one that cannot be taken does not stop the others."""
    settings = Settings.from_env()
    is_new = delivery_id is None
    own = delivery_id or open_delivery(settings, by="").delivery_id
    refused: list[OneMapError] = []
    before = {file.name: file.sha256 for file in delivery(settings, own).files}
    replaced: list[str] = []
    for name, source in _told_apart(files):
        try:
            added = add_file(settings, own, name, source)
            if before.get(added.name, added.sha256) != added.sha256:
                replaced.append(added.name)
        except OneMapError as error:
            refused.append(error)
    if replaced:
        say(t("gate.replaced_names", names=t("notice.separator").join(replaced)))
    if is_new:
        only(delivery=own)
    else:
        ask(step="files")
    if refused:
        raise OneMapError(
            t("gate.refused", count=len(refused)),
            "\n".join(f"{error.title}: {error.detail}" for error in refused),
            refused[0].remedy,
        )


def inbox(delivery_id: str | None) -> None:
    """Files in the server's folder: the way for what is too large for a browser."""
    folder = Settings.from_env().home / INBOX
    found = delivery_files(folder) if folder.is_dir() else []
    with st.container(key="om-gate-inbox"):
        st.html(
            f"<h3>{t('gate.inbox')}</h3><p>{escape(t('gate.inbox_note'))}</p>"
            f'<p class="om-gate-path"><code>{escape(_shown(folder))}</code></p>'
        )
        if not found:
            st.html(f'<p class="om-empty">{t("gate.inbox_empty")}</p>')
            return
        for at, path in enumerate(found[:MOST_LISTED]):
            name = path.relative_to(folder).as_posix()
            with st.container(
                key=f"om-gate-in-{at}", horizontal=True, vertical_alignment="center", gap="small"
            ):
                st.html(
                    f'<span class="om-gate-name" title="{escape(name)}">{escape(name)}</span>'
                    f"<small>{size(path.stat().st_size)}</small>",
                    width="stretch",
                )
                act_button(
                    t("gate.inbox_take"),
                    partial(_take, [(name, path)], delivery_id),
                    key=f"om_gate_in_{at}",
                )
        if len(found) > MOST_LISTED:
            st.html(f'<p class="om-note">{t("gate.inbox_more", count=fmt_int(len(found) - MOST_LISTED))}</p>')
        elif len(found) > 1:
            every = [(p.relative_to(folder).as_posix(), p) for p in found]
            act_button(t("gate.inbox_all"), partial(_take, every, delivery_id), key="om_gate_in_all")


def _shown(folder: Path) -> str:
    """The folder as the clerk may tell it to whoever looks after the server: its last two names."""
    return "/".join(folder.parts[-2:])
