"""A control changes: how long until the map shows it, and how many bytes it took — two ways in one run.

    python -m benchmarks.map_rerun [--quick] [--updates 300]

Side by side in one real Chromium on the region's own communities and grids: st_folium re-created with a GeoJSON at
every rerun, and the product's region map. The clock starts when the button is pressed and stops two animation frames
after a frame on the page says that it has drawn this turn's figures; the same rule for both. Bytes are those of all
websocket frames, both ways, for one turn. Then the browser's heap over many updates of ours. Fades are switched off
(prefers-reduced-motion), so "drawn" means finally drawn. Writes ``benchmarks/out/map_rerun.json``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, WebSocket, sync_playwright

from benchmarks.map.stage import LEVELS, served, stage

OUT = Path(__file__).resolve().parent / "out" / "map_rerun.json"
WAYS = {"naive": "app_naive.py", "ours": "app_ours.py"}
CHROMIUM = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

# Press the button, watch every frame of the page, answer when one has drawn the turn and two frames have passed.
PRESS = """
(turn) => new Promise((resolve, reject) => {
  const began = performance.now();
  const drawn = (w) => w && (w.benchTurn === turn || w.onemap?.state?.scene?.source === turn);
  const watch = () => {
    if (performance.now() - began > 120000) return reject(new Error(`nothing drawn for ${turn}`));
    const frame = [...document.querySelectorAll("iframe")].find((item) => drawn(item.contentWindow));
    if (!frame) return requestAnimationFrame(watch);
    const w = frame.contentWindow;
    w.requestAnimationFrame(() => w.requestAnimationFrame(() => resolve(performance.now() - began)));
  };
  if (turn !== "turn 0") [...document.querySelectorAll("button")].find((b) => b.textContent.includes("next")).click();
  requestAnimationFrame(watch);
})
"""


@dataclass
class Traffic:
    """Bytes over a page's websockets."""

    total: int = 0

    def watch(self, page: Page) -> None:
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._count)
        socket.on("framesent", self._count)

    def _count(self, payload: str | bytes) -> None:
        self.total += len(payload)


@dataclass
class Result:
    """Medians of one way at one level."""

    level: str
    way: str
    turns: int
    first_ms: float
    repaint_ms: float
    kilobytes: float
    all_ms: list[float] = field(default_factory=list)


def open_page(browser: Browser, address: str, level: str, traffic: Traffic) -> tuple[Page, float]:
    page = browser.new_page(viewport={"width": 1366, "height": 900}, reduced_motion="reduce")
    traffic.watch(page)
    page.goto(f"{address}/?level={level}")
    page.wait_for_selector("button:has-text('next')")
    first = page.evaluate(PRESS, "turn 0")
    page.wait_for_timeout(1500)
    return page, float(first)


def measure(browser: Browser, address: str, level: str, way: str, turns: int) -> Result:
    traffic = Traffic()
    page, first = open_page(browser, address, level, traffic)
    times, sizes = [], []
    for turn in range(1, turns + 2):
        before = traffic.total
        times.append(float(page.evaluate(PRESS, f"turn {turn}")))
        page.wait_for_timeout(700)
        sizes.append((traffic.total - before) / 1000)
    page.close()
    # The first turn warms both sides up.
    times, sizes = times[1:], sizes[1:]
    return Result(level, way, turns, first, statistics.median(times), statistics.median(sizes), times)


def heap_over_updates(browser: Browser, address: str, updates: int) -> dict[str, object]:
    """Used heap after a forced collection before and after many updates; the same frame, the same view."""
    page, _ = open_page(browser, address, "grid", Traffic())
    for turn in range(1, 6):
        page.evaluate(PRESS, f"turn {turn}")
    frame = next(item for item in page.frames if "streamlit_folium" in item.url)
    view = "JSON.stringify([onemap.state.map.getCenter(), onemap.state.map.getZoom()])"
    frame.evaluate("window.benchMark = true; onemap.state.map.setView([25.5, 103.8], 9.7, {animate: false})")
    session = page.context.new_cdp_session(page)
    start, view_before = used_mb(session), frame.evaluate(view)
    middle = 0.0
    for turn in range(6, 6 + updates):
        page.evaluate(PRESS, f"turn {turn}")
        if turn == 6 + updates // 2:
            middle = used_mb(session)
    end = used_mb(session)
    kept = bool(frame.evaluate("window.benchMark === true")) and frame.evaluate(view) == view_before
    page.close()
    return {
        "updates": updates, "start_mb": start, "middle_mb": middle, "end_mb": end, "same_frame_and_view": kept,
    }  # fmt: skip


def used_mb(session: CDPSession) -> float:
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    return round(float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6, 2)


def report(results: list[Result], heap: dict[str, object]) -> bool:
    """Print the table; tell whether the targets hold."""
    print(
        f"\n{'level':<11}{'way':<8}{'first ms':>10}{'repaint ms':>12}{'KB a rerun':>12}{'faster':>9}{'lighter':>9}"
    )
    met = True
    for level in LEVELS:
        naive, ours = (next(r for r in results if r.level == level and r.way == way) for way in WAYS)
        for r in (naive, ours):
            print(
                f"{level:<11}{r.way:<8}{r.first_ms:>10.0f}{r.repaint_ms:>12.0f}{r.kilobytes:>12.1f}", end=""
            )
            print(
                f"{naive.repaint_ms / r.repaint_ms:>8.1f}×{naive.kilobytes / r.kilobytes:>8.0f}×"
                if r is ours
                else ""
            )
        wanted = 5 if level == "community" else 10
        met = met and naive.repaint_ms / ours.repaint_ms >= wanted and ours.kilobytes <= 30
    print("\nheap of the browser, grids: " + ", ".join(f"{key} {value}" for key, value in heap.items()))
    return met and bool(heap["same_frame_and_view"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="three turns a way, 30 updates")
    parser.add_argument("--updates", type=int, default=300)
    arguments = parser.parse_args()
    turns = {"naive": 3 if arguments.quick else 5, "ours": 3 if arguments.quick else 15}
    updates = 30 if arguments.quick else arguments.updates
    results = []
    with tempfile.TemporaryDirectory(prefix="onemap-bench-") as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        stage(folder)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        with served(folder, WAYS["naive"]) as naive, served(folder, WAYS["ours"]) as ours:
            for level in LEVELS:
                for way, address in (("naive", naive), ("ours", ours)):
                    results.append(measure(browser, address, level, way, turns[way]))
                    print(f"{level} {way}: {results[-1].repaint_ms:.0f} ms", flush=True)
            heap = heap_over_updates(browser, ours, updates)
        browser.close()
    met = report(results, heap)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps({"results": [asdict(r) for r in results], "heap": heap}, indent=1), "utf-8")
    print(f"targets (5× at communities, 10× at grids, 30 KB, same frame): {'met' if met else 'MISSED'}")


if __name__ == "__main__":
    main()
