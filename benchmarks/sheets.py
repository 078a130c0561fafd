"""Sheets, atlases and meeting packs: seconds of each format, memory over 500 exports, beside matplotlib and a browser.

    python -m benchmarks.sheets [latency memory beside atlas pack …] [--quick]

Every sheet is one that was not drawn before, on data that were read before; wall and CPU are taken inside the worker, so a
busy machine shows in the first and not in the second. matplotlib is installed beside the product (benchmarks/out), never
into it; where it cannot be had, that line is left out and says so.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice, pairwise, product
from pathlib import Path
from statistics import median

from benchmarks.load.server import machine
from benchmarks.sheets_beside import by_browser, by_matplotlib
from data.settings import Settings
from export.atlas.making import make_atlas
from export.atlas.plan import PICTURE_SIZE, AtlasChoices, plan_of
from export.atlas.themes import usual_themes
from export.briefing.pack import PACK_FORMATS, pack
from export.sheet.export import export_sheet
from export.sheet.worker import rss_mb
from export.sheet.workers import SheetWorkers
from governance.periods import Period, Preset
from views.basis import Basis, basis_of, current_basis
from views.briefing.request import ask_briefing
from views.sheet.fresh import fresh_choices
from views.sheet.request import SheetRequest, read_request
from views.sheet.sizes import Format

OUT = Path(__file__).resolve().parent / "out"
PARTS = ("latency", "memory", "beside", "atlas", "pack")
# What a request may take on two cores with nothing else to do: p95 in seconds.
TARGETS: dict[tuple[str, Format], float] = {
    ("1080p", "png"): 1.0,
    ("4K", "png"): 1.5,
    ("A3", "png"): 2.5,
    ("A3", "pdf"): 1.0,
    ("1080p", "svg"): 1.0,
}
ATLAS_S, PACK_S, WORKER_MB = 60.0, 45.0, 1024.0
Timed = tuple[float, float, float]


def timed_task(request: SheetRequest, format: Format) -> Timed:
    """What a worker does: seconds by the wall and of CPU, and its memory afterwards (MiB)."""
    wall, cpu = time.perf_counter(), time.process_time()
    export_sheet(basis_of(request.release_id), request, format)
    return time.perf_counter() - wall, time.process_time() - cpu, rss_mb()


def requests(on: Basis, size: str) -> Iterator[SheetRequest]:
    """Sheets of the city and its zones by every indicator and subject, none twice in some hundreds."""
    zones = [on.definitions.adcode, *(str(code) for code in on.column("zone", "code"))]
    subjects = [{"i": key} for key in on.definitions.indicators.map_ids]
    subjects += [{"subject": "whistles"}, {"subject": "assessment"}, {"subject": "cases", "as": "density"}]
    periods: tuple[Preset, ...] = ("quarter", "year", "month")
    for period, subject, zone in product(periods, subjects, zones):
        months = str(Period.preset(period, on.available))
        yield read_request({**subject, "u": zone, "p": months, "size": size}, on, fresh_choices(on))[0]


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def latency(on: Basis, settings: Settings, quick: bool) -> dict[str, object]:
    """Each format by itself, in one warm worker."""
    found: dict[str, object] = {}
    workers = SheetWorkers(settings, count=1)
    print(f"   {'sheet':12} {'n':>3}  wall p50   p95   CPU p50   p95  target")
    try:
        for (size, format), target in TARGETS.items():
            own = list(islice(requests(on, size), 8 if quick else 60))
            workers.run(timed_task, replace(own[0], title="warm"), format)
            times = [workers.run(timed_task, request, format) for request in own]
            walls, cpus = [one[0] for one in times], [one[1] for one in times]
            print(
                f"   {size + ' ' + format:12} {len(own):3}  {median(walls):8.2f} {p95(walls):5.2f} "
                f"{median(cpus):9.2f} {p95(cpus):5.2f} {target:7.1f}"
            )
            found[f"{size} {format}"] = {
                "wall_p50": median(walls),
                "wall_p95": p95(walls),
                "cpu_p95": p95(cpus),
            }
    finally:
        workers.close()
    return found


def memory(on: Basis, settings: Settings, quick: bool) -> dict[str, object]:
    """Many exports of all kinds through one place at the table; the largest memory that a worker ever told."""
    count = 60 if quick else 500
    kinds = list(TARGETS)
    sources = {size: requests(on, size) for size, _ in kinds}
    workers = SheetWorkers(settings, count=1)
    began, seen = time.perf_counter(), list[float]()
    try:
        for size, format in islice(cycle(kinds), count):
            seen.append(workers.run(timed_task, next(sources[size]), format)[2])
    finally:
        workers.close()
    falls = sum(1 for before, after in pairwise(seen) if after < before * 0.75)
    print(
        f"   {count} exports in {time.perf_counter() - began:.0f} s: a worker held {median(seen):.0f} MiB, "
        f"{max(seen):.0f} at most (target < {WORKER_MB:.0f}); renewed {falls} times"
    )
    return {"exports": count, "median_mb": median(seen), "max_mb": max(seen), "renewed": falls}


def beside(on: Basis, settings: Settings, quick: bool) -> dict[str, object]:
    """The same city map by other ways, in the same run: CPU seconds of each."""
    rounds = 3 if quick else 8
    svg = export_sheet(on, next(requests(on, "1080p")), "svg").data
    ways = {
        "this product": latency_of(on, settings, rounds),
        "headless Chromium, our SVG ready": by_browser(svg, rounds),
        "geopandas + matplotlib": by_matplotlib(on, rounds),
    }
    print(f"   {'way':34}  1080p    4K   A3 PDF   CPU seconds a sheet, process start not counted")
    for name, row in ways.items():
        shown = "   ".join(f"{value:5.2f}" for value in row) if isinstance(row, list) else row
        print(f"   {name:34}  {shown}")
    return dict(ways)


def latency_of(on: Basis, settings: Settings, rounds: int) -> list[float]:
    """Median CPU seconds of 1080p, 4K and A3 PDF by this product."""
    workers = SheetWorkers(settings, count=1)
    kinds: tuple[tuple[str, Format], ...] = (("1080p", "png"), ("4K", "png"), ("A3", "pdf"))
    try:
        for size, format in kinds:
            workers.run(timed_task, replace(next(requests(on, size)), title="warm"), format)
        return [
            median(workers.run(timed_task, own, format)[1] for own in islice(requests(on, size), rounds))
            for size, format in kinds
        ]
    finally:
        workers.close()


def _spent(before: os.times_result) -> float:
    return sum(os.times()[:4]) - sum(before[:4])


def atlas(on: Basis, settings: Settings, quick: bool) -> dict[str, object]:
    """Zones × themes as a book, as single PDFs and as 4K PNGs; a second time with every page of one size."""
    found: dict[str, object] = {}
    for page in ("A3", PICTURE_SIZE):
        themes = usual_themes(on)[: 2 if quick else 6]
        period = Period.preset("quarter", on.available)
        choices = AtlasChoices(("district",), themes, period, page=page, picture=PICTURE_SIZE)
        plan = plan_of(on, choices, fresh_choices(on, settings))
        before, began = os.times(), time.perf_counter()
        workers = SheetWorkers(settings)
        with tempfile.TemporaryDirectory() as folder:
            try:
                files = make_atlas(workers, plan, Path(folder))
            finally:
                workers.close()
        wall, cpu = time.perf_counter() - began, _spent(before)
        sizes = ", ".join(f"{file.kind} {file.size_bytes / 1e6:.1f} MB" for file in files)
        print(
            f"   {len(plan.sheets)} sheets, pages {page}, pictures {PICTURE_SIZE}: {wall:.0f} s, CPU {cpu:.0f} s "
            f"(target {ATLAS_S:.0f} s); {sizes}"
        )
        found[page] = {"sheets": len(plan.sheets), "wall_s": wall, "cpu_s": cpu}
    return found


def packs(on: Basis, settings: Settings, quick: bool) -> dict[str, object]:
    """Meeting packs of all zones, every format."""
    zones = [str(code) for code in on.column("zone", "code")][: 2 if quick else None]
    period, fresh = Period.preset("quarter", on.available), fresh_choices(on, settings)
    asked = [ask_briefing(on, zone, period, "zone", "zh", fresh=fresh) for zone in zones]
    before, began = os.times(), time.perf_counter()
    workers = SheetWorkers(settings)
    try:
        made = sum(len(one.files) for one in pack(workers, asked, PACK_FORMATS))
    finally:
        workers.close()
    wall, cpu = time.perf_counter() - began, _spent(before)
    print(f"   {len(zones)} packs, {made} files: {wall:.0f} s, CPU {cpu:.0f} s (target {PACK_S:.0f} s)")
    return {"packs": len(zones), "files": made, "wall_s": wall, "cpu_s": cpu}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help=" · ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="fewer sheets: to see that it works")
    options = parser.parse_args()
    settings = Settings.from_env()
    on = current_basis(settings)
    doing = {"latency": latency, "memory": memory, "beside": beside, "atlas": atlas, "pack": packs}
    figures: dict[str, object] = {"machine": machine()}
    for name in options.parts or PARTS:
        print(f"── {name} ({machine()})", flush=True)
        figures[name] = doing[name](on, settings, options.quick)
    OUT.mkdir(exist_ok=True)
    (OUT / "sheets.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    # The workers' tasks are pickled by the module they are imported from, and that is not __main__.
    from benchmarks import sheets

    sheets.main()
