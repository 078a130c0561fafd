"""Jobs run in a process of their own: they tell how far they are, end in words, and leave nothing when stopped."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from data import own_process
from data.gate import jobs
from data.gate.deliveries import delivery
from data.gate.job_process import JobProgress, run_job
from data.gate.jobs import Job, cancel, current_job, job, start
from data.publish.candidate import candidate
from data.release import open_release
from data.settings import Settings
from governance.errors import ReleaseError, StateError
from tests.data.deliveries import case
from tests.data.sent import cases_csv, publish_more, send


def ended(settings: Settings, job_id: str) -> Job:
    """The job once its process is gone."""
    own_process._started[settings.home / jobs.FOLDER / job_id].wait(timeout=120)
    return job(settings, job_id)


def test_a_job_prepares_a_candidate_and_says_how_far_it_is(tmp_path: Path, tiny_settings: Settings) -> None:
    one = send(tiny_settings, cases_csv(tmp_path, "1", [case(number=n) for n in (1, 2, 3)]))
    begun = start(tiny_settings, [one], by="王敏")
    assert begun.is_running and begun.delivery_ids == (one,) and current_job(tiny_settings) == begun
    with pytest.raises(ReleaseError, match="王敏"):
        start(tiny_settings, [one], by="李强")
    done = ended(tiny_settings, begun.job_id)
    assert (done.state, done.done, done.rows_done, done.error) == ("done", 1.0, 3, None)
    made = candidate(tiny_settings)
    assert made is not None and made.new_ids == (one,) and made.by == "王敏"
    assert cancel(tiny_settings, begun.job_id) == done, "what is over stays as it is"


def test_a_job_that_cannot_go_on_says_why(tmp_path: Path, tiny_settings: Settings) -> None:
    one = send(tiny_settings, cases_csv(tmp_path, "1", [case(number=1, state="?")]))
    failed = ended(tiny_settings, start(tiny_settings, [one], by="王敏").job_id)
    assert failed.state == "failed" and failed.error is not None
    assert "No case accepted" in failed.error[0] and failed.error[2]
    assert candidate(tiny_settings) is None


def test_a_cancelled_or_killed_job_leaves_nothing(tmp_path: Path, tiny_settings: Settings) -> None:
    serving = publish_more(tiny_settings, cases_csv(tmp_path, "1", [case(number=1)]))
    one = send(tiny_settings, cases_csv(tmp_path, "2", [case(number=n) for n in range(2, 500)]))
    stopped = cancel(tiny_settings, start(tiny_settings, [one], by="王敏").job_id)
    assert stopped.state == "cancelled"
    killed = start(tiny_settings, [one], by="王敏")
    process = own_process._started[tiny_settings.home / jobs.FOLDER / killed.job_id]
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    found = job(tiny_settings, killed.job_id)
    assert found.state == "failed" and found.error is not None and "unexpectedly" in found.error[0]
    assert open_release(tiny_settings).release_id == serving.release_id
    assert candidate(tiny_settings) is None and delivery(tiny_settings, one).state == "open"
    done = ended(tiny_settings, start(tiny_settings, [one], by="王敏").job_id)
    assert done.state == "done"
    left = [path.name for path in (tiny_settings.home / "releases").iterdir() if path.name.startswith(".")]
    assert not left


def test_a_job_is_asked_for_by_its_id_only(tiny_settings: Settings) -> None:
    assert current_job(tiny_settings) is None
    for odd in ("../x", "", "J1"):
        with pytest.raises(StateError):
            job(tiny_settings, odd)


def test_progress_tells_rows_and_time_left_without_wearing_out_the_disk(
    tmp_path: Path, tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = send(tiny_settings, cases_csv(tmp_path, "1", [case(number=1)]))
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    folder = tiny_settings.home / "jobs" / "J1"
    begun = Job("J1", "prepare", (one,), "王敏", delivery(tiny_settings, one).received_at)
    folder.mkdir(parents=True)
    jobs.write_job(folder, begun)
    progress = JobProgress(folder, begun)
    progress("receive", "读取文件 Reading files", 0.1)
    now[0] += 10
    progress.rows(500, 1_000)
    progress("receive", "读取文件 Reading files 500", 0.5)
    written = jobs.read_job(folder)
    assert (written.stage, written.words_zh, written.rows_done, written.rows_total) == (
        "receive",
        "读取文件",
        500,
        1_000,
    )
    now[0] += 10
    progress("receive", "读取文件 Reading files 800", 0.5)
    written = jobs.read_job(folder)
    assert written.words_en == "Reading files 800" and written.seconds_left == pytest.approx(20.0)
    monkeypatch.undo()
    assert run_job(tiny_settings, folder) == 0
    assert jobs.read_job(folder).state == "done"
