"""How things stood on a day that is past, as known now.

What a case's own row leaves undated cannot be asked of a day: a case that was voided without an event saying when counts
as void from its last dated step on. Of an extended case the release keeps the limits that extensions set, not the one
before the first of them: until the first extension it does not count as overdue. A suspension that came later moves the
limit that is told; whether the case was overdue on the day does not change by it.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from data.reads.scope import check_months, check_scope, ladder
from data.release import Release


def case_states_at(
    release: Release,
    day: date,
    *,
    membership: str = "zone",
    scope_level: str = "city",
    scope_code: str | None = None,
    category: str | None = None,
) -> dict[str, int]:
    """Cases of a scope by the state that they were in at the end of a local day.

    Parameters
    ----------
    day
        Cases received later do not count. From the last day of the data on, what the files tell holds.

    Returns
    -------
    dict
        ``received, filed, dispatched, disposing, feedback, closed, void`` sum to the cases received by then;
        ``suspended`` are some of those at work, ``open`` are filed and neither closed nor void, ``overdue`` those of
        them past the limit then in force.

    Raises
    ------
    StateError
        When membership or scope does not exist.
    """
    ladder(membership)
    scope = check_scope(scope_level, scope_code)
    result = release.run("case_states_at", day=day, by_case=False, category=category, **scope)
    names = [column[0] for column in result.description]
    rows = result.fetchall()
    # Before the first case there is nothing to sum.
    values = rows[0] if rows else [0] * len(names)
    return {name: int(value) for name, value in zip(names, values, strict=True) if name != "incident_id"}


def case_state_each(
    release: Release, day: date, *, scope_level: str = "city", scope_code: str | None = None
) -> pd.DataFrame:
    """The same case by case: ``incident_id`` and a 1 or 0 in each column of :func:`case_states_at`.

    Raises
    ------
    StateError
        When the scope does not exist.
    """
    scope = check_scope(scope_level, scope_code)
    return release.frame("case_states_at", day=day, by_case=True, category=None, **scope)


def open_by_month(
    release: Release,
    *,
    month_from: int,
    month_to: int,
    membership: str = "zone",
    scope_level: str = "city",
    scope_code: str | None = None,
    category: str | None = None,
) -> pd.DataFrame:
    """Cases open and overdue at the end of each month: ``month, open, overdue``; months outside the data have no row.

    The last month of the data ends with the data.

    Raises
    ------
    StateError
        When membership, scope or months do not exist.
    """
    ladder(membership)
    return release.frame(
        "open_by_month",
        category=category,
        **check_scope(scope_level, scope_code),
        **check_months(month_from, month_to),
    )
