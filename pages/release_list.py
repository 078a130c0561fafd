"""发布与回退: every release with who and why, roll back, compare, keep."""

from __future__ import annotations

import streamlit as st

from ui.data_nav import data_nav
from ui.errors import shown
from ui.gate.acts import told
from ui.gate.head import foot, screen_title
from ui.gate.key import key_bar
from ui.releases.compare import comparison
from ui.releases.listing import release_list, undo_bar
from ui.releases.policy import policy_box
from ui.text import t
from views.releases.list import listed_releases


@shown
def page() -> None:
    """Draw the list, what can be undone, the comparison that the address asks for, and the policy."""
    st.html(data_nav("releases"))
    st.html(screen_title(t("releases.title"), t("releases.lead")))
    key_bar()
    told()
    found = listed_releases()
    if not found:
        st.html(f'<p class="om-card om-gate-fine">{t("releases.none")}</p>')
    else:
        undo_bar(found)
        comparison_first = any(name in st.query_params for name in ("old", "new"))
        if comparison_first:
            comparison(found)
        release_list(found)
        if not comparison_first:
            comparison(found)
        policy_box()
    foot()
