"""From a map to a sheet in two clicks, and from the sheet back: its file dropped, its bytes proved, its code opened."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from data.settings import Settings
from data.snapshots.store import exports
from export.sheet.metadata import read_back
from tests.journeys.conftest import Server
from tests.journeys.reader import at_rest, nothing_flashed, open_map, open_page, query
from views.sheet.request import SheetRequest, code_of

HUIZE = "530326"


def drawn(page: Page) -> str:
    """Code of the sheet whose picture lies on the table."""
    stage = page.locator(".stage.laid:not(.waiting)")
    expect(stage).to_be_visible()
    code = page.locator(".stage .code b").inner_text()
    expect(stage).to_have_attribute("data-drawn", code)
    return code.replace(" ", "")


def taken(page: Page, folder: Path, act: str) -> tuple[Path, SheetRequest]:
    """Download a file by a click on a button, or by a key."""
    with page.expect_download() as waited:
        if len(act) == 1:
            page.locator(".om-snap-hint").click()
            page.keyboard.press(act)
        else:
            page.get_by_role("button", name=act, exact=True).click()
    path = folder / waited.value.suggested_filename
    waited.value.save_as(path)
    return path, read_back(path.read_bytes())


def test_two_clicks_make_a_sheet_and_its_file_and_its_code_lead_back_to_it(
    page: Page, server: Server, tmp_path: Path
) -> None:
    open_map(page, f"/?u={HUIZE}&i=on_time_rate")
    page.locator(".om-camera-map .om-camera").click()  # one
    code = drawn(page)
    path, request = taken(page, tmp_path, "下载 PNG")  # two
    assert code_of(request) == code and path.name.endswith(f"_{code}.png")
    assert {"u": HUIZE, "i": "on_time_rate"}.items() <= request.parameters.items()
    assert request.link_base == server.url

    # Options change the picture; keys do what the buttons do.
    page.get_by_role("radio", name="灰度", exact=True).click()
    page.get_by_label("出图人").fill("张三")
    page.get_by_label("出图人").press("Enter")
    expect(page.locator(".stage .code b")).not_to_have_text(f"{code[:5]} {code[5:]}")
    expect(page.locator(".stage")).to_have_attribute("data-by", "张三")
    at_rest(page)
    grey = drawn(page)
    pdf, request = taken(page, tmp_path, "2")
    assert request.style == "grey" and code_of(request) == grey
    page.keyboard.press("l")
    expect(page.locator(".stage .status")).to_contain_text(f"{server.url}/?s={grey}")

    # The history knows both, newest first, with who made it.
    page.get_by_role("radio", name="历史", exact=True).click()
    expect(page.locator(".om-snap-thumb img")).to_have_count(2)
    first, second = exports(Settings(server.home, Path(), Path()))[:2]
    assert (first.code, first.by, second.code) == (grey, "张三", code)
    for place in (0, 1):
        page.locator(f".st-key-om_snap_compare_{place} button").click()
    expect(page.locator(".om-snap-differs tbody tr")).to_have_count(1)
    expect(page.locator(".over img")).to_have_count(2)

    # A sheet that is dropped tells its code; made again from it, it is the same file.
    page.locator("input[type=file]").set_input_files(pdf)
    expect(page.locator(".om-snap-found b")).to_have_text(f"{grey[:5]} {grey[5:]}")
    page.get_by_role("button", name="核验").click()
    expect(page.locator(".om-snap-checked.om-good")).to_be_visible()
    page.locator(".om-snap-ways a").first.click()
    assert drawn(page) == grey
    expect(page.locator(".om-snap-pinned")).to_be_visible()
    nothing_flashed(page)

    # The code printed on it shows the same view live.
    open_page(page, f"/?s={grey}")
    assert {"u": HUIZE, "i": "on_time_rate"}.items() <= query(page).items()
    expect(page.locator(".st-key-om_crumbs [aria-current]")).to_have_text("会泽县")


def test_what_cannot_be_printed_says_so_and_downloads_nothing(page: Page) -> None:
    open_page(page, "/snapshot?public=1")
    expect(page.locator(".stage .fault")).to_contain_text("审图号")
    expect(page.get_by_role("button", name=re.compile("PNG"))).to_be_disabled()
    page.get_by_label("审图号", exact=True).fill("云S(2026)012号")
    page.get_by_label("审图号", exact=True).press("Enter")
    expect(page.locator(".stage .fault")).to_be_hidden()
    drawn(page)
    expect(page.get_by_role("button", name="下载 PNG")).to_be_enabled()
