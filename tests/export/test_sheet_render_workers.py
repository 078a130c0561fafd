"""The pool of drawing processes: reuse, failures that stay theirs, replacement, and the same bytes as in here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from export.sheet import workers
from export.sheet.export import export_sheet, preview_png
from export.sheet.metadata import read_back
from export.sheet.workers import SheetWorkers
from governance.errors import ExportError, ReleaseError, StateError
from tests.conftest import Published
from views.basis import basis_on
from views.sheet.request import read_request
from views.sheet.sizes import FORMATS, parse_size

# A worker that knows how to do tasks and has read nothing yet.
_BARE = (
    sys.executable,
    "-c",
    "from export.sheet import worker; worker._warm = lambda: None; worker.main()",
)


@pytest.fixture
def pool(published: Published, monkeypatch: pytest.MonkeyPatch) -> Iterator[SheetWorkers]:
    monkeypatch.setattr(workers, "_COMMAND", _BARE)
    made = SheetWorkers(published.settings, count=1)
    yield made
    made.close()


def test_a_sheet_has_the_same_bytes_in_another_process_and_tells_what_it_was_made_of(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in published.settings.to_env().items():
        monkeypatch.setenv(name, value)
    basis = basis_on(published.release)
    asked = read_request({}, basis)[0]
    pool = SheetWorkers(published.settings, count=1)
    try:
        pool.warm()
        for format in FORMATS:
            there = pool.export(asked, format)
            assert there == export_sheet(basis, asked, format)
            assert read_back(there.data) == asked
            assert there.name.endswith(f"_{there.code}.{format}")
        assert pool.preview(asked, 640) == preview_png(basis, asked, 640)
        with pytest.raises(ReleaseError):
            pool.export(replace(asked, release_id="20010101T000000Z"), "png")
    finally:
        pool.close()


def test_errors_of_ours_come_back_as_they_are_and_cost_no_process(pool: SheetWorkers) -> None:
    pid = pool.run(os.getpid)
    with pytest.raises(StateError, match="1x1px"):
        pool.run(parse_size, "1x1px")
    assert pool.run(os.getpid) == pid != os.getpid()


def test_a_worn_process_goes_on_until_its_successor_is_warm(pool: SheetWorkers) -> None:
    (slot,) = pool._slots
    pid = pool.run(os.getpid)
    assert slot.worker is not None
    slot.worker.tasks = workers.WORN_TASKS
    assert pool.run(os.getpid) == pid
    assert slot.successor is not None
    assert slot.successor.wait_ready(workers.START_S)
    assert pool.run(os.getpid) not in (pid, os.getpid())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_task_that_takes_too_long_or_kills_its_process_is_an_error_and_the_next_one_works(
    pool: SheetWorkers,
) -> None:
    pool.run(os.getpid)
    with pytest.raises(ExportError, match="too long"):
        pool.run(time.sleep, 60, seconds=0.2)
    with pytest.raises(ExportError, match="ended"):
        pool.run(os.kill, pool.run(os.getpid), signal.SIGKILL)


def test_who_waits_too_long_for_a_process_is_told_so(
    pool: SheetWorkers, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.run(os.getpid)
    monkeypatch.setattr(workers, "WAIT_S", 0.05)
    with ThreadPoolExecutor(1) as threads:
        busy = threads.submit(pool.run, time.sleep, 0.6)
        while not pool._free.empty():
            time.sleep(0.005)
        with pytest.raises(ExportError, match="at once"):
            pool.run(os.getpid)
        busy.result()


def test_a_closed_pool_says_so(published: Published) -> None:
    closed = SheetWorkers(published.settings)
    closed.close()
    with pytest.raises(ExportError, match="shut down"):
        closed.run(os.getpid)


def test_a_worker_ends_with_the_process_that_started_it(root: Path) -> None:
    worker = subprocess.run(
        _BARE,
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert worker.returncode == 0
