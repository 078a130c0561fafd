"""Atlases in the background: a process of its own makes one, tells how far it is, and can be stopped without a trace.

Each has a folder below ``home/atlases`` with its plan, its state and, once done, its files. Old ones are removed.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from data.own_process import is_alive, kill_process, last_words, start_process
from data.pointer import write_json
from data.settings import Settings
from data.snapshots.files import write_whole
from export.atlas.plan import AtlasPlan, plan_text
from export.sheet.export import MEDIA_TYPES
from governance.errors import ExportError, StateError

FOLDER, PLAN = "atlases", "plan.json"
_FILE = "job.json"
#: Finished atlases that are kept: they are large, and the same plan makes them again.
KEPT = 6
MEDIA = {"book": MEDIA_TYPES["pdf"], "zip": "application/zip"}


@dataclass(frozen=True)
class AtlasJob:
    """How far an atlas is.

    Attributes
    ----------
    done, total
        Steps, as `export.atlas.making.AtlasProgress` counts them.
    last
        What was made last.
    started_at
        UTC, ISO to the second.
    files
        (name, kind, bytes) of what is finished.
    error
        (title, detail, remedy) of one that failed.
    """

    job_id: str
    title: str
    code: str
    by: str
    n_sheets: int
    started_at: str
    total: int
    state: Literal["running", "done", "failed", "cancelled"] = "running"
    done: int = 0
    last: str = ""
    seconds_left: float | None = None
    seconds: float = 0.0
    files: tuple[tuple[str, str, int], ...] = ()
    error: tuple[str, str, str] | None = None
    pid: int = 0

    @property
    def is_running(self) -> bool:
        """Whether it is still at work."""
        return self.state == "running"


def start(settings: Settings, plan: AtlasPlan, *, by: str) -> AtlasJob:
    """Begin to make an atlas; returns at once.

    Raises
    ------
    ExportError
        When another one is being made.
    ReleaseError
        When the disk is full.
    """
    folder = settings.home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = jobs(settings)
        if running := next((one for one in known if one.is_running), None):
            raise ExportError(
                "另一本图集正在制作 Another atlas is being made",
                f"{running.title} {running.by}".strip(),
                "等它完成，或先取消它 Wait for it, or cancel it first",
            )
        for old in known[KEPT - 1 :]:
            shutil.rmtree(folder / old.job_id, ignore_errors=True)
        moment = datetime.now(UTC).replace(microsecond=0)
        while (folder / f"A{moment:%Y%m%dT%H%M%SZ}").exists():
            moment += timedelta(seconds=1)
        one = AtlasJob(
            job_id=f"A{moment:%Y%m%dT%H%M%SZ}",
            title=plan.title,
            code=plan.code,
            by=by,
            n_sheets=len(plan.sheets),
            started_at=moment.isoformat(),
            total=plan.n_files,
        )
        own = folder / one.job_id
        write_whole(own / PLAN, plan_text(plan).encode())
        write_job(own, one)
        start_process(own, [str(own)], settings, module="export.atlas.process")
        return job(settings, one.job_id)


def job(settings: Settings, job_id: str) -> AtlasJob:
    """How far an atlas is.

    Raises
    ------
    StateError
        When there is no such one.
    """
    own = _own(settings, job_id)
    # First whether it lives, then what it wrote: the other way round it could finish in between.
    alive = is_alive(own)
    found = read_job(own)
    if found.is_running and not alive:
        error = (
            "图集没有做完 The atlas was not finished",
            last_words(own) or "进程意外终止 its process ended unexpectedly",
            "再做一次；若反复出现，把 atlases 中的 log.txt 发给维护人员 Try again; if it goes on, send log.txt in atlases",
        )
        return replace(found, state="failed", seconds_left=None, error=error)
    return found


def jobs(settings: Settings) -> tuple[AtlasJob, ...]:
    """All that are kept, newest first."""
    names = sorted((path.parent.name for path in (settings.home / FOLDER).glob(f"A*/{_FILE}")), reverse=True)
    return tuple(job(settings, name) for name in names)


def cancel(settings: Settings, job_id: str) -> AtlasJob:
    """Stop one and remove what it had made; one that is over stays as it is."""
    found = job(settings, job_id)
    if not found.is_running:
        return found
    own = _own(settings, job_id)
    # Its workers end with it: their input closes.
    kill_process(own, found.pid)
    ended = read_job(own)
    if not ended.is_running:
        return ended
    clear(own)
    write_job(own, replace(ended, state="cancelled", seconds_left=None))
    return read_job(own)


def clear(own: Path) -> None:
    """Remove everything that was made."""
    for path in own.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.suffix in (".pdf", ".zip", ".part"):
            path.unlink(missing_ok=True)


def file_of(settings: Settings, job_id: str, kind: str) -> Path:
    """Where a finished file of an atlas lies.

    Raises
    ------
    StateError
        When there is no such one (any more).
    """
    found = job(settings, job_id)
    for name, own_kind, _ in found.files:
        path = _own(settings, job_id) / name
        if own_kind == kind and path.is_file():
            return path
    raise StateError(
        "图集文件已不在 The atlas is gone", f"{job_id[:40]} {kind[:20]}", "重新制作 Make it again"
    )


def _own(settings: Settings, job_id: str) -> Path:
    own = settings.home / FOLDER / job_id
    if not (job_id.isascii() and job_id.isalnum() and len(job_id) < 40) or not (own / _FILE).is_file():
        raise StateError("没有这本图集 No such atlas", job_id[:40], "重新制作 Make it again")
    return own


def read_job(own: Path) -> AtlasJob:
    """One as its process wrote it down."""
    raw: dict[str, Any] = json.loads((own / _FILE).read_text("utf-8"))
    error = raw["error"]
    files = tuple((str(name), str(kind), int(size)) for name, kind, size in raw["files"])
    return AtlasJob(**{**raw, "files": files, "error": tuple(str(part) for part in error) if error else None})


def write_job(own: Path, one: AtlasJob) -> None:
    """Write down how far it is."""
    with suppress(FileNotFoundError):  # forgotten meanwhile
        write_json(own / _FILE, asdict(one))
