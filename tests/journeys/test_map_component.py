"""The map in a real browser: draws offline, keeps its frame and its view, tells a click once, reports a failure."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import geopandas as gpd
import pytest
from playwright.sync_api import Frame, Page, expect

from data.region import load_region
from data.region_units import build_units
from geo.static_geometry import write_static_geometry
from tests.journeys.conftest import Contexts, leave
from tests.tiny_region import build_tiny_region

APP = Path(__file__).parent / "apps" / "map_app.py"
ZOOM = "onemap.state.map.getZoom()"
# Six decimals of a degree are less than a pixel anywhere.
VIEW = """(() => {
  const { map } = onemap.state;
  const { lat, lng } = map.getCenter();
  return [lat.toFixed(6), lng.toFixed(6), map.getZoom().toFixed(4)].join(" ");
})()"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[str]:
    """The page's address, served from a folder of its own with the tiny region published into it."""
    folder = tmp_path_factory.mktemp("map-app")
    region = build_tiny_region(folder / "region")
    units = build_units(load_region(region))
    for name in ("vendor", "onemap", "fonts"):
        shutil.copytree(root / "static" / name, folder / "static" / name)
    context = gpd.read_parquet(region / "boundaries" / "context.parquet")
    city = units[units["level"] == "city"].iloc[0]
    about = {
        "hash": write_static_geometry(units, context, folder / "static"),
        "code": city["code"],
        "bounds": [float(city[side]) for side in ("minx", "miny", "maxx", "maxy")],
    }
    (folder / "about.json").write_text(json.dumps(about), "utf-8")
    shutil.copy(APP, folder / "app.py")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "server.port": port, "server.address": "127.0.0.1", "server.headless": "true",
        "server.enableStaticServing": "true", "browser.gatherUsageStats": "false", "server.fileWatcherType": "none",
    }  # fmt: skip
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += [part for name, value in options.items() for part in (f"--{name}", str(value))]
    environment = os.environ | {
        "PYTHONPATH": str(root),
        "ONEMAP_STATIC": str(folder / "static"),
        "MAP_APP_ABOUT": str(folder / "about.json"),
    }
    process = subprocess.Popen(command, cwd=folder, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        answering(f"{address}/_stcore/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def answering(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError):
            pass
    raise AssertionError(f"{url} did not answer")


@pytest.fixture
def page(contexts: Contexts, app: str) -> Iterator[Page]:
    """A page that fails the test when it asks another machine for something or writes an error to the console."""
    opened = contexts(viewport={"width": 1000, "height": 800}, reduced_motion="reduce").new_page()
    outside: list[str] = []
    errors: list[str] = []
    host = urlsplit(app).netloc
    opened.on(
        "request",
        lambda request: None if urlsplit(request.url).netloc in ("", host) else outside.append(request.url),
    )
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    leave(opened, app)
    assert not outside
    assert not [text for text in errors if "000000000000" not in text and "404" not in text]


def drawn(page: Page, app: str, query: str = "") -> Frame:
    page.goto(f"{app}/{query}")
    page.wait_for_selector("iframe")
    frame = next_frame(page)
    frame.wait_for_function("window.onemap?.state?.painted > 0")
    return frame


def next_frame(page: Page) -> Frame:
    handle = page.wait_for_selector("iframe")
    assert handle
    frame = handle.content_frame()
    assert frame
    return frame


def facts(page: Page) -> dict[str, str]:
    return dict(re.findall(r"(\w+)=([^;]*);", page.get_by_text("runs=").inner_text()))


def spot(frame: Frame, code: str) -> dict[str, float]:
    """Middle of a unit in pixels of the frame."""
    script = """(code) => {
      const { scene, map } = onemap.state;
      const unit = scene.level.units[scene.level.index.get(code)];
      const point = map.latLngToContainerPoint([unit.lat, unit.lon]);
      return { x: point.x, y: point.y };
    }"""
    found: dict[str, float] = frame.evaluate(script, code)
    return found


def pixel(frame: Frame, at: dict[str, float]) -> list[int]:
    """Colour of the fills at a point of the frame."""
    script = """(at) => {
      const canvas = document.querySelector(".om-fills");
      const box = canvas.getBoundingClientRect();
      const k = canvas.width / box.width;
      return [...canvas.getContext("2d").getImageData((at.x - box.left) * k, (at.y - box.top) * k, 1, 1).data];
    }"""
    found: list[int] = frame.evaluate(script, at)
    return found


def click_on(page: Page, frame: Frame, code: str, offset: float = 0) -> None:
    at = spot(frame, code)
    page.locator("iframe").click(position={"x": at["x"] + offset, "y": at["y"] + offset})


def test_the_map_draws_its_classes_in_the_colours_of_the_theme(page: Page, app: str) -> None:
    frame = drawn(page, app)
    units: list[dict[str, Any]] = frame.evaluate("onemap.state.scene.level.units")
    seen = {tuple(pixel(frame, spot(frame, unit["code"]))) for unit in units}
    assert len(seen) == 5
    assert all(colour[3] == 255 for colour in seen)


@pytest.mark.parametrize("level", ["community", "grid"])
def test_the_browser_finds_the_very_classes_of_the_server(page: Page, app: str, level: str) -> None:
    frame = drawn(page, app)
    page.get_by_text(level, exact=True).click()
    frame.wait_for_function(f"onemap.state.scene.level.level === '{level}'")
    assert frame.evaluate("onemap.state.update.cls[0]") == ("starts" if level == "grid" else "i8")
    expect(page.get_by_text("classes=")).to_contain_text(
        json.dumps(frame.evaluate("Array.from(onemap.state.scene.classes)"))
    )


def test_a_level_a_theme_and_a_language_later_it_is_the_same_frame_and_the_same_view(
    page: Page, app: str
) -> None:
    frame = drawn(page, app)
    frame.evaluate("window.mark = 1; onemap.state.map.setView([25.03, 103.05], 13.4, {animate: false})")
    view = frame.evaluate(VIEW)
    for choice, holds in (
        ("grid", "onemap.state.scene.level.level === 'grid'"),
        ("dark", "onemap.state.scene.theme.dark"),
        ("en", "onemap.state.scene.lang === 'en'"),
    ):
        page.get_by_text(choice, exact=True).click()
        frame.wait_for_function(holds)
    assert frame.evaluate("window.mark") == 1
    assert frame.evaluate(VIEW) == view
    assert frame.locator(".om-zoom_in").get_attribute("aria-label") == "Zoom in"


def test_a_click_names_the_unit_once_and_the_same_unit_again(page: Page, app: str) -> None:
    frame = drawn(page, app)
    code = frame.evaluate("onemap.state.scene.level.units[3].code")
    click_on(page, frame, code)
    expect(page.get_by_text("runs=")).to_contain_text(f"clicks={code};")
    page.get_by_role("button", name="rerun").click()
    expect(page.get_by_text("runs=")).to_contain_text("runs=3;")
    assert facts(page)["clicks"] == code
    click_on(page, frame, code, offset=2)
    expect(page.get_by_text("runs=")).to_contain_text(f"clicks={code},{code};")


def test_looking_around_runs_nothing(page: Page, app: str) -> None:
    frame = drawn(page, app)
    runs = facts(page)["runs"]
    box = page.locator("iframe").bounding_box()
    assert box
    x, y = box["x"] + 400, box["y"] + 200
    page.mouse.move(x, y)
    page.mouse.wheel(0, -300)
    page.mouse.down()
    page.mouse.move(x + 90, y + 40, steps=5)
    page.mouse.up()
    before = frame.evaluate(ZOOM)
    frame.locator(".om-zoom_in").click()
    frame.wait_for_function(f"{ZOOM} > {before + 0.5}")
    # Were a run on its way, it would come before the answer to the next one.
    page.get_by_role("button", name="rerun").click()
    expect(page.get_by_text("runs=")).to_contain_text(f"runs={int(runs) + 1};")


def test_pages_run_once_for_a_first_view(page: Page, app: str) -> None:
    drawn(page, app)
    assert facts(page)["runs"] == "1"


def test_keys_fit_the_map_and_go_up(page: Page, app: str) -> None:
    frame = drawn(page, app)
    zoom = frame.evaluate(ZOOM)
    frame.locator("#map_div").focus()
    page.keyboard.press("+")
    frame.wait_for_function(f"{ZOOM} > {zoom + 0.1}")
    page.keyboard.press("f")
    frame.wait_for_function(f"Math.abs({ZOOM} - {zoom}) < 0.001")
    page.keyboard.press("Escape")
    expect(page.get_by_text("runs=")).to_contain_text("clicks=__up__;")


def test_the_card_shows_text_as_text(page: Page, app: str) -> None:
    frame = drawn(page, app)
    at = spot(frame, frame.evaluate("onemap.state.scene.level.units[3].code"))
    page.locator("iframe").hover(position={"x": at["x"], "y": at["y"]})
    card = frame.locator(".om-card")
    expect(card).to_be_visible()
    expect(card).to_contain_text("<i>indicator</i>")
    assert card.locator("i").count() == 2  # The swatch and the category's band, none from the text.


def test_missing_geometry_is_said_and_can_be_asked_for_again(page: Page, app: str) -> None:
    page.goto(f"{app}/?geometry=gone")
    frame = next_frame(page)
    status = frame.get_by_role("status")
    expect(status).to_contain_text("地图数据没有取到", timeout=20_000)
    expect(status.get_by_role("button")).to_have_text("重试")
