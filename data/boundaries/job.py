"""Forming the levels around a proposal takes minutes: it runs in its own process, tells how far it is, can be stopped."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from data.boundaries.disk import read_json, utc_now
from data.boundaries.proposal import FORMED, proposal_folder
from data.own_process import is_alive, kill_process, last_words, start_process
from data.pointer import write_json
from data.settings import Settings
from governance.errors import OneMapError

_FILE = "job.json"
_EVERY_S, _SOON = 0.3, 0.03


@dataclass(frozen=True)
class FormingJob:
    """How far the forming of a proposal is.

    Attributes
    ----------
    step
        ``start``, then one of :data:`data.boundaries.forming.STEPS`.
    done
        Share of the whole, 0–1; ``seconds_left`` is None while nobody can tell.
    error
        (title, detail, remedy) of a job that failed.
    """

    proposal_id: str
    by: str
    started_at: str
    state: Literal["running", "done", "failed", "cancelled"] = "running"
    step: str = "start"
    done: float = 0.0
    seconds_left: float | None = None
    error: tuple[str, str, str] | None = None
    pid: int = 0

    @property
    def is_running(self) -> bool:
        """Whether it is still at work."""
        return self.state == "running"


def start_forming(settings: Settings, proposal_id: str, *, by: str) -> FormingJob:
    """Begin to form the levels around a proposal; returns at once. One that runs already is returned as it is.

    Raises
    ------
    StateError
        When there is no such proposal.
    """
    folder = proposal_folder(settings, proposal_id)
    running = forming_job(settings, proposal_id)
    if running is not None and running.is_running:
        return running
    write_json(folder / _FILE, asdict(FormingJob(proposal_id, by, utc_now())))
    # False for the second of two clicks at once: the other one has started it.
    start_process(folder, ["boundaries", "form", proposal_id, "--as-job", "--by", by], settings)
    return _read(folder)


def forming_job(settings: Settings, proposal_id: str) -> FormingJob | None:
    """How far it is; None when it was never begun.

    Raises
    ------
    StateError
        When there is no such proposal.
    """
    folder = proposal_folder(settings, proposal_id)
    if not (folder / _FILE).is_file():
        return None
    # First whether it lives, then what it wrote: the other way round it could finish in between.
    alive = is_alive(folder)
    found = _read(folder)
    if found.is_running and not alive:
        died = ("生成中断 Forming broke off", last_words(folder), "重新开始 Start again")
        return replace(found, state="failed", seconds_left=None, error=died)
    return found


def cancel_forming(settings: Settings, proposal_id: str) -> FormingJob | None:
    """Stop a job and remove what it had begun; the proposal stays as it was. A job that is over stays as it is."""
    found = forming_job(settings, proposal_id)
    if found is None or not found.is_running:
        return found
    folder = proposal_folder(settings, proposal_id)
    kill_process(folder, found.pid)
    ended = _read(folder)
    if not ended.is_running:
        return ended
    _sweep(folder)
    write_json(folder / _FILE, asdict(replace(ended, state="cancelled", seconds_left=None)))
    return _read(folder)


def run_forming(settings: Settings, proposal_id: str) -> int:
    """Do the job inside its own process; 0 when it went well."""
    from data.boundaries.forming import (
        form,  # late: whoever only asks how far it is needs no libraries of maps
    )

    folder = proposal_folder(settings, proposal_id)
    _sweep(folder)
    job = replace(_read(folder), pid=os.getpid())
    begun, written = time.monotonic(), 0.0

    def tell(step: str, done: float) -> None:
        nonlocal job, written
        now = time.monotonic()
        if step == job.step and now - written < _EVERY_S:
            return
        written = now
        left = (now - begun) / done * (1 - done) if done > _SOON else None
        job = replace(job, step=step, done=round(done, 4), seconds_left=left)
        write_json(folder / _FILE, asdict(job))

    write_json(folder / _FILE, asdict(job))
    try:
        form(settings, proposal_id, progress=tell)
    except OneMapError as error:
        said = (error.title, error.detail.strip("\n"), error.remedy)
        write_json(folder / _FILE, asdict(replace(job, state="failed", seconds_left=None, error=said)))
        return 1
    write_json(folder / _FILE, asdict(replace(job, state="done", done=1.0, seconds_left=None)))
    return 0


def _sweep(folder: Path) -> None:
    """Remove what a job that was killed left."""
    shutil.rmtree(folder / f".{FORMED}", ignore_errors=True)
    for left in folder.glob(f".{_FILE}-*"):
        left.unlink(missing_ok=True)


def _read(folder: Path) -> FormingJob:
    raw = read_json(folder / _FILE)
    error = raw["error"]
    return FormingJob(**{**raw, "error": (error[0], error[1], error[2]) if error else None})
