"""数据入口: department files in, every problem named, publish."""

from __future__ import annotations

import streamlit as st

from ui.data_nav import data_nav
from ui.errors import shown


@shown
def page() -> None:
    """Draw the screen."""
    st.html(data_nav("gate"))
