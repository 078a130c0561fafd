"""The data of one grid below its header, read on in batches; totals and signatures at the foot are told, not staged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from data.problems import Problem, problem
from data.rules.registry import RULES
from data.staging.grid import Batch, Grid, Row

_FOOTERS = ("合计", "总计", "小计", "共计", "制表", "填表", "审核", "备注：", "备注:", "注：", "注:")
_FOOTER = "^(?:" + "|".join(r"\s*".join(word) for word in _FOOTERS) + ")"
# Beyond so many, rows that look like footers are rows like any other: none is dropped without a word.
_MOST_FOOTERS = 100


@dataclass(frozen=True, eq=False)
class Sheet:
    """The data of one grid, below its header.

    Attributes
    ----------
    sheet
        Name of the worksheet where a file has several, else None.
    header
        Labels as they stand, "" where there is none.
    columns
        Our name → position; `lon` and `lat` point at the feature's own point where the file has one.
    personal
        Positions of columns that are passed over.
    grid, at
        Where it stands: the header is the row at that position of the grid.
    label
        Its file, and the sheet where there are several: what its problems are told under.
    required
        Positions of the required columns.
    """

    sheet: str | None
    header: tuple[str, ...]
    columns: dict[str, int]
    personal: frozenset[int]
    grid: Grid
    at: int
    label: str
    required: tuple[int, ...]

    @property
    def head(self) -> list[Row]:
        """The first rows of data."""
        below = self.grid.head[self.at + 1 :]
        return [row for row in below if not self._is_footer(row)]

    @property
    def n_rows(self) -> int | None:
        """Rows below the header, footers among them; None: known only once they have been read."""
        return None if self.grid.n_rows is None else self.grid.n_rows - self.at - 1

    @property
    def about_rows(self) -> int:
        """The same, or what the size of the file lets expect."""
        return max(self.grid.about_rows - self.at - 1, 0)

    def batches(self, notes: list[Problem] | None = None) -> Iterator[Batch]:
        """Rows of data from the first to the last; what is no data is added to `notes`.

        Raises
        ------
        FileFaultError
            Where the file turns out to be damaged.
        """
        told = 0
        for batch in self.grid.stream(self.at + 1, len(self.header)):
            if not batch.columns or not len(batch):
                continue
            begins = pc.match_substring_regex(pc.coalesce(*batch.columns), _FOOTER)
            kept = np.ones(len(batch), dtype=np.bool_)
            for i in np.flatnonzero(begins.fill_null(False).to_numpy(zero_copy_only=False)).tolist():
                row: Row = [column[i].as_py() for column in batch.columns]
                if told < _MOST_FOOTERS and self._is_footer(row):
                    told, kept[i] = told + 1, False
                    if notes is not None:
                        first, number = next(cell for cell in row if cell), int(batch.numbers[i])
                        notes.append(problem(RULES["footer_row"], self.label, row=number, value=first))
            yield batch.only(kept)

    @property
    def rows(self) -> list[Row]:
        """All rows of data at once: for small files."""
        return [row for batch in self.batches() for row in batch.rows()]

    @property
    def numbers(self) -> list[int]:
        """Numbers of all rows of data."""
        return [int(number) for batch in self.batches() for number in batch.numbers]

    def _is_footer(self, row: Row) -> bool:
        first = next((cell for cell in row if cell), "")
        if not first.replace(" ", "").startswith(_FOOTERS):
            return False
        return sum(1 for i in self.required if i < len(row) and row[i]) <= len(self.required) / 2
