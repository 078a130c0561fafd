"""The other screens in a real browser: categories, profiles at every level, the state of the data, a new release."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import HERE, Server, Watch, run, serve
from tests.journeys.reader import (
    ask,
    click_unit,
    easy_child,
    held,
    map_of,
    nothing_flashed,
    on_the_way,
    open_map,
    open_page,
    press_period,
    search,
    shows,
)

XUANWEI = "530381"


def test_the_three_categories_stand_side_by_side_each_with_its_own_members(page: Page) -> None:
    open_page(page, "/categories")
    cards = page.locator("[class*='st-key-om-category-']")
    expect(cards).to_have_count(3)
    expect(page.locator(".om-comparisons")).to_have_count(3)
    tops = {round(card.bounding_box()["y"]) for card in cards.all()}  # type: ignore[index]
    assert len(tops) == 1
    members = [
        set(card.locator(".om-comparison ul").first.locator("li > :first-child").all_inner_texts())
        for card in cards.all()
    ]
    assert sum(len(names) for names in members) == len(set.union(*members)) == 10
    assert "宣威市" in members[1]
    for card, names in zip(cards.all(), members, strict=True):
        expect(card.locator(".om-category-head p")).not_to_be_empty()
        expect(card.locator("svg path.unit")).to_have_count(len(names))
        assert set(card.locator("svg text").all_text_contents()) == names
        assert card.locator(".om-comparison").count() >= 3
        for comparison in card.locator(".om-comparison").all():
            assert set(comparison.locator("li > :first-child").all_inner_texts()) == names
    before = page.locator(".om-figure").all_text_contents()
    page.locator("[data-testid=stPopover] button").first.click()
    press_period(page, "近一年")
    expect(page.locator(".om-figure").first).not_to_have_text(before[0])
    nothing_flashed(page)


def test_a_profile_shows_every_level_and_its_map_leads_down(page: Page) -> None:
    frame = open_map(page, "/unit")
    for level, name in (
        ("zone", "曲靖市"), ("street_part", "宣威市"), ("community", None), ("grid", None), ("grid", None),
    ):  # fmt: skip
        shows(frame, level=level)
        heading = page.locator(".om-unit-name")
        current = page.locator(".st-key-om_profile_crumbs [aria-current]")
        if name:
            expect(heading).to_have_text(name)
        expect(current).to_have_text(heading.inner_text())
        facts = page.locator(".om-facts-list")
        expect(facts).to_contain_text("按图计算")
        expect(facts).to_contain_text(re.compile(r"[\d,]+"))
        expect(page.locator(".om-figure")).not_to_have_count(0)
        expect(page.locator(".om-trend")).not_to_have_count(0)
        expect(page.locator(".st-key-om-cases")).to_be_visible()
        if current.get_attribute("data-code") != str(frame.evaluate("onemap.state.scene.selected")):
            down = XUANWEI if name == "曲靖市" else easy_child(frame)
            click_unit(page, frame, down)
            page.wait_for_url(f"**u={down}*")
            expect(page.locator(".st-key-om_profile_crumbs [aria-current]")).to_have_attribute(
                "data-code", down
            )
    nothing_flashed(page)


def test_a_profile_of_a_zone_has_classes_by_month_recent_cases_and_a_place_among_peers(page: Page) -> None:
    open_page(page, f"/unit?u={XUANWEI}")
    expect(page.locator(".om-tones tbody tr")).to_have_count(8)
    expect(page.locator(".om-tones thead th")).to_have_count(14)
    assert page.locator(".st-key-om-cases tbody tr").count() >= 10
    expect(page.locator(".om-strip-peers .own")).to_have_count(1)
    expect(page.locator(".om-place")).to_contain_text(re.compile(r"\d"))
    expect(page.locator(".om-card").first).to_contain_text("1,189,813")
    results = search(page, "沾益")
    results.locator('[data-code="530303"]').click()
    expect(page.locator(".om-unit-name")).to_have_text("沾益区")
    on_the_way(page, "曲靖市", "一类示范区", "沾益区", key="om_profile_crumbs")


def test_a_grid_without_any_case_has_a_profile_that_says_so(page: Page, server: Server) -> None:
    ((code,),) = ask(
        server,
        "select code from unit where level = 'grid' and community_code not in "
        "(select community_code from incident where community_code is not null) order by code limit 1",
    )
    frame = open_map(page, f"/unit?u={code}")
    expect(page.locator(".st-key-om-cases .om-empty")).to_be_visible()
    expect(page.locator(".om-card > .om-empty").first).to_be_visible()
    assert frame.evaluate("onemap.state.scene.selected") == code
    expect(page.locator(".om-figure-hero .om-figure-value")).to_contain_text("0")
    assert "—" in "".join(page.locator(".om-figure-value").all_inner_texts())
    nothing_flashed(page)
    frame = open_map(page, f"/?u={code}")  # and so does the map
    assert held(frame)["level"] == "grid"
    nothing_flashed(page)


def test_the_state_of_the_data_tells_release_departments_problems_gaps_and_definitions(
    page: Page, server: Server
) -> None:
    open_page(page, "/status")
    ((release,),) = ask(server, "select value from release_info where key = 'release_id'")
    expect(page.locator(".om-release-id")).to_have_text(release)
    expect(page.locator(".om-table-feed tbody tr")).to_have_count(8)
    for row in page.locator(".om-table-feed tbody tr").all():
        came, accepted, rejected = (
            int(row.locator(".om-num").nth(at).inner_text().replace(",", "")) for at in (1, 2, 3)
        )
        assert came == accepted + rejected > 0
    expect(page.locator(".om-table-file").first).to_be_visible()
    page.get_by_role("tab", name="已知缺口").click()
    expect(page.locator(".om-gaps")).to_contain_text("示意")
    page.get_by_role("tab", name="指标定义").click()
    shown = page.locator(".om-table-definition tbody")
    expect(shown).to_contain_text("万人受理量")
    expect(shown).to_contain_text("常住人口")
    page.get_by_role("tab", name="问题").click()
    expect(page.locator(".om-table-rule tbody tr").first).to_be_visible()
    problems = page.locator(".om-table-problem tbody")
    first = problems.inner_text()
    page.get_by_test_id("stNumberInputStepUp").click()
    expect(problems).not_to_have_text(first)
    assert problems.locator("tr").count() > 0
    nothing_flashed(page)


def test_hostile_text_is_shown_as_text(page: Page, server: Server) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss())[1])
    hostile = ask(
        server,
        "select title, grid_code from incident where grid_code is not null and "
        "(title like '<script%' or title like '<img%' or title like '=HYPERLINK%') order by title, incident_id",
    )
    by_kind = {title[:4]: (title, grid) for title, grid in hostile}
    assert len(by_kind) >= 2
    for title, grid in by_kind.values():
        open_page(page, f"/unit?u={grid}")
        expect(page.locator(".st-key-om-cases tbody")).to_contain_text(title)
    assert page.locator(".st-key-om-cases tbody :is(script, img, a:not(.om-row-link))").count() == 0
    links = page.locator(".st-key-om-cases tbody a")
    assert all(str(link.get_attribute("href")).startswith("case?") for link in links.all())
    open_page(page, "/?u=%3Cscript%3Ealert(1)%3C/script%3E&lang=%3Cb%3E")
    search(page, "<img src=x onerror=alert(1)>'; drop table unit; --")
    expect(page.locator(".st-key-om-search-results")).to_contain_text("没有找到")
    assert asked == []


@pytest.fixture(scope="module")
def own(released: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a home of its own, into which something may be published."""
    folder = tmp_path_factory.mktemp("own")
    shutil.copytree(released["ONEMAP_HOME"], folder / "home")
    environment = {**released, "ONEMAP_HOME": str(folder / "home")}
    yield from serve(environment, folder / "server.log", "ui.server")


def test_the_next_action_shows_a_release_published_meanwhile(browser: Browser, own: Server) -> None:
    watch = Watch()
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=own.url)
    page = context.new_page()
    watch.follow(page)
    frame = open_map(page, "/")
    frame.evaluate("window.mark = 1")
    before, line = page.locator(".om-figure").all_text_contents(), page.locator(".om-source").inner_text()
    files = own.home.parent / "files"
    run("data", "demo", "--out", str(files), "--incidents", "1500", environment=own.environment)
    run("data", "publish", str(files), environment=own.environment)
    assert page.locator(".om-source").inner_text() == line  # nothing moves under the reader's hands
    click_unit(page, frame, XUANWEI)
    shows(frame, scope=XUANWEI)
    expect(page.locator(".om-source")).not_to_have_text(line)
    page.locator(".st-key-om_crumbs button").first.click()
    shows(frame, scope="530300")
    expect(page.locator(".om-figure").first).not_to_have_text(before[0])
    assert frame.evaluate("window.mark") == 1
    map_of(page)
    nothing_flashed(page)
    context.close()
    assert watch.faults == []
    assert HERE in own.url
