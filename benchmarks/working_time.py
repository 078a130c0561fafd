"""A million cases on the clock of work: working time and deadlines, with suspensions, beside the plain way of walking.

    python -m benchmarks.working_time [--cases 1000000] [--quick]

The plain way asks each day of a case whether it is worked and adds up its hours, as one would write it first; it is
timed on a thousandth of the cases, and both must agree on those.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeVar

import numpy as np

from data.settings import ROOT
from data.working_time import load_region_clock
from governance.calendar import EPOCH
from governance.working_time import DAY, NEVER, Ints, Suspensions, WorkClock

T = TypeVar("T")
SEED = 20260101


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of CPU and the result."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def walk(clock: WorkClock, start: int, end: int) -> int:
    """Working seconds from start to end, day by day."""
    total = 0
    for number in range(start // DAY, end // DAY + 1):
        day = EPOCH + timedelta(days=number)
        if clock.days.is_working(day):
            for opens, closes in clock.hours.on(day):
                first, last = number * DAY + opens * 60, number * DAY + closes * 60
                total += max(0, min(end, last) - max(start, first))
    return total


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--quick", action="store_const", const=50_000, dest="cases")
    n = parser.parse_args().cases
    random = np.random.default_rng(SEED)
    building, region = timed(
        lambda: load_region_clock(ROOT / "data/regions/qujing", date(2024, 1, 1), date(2028, 12, 31))
    )
    clock = region.of(None)
    begin = int((datetime(2024, 1, 1) - datetime(1970, 1, 1)).total_seconds())
    start: Ints = begin + random.integers(0, 700 * DAY, n)
    end: Ints = start + random.integers(0, 60 * DAY, n)
    limit: Ints = random.integers(1, 150 * 3600, n)
    case = random.integers(0, n, n // 10)
    pause = start[case] + random.integers(0, 30 * DAY, len(case))
    stop = np.where(random.random(len(case)) < 0.1, NEVER, pause + random.integers(0, 20 * DAY, len(case)))
    pauses = Suspensions(case, pause, stop)

    print(f"{n:,} cases, {len(case):,} suspensions; clock of five years made in {building * 1e3:.0f} ms\n")
    plain, worked = timed(lambda: clock.elapsed(start, end))
    for name, work in {
        "working time": lambda: clock.elapsed(start, end),
        "working time, suspended": lambda: clock.elapsed(start, end, pauses),
        "deadline": lambda: clock.add(start, limit),
        "deadline, suspended": lambda: clock.add(start, limit, pauses),
    }.items():
        print(f"{name:<26}{timed(work)[0]:>8.3f} s CPU")
    few = max(n // 1000, 1)
    slow, walked = timed(
        lambda: [walk(clock, int(a), int(b)) for a, b in zip(start[:few], end[:few], strict=True)]
    )
    agree = int((np.array(walked) == worked[:few]).sum())
    print(
        f"\nday by day: {slow / few * 1e6:.1f} µs a case against {plain / n * 1e6:.3f}; {agree:,} of {few:,} agree"
    )


if __name__ == "__main__":
    main()
