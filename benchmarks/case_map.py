"""What the map of cases costs: its answers on the server, and how long a browser is held up by them.

    python -m benchmarks.case_map [--repeats 9] [--no-browser]

Server: every answer of eight filters computed anew (nothing out of a store), on the release that ``ONEMAP_HOME`` serves:
counts over time, cells of the first view, cells of a closer view, the cases of that view, hot spots; with their
compressed sizes. Browser: Chromium at 1920 × 1080 on the same cores opens the screen of cases, walks into the map, plays
all months and turns to hot spots; tasks that held the map's frame up for 50 ms or more are counted. Writes
``benchmarks/out/case_map.json``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from playwright.sync_api import Frame

from benchmarks.browser import VIEWPORT, chromium
from benchmarks.load.server import machine, served
from geo.density import BLOCK_BITS, CellBox, world_share
from views.basis import Basis, current_basis
from views.cases.filter import CaseFilter
from views.cases.hot_spots import contiguity, grid_spots, spots_answer
from views.cases.points import _counts, case_counts, density_answer, points_answer
from views.cases.question import question_of
from views.state import ViewState, default_state, focus

OUT = Path(__file__).resolve().parent / "out" / "case_map.json"
FIRST_MS, CHANGE_MS = 1000, 300
WHOLE, CLOSER, NEAR = 13, 16, 22  # levels at the city, at a district, at a few streets
_DRAWN = "window.onemap?.state?.painted > 0 && onemap.cases.mine.drawn > 0"
_WATCH = """() => {
  window.held = [];
  new PerformanceObserver((list) => { for (const task of list.getEntries()) window.held.push(task.duration); })
    .observe({ entryTypes: ["longtask"] });
}"""
Questions = dict[str, tuple[ViewState, CaseFilter]]


def questions(basis: Basis) -> Questions:
    """What readers ask: the usual period and all months, a class, words, what is open, what was late, one zone."""
    usual = default_state(basis)
    everything = replace(usual, period=basis.available)
    zone = focus(everything, str(basis.units("zone")["code"].iloc[0]), basis)
    asked: Questions = {
        "three months": (usual, CaseFilter()),
        "all months": (everything, CaseFilter()),
        "all months, one class": (everything, CaseFilter(classes=frozenset({"E01"}))),
        "all months, a department": (everything, CaseFilter(department="chengguan")),
        "all months, a word": (everything, CaseFilter(text="井盖")),
        "open cases": (everything, CaseFilter(states=frozenset({"open"}))),
        "late cases": (everything, CaseFilter(states=frozenset({"late"}))),
    }
    if zone is not None:
        asked["one zone"] = (zone, CaseFilter())
    return asked


def box_around(lon: float, lat: float, level: int) -> CellBox:
    """Three by three blocks around a place."""
    x, y = (int(share * 2 ** (level - BLOCK_BITS)) for share in world_share(lon, lat))
    return CellBox(level, x - 1, y - 1, x + 1, y + 1)


def forget() -> None:
    """Empty every store, so that answers are computed."""
    for store in (_counts, density_answer, points_answer, grid_spots):
        store.cache_clear()


def on_the_server(basis: Basis, repeats: int) -> dict[str, dict[str, float]]:
    """Median milliseconds by question and answer."""
    contiguity(basis.release)  # Found once a release, at the start of the server.
    busiest = basis.units("community").sort_values("population").iloc[-1]
    lon, lat = float(busiest["lon"]), float(busiest["lat"])
    result = {}
    print(
        f"{'':<26}{'counts':>8}{'cells':>8}{'closer':>8}{'points':>8}{'hot':>8}{'KB':>7}   located",
        flush=True,
    )
    for name, (state, chosen) in questions(basis).items():
        question, release = question_of(state, chosen), basis.release
        answers: dict[str, Callable[[], object]] = {
            "counts": partial(case_counts, basis, state, chosen),
            "cells": partial(density_answer, release, question, WHOLE, None),
            "closer": partial(density_answer, release, question, CLOSER, box_around(lon, lat, CLOSER)),
            "points": partial(points_answer, release, question, box_around(lon, lat, NEAR)),
            "hot": partial(spots_answer, basis, question, "counts"),
        }
        times: dict[str, float] = {}
        for what, answer in answers.items():
            spent = []
            for _ in range(repeats):
                forget()
                began = time.perf_counter()
                answer()
                spent.append((time.perf_counter() - began) * 1000)
            times[what] = statistics.median(spent)
        packed = gzip.compress(density_answer(release, question, WHOLE, None), 5)
        times["kb"] = len(packed) / 1000
        located = case_counts(basis, state, chosen).located
        print(
            f"{name:<26}{''.join(f'{times[w]:>8.0f}' for w in answers)}{times['kb']:>7.1f}   {located:,}",
            flush=True,
        )
        result[name] = times
    return result


def in_the_browser() -> dict[str, float]:
    """Milliseconds to the first picture, and the longest tasks of four walks."""
    result: dict[str, float] = {}
    with (
        tempfile.TemporaryDirectory(prefix="onemap-bench-") as folder,
        served(Path(folder) / "server.log") as server,
        chromium() as browser,
    ):
        for turn in ("warm", "measured"):
            page = browser.new_page(viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]})
            began = time.perf_counter()
            page.goto(f"{server.address}/incidents?p={_all_months()}")
            handle = page.wait_for_selector("iframe", timeout=60_000)
            frame = handle.content_frame() if handle else None
            assert frame
            frame.wait_for_function(_DRAWN, timeout=60_000)
            if turn == "measured":
                result["first picture, ms"] = (time.perf_counter() - began) * 1000
                frame.evaluate(_WATCH)
                walk(frame, result)
            page.close()
    return result


def walk(frame: Frame, result: dict[str, float]) -> None:
    """Into the map, through all months, to the hot spots and back."""

    def note(what: str) -> None:
        held = frame.evaluate("window.held.splice(0)")
        result[f"{what}: longest task, ms"] = max(held, default=0.0)
        result[f"{what}: tasks ≥ 50 ms"] = len(held)

    for step in range(1, 7):
        frame.evaluate("window.before = onemap.cases.mine.drawn; onemap.state.map.zoomIn(1)")
        frame.wait_for_function("onemap.cases.mine.drawn > window.before", timeout=60_000)
        frame.page.wait_for_timeout(200 * (step > 0))
    note("walking in")
    frame.evaluate("onemap.state.map.setView([25.5, 103.8], 9, {animate: false})")
    frame.page.wait_for_timeout(1500)
    note("back out")
    for _ in range(2):
        frame.locator(".om-time-speed").click()
    frame.locator(".om-time-play").click()
    frame.wait_for_function("!onemap.cases.mine.time.playing", timeout=120_000)
    note("playing")
    frame.locator(".om-legend .om-choice button").nth(1).click()
    frame.wait_for_function("onemap.state.scene.level.level === 'grid'", timeout=60_000)
    frame.page.wait_for_timeout(500)
    note("to hot spots")


def _all_months() -> str:
    return str(current_basis().available)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="three repeats")
    parser.add_argument("--no-browser", action="store_true", help="the server's side only")
    options = parser.parse_args()
    print(f"{machine()}; milliseconds, medians", flush=True)
    server = on_the_server(current_basis(), 3 if options.quick else options.repeats)
    medians = [value for times in server.values() for what, value in times.items() if what != "kb"]
    browser = {} if options.no_browser else in_the_browser()
    for what, value in browser.items():
        print(f"{what:<36}{value:>8.0f}")
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps({"server": server, "browser": browser}, indent=1), "utf-8")
    first = max(times["counts"] + times["cells"] for times in server.values())
    print(f"slowest first density {first:.0f} ms (≤ {FIRST_MS}); median of all answers "
          f"{statistics.median(medians):.0f} ms, slowest {max(medians):.0f} ms (median ≤ {CHANGE_MS})")  # fmt: skip
    print(machine())


if __name__ == "__main__":
    main()
