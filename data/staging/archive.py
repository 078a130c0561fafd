"""Zips of any kind (Shapefiles, workbooks, KMZ) are opened here: what they claim is checked before anything is unpacked."""

from __future__ import annotations

import errno
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from data.staging.grid import FileFaultError

MIB = 1 << 20
_MOST_MEMBERS = 10_000
_MOST_UNPACKED = 3 << 30
# Tables of text shrink to a tenth, padded ones to a fiftieth; beyond this it is a bomb, unless it is small anyway.
_MOST_RATIO = 200
_SMALL = 64 * MIB
_CHUNK = 1 << 20

# ValueError: names that are no UTF-8; RuntimeError: what zipfile makes of odd headers.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
# Troubles of this machine, not of the file.
_OURS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip whose members are safe to read, as far as it says of itself; damage becomes a fault, also while it is read.

    Raises
    ------
    FileFaultError
        ``unreadable`` (truncated or damaged), ``protected_file``, ``too_large`` (a bomb, or too much) or ``unsafe_file``
        (paths that lead out of it, links).
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive, path)
            yield archive
    except _DAMAGE as error:
        if isinstance(error, OSError) and error.errno in _OURS:
            raise
        raise damaged(error) from error


def damaged(error: BaseException) -> FileFaultError:
    """The fault of a zip that cannot be unpacked."""
    return FileFaultError(
        "unreadable",
        detail=f"压缩包不完整或已损坏（{error}）",
        detail_en=f"the zip is truncated or damaged ({error})",
    )


def verify(archive: zipfile.ZipFile) -> None:
    """Unpack every member to nowhere: sizes and sums are then known to be true for whoever unpacks them otherwise."""
    for info in archive.infolist():
        for _ in chunks(archive, info):
            pass


def chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member's content piece by piece; never more than it claims to hold."""
    with archive.open(info) as stream:
        while part := stream.read(_CHUNK):
            yield part


def _check(archive: zipfile.ZipFile, path: Path) -> None:
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise FileFaultError(
            "too_large", detail=f"压缩包里有 {len(members)} 个文件", detail_en=f"the archive holds {len(members)} files"
        )  # fmt: skip
    for info in members:
        if info.flag_bits & 0x1:
            raise FileFaultError("protected_file")
        name = info.filename.replace("\\", "/")
        parts = PurePosixPath(name).parts
        is_link = stat.S_ISLNK(info.external_attr >> 16)
        if ".." in parts or name.startswith("/") or ":" in name.partition("/")[0] or is_link:
            shown = name[:80]
            raise FileFaultError(
                "unsafe_file", value=shown, detail=f"“{shown}”指向压缩包之外",
                detail_en=f"“{shown}” leads out of the archive",
            )  # fmt: skip
    total = sum(info.file_size for info in members)
    packed = max(min(path.stat().st_size, sum(info.compress_size for info in members)), 1)
    if total > _MOST_UNPACKED or (total > _SMALL and total > _MOST_RATIO * packed):
        raise FileFaultError(
            "too_large", detail=f"解压后有 {total / MIB:,.0f} MB（压缩包 {path.stat().st_size / MIB:,.1f} MB）",
            detail_en=f"unpacked it has {total / MIB:,.0f} MB (packed {path.stat().st_size / MIB:,.1f} MB)",
        )  # fmt: skip
