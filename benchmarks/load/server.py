"""The product's own server for a benchmark: started, watched, stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from data.settings import ROOT

_TICKS = os.sysconf("SC_CLK_TCK")
# Streamlit as it comes: a full collection after every run, over a heap that nobody has frozen.
_WITHOUT_MEASURES = """
import gc, sys
import streamlit as st
from ui.server import main
gc.freeze = lambda: None
run = st.App.run
st.App.run = lambda self, config: run(self, config={**config, "runner.postScriptGC": True})
sys.exit(main())
"""


@dataclass(frozen=True)
class Server:
    """A running server."""

    address: str
    pid: int

    @property
    def rss_mb(self) -> float:
        """Resident memory, MB (10^6 bytes)."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
        return 0.0

    @property
    def cpu_seconds(self) -> float:
        """Seconds of CPU used so far."""
        words = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / _TICKS


def free_port(first: int | None = None) -> int:
    """A port that nobody listens on, from `first` upwards; any at all when None."""
    for port in range(first, first + 20) if first else (0,):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise SystemExit(f"no free port from {first}")


@contextmanager
def served(log: Path, *, gc_measures: bool = True, port: int | None = None) -> Iterator[Server]:
    """The server of ``make run``; without `gc_measures`, with Streamlit's own garbage collection instead."""
    own_port = free_port(port)
    environment = os.environ | {"HOST": "127.0.0.1", "PORT": str(own_port)}
    command = [sys.executable, "-m", "ui.server"]
    if not gc_measures:
        command = [sys.executable, "-c", _WITHOUT_MEASURES]
    with log.open("wb") as stream:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=stream, stderr=stream)
        try:
            address = f"http://127.0.0.1:{own_port}"
            _wait(f"{address}/api/ready", process, log)
            yield Server(address, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(900):
        if process.poll() is not None:
            raise SystemExit(f"the server ended with code {process.returncode}:\n{log.read_text('utf-8')}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise SystemExit(f"{url} was not ready in 90 s:\n{log.read_text('utf-8')}")


def machine() -> str:
    """Cores and load, for the line above a table."""
    loads = " ".join(f"{load:.1f}" for load in os.getloadavg())
    return f"{len(os.sched_getaffinity(0))} cores, load average {loads}"
