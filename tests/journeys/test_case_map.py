"""The map of cases in a real browser: layers by number, time, hot spots, a case that opens, faults that are said."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Frame, Page, expect

from data.demo import write_demo
from data.publish import publish
from data.settings import Settings
from tests.journeys.conftest import HERE, Contexts, Server, leave, serve
from tests.tiny_region import build_tiny_region

APP = Path(__file__).parent / "apps" / "case_map_app.py"
PERIOD = "p=2025-07..2026-06"
DRAWN = "window.onemap?.state?.painted > 0 && onemap.cases.mine.drawn > 0"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with one release of the tiny region."""
    folder = tmp_path_factory.mktemp("case-map")
    settings = Settings(folder / "home", build_tiny_region(folder / "region"), folder / "static")
    write_demo(settings.region_dir, folder / "delivery", incidents=3_000, until=date(2026, 6, 30))
    publish(settings, folder / "delivery")
    return settings


def served(home: Settings, root: Path, folder: Path, path: str) -> Iterator[Server]:
    for name in ("vendor", "onemap", "fonts", "theme"):
        if not (home.static_dir / name).exists():
            shutil.copytree(root / "static" / name, home.static_dir / name)
    (folder / "static").symlink_to(home.static_dir)
    shutil.copy(APP, folder / "app.py")
    environment = {
        **os.environ,
        "PYTHONPATH": path,
        "ONEMAP_HOME": str(home.home),
        "ONEMAP_STATIC": str(home.static_dir),
        "ONEMAP_REGION": str(home.region_dir),
    }
    command = ("streamlit", "run", str(folder / "app.py"), "--server.port={port}", f"--server.address={HERE}")
    yield from serve(environment, folder / "server.log", *command)


