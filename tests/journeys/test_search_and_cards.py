"""Finding a unit by words or by keyboard alone, and what the card over a unit says."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from governance.periods import Period
from tests.journeys.conftest import Server
from tests.journeys.reader import (
    address_has,
    held,
    hover_unit,
    last_month,
    on_the_way,
    open_map,
    open_page,
    search,
    shows,
)

XUANWEI = "530381"


def test_a_unit_is_found_by_name_code_pinyin_and_initials(page: Page) -> None:
    open_page(page, "/")
    for words, found in (
        ("宣威", XUANWEI), ("530381001", "530381001"), ("xuanweishi", XUANWEI), ("xws", XUANWEI),
        ("经开区", "530300-JKQ"), ("Qilin", "530302"), ("530302001005", "530302001005"),
    ):  # fmt: skip
        expect(search(page, words).locator(f'[data-code="{found}"]')).to_be_visible()
    # Grids have numbers for names: their community tells them apart.
    grid = search(page, "530381001010001").locator('[data-code="530381001010001"]')
    expect(grid).to_contain_text("新文社区 第001网格")


def test_a_search_says_when_nothing_is_found_and_is_empty_again_after_a_choice(page: Page) -> None:
    frame = open_map(page, "/")
    results = search(page, "qqqq")
    expect(results).to_contain_text("没有找到")
    search(page, "西城街道")
    results.locator('[data-code="530302005"]').click()
    shows(frame, scope="530302005", level="community")
    on_the_way(page, "曲靖市", "一类示范区", "经开区", "西城街道")
    address_has(page, u="530302005")
    expect(page.locator(".st-key-om-search input")).to_have_value("")
    expect(results).to_have_count(0)
    search(page, "凤凰街道")  # and it searches again
    results.locator('[data-code="530381008"]').click()
    shows(frame, scope="530381008")
    expect(page.locator(".st-key-om-search input")).to_have_value("")


def test_the_keyboard_alone_leads_to_a_unit_and_further_down(page: Page) -> None:
    frame = open_map(page, "/")
    field = page.locator(".st-key-om-search input")
    field.focus()
    page.keyboard.type("xuanwei")
    first = page.locator(".st-key-om-search-results button").first
    expect(first).to_have_attribute("data-code", XUANWEI)
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    shows(frame, scope=XUANWEI)
    peer = page.locator(".st-key-om_peers button").first
    expect(peer).to_have_attribute("data-code", re.compile(r"530381\d{3}$"))
    peer.focus()
    code = peer.get_attribute("data-code")
    page.keyboard.press("Enter")
    assert code
    shows(frame, scope=code)
    page.locator(".st-key-om_crumbs button").first.focus()
    page.keyboard.press("Enter")
    shows(frame, scope="530300")


def test_the_card_names_the_unit_its_value_and_its_parts(page: Page) -> None:
    frame = open_map(page, "/")
    card = hover_unit(page, frame, XUANWEI)
    unit = next(unit for unit in held(frame)["units"] if unit[0] == XUANWEI)
    expect(card).to_contain_text("宣威市")
    expect(card).to_contain_text("二类示范区")
    expect(card.locator(".om-card-figure b")).to_have_text(unit[2])
    expect(card.locator("dt")).to_have_text(["受理", "常住人口"])
    expect(card.locator("dd")).to_have_text([unit[3], "1,189,813"])


def test_a_unit_without_a_figure_says_so_and_is_counted(page: Page, server: Server) -> None:
    month = last_month(server)
    frame = open_map(page, f"/?u={XUANWEI}&l=community&i=satisfaction_rate&p={Period(month, month)}")
    missing = [code for code, step, *_ in held(frame)["units"] if step == -1]
    assert missing
    expect(page.locator(".om-class-missing em")).to_have_text(f"{len(missing):,}")
    page.locator(".st-key-om-controls").hover()
    card = hover_unit(page, frame, _largest(frame, missing))
    expect(card.locator(".om-card-figure b")).to_have_text("—")
    expect(card.locator("dd").last).to_have_text("0")


def _largest(frame: Any, codes: list[str]) -> str:
    script = """(codes) => {
      const { level } = onemap.state.scene;
      const size = (code) => level.units[level.index.get(code)].area_km2;
      return codes.sort((a, b) => size(b) - size(a))[0];
    }"""
    return str(frame.evaluate(script, codes))
