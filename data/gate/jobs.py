"""Jobs: what takes minutes runs in a process of its own, tells how far it is, and can be stopped without a trace."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from data.own_process import is_alive, kill_process, last_words, start_process
from data.pointer import clear_leftovers, journal, publisher_lock, write_json
from data.settings import Settings
from governance.errors import ReleaseError, StateError

FOLDER = "jobs"
_FILE = "job.json"
_KEPT = 20


@dataclass(frozen=True)
class Job:
    """How far a job is.

    Attributes
    ----------
    stage, words_zh, words_en
        What it does now.
    done
        Share of the whole, 0–1.
    rows_total
        None where nobody knows yet; may be an estimate.
    error
        (title, detail, remedy) of a job that failed.
    started_at
        UTC without a zone.
    """

    job_id: str
    kind: str
    delivery_ids: tuple[str, ...]
    by: str
    started_at: datetime
    state: Literal["running", "done", "failed", "cancelled"] = "running"
    stage: str = ""
    words_zh: str = "等待开始"
    words_en: str = "Waiting to begin"
    done: float = 0.0
    rows_done: int = 0
    rows_total: int | None = None
    seconds_left: float | None = None
    error: tuple[str, str, str] | None = None
    fresh: bool = False
    pid: int = 0

    @property
    def is_running(self) -> bool:
        """Whether it is still at work."""
        return self.state == "running"


def start(settings: Settings, delivery_ids: Sequence[str], *, by: str, fresh: bool = False) -> Job:
    """Begin to prepare a candidate of deliveries; returns at once.

    Raises
    ------
    ReleaseError
        When a job is running already.
    """
    folder = settings.home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        running = current_job(settings)
        if running is not None and running.is_running:
            raise ReleaseError(
                "另一项检查正在进行 Another check is running", f"{running.job_id} {running.by}",
                "等它结束，或取消它 Wait for it, or cancel it",
            )  # fmt: skip
        _forget_old(folder)
        moment = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        while (folder / f"J{moment:%Y%m%dT%H%M%SZ}").exists():
            moment += timedelta(seconds=1)
        one = Job(f"J{moment:%Y%m%dT%H%M%SZ}", "prepare", tuple(delivery_ids), by, moment, fresh=fresh)
        own = folder / one.job_id
        write_job(own, one)
        start_process(own, ["job", str(own)], settings)
        return job(settings, one.job_id)


def job(settings: Settings, job_id: str) -> Job:
    """How far a job is.

    Raises
    ------
    StateError
        When there is no such job.
    """
    own = settings.home / FOLDER / job_id
    if not job_id.isalnum() or len(job_id) > 64 or not (own / _FILE).is_file():
        raise StateError("没有这项检查 No such job", job_id, "重新开始 Start again")
    # First whether it lives, then what it wrote: the other way round it could finish in between.
    alive = is_alive(own)
    found = read_job(own)
    if found.is_running and not alive:
        return replace(found, state="failed", seconds_left=None, error=_died(own))
    return found


def current_job(settings: Settings) -> Job | None:
    """The job that is running, or else the last one; None when there was none."""
    names = sorted(path.parent.name for path in (settings.home / FOLDER).glob(f"J*/{_FILE}"))
    return job(settings, names[-1]) if names else None


def cancel(settings: Settings, job_id: str) -> Job:
    """Stop a job and remove what it had begun; its deliveries stay as they were. A job that is over stays as it is."""
    found = job(settings, job_id)
    if not found.is_running:
        return found
    own = settings.home / FOLDER / job_id
    kill_process(own, found.pid)
    ended = read_job(own)
    if not ended.is_running:
        return ended
    with suppress(ReleaseError), publisher_lock(settings.home):
        clear_leftovers(settings.home)
    write_job(own, replace(ended, state="cancelled", seconds_left=None))
    journal(settings.home, "job_cancelled", job=job_id, by=found.by)
    return read_job(own)


def read_job(folder: Path) -> Job:
    """A job as its process wrote it down."""
    raw: dict[str, Any] = json.loads((folder / _FILE).read_text("utf-8"))
    error = raw["error"]
    return Job(
        **{
            **raw,
            "delivery_ids": tuple(raw["delivery_ids"]),
            "started_at": datetime.fromisoformat(raw["started_at"]),
            "error": (str(error[0]), str(error[1]), str(error[2])) if error else None,
        }
    )


def write_job(folder: Path, one: Job) -> None:
    """Write down how far a job is."""
    write_json(folder / _FILE, {**asdict(one), "started_at": one.started_at.isoformat()})


def _died(folder: Path) -> tuple[str, str, str]:
    return (
        "检查进程意外终止 The job ended unexpectedly",
        last_words(folder),
        "再试一次；若反复出现，把 jobs 文件夹中的 log.txt 发给维护人员 Try again; if it goes on, send log.txt of the folder jobs",
    )


def _forget_old(folder: Path) -> None:
    for own in sorted(folder.glob("J*"))[:-_KEPT]:
        for path in own.iterdir():
            path.unlink(missing_ok=True)
        own.rmdir()
