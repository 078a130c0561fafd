"""Office hours: when a working day is worked, for a region as a whole, for single counties, and by season."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from governance.errors import RegionError

_CLOCK = re.compile(r"^([01]\d|2[0-4]):([0-5]\d)$")
_MONTH_DAY = re.compile(r"^(\d{2})-(\d{2})$")
_DAY = 24 * 60

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Season:
    """Hours that hold between two days of the year, both included; a season may run over New Year.

    Attributes
    ----------
    first, last
        (month, day).
    spans
        As in :class:`OfficeHours`.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    spans: Spans

    def covers(self, month_day: tuple[int, int]) -> bool:
        """Whether the day of the year lies in the season."""
        if self.first <= self.last:
            return self.first <= month_day <= self.last
        return month_day >= self.first or month_day <= self.last


@dataclass(frozen=True)
class OfficeHours:
    """The hours of a working day.

    Attributes
    ----------
    spans
        (opens, closes) in minutes of the local day, ascending, apart from one another.
    seasons
        Hours that go before `spans` in their part of the year; the first that covers a day holds.
    """

    spans: Spans
    seasons: tuple[Season, ...] = ()

    def on(self, day: date) -> Spans:
        """The spans in force on a day of the year, whether it is worked or not."""
        found = (season.spans for season in self.seasons if season.covers((day.month, day.day)))
        return next(found, self.spans)


#: Day and night, for units of plain hours (小时) and days (日).
ROUND_THE_CLOCK = OfficeHours(((0, _DAY),))


@dataclass(frozen=True)
class OfficeHoursTable:
    """Office hours of a region: one default, and counties that keep their own."""

    version: str
    default: OfficeHours
    counties: Mapping[str, OfficeHours]

    def of(self, county_code: str | None) -> OfficeHours:
        """The hours of a county; the default for others and for none."""
        return self.counties.get(county_code or "", self.default)


def parse_office_hours(document: Mapping[str, Any]) -> OfficeHoursTable:
    """Read ``office_hours.toml``: `version`, ``[default]`` and any ``[county.CODE]`` with `hours` and `season`.

    Raises
    ------
    RegionError
        Naming every fault found.
    """
    faults: list[str] = []
    if not isinstance(document.get("version"), str):
        faults.append("version missing")
    if "default" not in document:
        faults.append("[default] missing")
    default = _hours("default", document.get("default", {}), faults)
    counties = {
        str(code): _hours(f"county.{code}", entry, faults)
        for code, entry in document.get("county", {}).items()
    }
    if faults:
        raise RegionError(
            "办公时间有误 Office hours",
            "; ".join(faults),
            '修正 mend office_hours.toml: hours = [["08:30", "12:00"], ["14:00", "18:00"]]',
        )
    return OfficeHoursTable(str(document["version"]), default, counties)


def _hours(name: str, entry: Mapping[str, Any], faults: list[str]) -> OfficeHours:
    """One entry; what is wrong is noted in `faults`."""
    spans = _spans(name, entry.get("hours"), faults)
    seasons = []
    for number, season in enumerate(entry.get("season", []), start=1):
        label = f"{name} season {number}"
        first, last = (_month_day(f"{label} {key}", season.get(key), faults) for key in ("from", "to"))
        seasons.append(Season(first, last, _spans(label, season.get("hours"), faults)))
    return OfficeHours(spans, tuple(seasons))


def _spans(name: str, hours: object, faults: list[str]) -> Spans:
    found: list[tuple[int, int]] = []
    if not isinstance(hours, Sequence) or isinstance(hours, str) or not hours:
        faults.append(f"{name}: hours missing")
        return ()
    for pair in hours:
        match = [_CLOCK.match(str(part)) for part in pair] if isinstance(pair, Sequence) else []
        ends = [int(m[1]) * 60 + int(m[2]) for m in match if m]
        if len(ends) != 2 or len(match) != 2 or not ends[0] < ends[1] <= _DAY:
            faults.append(f"{name}: {pair!r}")
        elif found and ends[0] <= found[-1][1]:
            faults.append(f"{name}: {pair!r} does not come after the span before")
        else:
            found.append((ends[0], ends[1]))
    return tuple(found)


def _month_day(name: str, text: object, faults: list[str]) -> tuple[int, int]:
    match = _MONTH_DAY.match(str(text))
    try:
        if match:
            day = date(2000, int(match[1]), int(match[2]))  # a leap year: 02-29 is a day
            return day.month, day.day
    except ValueError:
        pass  # no such day: named below
    faults.append(f"{name} = {text!r}")
    return 1, 1
