"""Releases: opened read-only once a process, a cursor per thread; listed, and rolled back by moving the pointer."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from data.pointer import (
    RELEASES,
    SCHEMA_VERSION,
    Pointer,
    candidate_file,
    journal,
    publisher_lock,
    read_pointer,
    release_file,
    write_json,
    write_pointer,
)
from data.release_facts import Facts, candidate_path, facts, open_file, read_info, release_files, release_note
from data.settings import Settings
from governance.errors import ReleaseError
from queries.loader import load_query

PINS = "pins.json"
# Releases kept open: the current one, the one before it while old pages finish, and two that somebody compares.
_KEPT_OPEN = 4
# DuckDB hands out vectors of 2,048 rows.
_VECTORS_A_PIECE = 5

_open: OrderedDict[Path, Release] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, eq=False)
class Release:
    """An open release. The same object for the same file in a process; safe to use from any thread.

    Attributes
    ----------
    release_id
        UTC time of publishing, ``yyyymmddTHHMMSSZ``.
    path
        Its file, never written again.
    """

    release_id: str
    path: Path
    _instance: duckdb.DuckDBPyConnection = field(repr=False)
    _cursors: threading.local = field(default_factory=threading.local, repr=False)

    def run(self, name: str, **parameters: object) -> duckdb.DuckDBPyConnection:
        """Execute ``queries/reads/<name>.sql`` on this thread's own cursor; fetch before the next call."""
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._cursors, "cursor", None)
        if cursor is None:
            with _lock:
                cursor = self._instance.cursor()
            # Stored times are UTC; nothing may depend on the machine's zone.
            cursor.execute("set TimeZone = 'UTC'")
            self._cursors.cursor = cursor
        query = load_query("reads", name)
        return cursor.execute(query.sql, {key: parameters[key] for key in query.parameters})

    def frame(self, name: str, **parameters: object) -> pd.DataFrame:
        """The result of a read query as a DataFrame; missing text is NaN."""
        return self.run(name, **parameters).df()

    def records(self, name: str, **parameters: object) -> pd.DataFrame:
        """The same for rows that are shown one by one: missing text is None, so that nobody prints "nan"."""
        return _text_or_none(self.frame(name, **parameters))

    def pieces(self, name: str, **parameters: object) -> Iterator[pd.DataFrame]:
        """The same in pieces of some ten thousand rows, on a cursor of its own: a long result is never held whole."""
        with _lock:
            cursor = self._instance.cursor()
        with cursor:
            cursor.execute("set TimeZone = 'UTC'")
            query = load_query("reads", name)
            cursor.execute(query.sql, {key: parameters[key] for key in query.parameters})
            while len(piece := cursor.fetch_df_chunk(_VECTORS_A_PIECE)):
                yield _text_or_none(piece)

    @contextmanager
    def arrow(self, name: str, batch_rows: int, **parameters: object) -> Iterator[pa.RecordBatchReader]:
        """The same as Arrow batches, for files that are written as they are read."""
        with _lock:
            cursor = self._instance.cursor()
        with cursor:
            cursor.execute("set TimeZone = 'UTC'")
            query = load_query("reads", name)
            cursor.execute(query.sql, {key: parameters[key] for key in query.parameters})
            yield cursor.to_arrow_reader(batch_rows)


def _text_or_none(frame: pd.DataFrame) -> pd.DataFrame:
    for column in frame.columns[frame.dtypes == "str"]:
        text = frame[column].astype(object)
        frame[column] = text.where(text.notna(), None)
    return frame


def open_release(settings: Settings, release_id: str | None = None) -> Release:
    """The current release, or a named one.

    The pointer is read at each call (a few microseconds), so that a new release is seen at once.

    Raises
    ------
    ReleaseError
        When nothing was published, there is no such release, its file cannot be read, or its tables are those of
        another version of this product.
    """
    if release_id is None:
        pointer = read_pointer(settings.home)
        if pointer is None:
            raise ReleaseError(
                "还没有发布 Nothing published yet", str(settings.home),
                "先运行 make run 或 python -m data publish DIR Run make run or python -m data publish DIR",
            )  # fmt: skip
        release_id = pointer.release_id
    return _opened(release_id, _path(settings, release_id, release_file(release_id)))


def open_candidate(settings: Settings, candidate_id: str) -> Release:
    """The candidate as if it were published already: every read and view takes it.

    Raises
    ------
    ReleaseError
        When it does not wait any more, or cannot be read.
    """
    return _opened(candidate_id, _path(settings, candidate_id, candidate_file(candidate_id)))


