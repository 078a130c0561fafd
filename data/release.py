"""Releases: opened read-only once a process, a cursor per thread; listed, and rolled back by moving the pointer."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd

from data.pointer import (
    RELEASES,
    SCHEMA_VERSION,
    Pointer,
    journal,
    publisher_lock,
    read_pointer,
    release_file,
    write_pointer,
)
from data.settings import Settings
from governance.errors import ReleaseError
from queries.loader import load_query

MEMORY_LIMIT = "1GB"
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
    path = _path(settings, release_id).resolve()
    with _lock:
        found = _open.get(path)
        if found is None:
            found = Release(release_id, path, _connect(path))
            _check_version(found)
            _open[path] = found
        _open.move_to_end(path)
        while len(_open) > _KEPT_OPEN:
            # Only let go of: whoever still holds it reads on, and the file closes with the last holder.
            _open.popitem(last=False)
    return found


def _path(settings: Settings, release_id: str) -> Path:
    path = settings.home / RELEASES / release_file(release_id)
    # The id may come out of an address: longer than any file name is no id.
    if not release_id.isalnum() or len(release_id) > 64 or not path.is_file():
        raise ReleaseError(
            "没有这个发布 No such release", release_id,
            "用 python -m data releases 查看 See python -m data releases",
        )  # fmt: skip
    return path


def _check_version(release: Release) -> None:
    """Refuse a release whose tables the queries would not find."""
    told = _info(release._instance).get("schema_version")
    if told != SCHEMA_VERSION:
        raise ReleaseError(
            "发布由另一版程序生成 The release was made by another version", f"{release.release_id}: {told} ≠ {SCHEMA_VERSION}",
            "用 python -m data publish DIR 重新发布原来的文件；演示数据用 make run 重新生成 "
            "Publish the files again with python -m data publish DIR; make run renews demonstration data",
        )  # fmt: skip


def _info(instance: duckdb.DuckDBPyConnection) -> dict[str, str]:
    with instance.cursor() as cursor:
        rows = cursor.execute(load_query("reads", "release_info").sql).fetchall()
    return {str(key): str(value) for key, value in rows}


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(
            str(path),
            read_only=True,
            # One thread a query: twenty sessions share two cores, and a read takes milliseconds (FINDINGS 25).
            config={"threads": 1, "memory_limit": MEMORY_LIMIT, "autoinstall_known_extensions": False},
        )
    except duckdb.Error as error:
        raise ReleaseError(
            "发布打不开 The release cannot be opened", f"{path.name}: {error}",
            "用 python -m data rollback ID 换回上一个 Roll back to another one",
        ) from error  # fmt: skip


@dataclass(frozen=True)
class ReleaseEntry:
    """A line of the list of releases."""

    release_id: str
    published_at: str
    incidents: int
    is_demo: bool
    data_from: str
    data_to: str
    is_current: bool


def releases(settings: Settings) -> tuple[ReleaseEntry, ...]:
    """All releases of a home folder, the latest first."""
    pointer = read_pointer(settings.home)
    entries = []
    for path in sorted((settings.home / RELEASES).glob(release_file("*")), reverse=True):
        release_id = path.stem.removeprefix("release-")
        # Of any version: the list is where one sees which release to publish again.
        with _connect(path) as instance:
            info = _info(instance)
            (incidents,) = instance.execute(load_query("reads", "incident_count").sql).fetchall()[0]
        entries.append(
            ReleaseEntry(
                release_id,
                info["published_at"],
                int(incidents),
                info["is_demo"] == "true",
                info["data_from"],
                info["data_to"],
                pointer is not None and pointer.release_id == release_id,
            )
        )
    return tuple(entries)


def rollback(settings: Settings, release_id: str) -> Pointer:
    """Make an earlier (or later) release current; nothing is built or removed.

    Raises
    ------
    ReleaseError
        When there is no such release, it cannot be read, or a publish is running.
    """
    with publisher_lock(settings.home):
        release = open_release(settings, release_id)
        info = _info(release._instance)
        pointer = Pointer(release_id, release.path.name, info["geometry_hash"], info["schema_version"])
        write_pointer(settings.home, pointer)
        journal(settings.home, "rolled_back", release_id=release_id)
    return pointer
