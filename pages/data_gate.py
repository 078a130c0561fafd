"""数据入口: department files in, every problem named, publish."""

from __future__ import annotations

import streamlit as st

from ui.data_nav import data_nav
from ui.errors import shown
from ui.gate.acts import told
from ui.gate.files import files_step
from ui.gate.head import asked_for, delivery_head, foot, rail, screen_title
from ui.gate.key import key_bar
from ui.gate.landing import landing
from ui.gate.reading import reading_step
from ui.gate.result import check_step, result_step
from ui.text import t

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
    state = asked_for()
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
