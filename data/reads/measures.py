"""Measures of units, scopes and months, out of the rollups."""

from __future__ import annotations

import pandas as pd

from data.reads.scope import check_level, check_membership, check_months, check_scope, ladder
from data.release import Release


def measures_by_unit(
    release: Release,
    level: str,
    *,
    membership: str,
    month_from: int,
    month_to: int,
    scope_level: str = "city",
    scope_code: str | None = None,
    category: str | None = None,
) -> pd.DataFrame:
    """Measures of every unit of a level inside a scope.

    Parameters
    ----------
    membership
        ``zone`` (管理) or ``county`` (属地); must know `level`.
    month_from, month_to
        Months as year * 12 + month - 1, both included. States (`open`, `overdue` …) are of the data date, whatever the
        months.
    category
        Only what belongs to this category of zone.

    Returns
    -------
    DataFrame
        ``code`` and one int64 column for each of `governance.indicators.MEASURES`; one row a unit in `seq` order, zeros
        where nothing happened, then, if there is any, one row without a code: what lies in the scope but could not be
        placed in a unit (未定位).

    Raises
    ------
    StateError
        When level, membership, scope or months do not exist.
    """
    check_level(level)
    check_membership(membership, level)
    scope, months = check_scope(scope_level, scope_code), check_months(month_from, month_to)
    if level == "city":
        return _city(release, category, scope, months)
    return release.frame("measures_by_unit", level=level, category=category, **scope, **months)


def _city(
    release: Release, category: str | None, scope: dict[str, object], months: dict[str, object]
) -> pd.DataFrame:
    """The one city with everything in it, or no row when the scope is smaller than the city."""
    city = str(release.frame("units", level="city")["code"].iloc[0])
    totals = release.frame("measures_total", category=category, **scope, **months)
    totals.insert(0, "code", city)
    return totals if scope["scope_level"] == "city" else totals.iloc[:0]


def measures_total(
    release: Release,
    *,
    month_from: int,
    month_to: int,
    membership: str = "zone",
    scope_level: str = "city",
    scope_code: str | None = None,
    category: str | None = None,
) -> dict[str, int]:
    """Measures of one scope as a whole, 未定位 inside it included; keys as the columns of `measures_by_unit`.

    Raises
    ------
    StateError
        When membership, scope or months do not exist.
    """
    ladder(membership)
    result = release.run(
        "measures_total",
        category=category,
        **check_scope(scope_level, scope_code),
        **check_months(month_from, month_to),
    )
    names = [column[0] for column in result.description]
    return {name: int(value) for name, value in zip(names, result.fetchall()[0], strict=True)}


def measures_by_month(
    release: Release,
    *,
    month_from: int,
    month_to: int,
    membership: str = "zone",
    scope_level: str = "city",
    scope_code: str | None = None,
    category: str | None = None,
) -> pd.DataFrame:
    """Measures of one scope month by month: ``month`` and the flow measures; quiet months have no row.

    Raises
    ------
    StateError
        When membership, scope or months do not exist.
    """
    ladder(membership)
    return release.frame(
        "measures_by_month",
        category=category,
        **check_scope(scope_level, scope_code),
        **check_months(month_from, month_to),
    )
