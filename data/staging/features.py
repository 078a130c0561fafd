"""Features out of texts that name their attributes one by one (GeoJSON, KML): gathered into columns as they come."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.staging.grid import BATCH_ROWS, POINT_X, POINT_Y, Batch, FileFaultError, Grid, Row

# Attributes of one file: more are no table.
_MOST_NAMES = 2_000
_TEXT = pa.string()


class Features:
    """Gathers features, numbered from 1; a name that comes late is blank in those before."""

    def __init__(self) -> None:
        self._names: dict[str, int] = {}
        self._rows: list[Row] = []
        self._points: list[tuple[str | None, str | None]] = []
        self._parts: list[list[pa.Array]] = []
        self._lengths: list[int] = []

    def add(self, attributes: dict[str, str | None], x: str | None, y: str | None) -> None:
        """Add a feature and its point."""
        names = self._names
        row: Row = [None] * len(names)
        for name, value in attributes.items():
            place = names.get(name)
            if place is None:
                if len(names) >= _MOST_NAMES:
                    raise FileFaultError(
                        "too_large", detail=f"超过 {_MOST_NAMES} 个不同的属性名",
                        detail_en=f"more than {_MOST_NAMES} different attributes",
                    )  # fmt: skip
                place = names[name] = len(names)
            if place >= len(row):
                row += [None] * (place + 1 - len(row))
            row[place] = value
        self._rows.append(row)
        self._points.append((x, y))
        if len(self._rows) >= BATCH_ROWS:
            self._flush()

    def grid(self) -> Grid:
        """All features, below a header of their names and of the two columns of the point.

        Raises
        ------
        FileFaultError
            ``empty_file``: there are none.
        """
        self._flush()
        if not self._lengths:
            raise FileFaultError("empty_file")
        header: Row = [*self._names, POINT_X, POINT_Y]
        batches, number = [Batch.of_rows([0], [header], len(header))], 1
        for columns, n in zip(self._parts, self._lengths, strict=True):
            *attributes, x, y = columns
            later = [pa.nulls(n, _TEXT)] * (len(self._names) - len(attributes))
            numbers = np.arange(number, number + n, dtype=np.int32)
            batches.append(Batch(numbers, (*attributes, *later, x, y)))
            number += n
        return Grid.of_batches(None, batches)

    def _flush(self) -> None:
        if not self._rows:
            return
        part = Batch.of_rows(range(len(self._rows)), self._rows, len(self._names))
        x, y = zip(*self._points, strict=True)
        self._parts.append([*part.columns, pa.array(x, _TEXT), pa.array(y, _TEXT)])
        self._lengths.append(len(part))
        self._rows, self._points = [], []
