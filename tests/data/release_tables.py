"""Whole tables of a release, for tests that look behind its reads."""

from __future__ import annotations

from typing import Any

import duckdb

from data.release import Release


def rows_of(release: Release, table: str) -> list[dict[str, Any]]:
    """All rows of a table as dictionaries, times as datetimes in UTC."""
    with duckdb.connect() as con:
        con.execute(f"attach '{release.path}' as r (read_only); use r")
        result = con.table(table)
        return [dict(zip(result.columns, row, strict=True)) for row in result.fetchall()]
