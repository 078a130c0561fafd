"""Deliveries (报送): files received together, by whom and when; kept as they came, whatever becomes of them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Literal

from data.gate.book import FOLDER, Entry, book_lock, entries, read_entry, write_entry
from data.gate.originals import keep_original, original
from data.gate.settled import kept_mappings
from data.gate.standing import standing
from data.settings import Settings
from data.staging.options import Incoming, ReadOptions
from governance.errors import ContractError, StateError

Mode = Literal["add", "replace"]
State = Literal["open", "prepared", "published", "withdrawn"]

_DEMO_NAME = re.compile(r"演示|(?<![a-z])demo(?![a-z])", re.IGNORECASE)
_LONGEST_NAME = 255
_LONGEST_NOTE = 2_000


@dataclass(frozen=True)
class DeliveredFile:
    """A file of a delivery; its bytes lie under their hash (`file_path`)."""

    name: str
    sha256: str
    bytes: int
    options: ReadOptions = field(default_factory=ReadOptions)


@dataclass(frozen=True)
class Delivery:
    """A delivery as it stands now.

    Attributes
    ----------
    received_at
        UTC without a zone.
    mode
        ``add``: its rows join those received before, and correct them; ``replace``: what the same departments sent of
        the same data sets before is left out.
    state
        ``open``: on its way in. ``prepared``: checked, and in the candidate. ``published``: in the current release.
        ``withdrawn``: was in a release, but is not in the current one.
    """

    delivery_id: str
    received_at: datetime
    received_by: str
    note: str
    mode: Mode
    is_demo: bool
    files: tuple[DeliveredFile, ...]
    state: State

    @property
    def is_editable(self) -> bool:
        """Whether files and words may still change: what a release rests on may not."""
        return self.state in ("open", "prepared")


def open_delivery(
    settings: Settings,
    *,
    by: str,
    note: str = "",
    mode: Mode = "add",
    is_demo: bool = False,
    received_at: datetime | None = None,
) -> Delivery:
    """Begin a delivery without files.

    Parameters
    ----------
    received_at
        When it came (UTC, no zone); now, when None.
    """
    moment = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    entry = Entry(
        "", (received_at or moment).isoformat(), _line(by), note.strip()[:_LONGEST_NOTE], mode, is_demo, ()
    )
    with book_lock(settings.home):
        while True:
            entry = replace(entry, delivery_id=f"D{moment:%Y%m%dT%H%M%SZ}")
            folder = settings.home / FOLDER / entry.delivery_id
            if not folder.exists():
                break
            moment += timedelta(seconds=1)
        write_entry(settings.home, entry)
    return delivery(settings, entry.delivery_id)


def delivery(settings: Settings, delivery_id: str) -> Delivery:
    """A delivery by its id.

    Raises
    ------
    StateError
        When there is none.
    """
    entry = read_entry(settings.home, delivery_id)
    return _as_it_stands(entry, standing(settings).state_of(entry))


def deliveries(settings: Settings) -> tuple[Delivery, ...]:
    """All deliveries of a home folder, the latest first."""
    now = standing(settings)
    return tuple(_as_it_stands(entry, now.state_of(entry)) for entry in entries(settings.home))


def add_file(settings: Settings, delivery_id: str, name: str, source: Path | BinaryIO) -> DeliveredFile:
    """Take a file into an open delivery; one of the same name is replaced by it.

    Raises
    ------
    ContractError
        When it has no usable name or cannot be read.
    StateError
        When there is no such delivery, or a release rests on it.
    ReleaseError
        When the disk is full.
    """
    tidy = _name(name)
    _editable(settings, delivery_id)
    digest, size, is_new = keep_original(settings.home, source)
    with book_lock(settings.home):
        entry = _editable(settings, delivery_id)
        kept = [file for file in entry.files if file["name"] != tidy]
        added = {"name": tidy, "sha256": digest, "bytes": size, "options": {}, "is_new": is_new}
        entry = replace(
            entry,
            files=tuple(sorted([*kept, added], key=lambda file: str(file["name"]))),
            is_demo=entry.is_demo or bool(_DEMO_NAME.search(tidy)),
        )
        write_entry(settings.home, entry)
    return DeliveredFile(tidy, digest, size)


def remove_file(settings: Settings, delivery_id: str, name: str) -> None:
    """Take a file out of an open delivery."""
    with book_lock(settings.home):
        entry = _editable(settings, delivery_id)
        gone = [file for file in entry.files if file["name"] == name]
        if not gone:
            raise _no_file(delivery_id, name)
        write_entry(settings.home, replace(entry, files=tuple(f for f in entry.files if f["name"] != name)))
        _forget(settings.home, gone)


def set_options(settings: Settings, delivery_id: str, name: str, options: ReadOptions) -> None:
    """Settle how a file is to be read."""
    with book_lock(settings.home):
        entry = _editable(settings, delivery_id)
        if all(file["name"] != name for file in entry.files):
            raise _no_file(delivery_id, name)
        files = (
            {**file, "options": options.to_json()} if file["name"] == name else file for file in entry.files
        )
        write_entry(settings.home, replace(entry, files=tuple(files)))


def update(
    settings: Settings,
    delivery_id: str,
    *,
    by: str | None = None,
    note: str | None = None,
    mode: Mode | None = None,
    is_demo: bool | None = None,
) -> None:
    """Change the words about an open delivery; None leaves one as it is."""
    with book_lock(settings.home):
        entry = _editable(settings, delivery_id)
        if by is not None:
            entry = replace(entry, received_by=_line(by))
        if note is not None:
            entry = replace(entry, note=note.strip()[:_LONGEST_NOTE])
        entry = replace(entry, mode=mode or entry.mode, is_demo=entry.is_demo if is_demo is None else is_demo)
        write_entry(settings.home, entry)


def discard(settings: Settings, delivery_id: str) -> None:
    """Throw an open delivery away: its files, unless others sent them too, and its report."""
    with book_lock(settings.home):
        entry = _editable(settings, delivery_id)
        folder = settings.home / FOLDER / delivery_id
        # Under a name that nobody reads first: killed halfway, it is gone all the same.
        gone = folder.with_name(f".gone-{delivery_id}")
        folder.rename(gone)
        shutil.rmtree(gone)
        _forget(settings.home, entry.files)


def copy_delivery(settings: Settings, delivery_id: str, *, by: str) -> Delivery:
    """A new open delivery of the same files: the way to mend how a published one was read."""
    old = delivery(settings, delivery_id)
    entry = read_entry(settings.home, delivery_id)
    made = open_delivery(settings, by=by, note=old.note, mode=old.mode, is_demo=old.is_demo)
    with book_lock(settings.home):
        files = tuple({**file, "is_new": False} for file in entry.files)
        write_entry(settings.home, replace(read_entry(settings.home, made.delivery_id), files=files))
    return delivery(settings, made.delivery_id)


def file_path(settings: Settings, file: DeliveredFile) -> Path:
    """Where the bytes of a delivered file lie; the name there tells nothing."""
    return original(settings.home, file.sha256)


def incoming(settings: Settings, chosen: Sequence[Delivery]) -> list[Incoming]:
    """The files of deliveries in their order, as the reader takes them.

    A file that comes again in a later delivery, to be read the same way, is left out of the earlier one. What was settled
    about columns stays, for a delivery that a release rests on, as it was then.
    """
    settled = {
        one.delivery_id: None if one.is_editable else kept_mappings(settings.home, one.delivery_id)
        for one in chosen
    }
    last = {_reading(file): number for number, one in enumerate(chosen, start=1) for file in one.files}
    return [
        Incoming(
            file_path(settings, file),
            file.name,
            one.received_at,
            number,
            file.options,
            settled[one.delivery_id],
        )
        for number, one in enumerate(chosen, start=1)
        for file in one.files
        if last[_reading(file)] == number
    ]


def _reading(file: DeliveredFile) -> tuple[str, str]:
    """What decides which rows come out of a file."""
    return file.sha256, json.dumps(file.options.to_json(), sort_keys=True)


def _as_it_stands(entry: Entry, state: State) -> Delivery:
    files = tuple(
        DeliveredFile(f["name"], f["sha256"], int(f["bytes"]), ReadOptions.from_json(f["options"]))
        for f in entry.files
    )
    return Delivery(
        entry.delivery_id, datetime.fromisoformat(entry.received_at), entry.received_by, entry.note,
        "replace" if entry.mode == "replace" else "add", entry.is_demo, files, state,
    )  # fmt: skip


def _editable(settings: Settings, delivery_id: str) -> Entry:
    entry = read_entry(settings.home, delivery_id)
    if standing(settings).state_of(entry) in ("published", "withdrawn"):
        raise StateError(
            "报送已发布，不能再改 A release rests on this delivery", delivery_id,
            "回滚后另开一次报送 Roll back and open another one",
        )  # fmt: skip
    return entry


def _forget(home: Path, files: Iterable[dict[str, object]]) -> None:
    """Remove the bytes of files that came with them and that no other delivery holds."""
    held = {file["sha256"] for entry in entries(home) for file in entry.files}
    for file in files:
        if file["is_new"] and file["sha256"] not in held:
            original(home, str(file["sha256"])).unlink(missing_ok=True)


def _name(name: str) -> str:
    parts = [part for part in re.split(r"[/\\]+", name) if part not in ("", ".", "..")]
    tidy = "/".join("".join(c for c in part if c.isprintable()).strip() for part in parts)
    if not tidy or len(tidy) > _LONGEST_NAME:
        raise ContractError(
            "文件名不可用 The file has no usable name",
            repr(name[:80]),
            "改名后再报送 Rename it and send it again",
        )
    return tidy


def _line(text: str) -> str:
    return " ".join(text.split())[:100]


def _no_file(delivery_id: str, name: str) -> StateError:
    return StateError(
        "报送中没有这个文件 No such file in the delivery", f"{delivery_id}: {name}",
        "刷新页面后再试 Reload and try again",
    )  # fmt: skip
