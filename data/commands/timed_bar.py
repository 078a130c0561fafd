"""A progress bar that keeps the seconds of each stage, for ``--verbose``."""

from __future__ import annotations

import time

from data.progress_bar import ProgressBar


class TimedBar(ProgressBar):
    """Shows how far the work has come and remembers when each stage began."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: dict[str, float] = {}
        self._stage, self._since = "", time.perf_counter()

    def __call__(self, stage: str, words: str, done: float) -> None:
        """A stage begins, or goes on."""
        self._close()
        self._stage = stage
        super().__call__(stage, words, done)

    def done(self) -> None:
        """The work is over."""
        self._close()
        super().done()

    def _close(self) -> None:
        now = time.perf_counter()
        if self._stage:
            self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._since
        self._since = now
