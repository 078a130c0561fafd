"""The book of snapshots: codes with the parameters that they stand for, and every export with who made it.

Both are files to which lines are only ever added; a code that is known is not written again.
"""

from __future__ import annotations

import difflib
import secrets
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from data.release import ReleaseEntry, releases
from data.settings import Settings
from data.snapshots.files import append, folder, lines, write_whole
from governance.errors import StateError

CODES, EXPORTS, THUMBNAILS = "codes.jsonl", "exports.jsonl", "thumbnails"
_OFFERED = 3


@dataclass(frozen=True)
class ExportEntry:
    """A line of the history.

    Attributes
    ----------
    code
        Of the sheet; of an atlas or a briefing the code of its own.
    kind
        ``snapshot``, ``atlas`` or ``briefing``.
    format
        ``png``, ``pdf`` … of the file.
    name
        File name as it was handed out.
    width_px, height_px
        Of a picture; 0 elsewhere.
    by
        Who made it; "" where nobody said so.
    at
        UTC, ISO to the second.
    """

    code: str
    kind: str
    format: str
    name: str
    title: str
    release_id: str
    sha256: str
    size_bytes: int
    width_px: int = 0
    height_px: int = 0
    by: str = ""
    at: str = ""
    id: str = ""


@dataclass
class _Book:
    """What was read of the codes so far, and to where."""

    stamp: tuple[int, int] = (0, 0)  # inode and place behind the last line that was read
    codes: dict[str, str] = field(default_factory=dict)


_books: dict[Path, _Book] = {}
_lock = threading.Lock()


def keep_code(settings: Settings, code: str, canonical: str) -> None:
    """Remember what a code stands for.

    Raises
    ------
    ReleaseError
        When the disk is full.
    """
    if codes(settings).get(code) != canonical:
        append(folder(settings) / CODES, {"code": code, "request": canonical})


def codes(settings: Settings) -> Mapping[str, str]:
    """All codes that are known here, with their canonical parameters."""
    path = (folder(settings) / CODES).resolve()
    with _lock:
        book = _books.setdefault(path, _Book())
        inode = path.stat().st_ino if path.is_file() else 0
        if inode != book.stamp[0]:
            book = _books[path] = _Book((inode, 0))
        found, behind = lines(path, book.stamp[1])
        book.codes.update({str(line.get("code")): str(line.get("request")) for line in found})
        book.stamp = (inode, behind)
        return MappingProxyType(book.codes)


def canonical_of(settings: Settings, code: str) -> str:
    """Canonical parameters that a code stands for.

    Raises
    ------
    StateError
        When the code is not known here; those that look like it are named.
    """
    known = codes(settings)
    if code in known:
        return known[code]
    like = difflib.get_close_matches(code, tuple(known), n=_OFFERED, cutoff=0.7)
    offered = f"相近的图码 did you mean: {' '.join(like)}；" if like else ""
    raise StateError(
        "没有这个图码 Unknown code",
        code,
        f"{offered}核对图上的图码，或用快照文件本身打开 check the code on the sheet, or open the sheet's file itself",
    )


def record_export(settings: Settings, entry: ExportEntry) -> ExportEntry:
    """Add an export to the history; the entry as it was written, with its time and id.

    Raises
    ------
    ReleaseError
        When the disk is full.
    """
    now = datetime.now(UTC)
    written = ExportEntry(
        **{
            **asdict(entry),
            "at": entry.at or now.isoformat(timespec="seconds"),
            "id": entry.id or f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}",
        }
    )
    append(folder(settings) / EXPORTS, asdict(written))
    return written


def exports(
    settings: Settings, *, limit: int | None = None, kind: str = "", code: str = ""
) -> tuple[ExportEntry, ...]:
    """The history, newest first; of one kind or one code where they are given."""
    found, _ = lines(folder(settings) / EXPORTS)
    names = {entry.name for entry in fields(ExportEntry)}
    # A line of a later version may say more, one that was mended by hand less.
    entries = [
        ExportEntry(**{name: value for name, value in line.items() if name in names})
        for line in found
        if set(line) >= _REQUIRED
    ]
    wanted = [entry for entry in entries if kind in ("", entry.kind) and code in ("", entry.code)]
    return tuple(reversed(wanted))[:limit]


_REQUIRED = frozenset({"code", "kind", "format", "name", "title", "release_id", "sha256", "size_bytes"})


def keep_thumbnail(settings: Settings, code: str, png: bytes) -> None:
    """Keep the small picture of a sheet; one that is there stays, for the same code is the same picture.

    Raises
    ------
    ReleaseError
        When the disk is full.
    """
    path = thumbnail_path(settings, code)
    if not path.is_file():
        write_whole(path, png)


def thumbnail_path(settings: Settings, code: str) -> Path:
    """Where the small picture of a sheet lies, whether it does or not.

    Raises
    ------
    StateError
        When the code could name another file.
    """
    if not (code.isascii() and code.isalnum() and len(code) <= 32):
        raise StateError("没有这个图码 Unknown code", code[:40], "核对图码 check the code")
    return folder(settings) / THUMBNAILS / f"{code}.png"


def nearest_release(settings: Settings, release_id: str) -> ReleaseEntry | None:
    """The release made closest in time to one that is gone; of two as close, the later; None when there is none."""
    there = releases(settings)
    wanted = _moment(release_id)
    if wanted is None:
        return next((entry for entry in there if entry.is_current), there[0] if there else None)
    dated = [(moment, entry) for entry in there if (moment := _moment(entry.release_id))]
    return min(dated, key=lambda pair: (abs(pair[0] - wanted), -pair[0].timestamp()), default=(None, None))[1]


def _moment(release_id: str) -> datetime | None:
    try:
        return datetime.strptime(release_id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
