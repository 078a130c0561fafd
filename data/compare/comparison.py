"""Two releases side by side in one database: which rows differ is found once, then read page by page."""

from __future__ import annotations

import os
import tempfile
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from data.pointer import RELEASES, candidate_file, release_file
from data.release import Release, open_candidate, open_release
from data.settings import Settings
from governance.errors import ReleaseError
from queries.literal import literal
from queries.loader import load_query

MEMORY_LIMIT = "800MB"
# Data sets as departments send them, in the order in which they are told.
COMPARED = ("incident", "case_event", "whistle")
_KEPT = 2

_known: OrderedDict[tuple[Path, Path], Comparison] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, eq=False)
class Comparison:
    """Views ``<dataset>_told`` over both releases, and the table ``changed``.

    A comparison belongs to two files that never change, so it never does either.
    """

    _instance: duckdb.DuckDBPyConnection = field(repr=False)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor for one thread; close it."""
        cursor = self._instance.cursor()
        cursor.execute("set TimeZone = 'UTC'")
        return cursor


def compare(settings: Settings, old_id: str, new_id: str) -> Comparison:
    """The comparison of two releases; either may be the candidate.

    Raises
    ------
    ReleaseError
        When there is no such release, or its tables are those of another version of this product.
    """
    paths = open_either(settings, old_id).path, open_either(settings, new_id).path
    # One at a time: two comparisons at once would take twice the memory.
    with _lock:
        found = _known.get(paths)
        if found is None:
            found = Comparison(_compared(*paths))
            _known[paths] = found
        _known.move_to_end(paths)
        while len(_known) > _KEPT:
            # Only let go of: whoever still reads it goes on.
            _known.popitem(last=False)
    return found


def open_either(settings: Settings, release_id: str) -> Release:
    """A release, or the candidate of that id.

    Raises
    ------
    ReleaseError
        When there is no such release.
    """
    folder = settings.home / RELEASES
    if not (folder / release_file(release_id)).is_file() and (folder / candidate_file(release_id)).is_file():
        return open_candidate(settings, release_id)
    return open_release(settings, release_id)


def _compared(old: Path, new: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": f"{tempfile.gettempdir()}/onemap-compare-{os.getpid()}",
            "preserve_insertion_order": False,
        }
    )
    try:
        for name, path in (("old_release", old), ("new_release", new)):
            con.execute(f"attach {literal(str(path))} as {name} (read_only)")
        con.execute("create table changed (dataset varchar, key varchar, change varchar)")
        query = load_query("compare", "changes")
        for dataset in COMPARED:
            con.execute(f"create view {dataset}_told as\n{load_query('compare', f'{dataset}_told').sql}")
            con.execute(f"create or replace view told as from {dataset}_told")
            con.sql(query.sql, params={"dataset": dataset}).insert_into("changed")
    except duckdb.Error as error:
        con.close()
        raise ReleaseError(
            "两个发布无法比较 The releases cannot be compared", f"{old.name} ↔ {new.name}: {error}",
            "确认两个发布都能打开 Make sure that both can be opened",
        ) from error  # fmt: skip
    return con
