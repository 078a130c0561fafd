"""The state of the data: which release, how old, what came in, what was held back, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from data.reads import problem_counts, problems, source_files
from governance.indicators import Indicator
from views.basis import Basis, Provenance
from views.measures import scope_parts
from views.staleness import FeedState, deliveries_of, feed_states

PAGE_OF_PROBLEMS = 20


@dataclass(frozen=True)
class FeedRow:
    """What came of one feed, and how it stands today."""

    state: FeedState
    rows_in: int
    rows_accepted: int
    rows_rejected: int
    rows_warned: int
    n_files: int


@dataclass(frozen=True)
class Gap:
    """Something that the release does not know, with its size."""

    kind: str
    count: float
    total: float


@dataclass(frozen=True, eq=False)
class StatusView:
    """Everything the data page shows.

    Attributes
    ----------
    files
        As `data.reads.source_files` returns them.
    rules
        One row a rule that found something: its words, how often (``n``), in how many files (``n_files``).
    n_problems
        Problems by file; under None, of all files.
    """

    provenance: Provenance
    age_days: int
    feeds: tuple[FeedRow, ...]
    files: pd.DataFrame
    rules: pd.DataFrame
    n_problems: Mapping[int | None, int]
    gaps: tuple[Gap, ...]
    schematic_levels: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    units_by_level: tuple[tuple[str, int], ...]


def status_view(basis: Basis) -> StatusView:
    """Compose the state of the data as of today."""
    today = basis.today
    fixed = _fixed(basis)
    return StatusView(
        provenance=basis.provenance,
        age_days=basis.provenance.age_days(today),
        feeds=tuple(_feed(state, basis) for state in feed_states(basis, today)),
        files=fixed.files,
        rules=fixed.rules,
        n_problems=fixed.n_problems,
        gaps=fixed.gaps,
        schematic_levels=fixed.schematic_levels,
        indicators=basis.definitions.indicators.indicators,
        units_by_level=fixed.units_by_level,
    )


def problem_page(basis: Basis, file_id: int | None, page: int) -> pd.DataFrame:
    """One page of the problems found, of one file or of all."""
    return problems(basis.release, file_id, limit=PAGE_OF_PROBLEMS, offset=page * PAGE_OF_PROBLEMS)


@dataclass(frozen=True, eq=False)
class _Fixed:
    """What stays the same as long as the release does."""

    files: pd.DataFrame
    rules: pd.DataFrame
    n_problems: Mapping[int | None, int]
    gaps: tuple[Gap, ...]
    schematic_levels: tuple[str, ...]
    units_by_level: tuple[tuple[str, int], ...]


@lru_cache(maxsize=4)
def _fixed(basis: Basis) -> _Fixed:
    city = basis.unit_row("city", basis.definitions.adcode)
    assert city is not None, "a release always holds its city"
    parts = scope_parts(basis, city, "zone", basis.available)
    received = parts["received"] or 0.0
    files = source_files(basis.release)
    counts = problem_counts(basis.release)
    levels = ("category", "zone", "county", "street", "community", "grid")
    return _Fixed(
        files=files,
        rules=_rules(counts),
        n_problems={
            None: int(counts["n"].sum()),
            **{
                int(file): int(n)
                for file, n in zip(
                    counts["file_id"], counts.groupby("file_id")["n"].transform("sum"), strict=True
                )
            },
        },
        gaps=(
            Gap("not_on_grid", received - (parts["located"] or 0.0), received),
            Gap("rejected", float(files["rows_rejected"].sum()), float(files["rows_in"].sum())),
            Gap("unrated", (parts["closed"] or 0.0) - (parts["rated"] or 0.0), parts["closed"] or 0.0),
        ),
        schematic_levels=tuple(level for level in levels if bool(basis.units(level)["schematic"].any())),
        units_by_level=tuple((level, len(basis.units(level))) for level in levels),
    )


def _rules(counts: pd.DataFrame) -> pd.DataFrame:
    """Counts by file and rule → by rule, errors first; the words are the ones of the first file."""
    grouped = counts.groupby(["rule", "level"], sort=False).agg(
        n=("n", "sum"),
        n_files=("file_id", "nunique"),
        message_zh=("message_zh", "first"),
        message_en=("message_en", "first"),
        remedy_zh=("remedy_zh", "first"),
        remedy_en=("remedy_en", "first"),
    )
    return grouped.reset_index()


def _feed(state: FeedState, basis: Basis) -> FeedRow:
    sent = deliveries_of(basis)
    own = sent[(sent["department"] == state.department.id) & (sent["dataset"] == state.feed.dataset)]
    counts = ("rows_in", "rows_accepted", "rows_rejected", "rows_warned", "n_files")
    return FeedRow(state, *(int(own[name].sum()) for name in counts))
