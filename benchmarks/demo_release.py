"""How long the first ``make run`` takes for its data: ``python -m data ensure`` in a fresh home, stage by stage.

    python -m benchmarks.demo_release [--incidents 150000] [--repeats 1]

Writes six departments' demonstration files and publishes them, in a folder of its own that is removed afterwards. The
stages are those that the command reports; the rest is writing the files and starting Python. Writes
``benchmarks/out/demo_release.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.load.server import machine
from data.settings import ROOT

OUT = Path(__file__).resolve().parent / "out" / "demo_release.json"
TARGET_S = 60.0
_STAGE = re.compile(r"(\w+) (\d+\.\d\d)s")


def build(incidents: int) -> dict[str, float]:
    """Seconds by stage of one run; ``all`` is the whole command, ``cpu`` its processor time."""
    with tempfile.TemporaryDirectory(prefix="onemap-bench-") as folder:
        home = Path(folder)
        environment = os.environ | {"ONEMAP_HOME": str(home / "home"), "ONEMAP_STATIC": str(home / "static")}
        command = [sys.executable, "-m", "data", "ensure", "--verbose", "--incidents", str(incidents)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        elapsed = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)
        # Stages stand on one line, each as "name 1.23s".
        line = max(done.stdout.splitlines(), key=lambda text: len(_STAGE.findall(text)))
        stages = {name: float(seconds) for name, seconds in _STAGE.findall(line)}
        rest = elapsed - sum(stages.values())
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        size = sum(path.stat().st_size for path in (home / "home" / "releases").glob("*.duckdb")) / 1e6
        return {"files and start": rest, **stages, "all": elapsed, "cpu": cpu, "release_mb": size}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--incidents", type=int, default=150_000)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="15,000 incidents")
    options = parser.parse_args()
    incidents = 15_000 if options.quick else options.incidents
    runs = []
    for _ in range(options.repeats):
        print(f"{machine()}; {incidents:,} incidents", flush=True)
        runs.append(build(incidents))
        for stage, seconds in runs[-1].items():
            print(f"  {stage:<16}{seconds:>8.1f} {'MB' if stage == 'release_mb' else 's'}")
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(runs, indent=1), "utf-8")
    best = min(run["all"] for run in runs)
    print(f"target (< {TARGET_S:.0f} s for 150,000): {'met' if best < TARGET_S else 'MISSED'} ({best:.1f} s)")


if __name__ == "__main__":
    main()
