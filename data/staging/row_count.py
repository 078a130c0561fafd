"""How many rows have been read, and how many there will be: told by what files say of themselves, else by their size."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from data.staging.options import Incoming
from data.staging.receive import ReceivedFile


class RowCount:
    """Counts rows over the files of one import and tells them on.

    Parameters
    ----------
    told
        Called with the rows so far and how many there will be; None before there is anything to tell it by.
    """

    def __init__(self, files: Sequence[Incoming], told: Callable[[int, int | None], None]) -> None:
        self._told = told
        self._bytes_left = sum(file.path.stat().st_size for file in files)
        self._bytes_done = 0
        self._rows_done = 0
        self._rows = 0

    def of(self, file: ReceivedFile) -> Callable[[int], None]:
        """What to call with the rows of this file so far; the files before it are done."""
        self._rows_done += self._rows
        self._rows = 0
        self._bytes_left -= file.bytes
        known = sum(sheet.about_rows for sheet in file.sheets)
        self._bytes_done += file.bytes if file.sheets else 0

        def told(rows: int) -> None:
            self._rows = rows
            of_this = max(known, rows)
            here = self._rows_done + of_this
            rest = here * self._bytes_left / self._bytes_done if self._bytes_done else 0
            self._told(self._rows_done + rows, int(here + max(rest, 0)) or None)

        return told
