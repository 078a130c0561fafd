"""The real browser of the benchmarks, and how to know that the map has been painted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
VIEWPORT = {"width": 1920, "height": 1080}

# Milliseconds since the navigation began, two animation frames after the map has painted a picture newer than `after`
# that shows `level` and `indicator` (null: any).
_PAINTED = """
([after, level, indicator]) => new Promise((resolve, reject) => {
  const began = performance.now();
  const ready = (w) => {
    const state = w && w.onemap && w.onemap.state;
    if (!state || !state.painted || state.painted <= after) return false;
    const { scene } = state;
    return (!level || scene.level.level === level) && (!indicator || scene.names.indicator === indicator);
  };
  const watch = () => {
    if (performance.now() - began > 60000) return reject(new Error(`nothing painted for ${level} ${indicator}`));
    const frame = [...document.querySelectorAll("iframe")].find((item) => ready(item.contentWindow));
    if (!frame) return requestAnimationFrame(watch);
    const w = frame.contentWindow;
    w.requestAnimationFrame(() => w.requestAnimationFrame(() => resolve(performance.now())));
  };
  watch();
})
"""
_LAST = "() => [...document.querySelectorAll('iframe')].map((f) => f.contentWindow?.onemap?.state?.painted || 0)[0] || 0"
_WATCH_CLICKS = "addEventListener('click', () => { window.benchClicked = performance.now(); }, true)"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield browser
        browser.close()


def painted(page: Page, after: int = 0, level: str | None = None, indicator: str | None = None) -> float:
    """Milliseconds since the navigation began at which the map stood painted."""
    return float(page.evaluate(_PAINTED, [after, level, indicator]))


def last_painted(page: Page) -> int:
    """Number of the picture on the map; 0 before the first."""
    return int(page.evaluate(_LAST))


def watch_clicks(page: Page) -> None:
    """Note when the page is clicked."""
    page.evaluate(_WATCH_CLICKS)


def clicked(page: Page) -> float:
    """Milliseconds since the navigation began at which the page was last clicked."""
    return float(page.evaluate("window.benchClicked"))
