"""Cases themselves."""

from __future__ import annotations

import pandas as pd

from data.reads.scope import check_page, check_scope
from data.release import Release


def recent_incidents(
    release: Release,
    *,
    scope_level: str = "city",
    scope_code: str | None = None,
    limit: int = 10,
    offset: int = 0,
) -> pd.DataFrame:
    """The latest cases of a scope, newest first; no address, handler or other personal text but the title.

    Returns
    -------
    DataFrame
        ``incident_id, department, case_no, family, class_code, class_name, subclass_name, title, state, received_at,
        due_at, closed_at`` (UTC, no zone), ``is_overdue`` (open past its limit on the data date),
        ``community_code, grid_code, placed_by``.

    Raises
    ------
    StateError
        When the scope or page does not exist.
    """
    return release.records(
        "recent_incidents", **check_scope(scope_level, scope_code), **check_page(limit, offset)
    )
