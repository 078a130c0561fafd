"""The map of the screen of cases, with its camera and the mark of a late feed."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.camera import camera_on_map
from ui.cases.state import opened
from ui.map.case_map import case_map
from ui.text import current_lang
from ui.theme import current_theme
from views.basis import Basis
from views.cases.filter import CaseFilter, write_filter
from views.state import ViewState


def cases_map(on: Basis, state: ViewState, wanted: CaseFilter) -> None:
    """Draw it; a click leaves for the case, or goes one step up."""
    with st.container(key="om-inc-map"):
        case_map(
            on,
            state,
            wanted,
            key="incidents",
            height="fill",
            theme=current_theme(),
            lang=current_lang(),
            on_click=partial(opened, on=on),
        )
        camera_on_map(state, on, "overdue", subject="cases", chosen=write_filter(wanted, on))
