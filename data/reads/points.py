"""Where cases lie: counts by cell of a lattice and frame of time, single cases, counts by grid.

All take the parameters of ``views.cases.filter.CaseFilter.parameters``: the very cases that a filter's list shows.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.release import Release
from geo.density import POINT_LEVEL, CellBox, CellCounts

_WHOLE = {"west": -180.0, "south": -85.0, "east": 180.0, "north": 85.0}


def point_frames(release: Release, parameters: Mapping[str, object], *, by_day: bool) -> pd.DataFrame:
    """Cases by month or day.

    Returns
    -------
    DataFrame
        int ``frame`` (month as year * 12 + month - 1, or days since 1970; missing where the case has no such date),
        ``cases``, ``located``; frames without cases are left out.
    """
    return release.frame("point_frames", by_day=by_day, **parameters)


def density_cells(
    release: Release, parameters: Mapping[str, object], *, level: int, by_day: bool, box: CellBox | None
) -> CellCounts:
    """Located cases by cell and frame, in the whole region or inside a box of the same level."""
    cells = release.run(
        "density_cells", by_day=by_day, side=2.0**level, **_sides(box), **parameters
    ).fetchnumpy()
    x, y, frame, cases = (
        np.ma.filled(cells[name], 0).astype(np.int64) for name in ("x", "y", "frame", "cases")
    )
    if box is not None:
        x0, y0, x1, y1 = box.cells
        # The query's sides are a hair wider than the cells, so that no case on an edge is lost.
        inside = (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
        x, y, frame, cases = x[inside], y[inside], frame[inside], cases[inside]
    return CellCounts(level, x, y, frame, cases)


def point_rows(
    release: Release, parameters: Mapping[str, object], *, box: CellBox | None, limit: int
) -> pd.DataFrame:
    """Located cases one by one, at most `limit`.

    Returns
    -------
    DataFrame
        ``row`` (in the release's table), ``x, y`` (cell of level `geo.density.POINT_LEVEL`), ``day`` (since 1970),
        ``class_code, subclass_name, state, is_open, is_overdue``; in the order of the table.
    """
    frame = release.records("point_rows", side=2.0**POINT_LEVEL, limit=limit, **_sides(box), **parameters)
    if box is None:
        return frame
    x0, y0, x1, y1 = box.cells
    shift = POINT_LEVEL - box.level
    x, y = frame["x"].to_numpy() >> shift, frame["y"].to_numpy() >> shift
    return frame[(x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)].reset_index(drop=True)


def grid_counts(release: Release, parameters: Mapping[str, object]) -> pd.DataFrame:
    """Located cases by grid: ``grid_code``, ``cases``; grids without any are left out."""
    return release.frame("hot_counts", **parameters)


def case_at_row(release: Release, row: int) -> str | None:
    """Id of the case at a row of the release's table, or None."""
    found = release.run("point_case", row=row).fetchone()
    return None if found is None else str(found[0])


def _sides(box: CellBox | None) -> dict[str, float]:
    if box is None:
        return _WHOLE
    return dict(zip(("west", "south", "east", "north"), box.bounds, strict=True))
