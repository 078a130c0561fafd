"""Page set-up, navigation, language and theme; and the application that the server runs."""

from __future__ import annotations

import streamlit as st

from pages import (
    assessment,
    boundary_changes,
    case,
    categories,
    data_gate,
    data_status,
    evidence,
    exchange_matrix,
    incidents,
    one_map,
    release_list,
    snapshot,
    unit_profile,
    whistle,
    whistles,
)
from ui.server import server_parts, warm_once
from ui.short_links import earlier_release, from_sheet
from ui.text import t
from ui.theme import ASSETS, NavItem, apply_theme, city_name, current_theme, kept_params, top_bar

_DATA_SCREENS = {
    "exchange": exchange_matrix.page,
    "gate": data_gate.page,
    "releases": release_list.page,
    "boundaries": boundary_changes.page,
}


def screen() -> None:
    """One run for one visitor: set the page up, draw the bar, run the page that the address names."""
    warm_once()
    st.set_page_config(page_title=t("app.name"), page_icon=ASSETS / "mark.png", layout="wide")
    pages = [
        NavItem(st.Page(one_map.page, title=t("nav.one_map"), default=True), "nav.one_map"),
        NavItem(st.Page(categories.page, title=t("nav.categories"), url_path="categories"), "nav.categories"),
        NavItem(st.Page(incidents.page, title=t("nav.incidents"), url_path="incidents"), "nav.incidents"),
        NavItem(st.Page(whistles.page, title=t("nav.whistles"), url_path="whistles"), "nav.whistles"),
        NavItem(st.Page(assessment.page, title=t("nav.assessment"), url_path="assessment"), "nav.assessment"),
        NavItem(st.Page(unit_profile.page, title=t("nav.unit"), url_path="unit"), "nav.unit"),
        NavItem(st.Page(snapshot.page, title=t("nav.snapshot"), url_path="snapshot"), "nav.snapshot"),
        NavItem(st.Page(data_status.page, title=t("nav.status"), url_path="status"), "nav.status"),
        # Reached by the strip over the screens of the data.
        *(
            NavItem(st.Page(draw, title=t(f"nav.{name}"), url_path=name), f"nav.{name}", False)
            for name, draw in _DATA_SCREENS.items()
        ),
        # Reached from a figure or a row, not from the bar.
        NavItem(st.Page(evidence.page, title=t("nav.evidence"), url_path="evidence"), "nav.evidence", False),
        NavItem(st.Page(case.page, title=t("nav.case"), url_path="case"), "nav.case", False),
        NavItem(st.Page(whistle.page, title=t("nav.whistle"), url_path="whistle"), "nav.whistle", False),
    ]
    current = st.navigation([item.page for item in pages], position="hidden")
    apply_theme(current_theme())
    bar = st.empty()
    before = kept_params()
    with bar.container():
        top_bar(pages, current, city_name())
    earlier_release()
    from_sheet()
    current.run()
    if kept_params() != before:  # the page changed the address: its links must lead there, too
        with bar.container():
            top_bar(pages, current, city_name())


if __name__ == "__main__":
    screen()
else:
    # `streamlit run app.py` finds this and starts the same server as `make run`.
    app = st.App(__file__, **server_parts())
