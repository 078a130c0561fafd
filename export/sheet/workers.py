"""Two worker processes that draw: used from any thread, replaced when worn, killed when they take too long.

Drawing grows a process's memory and would hold up the server's threads; a crash of the drawing library must not be the
server's. The second worker starts when two tasks meet.
"""

from __future__ import annotations

import atexit
import logging
import os
import pickle
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from queue import Empty, LifoQueue
from typing import TypeVar

from data.settings import ROOT, Settings
from export.sheet.export import Exported, export_sheet, preview_png
from export.sheet.worker import LENGTH, Outcome, Task
from governance.errors import ExportError
from views.basis import basis_of
from views.sheet.request import SheetRequest
from views.sheet.sizes import Format

COUNT = 2
# A worker is replaced when it holds more than this, or after so many tasks; beyond the second bound at once.
WORN_MB, MOST_MB = 720.0, 900.0
WORN_TASKS = 150
_COMMAND = (sys.executable, "-m", "export.sheet.worker")
# Large pictures go back to the system at once, and threads share their heaps: a third less memory, measured.
_MEMORY = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(8 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
}
# Seconds that a task may wait for a worker, and may take; and a worker may take to be ready.
WAIT_S, TASK_S, START_S = 45.0, 90.0, 60.0

T = TypeVar("T")
_log = logging.getLogger("onemap.sheets")


class _GoneError(Exception):
    """The process ended before it answered."""


class _LateError(Exception):
    """No answer in time."""