def _opened(release_id: str, path: Path) -> Release:
    path = path.resolve()
    with _lock:
        found = _open.get(path)
        if found is None:
            found = Release(release_id, path, open_file(path))
            _check_version(found)
            _open[path] = found
        _open.move_to_end(path)
        while len(_open) > _KEPT_OPEN:
            # Only let go of: whoever still holds it reads on, and the file closes with the last holder.
            _open.popitem(last=False)
    return found


def _path(settings: Settings, release_id: str, name: str) -> Path:
    path = settings.home / RELEASES / name
    # The id may come out of an address: longer than any file name is no id.
    if not release_id.isalnum() or len(release_id) > 64 or not path.is_file():
        raise ReleaseError(
            "没有这个发布 No such release", release_id,
            "用 python -m data releases 查看 See python -m data releases",
        )  # fmt: skip
    return path


def _check_version(release: Release) -> None:
    """Refuse a release whose tables the queries would not find."""
    told = read_info(release._instance).get("schema_version")
    if told != SCHEMA_VERSION:
        raise ReleaseError(
            "发布由另一版程序生成 The release was made by another version", f"{release.release_id}: {told} ≠ {SCHEMA_VERSION}",
            "用 python -m data rebuild 按原来的文件重新生成，或用 python -m data publish DIR 重新发布；演示数据用 make run "
            "Build it again from its files with python -m data rebuild, or publish them again with "
            "python -m data publish DIR; make run renews demonstration data",
        )  # fmt: skip


@dataclass(frozen=True)
class ReleaseEntry:
    """A line of the list of releases.

    Attributes
    ----------
    by, why
        Who published it and what for; empty where nobody said so.
    parent
        The release that it builds on; None when it started fresh.
    deliveries
        Ids of the deliveries that it rests on, in order.
    pinned
        Never removed by retention.
    """

    release_id: str
    published_at: str
    incidents: int
    is_demo: bool
    data_from: str
    data_to: str
    is_current: bool
    by: str = ""
    why: str = ""
    parent: str | None = None
    deliveries: tuple[str, ...] = ()
    pinned: bool = False


def releases(settings: Settings) -> tuple[ReleaseEntry, ...]:
    """All releases of a home folder, of any version, the latest first."""
    pointer = read_pointer(settings.home)
    pinned = pins(settings)
    entries = []
    for path in release_files(settings.home):
        told, note = facts(path), release_note(path)
        entries.append(
            ReleaseEntry(
                told.release_id,
                note.get("published_at", told.prepared_at),
                told.incidents,
                told.is_demo,
                told.data_from,
                told.data_to,
                pointer is not None and pointer.release_id == told.release_id,
                note.get("by", ""),
                note.get("why", ""),
                told.base,
                told.deliveries,
                told.release_id in pinned,
            )
        )
    return tuple(entries)


def release_facts(settings: Settings) -> tuple[Facts, ...]:
    """What each release says about itself, the latest first."""
    return tuple(facts(path) for path in release_files(settings.home))


def current_facts(settings: Settings) -> Facts | None:
    """What the current release says about itself; None when nothing was published."""
    pointer = read_pointer(settings.home)
    return None if pointer is None else facts(pointer.path(settings.home))


def candidate_facts(settings: Settings) -> Facts | None:
    """What the candidate says about itself; None when none waits."""
    path = candidate_path(settings.home)
    return None if path is None else facts(path)


def rollback(settings: Settings, release_id: str, *, by: str = "", why: str = "") -> Pointer:
    """Make an earlier (or later) release current; nothing is built or removed.

    The next publish builds on the deliveries of the release that is then current.

    Raises
    ------
    ReleaseError
        When there is no such release, it cannot be read, or a publish is running.
    """
    with publisher_lock(settings.home):
        release = open_release(settings, release_id)
        info = read_info(release._instance)
        pointer = Pointer(release_id, release.path.name, info["geometry_hash"], info["schema_version"])
        write_pointer(settings.home, pointer)
        journal(settings.home, "rolled_back", release_id=release_id, by=by, why=why)
    return pointer


def pins(settings: Settings) -> frozenset[str]:
    """Releases that retention must keep."""
    try:
        return frozenset(map(str, json.loads((settings.home / PINS).read_text("utf-8"))))
    except (FileNotFoundError, ValueError, TypeError):
        return frozenset()


def pin(settings: Settings, release_id: str, pinned: bool) -> None:
    """Keep a release whatever the policy says, or no longer.

    Raises
    ------
    ReleaseError
        When there is no such release, or a publish is running.
    """
    _path(settings, release_id, release_file(release_id))
    with publisher_lock(settings.home):
        changed = pins(settings) | {release_id} if pinned else pins(settings) - {release_id}
        write_json(settings.home / PINS, sorted(changed))
        journal(settings.home, "pinned" if pinned else "unpinned", release_id=release_id)
