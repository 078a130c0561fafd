"""The history of what was current: publishes and roll-backs, out of the journal."""

from __future__ import annotations

import json
from dataclasses import dataclass

from data.pointer import JOURNAL
from data.settings import Settings


@dataclass(frozen=True)
class Move:
    """A line of the history: which release became current, when, by whom, what for."""

    at: str
    event: str
    release_id: str
    by: str
    why: str


def history(settings: Settings, *, limit: int = 100) -> tuple[Move, ...]:
    """Publishes and roll-backs out of the journal, the latest first."""
    try:
        lines = (settings.home / JOURNAL).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return ()
    moves = []
    for line in reversed(lines):
        try:
            told = json.loads(line)
        except ValueError:
            # The last line of a machine that lost its power.
            continue
        if told.get("event") in ("published", "rolled_back"):
            words = (str(told.get(key, "")) for key in ("at", "event", "release_id", "by", "why"))
            moves.append(Move(*words))
        if len(moves) == limit:
            break
    return tuple(moves)
