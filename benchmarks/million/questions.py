"""The same questions asked of the release and of pandas over the raw table of cases, side by side in one process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import duckdb
import pandas as pd

from data.reads import measures_by_unit, measures_total
from data.reads.cases import case_page
from data.release import Release
from governance.periods import Period
from views.basis import Basis, current_basis
from views.cases.filter import CaseFilter, read_filter
from views.state import ViewState, default_state

# What a program that loads the cases into pandas would carry along.
_RAW = """
select incident_id, case_no, department, class_code, subclass_name, title, channel, state, received_at, due_at,
    closed_at, received_on, month, due_month, late_minutes, is_due, is_open, is_overdue, is_on_time, grid_code,
    community_code, zone_code, county_code, category
from incident
"""


@dataclass(frozen=True)
class Question:
    """One question with its two ways to the answer; both give the same number, which `run` checks."""

    words: str
    ours: Callable[[], int]
    pandas: Callable[[pd.DataFrame], int]


def questions(basis: Basis) -> list[Question]:
    """Questions of a meeting: by zone, by community, one zone's late cases, a word in a title."""
    release, state = basis.release, default_state(basis)
    year = Period.preset("year", basis.available)
    quarter = Period.preset("quarter", basis.available)
    zone = str(basis.column("zone", "code")[-1])

    def units(level: str, period: Period, measure: str) -> Callable[[], int]:
        def ask() -> int:
            rows = measures_by_unit(
                release, level, membership="zone", month_from=period.first, month_to=period.last
            )
            return int(rows.loc[rows["code"].notna(), measure].max())

        return ask

    def most(frame: pd.DataFrame, column: str, month: str, period: Period, flag: str | None) -> int:
        chosen = frame[frame[month].between(period.first, period.last)]
        chosen = chosen if flag is None else chosen[chosen[flag]]
        return int(chosen.groupby(column, observed=True).size().max())

    return [
        Question(
            "due on time, each zone, 12 months",
            units("zone", year, "closed_on_time"),
            lambda f: most(f[f["is_due"]], "zone_code", "due_month", year, "is_on_time"),
        ),
        Question(
            "received, 1,688 communities, 3 months",
            units("community", quarter, "received"),
            lambda f: most(f, "community_code", "month", quarter, None),
        ),
        Question(
            "received, 12,000 grids, 12 months",
            units("grid", year, "received"),
            lambda f: most(f, "grid_code", "month", year, None),
        ),
        Question(
            "one zone, all measures, 12 months",
            lambda: measures_total(
                release, month_from=year.first, month_to=year.last, scope_level="zone", scope_code=zone
            )["received"],
            lambda f: int(((f["zone_code"] == zone) & f["month"].between(year.first, year.last)).sum()),
        ),
        _page(release, state, CaseFilter(), "latest 20 of all", basis, None),
        _page(
            release, state, read_filter({"q": "井盖"}, basis).filter, "20 with a word in the title", basis, "井盖"
        ),
    ]  # fmt: skip


def _page(
    release: Release, state: ViewState, chosen: CaseFilter, words: str, basis: Basis, word: str | None
) -> Question:
    wanted = chosen.parameters(state)
    period = state.period

    def ours() -> int:
        page = case_page(release, wanted, sort="received", descending=True, total=10**6, limit=20, offset=0)
        return len(page)  # fmt: skip

    def theirs(frame: pd.DataFrame) -> int:
        hit = frame[frame["month"].between(period.first, period.last)]
        if word is not None:
            hit = hit[hit["title"].str.contains(word, regex=False, na=False)]
        return len(hit.sort_values("received_at", ascending=False).head(20))

    return Question(words, ours, theirs)


def _raw(release: Release) -> tuple[pd.DataFrame, float]:
    began = time.perf_counter()
    con = duckdb.connect()
    con.execute(f"attach '{release.path}' as raw (read_only)")
    con.execute("use raw")
    frame = con.execute(_RAW).df()
    con.close()
    return frame, time.perf_counter() - began


def _median_ms(ask: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def run(repeats: int) -> list[dict[str, object]]:
    """Print a line for each question; returns the same as rows."""
    basis = current_basis()
    asked = questions(basis)
    frame, load_s = _raw(basis.release)
    size_gb = float(frame.memory_usage(deep=True).sum()) / 1e9
    print(f"pandas: the raw table took {load_s:.1f} s to load and holds {size_gb:.2f} GB")
    print(f"{'question':<42}{'ours':>9}{'pandas':>10}{'ratio':>8}   ms, medians")
    rows: list[dict[str, object]] = [{"load_s": load_s, "pandas_gb": size_gb}]
    for question in asked:
        if (own := question.ours()) != (other := question.pandas(frame)):
            raise SystemExit(f"{question.words}: ours {own}, pandas {other}")
        ours = _median_ms(question.ours, repeats)
        theirs = _median_ms(partial(question.pandas, frame), repeats)
        rows.append({"question": question.words, "ours_ms": ours, "pandas_ms": theirs})
        print(f"{question.words:<42}{ours:>9.1f}{theirs:>10.1f}{theirs / ours:>7.1f}×", flush=True)
    return rows
