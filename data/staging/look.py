"""Where the header stands on each sheet of a file, seen from each contract that the file may be of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.contracts import Column, Contract
from data.staging.grid import FileFaultError, Grid, Reading, Row
from data.staging.matching import Match, alias, match
from data.staging.options import NOTHING_SETTLED, ReadOptions
from data.staging.saved import NO_MAPPINGS, Mappings, SavedMapping, header_labels

# Title rows, a unit line and a merged line above the header: thirty rows are ample.
_HEADER_WITHIN = 30
# So many rows below the header are looked at for what their columns hold.
SAMPLE_ROWS = 100


@dataclass(frozen=True, eq=False)
class Look:
    """One grid against one contract: the row that serves best as header, and what its columns match.

    Attributes
    ----------
    at
        Position of the header in the grid's head; None where a settled header row is not in this grid.
    saved
        The saved mapping that was used.
    """

    contract: Contract
    grid: Grid
    at: int | None
    matches: tuple[Match, ...] = ()
    saved: SavedMapping | None = None

    @property
    def columns(self) -> dict[str, int]:
        """Our name → position."""
        return {found.name: found.place for found in self.matches}

    @property
    def missing(self) -> tuple[str, ...]:
        """Headers of the required columns that it lacks."""
        return tuple(column.header for column in self.contract.missing(self.columns))

    @property
    def complete(self) -> bool:
        """Whether every required column is there."""
        return self.at is not None and not self.missing

    @property
    def header(self) -> tuple[str, ...]:
        """The header as it stands."""
        return () if self.at is None else tuple(cell or "" for cell in self.grid.head[self.at])

    @property
    def rows(self) -> list[Row]:
        """The first rows below the header."""
        return [] if self.at is None else self.grid.head[self.at + 1 :][:SAMPLE_ROWS]


def looks(
    reading: Reading,
    contracts: Sequence[Contract],
    options: ReadOptions = NOTHING_SETTLED,
    mappings: Mappings = NO_MAPPINGS,
) -> dict[tuple[str, str], list[Look]]:
    """Every grid that is not empty against every contract that the options leave open.

    Raises
    ------
    FileFaultError
        ``unknown_department`` when the options name none of the contracts; ``settled_missing`` when no grid has the
        settled row or column.
    """
    open_ones = [
        c
        for c in contracts
        if options.department in (None, c.department) and options.dataset in (None, c.dataset.name)
    ]
    if not open_ones:
        raise FileFaultError("unknown_department", value=f"{options.department} {options.dataset or ''}")
    grids = [grid for grid in reading.grids if grid.head]
    result: dict[tuple[str, str], list[Look]] = {}
    fault: FileFaultError | None = None
    for contract in open_ones:
        result[contract.key] = []
        for grid in grids:
            try:
                result[contract.key].append(_look(contract, grid, options, mappings))
            except FileFaultError as error:
                # Another sheet may have what was settled.
                fault = error
                result[contract.key].append(Look(contract, grid, None))
    if fault is not None and all(found.at is None for every in result.values() for found in every):
        raise fault
    return result


def _look(contract: Contract, grid: Grid, options: ReadOptions, mappings: Mappings) -> Look:
    """Find the header in a grid and match its columns.

    Raises
    ------
    FileFaultError
        ``settled_missing``.
    """
    rows = grid.head[:_HEADER_WITHIN]
    saved: SavedMapping | None = None
    if options.header_row is not None:
        if options.header_row not in grid.numbers:
            row = str(options.header_row)
            raise FileFaultError("settled_missing", value=row, detail="（表头行）", detail_en=" (header row)")
        at = grid.numbers.index(options.header_row)
        saved = mappings.find(contract.key, grid.head[at])
    else:
        of_rows = [mappings.find(contract.key, row) for row in rows] if mappings.entries else []
        known = next((i for i, found in enumerate(of_rows) if found is not None), None)
        if known is None:
            at = _header_at(contract, rows, options)
        else:
            at, saved = known, of_rows[known]
    below = grid.head[at + 1 :][:SAMPLE_ROWS]
    header = grid.head[at]
    found = Look(contract, grid, at, match(contract, header, below, options.columns, saved), saved)
    if saved is None and not found.complete:
        # The department added a column since: what was settled about the others still holds.
        saved = mappings.within(contract.key, header)
        if saved is not None:
            return Look(contract, grid, at, match(contract, header, below, options.columns, saved), saved)
    return found


def _header_at(contract: Contract, rows: Sequence[Row], options: ReadOptions) -> int:
    """The first row with the most headers of the contract; where no row has any, the one that looks like a header."""
    words = _aliases(contract.columns)
    settled = {label for label in options.columns.values() if label}
    counts = [
        len({alias(cell) for cell in row if cell} & words) + len(settled & set(header_labels(row)))
        for row in rows
    ]
    best = max(range(len(rows)), key=counts.__getitem__)
    return best if counts[best] else _likely_header(rows)


@lru_cache(maxsize=64)
def _aliases(columns: tuple[Column, ...]) -> frozenset[str]:
    return frozenset(alias(text) for column in columns for text in column.headers) - {""}


def _likely_header(rows: Sequence[Row]) -> int:
    """The first of the rows with the most cells of short words and no numbers."""

    def wordy(row: Row) -> int:
        return len({cell for cell in row if cell and len(cell) <= 20 and not cell[0].isdigit()})

    return max(range(len(rows)), key=lambda i: wordy(rows[i]))
