"""Packs: all files of all units, progress, stopping, errors, the history, and the command."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from data.settings import Settings
from data.snapshots.store import codes, exports
from export import cli
from export.briefing import pack as packs
from export.briefing.job import PackJob
from export.briefing.pack import PACK_FORMATS, Made, Progress, archive, pack, remember
from export.sheet.workers import SheetWorkers
from governance.errors import ExportError
from governance.periods import Period
from tests.conftest import Published
from tests.sheet_home import home_of_its_own
from views.basis import current_basis
from views.briefing.request import BriefingRequest, ask_briefing
from views.sheet.fresh import Fresh


class Here:
    """What the pool of processes does, without processes."""

    def run(self, function: Callable[..., Any], *arguments: object, seconds: float = 0.0) -> Any:
        return function(*arguments)

    def close(self) -> None:
        """Nothing to end."""


HERE = cast(SheetWorkers, Here())


@pytest.fixture
def settings(published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    return home_of_its_own(published.settings, tmp_path, monkeypatch)


def asked(settings: Settings, *units: str) -> list[BriefingRequest]:
    basis = current_basis(settings)
    period = Period(basis.available.last - 2, basis.available.last)
    fresh = Fresh(as_of="2026-07-02")
    return [ask_briefing(basis, unit, period, "zone", "zh", fresh=fresh) for unit in units]


def test_a_pack_holds_every_file_and_tells_how_far_it_is(settings: Settings) -> None:
    told: list[Progress] = []
    (request,) = asked(settings, "990101")
    made = list(pack(HERE, [request], progress=told.append))
    files = [file for part in made for file in part.files]
    assert sorted(file.name.rpartition(".")[2] for file in files) == sorted(PACK_FORMATS)
    assert {part.sheet_code for part in made} == {file.code for file in files}
    assert all(made[0].sheet_code in file.name and "西县" in file.name for file in files)
    assert [(state.done, state.total) for state in told][:1] == [(0, 5)]
    assert (told[-1].done, told[-1].total) == (5, 5) and "西县" in told[-1].title
    with zipfile.ZipFile(io.BytesIO(archive(files))) as bundle:
        assert sorted(bundle.namelist()) == sorted(file.name for file in files)
    assert archive(files) == archive(files[::-1])


def test_the_history_tells_of_the_files_and_the_code_on_the_map_is_known(settings: Settings) -> None:
    (request,) = asked(settings, "990101")
    (made,) = pack(HERE, [request], ["xlsx"])
    remember(settings, made, "王五")
    (entry,) = exports(settings, kind="briefing")
    assert (entry.by, entry.format, entry.code, entry.sha256) == (
        "王五",
        "xlsx",
        request.code,
        made.files[0].sha256,
    )
    assert made.sheet_code in codes(settings)


def test_nothing_more_is_begun_once_a_pack_is_stopped(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    gate = threading.Event()

    def slow(request: BriefingRequest, formats: tuple[str, ...]) -> Made:
        begun.append(request.unit)
        gate.wait(30)
        return Made(request, request.unit, (), "0000000000", "{}")

    monkeypatch.setattr(packs, "make_task", slow)
    monkeypatch.setattr("export.briefing.job.remember", lambda *told: None)
    job = PackJob(HERE, settings, asked(settings, "990101", "990102", "990100-GX", "1", "2"), ["pdf"], "")
    job.cancel()
    gate.set()
    look = job.wait(30)
    assert look.state == "stopped" and len(begun) <= 2


def test_a_pack_that_fails_says_why_and_keeps_what_was_made(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = packs.make_task

    def broken(request: BriefingRequest, formats: tuple[Any, ...]) -> Made:
        if request.unit == "2":
            raise ExportError("坏了", "<b>", "再试")
        return real(request, formats)

    monkeypatch.setattr(packs, "make_task", broken)
    job = PackJob(HERE, settings, asked(settings, "990101", "2"), ["xlsx"], "")
    look = job.wait(60)
    assert look.state == "failed" and look.error is not None and look.error.title == "坏了"
    assert len(exports(settings, kind="briefing")) == len(job.files)


def test_the_command_makes_the_pack_of_a_unit_by_its_name(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("export.commands.briefing.SheetWorkers", lambda settings: HERE)
    out = tmp_path / "out"
    code = cli.main(
        ["briefing", "--unit", "西县", "--period", "quarter", "--format", "xlsx", "--out", str(out)]
    )
    assert code == 0, capsys.readouterr().err
    (file,) = out.iterdir()
    assert file.suffix == ".xlsx" and file.name in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "没有指明单元"),
        (("--unit", "天上"), "没有这个单元"),
        (("--unit", "990101", "--period", "1999-01"), "数据不含这个时段"),
        (("--unit", "990101", "--public"), "审图号"),
        (("--unit", "990101", "--release", "20000101T000000Z"), "发布"),
    ],
)
def test_the_command_says_what_cannot_be(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.setattr("export.commands.briefing.SheetWorkers", lambda settings: HERE)
    assert cli.main(["briefing", *arguments, "--format", "xlsx", "--out", str(tmp_path / "out")]) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
