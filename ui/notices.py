"""Short words above a page: what of a link could not be followed, and what is sample data."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from ui.text import Lang, fmt_date, fmt_int, t
from views.basis import Provenance


def ignored_parts(names: Sequence[str]) -> None:
    """Say which parts of the address were left out; nothing when all were followed."""
    if names:
        words = t("notice.separator").join(t(f"notice.part_{name}") for name in names)
        st.html(f'<div class="om-notice" role="status">{escape(t("notice.ignored", parts=words))}</div>')


def beyond_calendar(provenance: Provenance, lang: Lang) -> str:
    """What the clock had to guess: cases that reach beyond the announced holidays; empty when none does."""
    if provenance.calendar_known_until is None or not provenance.beyond_calendar:
        return ""
    day, count = fmt_date(provenance.calendar_known_until, lang), fmt_int(provenance.beyond_calendar)
    return f'<span class="om-beyond">{escape(t("clock.beyond", lang, day=day, count=count))}</span>'
