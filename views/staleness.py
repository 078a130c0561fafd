"""Which feeds are late today, and which figures and screens rest on them.

A release does not age, the world does: how old a feed is follows from the day on which somebody looks, the day on
which it last brought something, and the rhythm that the release's own definitions promise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import pandas as pd

from data.datasets import CASE_EVENT, INCIDENT, WHISTLE
from data.definitions import Department, Feed
from data.reads import feed_deliveries
from governance.indicators import MEASURES, UNIT_FACTS, Indicator
from views.basis import Basis
from views.categories import COMPARED
from views.names import Lang

Standing = Literal["fresh", "late", "missing"]

_CASES = frozenset({INCIDENT.name})
# The log of events moves limits, voids cases and counts reworks: what follows from a case's clock rests on it, too.
_CLOCK = _CASES | {CASE_EVENT.name}
_CALLS = frozenset({WHISTLE.name})
_ON_CLOCK = ("filed", "due", "closed", "closed_on_time", "open", "overdue", "reworked", "work_minutes")
_ON_CALLS = ("called", "reported")


@dataclass(frozen=True)
class FeedState:
    """One feed as it stands on a day.

    Attributes
    ----------
    last_on
        Local day on which it last brought something that could be used; None where it never did.
    """

    department: Department
    feed: Feed
    last_on: date | None
    today: date

    @property
    def due_on(self) -> date | None:
        """Day by which the next files are promised; None where none ever came."""
        return None if self.last_on is None else self.last_on + timedelta(days=self.feed.rhythm_days)

    @property
    def age_days(self) -> int | None:
        """Days since the last receipt."""
        return None if self.last_on is None else (self.today - self.last_on).days

    @property
    def late_days(self) -> int | None:
        """Days past the promise, 0 while it is kept; None where nothing ever came."""
        return None if self.due_on is None else max((self.today - self.due_on).days, 0)

    @property
    def standing(self) -> Standing:
        """Whether it keeps its promise, is late, or never came."""
        if self.late_days is None:
            return "missing"
        return "late" if self.late_days else "fresh"

    @property
    def is_stale(self) -> bool:
        """Whether what rests on it may not pass for fresh."""
        return self.standing != "fresh"


def measure_datasets(measure: str) -> frozenset[str]:
    """Data sets that a measure is counted from; of a fact of the unit, none."""
    if measure in UNIT_FACTS or not measure:
        return frozenset()
    if measure.startswith("whistle") or measure in _ON_CALLS:
        return _CALLS
    return _CLOCK if measure in _ON_CLOCK else _CASES


def indicator_datasets(indicator: Indicator) -> frozenset[str]:
    """Data sets that an indicator rests on: those of both its parts."""
    return measure_datasets(indicator.numerator) | measure_datasets(indicator.denominator)


def datasets_of(names: Iterable[str], basis: Basis) -> frozenset[str]:
    """Data sets behind figures: each name is an indicator, a measure, or a data set itself.

    What the definitions do not know rests on nothing.
    """
    registry = basis.definitions.indicators
    found: frozenset[str] = frozenset()
    for name in names:
        if name in (INCIDENT.name, CASE_EVENT.name, WHISTLE.name):
            found |= {name}
        elif name in registry:
            found |= indicator_datasets(registry[name])
        elif name in MEASURES:
            found |= measure_datasets(name)
    return found


def screen_datasets(basis: Basis) -> Mapping[str, frozenset[str]]:
    """Screens by the address that each has below the root (the map's is ``one_map``), with what they rest on."""
    definitions = basis.definitions
    schemes = definitions.assessment.schemes if definitions.assessment else ()
    scored = frozenset[str]().union(
        *(indicator_datasets(line.indicator) for scheme in schemes for line in scheme.lines)
    )
    colours = frozenset[str]().union(
        *(indicator_datasets(entry) for entry in definitions.indicators.indicators if entry.on_map)
    )
    return {
        "one_map": _CASES | colours,
        "categories": _CASES | datasets_of(COMPARED, basis),
        "incidents": _CLOCK,
        "whistles": _CALLS,
        "assessment": scored,
        "unit": _CLOCK | colours,
    }


def feed_states(basis: Basis, today: date | None = None) -> tuple[FeedState, ...]:
    """Every promised feed as it stands today (or on another local day), in the order of the definitions."""
    day = today or basis.today
    last = _last_taken(basis)
    return tuple(
        FeedState(department, feed, last.get((department.id, feed.dataset)), day)
        for department in basis.definitions.departments
        for feed in department.feeds
    )


def stale_feeds(
    basis: Basis, names: Iterable[str], *, department: str = "", today: date | None = None
) -> tuple[FeedState, ...]:
    """Feeds that are late or missing and that the named figures rest on, the longest late first.

    Parameters
    ----------
    names
        As `datasets_of` takes them.
    department
        Only the cases of this department are shown: the others' feeds do not matter.
    """
    datasets = datasets_of(names, basis)
    found = [
        state
        for state in feed_states(basis, today)
        if state.is_stale and state.feed.dataset in datasets and department in ("", state.department.id)
    ]
    return tuple(sorted(found, key=lambda state: state.due_on or date.min))


def stale_note(
    basis: Basis, names: Iterable[str], lang: Lang, *, department: str = "", today: date | None = None
) -> str:
    """The late feeds behind figures in words, for a file that leaves the house; "" while all is fresh."""
    found = stale_feeds(basis, names, department=department, today=today)
    between = "；" if lang == "zh" else "; "
    return between.join(_words(state, lang) for state in found)


def _words(state: FeedState, lang: Lang) -> str:
    department, feed = state.department, state.feed
    if lang == "zh":
        late = (
            "从未收到" if state.due_on is None else f"应于 {state.due_on} 前更新，已迟 {state.late_days} 天"
        )
        return f"{department.name}“{feed.name}”{late}"
    late = "never came" if state.due_on is None else f"due by {state.due_on}, {state.late_days} days late"
    return f"{department.name_en}, {feed.name_en}: {late}"


@lru_cache(maxsize=8)
def deliveries_of(basis: Basis) -> pd.DataFrame:
    """As `data.reads.feed_deliveries`, with ``received_on``: the local day; shared, do not change it."""
    frame = feed_deliveries(basis.release)
    local = frame["received_at"].dt.tz_localize("UTC").dt.tz_convert(basis.definitions.timezone)
    return frame.assign(received_on=local.dt.date)


@lru_cache(maxsize=8)
def _last_taken(basis: Basis) -> Mapping[tuple[str, str], date]:
    frame = deliveries_of(basis)
    taken = frame[frame["taken"].astype(bool)]
    # The latest of each feed comes last.
    return dict(
        zip(zip(taken["department"], taken["dataset"], strict=True), taken["received_on"], strict=True)
    )