@pytest.fixture(scope="module")
def app(home: Settings, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    for server in served(home, root, tmp_path_factory.mktemp("few"), str(root)):
        yield server.url


@pytest.fixture(scope="module")
def dense(home: Settings, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same cases where more than a hundred are too many to show one by one."""
    folder = tmp_path_factory.mktemp("many")
    (folder / "sitecustomize.py").write_text(
        "import views.cases.points\nviews.cases.points.MOST_POINTS = 100\n", "utf-8"
    )
    for server in served(home, root, folder, f"{folder}{os.pathsep}{root}"):
        yield server.url


@pytest.fixture
def page(contexts: Contexts, app: str) -> Iterator[Page]:
    """A page that fails the test when it asks another machine, or writes an error that no test asked for."""
    opened = contexts(viewport={"width": 1000, "height": 900}, reduced_motion="reduce").new_page()
    outside: list[str] = []
    errors: list[str] = []
    opened.on(
        "request",
        lambda request: (
            None if urlsplit(request.url).hostname in (None, HERE) else outside.append(request.url)
        ),
    )
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    leave(opened, app)
    assert outside == []
    assert errors == []


def drawn(page: Page, address: str) -> Frame:
    page.goto(address)
    handle = page.wait_for_selector("iframe")
    frame = handle.content_frame() if handle else None
    assert frame
    frame.wait_for_function(DRAWN)
    return frame


def runs(page: Page) -> int:
    found = re.search(r"runs=(\d+);", page.get_by_text("runs=").inner_text())
    assert found
    return int(found[1])


def inked(frame: Frame, canvas: str) -> int:
    """Pixels of a canvas that carry colour."""
    script = """(name) => {
      const canvas = document.querySelector(`.om-${name}`);
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let n = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i]) n += 1;
      return n;
    }"""
    return int(frame.evaluate(script, canvas))


def total(frame: Frame) -> int:
    """Cases in what is drawn in this moment."""
    script = """() => {
      const { mine } = onemap.cases;
      if (mine.data.kind === "cells") return Array.from(mine.values).reduce((a, b) => a + b, 0);
      return mine.chosen.list.length;
    }"""
    return int(frame.evaluate(script))


def located(frame: Frame, at: int = -1) -> int:
    script = """(at) => {
      const { located } = onemap.state.update.cases.frames;
      return at < 0 ? located.reduce((a, b) => a + b, 0) : located[at];
    }"""
    return int(frame.evaluate(script, at))


def count_shown(frame: Frame) -> tuple[int, int]:
    """Located and all cases, as the time bar says them."""
    numbers = re.findall(r"[\d,]+", frame.locator(".om-time-label span").inner_text())
    return int(numbers[0].replace(",", "")), int(numbers[1].replace(",", ""))


def test_few_cases_are_bubbles_and_points_that_add_up(page: Page, app: str) -> None:
    frame = drawn(page, f"{app}/?{PERIOD}")
    assert frame.evaluate("onemap.state.update.cases.mode") == "points"
    marks = frame.evaluate("onemap.casePaint && onemap.cases.mine.marks.map((mark) => mark.members.length)")
    assert inked(frame, "marks") > 100
    assert max(marks) > 1
    assert total(frame) == located(frame) == count_shown(frame)[0]
    assert count_shown(frame)[1] >= count_shown(frame)[0]


def test_many_cases_are_cells_that_add_up_and_come_apart_on_the_way_in(page: Page, dense: str) -> None:
    frame = drawn(page, f"{dense}/?{PERIOD}")
    assert frame.evaluate("onemap.state.update.cases.mode") == "density"
    assert frame.evaluate("onemap.cases.mine.data.kind") == "cells"
    assert inked(frame, "cells") > 100
    assert total(frame) == located(frame)
    level = frame.evaluate("onemap.cases.mine.data.level")
    frame.evaluate("onemap.state.map.setZoom(onemap.state.map.getZoom() + 1, {animate: false})")
    frame.wait_for_function(f"onemap.cases.mine.data.level > {level}")
    frame.evaluate("onemap.state.map.setZoom(17, {animate: false})")
    frame.wait_for_function("onemap.cases.mine.data.kind === 'points'")


def test_the_message_of_a_rerun_carries_no_case(page: Page, app: str) -> None:
    frame = drawn(page, f"{app}/?{PERIOD}")
    message = frame.evaluate("JSON.stringify(onemap.state.update.cases)")
    assert len(message) < 6_000
    assert "lon" not in message


def test_another_filter_keeps_frame_and_view(page: Page, app: str) -> None:
    frame = drawn(page, f"{app}/?{PERIOD}")
    frame.evaluate(
        "window.mark = 1; onemap.state.map.setZoom(onemap.state.map.getZoom() + 1, {animate: false})"
    )
    zoom = frame.evaluate("onemap.state.map.getZoom()")
    before = total(frame)
    page.get_by_text("社区", exact=True).click()
    frame.wait_for_function(
        f"onemap.cases.mine.chosen.list.length < {before} && onemap.cases.mine.query.includes('q=')"
    )
    page.get_by_text("dark", exact=True).click()
    frame.wait_for_function("onemap.state.scene.theme.dark")
    assert frame.evaluate("window.mark") == 1
    assert frame.evaluate("onemap.state.map.getZoom()") == zoom
    assert total(frame) == located(frame)


def test_a_filter_without_cases_is_an_empty_map_with_its_zero(page: Page, app: str) -> None:
    frame = drawn(page, f"{app}/?{PERIOD}")
    page.get_by_text("none", exact=True).click()
    frame.wait_for_function(
        "onemap.cases.mine.query.includes('q=') && onemap.cases.mine.chosen.list.length === 0"
    )
    assert count_shown(frame) == (0, 0)
    assert inked(frame, "marks") == 0


@pytest.mark.parametrize("server", ["app", "dense"])
def test_playing_walks_through_the_months_without_the_server(
    page: Page, server: str, request: pytest.FixtureRequest
) -> None:
    frame = drawn(page, f"{request.getfixturevalue(server)}/?{PERIOD}")
    asked: list[str] = []
    # The shapes of other levels may still come, ahead of need.
    page.on("request", lambda sent: asked.append(sent.url) if "/api/" in sent.url else None)
    before = runs(page)
    speed = frame.locator(".om-time-speed")
    speed.click()
    speed.click()
    expect(speed).to_have_text("4×")
    frame.locator(".om-time-play").click()
    expect(frame.locator(".om-time-play")).to_have_attribute("aria-label", "暂停（空格）")
    frame.wait_for_function("onemap.cases.mine.frame >= 2")
    frame.locator(".om-time-play").click()
    at = frame.evaluate("onemap.cases.mine.frame")
    assert total(frame) == located(frame, at) == count_shown(frame)[0]
    assert frame.locator(".om-time-label b").inner_text() == frame.evaluate(
        "onemap.state.update.cases.frames.labels[onemap.cases.mine.frame]"
    )
    assert asked == []
    assert runs(page) == before


def test_the_frames_of_a_period_add_up_to_the_whole(page: Page, dense: str) -> None:
    frame = drawn(page, f"{dense}/?{PERIOD}")
    frame.locator(".om-time-forward").click()
    sums = 0
    for _ in range(12):
        sums += total(frame)
        frame.locator(".om-time-forward").click()
    frame.locator(".om-time-whole").click()
    assert sums == total(frame)
    expect(frame.locator(".om-time-whole")).to_have_attribute("aria-pressed", "true")


def test_time_is_in_the_hands_of_the_keyboard(page: Page, app: str) -> None:
    frame = drawn(page, f"{app}/?{PERIOD}")
    frame.locator(".om-time-range").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert frame.evaluate("onemap.cases.mine.frame") == 1
    page.keyboard.press("ArrowLeft")
    assert frame.evaluate("onemap.cases.mine.frame") == 0
    page.keyboard.press("End")
    assert frame.evaluate("onemap.cases.mine.frame") == 11
    frame.locator("#map_div").focus()
    page.keyboard.press("Space")
    frame.wait_for_function("onemap.cases.mine.time.playing")
    page.keyboard.press("Space")
    frame.wait_for_function("!onemap.cases.mine.time.playing")


def test_a_short_period_plays_by_day(page: Page, app: str) -> None:
    frame = drawn(page, f"{app}/?p=2026-05..2026-06")
    assert frame.evaluate("onemap.state.update.cases.frames.labels.length") == 61
    frame.locator(".om-time-forward").click()
    expect(frame.locator(".om-time-label b")).to_have_text("2026年5月1日")


def test_hot_spots_replace_cases_and_give_way_again(page: Page, app: str) -> None:
    frame = drawn(page, f"{app}/?{PERIOD}")
    before = runs(page)
    choices = frame.locator(".om-legend .om-choice").first
    choices.get_by_role("button", name="热点").click()
    frame.wait_for_function("onemap.state.scene.level.level === 'grid' && onemap.cases.mine.spots")
    expect(frame.locator(".om-legend")).to_contain_text("Gi*")
    expect(frame.locator(".om-time")).to_be_hidden()
    assert inked(frame, "marks") == 0
    counts = frame.evaluate("onemap.cases.mine.spots.members")
    assert sum(counts) == frame.evaluate("onemap.cases.mine.spots.tested")
    frame.get_by_role("button", name="按人均").click()
    frame.wait_for_function("onemap.cases.mine.on === 'rates'")
    choices.get_by_role("button", name="案件").click()
    frame.wait_for_function("onemap.state.scene.level.level === 'community'")
    expect(frame.locator(".om-time")).to_be_visible()
    assert inked(frame, "marks") > 100
    assert runs(page) == before


def _single(page: Page, frame: Frame) -> dict[str, float]:
    """Zoom onto a case that no other hides; where it is in the frame."""
    frame.evaluate("""() => {
      const { data } = onemap.cases.mine;
      const unit = 2 ** (20 - data.level);
      const away = (i, j) => (i === j ? Infinity : Math.hypot(data.x[j] - data.x[i], data.y[j] - data.y[i]));
      const near = (i) => Math.min(...Array.from(data.x, (_, j) => away(i, j)));
      const some = Array.from({ length: Math.min(data.n, 60) }, (_, i) => i);
      const best = some.sort((a, b) => near(b) - near(a))[0];
      const { map } = onemap.state;
      map.setView(map.unproject([data.x[best] * unit, data.y[best] * unit], 12), 16, { animate: false });
    }""")
    script = """() => {
      const { marks, inset } = onemap.cases.mine;
      const size = onemap.state.map.getSize();
      const middle = (mark) => Math.hypot(mark.px - inset.x - size.x / 2, mark.py - inset.y - size.y / 2);
      const mark = marks.filter((m) => !m.many).sort((a, b) => middle(a) - middle(b))[0];
      return { x: mark.px - inset.x, y: mark.py - inset.y };
    }"""
    frame.wait_for_function("onemap.cases.mine.marks.some((mark) => !mark.many)")
    found: dict[str, float] = frame.evaluate(script)
    return found


def test_a_case_shows_its_card_and_opens_once(page: Page, app: str) -> None:
    frame = drawn(page, f"{app}/?{PERIOD}")
    at = _single(page, frame)
    page.locator("iframe").hover(position={"x": at["x"], "y": at["y"]})
    card = frame.locator(".om-card")
    expect(card).to_contain_text("受理")
    expect(card).to_contain_text("点击打开这一件")
    page.locator("iframe").click(position={"x": at["x"], "y": at["y"]})
    expect(page.get_by_text("runs=")).to_contain_text(re.compile(r"clicks=[a-z]+:[^,;]+;"))
    clicks = page.get_by_text("runs=").inner_text().split("clicks=")[1]
    page.get_by_role("button", name="rerun").click()
    expect(page.get_by_text("runs=")).to_contain_text(f"runs=3;clicks={clicks}")


def test_a_name_out_of_a_file_stays_text(page: Page, app: str) -> None:
    frame = drawn(page, f"{app}/?{PERIOD}")
    frame.evaluate("onemap.cases.mine.data.subclasses.fill('<img src=x onerror=parent.hit=1><b>x</b>')")
    at = _single(page, frame)
    page.locator("iframe").hover(position={"x": at["x"], "y": at["y"]})
    card = frame.locator(".om-card")
    expect(card).to_contain_text("<img src=x")
    assert card.locator("img, .om-card-head b").count() == 0


def test_a_bubble_opens_on_the_way_in(page: Page, app: str) -> None:
    frame = drawn(page, f"{app}/?{PERIOD}")
    zoom = frame.evaluate("onemap.state.map.getZoom()")
    at = frame.evaluate("""() => {
      const { marks, inset } = onemap.cases.mine;
      return { x: marks[0].px - inset.x, y: marks[0].py - inset.y };
    }""")
    page.locator("iframe").click(position={"x": at["x"], "y": at["y"]})
    frame.wait_for_function(f"onemap.state.map.getZoom() > {zoom + 0.5}")
    assert runs(page) == 1


def test_a_release_that_is_gone_is_said(page: Page, app: str) -> None:
    page.route("**/api/case-points**", lambda route: route.fulfill(status=410, body="{}"))
    page.goto(f"{app}/?{PERIOD}")
    handle = page.wait_for_selector("iframe")
    frame = handle.content_frame() if handle else None
    assert frame
    expect(frame.get_by_role("status")).to_contain_text("这个数据版本已经撤下", timeout=20_000)


def test_a_lost_answer_is_said_and_can_be_asked_for_again(page: Page, app: str) -> None:
    page.route("**/api/case-points**", lambda route: route.abort())
    page.goto(f"{app}/?{PERIOD}")
    handle = page.wait_for_selector("iframe")
    frame = handle.content_frame() if handle else None
    assert frame
    status = frame.get_by_role("status")
    expect(status.get_by_role("button")).to_have_text("重试", timeout=20_000)
    page.unroute("**/api/case-points**")
    status.get_by_role("button").click()
    frame.wait_for_function(DRAWN)


def test_one_case_is_one_mark(page: Page, app: str) -> None:
    page.goto(f"{app}/?one=1")
    handle = page.wait_for_selector("iframe")
    frame = handle.content_frame() if handle else None
    assert frame
    frame.wait_for_function("window.onemap?.state?.painted > 0")
    assert inked(frame, "marks") > 100
    expect(frame.locator(".om-legend")).to_be_hidden()
    expect(frame.locator(".om-time")).to_be_hidden()
