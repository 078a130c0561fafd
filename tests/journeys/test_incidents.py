"""From a choice of cases to the list, to one case and back, in a real browser."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server
from tests.journeys.reader import ask, at_rest, map_of, nothing_flashed, open_page, query, texts

CHINESE = re.compile(r"[\u3400-\u9fff]")


def test_a_choice_leads_to_its_list_to_one_case_and_back(page: Page, server: Server) -> None:
    open_page(page, "/incidents?p=2024-11..2026-10")
    map_of(page)
    page.locator("[data-testid=stPopover] button", has_text="全部分类").click()
    page.locator('[data-code="sub:E01/暴露垃圾"]').click()
    expect(page.locator(".st-key-om_chip_k")).to_contain_text("暴露垃圾")
    ((expected,),) = ask(server, "select count(*) from incident where subclass_name = '暴露垃圾'")
    expect(page.locator(".om-chips-count b")).to_have_text(f"{expected:,}")
    rows = page.locator(".st-key-om-inc-list tbody tr")
    expect(rows).to_have_count(25)
    for row in rows.all():
        assert "暴露垃圾" in row.inner_text()
    page.get_by_role("button", name="超时（小时）").click()
    page.wait_for_url("**o=-late*")
    expect(page.locator("th[aria-sort=descending]")).to_have_text("超时（小时）")
    page.get_by_role("button", name="下一页").click()
    page.wait_for_url("**n=2*")
    expect(page.locator(".pager [aria-current=page]")).to_have_text("2")
    address = query(page)
    number = page.locator(".st-key-om-inc-list tbody small").first.inner_text()
    rows.first.locator("a").click()
    expect(page.locator(".om-case-no")).to_contain_text(number)
    expect(page.locator(".om-case-head h2")).to_contain_text("暴露垃圾")
    expect(page.locator(".om-steps li")).not_to_have_count(0)
    expect(page.locator(".om-lane-limit")).not_to_have_count(0)
    page.locator(".om-way-back a").first.click()
    expect(rows).to_have_count(25)
    assert query(page) == address
    page.go_back()
    expect(page.locator(".om-case-no")).to_contain_text(number)
    page.go_back()
    expect(page.locator(".pager [aria-current=page]")).to_have_text("2")
    assert query(page) == address
    nothing_flashed(page)


def test_rows_bars_and_days_narrow_the_choice_and_chips_take_it_off_again(page: Page) -> None:
    open_page(page, "/incidents?p=2024-11..2026-10")
    department = page.locator('.st-key-om_by_d [data-code="gongan"]')
    count = department.locator(".value").inner_text()
    department.click()
    page.wait_for_url("**d=gongan*")
    expect(page.locator(".om-chips-count b")).to_have_text(count)
    page.locator(".st-key-om_incident_calendar .weeks button").nth(40).click()
    page.wait_for_url("**day=2024-12-11*")
    expect(page.locator(".st-key-om_chip_day")).to_be_visible()
    expect(page.locator(".om-chips-count b")).not_to_have_text(count)
    of_the_day = page.locator(".om-chips-count b").inner_text()
    expect(page.locator(".st-key-om-inc-list .range")).to_contain_text(f"共 {of_the_day} 件")
    page.locator(".st-key-om_chip_day button").click()
    expect(page.locator(".om-chips-count b")).to_have_text(count)
    page.locator(".st-key-om_incident_course .bars button").nth(2).click()
    page.wait_for_url("**p=2025-01*")
    expect(page.locator(".st-key-om_incident_course .bars button")).to_have_count(31)
    page.locator(".st-key-om_chip_all button").click()
    expect(page.locator(".st-key-om-chips")).to_have_count(0)
    assert query(page) == {"p": "2025-01"}
    nothing_flashed(page)


def test_overdue_cases_are_as_many_as_the_figure_says(page: Page) -> None:
    open_page(page, "/incidents")
    figure = page.locator(".om-figure", has_text="超期在办").locator(".om-figure-value")
    words = re.sub(r"[^\d,]", "", figure.inner_text())
    page.locator(".st-key-om_case_state input, .st-key-om_case_state [role=combobox]").first.click()
    page.get_by_role("option", name="超期在办", exact=True).click()
    page.wait_for_url("**s=overdue*")
    expect(page.locator(".om-chips-count b")).to_have_text(words)
    tags = page.locator(".st-key-om-inc-list td.tags")
    expect(tags.filter(has_not_text="超期")).to_have_count(0)
    expect(tags.first).to_be_visible()
    nothing_flashed(page)


def test_the_list_is_walked_with_the_keyboard_alone(page: Page) -> None:
    open_page(page, "/incidents?p=2024-11..2026-10")
    map_of(page)
    late = page.get_by_role("button", name="超时（小时）")
    late.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**o=-late*")
    expect(late).to_be_focused()
    at_rest(page)
    first = page.locator(".st-key-om-inc-list tbody a").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".om-case-head")).to_be_visible()
    nothing_flashed(page)


def test_words_that_no_case_has_lead_out_again(page: Page) -> None:
    open_page(page, "/incidents")
    page.locator(".st-key-om_case_text input").fill("没有这样的案件")
    page.keyboard.press("Enter")
    expect(page.locator(".om-nothing")).to_be_visible()
    page.locator(".st-key-om_nothing_clear button").click()
    expect(page.locator(".st-key-om-inc-list tbody tr")).to_have_count(25)
    nothing_flashed(page)


def test_both_pages_speak_english(page: Page) -> None:
    open_page(page, "/incidents?lang=en&s=late")
    # What the departments wrote stays as they wrote it: sub-classes, titles, sources, names of communities.
    data = (
        ".st-key-om-inc-list tbody, .st-key-om_by_ch, .st-key-om-kinds, .st-key-om_hot_list, .st-key-om-bar"
    )
    assert [text for text in texts(page, data) if CHINESE.search(text) and "chip" not in text] == []
    page.locator(".st-key-om-inc-list tbody a").first.click()
    expect(page.locator(".om-case-head")).to_be_visible()
    expect(page.locator(".om-way-back")).to_contain_text("Incidents")
    nothing_flashed(page)
