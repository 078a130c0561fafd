"""Files of the snapshots' folder: lines are appended whole, other files appear whole."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from data.pointer import sync_folder
from data.settings import Settings
from governance.errors import ReleaseError
from governance.trouble import disk_trouble

FOLDER = "snapshots"
# Not for this account, or for nobody.
NO_WRITING = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def folder(settings: Settings) -> Path:
    """The folder, which need not exist."""
    return settings.home / FOLDER


def append(path: Path, entry: Mapping[str, object]) -> None:
    """Add a line of JSON, durable before this returns; on a full disk the file is as it was.

    Raises
    ------
    ReleaseError
        When the disk is full, or the folder may not be written.
    """
    line = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    with disk_trouble(path.parent), _refusals(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            size = os.fstat(handle).st_size
            # A process killed in the middle left half a line: it stays one, and no other is lost with it.
            whole = size == 0 or os.pread(handle, 1, size - 1) == b"\n"
            try:
                _write_all(handle, line if whole else b"\n" + line)
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, size)
                raise
        finally:
            os.close(handle)


@contextmanager
def _refusals(where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in NO_WRITING:
            raise
        raise ReleaseError(
            "文件夹不可写 The folder cannot be written", f"{where}: {error.strerror}",
            "检查账户的权限 check what the account may do",
        ) from error  # fmt: skip


def _write_all(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]


def lines(path: Path, start: int = 0) -> tuple[list[dict[str, Any]], int]:
    """Whole lines from a place in the file on, and the place behind the last of them; what is no JSON is left out."""
    try:
        with path.open("rb") as stream:
            stream.seek(start)
            content = stream.read()
    except FileNotFoundError:
        return [], 0
    whole = content[: content.rfind(b"\n") + 1]
    found = []
    for line in whole.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            found.append(entry)
    return found, start + len(whole)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, durable before this returns.

    Raises
    ------
    ReleaseError
        When the disk is full.
    """
    with disk_trouble(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}-{os.getpid()}-{os.urandom(4).hex()}")
        try:
            with part.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(path.parent)
