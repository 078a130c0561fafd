"""Life cycle of an incident as a history of events: what state they add up to, and what cannot be so.

A history is replayed, never trusted: impossible sequences become faults with a name and the rest still counts. Time is
kept twice, as it happened (`at`) and as it was learnt (`recorded_at`), so any past day can be asked for what was so
then, and for what was known then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from governance.events import Event, Fault, as_of, in_order

#: Kinds that move a case on, and what may come next. The empty kind is the beginning.
STAGES: Mapping[str, tuple[str, ...]] = {
    "": ("received",),
    "received": ("filed", "void"),
    "filed": ("dispatched", "void"),
    "dispatched": ("responded", "disposed", "void"),
    "responded": ("disposed", "void"),
    "disposed": ("feedback", "checked", "closed", "rework", "void"),
    "feedback": ("checked", "closed", "rework", "void"),
    "checked": ("closed", "rework", "void"),
    "rework": ("dispatched", "responded", "disposed", "void"),
    "closed": ("rated",),
    "rated": (),
    "void": (),
}
#: Kinds that leave the stage as it is, and the stages in which they may happen.
AT_WORK = ("filed", "dispatched", "responded", "rework")
SIDE_KINDS = ("extended", "suspended", "resumed")
KINDS = tuple(kind for kind in STAGES if kind) + SIDE_KINDS
#: Stages in the order of the loop: which way a case went that left one out.
_ORDER = (
    "received",
    "filed",
    "dispatched",
    "responded",
    "disposed",
    "feedback",
    "checked",
    "closed",
    "rated",
)

#: The state that holds after each kind, in the words of the contracts.
STATE_AFTER: Mapping[str, str] = {
    "": "received", "received": "received", "filed": "filed", "dispatched": "dispatched", "responded": "disposing",
    "rework": "disposing", "disposed": "feedback", "feedback": "feedback", "checked": "feedback",
    "closed": "closed", "rated": "closed", "void": "void",
}  # fmt: skip

FAULTS = (
    "unknown_kind", "missing_start", "skipped", "repeated", "backwards", "after_end", "order_disagrees",
    "not_at_work", "suspended_twice", "not_suspended", "moved_while_suspended",
)  # fmt: skip


@dataclass(frozen=True)
class History:
    """What a run of events adds up to.

    Attributes
    ----------
    stage
        Last kind that moved the case; empty before the first.
    state
        The state in the words of the contracts (`STATE_AFTER`).
    reached
        Kind → when it was last reached.
    suspensions
        (from, to) of each suspension; no end while it lasts.
    due_at
        Deadline after the last extension that names one; None when there was none.
    undated
        Events without a time.
    """

    stage: str
    state: str
    reached: Mapping[str, datetime]
    suspended: bool
    suspensions: tuple[tuple[datetime, datetime | None], ...]
    due_at: datetime | None
    n_extended: int
    n_rework: int
    undated: tuple[Event, ...]
    faults: tuple[Fault, ...]


class Holding(NamedTuple):
    """Who had a case in hand, in which stage ('suspended' while the clock stood still), from when to when."""

    actor: str | None
    stage: str
    start: datetime
    end: datetime | None


def transitions() -> list[tuple[str, str]]:
    """Every pair of kinds that may follow one another in a sound history, for a table of the database.

    A side event between two stages makes pairs with both; whether it fits the whole history, `replay` decides.
    The empty kind stands for the beginning.
    """
    pairs = {(kind, after) for kind, nexts in STAGES.items() for after in nexts}
    onward = {after for stage in AT_WORK for after in STAGES[stage]}
    pairs |= {(stage, side) for stage in AT_WORK for side in ("extended", "suspended")}
    pairs |= {(side, after) for side in ("extended", "resumed") for after in onward}
    pairs |= {("extended", "extended"), ("extended", "suspended"), ("extended", "resumed")}
    pairs |= {("resumed", "extended"), ("resumed", "suspended")}
    pairs |= {("suspended", "resumed"), ("suspended", "extended"), ("suspended", "void")}
    # Voided while suspended, after an extension in between, is among ("extended", "void").
    return sorted(pairs)


@dataclass
class Walk:
    """A case on its way through its events: the part of `replay` that changes."""

    stage: str = ""
    reached: dict[str, datetime] = field(default_factory=dict)
    suspensions: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    due_at: datetime | None = None
    n_extended: int = 0
    n_rework: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def suspended(self) -> bool:
        """Whether the clock stands still now."""
        return bool(self.suspensions) and self.suspensions[-1][1] is None

    def fault(self, name: str, event: Event) -> None:
        """Note what cannot be so."""
        self.faults.append(Fault(name, event.kind, event.at, self.stage, event.department))

    def resume(self, at: datetime) -> None:
        """End the suspension that lasts, if one does."""
        if self.suspended:
            self.suspensions[-1] = (self.suspensions[-1][0], at)

    def step(self, event: Event) -> bool:
        """Take one event; whether it moved the case to another stage."""
        assert event.at is not None
        if event.kind in SIDE_KINDS:
            self._side(event, event.at)
            return False
        if event.kind not in STAGES or not event.kind:
            self.fault("unknown_kind", event)
            return False
        if not self._may_move(event):
            return False
        if self.suspended:
            if event.kind != "void":
                self.fault("moved_while_suspended", event)
            self.resume(event.at)
        self.stage = event.kind
        self.reached[event.kind] = event.at
        self.n_rework += event.kind == "rework"
        return True

    def _may_move(self, event: Event) -> bool:
        """Whether the stage may change to the event's kind; faults are noted, and a stage left out is let pass."""
        if event.kind in STAGES[self.stage]:
            return True
        if self.stage == "":
            self.fault("missing_start", event)
            return True
        if self.stage == event.kind:
            self.fault("repeated", event)
        elif self.stage in ("closed", "rated", "void"):
            self.fault("after_end", event)
        elif self._lies_ahead(event.kind):
            self.fault("skipped", event)
            return True
        else:
            self.fault("backwards", event)
        return False

    def _lies_ahead(self, kind: str) -> bool:
        """Whether a kind comes later in the loop; after a rework the loop begins again at the response."""
        here = "responded" if self.stage == "rework" else self.stage
        return kind in _ORDER and _ORDER.index(kind) > _ORDER.index(here)

    def _side(self, event: Event, at: datetime) -> None:
        """Extension, suspension, resumption."""
        if event.kind == "resumed":
            if not self.suspended:
                self.fault("not_suspended", event)
            self.resume(at)
        elif self.stage not in AT_WORK:
            self.fault("not_at_work", event)
        elif event.kind == "extended":
            self.n_extended += 1
            self.due_at = event.new_due_at or self.due_at
        elif self.suspended:
            self.fault("suspended_twice", event)
        else:
            self.suspensions.append((at, None))


