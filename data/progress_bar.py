"""Progress on a terminal as one line that redraws itself; elsewhere as plain lines."""

from __future__ import annotations

import sys
import unicodedata
from typing import TextIO

_WIDTH = 24


class ProgressBar:
    """Shows how far a piece of work has come; part of a whole, when it is one of several pieces.

    Parameters
    ----------
    begin, end
        The share of the whole (0–1) that this work takes up.
    """

    def __init__(self, stream: TextIO | None = None, *, begin: float = 0.0, end: float = 1.0) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._begin, self._end = begin, end
        self._drawn = 0

    def __call__(self, stage: str, words: str, done: float) -> None:
        """Say that `stage` begins with `done` (0–1) of this work behind it."""
        share = self._begin + (self._end - self._begin) * min(max(done, 0.0), 1.0)
        if not self._live:
            print(f"{share:4.0%} {stage}: {words}", file=self._stream, flush=True)
            return
        filled = round(share * _WIDTH)
        line = f"[{'█' * filled}{'·' * (_WIDTH - filled)}] {share:4.0%} {words}"
        self._draw(line)

    def done(self) -> None:
        """Clear the line."""
        if self._live and self._drawn:
            self._draw("")
            print("\r", end="", file=self._stream, flush=True)

    def _draw(self, line: str) -> None:
        width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
        print("\r" + line + " " * max(0, self._drawn - width), end="", file=self._stream, flush=True)
        self._drawn = width
