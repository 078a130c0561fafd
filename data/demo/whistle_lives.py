"""Whistles before they are written: when and where each was blown, who was called, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.cases import Bools, Cases, Span
from data.demo.lifecycle import NEVER
from data.demo.places import Floats, Index, Places
from data.demo.profiles import CountySignature, Profiles
from data.demo.whistle_profiles import WhistleProfiles
from data.demo.workdays import DAY, WorkCalendar, epoch_day

_HOUR, _WORKDAY = 3600, 8 * 3600
_LINKED, _LATE, _SLOW, _NEVER_COMES, _VOID, _RATED = 0.55, 0.13, 0.09, 0.005, 0.012, 0.72
#: State words by number, in order of the stages; void comes last.
STATES = ("blown", "managed", "reported", "disposing", "verifying", "closed", "void")
VOID = 6


@dataclass(frozen=True)
class Whistles:
    """Whistles as parallel arrays, and the departments called as further ones.

    Attributes
    ----------
    blown, managed, verified, closed, due
        Local seconds since 1970, `NEVER` where not reached.
    case
        Position of the case that a whistle came from, -1 where there is none.
    solved
        1 yes, 0 no, -1 where not closed.
    whistle, office, is_lead, report_due, reported, disposed
        One entry a department called, in order of whistles, the lead first.
    """

    theme: Index
    grid: Index
    lon: Floats
    lat: Floats
    has_point: Bools
    case: Index
    blown: Index
    managed: Index
    verified: Index
    closed: Index
    due: Index
    state: Index
    solved: Index
    satisfaction: Index
    whistle: Index
    office: Index
    is_lead: Bools
    report_due: Index
    reported: Index
    disposed: Index


def draw_whistles(
    known: WhistleProfiles,
    profiles: Profiles,
    places: Places,
    cases: Cases,
    calendar: WorkCalendar,
    span: Span,
    count: int,
    rng: np.random.Generator,
) -> Whistles:
    """Draw `count` whistles in order of time, with their lives up to the end of the span."""
    weight = np.array([theme.weight for theme in known.themes])
    theme = np.sort(rng.choice(len(known.themes), count, p=weight / weight.sum()))
    grid, blown = _where_and_when(profiles, places, calendar, span, count, rng)
    case = _cases_behind(known, profiles, cases, theme, span, rng)
    from_case = np.flatnonzero(case >= 0)
    grid[from_case] = cases.grid[case[from_case]]
    later = cases.received[case[from_case]] + (rng.gamma(2.0, 3.0, len(from_case)) * DAY).astype(np.int64)
    blown[from_case] = calendar.at(calendar.worked(later) + rng.integers(0, _HOUR, len(later)))
    order = np.argsort(blown, kind="stable")
    theme, grid, case, blown = theme[order], grid[order], case[order], blown[order]
    lon, lat = places.scatter(grid, rng)
    own = case >= 0
    lon[own], lat[own] = cases.lon[case[own]], cases.lat[case[own]]
    whistle, office, is_lead = _called(known, theme, rng)
    return _live(
        known, places, calendar, span, rng, theme, grid, lon, lat, case, blown, whistle, office, is_lead
    )


def _where_and_when(
    profiles: Profiles, places: Places, calendar: WorkCalendar, span: Span, n: int, rng: np.random.Generator
) -> tuple[Index, Index]:
    """Mostly in towns, in office hours, a little more often from year to year."""
    signatures = [profiles.signatures.get(code, CountySignature()) for code in places.county_codes]
    zeal = np.array([s.rate for s in signatures]) ** 0.5 * rng.lognormal(0.0, 0.2, len(signatures))
    weights = places.population * np.array([1.0, 0.4, 0.07])[places.setting] * zeal[places.county]
    grid = rng.choice(len(weights), n, p=weights / weights.sum())
    begin = calendar.worked(np.array([epoch_day(span.first) * DAY]))[0]
    end = calendar.worked(np.array([(epoch_day(span.last) + 1) * DAY]))[0]
    blown = calendar.at((begin + (end - begin - 1) * rng.random(n) ** 0.85).astype(np.int64))
    return grid.astype(np.int64), blown


def _cases_behind(
    known: WhistleProfiles,
    profiles: Profiles,
    cases: Cases,
    theme: Index,
    span: Span,
    rng: np.random.Generator,
) -> Index:
    """The case that a whistle came from, each at most once; most themes have none."""
    case = np.full(len(theme), -1, dtype=np.int64)
    numbers = {s.name: i for i, s in enumerate(profiles.subclasses)}
    last = (epoch_day(span.last) - 30) * DAY
    for position, entry in enumerate(known.themes):
        own = np.flatnonzero((theme == position) & (rng.random(len(theme)) < _LINKED))
        subclasses = [numbers[name] for name in entry.subclasses if name in numbers]
        pool = np.flatnonzero(np.isin(cases.subclass, subclasses) & (cases.received < last))
        pool = np.setdiff1d(pool, case)
        chosen = min(len(own), len(pool))
        if chosen:
            case[own[:chosen]] = rng.choice(pool, chosen, replace=False)
    return case


def _called(known: WhistleProfiles, theme: Index, rng: np.random.Generator) -> tuple[Index, Index, Bools]:
    """One lead and any number of joint departments a whistle."""
    whistle, office, is_lead = [], [], []
    for number, position in enumerate(theme.tolist()):
        entry = known.themes[position]
        lead = entry.lead[int(rng.random() ** 1.8 * len(entry.lead))]
        others = [o for o in entry.joint if o != lead]
        joint = rng.permutation(len(others))[: min(int(rng.poisson(entry.others)), 4)]
        called = [lead, *(others[i] for i in sorted(joint.tolist()))]
        whistle += [number] * len(called)
        office += called
        is_lead += [True] + [False] * (len(called) - 1)
    return np.array(whistle), np.array(office), np.array(is_lead, dtype=np.bool_)


def _live(
    known: WhistleProfiles,
    places: Places,
    calendar: WorkCalendar,
    span: Span,
    rng: np.random.Generator,
    theme: Index,
    grid: Index,
    lon: Floats,
    lat: Floats,
    case: Index,
    blown: Index,
    whistle: Index,
    office: Index,
    is_lead: Bools,
) -> Whistles:
    n, m = len(theme), len(whistle)
    end = (epoch_day(span.last) + 1) * DAY
    managed = calendar.at(calendar.worked(blown) + (rng.gamma(1.3, 0.7, n) * _HOUR).astype(np.int64) + 120)
    begin = calendar.worked(managed)
    limit = np.array([entry.limit for entry in known.themes])[theme] * _WORKDAY
    due = calendar.at((begin + limit).astype(np.int64), deadline=True)

    # Each department reports in and works by itself; the county's own pace lies over all.
    pace = rng.lognormal(0.0, 0.3, len(places.county_codes))[places.county[grid]][whistle]
    allowed = np.array([entry.report for entry in known.themes])[theme][whistle] * _HOUR
    late_odds = np.array([o.late for o in known.offices])[office] * pace * np.where(is_lead, 0.8, 1.25)
    late = rng.random(m) < np.clip(_LATE * late_odds, 0.0, 0.7)
    share = np.where(
        late, 1.05 + np.minimum(rng.exponential(1.6, m), 12.0), 0.03 + 0.94 * rng.beta(1.6, 2.0, m)
    )
    called = begin[whistle]
    report_due = calendar.at((called + allowed).astype(np.int64), deadline=True)
    reported = calendar.at((called + allowed * share).astype(np.int64))

    slow = rng.random(m) < np.clip(_SLOW * np.array([o.slow for o in known.offices])[office] * pace, 0.0, 0.7)
    length = limit[whistle] * np.where(
        slow, 1.0 + np.minimum(rng.exponential(0.5, m), 4.0), 0.12 + 0.76 * rng.beta(2.2, 1.8, m)
    )
    worked = np.maximum(calendar.worked(reported) + 0.5 * _HOUR, called + length)
    disposed = calendar.at(worked.astype(np.int64))
    age = (end - blown) / DAY
    absent = rng.random(m) < _NEVER_COMES * late_odds + 0.05 * late_odds * np.exp(-age[whistle] / 25)
    stuck = absent | (rng.random(m) < _NEVER_COMES + 0.10 * np.exp(-age[whistle] / 40))
    reported = np.where(absent, NEVER, reported)
    disposed = np.where(stuck, NEVER, disposed)

    void = rng.random(n) < _VOID
    return _as_of_the_end(
        Whistles(
            theme=theme, grid=grid, lon=lon, lat=lat, has_point=rng.random(n) < 0.82, case=case, blown=blown,
            managed=managed, verified=np.full(n, NEVER), closed=np.full(n, NEVER), due=due,
            state=np.where(void, VOID, 0), solved=np.full(n, -1), satisfaction=np.zeros(n, dtype=np.int64),
            whistle=whistle, office=office, is_lead=is_lead, report_due=report_due, reported=reported,
            disposed=disposed,
        ),
        known, calendar, end, rng,
    )  # fmt: skip


def _as_of_the_end(
    draft: Whistles, known: WhistleProfiles, calendar: WorkCalendar, end: int, rng: np.random.Generator
) -> Whistles:
    """Take back what had not happened by `end`, then verify, close and rate what every department has done."""
    n = len(draft.theme)
    void = draft.state == VOID
    managed = np.where(draft.managed < end, draft.managed, NEVER)
    gone = void[draft.whistle] | (managed[draft.whistle] == NEVER)
    reported = np.where(gone | (draft.reported >= end), NEVER, draft.reported)
    disposed = np.where((reported == NEVER) | (draft.disposed >= end), NEVER, draft.disposed)
    called = np.bincount(draft.whistle, minlength=n)
    came = np.bincount(draft.whistle[reported != NEVER], minlength=n)
    done = np.bincount(draft.whistle[disposed != NEVER], minlength=n) == called
    last = np.full(n, 0, dtype=np.int64)
    np.maximum.at(last, draft.whistle, np.where(disposed == NEVER, 0, disposed))
    last = np.maximum(last, draft.blown)
    verified = calendar.at(calendar.worked(last) + (rng.gamma(1.5, 2.0, n) * _HOUR).astype(np.int64))
    # What was done within its limit is verified and closed within it, as far as the day allows.
    verified = np.where((last <= draft.due) & (verified > draft.due), draft.due, verified)
    closed = np.minimum(
        calendar.at(calendar.worked(verified) + (rng.gamma(1.5, 2.0, n) * _HOUR).astype(np.int64)),
        np.where(verified <= draft.due, draft.due, np.iinfo(np.int64).max),
    )
    verified = np.where(done & (verified < end), verified, NEVER)
    closed = np.where((verified != NEVER) & (closed < end), closed, NEVER)
    state = (managed != NEVER).astype(np.int64) + (came > 0) + ((came == called) & (came > 0)) + done
    state = np.where(closed != NEVER, 5, np.minimum(state, 4))
    is_closed = closed != NEVER
    on_time = closed <= draft.due
    good = rng.random(n) < np.array([entry.solved for entry in known.themes])[draft.theme]
    rated = is_closed & (rng.random(n) < _RATED)
    edges = np.where(
        (good & on_time)[:, None], np.cumsum([0.01, 0.02, 0.06, 0.32]), np.cumsum([0.1, 0.14, 0.22, 0.32])
    )
    score = 1 + (rng.random(n)[:, None] > edges).sum(axis=1)
    return Whistles(
        **{
            **vars(draft),
            "managed": managed,
            "verified": verified,
            "closed": closed,
            "due": np.where(managed == NEVER, NEVER, draft.due),
            "state": np.where(void, VOID, state),
            "solved": np.where(is_closed, good.astype(np.int64), -1),
            "satisfaction": np.where(rated, score, 0),
            "report_due": np.where(managed[draft.whistle] == NEVER, NEVER, draft.report_due),
            "reported": reported,
            "disposed": disposed,
        }
    )
