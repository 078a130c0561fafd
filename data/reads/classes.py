"""Cases received by class."""

from __future__ import annotations

import pandas as pd

from data.reads.scope import check_months, check_scope, ladder
from data.release import Release


def class_counts(
    release: Release,
    *,
    month_from: int,
    month_to: int,
    membership: str = "zone",
    scope_level: str = "city",
    scope_code: str | None = None,
    category: str | None = None,
) -> pd.DataFrame:
    """Cases received of each class in a scope: ``family, class_code, class_name, received``, most first.

    Raises
    ------
    StateError
        When membership, scope or months do not exist.
    """
    ladder(membership)
    scope, months = check_scope(scope_level, scope_code), check_months(month_from, month_to)
    if scope_level == "grid":
        return release.frame("grid_class_counts", grid_code=scope_code, **months)
    return release.frame("class_counts", category=category, **scope, **months)


def class_by_month(
    release: Release,
    *,
    month_from: int,
    month_to: int,
    membership: str = "zone",
    scope_level: str = "city",
    scope_code: str | None = None,
    category: str | None = None,
) -> pd.DataFrame:
    """Cases received of each class in a scope, month by month: ``month, family, class_code, class_name, received``.

    Raises
    ------
    StateError
        When membership, scope or months do not exist.
    """
    ladder(membership)
    scope, months = check_scope(scope_level, scope_code), check_months(month_from, month_to)
    if scope_level == "grid":
        return release.frame("grid_class_by_month", grid_code=scope_code, **months)
    return release.frame("class_by_month", category=category, **scope, **months)
