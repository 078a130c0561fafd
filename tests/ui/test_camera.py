"""The camera: on every map and panel, and what it leads to is what was on screen."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from governance.periods import Period
from tests.conftest import Published
from tests.pages.test_pages import home, opened, words
from ui.camera import camera, camera_href, with_panel
from ui.text import t
from views.basis import Basis, basis_on
from views.cases.filter import CaseFilter, write_filter
from views.sheet.address import case_filter_of, whistle_filter_of
from views.sheet.fresh import Fresh
from views.sheet.request import DEFAULT_PANELS, SUBJECTS, SheetRequest, Subject, read_request, state_of
from views.state import ViewState, default_state, focus
from views.whistles.filter import WhistleFilter, write_whistle_filter

__all__ = ["home"]

_CAMERA = re.compile(r'<a class="om-camera" href="([^"]*)"')
# Cameras of a screen's maps, and of the panels that a sheet has, too.
FEWEST = {
    "one_map": 6,
    "unit_profile": 4,
    "incidents": 5,
    "whistles": 4,
    "assessment": 4,
    "categories": 2,
    "evidence": 1,
}


@pytest.fixture
def basis(published: Published) -> Basis:
    return basis_on(published.release)


def somewhere(basis: Basis) -> ViewState:
    """A unit, an indicator and months that are none of the defaults."""
    state = default_state(basis)
    unit = basis.unit_at("community", 0)
    first = basis.available.first
    moved = focus(replace(state, indicator="closing_rate", period=Period(first, first + 1)), unit.code, basis)
    assert moved is not None
    return moved


def asked_by(href: str, basis: Basis) -> SheetRequest:
    """What the screen of sheets makes of an address; nothing of it is left out."""
    parts = urlsplit(unescape(href))
    assert parts.path == "snapshot" and not parts.netloc
    request, ignored = read_request(dict(parse_qsl(parts.query)), basis, Fresh())
    assert ignored == ()
    return request


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_sheet_shows_the_unit_the_months_and_the_counting_that_were_on_screen(
    basis: Basis, subject: Subject
) -> None:
    seen = somewhere(basis)
    request = asked_by(camera_href(seen, basis, subject=subject), basis)
    state = state_of(request, basis)
    assert request.subject == subject
    assert (state.unit, state.membership, state.period) == (seen.unit, seen.membership, seen.period)
    if subject in ("indicator", "category"):
        assert state.indicator == seen.indicator


def test_a_filter_comes_along_and_cannot_turn_the_view(basis: Basis) -> None:
    seen = somewhere(basis)
    wanted = CaseFilter(states=frozenset({"open"}), department="chengguan", text='路灯"><script>')
    chosen = {**write_filter(wanted, basis), "u": "530300"}
    markup = camera(seen, basis, subject="cases", chosen=chosen)
    assert "<script" not in markup
    request = asked_by(_CAMERA.findall(markup)[0], basis)
    assert case_filter_of(request, basis) == wanted
    assert state_of(request, basis).unit == seen.unit
    blown = WhistleFilter(theme="property", department="zhujian")
    href = camera_href(seen, basis, subject="whistles", chosen=write_whistle_filter(blown))
    assert whistle_filter_of(asked_by(href, basis), basis) == blown


def test_a_panel_that_carries_the_camera_comes_along(basis: Basis) -> None:
    state = default_state(basis)
    assert "panels" not in camera_href(state, basis)
    assert asked_by(camera_href(state, basis, panels=with_panel("classes")), basis).panels == (
        *DEFAULT_PANELS,
        "classes",
    )
    assert asked_by(camera_href(state, basis, panels=()), basis).panels == ()


@pytest.mark.parametrize("page", FEWEST)
def test_every_screen_of_figures_carries_cameras_that_can_be_followed(home: Published, page: str) -> None:
    basis = basis_on(home.release)
    params = {"f": "closing_rate"} if page == "evidence" else {}
    app = opened(page, p=str(basis.available), **params)
    assert not app.exception
    hrefs = _CAMERA.findall(words(app))
    assert len(hrefs) >= FEWEST[page]
    named = re.findall(r'<a class="om-camera"[^>]*aria-label="([^"]*)"', words(app))
    assert len(named) == len(hrefs) and all(name.startswith("出图：") and len(name) > 4 for name in named)
    assert t("camera.label") not in named, "each names its map or panel"
    for href in set(hrefs):
        assert state_of(asked_by(href, basis), basis).period == basis.available
