"""Rows of the board: shares of whistles, departments, themes, joint work, months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from governance.indicators import Rate
from views.figures import FEW_IN_DENOMINATOR
from views.names import Lang
from views.whistles.filter import Names

MANY = 4  # Whistles that called so many departments or more are one row.


@dataclass(frozen=True)
class Share:
    """A part of a whole: the whole may be empty, and may be few."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """None where the whole is empty."""
        return Rate(self.part, self.whole, 100.0).value

    @property
    def is_few(self) -> bool:
        """Whether the whole is so small that the share says little."""
        return 0 < self.whole < FEW_IN_DENOMINATOR


@dataclass(frozen=True)
class Step:
    """A step of the way: how many of the whistles collected came so far."""

    id: str
    count: int
    share: Share


@dataclass(frozen=True)
class OfficeRow:
    """A department called.

    Attributes
    ----------
    in_time
        Reported in within the limit, of all times it was called.
    late_minutes
        Median of the working minutes past the limit, of the times it was not in time; None where it always was.
    absent
        Times that it has not come at all.
    overdue, unreported
        What it owes on the last day of the data, and how much of it for want of reporting in.
    """

    code: str
    name: str
    led: int
    joined: int
    in_time: Share
    came_late: int
    absent: int
    late_minutes: float | None
    open: int
    overdue: int
    unreported: int


@dataclass(frozen=True)
class ThemeRow:
    """A theme with its whistles and the share of those due that were solved."""

    code: str
    name: str
    blown: int
    solved: Share
    open: int
    overdue: int


@dataclass(frozen=True)
class SizeRow:
    """Whistles that called so many departments, and how they did; `days` is the median to their close."""

    n_departments: int
    or_more: bool
    blown: int
    solved: Share
    in_time: Share
    days: float | None


@dataclass(frozen=True)
class PairRow:
    """A lead and a joint department that answered together."""

    lead: str
    joint: str
    blown: int
    solved: Share


@dataclass(frozen=True)
class MonthRow:
    """Whistles blown, closed and solved in a month."""

    month: int
    blown: int
    closed: int
    solved: int


def offices_of(frame: pd.DataFrame, names: Names, lang: Lang) -> tuple[OfficeRow, ...]:
    """Departments that were called in the months or owe something now, the most often called first."""
    return tuple(
        OfficeRow(
            code=str(row["department_code"]),
            name=names.office(str(row["department_code"]), lang),
            led=int(row["led"]),
            joined=int(row["joined"]),
            in_time=Share(int(row["reported"]), int(row["called"])),
            came_late=int(row["came_late"]),
            absent=int(row["absent"]),
            late_minutes=None if np.isnan(row["median_late"]) else float(row["median_late"]),
            open=int(row["open"]),
            overdue=int(row["overdue"]),
            unreported=int(row["unreported"]),
        )
        for row in frame.to_dict("records")
        if row["called"] or row["open"]
    )


def themes_of(frame: pd.DataFrame, names: Names, lang: Lang) -> tuple[ThemeRow, ...]:
    """Themes with whistles in the months or open now, the most frequent first."""
    return tuple(
        ThemeRow(
            code=str(row["theme_code"]),
            name=names.theme(str(row["theme_code"]), lang),
            blown=int(row["blown"]),
            solved=Share(int(row["due_solved"]), int(row["due"])),
            open=int(row["open"]),
            overdue=int(row["overdue"]),
        )
        for row in frame.to_dict("records")
        if row["blown"] or row["due"] or row["open"]
    )


def sizes_of(frame: pd.DataFrame) -> tuple[SizeRow, ...]:
    """One row a number of departments; the largest ones together (their median of days is left out)."""
    rows = []
    for number in range(1, MANY + 1):
        own = frame[frame["n_departments"] >= MANY if number == MANY else frame["n_departments"] == number]
        if own.empty:
            continue
        days = own["median_days"].iloc[0] if len(own) == 1 else np.nan
        sums = {name: int(own[name].sum()) for name in ("blown", "due", "due_solved", "called", "reported")}
        rows.append(
            SizeRow(
                n_departments=number,
                or_more=number == MANY,
                blown=sums["blown"],
                solved=Share(sums["due_solved"], sums["due"]),
                in_time=Share(sums["reported"], sums["called"]),
                days=None if np.isnan(days) else float(days),
            )
        )
    return tuple(rows)


def pairs_of(frame: pd.DataFrame, names: Names, lang: Lang) -> tuple[PairRow, ...]:
    """Leads with the joint departments that answered with them most often."""
    return tuple(
        PairRow(
            names.office(str(row["lead_code"]), lang),
            names.office(str(row["joint_code"]), lang),
            int(row["blown"]),
            Share(int(row["due_solved"]), int(row["due"])),
        )
        for row in frame.to_dict("records")
    )
