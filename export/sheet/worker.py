"""A worker process: takes tasks from its standard input and hands results back, one after the other.

    python -m export.sheet.worker

It ends with the process that started it. A task that fails with an error of ours says so; any other failure ends the
worker, with its trace on standard error.
"""

from __future__ import annotations

import gc
import os
import pickle
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from governance.errors import OneMapError

LENGTH = struct.Struct(">Q")
_WARM_PX = 640


@dataclass(frozen=True)
class Task:
    """A function of a module, by reference, and its arguments."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of a task.

    Attributes
    ----------
    rss_mb
        Memory of the worker afterwards.
    """

    value: Any = None
    error: OneMapError | None = None
    rss_mb: float = 0.0


def rss_mb() -> float:
    """Memory of this process, in MiB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _warm() -> None:
    """Draw the first sheet that anybody would ask for, so that the first who asks does not wait for imports and fonts."""
    from data.settings import Settings
    from export.sheet.export import preview_png
    from views.basis import current_basis
    from views.sheet.request import read_request

    # Without a release the first task will say so.
    with suppress(OneMapError):
        basis = current_basis(Settings.from_env())
        request, _ = read_request({}, basis)
        preview_png(basis, request, _WARM_PX)
    gc.collect()
    gc.freeze()


def _serve(tasks: BinaryIO, results: BinaryIO) -> None:
    _send(results, Outcome(rss_mb=rss_mb()))
    while len(head := tasks.read(LENGTH.size)) == LENGTH.size:
        task: Task = pickle.loads(tasks.read(LENGTH.unpack(head)[0]))
        try:
            outcome = Outcome(task.function(*task.arguments), rss_mb=rss_mb())
        except OneMapError as error:
            outcome = Outcome(error=error, rss_mb=rss_mb())
        _send(results, outcome)


def _send(stream: BinaryIO, outcome: Outcome) -> None:
    content = pickle.dumps(outcome, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def main() -> None:
    """Serve until the input ends."""
    results = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not mix with the results.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _warm()
    _serve(sys.stdin.buffer, results)


if __name__ == "__main__":
    # Functions and classes are pickled by the module they are imported from, and that is not __main__.
    from export.sheet import worker

    worker.main()
