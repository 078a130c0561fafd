"""When and where: draw cases from the profiles, sub-class by sub-class, vectorised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from data.demo.hotspots import hot_points
from data.demo.places import Floats, Index, Places
from data.demo.profiles import CountySignature, Profiles, Rhythm, SubclassProfile
from data.demo.workdays import DAY, WorkCalendar, epoch_day, spring_festival

Bools = npt.NDArray[np.bool_]

#: Shares of cases with a point and a code, a code alone, neither, a point alone.
POINT_AND_CODE, CODE_ALONE, NEITHER, POINT_ALONE = 0.93, 0.04, 0.015, 0.015


@dataclass(frozen=True)
class Cases:
    """Cases as parallel arrays, before their life cycle and texts.

    Attributes
    ----------
    subclass
        Position in the profiles.
    grid
        Position in the places; where it really happened, whether the file tells or not.
    lon, lat
        Degrees, WGS 84/CGCS2000.
    received
        Local seconds since 1970.
    has_point, has_code
        What the department wrote down.
    """

    subclass: Index
    grid: Index
    lon: Floats
    lat: Floats
    received: Index
    has_point: Bools
    has_code: Bools

    def __len__(self) -> int:
        return len(self.subclass)

    def take(self, index: Index) -> Cases:
        """The cases at these positions, in this order."""
        return replace(self, **{name: array[index] for name, array in vars(self).items()})


@dataclass(frozen=True)
class Span:
    """The days covered, with their month (0…) and the share of time passed."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    def months(self) -> tuple[Index, Index]:
        """Month number within the span, and month of the year (0–11), of every day."""
        dates = [self.first + timedelta(days=n) for n in range(self.days)]
        number = [(d.year - self.first.year) * 12 + d.month - self.first.month for d in dates]
        return np.array(number), np.array([d.month - 1 for d in dates])


def two_years_to(until: date) -> Span:
    """The 24 months up to and including `until`."""
    after = until + timedelta(days=1)
    day = min(after.day, 28)
    return Span(date(after.year - 2, after.month, day), until)


def draw_cases(
    profiles: Profiles,
    places: Places,
    calendar: WorkCalendar,
    span: Span,
    incidents: int,
    rng: np.random.Generator,
) -> Cases:
    """Draw `incidents` cases, sorted by sub-class.

    Every sub-class has its own stream of random numbers.
    """
    signatures = [profiles.signatures.get(code, CountySignature()) for code in places.county_codes]
    n_communities = len(places.community_codes)
    busy = rng.gamma(3.0, 1 / 3, n_communities)
    monthly = rng.lognormal(0.0, 0.07, (len(signatures), int(span.months()[0][-1]) + 1))
    counts = _counts(profiles, incidents)
    parts = []
    for position, (profile, stream) in enumerate(
        zip(profiles.subclasses, rng.spawn(len(counts)), strict=True)
    ):
        own = busy * stream.gamma(4.0, 0.25, n_communities)
        weights = _grid_weights(profile, places, signatures) * own[places.community]
        when = _When(profile, profiles.rhythms[_rhythm_name(profiles, profile)], calendar, span, signatures)
        received, county = when.draw(counts[position], weights, places, monthly, stream)
        grid = _grids_in(county, weights, places, stream)
        lon, lat = places.scatter(grid, stream)
        share = (received / DAY - epoch_day(span.first)) / span.days
        hot = np.flatnonzero(stream.random(len(grid)) < profile.hot)
        if len(hot):
            hot_lon, hot_lat, hot_grid = hot_points(places, weights, share[hot], stream)
            inside = hot_grid >= 0
            hot = hot[inside]
            lon[hot], lat[hot], grid[hot] = hot_lon[inside], hot_lat[inside], hot_grid[inside]
        draw = stream.random(len(grid))
        known = np.array([POINT_AND_CODE, CODE_ALONE, NEITHER]).cumsum()
        parts.append(
            Cases(
                subclass=np.full(len(grid), position),
                grid=grid,
                lon=lon,
                lat=lat,
                received=received,
                has_point=(draw < known[0]) | (draw >= known[2]),
                has_code=draw < known[1],
            )
        )
    return Cases(**{name: np.concatenate([vars(part)[name] for part in parts]) for name in vars(parts[0])})


def _counts(profiles: Profiles, incidents: int) -> list[int]:
    """Cases by sub-class: the departments' shares, then the weights within; sums to `incidents` exactly."""
    share = np.zeros(len(profiles.subclasses))
    for department in profiles.departments:
        own = profiles.subclasses_of(department.id)
        weight = np.array([profiles.subclasses[i].weight for i in own])
        share[own] = department.share * weight / weight.sum()
    edges = np.rint(np.cumsum(share / share.sum()) * incidents).astype(np.int64)
    return [int(n) for n in np.diff(edges, prepend=0)]


def _rhythm_name(profiles: Profiles, profile: SubclassProfile) -> str:
    return profile.rhythm or next(d.rhythm for d in profiles.departments if d.id == profile.department)


