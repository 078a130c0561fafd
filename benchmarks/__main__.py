"""Run the benchmarks, all or some: ``python -m benchmarks [NAME …] [--quick]`` (or ``make bench ARGS="…"``)."""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import time

from benchmarks.load.server import machine
from data.settings import ROOT

# From the quickest to the longest.
NAMES = (
    "working_time",
    "false_worst",
    "placement",
    "datum_detector",
    "gate",
    "demo_release",
    "first_view",
    "case_map",
    "capacity",
    "map_rerun",
    "sheets",
)
QUICK = {"placement": ["--points", "100000"]}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=" · ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="fewer repeats: to see that it works")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(NAMES))
    if unknown:
        parser.error(f"no benchmark named {', '.join(unknown)}; there are {', '.join(NAMES)}")
    # The release that the servers show is made once, as by `make run`.
    if subprocess.run([sys.executable, "-m", "data", "ensure"], cwd=ROOT, check=False).returncode:
        return 1
    failed = []
    for name in options.names or NAMES:
        module = f"benchmarks.{name}"
        about = (importlib.import_module(module).__doc__ or "").partition("\n")[0]
        print(f"\n━━ {name}: {about}\n   {machine()}", flush=True)
        began = time.monotonic()
        quick = QUICK.get(name, ["--quick"]) if options.quick else []
        if subprocess.run([sys.executable, "-m", module, *quick], cwd=ROOT, check=False).returncode:
            failed.append(name)
        print(f"   {time.monotonic() - began:.0f} s", flush=True)
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
