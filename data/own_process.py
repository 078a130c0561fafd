"""What takes minutes runs in a process of its own: known to live by a lock that goes with it, however it ends."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from data.settings import ROOT, Settings

LOG = "log.txt"
_ALIVE = "alive"
# Of this process: asked for so that none stays behind as a zombie.
_started: dict[Path, subprocess.Popen[bytes]] = {}


def start_process(
    folder: Path, arguments: Sequence[str], settings: Settings, *, module: str = "data"
) -> bool:
    """Run ``python -m`` `module` with `arguments` beside `folder`, its words in `LOG` there; False when one lives already."""
    # A lock and no number of a process: that may be given to another one.
    with (folder / _ALIVE).open("w") as alive:
        try:
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        with (folder / LOG).open("wb") as log:
            _started[folder] = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env=os.environ | settings.to_env(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=(alive.fileno(),),
            )
    return True


def is_alive(folder: Path) -> bool:
    """Whether the process of that folder lives."""
    process = _started.get(folder)
    if process is not None and process.poll() is not None:
        del _started[folder]
    try:
        with (folder / _ALIVE).open() as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def kill_process(folder: Path, pid: int) -> None:
    """Kill it with all that it started, and return when the last of them is gone.

    Parameters
    ----------
    pid
        As the process wrote it down; 0 when it has not yet.
    """
    process = _started.get(folder)
    if number := process.pid if process else pid:
        with suppress(ProcessLookupError):
            os.killpg(number, signal.SIGKILL)
    if process:
        process.wait()
    with (folder / _ALIVE).open() as alive:
        # The kernel lets go of it when the last process is gone.
        fcntl.flock(alive, fcntl.LOCK_SH)


def last_words(folder: Path) -> str:
    """What it said last; empty when it said nothing."""
    try:
        said = (folder / LOG).read_bytes()[-2_000:].decode("utf-8", "replace").strip().splitlines()
    except FileNotFoundError:
        return ""
    return said[-1] if said else ""
