"""The page behind a figure, and that every figure of every page leads to one."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import Published
from tests.pages.test_pages import opened, words
from views.basis import current_basis
from views.evidence.parts import PARTS, read_question
from views.evidence.view import evidence_view
from views.state import read_state

ZONE = "990101"
CARD = re.compile(r'<div class="om-figure[ "].*?(?=<div class="om-figure[ "]|$)', re.S)
LINK = re.compile(r'href="(evidence\?[^"]*)"')


@pytest.fixture
def home(published: Published, monkeypatch: pytest.MonkeyPatch) -> Published:
    monkeypatch.setenv("ONEMAP_HOME", str(published.settings.home))
    monkeypatch.setenv("ONEMAP_REGION", str(published.settings.region_dir))
    monkeypatch.setenv("ONEMAP_STATIC", str(published.settings.static_dir))
    return published


def followed(href: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(unescape(href)).query))


@pytest.mark.parametrize("tab", ["rows", "definition", "sql"])
@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_the_page_runs_in_every_language_theme_and_tab(
    home: Published, tab: str, lang: str, theme: str
) -> None:
    app = opened("evidence", f="on_time_rate", tab=tab, lang=lang, theme=theme, u=ZONE)
    assert not app.exception
    assert "om-error" not in words(app)
    assert home.release.release_id in words(app)


@pytest.mark.parametrize("page", ["one_map", "categories", "unit_profile", "assessment", "incidents"])
def test_every_card_of_a_figure_leads_to_what_stands_behind_it(home: Published, page: str) -> None:
    app = opened(page, u=ZONE, lang="en", p="2026-01..2026-06")
    assert not app.exception
    cards = CARD.findall(words(app))
    if page in ("one_map", "categories", "unit_profile"):
        assert cards
    for card in cards:
        assert LINK.search(card), card
    links = LINK.findall(words(app))
    assert {followed(href).get("lang") for href in links} <= {"en"}
    for href in links[:1]:
        assert "om-error" not in words(opened("evidence", **followed(href)))


@pytest.mark.parametrize("page", ["one_map", "unit_profile"])
def test_a_card_leads_to_the_very_figure_that_it_shows(home: Published, page: str) -> None:
    basis = current_basis(home.settings)
    for card in CARD.findall(words(opened(page, u=ZONE, m="county", p="2025-03..2026-06"))):
        value = re.search(r'om-open"[^>]*>([^<]*)<', card)
        link = LINK.search(card)
        assert value and link
        params = followed(link[1])
        view = evidence_view(basis, read_state(params, basis).state, read_question(params, basis), "zh")
        shown = "—" if view.figure.value is None else f"{view.figure.value:,.{view.figure.digits}f}"
        assert value[1] == shown


def test_parts_of_a_rate_lead_to_their_own_rows(home: Published) -> None:
    body = words(opened("one_map", u=ZONE))
    for part in ("numerator", "all"):
        assert f"f=on_time_rate&amp;part={part}" in body or f"part={part}" in body
    for part in PARTS:
        app = opened("evidence", f="on_time_rate", part=part, u=ZONE, p="2025-01..2026-06")
        assert app.session_state["om_ev_part"] == part


def test_choosing_a_part_an_order_a_tab_or_a_page_writes_the_address(home: Published) -> None:
    app = opened("evidence", f="on_time_rate", p="2024-08..2026-06", n="2")
    assert app.session_state["om_ev_part"] == "missed"
    app.button_group(key="om_ev_part").set_value("numerator").run()
    assert app.query_params["part"] == "numerator"
    assert "n" not in app.query_params
    app.button(key="om_ev_after").click().run()
    assert app.query_params["n"] == "2"
    app.button_group(key="om_ev_sort").set_value("late").run()
    assert app.query_params["o"] == "late"
    app.button_group(key="om_ev_tab").set_value("sql").run()
    assert app.query_params["tab"] == "sql"
    assert not app.exception
    assert len(app.code) > 3


def test_the_rows_lead_to_their_cases_and_back_here(home: Published) -> None:
    body = words(opened("evidence", f="on_time_rate", p="2024-08..2026-06", u=ZONE))
    links = re.findall(r'href="case\?([^"]*)"', body)
    assert len(links) == 25
    params = followed("case?" + links[0])
    assert params["id"] and "f=on_time_rate" in params["back"]


def test_a_figure_that_does_not_exist_is_said(home: Published) -> None:
    app = opened("evidence", f="<script>alert(1)</script>")
    assert not app.exception
    assert "om-error" in words(app)
    assert "<script>alert" not in words(app)


def test_hostile_parameters_stay_text(home: Published) -> None:
    hostile = '"><img src=x onerror=alert(1)>'
    app = opened(
        "evidence", f="received", b=hostile, k=hostile, x=hostile, part=hostile, o=hostile, back=hostile
    )
    assert not app.exception
    assert "<img" not in words(app)


def test_an_empty_list_says_so_in_words(home: Published) -> None:
    app = opened("evidence", f="overdue_share", part="numerator", u="990101001001001", p="2024-08")
    assert not app.exception
    body = words(app)
    assert "om-ev-table" in body or "om-ev-empty" in body


def test_without_a_release_the_page_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEMAP_HOME", str(tmp_path))
    app: AppTest = opened("evidence")
    assert not app.exception
    assert "om-error" in words(app)
