"""Which release is current: the pointer, the lock of the publisher, the journal. Knows no database."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from governance.errors import ReleaseError
from governance.trouble import disk_trouble

RELEASES = "releases"
POINTER = "current.json"
LOCK = "publish.lock"
JOURNAL = "journal.jsonl"
BUILDING = ".building-"
# Of the tables in a release. A release of another version is not read: publish its files again.
SCHEMA_VERSION = "3"


@dataclass(frozen=True)
class Pointer:
    """What ``current.json`` says.

    Attributes
    ----------
    schema_version
        As the release tells of itself; None in a pointer written before it was kept here.
    """

    release_id: str
    file: str
    geometry_hash: str
    schema_version: str | None = None

    def path(self, home: Path) -> Path:
        """The release's file."""
        return home / RELEASES / self.file


def release_file(release_id: str) -> str:
    """File name of a release."""
    return f"release-{release_id}.duckdb"


def candidate_file(candidate_id: str) -> str:
    """File name of a candidate: whole, but not yet published."""
    return f"candidate-{candidate_id}.duckdb"


def note_file(release_id: str) -> str:
    """File name of what is noted beside a release: who published it, why, when."""
    return f"release-{release_id}.json"


def read_pointer(home: Path) -> Pointer | None:
    """The pointer of a home folder; None when nothing was published yet.

    Raises
    ------
    ReleaseError
        When the pointer cannot be read, or names a file that is not there.
    """
    path = home / POINTER
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        pointer = Pointer(
            str(raw["release_id"]), str(raw["file"]), str(raw["geometry_hash"]),
            raw.get("schema_version"),
        )  # fmt: skip
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(
            "当前发布指针损坏 Pointer", f"{path}: {error!r}",
            "用 python -m data rollback ID 指向一个发布 Point to a release with rollback",
        ) from error  # fmt: skip
    if not pointer.path(home).is_file():
        raise ReleaseError(
            "当前发布的文件不在了 Release missing", str(pointer.path(home)),
            "用 python -m data rollback ID 指向另一个发布 Point to another release with rollback",
        )  # fmt: skip
    return pointer


def write_pointer(home: Path, pointer: Pointer) -> None:
    """Swap the pointer atomically: a reader sees the old release or the new one, never neither."""
    write_json(home / POINTER, asdict(pointer))


def write_json(path: Path, content: object) -> None:
    """Write a file whole or not at all, durable before it returns.

    Raises
    ------
    ReleaseError
        When the disk is full.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}-{os.getpid()}")
    with disk_trouble(path.parent):
        try:
            with part.open("w", encoding="utf-8") as stream:
                # Held until it has its name: whoever tidies up after a killed process lets it be.
                fcntl.flock(stream, fcntl.LOCK_SH)
                json.dump(content, stream, ensure_ascii=False, default=str)
                stream.flush()
                os.fsync(stream.fileno())
                part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def publisher_lock(home: Path) -> Iterator[None]:
    """Keep a second publisher out.

    The lock is the kernel's, so it goes with a publisher that was killed; the file's pid is for people.

    Raises
    ------
    ReleaseError
        When another publisher is at work.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOCK).open("a+", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            stream.seek(0)
            raise ReleaseError(
                "另一个发布正在进行 Another publish is running", f"pid {stream.read().strip() or '?'}",
                "等它结束后再试 Try again when it has finished",
            ) from error  # fmt: skip
        stream.seek(0)
        stream.truncate()
        stream.write(f"{os.getpid()}\n")
        stream.flush()
        yield


def clear_leftovers(home: Path) -> list[str]:
    """Remove what a killed publisher left; call it with the lock held. Returns the names removed."""
    left = [*(home / RELEASES).glob(".*"), *(home / "deliveries").glob(".gone-*")]
    # Written without the publisher's lock: somebody may be at it now.
    for pattern in (".*.json-*", "deliveries/*/.*", "jobs/*/.*", "received/.*"):
        left += (path for path in home.glob(pattern) if not _is_held(path))
    left += _half_published(home)
    for path in left:
        remove(path)
    return sorted(path.name for path in left)


def _is_held(path: Path) -> bool:
    """Whether a process that lives is still writing the file."""
    try:
        with path.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _half_published(home: Path) -> list[Path]:
    """What a publisher left that was killed while the file had both names: the pointer decides which one was meant."""
    folder = home / RELEASES
    try:
        named = json.loads((home / POINTER).read_text("utf-8"))["file"]
    except FileNotFoundError:
        named = None
    except (ValueError, KeyError, TypeError):
        # Nobody knows what was meant: a person must point to a release first.
        return []
    left = []
    for candidate in folder.glob(candidate_file("*")):
        release = folder / release_file(candidate.stem.removeprefix("candidate-"))
        if release.exists():
            left.append(candidate if release.name == named else release)
    for note in folder.glob(note_file("*")):
        release = note.with_suffix(".duckdb")
        if not release.exists() or release in left:
            left.append(note)
    return left


def remove(path: Path) -> None:
    """Remove a file, or the folder in which the database kept what did not fit into memory."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def journal(home: Path, event: str, **words: object) -> None:
    """Append a line to the journal, durable before it returns."""
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "event": event,
        "pid": os.getpid(),
        **words,
    }
    line = (json.dumps(entry, ensure_ascii=False) + "\n").encode()
    with disk_trouble(home):
        handle = os.open(home / JOURNAL, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(handle, line)
            os.fsync(handle)
        finally:
            os.close(handle)
