"""A pack that is being made while a screen looks on: in a thread, with progress, and a way to stop it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

from data.settings import Settings
from export.briefing.pack import Made, PackFormat, Progress, archive, pack, remember
from export.sheet.export import Exported
from export.sheet.workers import SheetWorkers
from governance.errors import OneMapError
from views.briefing.request import BriefingRequest

State = Literal["running", "done", "stopped", "failed"]


@dataclass(frozen=True)
class Look:
    """What a screen sees of a job at one moment."""

    state: State
    progress: Progress
    made: tuple[Made, ...]
    error: OneMapError | None


class PackJob:
    """One pack. It begins at once; every file that is finished goes into the history.

    Parameters
    ----------
    by
        Who asked, for the history.
    """

    def __init__(
        self,
        workers: SheetWorkers,
        settings: Settings,
        requests: Sequence[BriefingRequest],
        formats: Sequence[PackFormat],
        by: str,
    ) -> None:
        self.requests = tuple(requests)
        self.formats = tuple(formats)
        self._settings, self._by = settings, by
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._look = Look("running", Progress(0, len(self.requests) * len(self.formats)), (), None)
        self._archive: bytes | None = None
        self._thread = threading.Thread(target=self._run, args=(workers,), name="pack job", daemon=True)
        self._thread.start()

    @property
    def look(self) -> Look:
        """How it stands now."""
        with self._lock:
            return self._look

    def cancel(self) -> None:
        """Begin no more files; those under way are still finished."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> Look:
        """Wait until it has ended, or so many seconds."""
        self._thread.join(seconds)
        return self.look

    @property
    def files(self) -> tuple[Exported, ...]:
        """Files that are finished."""
        return tuple(file for made in self.look.made for file in made.files)

    def archive(self) -> bytes:
        """All files of a job that has ended, in one zip."""
        if self._archive is None:
            self._archive = archive(self.files)
        return self._archive

    def _run(self, workers: SheetWorkers) -> None:
        error: OneMapError | None = None
        try:
            parts = pack(
                workers, self.requests, self.formats, progress=self._told, is_cancelled=self._stop.is_set
            )
            with closing(parts):
                for made in parts:
                    remember(self._settings, made, self._by)
                    self._set(made=(*self.look.made, made))
        except OneMapError as raised:
            error = raised
        finally:
            progress = self.look.progress
            whole = progress.done == progress.total and error is None
            self._set(
                state="done" if whole else "failed" if not self._stop.is_set() else "stopped", error=error
            )

    def _told(self, progress: Progress) -> None:
        self._set(progress=progress)

    def _set(
        self,
        state: State | None = None,
        progress: Progress | None = None,
        made: tuple[Made, ...] | None = None,
        error: OneMapError | None = None,
    ) -> None:
        with self._lock:
            old = self._look
            self._look = Look(
                state or old.state, progress or old.progress, made if made is not None else old.made,
                error or old.error,
            )  # fmt: skip
