"""How long a reader waits: for the first view of the map, and after a change of indicator or level.

    python -m benchmarks.first_view [--repeats 9]

A warm server (that of ``make run``) and a real Chromium at 1920 × 1080 on the same cores. First view: from the start of
the navigation to two animation frames after the map's own report that it has painted, in a fresh browser profile
(nothing cached) and in one that has been here before. Changes: from the click on the control to the map repainted with
the other indicator or level, at two levels; a level for the first time in a page (its geometry is fetched) and again.
Fades are switched off (prefers-reduced-motion), so "painted" means finally painted. Medians of the repeats, with the
slowest beside them. Writes ``benchmarks/out/first_view.json``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.browser import VIEWPORT, chromium, clicked, last_painted, painted, watch_clicks
from benchmarks.load.server import machine, served

OUT = Path(__file__).resolve().parent / "out" / "first_view.json"
# Name of the level on the control, its name in the release.
LEVELS = {"街道": "street_part", "社区": "community", "网格": "grid", "县区": "zone"}
INDICATORS = ("结案率", "按期结案率", "满意率", "万人受理量")
FIRST_MS, CHANGE_MS = 2500, 500
Times = defaultdict[str, list[float]]


def context_of(browser: Browser) -> BrowserContext:
    return browser.new_context(
        viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]}, reduced_motion="reduce"
    )


def opened(context: BrowserContext, address: str) -> tuple[Page, float]:
    """A page with the map painted, and how long that took."""
    page = context.new_page()
    page.goto(address, wait_until="commit")
    return page, painted(page)


def change_level(page: Page, name: str) -> float:
    before = last_painted(page)
    page.get_by_role("radio", name=name, exact=True).click()
    return painted(page, before, level=LEVELS[name]) - clicked(page)


def change_indicator(page: Page, name: str) -> float:
    before = last_painted(page)
    page.locator(".st-key-om_indicator input").click()
    page.get_by_role("option", name=name, exact=True).click()
    return painted(page, before, indicator=name) - clicked(page)


def one_visit(browser: Browser, address: str, times: Times) -> None:
    """Open the page twice, then walk through levels and indicators."""
    context = context_of(browser)
    page, first = opened(context, address)
    times["first view, nothing cached"].append(first)
    page.close()
    page, again = opened(context, address)
    times["first view, been here before"].append(again)
    page.wait_for_timeout(1500)
    watch_clicks(page)
    for turn in ("first time", "again"):
        for name, level in LEVELS.items():
            if turn == "again" or level != "zone":  # The page began with the zones.
                times[f"level → {level}, {turn}"].append(change_level(page, name))
                page.wait_for_timeout(500)
            if turn == "again" and level in ("grid", "zone"):
                for indicator in INDICATORS:
                    times[f"indicator at {level}"].append(change_indicator(page, indicator))
                    page.wait_for_timeout(300)
        if turn == "first time":
            change_level(page, "县区")
            page.wait_for_timeout(500)
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--port", type=int, help="first port to try")
    parser.add_argument("--quick", action="store_true", help="three repeats")
    options = parser.parse_args()
    times: Times = defaultdict(list)
    print(f"{machine()}; milliseconds", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="onemap-bench-") as folder,
        served(Path(folder) / "server.log", port=options.port) as server,
        chromium() as browser,
    ):
        one_visit(browser, server.address, defaultdict(list))  # Warm: neither side's first page ever counts.
        for _ in range(3 if options.quick else options.repeats):
            one_visit(browser, server.address, times)
    met = True
    print(f"\n{'what':<32}{'n':>4}{'median':>9}{'slowest':>9}")
    for what, values in times.items():
        median = statistics.median(values)
        met = met and median <= (FIRST_MS if what.startswith("first") else CHANGE_MS)
        print(f"{what:<32}{len(values):>4}{median:>9.0f}{max(values):>9.0f}")
    print(machine())
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(times, indent=1), "utf-8")
    print(f"targets (first view ≤ {FIRST_MS} ms, changes ≤ {CHANGE_MS} ms): {'met' if met else 'MISSED'}")


if __name__ == "__main__":
    main()
