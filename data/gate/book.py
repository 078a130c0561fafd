"""The book of deliveries on disk: one folder a delivery with a ``delivery.json``, swapped whole."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from data.pointer import write_json
from governance.errors import StateError

FOLDER = "deliveries"
_FILE = "delivery.json"
_LOCK = ".lock"


@dataclass(frozen=True)
class Entry:
    """A delivery as it is written down.

    Attributes
    ----------
    received_at
        ISO, UTC without a zone.
    files
        ``name, sha256, bytes, options`` and ``is_new``: whether its bytes came here with this delivery.
    published_in
        Releases that hold it, the earliest first.
    """

    delivery_id: str
    received_at: str
    received_by: str
    note: str
    mode: str
    is_demo: bool
    files: tuple[dict[str, Any], ...]
    published_in: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Of all that decides what comes out of it: a candidate made of another one is out of date."""
        told = {
            "mode": self.mode,
            "is_demo": self.is_demo,
            "received_at": self.received_at,
            "files": [[file["name"], file["sha256"], file["options"]] for file in self.files],
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


@contextmanager
def book_lock(home: Path) -> Iterator[None]:
    """One writer at a time; the others wait, for it takes milliseconds."""
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def write_entry(home: Path, entry: Entry) -> None:
    """Write a delivery down; call it with the lock held."""
    write_json(home / FOLDER / entry.delivery_id / _FILE, asdict(entry))


def read_entry(home: Path, delivery_id: str) -> Entry:
    """A delivery as written down.

    Raises
    ------
    StateError
        When there is none of that id, or it cannot be read.
    """
    path = home / FOLDER / delivery_id / _FILE
    # The id may come out of an address.
    if not delivery_id.isalnum() or len(delivery_id) > 64 or not path.is_file():
        raise StateError(
            "没有这次报送 No such delivery",
            delivery_id,
            "用 python -m data deliveries 查看 See python -m data deliveries",
        )
    try:
        raw = json.loads(path.read_text("utf-8"))
        known = {name: raw[name] for name in (field.name for field in fields(Entry))}
        return Entry(
            **{**known, "files": tuple(known["files"]), "published_in": tuple(known["published_in"])}
        )
    except (ValueError, KeyError, TypeError) as error:
        raise StateError(
            "报送记录损坏 The delivery's record is damaged", f"{path}: {error!r}",
            "从备份恢复这个文件 Restore the file from a backup",
        ) from error  # fmt: skip


def entries(home: Path) -> tuple[Entry, ...]:
    """All deliveries, the latest first."""
    names = [path.parent.name for path in (home / FOLDER).glob(f"*/{_FILE}")]
    return tuple(read_entry(home, name) for name in sorted(names, reverse=True) if not name.startswith("."))
