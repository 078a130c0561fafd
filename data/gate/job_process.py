"""Inside a job's own process: prepare the candidate, and write down how far it is."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from data.gate.jobs import Job, read_job, write_job
from data.publish.candidate import prepare
from data.settings import Settings
from governance.errors import OneMapError

# Seconds between two writings: often enough for a screen, seldom enough for a disk.
_EVERY = 0.25
_SOON = 0.04


@dataclass(eq=False)
class JobProgress:
    """A progress that is a file."""

    folder: Path
    job: Job
    _begun: float = field(default_factory=lambda: time.monotonic())
    _written: float = 0.0

    def __call__(self, stage: str, words: str, done: float) -> None:
        """A stage begins, or goes on."""
        is_news = stage != self.job.stage
        # Words of a stage: Chinese, then a blank, then English.
        zh, _, en = words.partition(" ")
        self.job = replace(
            self.job, stage=stage, words_zh=zh, words_en=en or zh, done=max(done, self.job.done)
        )
        self._write(at_once=is_news)

    def rows(self, done: int, total: int | None) -> None:
        """So many rows of so many are read."""
        self.job = replace(self.job, rows_done=done, rows_total=total)
        self._write(at_once=False)

    def _write(self, *, at_once: bool) -> None:
        now = time.monotonic()
        if not at_once and now - self._written < _EVERY:
            return
        self._written = now
        # By the share done; in the first moments nobody can tell.
        share, took = self.job.done, now - self._begun
        left = took / share * (1 - share) if share > _SOON else None
        write_job(self.folder, replace(self.job, seconds_left=left))


def run_job(settings: Settings, folder: Path) -> int:
    """Do the job of that folder; 0 when it went well."""
    one = replace(read_job(folder), pid=os.getpid())
    write_job(folder, one)
    progress = JobProgress(folder, one)
    try:
        prepare(settings, one.delivery_ids, by=one.by, fresh=one.fresh, progress=progress)
    except OneMapError as error:
        said = (error.title, error.detail.strip("\n"), error.remedy)
        write_job(folder, replace(progress.job, state="failed", seconds_left=None, error=said))
        return 1
    write_job(folder, replace(progress.job, state="done", done=1.0, seconds_left=None))
    return 0
