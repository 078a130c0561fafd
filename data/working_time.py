"""The region's clock and limits, read from its folder."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from pathlib import Path

from governance.calendar import WorkDays, parse_local_days
from governance.errors import RegionError
from governance.limits import Limits, parse_limits
from governance.office_hours import parse_office_hours
from governance.region_clock import RegionClock

OFFICE_HOURS_NAME, LIMITS_NAME = "office_hours.toml", "limits.csv"
#: Local arrangements of working days; a region needs none.
CALENDAR_NAME = "calendar.toml"


def load_region_clock(folder: Path, first: date, last: date) -> RegionClock:
    """The clocks of a region's counties over the days `first` to `last`, both included.

    Let `last` lie beyond the longest limit (years do no harm): a clock knows no moment outside its calendar.

    Raises
    ------
    RegionError
        When ``office_hours.toml`` is missing or wrong, or ``calendar.toml`` is wrong.
    """
    try:
        hours = parse_office_hours(tomllib.loads((folder / OFFICE_HOURS_NAME).read_text(encoding="utf-8")))
        path = folder / CALENDAR_NAME
        extra = parse_local_days(tomllib.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}
    except (OSError, ValueError) as error:  # ValueError: not TOML, not UTF-8
        raise _unusable(folder, error) from error
    return RegionClock(WorkDays.load(first, last, extra), hours)


def load_limits(folder: Path) -> Limits:
    """The limits of a region's sub-classes.

    Raises
    ------
    RegionError
        When ``limits.csv`` is missing or wrong.
    """
    try:
        with (folder / LIMITS_NAME).open(encoding="utf-8", newline="") as handle:
            return parse_limits(csv.DictReader(handle))
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(folder, error) from error


def _unusable(folder: Path, error: Exception) -> RegionError:
    return RegionError(
        "区域时限资料不可用 Working time of the region",
        f"{folder.name}: {error!r}",
        f"补齐 complete {OFFICE_HOURS_NAME} and {LIMITS_NAME}",
    )
