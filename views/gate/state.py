"""Where a delivery stands: the step that its screen shows follows from the delivery, its job and the candidate alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from data.gate.deliveries import Delivery, deliveries, delivery
from data.gate.jobs import Job, current_job
from data.pointer import POINTER, read_pointer
from data.publish.candidate import Candidate, candidate
from data.settings import Settings

Step = Literal["files", "reading", "check", "result", "done"]
STEPS: tuple[Step, ...] = ("files", "reading", "check", "result", "done")
# What a reader may ask for by the address while nothing was checked yet.
OPEN_STEPS: tuple[Step, ...] = ("files", "reading")


@dataclass(frozen=True)
class GateState:
    """A delivery and what became of it so far.

    Attributes
    ----------
    job
        The job about this delivery, where it runs or was the last one.
    other
        Another delivery's job that runs now: only one runs at a time.
    candidate
        The release that waits to be published, where it holds this delivery.
    base_moved
        Whether another release became current after the candidate was made: it has to be made again.
    """

    delivery: Delivery
    step: Step
    job: Job | None = None
    other: Job | None = None
    candidate: Candidate | None = None
    base_moved: bool = False

    @property
    def is_running(self) -> bool:
        """Whether the delivery is being checked now."""
        return self.job is not None and self.job.state == "running"

    @property
    def may_change(self) -> bool:
        """Whether its files and what is settled about them may still be changed."""
        return self.delivery.state not in ("published", "withdrawn") and not self.is_running


def gate_state(settings: Settings, delivery_id: str, wanted: str = "") -> GateState:
    """Where a delivery stands.

    Parameters
    ----------
    wanted
        The step that the address asks for; followed while it can be shown.

    Raises
    ------
    OneMapError
        When there is no such delivery.
    """
    own = delivery(settings, delivery_id)
    last = current_job(settings)
    mine = last if last is not None and delivery_id in last.delivery_ids else None
    other = last if mine is None and last is not None and last.state == "running" else None
    waiting = candidate(settings)
    # A delivery that was changed after the candidate was made of it is open again.
    if waiting is not None and (own.state != "prepared" or delivery_id not in waiting.new_ids):
        waiting = None
    pointer = read_pointer(settings.home)
    current = pointer.release_id if pointer else None
    state = GateState(
        own,
        "files",
        mine,
        other,
        waiting,
        waiting is not None and waiting.base_release_id != current,
    )
    return replace(state, step=_step(state, wanted))


def _step(state: GateState, wanted: str) -> Step:
    if state.delivery.state in ("published", "withdrawn"):
        return "done"
    if state.is_running:
        return "check"
    asked: Step | None = next((step for step in OPEN_STEPS if step == wanted), None)
    if asked is not None and (asked == "files" or state.delivery.files):
        return asked
    if state.candidate is not None:
        return "result"
    if state.job is not None and state.job.state == "failed":
        return "check"
    return "files"


def known_deliveries(settings: Settings, most: int = 20) -> tuple[Delivery, ...]:
    """Deliveries that are still of use, the latest first: those withdrawn before they held a file are left out."""
    kept = [own for own in deliveries(settings) if own.files or own.state == "open"]
    return tuple(kept[:most])


def has_pointer(settings: Settings) -> bool:
    """Whether anything was published, be it readable or not."""
    return (settings.home / POINTER).is_file()
