"""The main job in a real browser: ten zones, down to a grid and back, other figures, a link that reopens the view."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, Page, expect

from governance.periods import Period
from tests.journeys.conftest import Server, Watch
from tests.journeys.reader import (
    VIEW,
    address_has,
    at_rest,
    choose_indicator,
    click_unit,
    crumbs,
    easy_child,
    figures,
    held,
    last_month,
    map_of,
    nothing_flashed,
    on_the_way,
    open_map,
    press,
    press_period,
    query,
    shows,
    still,
    when_changed,
)
from ui.text import fmt_month

XUANWEI = "530381"


def test_the_city_opens_as_ten_zones_in_three_categories(page: Page) -> None:
    frame = open_map(page, "/")
    shown = held(frame)
    assert (shown["level"], shown["membership"], shown["scope"]) == ("zone", "zone", "530300")
    assert len(shown["units"]) == 10
    assert XUANWEI in {code for code, *_ in shown["units"]}
    # Every zone is painted in a class's colour, and the five classes are all in use.
    colours = {tuple(colour) for colour in frame.evaluate(_COLOURS)}
    assert len(colours) == 5
    assert {colour[3] for colour in colours} == {255}
    categories = frame.evaluate("[...new Set(onemap.state.scene.level.units.map((u) => u.category))].sort()")
    assert categories == ["1", "2", "3"]
    key = page.locator(".om-category")
    expect(key).to_have_text(["一类示范区", "二类示范区", "三类示范区"])
    marks = key.locator("i").evaluate_all(
        "marks => marks.map(m => [getComputedStyle(m).borderTopStyle, getComputedStyle(m).borderTopColor])"
    )
    assert len({style for style, _ in marks}) == len({hue for _, hue in marks}) == 3
    counts = [int(text) for text in page.locator(".om-class em").all_inner_texts()]
    assert len(counts) == 6 and sum(counts) == 10
    expect(page.locator(".om-class-missing")).to_contain_text("无数据")
    expect(page.locator(".om-source")).to_contain_text("演示数据")
    expect(page.locator(".om-source")).to_contain_text("示意边界")
    names = page.locator(".om-figure-name").all_inner_texts()
    assert names == ["受理", "万人受理量", "结案率", "按期结案率", "群众满意率", "超期在办"]
    assert "—" not in page.locator(".om-figure-value").all_inner_texts()
    # What lies on the map and what could not be placed are together what the headline says.
    placed = sum(int(number.replace(",", "")) for *_, number in shown["units"])
    lost = re.search(r"未定位\s*(\d+)", page.locator(".om-unlocated").inner_text())
    headline = page.locator(".om-figure-hero .om-figure-value").inner_text()
    assert lost and placed + int(lost[1]) == int(re.sub(r"\D", "", headline))


_COLOURS = """
(() => {
  const { scene, map } = onemap.state;
  const canvas = document.querySelector(".om-fills");
  const box = canvas.getBoundingClientRect();
  const k = canvas.width / box.width;
  const ctx = canvas.getContext("2d");
  return scene.level.units.map(({ lat, lon }) => {
    const at = map.latLngToContainerPoint([lat, lon]);
    return [...ctx.getImageData((at.x - box.left) * k, (at.y - box.top) * k, 1, 1).data];
  });
})()
"""


def test_clicks_lead_from_the_city_to_a_grid_and_back(page: Page) -> None:
    frame = open_map(page, "/")
    frame.evaluate("window.mark = 1")
    expect(frame.locator(".om-schematic")).to_have_text("示意边界")
    click_unit(page, frame, XUANWEI)
    on_the_way(page, "曲靖市", "二类示范区", "宣威市")
    shows(frame, level="street_part", scope=XUANWEI)
    assert len(held(frame)["units"]) == 29
    assert all(code.startswith(XUANWEI) for code, *_ in held(frame)["units"])
    address_has(page, u=XUANWEI)
    expect(frame.locator(".om-schematic")).to_be_visible()
    way = ["曲靖市", "二类示范区", "宣威市"]
    for below in ("community", "grid", "grid"):
        child = easy_child(frame)
        click_unit(page, frame, child)
        address_has(page, u=child)
        shows(frame, level=below, scope=child[:12])  # A grid is shown among those of its community.
        expect(page.locator(".st-key-om_crumbs button")).to_have_count(len(way) + 1)
        way = crumbs(page)
        assert all(code.startswith(child[:12]) for code, *_ in held(frame)["units"])
    shows(frame, selected=query(page)["u"])
    assert re.fullmatch(r"530381\d{9}", query(page)["u"])
    assert re.search(r"第\d+网格", way[-1])
    page.locator(".st-key-om_crumbs").get_by_role("button", name="宣威市").click()
    shows(frame, level="street_part", scope=XUANWEI)
    on_the_way(page, "曲靖市", "二类示范区", "宣威市")
    assert frame.evaluate("window.mark") == 1
    nothing_flashed(page)


def test_escape_on_the_map_goes_up_and_the_browsers_back_returns(page: Page) -> None:
    frame = open_map(page, f"/?u={XUANWEI}")
    click_unit(page, frame, easy_child(frame))
    shows(frame, level="community")
    street = query(page)["u"]
    page.keyboard.press("Escape")
    shows(frame, level="street_part", scope=XUANWEI)
    page.keyboard.press("Escape")
    shows(frame, level="zone", scope="530300")
    on_the_way(page, "曲靖市")
    address_has(page)
    for code, level in ((XUANWEI, "street_part"), (street, "community"), (XUANWEI, "street_part")):
        page.go_back()
        shows(frame, level=level, scope=code)
        address_has(page, u=code)
        expect(page.locator(".st-key-om_crumbs [aria-current]")).to_have_attribute("data-code", code)
    page.go_forward()
    shows(frame, level="community", scope=street)
    nothing_flashed(page)


def test_other_choices_change_figures_and_address_in_the_same_frame_and_view(page: Page) -> None:
    frame = open_map(page, "/")
    at_rest(page)
    still(frame)  # the page's last lines may still change the map's height, and then it fits itself anew
    frame.evaluate("window.mark = 1; onemap.state.map.setView([25.6, 103.9], 10.4, {animate: false})")
    view = frame.evaluate(VIEW)
    legend = page.locator(".om-legend")

    before: Any = legend.inner_text()
    choose_indicator(page, "结案率")
    shows(frame, indicator="结案率")
    address_has(page, i="closing_rate")
    when_changed(legend.inner_text, before, page)

    before = legend.inner_text()
    press(page, "om_level", "社区")
    shows(frame, level="community")
    address_has(page, i="closing_rate", l="community")
    when_changed(legend.inner_text, before, page)
    counts = sum(int(n.replace(",", "")) for n in page.locator(".om-class em").all_inner_texts())
    assert counts == len(held(frame)["units"]) == 1688

    press(page, "om_level", "县区")
    shows(frame, level="zone")
    press(page, "om_membership", "属地")
    shows(frame, membership="county", level="county")
    address_has(page, i="closing_rate", m="county")
    assert len(held(frame)["units"]) == 9

    before = figures(page)
    page.locator("[data-testid=stPopover] button").first.click()
    press_period(page, "近一年")
    when_changed(lambda: figures(page), before, page)
    assert re.fullmatch(r"\d{4}-\d\d\.\.\d{4}-\d\d", query(page)["p"]), query(page)
    page.keyboard.press("Escape")

    before = figures(page)
    press(page, "om_categories", "二类示范区")
    shows(frame, filter="2")
    when_changed(lambda: figures(page), before, page)
    assert query(page)["c"] == "2"
    press(page, "om_categories", "二类示范区")
    shows(frame, filter="")
    when_changed(lambda: figures(page) == before, False, page)

    assert frame.evaluate("window.mark") == 1
    assert frame.evaluate(VIEW) == view
    nothing_flashed(page)


def test_the_period_says_which_months_it_holds_also_after_other_choices(page: Page, server: Server) -> None:
    last = last_month(server) - 4
    chosen = Period(last - 2, last)
    frame = open_map(page, f"/?p={chosen}")
    press(page, "om_level", "街道")
    shows(frame, level="street_part")
    opener = page.locator("[data-testid=stPopover] button").first
    expect(opener).to_contain_text(f"{fmt_month(last - 2, 'zh')} – {fmt_month(last, 'zh')}")
    opener.click()
    expect(page.locator("[class*=st-key-om_first] input")).to_have_value(fmt_month(last - 2, "zh"))
    expect(page.locator("[class*=st-key-om_last] input")).to_have_value(fmt_month(last, "zh"))
    press_period(page, "近三月")
    # For a moment the widgets of both periods are there.
    pressed = page.locator("[class*=st-key-om_preset] :is([aria-checked=true], [aria-pressed=true])")
    expect(pressed).to_have_text(["近三月"])
    expect(opener).to_contain_text(fmt_month(last + 4, "zh"))
    address_has(page, l="street")


def test_the_theme_changes_and_the_view_stays(page: Page) -> None:
    open_map(page, f"/?u={XUANWEI}&i=closing_rate&l=community")
    before = figures(page)
    page.get_by_role("link", name="深色").click()
    page.wait_for_url("**theme=dark**")
    frame = map_of(page)
    shows(frame, dark=True, scope=XUANWEI, level="community", indicator="结案率")
    assert query(page) == {"u": XUANWEI, "i": "closing_rate", "l": "community", "theme": "dark"}
    expect(page.locator(".om-figure")).to_have_text(before)


def test_a_link_opens_the_same_view_in_another_browser(page: Page, browser: Browser, server: Server) -> None:
    frame = open_map(page, "/")
    choose_indicator(page, "群众满意率")
    shows(frame, indicator="群众满意率")
    press(page, "om_membership", "属地")
    shows(frame, membership="county")
    page.locator("[data-testid=stPopover] button").first.click()
    press_period(page, "近半年")
    page.wait_for_url("**p=**")
    page.keyboard.press("Escape")
    click_unit(page, frame, XUANWEI)
    shows(frame, scope=XUANWEI, level="street")
    press(page, "om_level", "社区")
    shows(frame, level="community")
    expect(page.locator(".st-key-om_crumbs button")).to_have_text(["曲靖市", "宣威市"])
    address_has(page, **{**query(page), "l": "community"})
    watch = Watch()
    context = browser.new_context(viewport={"width": 1600, "height": 900}, locale="en-GB")
    other = context.new_page()
    watch.follow(other)
    again = open_map(other, page.url)
    shows(again, scope=XUANWEI, level="community")
    assert held(again) == held(frame)
    assert crumbs(other) == crumbs(page)
    assert figures(other) == figures(page)
    assert _controls(other) == _controls(page)
    context.close()
    assert watch.faults == []


def _controls(page: Page) -> list[str]:
    chosen = page.locator(".st-key-om-controls [aria-checked=true], .st-key-om-controls [aria-pressed=true]")
    period = page.locator("[data-testid=stPopover] button").first.inner_text()
    indicator = page.locator(".st-key-om_indicator").inner_text()
    field = page.locator(".st-key-om_indicator input").first.input_value()
    return [*chosen.all_inner_texts(), period, indicator, field]


def test_a_link_that_cannot_be_followed_shows_the_default_and_says_so(page: Page) -> None:
    frame = open_map(page, "/?u=999999&i=nope&l=nope&p=nope&c=9&m=nope")
    assert held(frame)["scope"] == "530300"
    expect(page.locator(".om-notice")).to_contain_text("单元")
    nothing_flashed(page)
