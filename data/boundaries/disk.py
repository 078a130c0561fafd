"""How boundaries lie on the disk: one writer at a time, identifiers that sort by time."""

from __future__ import annotations

import fcntl
import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from governance.errors import GeometryError, RegionError

BOUNDARIES, LOCK = "boundaries", "lock"


def boundaries_folder(home: Path) -> Path:
    """Where a home folder keeps its official boundaries."""
    return home / BOUNDARIES


def read_json(path: Path) -> Any:
    """Read what :func:`data.pointer.write_json` wrote.

    Raises
    ------
    GeometryError
        When the file is there and cannot be read.
    FileNotFoundError
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise GeometryError(
            "边界记录损坏 Boundary record", f"{path}: {error}",
            "从备份恢复这份文件 Restore the file from a backup",
        ) from error  # fmt: skip


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Keep a second writer out; the kernel's lock goes with a process that is killed.

    Raises
    ------
    GeometryError
        When somebody else is deciding about boundaries at this moment.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise GeometryError(
                "有人正在修改边界 Boundaries are being changed",
                "另一个人或命令行正在写入 another person or command is writing",
                "稍候再试 Try again in a moment",
            ) from error
        yield


def new_folder(parent: Path, letter: str) -> Path:
    """Make an empty folder named by the time in UTC; two made in one second get different names."""
    parent.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    number = 0
    while True:
        folder = parent / f"{letter}{stamp}{f'-{number}' if number else ''}"
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def utc_now() -> str:
    """This moment in UTC to the second, ISO."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def local_day(region_dir: Path) -> date:
    """The day that it is in the region now.

    Raises
    ------
    RegionError
        When the region folder does not tell its zone.
    """
    try:
        zone = tomllib.loads((region_dir / "region.toml").read_text(encoding="utf-8"))["timezone"]
        return datetime.now(ZoneInfo(str(zone))).date()
    except (OSError, ValueError, KeyError) as error:  # KeyError: no such zone, as well
        raise RegionError(
            "区域资料有误 Region", f"{region_dir / 'region.toml'}: timezone {error}",
            "写明时区 Name the time zone",
        ) from error  # fmt: skip
