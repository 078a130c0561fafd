"""边界: official boundaries proposed, looked at side by side, accepted."""

from __future__ import annotations

import streamlit as st

from ui.boundaries.screen import boundaries_screen
from ui.data_nav import data_nav
from ui.errors import shown


@shown
def page() -> None:
    """Draw the screen."""
    st.html(data_nav("boundaries"))
    boundaries_screen()
