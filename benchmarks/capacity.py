"""How many people can use the map at once: sessions that act every three seconds against the server of ``make run``.

    python -m benchmarks.capacity [--sessions 50 100] [--seconds 60] [--quick]

Every session is a websocket that speaks Streamlit's protocol as the browser does (`benchmarks.load.visitor`): it sends
the state of all controls with one changed, so callbacks, the new address and the second run after a click on the map
are all part of it. The clock runs from the message sent to the end of the last script run. Actions are drawn from a
fixed mix (`benchmarks.load.habits`), each session with its own seed; each waits three seconds (± a third) before the
next, so a slow server is asked less: misses show as latency and as fewer actions. First visits are reported apart.

The same load then meets the same server with Streamlit's own garbage collection (a full collection after every run,
nothing frozen), which is what it would be without the measures of docs/decisions. The load generator runs on the same
cores as the server and takes some 5 % of one at 50 sessions. Writes ``benchmarks/out/capacity.json``.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import random
import tempfile
import time
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from websockets.exceptions import WebSocketException

from benchmarks.load.habits import Children, Habits, children_by_unit
from benchmarks.load.server import Server, machine, served
from benchmarks.load.visitor import Visitor
from views.basis import current_basis

OUT = Path(__file__).resolve().parent / "out" / "capacity.json"
PAUSE_S = 3.0
TARGET = (50, 200.0)  # sessions, p95 in ms


@dataclass
class Tally:
    """What all sessions of one round saw."""

    milliseconds: list[float] = field(default_factory=list)
    by_action: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    first_visits: list[float] = field(default_factory=list)
    n_bytes: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Round:
    """One row of the table; times in ms, memory in MB, CPU in per cent of one core."""

    way: str
    sessions: int
    seconds: float
    actions: int
    p50: float
    p95: float
    p99: float
    worst: float
    errors: int
    first_p50: float
    first_p95: float
    rss_start: float
    rss_open: float
    rss_end: float
    server_cpu: float
    load_cpu: float
    kb_per_action: float
    load_average: float
    p95_by_action: dict[str, float]
    first_errors: list[str]


async def session(
    address: str, seed: int, children: Children, tally: Tally, start: float, seconds: float
) -> None:
    """Open the page within the first seconds, then act until the time is over."""
    habits = Habits(children, random.Random(seed))
    await asyncio.sleep(habits.chance.uniform(0, PAUSE_S * 2))
    try:
        async with Visitor(address) as visitor:
            tally.first_visits.append(visitor.first.milliseconds)
            await asyncio.sleep(max(0.0, start - time.monotonic()) + habits.chance.uniform(0, PAUSE_S))
            while time.monotonic() < start + seconds:
                action, answer = await habits.act(visitor)
                tally.milliseconds.append(answer.milliseconds)
                tally.by_action[action].append(answer.milliseconds)
                tally.n_bytes += answer.n_bytes
                tally.errors.extend(answer.exceptions)
                pause = PAUSE_S * habits.chance.uniform(2 / 3, 4 / 3)
                await asyncio.sleep(max(0.0, pause - answer.milliseconds / 1000))
    except (OSError, TimeoutError, LookupError, WebSocketException) as error:
        tally.errors.append(repr(error))


async def visit(
    server: Server, way: str, sessions: int, seconds: float, children: Children, seed: int
) -> Round:
    """One round: everybody comes, acts, leaves."""
    tally, rss_start = Tally(), server.rss_mb
    opening = PAUSE_S * 2 + 3
    start = time.monotonic() + opening
    people = [
        asyncio.create_task(session(server.address, seed + i, children, tally, start, seconds))
        for i in range(sessions)
    ]
    await asyncio.sleep(opening)
    rss_open, cpu, own, began = server.rss_mb, server.cpu_seconds, time.process_time(), time.monotonic()
    await asyncio.sleep(seconds)
    elapsed = time.monotonic() - began
    cpu, own = server.cpu_seconds - cpu, time.process_time() - own
    rss_end = server.rss_mb
    await asyncio.gather(*people)
    return Round(
        way=way,
        sessions=sessions,
        seconds=round(elapsed, 1),
        actions=len(tally.milliseconds),
        p50=_percentile(tally.milliseconds, 50),
        p95=_percentile(tally.milliseconds, 95),
        p99=_percentile(tally.milliseconds, 99),
        worst=max(tally.milliseconds),
        errors=len(tally.errors),
        first_p50=_percentile(tally.first_visits, 50),
        first_p95=_percentile(tally.first_visits, 95),
        rss_start=rss_start,
        rss_open=rss_open,
        rss_end=rss_end,
        server_cpu=cpu / elapsed * 100,
        load_cpu=own / elapsed * 100,
        kb_per_action=tally.n_bytes / len(tally.milliseconds) / 1000,
        load_average=os.getloadavg()[0],
        p95_by_action={action: _percentile(times, 95) for action, times in sorted(tally.by_action.items())},
        first_errors=tally.errors[:3],
    )


def _percentile(values: list[float], share: float) -> float:
    return round(float(np.percentile(values, share)), 1)


def show(rounds: list[Round]) -> None:
    """Print the table."""
    print(
        f"\n{'way':<22}{'users':>6}{'acts':>6}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}{'err':>5}{'1st p95':>9}"
        f"{'RSS start→open→end':>21}{'CPU server':>11}{'load':>6}{'KB':>6}"
    )
    for r in rounds:
        rss = f"{r.rss_start:.0f}→{r.rss_open:.0f}→{r.rss_end:.0f} MB"
        print(
            f"{r.way:<22}{r.sessions:>6}{r.actions:>6}{r.p50:>8.0f}{r.p95:>8.0f}{r.p99:>8.0f}{r.worst:>8.0f}"
            f"{r.errors:>5}{r.first_p95:>9.0f}{rss:>21}{r.server_cpu:>10.0f}%{r.load_cpu:>5.0f}%{r.kb_per_action:>6.1f}"
        )
    for r in rounds:
        print(
            f"  p95 by action, {r.way}, {r.sessions}: "
            + ", ".join(f"{k} {v:.0f}" for k, v in r.p95_by_action.items())
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sessions", nargs="+", type=int, default=[50, 100])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--port", type=int, help="first port to try")
    parser.add_argument("--quick", action="store_true", help="20 s, 50 sessions")
    parser.add_argument("--ours-only", action="store_true", help="without the comparison")
    options = parser.parse_args()
    counts, seconds = ([50], 20.0) if options.quick else (options.sessions, options.seconds)
    children = children_by_unit(current_basis())
    # The generator keeps out of its own way: nothing that lives now is ever collected.
    gc.collect()
    gc.freeze()
    print(f"{machine()}; {seconds:.0f} s a round; latency in ms")
    rounds: list[Round] = []
    ways = {"ours": True} if options.ours_only else {"ours": True, "collecting every run": False}
    with tempfile.TemporaryDirectory(prefix="onemap-bench-") as folder:
        for way, measures in ways.items():
            for sessions in counts:
                # A server of its own for each round: memory starts afresh, caches are cold.
                with served(Path(folder) / "server.log", gc_measures=measures, port=options.port) as server:
                    rounds.append(asyncio.run(visit(server, way, sessions, seconds, children, seed=1000)))
                print(f"{way}, {sessions} sessions: p95 {rounds[-1].p95:.0f} ms ({machine()})", flush=True)
    show(rounds)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps([asdict(r) for r in rounds], indent=1), "utf-8")
    sessions, limit = TARGET
    for r in rounds:
        if r.way == "ours" and r.sessions == sessions:
            met = r.p95 <= limit and not r.errors
            print(
                f"target (p95 ≤ {limit:.0f} ms at {sessions} sessions, no errors): {'met' if met else 'MISSED'}"
            )


if __name__ == "__main__":
    main()
