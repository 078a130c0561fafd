"""Files of exports: whole or not at all."""

from __future__ import annotations

from pathlib import Path

from data.snapshots.files import write_whole
from governance.errors import ExportError, ReleaseError


def write_file(path: Path, data: bytes) -> None:
    """Write a file beside the others, durable before it gets its name; folders that are missing are made.

    Raises
    ------
    ExportError
        When the disk is full, or the place cannot be written to. What stood there before still does.
    """
    try:
        write_whole(path, data)
    except ReleaseError as error:
        raise ExportError(
            error.title,
            f"{path}",
            "腾出空间后再试；没有留下半个文件 Make room and try again; no half-written file was left",
        ) from error
    except OSError as error:
        raise ExportError(
            "文件无法写入 The file cannot be written",
            f"{path}: {error.strerror}",
            "换一个位置 Choose another place",
        ) from error
