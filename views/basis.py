"""What every view rests on: one release, its definitions, its months, and how old it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.definitions import DEFINITION_FILES, Definitions, parse_definitions
from data.reads import ALL_LEVELS, LADDERS, UnitRow, months_available, open_release, release_info, units
from data.region_layers import UNION
from data.release import Release
from data.settings import Settings
from governance.periods import Period


@dataclass(frozen=True)
class Provenance:
    """Where figures come from, printed under every picture.

    Attributes
    ----------
    published_at
        UTC.
    data_from, data_to
        First and last local day of the data.
    calendar_known_until
        Last day whose holidays were announced when the release was made; weekends alone are free beyond.
    beyond_calendar
        Cases whose limit or work reaches beyond that day.
    boundaries
        Where the boundaries of each level come from, in Chinese and English.
    """

    release_id: str
    published_at: datetime
    data_from: date
    data_to: date
    is_demo: bool
    definitions_version: str
    geometry_hash: str
    calendar_known_until: date | None = None
    beyond_calendar: int = 0
    boundaries: tuple[str, str] = ("", "")

    def age_days(self, today: date) -> int:
        """Days between the last day of the data and `today`."""
        return (today - self.data_to).days


@dataclass(frozen=True, eq=False)
class Basis:
    """A release with its definitions; cheap to pass around, the same object for the same release."""

    release: Release
    provenance: Provenance
    definitions: Definitions
    available: Period

    @property
    def today(self) -> date:
        """The local day in the region's time zone."""
        return datetime.now(ZoneInfo(self.definitions.timezone)).date()

    def units(self, level: str) -> pd.DataFrame:
        """All units of a level in the order of the published geometry; shared, do not change it."""
        return _units(self.release, level)

    def column(self, level: str, name: str) -> npt.NDArray[np.object_]:
        """One column of `units`, missing codes as None; shared, do not change it."""
        return _column(self.release, level, name)

    def unit_at(self, level: str, seq: int) -> UnitRow:
        """The unit at a position of the published geometry."""
        return _in_order(self.release, level)[seq]

    def unit_row(self, level: str, code: str) -> UnitRow | None:
        """One unit of a level, or None."""
        return _rows(self.release, level).get(code)

    def path(self, unit: UnitRow, membership: str) -> tuple[UnitRow, ...]:
        """A unit and all that it lies in, coarsest first: what `data.reads.unit_path` finds, out of memory."""
        codes = {
            "city": self.definitions.adcode,
            "category": unit.category,
            "zone": unit.zone_code,
            "county": unit.county_code,
            "street_part": unit.street_part_code,
            "street": unit.street_code,
            "community": unit.community_code,
        }
        coarser = ALL_LEVELS[: ALL_LEVELS.index(unit.level)]
        above = (
            self.unit_row(level, codes[level] or "") for level in LADDERS[membership] if level in coarser
        )
        return (*(row for row in above if row is not None), unit)


def current_basis(settings: Settings | None = None) -> Basis:
    """Open the release that the pointer names.

    Raises
    ------
    ReleaseError
        When nothing has been published yet.
    """
    return _basis(open_release(settings or Settings.from_env()))


def basis_of(release_id: str, settings: Settings | None = None) -> Basis:
    """Open a release by its id, for addresses that name one.

    Raises
    ------
    ReleaseError
        When there is no such release (any more).
    """
    return _basis(open_release(settings or Settings.from_env(), release_id))


def basis_on(release: Release) -> Basis:
    """The basis of a release that is open already: one that waits to be published, say."""
    return _basis(release)


@lru_cache(maxsize=4)
def _basis(release: Release) -> Basis:
    info = release_info(release)
    known = info.get("calendar_known_until")
    definitions = parse_definitions(
        {name: info[key] for name in DEFINITION_FILES if (key := f"definitions/{name}") in info}
    )
    return Basis(
        release=release,
        provenance=Provenance(
            release_id=info["release_id"],
            published_at=datetime.fromisoformat(info["published_at"]),
            data_from=date.fromisoformat(info["data_from"]),
            data_to=date.fromisoformat(info["data_to"]),
            is_demo=info["is_demo"] == "true",
            definitions_version=definitions.indicators.version,
            geometry_hash=info["geometry_hash"],
            calendar_known_until=date.fromisoformat(known) if known else None,
            beyond_calendar=int(info.get("case_beyond_calendar", "0")),
            boundaries=_boundaries(json.loads(info.get("layers", "[]")), definitions),
        ),
        definitions=definitions,
        available=Period(*months_available(release)),
    )


def _boundaries(layers: Sequence[tuple[str, str, str, bool]], definitions: Definitions) -> tuple[str, str]:
    """The sources of the boundaries, levels of one source together: 县区 天地图公开数据；街道、社区、网格 示意边界."""
    by_source: dict[tuple[str, str], list[str]] = {}
    for level, source, source_en, is_schematic in layers:
        source, source_en = source.removesuffix(UNION), source_en.removesuffix(UNION)
        words = (source, source_en or source)
        if is_schematic:
            words = (definitions.schematic_note, definitions.schematic_note_en)
        by_source.setdefault(words, []).append(level)
    names = definitions.level_shorts
    parts = [
        (
            f"{'、'.join(names[level][0] for level in levels)} {source}",
            f"{', '.join(names[level][1] for level in levels)} {source_en}",
        )
        for (source, source_en), levels in by_source.items()
    ]
    return "；".join(zh for zh, _ in parts), "; ".join(en for _, en in parts)


@lru_cache(maxsize=16)
def _units(release: Release, level: str) -> pd.DataFrame:
    return units(release, level)


@lru_cache(maxsize=16)
def _rows(release: Release, level: str) -> dict[str, UnitRow]:
    return {row.code: row for row in _in_order(release, level)}


@lru_cache(maxsize=16)
def _in_order(release: Release, level: str) -> tuple[UnitRow, ...]:
    return tuple(UnitRow.from_frame(_units(release, level)))


@lru_cache(maxsize=32)
def _column(release: Release, level: str, name: str) -> npt.NDArray[np.object_]:
    values = _units(release, level)[name].to_numpy(dtype=object, copy=True)
    values[pd.isna(values)] = None
    values.flags.writeable = False
    return values
