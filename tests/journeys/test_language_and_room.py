"""All words in the reader's language, and room for all of them at the usual sizes of a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.journeys.conftest import Server, Watch
from tests.journeys.reader import CHINESE, at_rest, held, map_of, open_page, query, shows, texts

PAGES = {
    "map": "/",
    "unit": "/unit?u=530381",
    "categories": "/categories",
    "incidents": "/incidents",
    "whistles": "/whistles",
    "assessment": "/assessment",
    "evidence": "/evidence?f=on_time_rate&u=530381",
    "status": "/status",
    "exchange": "/exchange",
    "snapshot": "/snapshot",
}
WITH_MAP = ("map", "unit")
# Words of the data, which nobody translates: file names, headers and agreed words in remedies, titles, channels, the name
# of a dataset, official names; and the way to 中文.
OF_THE_DATA = (
    ".st-key-om-settings, .om-table-file, .om-table-problem, .om-table-rule tbody, .om-table-feed td, "
    ".st-key-om-cases tbody, .st-key-om-inc-list tbody, .st-key-om-wh-list tbody, .om-ev-table tbody, "
    ".st-key-om_by_ch, .om-facts-list dd, [data-testid=stSelectbox], .om-ex-file, .om-ex-reasons"
)


@pytest.fixture(scope="module")
def opened(browser: Browser, server: Server) -> Iterator[Callable[[str, str], Page]]:
    """Each page in each language, opened once for all that only look."""
    watch, pages = Watch(), dict[tuple[str, str], Page]()
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", base_url=server.url
    )

    def get(name: str, lang: str) -> Page:
        if (name, lang) not in pages:
            page = pages[name, lang] = context.new_page()
            watch.follow(page)
            address = PAGES[name]
            open_page(page, f"{address}{'&' if '?' in address else '?'}lang={lang}")
        return pages[name, lang]

    yield get
    context.close()
    assert watch.faults == []


@pytest.mark.parametrize("name", PAGES)
def test_in_english_no_chinese_is_left_but_words_of_the_data(
    opened: Callable[[str, str], Page], name: str
) -> None:
    page = opened(name, "en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    at_rest(page)
    left = [text for text in texts(page, OF_THE_DATA) if CHINESE.search(text)]
    assert left == []
    if name in WITH_MAP:
        frame = map_of(page)
        shows(frame, lang="en")
        assert [text for text in texts(frame) if CHINESE.search(text)] == []


def test_the_language_changes_there_and_back_in_the_same_view(page: Page) -> None:
    open_page(page, "/?u=530381&l=community&i=closing_rate")
    frame = map_of(page)
    shown = held(frame)
    page.get_by_role("link", name="English").click()
    expect(page.locator(".st-key-om_crumbs [aria-current]")).to_have_text("Xuanwei City")
    frame = map_of(page)
    shows(frame, lang="en", scope="530381")
    assert [unit[:2] for unit in held(frame)["units"]] == [unit[:2] for unit in shown["units"]]
    expect(page.locator(".om-figure-name").first).to_have_text("Received")
    page.get_by_role("link", name="中文").click()
    expect(page.locator(".st-key-om_crumbs [aria-current]")).to_have_text("宣威市")
    frame = map_of(page)
    shows(frame, lang="zh", scope="530381")
    assert held(frame) == shown
    assert query(page) == {"u": "530381", "l": "community", "i": "closing_rate"}


# Text that its box cuts off, and text that lies on other text. Boxes that scroll cut nothing off.
_CLIPPED = """
() => {
  const rects = [], faults = [];
  const walk = (root, host) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) walk(element.shadowRoot, element);
      if (["SCRIPT", "STYLE", "NOSCRIPT", "OPTION"].includes(element.tagName)) continue;
      if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
      for (const node of element.childNodes) {
        if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        if (box.width < 2 || box.height < 2) continue;
        let shown = true, up = element, scrolls = false;
        const view = { left: -9e9, top: -9e9, right: 9e9, bottom: 9e9 };  // what the boxes around leave to see
        // Shortened with dots, and the whole of it in the tooltip: said, not cut off.
        const whole = element.closest("[title]")?.title ?? "";
        const told = getComputedStyle(element).textOverflow === "ellipsis" && whole.includes(node.data.trim());
        while (up && up !== document.body) {
          const style = getComputedStyle(up), edge = up.getBoundingClientRect();
          const [across, down] = [style.overflowX, style.overflowY];
          if (across !== "visible" || down !== "visible") {
            view.left = Math.max(view.left, edge.left);
            view.top = Math.max(view.top, edge.top);
            view.right = Math.min(view.right, edge.right);
            view.bottom = Math.min(view.bottom, edge.bottom);
          }
          if (["auto", "scroll"].includes(across) || ["auto", "scroll"].includes(down)) scrolls = true;
          const [wide, tall] = [
            box.right > edge.right + 1.5 || box.left < edge.left - 1.5,
            box.bottom > edge.bottom + 3 || box.top < edge.top - 3,
          ];
          if (!scrolls && !told && ["hidden", "clip"].includes(across) && wide) {
            if (edge.width < 2) shown = false;
            else faults.push(`cut across: ${node.data.trim()} in ${up.className}`);
          }
          if (!scrolls && ["hidden", "clip"].includes(down) && tall) {
            if (edge.height < 2) shown = false;
            else faults.push(`cut below: ${node.data.trim()} in ${up.className}`);
          }
          up = up.parentElement || up.getRootNode().host;
        }
        // Each line of a text by itself: the box of two lines also holds what stands beside them.
        if (!shown) continue;
        for (const line of range.getClientRects()) {
          // The box of a line holds room above and below the letters.
          const room = line.height * 0.18;
          const seen = {
            left: Math.max(line.left, view.left), right: Math.min(line.right, view.right),
            top: Math.max(line.top + room, view.top), bottom: Math.min(line.bottom - room, view.bottom),
          };
          if (seen.bottom - seen.top > 2 && seen.right - seen.left > 2) rects.push([node.data.trim(), seen]);
        }
      }
    }
  };
  walk(document);
  for (let i = 0; i < rects.length; i += 1) {
    for (let j = i + 1; j < rects.length; j += 1) {
      const [a, b] = [rects[i][1], rects[j][1]];
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across < 2 || down < 2 || rects[i][0] === rects[j][0]) continue;
      faults.push(`on one another: ${rects[i][0]} and ${rects[j][0]}`);
    }
  }
  const wide = [document.documentElement, ...document.querySelectorAll("[data-testid=stMain]")];
  if (wide.some((part) => part.scrollWidth > part.clientWidth + 1)) faults.push("the page scrolls sideways");
  return [...new Set(faults)];
}
"""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_no_text_is_cut_off_or_lies_on_another_at_the_usual_sizes(
    opened: Callable[[str, str], Page], name: str, lang: str
) -> None:
    page = opened(name, lang)
    frame = map_of(page) if name in WITH_MAP else None
    for width, height in ((1366, 768), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(f"innerWidth === {width} && document.fonts.status === 'loaded'")
        assert page.evaluate(_CLIPPED) == [], f"{width}×{height}"
        if frame:
            assert _sheet(frame) == [], f"{width}×{height}"


def _sheet(frame: Frame) -> list[Any]:
    """Pieces over the map that leave the sheet."""
    script = """() => [...document.querySelectorAll(".om-scale, .om-notes, .om-buttons, .om-north")].filter((piece) => {
      const { left, top, right, bottom } = piece.getBoundingClientRect();
      return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
    }).map((piece) => piece.className)"""
    found: list[Any] = frame.evaluate(script)
    return found
