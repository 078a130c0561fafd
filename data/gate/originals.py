"""Files as they came, kept by their SHA-256: written whole or not at all, never changed."""

from __future__ import annotations

import fcntl
import hashlib
import os
import uuid
from pathlib import Path
from typing import BinaryIO

from data.pointer import sync_folder
from governance.errors import ContractError
from governance.trouble import disk_trouble

FOLDER = "received"
_PIECE = 1 << 20


def original(home: Path, sha256: str) -> Path:
    """Where the file with that hash lies."""
    return home / FOLDER / sha256


def keep_original(home: Path, source: Path | BinaryIO) -> tuple[str, int, bool]:
    """Copy a file's bytes under their hash, durable before it returns.

    Returns
    -------
    (SHA-256, size, whether it is new here)

    Raises
    ------
    ContractError
        When the source is not a readable file.
    ReleaseError
        When the disk is full.
    """
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".part-{uuid.uuid4().hex}"
    try:
        with disk_trouble(folder):
            digest, size = _copy(source, part)
            target = folder / digest
            is_new = not target.exists()
            if is_new:
                part.replace(target)
                sync_folder(folder)
    finally:
        part.unlink(missing_ok=True)
    return digest, size, is_new


def _copy(source: Path | BinaryIO, part: Path) -> tuple[str, int]:
    if isinstance(source, Path):
        try:
            stream: BinaryIO = source.open("rb")
        except OSError as error:
            raise ContractError(
                "文件读不了 The file cannot be read", f"{source}: {error.strerror}",
                "确认路径和权限 Check its path and permissions",
            ) from error  # fmt: skip
        with stream:
            return _copy(stream, part)
    digest, size = hashlib.sha256(), 0
    with part.open("wb") as target:
        # Held while it grows: whoever tidies up after a killed process lets it be.
        fcntl.flock(target, fcntl.LOCK_SH)
        while piece := source.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest(), size