def _grid_weights(profile: SubclassProfile, places: Places, signatures: list[CountySignature]) -> Floats:
    setting = np.array(profile.setting)[places.setting]
    county = np.array([s.rate * s.subclass.get(profile.name, 1.0) for s in signatures])
    street = np.array(
        [_street_factor(signatures, places.street_codes[i]) for i in range(len(places.street_codes))]
    )
    result: Floats = places.population * setting * county[places.county] * street[places.street]
    return result


def _street_factor(signatures: list[CountySignature], street: str) -> float:
    """The factor of a street, 1 unless a county's signature names it."""
    return next((s.street[street] for s in signatures if street in s.street), 1.0)


def _grids_in(county: Index, weights: Floats, places: Places, rng: np.random.Generator) -> Index:
    """A grid of the given county for each case, by weight: counties are runs of grids in order of code."""
    running = np.concatenate([[0.0], np.cumsum(weights)])
    ends = np.searchsorted(places.county, np.arange(len(places.county_codes) + 1))
    low, high = running[ends[county]], running[ends[county + 1]]
    grid = np.searchsorted(running, low + rng.random(len(county)) * (high - low), side="right") - 1
    result: Index = np.clip(grid, ends[county], ends[county + 1] - 1)
    return result


class _When:
    """The calendar of one sub-class: month and county together, then the day, then the hour."""

    def __init__(
        self,
        profile: SubclassProfile,
        rhythm: Rhythm,
        calendar: WorkCalendar,
        span: Span,
        signatures: list[CountySignature],
    ) -> None:
        self.profile, self.rhythm, self.span, self.signatures = profile, rhythm, span, signatures
        start = (span.first - calendar.days.first).days
        days = slice(start, start + span.days)
        # A Saturday worked in exchange is like any working day.
        factor = np.where(calendar.days.working[days], 1.0, rhythm.weekend)
        holiday = rhythm.holiday if profile.holiday is None else profile.holiday
        self.day_factor = np.where(calendar.days.holiday[days], holiday, factor)
        self.month, self.month_of_year = span.months()
        self.day_factor = self.day_factor * np.array(profile.season)[self.month_of_year]
        if profile.before_spring_festival != 1.0:
            for year in range(span.first.year, span.last.year + 1):
                end = (spring_festival(year) - span.first).days - 2
                self.day_factor[max(end - 42, 0) : max(end, 0)] *= profile.before_spring_festival

    def draw(
        self, n: int, weights: Floats, places: Places, monthly: Floats, rng: np.random.Generator
    ) -> tuple[Index, Index]:
        """Local seconds received and county position of `n` cases."""
        shape = 1.0 / max(1.0 / self.profile.burst, 1e-3)
        days = self.day_factor * rng.gamma(shape, 1.0 / shape, self.span.days) + 1e-9
        in_month = np.bincount(self.month, days)
        base = np.bincount(places.county, weights, minlength=len(self.signatures))
        joint = base[:, None] * in_month * monthly * self._seasons(len(in_month))
        running = np.cumsum(joint)
        cell = np.minimum(np.searchsorted(running, rng.random(n) * running[-1], side="right"), joint.size - 1)
        county, month = np.divmod(cell, len(in_month))
        passed = np.concatenate([[0.0], np.cumsum(days)])
        first = np.searchsorted(self.month, np.arange(len(in_month) + 1))
        low, high = passed[first[month]], passed[first[month + 1]]
        day = np.searchsorted(passed, low + rng.random(n) * (high - low), side="right") - 1
        day = np.clip(day, first[month], first[month + 1] - 1)
        received = (day + epoch_day(self.span.first)) * DAY + self._seconds(n, rng)
        return received.astype(np.int64), county.astype(np.int64)

    def _seasons(self, n_months: int) -> Floats:
        """County × month: growth and the months in which a county is unlike itself."""
        of_year = self.month_of_year[np.searchsorted(self.month, np.arange(n_months))]
        factors = np.empty((len(self.signatures), n_months))
        for row, signature in enumerate(self.signatures):
            factors[row] = (1 + signature.growth) ** (np.arange(n_months) / 12)
            for season in signature.season:
                own = float(season["subclass"].get(self.profile.name, 1.0))
                factors[row, np.isin(of_year + 1, season["months"])] *= own
        return factors

    def _seconds(self, n: int, rng: np.random.Generator) -> Index:
        """Second of the day by the rhythm's hours."""
        hours = np.array(self.rhythm.hours)
        mass = np.cumsum((hours[:, 1] - hours[:, 0]) * hours[:, 2])
        slot = np.minimum(np.searchsorted(mass, rng.random(n) * mass[-1], side="right"), len(hours) - 1)
        hour = hours[slot, 0] + rng.random(n) * (hours[slot, 1] - hours[slot, 0])
        result: Index = np.minimum((hour * 3600).astype(np.int64), DAY - 1)
        return result
