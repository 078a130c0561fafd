"""Time limits of incidents: several for a sub-class, in working hours, working days, or plain hours and days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from governance.errors import RegionError
from governance.working_time import DAY, Ints, IntsLike, Suspensions, WorkClock

Stage = Literal["respond", "step", "dispose"]
Unit = Literal["工作时", "工作日", "小时", "日"]

#: Life-cycle events between which a stage's limit runs. A step is work on the way and has no event of its own.
STAGE_SPANS: Mapping[Stage, tuple[str, str | None]] = {
    "respond": ("dispatched", "responded"),
    "step": ("filed", None),
    "dispose": ("filed", "disposed"),
}
#: Units whose clock never stands still.
PLAIN_UNITS: frozenset[Unit] = frozenset({"小时", "日"})
_HOUR_UNITS: frozenset[Unit] = frozenset({"工作时", "小时"})
COLUMNS = ("version", "class_code", "subclass_name", "stage", "item", "amount", "unit", "source")


@dataclass(frozen=True)
class Limit:
    """One limit of one sub-class.

    Attributes
    ----------
    stage
        What must be done: 'dispose' decides when a case is due, and every sub-class has exactly one.
    item
        Name of the step (停工, 处罚 …) or of what the stage means here; may be empty.
    amount, unit
        工作时: an hour of office time. 工作日: one day's office hours of the county. 小时, 日: day and night.
    """

    class_code: str
    subclass_name: str
    stage: Stage
    item: str
    amount: float
    unit: Unit
    source: str

    @property
    def is_plain(self) -> bool:
        """Whether the limit runs day and night, instead of in office hours."""
        return self.unit in PLAIN_UNITS

    def seconds(self, clock: WorkClock, start: IntsLike) -> Ints:
        """Seconds allowed on `clock` for a case that begins at `start` (local seconds)."""
        shape = np.shape(start)
        if self.unit in _HOUR_UNITS:
            return np.full(shape, round(self.amount * 3600), dtype=np.int64)
        if self.unit == "日":
            return np.full(shape, round(self.amount * DAY), dtype=np.int64)
        days: Ints = np.rint(self.amount * clock.day_seconds(start)).astype(np.int64)
        return days


@dataclass(frozen=True)
class Limits:
    """All limits of a region, in the order of the file."""

    version: str
    limits: tuple[Limit, ...]

    def of(self, class_code: str, subclass_name: str) -> tuple[Limit, ...]:
        """The limits of a sub-class in the order of the file; none when it is not listed."""
        return tuple(
            limit
            for limit in self.limits
            if (limit.class_code, limit.subclass_name) == (class_code, subclass_name)
        )

    def main(self, class_code: str, subclass_name: str) -> Limit | None:
        """The limit that decides when a case is due; None when the sub-class is not listed."""
        return next((limit for limit in self.of(class_code, subclass_name) if limit.stage == "dispose"), None)


def due(limit: Limit, clock: WorkClock, start: IntsLike, suspensions: Suspensions | None = None) -> Ints:
    """When a limit that begins at `start` ends.

    Parameters
    ----------
    clock
        The county's clock, or one that runs day and night where `limit.is_plain`.
    start
        Local seconds.

    Returns
    -------
    ndarray of int64
        Local seconds; ``working_time.NEVER`` while a suspension has no end.
    """
    return clock.add(start, limit.seconds(clock, start), suspensions)


def parse_limits(rows: Iterable[Mapping[str, str]]) -> Limits:
    """Read the rows of ``limits.csv`` (columns `COLUMNS`).

    Raises
    ------
    RegionError
        Naming every fault: an unknown stage or unit, an amount that is not positive, two versions in one file,
        a limit listed twice, a sub-class without exactly one limit for 'dispose'.
    """
    faults: list[str] = []
    found: list[Limit] = []
    versions = set()
    for number, row in enumerate(rows, start=2):
        missing = [name for name in COLUMNS if row.get(name) is None]
        if missing:
            faults.append(f"row {number}: no {', '.join(missing)}")
            continue
        versions.add(row["version"])
        amount = _amount(row["amount"])
        if amount is None:
            faults.append(f"row {number}: amount {row['amount']!r}")
        for name, known in (("stage", get_args(Stage)), ("unit", get_args(Unit))):
            if row[name] not in known:
                faults.append(f"row {number}: {name} {row[name]!r}, not one of {', '.join(known)}")
        found.append(
            Limit(
                row["class_code"], row["subclass_name"], row["stage"], row["item"], amount or 0.0, row["unit"],  # type: ignore[arg-type]  # checked above
                row["source"],
            )
        )  # fmt: skip
    if len(versions) != 1:
        faults.append(f"{len(versions)} versions: {', '.join(sorted(versions))}")
    faults += _repeated(found)
    if faults:
        raise RegionError("时限表有误 Limits", "; ".join(faults), "修正 mend limits.csv")
    return Limits(versions.pop(), tuple(found))


def _amount(text: str) -> float | None:
    """A positive finite number, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 < value < float("inf") else None


def _repeated(limits: list[Limit]) -> list[str]:
    """Limits listed twice, and sub-classes without exactly one that decides."""
    listed = Counter((limit.class_code, limit.subclass_name, limit.stage, limit.item) for limit in limits)
    faults = [f"{' '.join(key)}: {n} times" for key, n in listed.items() if n > 1]
    deciding = Counter({(limit.class_code, limit.subclass_name): 0 for limit in limits})
    deciding.update((limit.class_code, limit.subclass_name) for limit in limits if limit.stage == "dispose")
    return faults + [f"{' '.join(key)}: {n} limits for dispose" for key, n in deciding.items() if n != 1]
