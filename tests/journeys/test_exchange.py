"""The exchange matrix in a real browser: what came, what is owed, and the list that a department is handed."""

from __future__ import annotations

import csv
import io
import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server
from tests.journeys.reader import ask, nothing_flashed, open_page


def test_a_department_is_handed_what_it_owes_and_the_rows_to_mend(page: Page, server: Server) -> None:
    open_page(page, "/status")
    page.locator(".om-data-nav").get_by_role("link", name="交换矩阵").click()
    page.wait_for_url("**/exchange*")
    ((owed,),) = ask(server, "select count(*) from rejected_row where not mended")
    expect(page.locator(".om-ex-tile").nth(3)).to_contain_text(f"{owed:,}")
    ((feeds,),) = ask(
        server, "select count(distinct (department, dataset)) from source_file where department is not null"
    )
    cells = page.locator(".om-ex-cell")
    expect(cells).to_have_count(feeds)
    for picture in page.locator("img.om-spark").all():
        assert re.search(r"\d%", picture.get_attribute("alt") or ""), "a course is told in words as well"
        assert picture.evaluate("image => image.naturalWidth") > 0

    page.locator(".st-key-om_ex_department button", has_text="公安").click()
    page.wait_for_url("**d=gongan*")
    expect(page.locator(".om-ex-group")).to_have_count(1)
    expect(page.locator(".om-ex-group")).to_contain_text("公安")
    with page.expect_download() as caught:
        page.locator(".st-key-om_ex_csv button").click()
    assert "公安" in caught.value.suggested_filename
    lines = list(csv.reader(io.StringIO(caught.value.path().read_bytes().decode("utf-8-sig"), newline="")))
    rows = [line for line in lines if not line[0].startswith("# ")]
    ((theirs,),) = ask(
        server,
        "select count(*) from rejected_row join source_file using (file_id)"
        " where department = 'gongan' and not mended",
    )
    assert [row[0] for row in rows[1:]] == ["公安"]
    assert sum(int(row[6]) for row in rows[1:]) == theirs
    nothing_flashed(page)


def test_the_way_to_a_departments_debts_keeps_to_the_page_and_reads_in_english(page: Page) -> None:
    open_page(page, "/exchange?lang=en")
    expect(page.locator(".om-ex-head h1")).to_have_text("Data from departments")
    owed = page.locator(".om-ex-owed").first
    owed.click()
    page.wait_for_url("**#owed-*")
    group = page.locator(".om-ex-group").first
    expect(group).to_be_in_viewport()
    page.locator(".om-ex-reasons summary").first.click()
    expect(page.locator(".om-ex-reasons details[open] li").first).to_be_visible()
    page.locator(".om-ex-uses").get_by_role("link", name="Whistles").click()
    page.wait_for_url("**/whistles*")
    # Everything came today: nothing is marked.
    expect(page.locator(".om-source")).to_be_visible()
    expect(page.locator(".om-stale")).to_have_count(0)
    nothing_flashed(page)
