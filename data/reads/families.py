"""Measures by family of cases (events, components), and by unit and month at once."""

from __future__ import annotations

import pandas as pd

from data.reads.scope import check_level, check_membership, check_months, check_scope, ladder
from data.release import Release


def family_measures(
    release: Release,
    *,
    month_from: int,
    month_to: int,
    membership: str = "zone",
    scope_level: str = "city",
    scope_code: str | None = None,
    category: str | None = None,
) -> pd.DataFrame:
    """Measures of each family of cases in a scope: ``family, received, filed, due, closed, closed_on_time``.

    Received and filed count by the month of receipt, the others by the month in which the limit ended.

    Raises
    ------
    StateError
        When membership, scope or months do not exist.
    """
    ladder(membership)
    return release.frame(
        "family_measures",
        category=category,
        **check_scope(scope_level, scope_code),
        **check_months(month_from, month_to),
    )


def months_by_unit(
    release: Release, level: str, *, membership: str, month_from: int, month_to: int
) -> pd.DataFrame:
    """Flow measures of every unit of a level month by month: ``month, code`` and the measures; quiet months have no row.

    Raises
    ------
    StateError
        When level, membership or months do not exist.
    """
    check_level(level)
    check_membership(membership, level)
    return release.frame("months_by_unit", level=level, **check_months(month_from, month_to))
