"""Links between screens that keep the reader's state: the same unit, period and language on another page.

Every address here is relative to the application and escaped where it becomes markup, so that no text of the data or
of the address bar can leave its attribute or lead to another host.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape, unescape
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st

from governance.periods import Period
from ui.state import RELEASE, address
from ui.text import t
from views.basis import Basis
from views.state import ViewState, focus

# Rows of the denominator, of the numerator, of the denominator without the numerator; empty: what is asked for first.
Part = Literal["", "all", "numerator", "missed"]
# Figure id, part of it → the address of the rows behind it, escaped for an attribute.
Opens = Callable[[str, Part], str]

# Pages that a link may lead back to, and the key of each one's name; the map's own address is empty.
PAGES = {
    "": "nav.one_map",
    "categories": "nav.categories",
    "incidents": "nav.incidents",
    "whistles": "nav.whistles",
    "assessment": "nav.assessment",
    "unit": "nav.unit",
    "status": "nav.status",
    "exchange": "nav.exchange",
    "gate": "nav.gate",
    "releases": "nav.releases",
    "boundaries": "nav.boundaries",
    "evidence": "nav.evidence",
    "case": "nav.case",
    "whistle": "nav.whistle",
    "snapshot": "nav.snapshot",
}

# What the map's address holds where the reader asked for a screen that does not exist.
UNKNOWN_PAGE = "unknown"

# Those that unit and period alone bring back.
ORIGINS = ("", "categories", "incidents", "whistles", "assessment", "unit", "status", "exchange")


def page_link(page: str, state: ViewState, basis: Basis, text: str) -> str:
    """An anchor to another page (its address below the root; empty for the map) with the same state."""
    return f'<a class="om-link" href="{page_href(page, state, basis)}" target="_self">{escape(text)}</a>'


def page_href(page: str, state: ViewState, basis: Basis, **extra: str) -> str:
    """Address of another page with the same state and `extra` parameters, escaped for an attribute."""
    return _href(page, {**address(state, basis), **extra})


def _href(page: str, params: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in params.items() if value})
    return escape(f"{page or './'}{'?' + query if query else ''}")


def to_profile(state: ViewState, basis: Basis) -> str:
    """From the map to the profile of the unit in focus."""
    return page_link("unit", state, basis, t("link.to_profile"))


def to_map(state: ViewState, basis: Basis) -> str:
    """From the profile to the unit on the map."""
    return page_link("", state, basis, t("link.to_map"))


def unit_to_map(code: str, name: str, state: ViewState, basis: Basis) -> str:
    """A unit's name as a link to it on the map; the bare name where there is no such unit."""
    found = focus(state, code, basis)
    return page_link("", found, basis, name) if found else escape(name)


def evidence_href(
    figure_id: str,
    state: ViewState,
    basis: Basis,
    *,
    part: Part = "",
    unplaced: str = "",
    class_code: str = "",
    chosen: Mapping[str, str] | None = None,
    tab: Literal["", "rows", "definition", "sql"] = "",
    back: str | None = None,
) -> str:
    """Address of what stands behind a figure: its rows, definition and SQL. Escaped for an attribute.

    Parameters
    ----------
    figure_id
        An indicator of the registry, or a measure (``received``, ``overdue``, ``population`` …).
    state
        Unit, membership and period that the figure was counted over.
    part
        Which of its rows.
    unplaced
        A level: only what could not be placed in any of its units.
    class_code
        Only cases of this class, or of these, separated by commas.
    chosen
        Parameters of a filter of cases, as `views.cases.filter.write_filter` gives them.
    back
        The page to return to; None means the one that is shown now.
    """
    origin = current_page() if back is None else back
    own = {
        "f": figure_id,
        "part": part,
        "x": unplaced,
        **(chosen or {}),
        **({"k": class_code} if class_code else {}),
        "tab": tab,
        "b": st.query_params.get("b", "") if origin == "evidence" else origin if origin in ORIGINS else "",
    }
    return _href("evidence", {**address(state, basis), **own})


def opens(state: ViewState, basis: Basis, chosen: Mapping[str, str] | None = None) -> Opens:
    """What a panel of figures needs to link each of them: figure id and part → address; `chosen` as `evidence_href`."""

    def href(figure_id: str, part: Part) -> str:
        return evidence_href(figure_id, state, basis, part=part, chosen=chosen)

    return href


def opens_month(figure_id: str, state: ViewState, basis: Basis) -> Callable[[int], str]:
    """What a chart by month needs to link each bar: month → address."""

    def href(month: int) -> str:
        return evidence_href(figure_id, replace(state, period=Period(month, month)), basis)

    return href


def opens_class(figure_id: str, state: ViewState, basis: Basis) -> Callable[[str], str]:
    """What bars by class need: code of the class (or several, separated by commas) → address."""

    def href(class_code: str) -> str:
        return evidence_href(figure_id, state, basis, class_code=class_code)

    return href


def case_href(incident_id: str, back: str = "") -> str:
    """Address of one case, escaped for an attribute.

    Parameters
    ----------
    back
        Where the case page leads back to: an address as `here` gives it. Empty means the page shown now.
    """
    return _href("case", {**_settings(), "id": incident_id, "back": back or here()})


def leave_for(href: str) -> None:
    """Go to another page without a link being clicked, as one step of the browser's history.

    Streamlit's own change of page is two: it writes the new parameters into the old page's address first, and the
    way back would end there, the reader's choice gone.

    Parameters
    ----------
    href
        As the functions of this module give it: its texts are percent-encoded, no sign can end the script.
    """
    target = json.dumps(unescape(href))
    st.html(f"<script>window.location.assign({target})</script>", unsafe_allow_javascript=True)


def whistle_href(whistle_id: str, back: str = "") -> str:
    """Address of one whistle; `back` as in `case_href`."""
    return _href("whistle", {**_settings(), "id": whistle_id, "back": back or here()})


def _settings() -> dict[str, str]:
    return {name: st.query_params[name] for name in ("lang", "theme", RELEASE) if name in st.query_params}


def current_page() -> str:
    """Name of the page shown now, "" for the map (and where the browser did not say)."""
    last = urlsplit(st.context.url or "").path.rstrip("/").rsplit("/", 1)[-1]
    return last if last in PAGES else ""


def here() -> str:
    """The page shown now with its parameters but for where it came from: what to lead back to."""
    params = {name: value for name, value in st.query_params.to_dict().items() if name != "back"}
    return f"{current_page()}?{urlencode(params)}" if params else current_page()


def way_back() -> str:
    """Anchors to the page that ``?back=`` names, or nothing: only this application's own pages are followed.

    Whoever came from the rows behind a figure gets the figure's SQL one click away as well.
    """
    page, _, query = st.query_params.get("back", "").partition("?")
    if "back" not in st.query_params or page not in PAGES:
        return ""
    kept = dict(parse_qsl(query))
    links = [(_href(page, kept), t("link.back", page=t(PAGES[page])))]
    if page == "evidence":
        links.append((_href(page, {**kept, "tab": "sql"}), t("link.sql")))
    anchors = "".join(
        f'<a class="om-link" href="{target}" target="_self">{escape(words)}</a>' for target, words in links
    )
    return f'<nav class="om-way-back">{anchors}</nav>'
