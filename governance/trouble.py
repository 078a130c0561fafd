"""Trouble of the machine in words: a full disk is nobody's programming error."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from governance.errors import ReleaseError

# No space, over quota, larger than a file may be.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def disk_full(where: Path | str) -> ReleaseError:
    """The error that says so."""
    return ReleaseError(
        "磁盘已满 The disk is full", str(where),
        "腾出空间后再试；现有发布不受影响 Make room and try again; the current release is not touched",
    )  # fmt: skip


@contextmanager
def disk_trouble(where: Path) -> Iterator[None]:
    """Turn "no space left" into words; anything else goes on as it is.

    Raises
    ------
    ReleaseError
        When there is no room.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise disk_full(where) from error
