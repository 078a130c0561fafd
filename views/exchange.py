"""The exchange matrix: departments by data sets, what came when, how good it was, and who rests on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pandas as pd

from data.datasets import DATASETS
from data.definitions import Department, Feed
from data.reads import feed_reach
from governance.indicators import Indicator
from views.basis import Basis, Provenance
from views.debts import Debt, debts
from views.staleness import FeedState, deliveries_of, feed_states, indicator_datasets, screen_datasets


@dataclass(frozen=True)
class Quality:
    """What came on one day, and how much of it could be used."""

    on: date
    rows_in: int
    rows_accepted: int

    @property
    def percent(self) -> float | None:
        """Share accepted; None where nothing came."""
        return self.rows_accepted / self.rows_in * 100 if self.rows_in else None


@dataclass(frozen=True)
class Cell:
    """One department's one data set.

    Attributes
    ----------
    state
        None where the department sends what it never promised: it cannot be late.
    last_on
        Local day of the last receipt.
    reaches_to
        Local day of the last thing that an accepted row tells of.
    n_open
        Rows held back and not mended yet.
    n_refused
        Whole files held back and not sent again.
    history
        Receipts by day, the earliest first.
    """

    department: Department
    dataset: str
    feed: Feed | None
    state: FeedState | None
    last_on: date | None
    reaches_to: date | None
    n_files: int
    rows_in: int
    rows_accepted: int
    rows_rejected: int
    n_open: int
    n_refused: int
    history: tuple[Quality, ...]

    @property
    def percent(self) -> float | None:
        """Share accepted of all that ever came."""
        return self.rows_accepted / self.rows_in * 100 if self.rows_in else None


@dataclass(frozen=True)
class DatasetColumn:
    """A data set over all departments: its course, and who rests on it.

    Attributes
    ----------
    screens
        As `views.staleness.screen_datasets` names them.
    """

    dataset: str
    rows_in: int
    rows_accepted: int
    history: tuple[Quality, ...]
    screens: tuple[str, ...]
    indicators: tuple[Indicator, ...]

    @property
    def percent(self) -> float | None:
        """Share accepted."""
        return self.rows_accepted / self.rows_in * 100 if self.rows_in else None


@dataclass(frozen=True, eq=False)
class ExchangeView:
    """Everything the exchange page shows.

    Attributes
    ----------
    rows
        Departments in the order of the definitions; a cell a data set, None where there is nothing to send.
    """

    provenance: Provenance
    today: date
    columns: tuple[DatasetColumn, ...]
    rows: tuple[tuple[Department, tuple[Cell | None, ...]], ...]
    debts: tuple[Debt, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells that there are."""
        return tuple(cell for _, cells in self.rows for cell in cells if cell is not None)

    @property
    def n_open(self) -> int:
        """Rows to mend, of all departments."""
        return sum(debt.n_rows for debt in self.debts if debt.kind == "rows")

    def standing(self, name: str) -> int:
        """How many promised feeds stand so: ``fresh``, ``late`` or ``missing``."""
        return sum(1 for cell in self.cells if cell.state and cell.state.standing == name)


def exchange_view(basis: Basis, today: date | None = None) -> ExchangeView:
    """Compose the matrix as of today, or of another local day."""
    day = today or basis.today
    owed = debts(basis, day)
    states = {(state.department.id, state.feed.dataset): state for state in feed_states(basis, day)}
    sent = deliveries_of(basis)
    there = set(states) | set(zip(sent["department"], sent["dataset"], strict=True))
    datasets = [name for name in DATASETS if any(dataset == name for _, dataset in there)]
    return ExchangeView(
        provenance=basis.provenance,
        today=day,
        columns=tuple(_column(basis, name) for name in datasets),
        rows=tuple(
            (
                department,
                tuple(
                    _cell(basis, department, name, states.get((department.id, name)), owed)
                    if (department.id, name) in there
                    else None
                    for name in datasets
                ),
            )
            for department in basis.definitions.departments
            if any((department.id, name) in there for name in datasets)
        ),
        debts=owed,
    )


def _cell(
    basis: Basis, department: Department, dataset: str, state: FeedState | None, owed: tuple[Debt, ...]
) -> Cell:
    sent = _sent(basis, department.id, dataset)
    mine = [
        debt
        for debt in owed
        if debt.department is department and debt.feed is not None and debt.feed.dataset == dataset
    ]
    return Cell(
        department=department,
        dataset=dataset,
        feed=department.feed(dataset),
        state=state,
        last_on=sent.last_on,
        reaches_to=_reach(basis).get((department.id, dataset)),
        n_files=sent.n_files,
        rows_in=sent.rows_in,
        rows_accepted=sent.rows_accepted,
        rows_rejected=sent.rows_rejected,
        n_open=sum(debt.n_rows for debt in mine if debt.kind == "rows"),
        n_refused=sum(1 for debt in mine if debt.kind == "file"),
        history=sent.history,
    )


@dataclass(frozen=True)
class _Sent:
    """What came of one feed: the same as long as the release is."""

    last_on: date | None
    n_files: int
    rows_in: int
    rows_accepted: int
    rows_rejected: int
    history: tuple[Quality, ...]


@lru_cache(maxsize=256)
def _sent(basis: Basis, department: str, dataset: str) -> _Sent:
    every = deliveries_of(basis)
    own = every[(every["department"] == department) & (every["dataset"] == dataset)]
    taken = own.loc[own["taken"].astype(bool), "received_on"]
    n_files, came, used, refused = (
        int(own[name].sum()) for name in ("n_files", "rows_in", "rows_accepted", "rows_rejected")
    )
    return _Sent(None if taken.empty else taken.max(), n_files, came, used, refused, _history(own))


@lru_cache(maxsize=32)
def _column(basis: Basis, dataset: str) -> DatasetColumn:
    sent = deliveries_of(basis)
    own = sent[sent["dataset"] == dataset]
    return DatasetColumn(
        dataset,
        int(own["rows_in"].sum()),
        int(own["rows_accepted"].sum()),
        _history(own),
        tuple(name for name, resting in screen_datasets(basis).items() if dataset in resting),
        tuple(
            entry for entry in basis.definitions.indicators.indicators if dataset in indicator_datasets(entry)
        ),
    )


def _history(sent: pd.DataFrame) -> tuple[Quality, ...]:
    by_day = sent.groupby("received_on", sort=True)[["rows_in", "rows_accepted"]].sum()
    return tuple(
        Quality(on, int(came), int(used))
        for on, came, used in zip(by_day.index, by_day["rows_in"], by_day["rows_accepted"], strict=True)
    )


@lru_cache(maxsize=8)
def _reach(basis: Basis) -> Mapping[tuple[str, str], date]:
    frame = feed_reach(basis.release)
    local = frame["reaches_to"].dt.tz_localize("UTC").dt.tz_convert(basis.definitions.timezone).dt.date
    return dict(zip(zip(frame["department"], frame["dataset"], strict=True), local, strict=True))
