"""The points of a file's first rows, for a look at their datum before anything is staged."""

from __future__ import annotations

import pandas as pd

from data.place import Places
from data.problems import Problem
from data.rules.datum import MAX_POINTS, DatumVerdict, detect
from data.rules.datum_ruling import rule_datum
from data.staging.grid import FileFaultError
from data.staging.header import Located

_COLUMNS = ("lon", "lat", "community_code")
# A look reads no further: files are sorted by time or number, so the first rows are like the others.
_MOST_ROWS = 50_000


def look_at_points(
    located: Located | None, name: str, places: Places | None
) -> tuple[DatumVerdict | None, tuple[Problem, ...]]:
    """What the points of the first rows tell, and what that would do to the file.

    Returns
    -------
    None where the file has no points or there is no region to compare them with; problems of the file.
    """
    if located is None or places is None or located.contract.geometry == "none":
        return None, ()
    try:
        points = first_points(located)
    except FileFaultError as fault:
        return None, (fault.problem(name),)
    if not len(points):
        return None, ()
    ruling = rule_datum(places, name, located.datum, points)
    held_back = () if ruling.fault is None else (ruling.fault,)
    return detect(places, points), (*held_back, *ruling.notes)


def first_points(located: Located) -> pd.DataFrame:
    """``source_lon, source_lat, datum, given_community_code`` of the first rows that have coordinates.

    Raises
    ------
    FileFaultError
        Where the file turns out to be damaged.
    """
    parts: list[pd.DataFrame] = []
    read = usable = 0
    for sheet in located.sheets:
        if not {"lon", "lat"} <= sheet.columns.keys():
            continue
        for batch in sheet.batches():
            cells = {
                name: batch.columns[sheet.columns[name]].to_pandas()
                for name in _COLUMNS
                if name in sheet.columns
            }
            part = pd.DataFrame(cells, columns=list(_COLUMNS))
            for axis in ("lon", "lat"):
                part[axis] = pd.to_numeric(part[axis], errors="coerce").astype("float64")
            part = part.dropna(subset=["lon", "lat"])
            parts.append(part)
            read, usable = read + len(batch), usable + len(part)
            if usable >= MAX_POINTS or read >= _MOST_ROWS:
                return _named(parts, located)
    return _named(parts, located)


def _named(parts: list[pd.DataFrame], located: Located) -> pd.DataFrame:
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(_COLUMNS))
    table = table.rename(
        columns={"lon": "source_lon", "lat": "source_lat", "community_code": "given_community_code"}
    )
    return table.assign(datum=located.datum)
