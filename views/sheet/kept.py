"""Codes that are known here, and the releases that their sheets were made of."""

from __future__ import annotations

from data.pointer import RELEASES, release_file
from data.release import ReleaseEntry
from data.settings import Settings
from data.snapshots.store import canonical_of, nearest_release
from governance.errors import ReleaseError, StateError
from views.basis import Basis, basis_of
from views.sheet.choices import SheetRequest, code_of, request_of
from views.sheet.code import read_code


def request_of_code(settings: Settings, typed: str) -> SheetRequest:
    """The request that a typed code (or the short link) stands for.

    Raises
    ------
    StateError
        When it is no code, not known here (with those that look like it), or what was kept of it is damaged.
    """
    code = read_code(typed)
    request = request_of(canonical_of(settings, code))
    if code_of(request) != code:
        raise StateError(
            "快照的参数已损坏 The parameters of the sheet are damaged",
            code,
            "用快照文件本身打开 open the sheet's file itself",
        )
    return request


def is_there(settings: Settings, release_id: str) -> bool:
    """Whether a release is still kept."""
    known = release_id.isascii() and release_id.isalnum() and len(release_id) <= 64
    return known and (settings.home / RELEASES / release_file(release_id)).is_file()


def basis_for(settings: Settings, request: SheetRequest) -> Basis:
    """The basis of the release that a sheet was made of.

    Raises
    ------
    ReleaseError
        When the release is gone (with the nearest one that is there), or cannot be read.
    """
    if not is_there(settings, request.release_id):
        raise release_gone(request.release_id, nearest_release(settings, request.release_id))
    return basis_of(request.release_id, settings)


def release_gone(release_id: str, nearest: ReleaseEntry | None) -> ReleaseError:
    """The error that says which release is gone and which one is nearest."""
    if nearest is None:
        remedy = "这里还没有发布 nothing is published here: python -m data publish DIR"
    else:
        day = nearest.data_to[:10]
        remedy = (
            f"最近的发布是 {nearest.release_id}（数据至 {day}）；从备份恢复，或改用最近的发布（命令行 --release）。"
            f" The nearest release is {nearest.release_id} (data to {day}): restore the "
            "one that is gone, or take the nearest"
        )
    return ReleaseError("发布已不在 The release is gone", release_id, remedy)
