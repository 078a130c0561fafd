"""出图: a sheet of any view, an atlas of many, meeting packs, and what was made before."""

from __future__ import annotations

import streamlit as st

from data.settings import Settings
from export.sheet.workers import sheet_workers
from ui.errors import shown
from ui.panels import source_line
from ui.short_links import name_release_once
from ui.snapshot.address import wanted_tab
from ui.snapshot.history import history
from ui.snapshot.screen import sheet_tab, tabs
from ui.state import basis
from ui.text import current_lang


@shown
def page() -> None:
    """Draw the part of the screen that the address asks for."""
    name_release_once()
    sheet_workers(Settings.from_env()).warm()  # by the time the first picture is asked for, one is ready
    on = basis()
    tab = wanted_tab()
    tabs(tab)
    if tab == "history":
        history()
    else:
        sheet_tab(on)
    st.html(source_line(on.provenance, current_lang()))
