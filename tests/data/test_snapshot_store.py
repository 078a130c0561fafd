"""The book of snapshots: codes and exports survive crashes, full disks and many writers."""

from __future__ import annotations

import errno
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from data.settings import Settings
from data.snapshots.background import current_background, read_background
from data.snapshots.files import write_whole
from data.snapshots.store import (
    ExportEntry,
    canonical_of,
    codes,
    exports,
    keep_code,
    keep_thumbnail,
    nearest_release,
    record_export,
    thumbnail_path,
)
from governance.errors import ReleaseError, StateError
from tests.conftest import Published

ENTRY = ExportEntry(
    code="0123456789", kind="snapshot", format="png", name="西县.png", title="西县", release_id="20260701T000000Z",
    sha256="00", size_bytes=7, by="张三",
)  # fmt: skip


def book(settings: Settings, name: str) -> Path:
    return settings.home / "snapshots" / name


def test_a_code_is_kept_once_and_read_by_whoever_comes_later(tiny_settings: Settings) -> None:
    keep_code(tiny_settings, "0123456789", '{"a":"西县"}')
    keep_code(tiny_settings, "0123456789", '{"a":"西县"}')
    keep_code(tiny_settings, "ABCDEFGHJK", "{}")
    assert canonical_of(tiny_settings, "0123456789") == '{"a":"西县"}'
    assert len(book(tiny_settings, "codes.jsonl").read_text("utf-8").splitlines()) == 2


def test_an_unknown_code_names_those_that_look_like_it(tiny_settings: Settings) -> None:
    keep_code(tiny_settings, "0123456789", "{}")
    with pytest.raises(StateError, match="0123456789") as caught:
        canonical_of(tiny_settings, "0123456780")
    assert caught.value.detail == "0123456780"
    with pytest.raises(StateError) as caught:
        canonical_of(tiny_settings, "ZZZZZZZZZZ")
    assert "0123456789" not in caught.value.remedy


def test_half_a_line_of_a_killed_process_loses_no_other_line(tiny_settings: Settings) -> None:
    keep_code(tiny_settings, "0123456789", "{}")
    with book(tiny_settings, "codes.jsonl").open("ab") as stream:
        stream.write(b'{"code":"ABCDE')
    assert set(codes(tiny_settings)) == {"0123456789"}
    keep_code(tiny_settings, "ABCDEFGHJK", "{}")
    assert set(codes(tiny_settings)) == {"0123456789", "ABCDEFGHJK"}


def test_a_book_that_was_replaced_is_read_anew(tiny_settings: Settings) -> None:
    keep_code(tiny_settings, "0123456789", "{}")
    assert "0123456789" in codes(tiny_settings)
    line = json.dumps({"code": "ABCDEFGHJK", "request": "{}"}) + "\n"
    write_whole(book(tiny_settings, "codes.jsonl"), line.encode())
    assert set(codes(tiny_settings)) == {"ABCDEFGHJK"}


def test_many_writers_lose_nothing(tiny_settings: Settings) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: record_export(tiny_settings, replace(ENTRY, name=f"{n}.png")), range(40)))
    assert {entry.name for entry in exports(tiny_settings)} == {f"{n}.png" for n in range(40)}
    assert len({entry.id for entry in exports(tiny_settings)}) == 40


def test_the_history_comes_newest_first_and_can_be_narrowed(tiny_settings: Settings) -> None:
    assert exports(tiny_settings) == ()
    first = record_export(tiny_settings, ENTRY)
    second = record_export(tiny_settings, replace(ENTRY, kind="atlas", code="ABCDEFGHJK", by=""))
    assert exports(tiny_settings) == (second, first)
    assert first.at.endswith("+00:00") and first.by == "张三"
    assert exports(tiny_settings, limit=1) == (second,)
    assert exports(tiny_settings, kind="snapshot") == exports(tiny_settings, code="0123456789") == (first,)
    with book(tiny_settings, "exports.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"code":"x"}\nnonsense\n[1]\n')
    assert len(exports(tiny_settings)) == 2, "a line that was spoilt by hand is left out"


def test_a_full_disk_leaves_every_file_as_it_was(
    tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_code(tiny_settings, "0123456789", "{}")
    keep_thumbnail(tiny_settings, "0123456789", b"png")
    before = {p: p.read_bytes() for p in book(tiny_settings, "").rglob("*") if p.is_file()}
    real = os.write

    def full(handle: int, content: bytes) -> int:
        if len(content) > 3:
            return real(handle, content[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(ReleaseError, match="disk is full"):
            keep_code(tiny_settings, "ABCDEFGHJK", "{}")

    def no_room(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", no_room)
        with pytest.raises(ReleaseError, match="disk is full"):
            record_export(tiny_settings, ENTRY)
        with pytest.raises(ReleaseError, match="disk is full"):
            keep_thumbnail(tiny_settings, "ABCDEFGHJK", b"png")
    after = {p: p.read_bytes() for p in book(tiny_settings, "").rglob("*") if p.is_file() and p.read_bytes()}
    assert after == before


@pytest.mark.parametrize("code", ["../../x", "", "a" * 33, "a/b", "西县"])
def test_a_thumbnail_lies_nowhere_else(tiny_settings: Settings, code: str) -> None:
    with pytest.raises(StateError):
        thumbnail_path(tiny_settings, code)


def test_the_nearest_release_is_the_one_made_closest_in_time(published: Published) -> None:
    own = published.release.release_id
    for gone in ("20200101T000000Z", "20991231T235959Z", "nonsense"):
        found = nearest_release(published.settings, gone)
        assert found is not None and found.release_id == own
    empty = replace(published.settings, home=published.settings.home / "none")
    assert nearest_release(empty, "20200101T000000Z") is None


def test_a_background_is_kept_when_the_region_gets_another(tiny_settings: Settings, tmp_path: Path) -> None:
    digest = current_background(tiny_settings)
    bare = tmp_path / "bare"
    kept = read_background(tiny_settings.home, bare, digest)
    assert set(kept["kind"]) == {"neighbour", "river"}
    assert current_background(replace(tiny_settings, region_dir=bare)) == ""
    elsewhere = read_background(tmp_path / "elsewhere", tiny_settings.region_dir, digest)
    assert elsewhere.equals(kept)
    with pytest.raises(StateError, match="background"):
        read_background(tiny_settings.home, tiny_settings.region_dir, "000000000000")


def test_an_account_that_may_only_read_is_told_so_and_still_has_its_background(
    tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(ReleaseError, match="cannot be written"):
        keep_code(tiny_settings, "0123456789", "{}")
    digest = current_background(tiny_settings)
    assert len(read_background(tiny_settings.home, tiny_settings.region_dir, digest))
