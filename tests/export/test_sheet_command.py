"""``python -m export snapshot``: a sheet by choices, again by its code, and errors that say what to do."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from data.settings import Settings
from data.snapshots.store import canonical_of, exports, keep_code, thumbnail_path
from export.cli import main
from tests.conftest import Published
from views.sheet.request import canonical, code_of, request_of


@pytest.fixture
def home(published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home of its own with the published release, so that what is kept stays here."""
    settings = replace(published.settings, home=tmp_path / "home")
    (settings.home / "releases").mkdir(parents=True)
    for name in ("current.json", f"releases/{published.release.path.name}"):
        os.link(published.settings.home / name, settings.home / name)
    for name, value in settings.to_env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return settings


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_same_code_makes_the_same_bytes_on_another_machine(
    home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, again = tmp_path / "first", tmp_path / "again"
    options = ["--unit", "西县", "--level", "community", "--size", "640x480px"]
    assert main(["snapshot", *options, "--by", "张三", "--out", str(first)]) == 0
    (newest,) = exports(home)
    assert newest.format == "png" and newest.by == "张三"
    assert newest.code in capsys.readouterr().out
    assert request_of(canonical_of(home, newest.code)).parameters["u"] == "990101"
    assert thumbnail_path(home, newest.code).read_bytes().startswith(b"\x89PNG")
    # Another machine has the release, and the sheet or its code.
    other = replace(home, home=tmp_path / "other")
    shutil.copytree(home.home / "releases", other.home / "releases", copy_function=os.link)
    os.link(home.home / "current.json", other.home / "current.json")
    monkeypatch.setenv("ONEMAP_HOME", str(other.home))
    picture = next(first.glob("*.png"))
    assert main(["snapshot", "--from", str(picture), "--out", str(again)]) == 0
    assert files(again) == files(first)
    typed = f"{newest.code[:5].lower()}-{newest.code[5:].lower()}"
    assert main(["snapshot", "--code", typed, "--out", str(tmp_path / "own.png")]) == 0
    assert (tmp_path / "own.png").read_bytes() == picture.read_bytes()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--code", "0123456789"], "Unknown code"),
        (["--code", "what"], "Not a code"),
        (["--title", "字" * 500], "500"),
        (["--title", "<b>x</b>"], "markup"),
        (["--size", "1x1"], "Size out of range"),
        (["--size", "100000x100000"], "Size out of range"),
        (["--size", "A0", "--format", "png"], "not made in this format"),
        (["--public"], "approval number"),
        (["--unit", "月球"], "No such unit"),
        (["--unit", "东门社区"], "Several units of that name"),
        (["--period", "1999-01"], "p=1999-01"),
        (["--release", "20200101T000000Z"], "No such release"),
        (["--from", "missing.png"], "cannot be read"),
        (["--address", "subject=hot&k=no-such-class"], "k=no-such-class"),
        (["--out", "sheet.jpg"], "No such format"),
        (["--format", "png", "--format", "svg", "--out", "sheet.png"], "several formats"),
    ],
)
def test_bad_input_is_told_and_leaves_no_file(
    home: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    assert main(["snapshot", *options]) == 1
    told = capsys.readouterr()
    assert words in told.err and told.out == ""
    assert files(tmp_path) == {} and exports(home) == ()


def test_a_release_that_is_gone_is_named_and_the_nearest_offered(
    home: Settings, published: Published, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["snapshot", "--print"]) == 0
    request = request_of(capsys.readouterr().out.splitlines()[2])
    gone = replace(request, release_id="20200101T000000Z")
    keep_code(home, code_of(gone), canonical(gone))
    assert main(["snapshot", "--code", code_of(gone)]) == 1
    told = capsys.readouterr().err
    assert gone.release_id in told and published.release.release_id in told
    nearest = published.release.release_id
    assert main(["snapshot", "--code", code_of(gone), "--release", nearest, "--print"]) == 0
    assert request_of(capsys.readouterr().out.splitlines()[2]).release_id == nearest
    assert main(["snapshot", "--code", code_of(gone), "--size", "A4"]) == 1
    assert "every choice" in capsys.readouterr().err


def test_a_full_disk_leaves_no_half_written_file(
    home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["snapshot", "--print"]) == 0  # keeps the background map

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert main(["snapshot", "--size", "640x480px", "--format", "svg"]) == 1
    assert "disk is full" in capsys.readouterr().err
    assert files(tmp_path) == {} and exports(home) == ()
