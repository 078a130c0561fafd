"""Short words above a page: what of a link could not be followed, and what is sample data."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from ui.text import t


def ignored_parts(names: Sequence[str]) -> None:
    """Say which parts of the address were left out; nothing when all were followed."""
    if names:
        words = t("notice.separator").join(t(f"notice.part_{name}") for name in names)
        st.html(f'<div class="om-notice" role="status">{escape(t("notice.ignored", parts=words))}</div>')
