"""One case: its way, its limits, who held it, where it lies and where its row came from."""

from __future__ import annotations

import streamlit as st

from ui.cases.panels import case_head, facts_card, place_card, source_card, whistles_card
from ui.cases.past import case_state_line
from ui.cases.timeline import holders_table, limits_table, steps_list, strip
from ui.errors import shown
from ui.links import way_back
from ui.map.case_map import one_case_map
from ui.panels import source_line
from ui.stale import stale_line, stale_mark
from ui.state import basis, read
from ui.text import current_lang, t
from ui.theme import current_theme
from views.cases.detail import case_detail


@shown
def page() -> None:
    """Read which case, ask for it, draw it."""
    on = basis()
    lang, state = current_lang(), read(on).state
    st.html(
        way_back()
        or f'<nav class="om-way-back"><a class="om-link" href="incidents" target="_self">{t("case.to_list")}</a></nav>'
    )
    detail = case_detail(on, st.query_params.get("id", ""), lang)
    if detail is None:
        st.html(
            f'<div class="om-nothing" role="status"><b>{t("case.nothing")}</b><p>{t("case.nothing_help")}</p></div>'
        )
        st.html(source_line(on.provenance, lang))
        return
    sender = detail.incident_id.partition(":")[0]
    st.html(case_head(detail, stale_mark(on, "overdue", department=sender)))
    st.html(strip(detail))
    wide, narrow = st.columns([6.6, 3.4], gap="small")
    with wide, st.container(key="om-case-wide"):
        case_state_line(detail)
        st.html(steps_list(detail) + holders_table(detail) + limits_table(detail))
    with narrow, st.container(key="om-case-narrow"):
        if detail.lon is not None and detail.lat is not None:
            with st.container(key="om-case-map"):
                one_case_map(
                    on,
                    state,
                    lon=detail.lon,
                    lat=detail.lat,
                    standing="overdue" if detail.is_overdue else "open" if detail.is_open else "closed",
                    key="one_case",
                    height="fill",
                    theme=current_theme(),
                    lang=lang,
                )
        st.html(
            place_card(detail, state, on) + facts_card(detail) + source_card(detail) + whistles_card(detail)
        )
    st.html(stale_line(on, "overdue", department=sender) + source_line(detail.provenance, lang))
