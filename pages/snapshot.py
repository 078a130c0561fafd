"""出图: a sheet of any view, an atlas of many, meeting packs, and what was made before."""

from __future__ import annotations

import streamlit as st

from ui.errors import shown
from ui.panels import source_line
from ui.snapshot.address import wanted_tab
from ui.snapshot.atlas_panel import panel as atlas_panel
from ui.snapshot.history import history
from ui.snapshot.pack_panel import panel
from ui.snapshot.screen import ready_to_draw, sheet_tab, tabs
from ui.state import basis
from ui.text import current_lang


@shown
def page() -> None:
    """Draw the part of the screen that the address asks for."""
    ready_to_draw()
    on = basis()
    tab = wanted_tab()
    tabs(tab)
    if tab == "history":
        history()
    elif tab == "pack":
        panel(on)
    elif tab == "atlas":
        atlas_panel(on)
    else:
        sheet_tab(on)
    st.html(source_line(on.provenance, current_lang()))
