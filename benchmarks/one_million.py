"""A million cases: publishing them, every screen's server time on them, and the same questions asked of pandas.

    python -m benchmarks.one_million [--incidents 1000000] [--home DIR] [--quick]

Writes the demonstration's files and publishes them in a folder of its own (kept in ``benchmarks/out/million`` for the
next run; ``--home`` takes another home's current release instead), with wall time and peak memory. Then runs the
screens' scripts as the server does (`AppTest`), the first time and at changes of their controls; then asks both the
release and a pandas table of the raw cases the same questions, one after the other in this one process.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.load.server import machine
from benchmarks.million import questions, screens
from data.settings import ROOT

OUT = Path(__file__).resolve().parent / "out"
FOLDER = OUT / "million"
TARGET_PUBLISH_S, TARGET_PEAK_GIB = 120.0, 4.0


def measured(*arguments: str) -> tuple[float, float]:
    """Wall seconds and peak memory (GiB) of ``python -m data …``."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "data", *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    said = process.stdout.read().decode("utf-8", "replace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(said)
    return time.perf_counter() - began, usage.ru_maxrss / 2**20


def build(incidents: int) -> dict[str, float]:
    """Make and publish the files; seconds and peak memory."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.environ["ONEMAP_HOME"] = str(FOLDER / "home")
    files_s, _ = measured("demo", "--incidents", str(incidents), "--out", str(FOLDER / "demo"))
    publish_s, peak = measured("publish", str(FOLDER / "demo"))
    size = sum(path.stat().st_size for path in (FOLDER / "home" / "releases").glob("*.duckdb")) / 1e6
    print(f"files {files_s:.0f} s · publish {publish_s:.0f} s · peak {peak:.2f} GiB · release {size:.0f} MB")
    kept = publish_s <= TARGET_PUBLISH_S and peak <= TARGET_PEAK_GIB
    print(f"target (publish ≤ {TARGET_PUBLISH_S:.0f} s, < {TARGET_PEAK_GIB:.0f} GiB): {_met(kept)}\n")
    return {"files_s": files_s, "publish_s": publish_s, "peak_gib": peak, "release_mb": size}


def _met(kept: bool) -> str:
    return "met" if kept else "MISSED"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument(
        "--home", type=Path, help="a home whose current release is used; nothing is published"
    )
    parser.add_argument("--quick", action="store_true", help="50,000 cases, fewer repeats")
    options = parser.parse_args()
    incidents = 50_000 if options.quick else options.incidents
    print(f"{machine()}; {incidents:,} cases", flush=True)
    result: dict[str, object] = {}
    if options.home:
        os.environ["ONEMAP_HOME"] = str(options.home.resolve())
    else:
        result["publish"] = build(incidents)
    result["screens"] = screens.run(repeats=5 if options.quick else 20)
    result["questions"] = questions.run(repeats=3 if options.quick else 7)
    OUT.mkdir(exist_ok=True)
    (OUT / "one_million.json").write_text(json.dumps(result, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
