"""The options beside the preview: each shows what the address holds, and the next picture follows from each choice."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from html import escape
from typing import Any

import streamlit as st

from ui.snapshot.address import ask, asked
from ui.snapshot.asked import AskedSheet, typed_here
from ui.snapshot.view_options import view_options
from ui.snapshot.who import who_control
from ui.state import chosen, remember
from ui.text import t
from views.sheet.address import PARTS
from views.sheet.checks import LONGEST
from views.sheet.request import PANELS, STYLES, SheetRequest
from views.sheet.sizes import ORIENTATIONS, SIZES

SCREENS = ("1080p", "4K", "5760x1080", "slide", "square")
PAPERS = ("A4", "A3", "A2", "A1", "A0")
_LABELS = "labels"
_LONGEST_SIZE = 24


def options(seen: AskedSheet) -> None:
    """All options, the most used first."""
    with st.container(key="om-snap-options"):
        with section("view"):
            view_options(seen)
        with section("size"):
            _sizes(seen)
        with section("look"):
            _look(seen.request)
        with section("words"):
            _words(seen)
        with section("parts"):
            _parts(seen.request)
        with section("who"):
            who_control()


def section(name: str) -> AbstractContextManager[Any]:
    """A part of the options under its heading."""
    box = st.container(key=f"om-snap-{name}")
    box.html(f"<h3>{escape(t(f'snapshot.section.{name}'))}</h3>")
    return box


def choice(
    name: str,
    options: Sequence[str],
    value: str,
    *,
    words: str,
    label: str,
    default: str = "",
    help: str | None = None,
) -> None:
    """One of a few, as a row of buttons; `words` is the prefix of their texts, `default` is not written out."""
    key = f"om_snap_{name}"

    def picked(word: str) -> None:
        ask(**{name: "" if word == default else word})

    st.segmented_control(
        label,
        tuple(options),
        format_func=lambda word: t(f"{words}.{word}"),
        key=remember(value, key),
        on_change=chosen(key, picked),
        required=True,
        help=help,
    )


def _sizes(seen: AskedSheet) -> None:
    """Presets as outlines, of screens and of paper, and a free size."""
    request = seen.request
    # What was typed and cannot be stays in its field.
    wrong = asked("size") if "size" in (seen.faults or {}) else ""
    free = wrong or ("" if request.size in SIZES else request.size)
    for name, keys in (("screen", SCREENS), ("paper", PAPERS)):
        key = f"om_snap_size_{name}"
        st.pills(
            t(f"snapshot.size.{name}"),
            keys,
            format_func=lambda size: t(f"snapshot.size.{size}"),
            key=remember(request.size if request.size in keys and not free else None, key),
            on_change=chosen(key, lambda size: ask(size="" if size == SCREENS[0] else str(size))),
        )
    _text("size", "free", t("snapshot.size.free"), free, t("snapshot.size.free_hint"), _LONGEST_SIZE)
    choice(
        "turn",
        ORIENTATIONS,
        request.orientation,
        words="snapshot.size",
        label=t("snapshot.size.turn"),
        default=ORIENTATIONS[0],
        help=t("snapshot.size.turn_help"),
    )


def _look(request: SheetRequest) -> None:
    choice(
        "style",
        STYLES,
        request.style,
        words="snapshot.style",
        label=t("snapshot.style.label"),
        default=STYLES[0],
    )
    choice(
        "sheet_lang",
        ("zh", "en"),
        request.lang,
        words="snapshot.lang",
        label=t("snapshot.lang.label"),
    )


def _words(seen: AskedSheet) -> None:
    """Title, marking, and whether the sheet is for the public."""
    request, wrong = seen.request, seen.faults or {}
    for name, field, value in (
        ("title", "title", request.title),
        ("mark", "marking", request.marking),
        ("no", "approval", request.approval),
    ):
        typed = asked(name) if name in wrong else value
        words = f"snapshot.text.{field}"
        _text(name, name, t(words), typed, t(f"{words}_hint"), LONGEST[field])
    with st.container(key="om-snap-public", horizontal=True, vertical_alignment="center", gap="small"):
        key = "om_snap_is_public"
        st.toggle(
            t("snapshot.text.public"),
            key=remember(request.is_public, key),
            on_change=chosen(key, lambda on: ask(public="1" if on else "")),
        )
        if not request.approval:
            st.html(f'<p class="om-snap-known">{escape(t("snapshot.text.public_help"))}</p>', width="stretch")


def _text(name: str, field: str, label: str, value: str, hint: str, longest: int) -> None:
    """A text of the address; one that cannot be printed stays in its field, for its writer to mend."""
    key = f"om_snap_{field}_text"

    def typed(text: str) -> None:
        typed_here(name, text.strip())
        ask(**{name: text.strip()})

    st.text_input(
        label,
        key=remember(value[:longest], key),
        placeholder=hint,
        max_chars=longest,
        on_change=chosen(key, typed),
    )


def _parts(request: SheetRequest) -> None:
    """Panels beside the map, and what the map carries."""

    def picked_panels(panels: list[str]) -> None:
        shown = [panel for panel in PANELS if panel in panels]
        ask(panels=",".join(shown) or "none")

    st.pills(
        t("snapshot.panels.label"),
        PANELS,
        selection_mode="multi",
        format_func=lambda panel: t(f"snapshot.panels.{panel}"),
        key=remember(list(request.panels), "om_snap_panels"),
        on_change=chosen("om_snap_panels", picked_panels),
    )
    names = (_LABELS, *PARTS)
    there = [name for name in PARTS if getattr(request, name)]
    if request.labels == "auto":
        there.insert(0, _LABELS)

    def picked_parts(parts: list[str]) -> None:
        ask(
            labels="" if _LABELS in parts else "none",
            without=",".join(name for name in PARTS if name not in parts),
        )

    st.pills(
        t("snapshot.parts.label"),
        names,
        selection_mode="multi",
        format_func=lambda name: t(f"snapshot.parts.{name}"),
        key=remember(there, "om_snap_parts"),
        on_change=chosen("om_snap_parts", picked_parts),
    )
