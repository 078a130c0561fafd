"""Cases under a screen's filter: counted, listed page by page, and one of them with all that is known of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from data.reads.scope import check_level, check_page
from data.release import Release
from governance.errors import StateError

# What a list of cases can be sorted by.
SORTS = ("received", "due", "closed", "late", "rework", "subclass", "state", "department")


def case_kinds(release: Release) -> pd.DataFrame:
    """Sub-classes that occur: ``family, class_code, class_name, subclass_name, n``, events before components."""
    return release.frame("case_kinds")


def case_channels(release: Release) -> pd.DataFrame:
    """Ways in which cases came in: ``channel, n``, most frequent first."""
    return release.frame("case_channels")


def case_breakdown(release: Release, wanted: Mapping[str, object], *, level: str) -> pd.DataFrame:
    """Filtered cases counted by several dimensions at once.

    Parameters
    ----------
    wanted
        Scope, months and filter, as `views.cases.filter.CaseFilter.parameters` gives them.
    level
        The level whose units are counted.

    Returns
    -------
    DataFrame
        ``part`` (``all``, ``hour``, ``class``, ``department``, ``channel``, ``state``, ``unit``), the dimension's own
        columns (``day`` and ``utc_hour``, hours since 1970 in UTC; ``class_code, subclass_name``; …; missing elsewhere),
        and int64 ``received, filed, located, overdue``. The rows of each part sum to the one row of ``all``; a unit
        without a code is 未定位. Missing text is NaN.

    Raises
    ------
    StateError
        When there is no such level.
    """
    # Some ten thousand rows of hours: nobody prints the text that they lack.
    return release.frame("case_breakdown", **wanted, level=check_level(level))


def case_totals(release: Release, wanted: Mapping[str, object], *, before_from: int) -> dict[str, int]:
    """Measures of filtered cases: flows each in its own month, ``open`` and ``overdue`` as of the data date.

    Parameters
    ----------
    before_from
        First of the months before, for which ``received``, ``located``, ``due`` and ``closed_on_time`` are counted
        as well (``…_before``); the period's own first month where there are none.
    """
    result = release.run("case_totals", **wanted, before_from=before_from)
    names = [column[0] for column in result.description]
    return {name: int(value) for name, value in zip(names, result.fetchall()[0], strict=True)}


def case_page(
    release: Release,
    wanted: Mapping[str, object],
    *,
    sort: str,
    descending: bool,
    total: int,
    limit: int,
    offset: int,
    values: tuple[str, ...] = (),
) -> pd.DataFrame:
    """One page of filtered cases; what has nothing to sort by comes last.

    Parameters
    ----------
    sort
        One of `SORTS`.
    total
        How many cases fit the filter: pages of the far half are reached from the end.
    values
        Order of the words when sorting by ``subclass``, ``state`` or ``department``.

    Returns
    -------
    DataFrame
        ``incident_id, case_no, department, class_code, class_name, subclass_name, title, state, received_at, due_at,
        closed_at`` (UTC, no zone), ``late_minutes, is_open, is_overdue, is_on_time, rework_count, community_code,
        placed_by``.

    Raises
    ------
    StateError
        When the order or the page does not exist.
    """
    if sort not in SORTS:
        raise StateError("不能按此排序 No such order", repr(sort), " | ".join(SORTS))
    check_page(limit, offset)
    rows = max(0, min(limit, total - offset))
    is_far = offset > total // 2
    return release.records(
        "case_page",
        **wanted,
        sort=sort,
        sign=-1 if descending else 1,
        values=list(values),
        flip=-1 if is_far else 1,
        limit=rows,
        offset=total - offset - rows if is_far else offset,
    )


def case_facts(release: Release, incident_id: str) -> dict[str, object] | None:
    """One case as ``queries/reads/case_facts.sql`` returns it, missing values None; None when there is no such case."""
    result = release.run("case_facts", incident_id=incident_id)
    names = [column[0] for column in result.description]
    rows = result.fetchall()
    return dict(zip(names, rows[0], strict=True)) if rows else None


def case_history(release: Release, incident_id: str) -> pd.DataFrame:
    """Events of a case in order: ``kind, at, recorded_at`` (UTC), ``actor, note, new_due_at, told_by``."""
    return release.records("case_history", incident_id=incident_id)


def case_problems(release: Release, incident_id: str) -> pd.DataFrame:
    """Problems of a case's source row: ``column, rule, level, value, message_zh, message_en, remedy_zh, remedy_en``."""
    return release.records("case_problems", incident_id=incident_id)


def case_whistles(release: Release, incident_id: str) -> pd.DataFrame:
    """Whistles about a case: ``whistle_id, whistle_no, title, state, blown_at`` (UTC)."""
    return release.records("case_whistles", incident_id=incident_id)
