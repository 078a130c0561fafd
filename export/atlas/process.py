"""The process that makes one atlas: ``python -m export.atlas.process <folder of the job>``."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from data.settings import Settings
from export.atlas.jobs import PLAN, AtlasJob, clear, read_job, write_job
from export.atlas.making import AtlasProgress, make_atlas
from export.atlas.plan import read_plan
from export.atlas.remember import remember
from export.sheet.workers import SheetWorkers
from governance.errors import OneMapError

# Between two times that the state is written down.
_EVERY_S = 0.4
# The first sheets say little of how long the others take.
_TELLING = 6


@dataclass
class _Told:
    """The state of the job, written down now and then."""

    own: Path
    job: AtlasJob
    began: float = field(default_factory=time.monotonic)
    written: float = 0.0

    def tell(self, state: AtlasProgress) -> None:
        """Take in how far the work is."""
        seconds = time.monotonic() - self.began
        left = None
        if state.done >= min(_TELLING, state.total):
            left = seconds / state.done * (state.total - state.done)
        self.job = replace(
            self.job,
            done=state.done,
            total=state.total,
            last=state.title,
            seconds=round(seconds, 1),
            seconds_left=None if left is None else round(left, 1),
        )
        if seconds - self.written >= _EVERY_S or state.done in (0, state.total):
            self.written = seconds
            write_job(self.own, self.job)


def main(folder: str) -> int:
    """Make the atlas of a job folder; 0 when it went well."""
    own, settings = Path(folder), Settings.from_env()
    os.nice(5)  # whoever looks at a screen goes first
    told = _Told(own, replace(read_job(own), pid=os.getpid()))
    write_job(own, told.job)
    plan = read_plan((own / PLAN).read_text("utf-8"))
    workers = SheetWorkers(settings)
    try:
        files = make_atlas(workers, plan, own, progress=told.tell)
        remember(settings, workers, plan, files, told.job.by)
    except OneMapError as error:
        clear(own)
        reason = (error.title, error.detail, error.remedy)
        write_job(own, replace(told.job, state="failed", seconds_left=None, error=reason))
        return 1
    finally:
        workers.close()
    names = tuple((one.path.name, one.kind, one.size_bytes) for one in files)
    seconds = round(time.monotonic() - told.began, 1)
    write_job(own, replace(told.job, state="done", seconds_left=None, seconds=seconds, files=names))
    return 0


if __name__ == "__main__":
    # The workers' tasks are pickled by the module they are imported from, and that is not __main__.
    from export.atlas import process

    raise SystemExit(process.main(sys.argv[1]))
