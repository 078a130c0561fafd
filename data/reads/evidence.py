"""The rows behind a figure: which rows a measure counts, how many they are, and the SQL that says so.

What a measure counts is said once, by the ``…_counts_in`` macros over the very columns that the rollups add up, so that
a figure and its rows cannot differ (``tests/data/test_evidence.py`` holds the two together).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from data.reads.scope import check_level, check_months, check_page, check_scope
from data.release import Release
from governance.errors import StateError
from governance.indicators import UNIT_FACTS
from queries.literal import written_in
from queries.loader import load_query

Subject = Literal["case", "whistle", "call", "unit"]
Sort = Literal["received", "late", "minutes"]

# Each measure with the measures whose rows hold all of its own: what is missing of those is a list of its own.
_CASES: dict[str, tuple[str, ...]] = {
    "received": (),
    "filed": ("received",),
    "located": ("received",),
    "joint": ("received",),
    "due": (),
    "closed": ("due",),
    "closed_on_time": ("due", "closed"),
    "disposed": (),
    "work_minutes": ("disposed",),
    "reworked": ("disposed",),
    "rated": (),
    "satisfied": ("rated",),
    "open": (),
    "overdue": ("open",),
}
_WHISTLES: dict[str, tuple[str, ...]] = {
    "whistles": (),
    "whistle_due": (),
    "whistle_solved": ("whistle_due",),
    "whistle_rated": (),
    "whistle_satisfied": ("whistle_rated",),
    "whistle_open": (),
    "whistle_overdue": ("whistle_open",),
}
_CALLS: dict[str, tuple[str, ...]] = {"called": (), "reported": ("called",)}
WHISTLE_MEASURES, CALL_MEASURES = tuple(_WHISTLES), tuple(_CALLS)
_WITHIN = {**_CASES, **_WHISTLES, **_CALLS}

_QUERIES: dict[Subject, tuple[str, str]] = {
    "case": ("evidence_cases", "evidence_case_count"),
    "whistle": ("evidence_whistles", "evidence_whistle_count"),
    "call": ("evidence_calls", "evidence_call_count"),
    "unit": ("evidence_units", "evidence_unit_count"),
}
# What builds the columns that decide, and what adds them up.
_MARTS: dict[Subject, tuple[str, ...]] = {
    "case": ("incident", "rollup_month"),
    "whistle": ("whistle", "rollup_month"),
    "call": ("whistle_department", "rollup_month"),
    "unit": ("unit",),
}
_MACROS: dict[Subject, tuple[str, ...]] = {
    "case": ("case_counts_in", "case_fits", "code_at"),
    "whistle": ("whistle_counts_in", "code_at"),
    "call": ("call_counts_in", "code_at"),
    "unit": ("code_at",),
}
_STATES = frozenset({"open", "overdue", "whistle_open", "whistle_overdue"})


def subject_of(measure: str) -> Subject:
    """What a measure's rows are.

    Raises
    ------
    StateError
        When there is no such measure.
    """
    kinds: dict[Subject, object] = {"case": _CASES, "whistle": _WHISTLES, "call": _CALLS, "unit": UNIT_FACTS}
    for subject, names in kinds.items():
        if measure in names:  # type: ignore[operator]  # each is a container of names
            return subject
    raise StateError(
        "没有这个数 No such measure", measure, "可用 one of: " + ", ".join((*_WITHIN, *UNIT_FACTS))
    )


def is_within(measure: str, whole: str) -> bool:
    """Whether every row that `measure` counts is a row that `whole` counts, in the same month."""
    return whole in _WITHIN.get(measure, ())


@dataclass(frozen=True)
class Behind:
    """Rows that one measure counts.

    Attributes
    ----------
    measure
        A measure, or a fact of units.
    without
        Leave out what this measure counts.
    level
        Of facts: the level whose units are listed.
    categories
        Only what belongs to these categories of zone; empty means all.
    classes, subclass, sender, way, states, day, words
        Of cases: only those that the macro ``case_fits`` lets through; what is empty asks nothing.
    theme, office
        Of whistles and the departments that they called: only of this theme, only with this department.
    unplaced
        Only what could not be placed in a unit of this level.
    """

    measure: str
    month_from: int
    month_to: int
    scope_level: str = "city"
    scope_code: str | None = None
    without: str | None = None
    level: str = "zone"
    categories: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    subclass: str | None = None
    sender: str | None = None
    way: str | None = None
    states: tuple[str, ...] = ()
    day: date | None = None
    words: str | None = None
    theme: str | None = None
    office: str | None = None
    unplaced: str | None = None

    @property
    def subject(self) -> Subject:
        """What the rows are."""
        return subject_of(self.measure)

    def parameters(self) -> dict[str, object]:
        """Values of the queries' parameters.

        Raises
        ------
        StateError
            When measure, scope, level or months do not exist.
        """
        for measure in (self.measure, self.without):
            if measure is not None and subject_of(measure) != self.subject:
                raise StateError("两数不同类 Measures of two kinds", f"{self.measure}, {self.without}", "")
        return {
            "measure": self.measure,
            "without": self.without,
            "level": check_level(self.level),
            "categories": list(self.categories) or None,
            "classes": list(self.classes) or None,
            "subclass": self.subclass,
            "sender": self.sender,
            "way": self.way,
            "states": list(self.states) or None,
            "day": self.day,
            "words": self.words,
            "theme": self.theme,
            "office": self.office,
            "unplaced": None if self.unplaced is None else check_level(self.unplaced),
            **check_scope(self.scope_level, self.scope_code),
            **check_months(self.month_from, self.month_to),
        }


def behind_count(release: Release, behind: Behind) -> tuple[int, float]:
    """Number of rows, and what they add up to: minutes, people, km², grids, or the number itself.

    Raises
    ------
    StateError
        When measure, scope, level or months do not exist.
    """
    result = release.run(_QUERIES[behind.subject][1], **behind.parameters())
    names = [column[0] for column in result.description]
    found = dict(zip(names, result.fetchall()[0], strict=True))
    kept = "minutes" if behind.measure == "work_minutes" else behind.measure
    return int(found["n"]), float(found.get(kept, found["n"]))


def behind_rows(
    release: Release, behind: Behind, *, sort: Sort = "received", limit: int = 50, offset: int = 0
) -> pd.DataFrame:
    """A page of the rows; columns as ``queries/reads/evidence_*.sql`` say, times UTC, missing text None.

    Raises
    ------
    StateError
        When measure, scope, level, months or page do not exist.
    """
    name = _QUERIES[behind.subject][0]
    return release.records(name, **behind.parameters(), sort=sort, **check_page(limit, offset))


def behind_stream(
    release: Release, behind: Behind, *, sort: Sort = "received", limit: int
) -> Iterator[pd.DataFrame]:
    """The first `limit` rows in pieces, in the order of `behind_rows`; the whole is never held."""
    name = _QUERIES[behind.subject][0]
    yield from release.pieces(name, **behind.parameters(), sort=sort, limit=limit, offset=0)


@dataclass(frozen=True)
class Statement:
    """A query as a reader sees it: where it lies, what it is for, and its text with all values written in."""

    file: str
    purpose: str
    sql: str


def statement(room: str, name: str, **parameters: object) -> Statement:
    """``queries/<room>/<name>.sql`` with the values of its parameters; it runs as it stands on the release's file."""
    query = load_query(room, name)
    return Statement(f"queries/{room}/{name}.sql", query.purpose, written_in(query.sql, parameters))


def rows_statement(behind: Behind, *, sort: Sort, limit: int, offset: int) -> Statement:
    """The query of `behind_rows`."""
    return statement(
        "reads", _QUERIES[behind.subject][0], **behind.parameters(), sort=sort, limit=limit, offset=offset
    )


def count_statement(behind: Behind) -> Statement:
    """The query of `behind_count`."""
    return statement("reads", _QUERIES[behind.subject][1], **behind.parameters())


def defining(measure: str) -> tuple[Statement, ...]:
    """What decides which rows a measure counts and what adds them up: macros and marts, parameters unbound."""
    subject = subject_of(measure)
    marts = _MARTS[subject]
    if measure in _STATES:
        marts = tuple("rollup_open" if name == "rollup_month" else name for name in marts)
    files = [("macros", name) for name in _MACROS[subject]] + [("marts", name) for name in marts]
    queries = ((room, load_query(room, name)) for room, name in files)
    return tuple(Statement(f"queries/{room}/{q.name}.sql", q.purpose, q.sql) for room, q in queries)
