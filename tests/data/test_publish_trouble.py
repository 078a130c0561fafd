"""Power loss and a full disk at every step: the last good release serves, and the next run is clean."""

from __future__ import annotations

import resource
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from data.gate.deliveries import add_file, delivery, open_delivery
from data.pointer import clear_leftovers, publisher_lock
from data.publish.candidate import candidate, prepare, publish_candidate
from data.release import open_release, pin, releases, rollback
from data.settings import Settings
from governance.errors import OneMapError, ReleaseError
from tests.data.deliveries import case
from tests.data.failing_disk import FailingDisk
from tests.data.sent import cases_csv, publish_more, send


@pytest.fixture(scope="module")
def waiting(tiny_region: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with a release of one case, and a candidate of three."""
    root = tmp_path_factory.mktemp("waiting")
    settings = Settings(root / "home", tiny_region, root / "static")
    publish_more(settings, cases_csv(root, "1", [case(number=1)]))
    prepare(settings, [send(settings, cases_csv(root, "2", [case(number=2), case(number=3)]))], by="王敏")
    return settings


def copied(settings: Settings, folder: Path) -> Settings:
    shutil.copytree(settings.home, folder / "home")
    return replace(settings, home=folder / "home")


def incidents(settings: Settings) -> int:
    with open_release(settings)._instance.cursor() as cursor:
        return int(cursor.execute("select count(*) from incident").fetchall()[0][0])


def hidden(home: Path) -> list[str]:
    return [str(path.relative_to(home)) for path in home.rglob(".*") if path.name != ".lock"]


@pytest.mark.parametrize("forgets", [False, True])
def test_the_power_goes_at_any_step_of_publishing(
    forgets: bool, waiting: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = []
    for step in range(1, 100):
        settings = copied(waiting, tmp_path / str(step))
        made = candidate(settings)
        assert made is not None
        disk = FailingDisk(settings.home, step, forgets=forgets)
        with disk.attached(monkeypatch):
            publish_candidate(settings, made.candidate_id, by="李强", why="月报")
        if not disk.is_off:
            break
        outcomes.append(incidents(settings))
        assert outcomes[-1] in (1, 3), step
        with publisher_lock(settings.home):
            clear_leftovers(settings.home)
        # Published, or still waiting to be: nothing between.
        still = candidate(settings)
        assert (still is None) == (outcomes[-1] == 3), step
        if still is not None:
            publish_candidate(settings, still.candidate_id, by="李强", why="月报")
        assert incidents(settings) == 3 and len(releases(settings)) == 2
        assert releases(settings)[0].by == "李强"
        assert delivery(settings, made.new_ids[0]).state == "published"
        assert not hidden(settings.home), step
    assert outcomes[0] == 1 and outcomes[-1] == 3 and outcomes == sorted(outcomes)


def test_there_is_no_room_at_any_step_of_publishing(
    waiting: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = 0
    for step in range(1, 100):
        settings = copied(waiting, tmp_path / str(step))
        made = candidate(settings)
        assert made is not None
        disk = FailingDisk(settings.home, step, is_full=True)
        failed = False
        with disk.attached(monkeypatch):
            try:
                publish_candidate(settings, made.candidate_id, by="李强", why="月报")
            except ReleaseError as error:
                failed = True
                assert "disk is full" in error.title
        if disk.steps < step:
            break
        failures += failed
        assert incidents(settings) == (1 if failed else 3), step
        if failed:
            publish_candidate(settings, made.candidate_id, by="李强", why="月报")
        assert incidents(settings) == 3
    assert failures >= 4


def test_the_power_goes_while_rolling_back_or_pinning(
    waiting: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = copied(waiting, tmp_path / "base")
    made = candidate(base)
    assert made is not None
    publish_candidate(base, made.candidate_id, by="李强", why="月报")
    first = releases(base)[-1].release_id
    for step in range(1, 100):
        settings = copied(base, tmp_path / str(step))
        disk = FailingDisk(settings.home, step)
        with disk.attached(monkeypatch):
            rollback(settings, first, by="李强", why="错")
            pin(settings, first, True)
        assert incidents(settings) in (1, 3)
        rollback(settings, first, by="李强", why="错")
        pin(settings, first, True)
        assert incidents(settings) == 1 and releases(settings)[-1].pinned
        if not disk.is_off:
            break
    assert step > 4


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes inside the block: as if the disk were full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_there_is_no_room_to_build(waiting: Settings, tmp_path: Path) -> None:
    settings = copied(waiting, tmp_path)
    one = send(settings, cases_csv(tmp_path, "3", [case(number=n) for n in range(1, 3_000)]))
    before = {path.name for path in (settings.home / "releases").iterdir()}
    failed = 0
    for size in (1_000, 300_000, 800_000):
        with room_for(size):
            try:
                prepare(settings, [one], by="王敏")
            except OneMapError as error:
                failed += 1
                assert "disk is full" in error.title, error
    assert failed == 3
    assert {path.name for path in (settings.home / "releases").iterdir()} == before
    assert incidents(settings) == 1 and candidate(settings) is not None
    assert not hidden(settings.home)


def test_there_is_no_room_to_receive(tmp_path: Path, tiny_settings: Settings) -> None:
    big = tmp_path / "big.csv"
    big.write_bytes(b"x" * 100_000)
    opened = open_delivery(tiny_settings, by="王敏")
    with room_for(50_000), pytest.raises(ReleaseError, match="disk is full"):
        add_file(tiny_settings, opened.delivery_id, "big.csv", big)
    assert not list((tiny_settings.home / "received").iterdir())
    assert delivery(tiny_settings, opened.delivery_id).files == ()


def test_of_many_who_publish_at_once_one_does(waiting: Settings, tmp_path: Path) -> None:
    settings = copied(waiting, tmp_path)
    made = candidate(settings)
    assert made is not None
    said: list[str] = []

    def attempt() -> None:
        try:
            publish_candidate(settings, made.candidate_id, by="李强", why="月报")
            said.append("published")
        except ReleaseError as error:
            said.append(error.title)

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("published") == 1 and len(said) == 8
    assert incidents(settings) == 3 and len(releases(settings)) == 2
