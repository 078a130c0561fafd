"""What each department owes: files that are late or never came, files refused, rows held back and not mended yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

import pandas as pd

from data.definitions import Department, Feed
from data.reads import owed_reasons, owed_rows, source_files
from data.rules.registry import RULES
from views.basis import Basis
from views.staleness import FeedState, feed_states, screen_datasets

Kind = Literal["missing", "late", "file", "rows"]

# The same file came twice: nothing of it is missing, nobody owes it.
_NOT_OWED = frozenset({"repeated_file"})


@dataclass(frozen=True)
class Reason:
    """Why rows (or a whole file) were held back.

    Attributes
    ----------
    n
        Rows concerned; 0 where it is the file as such.
    row
        The first of them, as a person sees it in the file.
    words, remedy
        (Chinese, English) each, of that first row.
    """

    rule: str
    n: int
    row: int | None
    words: tuple[str, str]
    remedy: tuple[str, str]


@dataclass(frozen=True)
class Debt:
    """One thing that a department has to send or to mend.

    Attributes
    ----------
    department
        None where the file could not be told to be anybody's.
    feed
        What it belongs to; None where the file fits no data set.
    since
        Day since which it is owed: that of the broken promise, or on which the file came; None where nothing ever did.
    days
        Days since then.
    n_rows
        Rows to mend (``rows``), or that the refused file held where that is known (``file``).
    delivery_id
        The delivery that brought the file; "" where none did.
    screens
        Screens that rest on the feed, as `views.staleness.screen_datasets` names them.
    """

    department: Department | None
    feed: Feed | None
    kind: Kind
    file: str
    file_id: int | None
    since: date | None
    days: int | None
    n_rows: int
    reasons: tuple[Reason, ...]
    screens: tuple[str, ...]
    delivery_id: str = ""

    @property
    def is_the_centres(self) -> bool:
        """Whether the data centre has to settle it, not the department: how a refused file is to be read, say."""
        owners = {RULES[reason.rule].owner for reason in self.reasons if reason.rule in RULES}
        return self.kind == "file" and owners == {"data_centre"}


def debts(basis: Basis, today: date | None = None) -> tuple[Debt, ...]:
    """Everything owed as of today (or another local day): by department, what stops most first."""
    day = today or basis.today
    departments = {entry.id: at for at, entry in enumerate(basis.definitions.departments)}
    feeds = [_of_feed(state, basis) for state in feed_states(basis, day) if state.is_stale]
    order: dict[Kind, int] = {"missing": 0, "late": 1, "file": 2, "rows": 3}
    return tuple(
        sorted(
            (*feeds, *_of_files(basis, day)),
            key=lambda debt: (
                departments.get(debt.department.id, -1) if debt.department else len(departments),
                order[debt.kind],
                -debt.n_rows,
            ),
        )
    )


def _of_feed(state: FeedState, basis: Basis) -> Debt:
    return Debt(
        state.department,
        state.feed,
        "missing" if state.standing == "missing" else "late",
        "",
        None,
        state.due_on,
        state.late_days,
        0,
        (),
        _screens(basis, state.feed.dataset),
    )


def _of_files(basis: Basis, day: date) -> list[Debt]:
    known = {entry.id: entry for entry in basis.definitions.departments}
    found = []
    for file in _owed_files(basis).to_dict("records"):
        reasons = _reasons(basis).get(int(file["file_id"]), ())
        if file["held_back"] and _NOT_OWED & {reason.rule for reason in reasons}:
            continue
        department = known.get(str(file["department"]))
        dataset = str(file["dataset"] or "")
        feed = department.feed(dataset) if department else None
        found.append(
            Debt(
                department,
                feed,
                "file" if file["held_back"] else "rows",
                str(file["name"]),
                int(file["file_id"]),
                file["received_on"],
                (day - file["received_on"]).days,
                int(file["n"]),
                reasons,
                _screens(basis, dataset),
                str(file["delivery_id"] or ""),
            )
        )
    return found


def _screens(basis: Basis, dataset: str) -> tuple[str, ...]:
    return tuple(name for name, resting in screen_datasets(basis).items() if dataset in resting)


@lru_cache(maxsize=8)
def _owed_files(basis: Basis) -> pd.DataFrame:
    """Refused files and files with rows to mend; a refused file that came again under its name is settled."""
    frame = owed_rows(basis.release)
    local = frame["received_at"].dt.tz_localize("UTC").dt.tz_convert(basis.definitions.timezone)
    frame = frame.assign(received_on=local.dt.date)
    every = source_files(basis.release)
    taken = every[~every["held_back"].astype(bool)].groupby("name")["received_at"].max()
    again = frame["name"].map(taken) > frame["received_at"]
    return frame[~(frame["held_back"].astype(bool) & again)]


@lru_cache(maxsize=8)
def _reasons(basis: Basis) -> Mapping[int, tuple[Reason, ...]]:
    """By file, the most frequent first."""
    found: dict[int, list[Reason]] = {}
    for row in owed_reasons(basis.release).to_dict("records"):
        first = None if pd.isna(row["row"]) else int(row["row"])
        found.setdefault(int(row["file_id"]), []).append(
            Reason(
                str(row["rule"]),
                int(row["n"]),
                first,
                (str(row["message_zh"]), str(row["message_en"])),
                (str(row["remedy_zh"]), str(row["remedy_en"])),
            )
        )
    return {file_id: tuple(reasons) for file_id, reasons in found.items()}
