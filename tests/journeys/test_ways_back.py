"""What was chosen is one step of the browser's history: back undoes it, and a link to a list shows the list."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.reader import map_of, nothing_flashed, open_page

# The place of a single case on the map, in pixels of the frame, once the cases are drawn.
_SINGLE = """
() => {
  const { marks, inset } = onemap.cases.mine;
  const found = marks.find((mark) => !mark.many);
  return found && { x: found.px - inset.x, y: found.py - inset.y };
}
"""


def test_back_from_a_case_on_the_map_finds_the_choice_as_it_was(page: Page) -> None:
    address = "/incidents?k=E01&s=overdue"
    open_page(page, address)
    frame = map_of(page)
    at = frame.wait_for_function(_SINGLE).json_value()
    fitting = page.locator(".om-chips-count b").inner_text()
    page.locator("iframe").click(position=at)
    expect(page.locator(".om-case-head")).to_be_visible()
    page.go_back()
    expect(page.locator(".om-chips-count b")).to_have_text(fitting)
    assert page.url.endswith(address)
    nothing_flashed(page)


def test_back_undoes_one_choice_behind_a_figure_at_a_time(page: Page) -> None:
    open_page(page, "/evidence?f=on_time_rate&n=2")
    page.locator(".st-key-om_ev_sort").get_by_text("按受理时间", exact=True).click()
    page.wait_for_url("**/evidence?f=on_time_rate&part=missed&o=received")
    page.locator(".st-key-om_ev_part button").last.click()
    page.wait_for_url("**part=all*")
    page.go_back()
    page.wait_for_url("**/evidence?f=on_time_rate&part=missed&o=received")
    page.go_back()
    page.wait_for_url("**/evidence?f=on_time_rate&n=2")
    nothing_flashed(page)


def test_a_cell_of_the_board_shows_its_list_not_the_top_of_the_page(page: Page) -> None:
    open_page(page, "/whistles")
    page.locator(".om-wh-matrix td a").first.click()
    page.wait_for_url("**#whistle-list")
    expect(page.locator(".st-key-om-wh-list tbody tr").first).to_be_in_viewport()
    nothing_flashed(page)


def test_an_address_of_no_screen_is_said_in_the_readers_language(page: Page) -> None:
    open_page(page, "/nowhere")
    expect(page.locator(".om-notice")).to_contain_text("页面无法识别")
    expect(page.get_by_role("dialog")).to_have_count(0)
