"""How things stood on a past day: open cases at each month's end, and one case at the end of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from data.reads.past import open_by_month
from governance.events import Event
from governance.life_cycle import state_at
from views.basis import Basis
from views.cases.detail import CaseDetail
from views.state import ViewState

FEWEST_MONTHS = (
    12  # A stock says something by its course: a shorter period is shown with the months before it.
)


@dataclass(frozen=True)
class MonthEnd:
    """Cases open at the end of a month (year * 12 + month - 1), and of them those past their limit.

    Attributes
    ----------
    is_in_period
        Whether the month belongs to the period of the screen, or is shown for what came before.
    """

    month: int
    open: int
    overdue: int
    is_in_period: bool


def month_ends(basis: Basis, state: ViewState) -> tuple[MonthEnd, ...]:
    """Month ends of the period, or the twelve up to its end where it is shorter; of all cases of the unit."""
    period = state.period
    first = min(period.first, period.last - FEWEST_MONTHS + 1)
    return tuple(
        MonthEnd(month, stock, late, month >= period.first)
        for month, stock, late in _stock(basis, state.unit.level, state.unit.code)
        if first <= month <= period.last
    )


@lru_cache(maxsize=256)
def _stock(basis: Basis, level: str, code: str) -> tuple[tuple[int, int, int], ...]:
    """All months of the data at once: another period of the same unit asks nothing again."""
    frame = open_by_month(
        basis.release,
        month_from=basis.available.first,
        month_to=basis.available.last,
        scope_level=level,
        scope_code=None if level == "city" else code,
    )
    months = frame[["month", "open", "overdue"]].to_numpy().tolist()
    return tuple((month, stock, late) for month, stock, late in months)


@dataclass(frozen=True)
class CasePast:
    """One case at the end of a day.

    Attributes
    ----------
    state
        In the words of the contracts; "" before it was received.
    stage
        What it waited for, as the page tells of its holders; "" where nobody held it.
    due
        ``lost`` where an extension replaced the limit later and the release does not keep the one before.
    due_at
        The limit in force then, local.
    """

    day: date
    state: str
    is_suspended: bool
    stage: str
    holder: str
    due: Literal["none", "known", "lost"]
    due_at: datetime | None
    is_overdue: bool


def days_of(detail: CaseDetail) -> tuple[date, date]:
    """First and last day that a case can be asked about: from its receipt to the end of the data."""
    first = detail.received_at.date()
    return first, max(first, detail.provenance.data_to)


def case_on(detail: CaseDetail, day: date) -> CasePast:
    """How a case stood at the end of a day, as known now: as `data.reads.past` counts it."""
    moment = datetime.combine(day + timedelta(days=1), datetime.min.time(), detail.received_at.tzinfo)
    moment -= timedelta(microseconds=1)
    events = [
        Event(step.kind, step.at, step.recorded_at, step.actor, new_due_at=step.new_due_at)
        for step in detail.steps
        # Rated at an unknown time, sent back at an unknown time: they move nothing.
        if step.at is not None
    ]
    if detail.state == "void" and all(event.kind != "void" for event in events):
        # Voided without a day: from its last step on.
        events.append(Event("void", max(event.at for event in events if event.at is not None)))
    history = state_at(events, moment)
    extensions = [event.at for event in events if event.kind == "extended" and event.at is not None]
    past = sum(at <= moment for at in extensions)
    due_at = detail.due_at if past == len(extensions) else history.due_at
    is_open = "filed" in history.reached and history.state not in ("closed", "void")
    if "filed" not in history.reached:
        due_at = None
    is_lost = due_at is None and "filed" in history.reached and past < len(extensions)
    # A case that was voided without a day is held by nobody, though no step ended the last span.
    spans = () if history.state == "void" else detail.held
    span = next(
        (held for held in spans if held.start <= moment and (held.is_running or moment < held.end)), None
    )
    return CasePast(
        day=day,
        state=history.state if history.stage else "",
        is_suspended=history.suspended,
        stage=span.stage if span else "",
        holder=span.actor if span else "",
        due="lost" if is_lost else "known" if due_at else "none",
        due_at=due_at,
        is_overdue=is_open and due_at is not None and due_at <= moment,
    )