def replay(events: Sequence[Event]) -> History:
    """Add up the events of an incident, given in any order.

    Returns
    -------
    History
        With every fault found; a bad sequence never raises. A stage that was left out is let pass, an event that
        leads backwards or comes after the end is left out.
    """
    walk = Walk()
    ordered = in_order(events)
    for before, event in zip([None, *ordered], ordered, strict=False):
        if before is not None and 0 < event.seq < before.seq:
            walk.fault("order_disagrees", event)
        walk.step(event)
    undated = tuple(event for event in events if event.at is None)
    return History(
        stage=walk.stage,
        state=STATE_AFTER[walk.stage],
        reached=walk.reached,
        suspended=walk.suspended,
        suspensions=tuple(walk.suspensions),
        due_at=walk.due_at,
        n_extended=walk.n_extended,
        n_rework=walk.n_rework + sum(event.kind == "rework" for event in undated),
        undated=undated,
        faults=tuple(walk.faults),
    )


def state_at(events: Sequence[Event], at: datetime, known: datetime | None = None) -> History:
    """What was so at a moment; with `known`, as far as it was known by then."""
    return replay(as_of(events, at, known))


def holding_spans(events: Sequence[Event], holder: str | None = None) -> list[Holding]:
    """Who held the case how long.

    A span belongs to whoever ended it with the next step: from dispatch to response the case lay with the one who
    responded. The last span of an open case belongs to `holder`, who is named in the case itself.
    """
    spans: list[Holding] = []
    walk, since, waiting = Walk(), None, ""
    for event in in_order(events):
        moved = walk.step(event)
        stage = "suspended" if walk.suspended else walk.stage
        if not moved and stage == waiting:
            continue
        if since is not None and event.at is not None and event.at > since:
            spans.append(Holding(event.actor, waiting, since, event.at))
        since, waiting = event.at, stage
    if since is not None and walk.stage not in ("closed", "rated", "void"):
        spans.append(Holding(holder, waiting, since, None))
    return spans