class _Worker:
    """One process and its pipe."""

    def __init__(self, settings: Settings) -> None:
        self._process = subprocess.Popen(
            _COMMAND,
            cwd=ROOT,
            env=os.environ | settings.to_env() | _MEMORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # an interrupt at the terminal is the server's to handle
        )
        self.tasks = 0
        self.rss_mb = 0.0
        self.is_ready = False

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_worn(self) -> bool:
        return self.rss_mb > WORN_MB or self.tasks >= WORN_TASKS

    def wait_ready(self, seconds: float) -> bool:
        """Whether it is warm; waits for it no longer than so many seconds."""
        if not self.is_ready:
            with suppress(_LateError):
                self.rss_mb = self._receive(time.monotonic() + seconds).rss_mb
                self.is_ready = True
        return self.is_ready

    def run(self, task: Task, seconds: float) -> Outcome:
        """Do one task."""
        content = pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL)
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(LENGTH.pack(len(content)) + content)
            stdin.flush()
        except BrokenPipeError:
            raise _GoneError from None
        outcome = self._receive(time.monotonic() + seconds)
        self.tasks, self.rss_mb = self.tasks + 1, outcome.rss_mb
        return outcome

    def _receive(self, deadline: float) -> Outcome:
        (length,) = LENGTH.unpack(self._read(LENGTH.size, deadline))
        outcome = pickle.loads(self._read(length, deadline))
        assert isinstance(outcome, Outcome)
        return outcome

    def _read(self, count: int, deadline: float) -> bytes:
        stdout = self._process.stdout
        assert stdout is not None
        poll = select.poll()  # select knows no descriptor above 1,023
        poll.register(stdout, select.POLLIN)
        pieces = []
        while count:
            if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise _LateError
            piece = os.read(stdout.fileno(), min(count, 1 << 20))
            if not piece:
                raise _GoneError
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def stop(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


@dataclass
class _Slot:
    """A place at the table: a worker, and the one that will follow it."""

    worker: _Worker | None = None
    successor: _Worker | None = None


class SheetWorkers:
    """A pool of drawing processes.

    Parameters
    ----------
    settings
        Where they find releases.
    count
        Processes at most.
    """

    def __init__(self, settings: Settings, count: int = COUNT) -> None:
        self._settings = settings
        self._slots = [_Slot() for _ in range(count)]
        self._is_closed = False
        self._lock = threading.Lock()
        # The worker used last is used next: the other one need not even start while one is enough.
        self._free: LifoQueue[_Slot] = LifoQueue()
        for slot in self._slots:
            self._free.put(slot)

    def export(self, request: SheetRequest, format: Format, *, seconds: float = TASK_S) -> Exported:
        """`export_sheet` in a worker, on the request's own release."""
        return self.run(export_task, request, format, seconds=seconds)

    def preview(self, request: SheetRequest, width_px: int, *, seconds: float = TASK_S) -> bytes:
        """`preview_png` in a worker, on the request's own release."""
        return self.run(preview_task, request, width_px, seconds=seconds)

    def run(self, function: Callable[..., T], *arguments: object, seconds: float = TASK_S) -> T:
        """Call a function of a module in a worker; arguments and result are pickled.

        Raises
        ------
        ExportError
            When no worker was free or the task not done in time, or the worker died over it.
        OneMapError
            What the function raised of ours.
        """
        if self._is_closed:
            raise _trouble("绘图进程已关闭 Drawing has been shut down", "", "稍后再试 Try again later")
        try:
            slot = self._free.get(timeout=WAIT_S)
        except Empty:
            raise _trouble(
                "出图排队已满 Too many sheets at once",
                f"{WAIT_S:.0f} s",
                "稍后再试，或用命令行排到夜间 Try again later, or let the command line do it at night",
            ) from None
        try:
            outcome = self._in(slot, Task(function, arguments), seconds)
        finally:
            self._free.put(slot)
        if outcome.error is not None:
            raise outcome.error
        value: T = outcome.value
        return value

    def warm(self) -> None:
        """Start the first worker without waiting for it."""
        try:
            slot = self._free.get_nowait()
        except Empty:
            return
        try:
            if slot.worker is None:
                slot.worker = self._started()
        finally:
            self._free.put(slot)

    def close(self) -> None:
        """End all workers; whatever they do is lost."""
        self._is_closed = True
        for slot in self._slots:
            for worker in (slot.worker, slot.successor):
                if worker is not None:
                    worker.stop()
            slot.worker = slot.successor = None

    def _started(self) -> _Worker:
        with self._lock:
            if self._is_closed:
                raise _trouble("绘图进程已关闭 Drawing has been shut down", "", "稍后再试 Try again later")
            return _Worker(self._settings)

    def _in(self, slot: _Slot, task: Task, seconds: float) -> Outcome:
        try:
            worker = self._ready(slot)
            outcome = worker.run(task, seconds)
        except (_GoneError, _LateError) as error:
            self._drop(slot)
            is_late = isinstance(error, _LateError)
            _log.error("a drawing process %s", "took too long" if is_late else "ended")
            raise _trouble(
                "出图超时 The sheet took too long"
                if is_late
                else "绘图进程意外结束 The drawing process ended",
                f"{seconds:.0f} s" if is_late else "服务器日志有原因 the server's log tells why",
                "换更小的尺寸，或稍后再试 Choose a smaller size, or try again later",
            ) from None
        if worker.is_worn and slot.successor is None:
            slot.successor = self._started()
        return outcome

    def _ready(self, slot: _Slot) -> _Worker:
        """The slot's worker, warm; a worn one goes when the next one is ready, and at once when it holds too much."""
        if slot.worker is not None and slot.successor is not None:
            must = slot.worker.rss_mb > MOST_MB
            if slot.successor.wait_ready(START_S if must else 0.0):
                slot.worker.stop()
                slot.worker, slot.successor = slot.successor, None
        if slot.worker is None:
            slot.worker = self._started()
        if not slot.worker.wait_ready(START_S):
            raise _LateError
        return slot.worker

    def _drop(self, slot: _Slot) -> None:
        if slot.worker is not None:
            slot.worker.stop()
        slot.worker, slot.successor = slot.successor, None


def export_task(request: SheetRequest, format: Format) -> Exported:
    """What a worker does for `SheetWorkers.export`."""
    return export_sheet(basis_of(request.release_id), request, format)


def preview_task(request: SheetRequest, width_px: int) -> bytes:
    """What a worker does for `SheetWorkers.preview`."""
    return preview_png(basis_of(request.release_id), request, width_px)


def _trouble(title: str, detail: str, remedy: str) -> ExportError:
    return ExportError(title, detail, remedy)


@lru_cache(maxsize=4)
def sheet_workers(settings: Settings) -> SheetWorkers:
    """The pool of this process for a home; its workers end with it."""
    pool = SheetWorkers(settings)
    atexit.register(pool.close)
    return pool
