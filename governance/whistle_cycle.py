"""Life cycle of a whistle: 吹哨 → 部门报到 → 处置 → 核查 → 办结 → 评价, with each department on its own way within it.

One department leads, any number join. The whistle as a whole is blown, managed, verified, closed and rated; each
department is called, reports in and disposes. What the whole may do depends on how far all of them are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from governance.events import Event, Fault, as_of, in_order

#: Kinds that move the whistle as a whole, and what may come next; calls come after 'managed'.
WHOLE: Mapping[str, tuple[str, ...]] = {
    "": ("blown",),
    "blown": ("managed", "void"),
    "managed": ("verified", "void"),
    "verified": ("closed", "rework"),
    "rework": ("verified", "void"),
    "closed": ("rated",),
    "rated": (),
    "void": (),
}
#: Kinds that move one department, and what may come next.
PART: Mapping[str, tuple[str, ...]] = {
    "": ("called",),
    "called": ("reported",),
    "reported": ("disposed",),
    "disposed": (),
}
WHISTLE_KINDS = (
    "blown",
    "managed",
    "called",
    "reported",
    "disposed",
    "verified",
    "rework",
    "closed",
    "rated",
    "void",
)
ROLES = ("lead", "joint")

WHISTLE_FAULTS = (
    "unknown_kind", "missing_start", "skipped", "repeated", "backwards", "after_end", "order_disagrees",
    "no_department", "department_uncalled", "called_unmanaged", "verified_at_work", "no_lead", "two_leads",
)  # fmt: skip
_ORDER = ("blown", "managed", "verified", "closed", "rated")
_ENDS = ("closed", "rated", "void")


@dataclass(frozen=True)
class DepartmentHistory:
    """How far one department is, and since when.

    Attributes
    ----------
    stage
        called, reported or disposed; empty while not called.
    """

    department: str
    stage: str
    called_at: datetime | None
    reported_at: datetime | None
    disposed_at: datetime | None


@dataclass(frozen=True)
class WhistleHistory:
    """What the events of a whistle add up to.

    Attributes
    ----------
    state
        blown, managed (nobody reported in yet), reported (some did), disposing (all did), verifying (all have
        disposed), closed or void.
    departments
        In order of code.
    """

    stage: str
    state: str
    reached: Mapping[str, datetime]
    departments: tuple[DepartmentHistory, ...]
    n_rework: int
    faults: tuple[Fault, ...]


def whistle_transitions() -> list[tuple[str, str, str]]:
    """Rows (scope, kind, next kind) for a table of the database; scope is 'whistle' or 'department'."""
    rows = [("whistle", kind, after) for kind, nexts in WHOLE.items() for after in nexts]
    return sorted(rows + [("department", kind, after) for kind, nexts in PART.items() for after in nexts])


def whistle_events(
    times: Mapping[str, datetime | None],
    calls: Mapping[str, Mapping[str, datetime | None]],
    recorded_at: datetime | None = None,
) -> list[Event]:
    """The events that a ledger's columns tell, for `replay_whistle`; a time that is missing makes none.

    Parameters
    ----------
    times
        Kind of the whistle as a whole (blown, managed, verified, closed …) → when.
    calls
        Department → kind (called, reported, disposed) → when.
    recorded_at
        When the ledger came.
    """
    rows: list[tuple[str, datetime | None, str | None]] = [(kind, at, None) for kind, at in times.items()]
    rows += [(kind, at, name) for name, own in calls.items() for kind, at in own.items()]
    return [Event(kind, at, recorded_at, department=name) for kind, at, name in rows if at is not None]


def replay_whistle(events: Sequence[Event], roles: Mapping[str, str] | None = None) -> WhistleHistory:
    """Add up the events of a whistle, given in any order; a bad sequence never raises.

    Parameters
    ----------
    events
        Those with a `department` concern that department alone.
    roles
        Department → 'lead' or 'joint', where the ledger says so: then there must be one lead.
    """
    walk = _WhistleWalk()
    ordered = in_order(events)
    for before, event in zip([None, *ordered], ordered, strict=False):
        if before is not None and 0 < event.seq < before.seq:
            walk.fault("order_disagrees", event, walk.stage)
        walk.step(event)
    if roles is not None:
        leads = sorted(name for name, role in roles.items() if role == "lead")
        for name in [None] if not leads else leads[1:]:
            walk.faults.append(Fault("two_leads" if leads else "no_lead", "called", None, walk.stage, name))
    return WhistleHistory(
        stage=walk.stage,
        state=walk.state(),
        reached=walk.reached,
        departments=tuple(
            DepartmentHistory(name, walk.parts[name], *(times.get(kind) for kind in PART if kind))
            for name, times in sorted(walk.times.items())
        ),
        n_rework=walk.n_rework,
        faults=tuple(walk.faults),
    )


def whistle_at(events: Sequence[Event], at: datetime, known: datetime | None = None) -> WhistleHistory:
    """What was so at a moment; with `known`, as far as it was known by then."""
    return replay_whistle(as_of(events, at, known))


class _WhistleWalk:
    """A whistle on its way through its events."""

    def __init__(self) -> None:
        self.stage = ""
        self.reached: dict[str, datetime] = {}
        self.parts: dict[str, str] = {}
        self.times: dict[str, dict[str, datetime]] = {}
        self.n_rework = 0
        self.faults: list[Fault] = []

    def fault(self, name: str, event: Event, stage: str) -> None:
        self.faults.append(Fault(name, event.kind, event.at, stage, event.department))

    def step(self, event: Event) -> None:
        """Take one dated event."""
        if event.kind in PART and event.kind:
            self._part(event)
        elif event.kind in WHOLE and event.kind:
            self._whole(event)
        else:
            self.fault("unknown_kind", event, self.stage)

    def state(self) -> str:
        """The state of the whole by its own stage and how far the departments are."""
        if self.stage in ("", "blown", "void"):
            return self.stage or "blown"
        if self.stage in ("closed", "rated"):
            return "closed"
        stages = list(self.parts.values())
        if self.stage == "verified" or (stages and all(stage == "disposed" for stage in stages)):
            return "verifying"
        if stages and all(stage in ("reported", "disposed") for stage in stages):
            return "disposing"
        return "reported" if any(stage != "called" for stage in stages) else "managed"

    def _part(self, event: Event) -> None:
        """A department is called, reports in, or disposes."""
        name = event.department
        if name is None:
            self.fault("no_department", event, self.stage)
            return
        stage = self.parts.get(name, "")
        if self.stage in _ENDS:
            self.fault("after_end", event, self.stage)
            return
        if self.stage in ("", "blown"):
            self.fault("called_unmanaged", event, self.stage)
        if event.kind not in PART[stage]:
            order = list(PART)
            if stage == event.kind:
                self.fault("repeated", event, stage)
                return
            if order.index(event.kind) < order.index(stage):
                self.fault("backwards", event, stage)
                return
            self.fault("skipped" if stage else "department_uncalled", event, stage)
        assert event.at is not None
        self.parts[name] = event.kind
        self.times.setdefault(name, {})[event.kind] = event.at

    def _whole(self, event: Event) -> None:
        """The whistle as a whole moves on."""
        if event.kind not in WHOLE[self.stage]:
            if self.stage == event.kind:
                self.fault("repeated", event, self.stage)
                return
            if self.stage in _ENDS:
                self.fault("after_end", event, self.stage)
                return
            if not self._forward(event.kind):
                self.fault("backwards", event, self.stage)
                return
            self.fault("missing_start" if not self.stage else "skipped", event, self.stage)
        if event.kind == "verified" and any(stage != "disposed" for stage in self.parts.values()):
            self.fault("verified_at_work", event, self.stage)
        assert event.at is not None
        self.stage = event.kind
        self.reached[event.kind] = event.at
        if event.kind == "rework":
            self.n_rework += 1
            # Whoever had disposed is at work again.
            self.parts = {name: "reported" if s == "disposed" else s for name, s in self.parts.items()}

    def _forward(self, kind: str) -> bool:
        """Whether a kind lies ahead in the order of the loop."""
        if not self.stage or kind == "void":
            return True
        here = "managed" if self.stage == "rework" else self.stage
        return kind in _ORDER and _ORDER.index(kind) > _ORDER.index(here)
