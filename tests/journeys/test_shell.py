"""The shell around the pages: names, navigation, language and theme, carried by the address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server, serve
from views.tokens import PALETTES


def _rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


def _query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_every_page_is_reached_from_the_bar(page: Page) -> None:
    page.goto("/")
    for name, path in (
        ("分类示范区", "/categories"),
        ("单元画像", "/unit"),
        ("数据状态", "/status"),
        ("一图知全域", "/"),
    ):
        page.locator(".st-key-om-nav").get_by_role("link", name=name).click()
        expect(page).to_have_url(re.compile(re.escape(path) + r"(\?.*)?$"))
        here = page.locator(".st-key-om-nav [class*='-here']")
        expect(here).to_have_text([name])  # the old mark may stand beside the new one for a moment


def test_the_language_goes_into_the_address_and_stays_on_the_next_page(page: Page) -> None:
    page.goto("/?theme=dark")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**lang=en**")
    expect(page.locator(".om-name")).to_have_text("One Map")
    page.get_by_role("link", name="Data status").click()
    expect(page).to_have_url(re.compile("/status"))
    assert _query(page) == {"lang": ["en"], "theme": ["dark"]}
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("setting", ["light", "dark"])
def test_the_theme_of_the_address_reaches_our_colours_and_streamlits_own(page: Page, setting: str) -> None:
    palette = PALETTES[setting]  # type: ignore[index]
    page.goto(f"/?theme={setting}")
    expect(page.locator(".st-key-om-bar")).to_have_css("background-color", _rgb(palette.panel))
    expect(page.locator("[data-testid=stApp]")).to_have_css("background-color", _rgb(palette.page))
    assert page.evaluate("localStorage.getItem('stActiveTheme-/-v2')") == f'"{setting.capitalize()}"'


def test_the_theme_switch_keeps_the_rest_of_the_address(page: Page) -> None:
    page.goto("/?lang=en")
    page.get_by_role("link", name="Dark").click()
    expect(page.locator(".st-key-om-bar")).to_have_css("background-color", _rgb(PALETTES["dark"].panel))
    assert _query(page) == {"lang": ["en"], "theme": ["dark"]}


def test_chinese_is_drawn_with_our_own_font(page: Page) -> None:
    page.goto("/")
    expect(page.locator(".om-name")).to_have_text("一图知全域")
    page.wait_for_function(
        "[...document.fonts].some(f => f.status === 'loaded' && f.family.includes('Noto Sans SC OneMap'))"
    )


def test_the_keyboard_reaches_the_navigation_with_a_visible_ring(page: Page) -> None:
    page.goto("/")
    link = page.locator(".st-key-om-nav").get_by_role("link", name="分类示范区")
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.fixture(scope="module")
def plain(small: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A plain ``streamlit run app.py``."""
    log = tmp_path_factory.mktemp("plain") / "server.log"
    yield from serve(
        small, log, "streamlit", "run", "app.py", "--server.port={port}", "--server.address=127.0.0.1"
    )


def test_a_plain_streamlit_run_looks_the_same(page: Page, plain: Server) -> None:
    page.goto(f"{plain.url}/?theme=dark")
    expect(page.locator(".st-key-om-bar")).to_have_css("background-color", _rgb(PALETTES["dark"].panel))
    expect(page.locator("[data-testid=stApp]")).to_have_css("background-color", _rgb(PALETTES["dark"].page))
