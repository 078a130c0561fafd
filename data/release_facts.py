"""What releases say about themselves: read once a process from each file, for a release never changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb

from data.pointer import RELEASES, candidate_file, release_file
from governance.errors import ReleaseError
from queries.loader import load_query

MEMORY_LIMIT = "1GB"


@dataclass(frozen=True)
class Facts:
    """A release or the candidate in a few words.

    Attributes
    ----------
    base
        The release that it builds on; None when it started fresh.
    compared_with
        The release that was current when it was made; None when there was none.
    deliveries
        All that it rests on, in order.
    new
        Those of them that its base does not hold.
    fingerprints
        Delivery → what it was when it was read.
    schema_version
        None in a release of an early version.
    """

    release_id: str
    prepared_at: str
    prepared_by: str
    incidents: int
    is_demo: bool
    data_from: str
    data_to: str
    schema_version: str | None
    base: str | None
    compared_with: str | None
    starts_fresh: bool
    deliveries: tuple[str, ...]
    new: tuple[str, ...]
    fingerprints: Mapping[str, str]


def open_file(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a release's file to read.

    Raises
    ------
    ReleaseError
        When it cannot be opened.
    """
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


def read_info(instance: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The table ``release_info``."""
    with instance.cursor() as cursor:
        rows = cursor.execute(load_query("reads", "release_info").sql).fetchall()
    return {str(key): str(value) for key, value in rows}


def facts(path: Path) -> Facts:
    """What a release's file says.

    Raises
    ------
    ReleaseError
        When it cannot be opened.
    """
    stat = path.stat()
    return _facts(path, stat.st_ino, stat.st_mtime_ns)


@lru_cache(maxsize=512)
def _facts(path: Path, _inode: int, _changed: int) -> Facts:
    with open_file(path) as instance:
        info = read_info(instance)
        (incidents,) = instance.execute(load_query("reads", "incident_count").sql).fetchall()[0]
    prints = json.loads(info.get("deliveries", "{}"))
    return Facts(
        release_id=info["release_id"],
        prepared_at=info["published_at"],
        prepared_by=info.get("prepared_by", ""),
        incidents=int(incidents),
        is_demo=info["is_demo"] == "true",
        data_from=info["data_from"],
        data_to=info["data_to"],
        schema_version=info.get("schema_version"),
        base=info.get("base") or None,
        compared_with=info.get("compared_with") or None,
        starts_fresh=info.get("starts_fresh", "true") == "true",
        deliveries=tuple(prints),
        new=tuple(json.loads(info.get("new_deliveries", "[]"))),
        fingerprints=prints,
    )


def release_files(home: Path) -> list[Path]:
    """Files of all releases, the latest first."""
    return sorted((home / RELEASES).glob(release_file("*")), reverse=True)


def candidate_path(home: Path) -> Path | None:
    """The candidate's file, if one waits."""
    found = sorted((home / RELEASES).glob(candidate_file("*")))
    # Both names for a moment: it is being published.
    found = [
        path for path in found if not path.with_name(path.name.replace("candidate-", "release-")).exists()
    ]
    return found[-1] if found else None


def release_note(path: Path) -> dict[str, str]:
    """What is noted beside a release's file (``by, why, published_at``); empty for a candidate or an early version."""
    try:
        raw = json.loads(path.with_suffix(".json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(key): str(value) for key, value in raw.items()}
