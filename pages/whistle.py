"""哨单: one whistle and who answered it."""

from __future__ import annotations

import streamlit as st

from ui.errors import shown
from ui.links import way_back
from ui.panels import source_line
from ui.stale import stale_line, stale_mark
from ui.state import basis, read
from ui.text import current_lang, t
from ui.whistles.page import alike_link, calls_table, case_card, facts_card, faults_note, head
from ui.whistles.strip import strip
from views.whistles.detail import whistle_detail


@shown
def page() -> None:
    """Read which whistle, ask for it, draw it."""
    on = basis()
    lang, state = current_lang(), read(on).state
    detail = whistle_detail(on, st.query_params.get("id", ""), lang)
    back = way_back() or (
        f'<nav class="om-way-back"><a class="om-link" href="whistles" target="_self">{t("whistle.to_board")}</a></nav>'
    )
    st.html(f'<div class="om-wh-way-back">{back}{alike_link(detail, state, on) if detail else ""}</div>')
    if detail is None:
        st.html(
            f'<div class="om-nothing" role="status"><b>{t("whistle.nothing")}</b><p>{t("whistle.nothing_help")}</p></div>'
        )
        st.html(source_line(on.provenance, lang))
        return
    st.html(head(detail, stale_mark(on, "whistles")))
    st.html(faults_note(detail) + strip(detail))
    with st.container(key="om-wh-detail"):
        st.html(calls_table(detail) + case_card(detail))
        st.html(facts_card(detail, state, on, lang))
    st.html(stale_line(on, "whistles") + source_line(detail.provenance, lang))
