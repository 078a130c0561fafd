"""数据依据: the definition, the SQL and the rows behind one figure."""

from __future__ import annotations

import streamlit as st

from ui.errors import shown
from ui.panels import source_line
from ui.state import basis
from ui.text import current_lang


@shown
def page() -> None:
    """Draw the page."""
    st.html(source_line(basis().provenance, current_lang()))
