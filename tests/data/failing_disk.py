"""A disk that fails: the power goes at the nth step, or there is no room for it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

# What changes a disk for good; between two of them nothing can be lost or won.
_STEPS = ("fsync", "link", "replace", "rename", "unlink", "write")


class PowerLoss(BaseException):
    """The machine is off: no handler of errors sees this one."""


class FailingDisk:
    """Counts the steps that change the disk, and fails at one of them.

    Parameters
    ----------
    fails_at
        From 1; 0 never fails.
    is_full
        That step alone fails with "no space left"; else the power goes, and nothing works any more after it.
    forgets
        With the power goes what was not made durable: names changed in folders that were not synced.
    """

    def __init__(self, home: Path, fails_at: int, *, is_full: bool = False, forgets: bool = False) -> None:
        self.home, self.fails_at, self.is_full, self.forgets = home, fails_at, is_full, forgets
        self.steps = 0
        self.is_off = False
        self._real = {name: getattr(os, name) for name in _STEPS}
        self._undo: list[tuple[Path, Callable[[], None]]] = []
        self._spare = home.parent / f".spare-{fails_at}"

    @contextmanager
    def attached(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Every step goes through this disk inside the block."""
        self._spare.mkdir(exist_ok=True)
        with monkeypatch.context() as patch:
            for name in _STEPS:
                patch.setattr(os, name, self._patched(name))
            try:
                yield
            except PowerLoss:
                self.is_off = True
        if self.is_off and self.forgets:
            for _, undo in reversed(self._undo):
                undo()

    def _patched(self, name: str) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            if self.is_off:
                raise PowerLoss
            self.steps += 1
            if self.steps == self.fails_at:
                if self.is_full:
                    raise OSError(errno.ENOSPC, "No space left on device")
                self.is_off = True
                raise PowerLoss
            if name == "fsync":
                folder = Path(f"/proc/self/fd/{arguments[0]}").resolve()
                self._undo = [(where, undo) for where, undo in self._undo if where != folder]
            elif name in ("link", "replace", "rename"):
                self._remember_move(name, *map(Path, arguments[:2]))
            elif name == "unlink" and Path(arguments[0]).is_file():
                self._remember_unlink(Path(arguments[0]))
            return self._real[name](*arguments, **named)

        return step

    def _remember_move(self, name: str, source: Path, target: Path) -> None:
        before = self._saved(target) if target.exists() else None

        def undo() -> None:
            if name == "link":
                self._real["unlink"](target)
            else:
                self._real["rename"](target, source)
            if before is not None:
                self._real["link"](before, target)

        self._undo.append((target.parent.resolve(), undo))

    def _remember_unlink(self, path: Path) -> None:
        before = self._saved(path)
        self._undo.append((path.parent.resolve(), lambda: self._real["link"](before, path)))

    def _saved(self, path: Path) -> Path:
        spare = self._spare / f"{self.steps}-{path.name}"
        self._real["link"](path, spare)
        return spare
