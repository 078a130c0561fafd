"""发布: what was published by whom and why, what changed, and the way back."""

from __future__ import annotations

import streamlit as st

from ui.data_nav import data_nav
from ui.errors import shown


@shown
def page() -> None:
    """Draw the screen."""
    st.html(data_nav("releases"))
