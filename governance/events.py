"""Events of a case or whistle: what happened, when, and when we learnt of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

#: Kinds in the order of the loop, of incidents and whistles together: decides where time and file do not.
_LOOP = (
    "received", "filed", "dispatched", "blown", "managed", "called", "extended", "suspended", "resumed", "responded",
    "reported", "disposed", "feedback", "checked", "verified", "rework", "closed", "rated", "void",
)  # fmt: skip
_RANK = {kind: n for n, kind in enumerate(_LOOP)}


@dataclass(frozen=True)
class Event:
    """Something that happened to a case.

    Attributes
    ----------
    at
        When it happened; None where the file does not say. Such an event is counted but moves nothing.
    recorded_at
        When we learnt of it; None is taken as always known.
    seq
        Place in the order of the file, from 1; 0 where it has none. Decides between events of the same moment.
    department
        For whistles: the department that it concerns; None for the whistle as a whole.
    """

    kind: str
    at: datetime | None
    recorded_at: datetime | None = None
    actor: str | None = None
    note: str | None = None
    new_due_at: datetime | None = None
    seq: int = 0
    department: str | None = None


@dataclass(frozen=True)
class Fault:
    """What cannot be so: its name, the event concerned, and the stage in which it came."""

    name: str
    kind: str
    at: datetime | None
    stage: str
    department: str | None = None


def in_order(events: Iterable[Event]) -> list[Event]:
    """Dated events by time; at the same moment by their place in the file, then by the order of the loop."""
    dated = [event for event in events if event.at is not None]
    return sorted(dated, key=_key)


def _key(event: Event) -> tuple[datetime, int, int, str, str, str]:
    assert event.at is not None
    rank = _RANK.get(event.kind, 0)
    return event.at, event.seq, rank, event.kind, event.department or "", event.actor or ""


def as_of(events: Iterable[Event], at: datetime | None = None, known: datetime | None = None) -> list[Event]:
    """The events that had happened by `at`, as far as they were known by `known`; None sets no bound.

    An event without a time counts as having happened once it was known.
    """
    return [
        event
        for event in events
        if (at is None or event.at is None or event.at <= at)
        and (known is None or event.recorded_at is None or event.recorded_at <= known)
    ]
