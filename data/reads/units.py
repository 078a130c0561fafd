"""Units: tables of a level, one unit, its path upwards, its children, and finding one by what a person types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Self

import duckdb
import pandas as pd

from data.reads.scope import ALL_LEVELS, check_level, check_page, check_scope, ladder
from data.release import Release


@dataclass(frozen=True)
class UnitRow:
    """One unit with all its columns but the geometry; codes of finer levels are None."""

    level: str
    code: str
    name: str
    name_official: str | None
    name_en: str | None
    pinyin: str | None
    initials: str | None
    kind: str | None
    parent_code: str | None
    grid_code: str | None
    community_code: str | None
    street_code: str | None
    street_part_code: str | None
    county_code: str | None
    zone_code: str | None
    category: str | None
    population: int
    area_km2: float
    n_communities: int
    n_grids: int
    lon: float
    lat: float
    minx: float
    miny: float
    maxx: float
    maxy: float
    seq: int
    schematic: bool
    valid_from: date | None = None
    valid_to: date | None = None

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> Iterator[Self]:
        """Rows of a frame of `units` as objects, in its order."""
        columns = [frame[field.name].tolist() for field in fields(cls)]
        for values in zip(*columns, strict=True):
            yield cls(*(_plain(value) for value in values))

    @classmethod
    def from_result(cls, result: duckdb.DuckDBPyConnection) -> list[Self]:
        """Rows of a query that returns the unit columns in order."""
        return [cls(*row) for row in result.fetchall()]


def _plain(value: Any) -> Any:
    """A cell of a frame: None where it is missing, a day where it is one."""
    if value != value or value is None:
        return None
    return value.date() if isinstance(value, datetime) else value


def units(release: Release, level: str) -> pd.DataFrame:
    """All units of a level in `seq` order: every column of the table ``unit`` but the geometry.

    Raises
    ------
    StateError
        When there is no such level.
    """
    return release.frame("units", level=check_level(level))


def unit(release: Release, code: str, level: str | None = None) -> UnitRow | None:
    """The unit of a code, or None.

    One code may name a zone and a county, or a street and its only part: without `level` the coarser, and of those
    two the managed one (管理), is meant.
    """
    levels = list(ALL_LEVELS) if level is None else [check_level(level)]
    found = UnitRow.from_result(release.run("unit", code=code, levels=levels))
    return found[0] if found else None


def unit_path(release: Release, code: str, membership: str) -> list[UnitRow]:
    """A unit and all that it lies in, coarsest first: city, (category,) zone or county, street (part), community, grid.

    Empty when there is no such unit. The unit itself ends the path even where the membership does not know its level.

    Raises
    ------
    StateError
        When there is no such membership.
    """
    levels = list(ladder(membership))
    others = [level for level in ALL_LEVELS if level not in levels]
    found = UnitRow.from_result(release.run("unit", code=code, levels=levels + others))
    if not found:
        return []
    return UnitRow.from_result(
        release.run("unit_path", code=code, level=found[0].level, levels=levels, all_levels=list(ALL_LEVELS))
    )


def children(release: Release, level: str, code: str, membership: str) -> pd.DataFrame:
    """Units one level below a unit, in `seq` order; no rows below a grid.

    Raises
    ------
    StateError
        When level or membership does not exist.
    """
    below = [
        finer
        for finer in ladder(membership)
        if ALL_LEVELS.index(finer) > ALL_LEVELS.index(check_level(level))
    ]
    wanted = below[0] if below else ""
    return release.frame("units_inside", level=wanted, **check_scope(level, code))


def search_units(release: Release, text: str, limit: int = 12, *, membership: str = "zone") -> list[UnitRow]:
    """Units by name, code, pinyin or initials: exact first, then beginning with, then containing; coarse before fine.

    Only levels of the membership are searched, so that a zone and the county of the same name do not both appear.
    Blank text finds nothing.

    Raises
    ------
    StateError
        When membership or limit does not exist.
    """
    wanted = " ".join(text.split()).lower()
    if not wanted:
        return []
    page = check_page(limit, 0)
    return UnitRow.from_result(
        release.run("search_units", text=wanted, levels=list(ladder(membership)), limit=page["limit"])
    )
