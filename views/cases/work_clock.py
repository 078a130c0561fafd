"""The clock of work that a release was reckoned with: office hours, calendar and limits out of its own definitions."""

from __future__ import annotations

import csv
import tomllib
from datetime import datetime, timedelta
from functools import lru_cache

from data.reads import release_info
from governance.calendar import WorkDays, parse_local_days
from governance.limits import Limits, parse_limits
from governance.office_hours import parse_office_hours
from governance.region_clock import RegionClock
from views.basis import Basis

# Days that a clock reaches beyond the data: further than any limit runs on, and back to cases of long ago.
_BEFORE, _AFTER = timedelta(days=800), timedelta(days=1_200)
_EPOCH = datetime(1970, 1, 1)


@lru_cache(maxsize=4)
def region_clock(basis: Basis) -> RegionClock | None:
    """The clocks of the region's counties; None for a release that was published without them."""
    texts = _texts(basis, "office_hours.toml", "calendar.toml")
    if "office_hours.toml" not in texts:
        return None
    extra = parse_local_days(tomllib.loads(texts.get("calendar.toml", "")))
    span = (basis.provenance.data_from - _BEFORE, basis.provenance.data_to + _AFTER)
    return RegionClock(
        WorkDays.load(*span, extra), parse_office_hours(tomllib.loads(texts["office_hours.toml"]))
    )


@lru_cache(maxsize=4)
def limits_of(basis: Basis) -> Limits | None:
    """The limits of sub-classes; None for a release that was published without them."""
    texts = _texts(basis, "limits.csv")
    return parse_limits(csv.DictReader(texts["limits.csv"].splitlines())) if texts else None


def _texts(basis: Basis, *names: str) -> dict[str, str]:
    info = release_info(basis.release)
    return {name: info[key] for name in names if (key := f"definitions/{name}") in info}


def local_seconds(moment: datetime) -> int:
    """Seconds since 1970 on the local wall clock, as `governance.working_time` counts them."""
    return int((moment.replace(tzinfo=None) - _EPOCH).total_seconds())


def from_local_seconds(seconds: int) -> datetime:
    """The local moment (no zone) of `local_seconds`."""
    return _EPOCH + timedelta(seconds=seconds)
