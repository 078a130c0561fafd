"""The store of saved mappings: ``mappings.json`` in the home; one entry a department, data set and header."""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from data.contracts import load_contracts
from data.settings import Settings
from data.staging.options import ReadOptions
from data.staging.saved import NO_MAPPINGS, Mappings, SavedMapping, header_fingerprint
from governance.errors import StateError

FILE = "mappings.json"
_LOCK = ".mappings.lock"


def saved(settings: Settings) -> Mappings:
    """All saved mappings; none where nothing was saved.

    Raises
    ------
    StateError
        When the file is not what `save_mapping` wrote.
    """
    path = settings.home / FILE
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        entries = [SavedMapping.from_json(entry) for entry in raw["mappings"]]
    except FileNotFoundError:
        return NO_MAPPINGS
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StateError(
            "列对应关系读不出 Saved mappings",
            f"{FILE}: {error!r}",
            "从备份恢复该文件，或删除后重新确认 restore the file, or remove it and settle the columns again",
        ) from error
    return Mappings(tuple(sorted(entries, key=lambda entry: entry.saved_at, reverse=True)))


def save_mapping(
    settings: Settings, options: ReadOptions, header: Sequence[str | None], *, by: str = ""
) -> SavedMapping:
    """Keep what was settled about the columns and the datum of such a file, in place of what was kept for it before.

    Parameters
    ----------
    options
        With department and data set. A datum that the contract declares is not kept: it holds anyway, and goes on doing so
        when the contract changes.
    header
        The file's header as it stands.

    Raises
    ------
    StateError
        When the options name no department and data set, or the store cannot be read.
    """
    if options.department is None or options.dataset is None:
        raise StateError(
            "还不知道是哪个部门的数据 Whose file is it?",
            "—",
            "先选定部门和数据集再保存 Choose department and data set, then save",
        )
    declared = next(
        (c.datum for c in load_contracts() if c.key == (options.department, options.dataset)), None
    )
    entry = SavedMapping(
        options.department,
        options.dataset,
        tuple(text or "" for text in header),
        dict(options.columns),
        options.datum if options.datum != declared else None,
        datetime.now(UTC).replace(tzinfo=None),
        by,
    )
    with _alone(settings.home):
        others = [
            e for e in saved(settings).entries if (e.key, e.fingerprint) != (entry.key, entry.fingerprint)
        ]
        _write(settings.home / FILE, [entry, *others])
    return entry


def forget(settings: Settings, department: str, dataset: str, header: Sequence[str | None]) -> bool:
    """Remove what was saved for such files; whether there was anything."""
    gone = (department, dataset), header_fingerprint(header)
    with _alone(settings.home):
        entries = saved(settings).entries
        left = [entry for entry in entries if (entry.key, entry.fingerprint) != gone]
        if len(left) == len(entries):
            return False
        _write(settings.home / FILE, left)
    return True


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One writer at a time, also from other processes: what another one saves meanwhile is not lost."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, entries: Sequence[SavedMapping]) -> None:
    """Whole or not at all: a reader never meets half a file."""
    text = json.dumps(
        {"mappings": [entry.to_json() for entry in entries]}, ensure_ascii=False, indent=1, sort_keys=True
    )
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{FILE}-", delete=False
    ) as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    Path(stream.name).replace(path)


__all__ = ["FILE", "Mappings", "SavedMapping", "forget", "save_mapping", "saved"]
