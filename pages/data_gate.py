"""数据入口: department files in, every problem named, publish."""

from __future__ import annotations

import streamlit as st

from data.settings import Settings
from governance.errors import StateError
from ui.data_nav import data_nav
from ui.errors import shown
from ui.gate.acts import told
from ui.gate.address import asked
from ui.gate.files import files_step
from ui.gate.head import delivery_head, foot, rail, screen_title
from ui.gate.key import key_bar
from ui.gate.landing import landing
from ui.gate.reading import reading_step
from ui.gate.result import check_step, result_step
from ui.text import t
from views.gate.state import GateState, gate_state

_STEPS = {
    "files": files_step,
    "reading": reading_step,
    "check": check_step,
    "result": result_step,
    "done": result_step,
}


@shown
def page() -> None:
    """Find out where the delivery of the address stands, draw its step; without one, the place to drop files."""
    st.html(data_nav("gate"))
    state = _asked_for()
    if state is None:
        st.html(screen_title(t("gate.title"), t("gate.lead")))
        key_bar()
        told()
        landing()
    else:
        st.html(delivery_head(state) + rail(state))
        key_bar()
        told()
        _STEPS[state.step](state)
    foot()


def _asked_for() -> GateState | None:
    """The delivery that the address names; one that is not there (any more) is told, and the screen begins anew."""
    wanted = asked("delivery")
    if not wanted:
        return None
    try:
        return gate_state(Settings.from_env(), wanted, asked("step"))
    except StateError:
        st.html(f'<div class="om-notice" role="status">{t("gate.unknown")}</div>')
        return None
