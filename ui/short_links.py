"""Short links (``/?s=<code>``), as they are printed on sheets: to the same view live, or what stands in the way.

The server answers them before the application starts (`short_target`); what it cannot lead on, the start page explains.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from data.release import ReleaseEntry
from data.settings import Settings
from data.snapshots.store import nearest_release
from governance.errors import OneMapError, StateError
from ui.errors import show_error
from ui.state import RELEASE
from ui.text import fmt_date, t
from views.basis import basis_of, current_basis
from views.sheet.code import read_code
from views.sheet.kept import is_there, release_gone, request_of_code
from views.sheet.request import SheetRequest, code_of, live_address, write_request

SHORT = "s"
# On arrival by a short link: its code, until the reader turns to another view.
SHEET = "sheet"
# Of the reader, and kept on the way.
_KEPT = ("lang", "theme")


def short_target(query: bytes, base: str = "") -> str | None:
    """Where a short link leads: the live page with the view of the sheet; None where there is something to explain.

    Parameters
    ----------
    query
        The query of the address.
    base
        The path that the application is served under, without a slash at the end.
    """
    asked = dict(parse_qsl(query.decode("latin-1"))[:8])
    if SHORT not in asked:
        return None
    settings = Settings.from_env()
    try:
        request = request_of_code(settings, asked[SHORT])
        if not is_there(settings, request.release_id):
            return None
        current = current_basis(settings).provenance.release_id
        return f"{base}/{live_query(request, current, asked)}&{_arrival(request)}"
    except OneMapError:
        return None


def live_query(request: SheetRequest, current: str, asked: Mapping[str, str], release_id: str = "") -> str:
    """Page and parameters of the live view: the release is named where it is not the current one.

    Parameters
    ----------
    current
        Id of the current release.
    asked
        Parameters of the reader's address: language and theme outlive the way.
    release_id
        Another release than that of the request.
    """
    page, params = live_address(request)
    own = release_id or request.release_id
    params |= {name: asked[name] for name in _KEPT if name in asked}
    if own != current:
        params[RELEASE] = own
    return f"{page}?{urlencode(params)}"


def _arrival(request: SheetRequest) -> str:
    return urlencode({SHEET: code_of(request)})


def landing() -> bool:
    """On the start page: answer the short link that the address holds; False where there is none."""
    if SHORT not in st.query_params:
        return False
    asked, settings = st.query_params.to_dict(), Settings.from_env()
    with st.container(key="om-short"):
        st.html(f"<h2>{escape(t('short.title'))}</h2>")
        try:
            request = request_of_code(settings, asked[SHORT])
        except OneMapError as error:
            show_error(error)
            _ways(("snapshot?tab=history", t("short.to_codes")), ("./", t("short.to_map")))
            return True
        current = current_basis(settings).provenance.release_id
        if is_there(settings, request.release_id):
            _lead_on(f"./{live_query(request, current, asked)}&{_arrival(request)}")
        else:
            nearest = nearest_release(settings, request.release_id)
            show_error(release_gone(request.release_id, nearest))
            if nearest is not None:
                _nearest(request, nearest, current, asked)
    return True


def _lead_on(target: str) -> None:
    """Go there at once, and leave no step behind that the way back would end in."""
    st.html(f"<script>window.location.replace({json.dumps(target)})</script>", unsafe_allow_javascript=True)
    _ways((target, t("short.to_view")))


def _nearest(request: SheetRequest, nearest: ReleaseEntry, current: str, asked: Mapping[str, str]) -> None:
    """The same view, and the same sheet made anew, of the release that is nearest to the one that is gone."""
    on = basis_of(nearest.release_id)
    kept = {name: asked[name] for name in _KEPT if name in asked}
    anew = {**write_request(request, on), **kept}
    if nearest.release_id != current:
        anew[RELEASE] = nearest.release_id
    day = fmt_date(on.provenance.data_to)
    _ways(
        (f"./{live_query(request, current, asked, nearest.release_id)}", t("short.to_nearest", day=day)),
        (f"snapshot?{urlencode(anew)}", t("short.sheet_anew", day=day)),
    )


def _ways(*ways: tuple[str, str]) -> None:
    anchors = "".join(
        f'<a class="om-link" href="{escape(target)}" target="_self">{escape(words)} →</a>'
        for target, words in ways
    )
    st.html(f'<p class="om-short-ways">{anchors}</p>')


def from_sheet() -> None:
    """A line over the live view that a short link led to: which sheet it is of, and the way to that sheet."""
    try:
        code = read_code(st.query_params.get(SHEET, ""))
    except StateError:  # none, or one that was written by hand
        return
    kept = {name: st.query_params[name] for name in _KEPT if name in st.query_params}
    target = f"snapshot?{urlencode({**kept, 'code': code})}"
    st.html(
        f'<div class="om-earlier om-from-sheet" role="status"><span>{escape(t("short.from_sheet"))}'
        f" <b>{code[:5]} {code[5:]}</b></span>"
        f'<a class="om-link" href="{escape(target)}" target="_self">{escape(t("short.to_sheet"))} →</a></div>'
    )


def earlier_release() -> None:
    """A line over the page while the address names an earlier release: which one, and the way back to the current."""
    wanted = st.query_params.get(RELEASE, "")
    try:
        current = current_basis()
        if not wanted or wanted == current.provenance.release_id:
            return
        on = basis_of(wanted) if is_there(Settings.from_env(), wanted) else None
    except OneMapError:  # told by the page itself
        return
    # A code names its release by itself.
    params = {
        name: value for name, value in st.query_params.to_dict().items() if name not in (RELEASE, "code")
    }
    back = t("short.back", day=fmt_date(current.provenance.data_to))
    told = (
        wanted[:64]
        if on is None
        else f"{wanted} · {t('common.data_to', day=fmt_date(on.provenance.data_to))}"
    )
    st.html(
        f'<div class="om-earlier" role="status"><span>{escape(t("short.earlier"))} <b>{escape(told)}</b></span>'
        f'<a class="om-link" href="?{escape(urlencode(params))}" target="_self">{escape(back)} →</a></div>'
    )
