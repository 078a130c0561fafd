"""Life cycles: received → filed → dispatched → responded → disposed → closed → rated, with limits and lateness."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from data.demo.cases import Bools, Cases, Span
from data.demo.places import Floats, Index, Places
from data.demo.profiles import CountySignature, Profiles
from data.demo.workdays import DAY, epoch_day
from governance.region_clock import RegionClock
from governance.working_time import WorkClock

#: A time that has not come.
NEVER = np.iinfo(np.int64).min
STAGES = ("received", "filed", "dispatched", "responded", "disposed", "closed")
#: State words by number: the state that holds after the last stage reached; void comes last.
STATES = ("received", "filed", "dispatched", "disposing", "feedback", "closed", "void")
VOID = 6

_LATE, _VOID, _STALLED, _REWORKED, _RATED, _JOINT = 0.118, 0.02, 0.004, 0.049, 0.5, 0.08
# Of those asked to be reworked, the ones that were done too quickly for it are not.
#: Work sent back is looked at, given out and done again: no return takes less working time than this, in seconds.
RETURN_SECONDS = 3600


@dataclass(frozen=True)
class Lives:
    """What became of the cases, parallel to :class:`Cases`.

    Attributes
    ----------
    times
        (cases, 6) local seconds since 1970 in order of `STAGES`; `NEVER` where not reached.
    due
        Local seconds, `NEVER` where not filed.
    state
        Position in `STATES`.
    satisfaction
        1–5, 0 where nobody was asked.
    joint
        Number of other departments (0–3).
    """

    times: Index
    due: Index
    state: Index
    rework: Index
    satisfaction: Index
    joint: Index

    def take(self, index: Index) -> Lives:
        """The lives at these positions, in this order."""
        return replace(self, **{name: array[index] for name, array in vars(self).items()})


def live(
    cases: Cases,
    profiles: Profiles,
    places: Places,
    clock: RegionClock,
    span: Span,
    rng: np.random.Generator,
) -> Lives:
    """Give every case its life up to the end of the span."""
    n = len(cases)
    odds = _late_odds(cases, profiles, places, span, rng)
    late = rng.random(n) < np.clip(_LATE * odds / odds.mean(), 0.0, 0.6)
    reworked = rng.random(n) < _REWORKED * np.where(late, 2.2, 0.85)
    ratio = np.where(
        late, 1.04 + np.minimum(rng.exponential(0.7, n), 5.0), 0.01 + 0.96 * rng.beta(2.2, 1.7, n)
    )
    times, due = _times(cases, profiles, places, clock, ratio, rng)

    age = (epoch_day(span.last) + 1) - cases.received / DAY
    stalled = rng.random(n) < _STALLED + 0.055 * np.exp(-age / 40)
    reached = np.where(stalled, rng.choice(4, n, p=[0.15, 0.2, 0.45, 0.2]) + 1, 5)
    void = rng.random(n) < _VOID
    reached = np.where(void, np.where(rng.random(n) < 0.7, 0, 1), reached)
    end = (epoch_day(span.last) + 1) * DAY
    times[(np.arange(6) > reached[:, None]) | (times >= end)] = NEVER
    reached = (times != NEVER).sum(axis=1) - 1
    due[reached < 1] = NEVER

    closed = reached == 5
    rated = closed & (rng.random(n) < _RATED)
    returns = np.where(reworked & (reached >= 4), rng.choice(3, n, p=[0.86, 0.11, 0.03]) + 1, 0)
    returns = np.minimum(returns, _room_for_returns(cases, profiles, clock, times, returns))
    joint = np.where(rng.random(n) < _JOINT, rng.choice(3, n, p=[0.7, 0.23, 0.07]) + 1, 0)
    return Lives(
        times=times,
        due=due,
        state=np.where(void, VOID, reached),
        rework=returns,
        satisfaction=np.where(rated, _scores(times[:, 5] > due, returns > 0, rng), 0),
        joint=joint,
    )


def _late_odds(
    cases: Cases, profiles: Profiles, places: Places, span: Span, rng: np.random.Generator
) -> Floats:
    """Odds of lateness: county, street, sub-class, a busy rainy season, and slow improvement."""
    guess = rng.lognormal(0.0, 0.3, len(places.county_codes))
    signatures = [profiles.signatures.get(code, CountySignature()) for code in places.county_codes]
    county = np.array([g if s.late is None else s.late for g, s in zip(guess, signatures, strict=True)])
    street = rng.lognormal(0.0, 0.3, len(places.street_codes))
    pace = rng.normal(-0.08, 0.12, len(places.county_codes))
    subclass = np.array([s.late for s in profiles.subclasses])
    month, of_year = span.months()
    day = cases.received // DAY - epoch_day(span.first)
    where = places.county[cases.grid]
    season = np.where(np.isin(of_year, (5, 6, 7)), 1.2, np.where(np.isin(of_year, (0, 1)), 1.15, 1.0))[day]
    trend = np.exp(pace[where] * month[day] / 12)
    result: Floats = (
        county[where] * street[places.street[cases.grid]] * subclass[cases.subclass] * season * trend
    )
    return result


def _room_for_returns(
    cases: Cases, profiles: Profiles, clock: RegionClock, times: Index, returns: Index
) -> Index:
    """How often each case can have been sent back between response and the work that counted."""
    room = np.zeros(len(cases), dtype=np.int64)
    always = _works_always(cases, profiles)
    for runs, mine in ((clock.plain, always), (clock.of(None), ~always)):
        some = np.flatnonzero(mine & (returns > 0))
        room[some] = runs.elapsed(times[some, 3], times[some, 4]) // RETURN_SECONDS
    return room


def _works_always(cases: Cases, profiles: Profiles) -> Bools:
    """Whether somebody comes to the case day and night."""
    night = {d.id: d.round_the_clock for d in profiles.departments}
    result: Bools = np.array([night[s.department] for s in profiles.subclasses])[cases.subclass]
    return result


def _times(
    cases: Cases,
    profiles: Profiles,
    places: Places,
    clock: RegionClock,
    ratio: Floats,
    rng: np.random.Generator,
) -> tuple[Index, Index]:
    """Times of the six stages as if every case came to its end, and the limit; each not before the last."""
    n = len(cases)
    always = _works_always(cases, profiles)
    plain = np.array([s.limit.is_plain for s in profiles.subclasses])[cases.subclass]
    county = np.array([*places.county_codes, None], dtype=object)[places.county[cases.grid]]
    # What the file does not place has no county; the product reckons it by the default hours.
    county[~cases.has_point & ~cases.has_code] = None
    pace = _Pace(
        ratio=ratio,
        filing=rng.beta(1.2, 14.0, n),
        first=rng.beta(1.3, 9.0, n),
        second=rng.beta(1.3, 5.0, n),
        third=rng.beta(5.0, 1.6, n),
        call=rng.integers(40, 900, n),
        soon=rng.integers(60, 600, n),
        ride=rng.integers(300, 2700, n),
    )
    times, due = np.empty((n, len(STAGES)), dtype=np.int64), np.empty(n, dtype=np.int64)
    limits = [s.limit for s in profiles.subclasses]
    which = clock.which(county.tolist(), plain)
    for office, at in clock.groups(which):
        received = cases.received[at]

        def allowed(start: Index, at: Index = at) -> Index:
            return clock.seconds(which[at], start, cases.subclass[at], limits)

        filing = np.minimum(allowed(received) * pace.filing[at] + 60, 4 * 3600).astype(np.int64)
        by_office = office.at(office.worked(received) + filing)
        filed = np.where(always[at], received + pace.call[at], by_office)
        times[at], due[at] = _steps(office, received, filed, allowed(filed), always[at], pace.take(at))
    return times, due


@dataclass(frozen=True)
class _Pace:
    """How fast things go: shares of the limit, and seconds where somebody comes at once."""

    ratio: Floats
    filing: Floats
    first: Floats
    second: Floats
    third: Floats
    call: Index
    soon: Index
    ride: Index

    def take(self, index: Index) -> _Pace:
        return replace(self, **{name: array[index] for name, array in vars(self).items()})


def _steps(
    clock: WorkClock, received: Index, filed: Index, limit: Index, always: Bools, pace: _Pace
) -> tuple[Index, Index]:
    """Times of the stages, and the limit, of cases on one clock."""
    begin = clock.worked(filed)
    due = clock.add(filed, limit)
    length = limit * pace.ratio
    second = pace.first + (0.9 - pace.first) * pace.second
    third = second + (1.0 - second) * pace.third
    soon = filed + pace.soon
    steps = [received, filed]
    for share, quick in ((pace.first, soon), (second, soon + pace.ride), (third, None), (1.0, None)):
        working = clock.at(begin + (length * share).astype(np.int64))
        step = working if quick is None else np.where(always, quick, working)
        steps.append(np.maximum(step, steps[-1]))
    # What was meant to be in time stays in time, where night work met the first working hour.
    in_time = (pace.ratio < 1) & (steps[1] < due)
    return np.stack([np.where(in_time, np.minimum(step, due), step) for step in steps], axis=1), due


def _scores(late: Bools, reworked: Bools, rng: np.random.Generator) -> Index:
    """Satisfaction 1–5: good as a rule, worse after delay or rework."""
    n = len(late)
    good = np.cumsum([0.02, 0.03, 0.1, 0.35])
    poor = np.cumsum([0.1, 0.15, 0.25, 0.3])
    edges = np.where((late | reworked)[:, None], poor, good)
    result: Index = 1 + (rng.random(n)[:, None] > edges).sum(axis=1)
    return result
