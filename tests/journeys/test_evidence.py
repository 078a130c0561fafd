"""From a figure on the map to the list of late cases, one case's way, and the SQL, in three clicks; and files of rows."""

from __future__ import annotations

import csv
import io
import re

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server
from tests.journeys.reader import map_of, nothing_flashed, open_map, open_page

XUANWEI = "530381"


def number(text: str) -> int:
    return int(re.sub(r"[^\d]", "", text))


def test_a_meeting_gets_from_a_rate_to_late_cases_to_one_case_to_the_sql_in_three_clicks(
    page: Page, server: Server
) -> None:
    open_map(page, f"/?u={XUANWEI}")
    card = page.locator(".om-figure", has_text="按期结案率")
    shown = card.locator(".om-figure-value").inner_text()
    card.click()  # one
    expect(page.locator(".om-ev-head h1")).to_have_text("按期结案率")
    assert page.locator(".om-ev-value").inner_text() == shown
    assert f"u={XUANWEI}" in page.url
    expect(page.locator(".om-ev-agrees")).to_have_class(re.compile("om-good"))
    missed = page.locator(".st-key-om_ev_part button").first
    expect(missed).to_contain_text("未按期结案")
    expect(page.locator(".om-ev-table tbody tr").first).to_be_visible()
    number_of_case = page.locator(".om-ev-table .om-row-link").first.inner_text()
    nothing_flashed(page)
    # Two, anywhere in the row: the link of its number lies over all of it.
    page.locator(".om-ev-table tbody tr").first.locator("td").nth(2).click(force=True)
    expect(page.locator(".om-way-back")).to_be_visible()
    expect(page.locator("[data-testid=stMainBlockContainer]")).to_contain_text(number_of_case)
    nothing_flashed(page)
    page.locator(".om-way-back a", has_text="SQL").click()  # three
    shown_sql = page.locator("[data-testid=stCode]").first
    expect(shown_sql).to_contain_text("closed_on_time")
    expect(page.locator(".om-ev-head h1")).to_have_text("按期结案率")
    newest = max((server.home / "releases").glob("release-*.duckdb"))
    with duckdb.connect() as con:
        con.execute(f"attach '{newest}' as newest (read_only); use newest")
        result = con.execute(shown_sql.inner_text())
        found = dict(zip([c[0] for c in result.description], result.fetchall()[0], strict=True))
    assert f"{found['closed_on_time'] / found['due'] * 100:.2f}%" == shown.replace("\n", "").replace(" ", "")
    nothing_flashed(page)


def test_the_way_back_leads_to_the_map_as_it_was(page: Page) -> None:
    open_map(page, f"/?u={XUANWEI}&m=county&theme=dark")
    page.locator(".om-figure", has_text="结案率").first.click()
    expect(page.locator(".om-trace a").first).to_contain_text("一图知全域")
    assert "theme=dark" in page.url and "m=county" in page.url
    page.locator(".om-trace a").first.click()
    map_of(page)
    assert f"u={XUANWEI}" in page.url and "m=county" in page.url
    nothing_flashed(page)


def test_a_figure_opens_by_keyboard_and_shows_where_the_focus_is(page: Page) -> None:
    open_map(page, f"/?u={XUANWEI}")
    link = page.locator(".om-figure .om-open").first
    link.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    outline = page.locator(".om-figure").first.evaluate("(card) => getComputedStyle(card).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".om-ev-head")).to_be_visible()
    nothing_flashed(page)


def test_the_value_in_the_list_of_units_opens_and_its_name_still_moves_the_map(page: Page) -> None:
    frame = open_map(page, "/")
    row = page.locator(".st-key-om_peers li").first
    code = row.locator("button").get_attribute("data-code")
    value = row.locator("a").inner_text()
    row.locator("button").click()
    page.wait_for_url(f"**u={code}*")
    frame.wait_for_function(f"onemap.state.scene.scopeUnit.code === '{code}'")
    page.go_back()
    open_map(page, "/")
    page.locator(".st-key-om_peers li a").first.click()
    expect(page.locator(".om-ev-value")).to_contain_text(value)
    assert f"u={code}" in page.url
    nothing_flashed(page)


def test_pages_turn_and_parts_change_without_an_error(page: Page) -> None:
    open_page(page, "/evidence?f=received&p=2025-11..2026-10")
    before = page.locator(".om-ev-table tbody").inner_text()
    page.locator(".st-key-om_ev_after button").click()
    expect(page.locator(".om-ev-table tbody")).not_to_have_text(before)
    page.wait_for_url("**n=2*")
    page.locator(".st-key-om_ev_page input").fill("5")
    page.keyboard.press("Enter")
    page.wait_for_url("**n=5*")
    expect(page.locator(".om-ev-count").first).to_contain_text("101")
    page.get_by_role("link", name="English").click()
    expect(page.locator(".om-ev-head h1")).to_have_text("Received")
    expect(page.locator(".om-ev-count").first).to_contain_text("101")
    nothing_flashed(page)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_comes_as_a_file(page: Page, kind: str) -> None:
    open_page(page, f"/evidence?f=on_time_rate&u={XUANWEI}&p=2025-11..2026-10")
    expect(page.locator(".om-ev-table")).to_be_visible()
    wanted = number(page.locator(".st-key-om_ev_part button").first.inner_text())
    with page.expect_download() as caught:
        page.locator(f".st-key-om_ev_{kind} button").click()
    path = caught.value.path()
    assert caught.value.suggested_filename.startswith("宣威市_按期结案率_未按期结案")
    if kind == "csv":
        lines = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
        rows = [line for line in lines if not line[0].startswith("# ")]
        assert len(rows) == wanted + 1
        assert ["# 标记", "内部使用 · 演示数据"] in lines
    else:
        assert path.read_bytes().startswith(b"PK")
    nothing_flashed(page)
