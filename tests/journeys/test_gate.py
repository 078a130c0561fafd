"""The gate in a real browser: files dropped by mouse, problems seen, rows mended, published, taken back."""

from __future__ import annotations

import base64
import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.pointer import read_pointer
from data.settings import Settings
from tests.data.deliveries import case
from tests.journeys.conftest import PATIENCE_S, Contexts, Server, Watch, leave, serve
from tests.journeys.reader import CHINESE, nothing_flashed, open_page
from tests.views.gate_home import SECOND, content, publish_first

# What a hand does that lets go of files over the page.
_HELD = """
(files) => {
  const held = new DataTransfer();
  for (const { name, bytes } of files)
    held.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
  return held;
}
"""
ZONE = "[data-testid=stFileUploaderDropzone]"
OWN = ".om-gate-head, .om-gate-how-to, .om-rail, .om-gate-balance, .om-data-nav, .om-gate-summary"


@pytest.fixture(scope="module")
def gate(tiny_region: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: what is published here must not change what the other journeys look at."""
    root = tmp_path_factory.mktemp("gate")
    settings = Settings(root / "home", tiny_region, root / "static")
    publish_first(settings, root)
    environment = {**os.environ, **settings.to_env()}
    environment.pop("ONEMAP_GATE_KEY", None)
    yield from serve(environment, root / "server.log", "ui.server")


@pytest.fixture
def desk(contexts: Contexts, gate: Server) -> Iterator[Page]:
    """A page at the gate; the test fails when it asked another host or reported an error."""
    watch = Watch()
    page = contexts(viewport={"width": 1366, "height": 768}, locale="zh-CN", base_url=gate.url).new_page()
    watch.follow(page)
    yield page
    leave(page, gate.url)
    assert watch.faults == []


def drop(page: Page, files: Sequence[tuple[str, bytes]]) -> None:
    """Drag files over the page and let go of them in the place for it."""
    told = [{"name": name, "bytes": base64.b64encode(data).decode()} for name, data in files]
    held = page.evaluate_handle(_HELD, told)
    zone = page.locator(ZONE)
    for event in ("dragenter", "dragover", "drop"):
        zone.dispatch_event(event, {"dataTransfer": held})


def fill(page: Page, label: str, words: str) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(words)
    field.press("Tab")


def check(page: Page) -> None:
    """From the files to the result of the check."""
    page.get_by_role("button", name="下一步：认文件").click()
    expect(page.locator(".om-gate-summary")).to_be_visible()
    page.get_by_role("button", name="开始检查").click()
    expect(page.locator(".om-gate-balance")).to_be_visible(timeout=PATIENCE_S * 1000)


def publish(page: Page, why: str) -> None:
    fill(page, "发布原因", why)
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("button", name="确认发布").click()
    expect(page.locator(".om-gate-good")).to_be_visible()


def current(server: Server) -> str:
    pointer = read_pointer(server.home)
    assert pointer is not None
    return pointer.release_id


def sums(page: Page) -> list[int]:
    return [int(text) for text in page.locator(".om-gate-sum > p:not(.more) b").all_inner_texts()]


def test_files_go_in_by_mouse_are_published_and_taken_back_in_a_click(desk: Page, gate: Server) -> None:
    before = current(gate)
    open_page(desk, "/gate")
    drop(desk, [("城管案卷_更正.csv", content(SECOND)), ("噪声.xlsx", bytes(range(256)) * 8)])
    expect(desk.locator("[class*=st-key-om-gate-file-]")).to_have_count(2)
    expect(desk).to_have_url(re.compile("delivery=D"))
    fill(desk, "经办人", "李四")
    desk.get_by_role("button", name="下一步：认文件").click()
    expect(desk.locator(".om-gate-is-stop em")).to_be_visible()
    # A reload in the middle loses nothing: the work is in the delivery, not in the page.
    open_page(desk, desk.url)
    expect(desk.locator(".om-gate-card-head")).to_have_count(2)
    desk.get_by_role("button", name="开始检查").click()
    expect(desk.locator(".om-gate-progress, .om-gate-balance").first).to_be_visible()
    open_page(desk, desk.url)
    expect(desk.locator(".om-gate-balance")).to_be_visible(timeout=PATIENCE_S * 1000)
    received, accepted, held_back = sums(desk)
    assert received == accepted + held_back == len(SECOND) and held_back == 1
    expect(desk.locator(".om-gate-whole")).to_be_visible()
    desk.get_by_text("问题", exact=False).locator("visible=true").first.click()
    desk.locator(".om-gate-rules .om-fact-link").first.click()
    expect(desk.locator(".om-gate-problems tbody tr").first).to_be_visible()
    desk.get_by_text("会变什么", exact=True).click()
    expect(desk.locator(".om-change-matrix")).to_be_visible()
    desk.get_by_text(re.compile("案件 · 改动 1")).click()
    expect(desk.locator(".om-change-table")).to_contain_text("A0002")
    publish(desk, "更正")
    assert current(gate) != before
    desk.get_by_role("button", name="撤销这次发布").click()
    desk.get_by_role("button", name="确认撤销").click()
    expect(desk.locator(".om-gate-gone")).to_be_visible()
    assert current(gate) == before
    nothing_flashed(desk)


def test_held_back_rows_are_taken_home_mended_and_sent_again(desk: Page, gate: Server) -> None:
    flawed = [case(number=21), case(number=22, subclass_name=None)]
    open_page(desk, "/gate")
    drop(desk, [("城管案卷_廿一.csv", content(flawed))])
    fill(desk, "经办人", "李四")
    check(desk)
    assert sums(desk) == [2, 1, 1]
    with desk.expect_download() as taken:
        desk.get_by_role("button", name="下载退回的 1 行").click()
    text = Path(taken.value.path()).read_bytes().decode("gb18030")
    (header, row) = list(csv.reader(io.StringIO(text)))
    assert "问题" in header and "必填" in row[header.index("问题")]
    row[header.index("小类")] = "暴露垃圾"
    publish(desk, "廿一")
    mended = io.StringIO()
    csv.writer(mended).writerows([header, row])
    desk.get_by_text("全部报送").click()
    expect(desk.locator(".om-gate-past")).to_be_visible()
    drop(desk, [(taken.value.suggested_filename, mended.getvalue().encode("gb18030"))])
    expect(desk.locator("[class*=st-key-om-gate-file-]")).to_have_count(1)
    fill(desk, "经办人", "李四")
    check(desk)
    assert sums(desk) == [1, 1, 0], "what was mended is accepted as it stands"
    publish(desk, "补廿二")
    # And from the list of releases the way back is as short.
    published = current(gate)
    desk.get_by_text("全部版本").click()
    desk.get_by_role("button", name="退回到此版").first.click()
    fill(desk, "经办人", "王五")
    desk.get_by_role("button", name="确认更换").click()
    expect(desk.locator(".st-key-om-rel-undo")).to_be_visible()
    assert current(gate) != published
    desk.get_by_role("button", name="撤销，换回去").click()
    expect(desk.locator(".st-key-om-rel-undo")).to_have_count(0)
    assert current(gate) == published
    nothing_flashed(desk)


def test_a_check_is_stopped_and_nothing_of_it_stays(desk: Page, gate: Server) -> None:
    before = current(gate)
    open_page(desk, "/gate")
    drop(desk, [("城管案卷_卅一.csv", content([case(number=31)]))])
    fill(desk, "经办人", "李四")
    desk.get_by_role("button", name="下一步：认文件").click()
    desk.get_by_role("button", name="开始检查").click()
    desk.get_by_role("button", name="停止检查").click()
    desk.get_by_role("button", name="确认停止").click()
    expect(desk.locator(".om-gate-told")).to_contain_text("已停止")
    expect(desk.locator(".om-gate-card-head")).to_have_count(1)
    assert current(gate) == before
    assert not list((gate.home / "releases").glob("*building*")) and not list(
        (gate.home / "releases").glob("candidate-*")
    )
    nothing_flashed(desk)


def test_the_gate_speaks_english_and_fits_every_size(desk: Page) -> None:
    for width, height in ((1366, 768), (1920, 1080), (390, 844)):
        desk.set_viewport_size({"width": width, "height": height})
        for address in ("/gate?lang=en&theme=dark", "/releases?lang=en&theme=dark"):
            open_page(desk, address)
            spilled = desk.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert spilled <= 0, (address, width, spilled)
    open_page(desk, "/gate?lang=en")
    button = desk.locator(f"{ZONE} button")
    assert button.evaluate("e => getComputedStyle(e.querySelector('p')).display") == "none"
    expect(desk.get_by_role("button", name="Choose files")).to_be_visible()
    for part in desk.locator(OWN).all():
        assert not CHINESE.search(part.inner_text()), part.inner_text()
    nothing_flashed(desk)
