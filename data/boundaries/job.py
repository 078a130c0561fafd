"""Forming the levels around a proposal takes minutes: it runs in its own process, tells how far it is, can be stopped."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from data.boundaries.disk import read_json, utc_now
from data.boundaries.proposal import FORMED, proposal_folder
from data.pointer import write_json
from data.settings import ROOT, Settings
from governance.errors import OneMapError

_FILE, _ALIVE, _LOG = "job.json", "job.alive", "job.log"
_EVERY_S, _SOON = 0.3, 0.03
# Of this process: asked for, so that none stays behind as a zombie.
_started: dict[str, subprocess.Popen[bytes]] = {}


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
    # Held as long as the process lives, however it ends: a number of a process may be given to another one.
    with (folder / _ALIVE).open("w") as alive, (folder / _LOG).open("wb") as log:
        try:
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Two clicks at once: the other one has started it.
            return _read(folder)
        _started[proposal_id] = subprocess.Popen(
            [sys.executable, "-m", "data", "boundaries", "form", proposal_id, "--as-job", "--by", by],
            cwd=ROOT,
            env=os.environ | settings.to_env(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=(alive.fileno(),),
        )
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
    alive = _is_alive(folder)
    found = _read(folder)
    if found.is_running and not alive:
        log = (folder / _LOG).read_text("utf-8", errors="replace")[-400:] if (folder / _LOG).is_file() else ""
        died = ("生成中断 Forming broke off", log.strip(), "重新开始 Start again")
        return replace(found, state="failed", seconds_left=None, error=died)
    return found


def cancel_forming(settings: Settings, proposal_id: str) -> FormingJob | None:
    """Stop a job and remove what it had begun; the proposal stays as it was. A job that is over stays as it is."""
    found = forming_job(settings, proposal_id)
    if found is None or not found.is_running:
        return found
    folder = proposal_folder(settings, proposal_id)
    process = _started.get(proposal_id)
    pid = process.pid if process else found.pid
    if pid:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    if process:
        process.wait()
    with (folder / _ALIVE).open() as alive:
        # The kernel lets go of it when the last process of the job is gone.
        fcntl.flock(alive, fcntl.LOCK_SH)
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


def _is_alive(folder: Path) -> bool:
    process = _started.get(folder.name)
    if process is not None and process.poll() is not None:
        del _started[folder.name]
    try:
        with (folder / _ALIVE).open() as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
