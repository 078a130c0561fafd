"""The screen of the boundaries: what is in force and what waits; or one proposal, when the address names it."""

from __future__ import annotations

import streamlit as st

from data.settings import Settings
from governance.errors import StateError
from ui.boundaries.landing import landing
from ui.boundaries.proposed import proposed
from ui.gate.acts import told
from ui.gate.address import asked
from ui.gate.head import foot, screen_title
from ui.gate.key import key_bar
from ui.text import current_lang, t
from views.boundaries.view import boundaries_view, proposal_view


def boundaries_screen() -> None:
    """Draw the screen that the address asks for."""
    settings = Settings.from_env()
    view = None
    if wanted := asked("of"):
        try:
            view = proposal_view(settings, wanted, current_lang())
        except StateError:
            st.html(f'<div class="om-notice" role="status">{t("boundaries.unknown")}</div>')
    if view is None:
        st.html(screen_title(t("boundaries.title"), t("boundaries.lead")))
        key_bar()
        told()
        landing(settings, boundaries_view(settings))
    else:
        key_bar()
        told()
        proposed(settings, view)
    foot()
