"""A clerk drops an official file on the screen of the boundaries, looks closely at a unit, and turns it down."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ROOT
from tests.journeys.reader import open_page

STREETS = ROOT / "data" / "regions" / "qujing" / "boundaries" / "street.parquet"


def test_a_file_is_dropped_looked_at_closely_and_turned_down(page: Page, tmp_path: Path) -> None:
    streets = gpd.read_parquet(STREETS)
    # One street takes another one of its county over: the second is missing then.
    taken, taker = "530302001", "530302002"
    both = streets[streets["code"].isin([taken, taker])].geometry.union_all()
    streets.loc[streets["code"] == taker, "geometry"] = both
    streets[streets["code"] != taken].to_file(tmp_path / "街道.geojson")

    open_page(page, "/boundaries")
    page.locator(".st-key-om-bd-new input[type=file]").set_input_files(tmp_path / "街道.geojson")
    page.locator(".st-key-om_bd_by input").fill("赵六")
    page.locator(".st-key-om_bd_by input").press("Tab")
    # Until name and file are told it is disabled; for a moment both stand there.
    page.locator(".st-key-om_bd_check button:enabled").click()
    expect(page.locator(".om-bd-state-faulty")).to_be_visible()
    expect(page.locator(".om-bd-fault-list li").first).to_contain_text(taken)
    maps = page.locator(".st-key-om-bd-picture svg")
    expect(maps.locator("text").filter(has_text="麒麟区").first).to_be_visible()

    maps.locator(f'path[data-code="{taker}"]').last.dispatch_event("click")
    expect(page).to_have_url(re.compile(f"at={taker}"))
    expect(page.locator(".om-bd-hint b")).to_have_text("建宁街道")
    expect(maps.locator("text").filter(has_text="划入").first).to_be_visible()

    page.locator(".st-key-om_bd_who input").fill("李主任")
    page.locator(".st-key-om_bd_why input").fill("少了一个街道")
    page.locator(".st-key-om_bd_why input").press("Tab")
    page.locator(".st-key-om_bd_reject button").click()
    page.locator(".st-key-om_bd_reject_yes button").click()
    expect(page.locator(".om-bd-state-rejected")).to_be_visible()
    expect(page.locator(".om-bd-decided + .om-note")).to_contain_text("少了一个街道")
