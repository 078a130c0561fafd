"""The board of whistles in a real browser: from an overdue department to one whistle, its case, and back again."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server
from tests.journeys.reader import CHINESE, ask, held, map_of, nothing_flashed, open_page

STEPS = ".om-wh-way li > b"


def params(page: Page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def all_months(server: Server) -> str:
    ((first, last),) = ask(server, "select min(month), max(month) from rollup_month")
    return f"{first // 12}-{first % 12 + 1:02d}..{last // 12}-{last % 12 + 1:02d}"


def test_from_an_overdue_cell_to_one_whistle_and_back(page: Page, server: Server) -> None:
    open_page(page, "/whistles")
    cell = page.locator(".om-wh-matrix td a").first
    owed = int(cell.inner_text())
    cell.click()
    expect(page.locator(".om-source")).to_be_visible()
    expect(page).to_have_url(re.compile("s=owing"))
    asked = params(page)
    assert {"d", "u"} <= set(asked)
    rows = page.locator(".st-key-om-wh-list tbody tr")
    expect(rows.first).to_be_visible()
    assert rows.count() == min(owed, 15)
    number = rows.first.locator("small").inner_text()
    rows.first.locator("a").click()
    expect(page.locator(".om-wh-title code")).to_have_text(number)
    ((departments,),) = ask(server, f"select n_departments from whistle where whistle_no = '{number}'")
    expect(page.locator(".om-wh-lane")).to_have_count(departments)
    expect(page.locator(".om-wh-lead")).to_have_count(1)
    page.locator(".om-way-back a").first.click()
    expect(page).to_have_url(re.compile("s=owing"))
    assert params(page)["d"] == asked["d"]
    nothing_flashed(page)


def test_the_board_counts_what_the_release_counts_in_both_memberships(page: Page, server: Server) -> None:
    ((blown, solved, overdue),) = ask(
        server,
        "select count(*), count(*) filter (is_solved), (select count(*) from whistle where is_overdue) from whistle",
    )
    open_page(page, f"/whistles?p={all_months(server)}")
    for membership, units in (("管理", 10), ("属地", 9)):
        page.locator(".st-key-om_membership button", has_text=membership).click()
        expect(page.locator(".om-wh-places tbody th")).to_have_count(units)
        assert page.locator(STEPS).first.inner_text() == f"{blown:,}"
        assert page.locator(STEPS).last.inner_text() == f"{solved:,}"
        expect(page.locator(".om-wh-overdue > b")).to_have_text(f"{overdue:,}")
        shown = [
            int(text)
            for text in page.locator(".om-wh-places tbody td:nth-child(2)").all_inner_texts()
            if text
        ]
        assert sum(shown) == blown
    nothing_flashed(page)


def test_a_theme_and_a_department_narrow_the_board_and_a_link_reopens_it(page: Page) -> None:
    open_page(page, "/whistles")
    whole = page.locator(STEPS).first.inner_text()
    theme = page.locator(".st-key-om_wh_theme_list button").first
    name = theme.locator(".name").evaluate("e => e.firstChild.textContent.trim()")
    theme.click()
    expect(page.locator(STEPS).first).not_to_have_text(whole)
    assert "th" in params(page)
    expect(page.locator(".st-key-om_wh_theme_list button")).to_have_count(1)
    narrowed = page.locator(STEPS).first.inner_text()
    open_page(page, page.url)
    expect(page.locator(STEPS).first).to_have_text(narrowed)
    expect(page.locator(".st-key-om_wh_theme input")).to_have_value(name)
    page.locator(".st-key-om_wh_theme_list button").first.click()
    expect(page.locator(STEPS).first).to_have_text(whole)
    nothing_flashed(page)


def test_the_list_sorts_and_is_searched_without_losing_the_rest(page: Page, server: Server) -> None:
    open_page(page, f"/whistles?m=county&th=municipal&p={all_months(server)}")
    table = page.locator(".st-key-om-wh-list")
    table.locator("th button", has_text="部门数").click()
    expect(table.locator("th", has_text="部门数")).to_have_attribute("aria-sort", "descending")
    counts = [int(text) for text in table.locator("tbody tr td:nth-child(5)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    field = table.locator("input[type=text]")
    field.fill("不会有的词")
    field.press("Enter")
    expect(table.locator(".om-empty")).to_be_visible()
    assert params(page)["th"] == "municipal" and params(page)["m"] == "county"
    nothing_flashed(page)


def test_the_small_map_leads_down_and_keeps_the_department(page: Page) -> None:
    open_page(page, "/whistles?d=chengguan")
    frame = map_of(page)
    assert held(frame)["level"] == "zone" and len(held(frame)["units"]) == 10
    page.locator(".om-wh-places tbody th a").first.click()
    expect(page).to_have_url(re.compile("u="))
    nothing_flashed(page)


def test_english_has_no_chinese_of_our_own(page: Page) -> None:
    open_page(page, "/whistles?lang=en&theme=dark")
    for part in (
        ".om-wh-way",
        ".om-wh-rates",
        ".om-wh-offices",
        ".om-wh-matrix",
        ".om-wh-joint",
        ".om-wh-places",
    ):
        words = page.locator(part).first.inner_text()
        assert not CHINESE.search(words.replace("＋", "")), (part, words)
    nothing_flashed(page)


def test_nothing_spills_over_at_any_size(page: Page) -> None:
    for width, height in ((1366, 768), (1920, 1080), (3840, 2160), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        open_page(page, "/whistles")
        spilled = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert spilled <= 0, (width, spilled)
    nothing_flashed(page)
