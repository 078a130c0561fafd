"""Rows that differ between two releases: counted, and one by one with old → new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from data.compare.comparison import COMPARED, compare
from data.reads.scope import check_page
from data.settings import Settings
from governance.errors import StateError
from queries.loader import load_query

_ROWS = {
    "incident": "select * from incident_told where key in (select unnest($keys))",
    "case_event": "select * from case_event_told where key in (select unnest($keys))",
    "whistle": "select * from whistle_told where key in (select unnest($keys))",
}
_KINDS = ("added", "changed", "gone")
_ABOUT = ("side", "key", "file_id", "row")


@dataclass(frozen=True)
class Change:
    """One column of a row, before and after; None where it is empty or there is no such row. Times are UTC."""

    column: str
    old: Any
    new: Any


def row_changes(settings: Settings, old_id: str, new_id: str) -> pd.DataFrame:
    """How many rows differ: ``dataset, change`` (added, changed, gone), ``n``; only what occurs.

    What a row was taken from does not count, nor what the mere passing of days makes of it. Either id may be the
    candidate's.

    Raises
    ------
    ReleaseError
        When there is no such release.
    """
    with compare(settings, old_id, new_id).cursor() as cursor:
        return cursor.execute(load_query("compare", "change_counts").sql).df()


def changed_rows(
    settings: Settings,
    old_id: str,
    new_id: str,
    *,
    dataset: str,
    change: Literal["added", "changed", "gone"],
    limit: int = 100,
    offset: int = 0,
) -> pd.DataFrame:
    """A page of the rows that differ, by key.

    Returns
    -------
    DataFrame
        ``key``; ``file, row``: where it stands in the new release (gone: in the old one); ``old_file, old_row``;
        ``changes``: a tuple of `Change`, of an added or gone row all that it holds.

    Raises
    ------
    ReleaseError
        When there is no such release.
    StateError
        For an unknown data set or kind of change, or a negative limit or offset.
    """
    if dataset not in COMPARED or change not in _KINDS:
        raise StateError("没有这类变化 No such kind of change", f"{dataset} {change}", f"{COMPARED} {_KINDS}")
    page = check_page(limit, offset)
    with compare(settings, old_id, new_id).cursor() as cursor:
        found = cursor.execute(
            load_query("compare", "change_page").sql, {"dataset": dataset, "change": change, **page}
        )
        keys = [str(key) for (key,) in found.fetchall()]
        names = {
            (side, file_id): name
            for side, file_id, name in cursor.execute(load_query("compare", "file_names").sql).fetchall()
        }
        result = cursor.execute(_ROWS[dataset], {"keys": keys})
        columns = [column[0] for column in result.description]
        rows = {(row[0], row[1]): dict(zip(columns, row, strict=True)) for row in result.fetchall()}
    return pd.DataFrame(
        [_entry(key, rows.get(("old", key)), rows.get(("new", key)), names) for key in keys],
        columns=["key", "file", "row", "old_file", "old_row", "changes"],
    )


def _entry(
    key: str, old: dict[str, Any] | None, new: dict[str, Any] | None, names: dict[tuple[str, int], str]
) -> dict[str, Any]:
    columns = [column for column in (old or new or {}) if column not in _ABOUT]
    pairs = ((column, (old or {}).get(column), (new or {}).get(column)) for column in columns)
    places = [
        (names.get((side, row["file_id"])), row["row"]) if row else (None, None)
        for side, row in (("old", old), ("new", new))
    ]
    before, after = places
    return {
        "key": key,
        "file": (after if new else before)[0],
        "row": (after if new else before)[1],
        "old_file": before[0],
        "old_row": before[1],
        "changes": tuple(Change(*pair) for pair in pairs if pair[1] != pair[2]),
    }
