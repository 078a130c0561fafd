"""The assessment in a real browser: three categories, a unit opened by a click, every figure leading on."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.reader import CHINESE, open_page

LUOPING = "530324"


def columns(page: Page) -> list[list[str]]:
    """Names of the units listed, category by category."""
    lists = page.locator("[class*='st-key-om-assess-'] .scores")
    expect(lists).to_have_count(3)
    return [[name.strip() for name in one.locator(".name").all_inner_texts()] for one in lists.all()]


def test_each_category_stands_by_itself_with_its_own_lines_and_units(page: Page) -> None:
    open_page(page, "/assessment")
    units = columns(page)
    assert [len(names) for names in units] == [4, 2, 4]
    assert "经开区" in units[0] and "罗平县" in units[2]
    schemes = [scheme.inner_text() for scheme in page.locator(".om-assess-scheme").all()]
    assert len(set(schemes)) == 3, "every category has a set of its own"
    assert page.locator(".om-funnel").count() == 6


def test_a_click_opens_a_unit_and_its_lines_add_up_to_its_score(page: Page) -> None:
    open_page(page, "/assessment")
    page.locator(f".scores button[data-code='{LUOPING}']").click()
    expect(page.locator(".om-score h2")).to_have_text("罗平县")
    expect(page).to_have_url(re.compile(f"u={LUOPING}"))
    expect(page.locator(f".scores button[data-code='{LUOPING}']")).to_have_attribute("aria-current", "true")
    total = float(page.locator(".om-score-value b").inner_text())
    points = page.locator(".om-line-points b").all_inner_texts()
    assert abs(sum(float(text) for text in points if text != "—") - total) <= 0.3
    assert page.locator(".om-line-sum b").inner_text() == f"{total:.1f}"


def test_ten_zones_become_nine_counties_and_the_managed_zone_leaves(page: Page) -> None:
    open_page(page, "/assessment")
    page.get_by_role("radio", name="属地").click()
    expect(page).to_have_url(re.compile("m=county"))
    expect(page.locator(".scores button[data-code='530300-JKQ']")).to_have_count(0)
    assert [len(names) for names in columns(page)] == [3, 2, 4]


def test_streets_are_listed_by_kind_and_the_opened_one_is_in_sight(page: Page) -> None:
    open_page(page, "/assessment")
    page.get_by_role("radio", name="街道").click()
    expect(page.locator(".scores h4").first).to_contain_text("街道")
    expect(page.locator(".scores [aria-current]")).to_be_in_viewport()
    page.get_by_role("radio", name="按季").click()
    expect(page).to_have_url(re.compile("by=quarter"))
    expect(page.locator(".om-trend-x .now")).to_contain_text("季度")


def test_a_value_leads_to_what_stands_behind_it_and_back(page: Page) -> None:
    open_page(page, f"/assessment?u={LUOPING}")
    line = page.locator(".om-line", has_text="按期结案率")
    line.locator(".om-line-value a").click()
    expect(page).to_have_url(re.compile(rf"/evidence\?.*u={LUOPING}"))
    expect(page.locator(".om-source")).to_be_visible()
    page.go_back()
    expect(page.locator(".om-score h2")).to_have_text("罗平县")


def test_the_english_page_has_no_chinese_but_the_way_back_to_it(page: Page) -> None:
    open_page(page, f"/assessment?lang=en&u={LUOPING}")
    expect(page.locator(".om-score h2")).to_have_text("Luoping County")
    shown = page.locator("[data-testid=stMain]").inner_text().replace("中文", "")
    assert CHINESE.findall(shown) == []
