"""How one unit's score comes about: line by line, beside the limits of chance, and over time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from data.reads import UnitRow, months_by_unit
from governance.chance import Funnel, funnel
from governance.indicators import FLOW_MEASURES
from governance.periods import Period
from governance.scoring import LineScores, Verdict, score_group
from views.assessment.scores import (
    AssessedUnit,
    ScoredGroup,
    assessed_unit,
    kind_name,
    scored_groups,
    stored_level,
)
from views.basis import Basis
from views.figures import Figure, rate_figure
from views.names import Lang, full_name
from views.state import ViewState

Step = Literal["month", "quarter"]
STEP_MONTHS: dict[Step, int] = {"month": 1, "quarter": 3}
# Months that a trend looks back, by step: a year of months, two years of quarters.
LOOK_BACK: dict[Step, int] = {"month": 12, "quarter": 24}
N_LIMITS = 48


@dataclass(frozen=True)
class LineDetail:
    """One line of a unit's score.

    Attributes
    ----------
    figure
        The indicator as counted, with numerator and denominator.
    adjusted
        The value that earned the points: drawn towards the peers' own (`pooled`); None where there is no value.
    peers
        Adjusted values of the other units of the group that have one.
    given_weight, weight
        As the definitions have it, and after lines without a value were left out.
    reached
        Share of the way from floor to target, 0–1.
    """

    figure: Figure
    adjusted: float | None
    pooled: float | None
    peers: tuple[float, ...]
    floor: float
    target: float
    given_weight: float
    weight: float | None
    reached: float
    points: float | None
    margin: float
    verdict: Verdict


@dataclass(frozen=True)
class Dot:
    """A unit in a funnel: so many cases, such a value."""

    code: str
    name: str
    cases: float
    value: float
    verdict: Verdict


@dataclass(frozen=True, eq=False)
class FunnelView:
    """The units of a group by cases and value, with the limits of chance.

    Attributes
    ----------
    limits
        In the indicator's unit; None for a mean, whose spread is not known.
    alpha
        Probability of chance on each side of the limits.
    """

    name: str
    unit: str
    digits: int
    cases_name: str
    dots: tuple[Dot, ...]
    limits: Funnel | None
    scale: float
    centre: float | None
    alpha: float


@dataclass(frozen=True)
class TrendPoint:
    """The score over one month or quarter, beside those of the peers (ascending)."""

    period: Period
    total: float | None
    margin: float
    peers: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class DetailView:
    """How the chosen unit's score comes about."""

    unit: AssessedUnit
    category: str
    kind: str
    step: Step
    lines: tuple[LineDetail, ...]
    funnels: tuple[FunnelView, ...]
    trend: tuple[TrendPoint, ...]

    def state(self, asked: ViewState) -> ViewState:
        """The state in which the chosen unit is in focus: what links from its figures lead to."""
        return replace(asked, unit=self.unit.unit)


@lru_cache(maxsize=64)
def detail_view(basis: Basis, state: ViewState, chosen: UnitRow, step: Step, lang: Lang) -> DetailView | None:
    """Compose the details of a unit of the assessed level; None where its category is not assessed."""
    level = stored_level(state)
    groups = scored_groups(basis, level, state.membership, state.period)
    group = next((g for g in groups.values() if chosen.seq in g.positions), None)
    if group is None:
        return None
    index = int(np.flatnonzero(group.positions == chosen.seq)[0])
    return DetailView(
        unit=assessed_unit(basis, chosen, group.scores, index, lang),
        category=group.key[0],
        kind=kind_name(group.key[1], lang),
        step=step,
        lines=tuple(_line(line, index, lang) for line in group.scores.lines),
        funnels=tuple(_funnel(basis, level, group, line, lang) for line in group.scores.lines),
        trend=_trend(basis, level, state.membership, group, index, step, state.period.last),
    )


def _line(line: LineScores, index: int, lang: Lang) -> LineDetail:
    indicator = line.line.indicator
    parts = {
        indicator.numerator: _known(line.numerators[index]),
        indicator.denominator: _known(line.denominators[index]),
    }
    others = np.delete(line.adjusted, index)
    return LineDetail(
        figure=rate_figure(indicator, parts, None, lang),
        adjusted=_known(line.adjusted[index]),
        pooled=_known(line.pooled),
        peers=tuple(others[~np.isnan(others)].tolist()),
        floor=line.line.floor,
        target=line.line.target,
        given_weight=line.line.weight,
        weight=_known(line.weights[index]),
        reached=float(np.nan_to_num(line.reached[index])),
        points=_known(line.points[index]),
        margin=float(np.nan_to_num(line.margins[index])),
        verdict=line.verdicts[index],
    )


def _funnel(basis: Basis, level: str, group: ScoredGroup, line: LineScores, lang: Lang) -> FunnelView:
    indicator = line.line.indicator
    known = np.flatnonzero(~np.isnan(line.values))
    rows = [basis.unit_at(level, int(position)) for position in group.positions[known]]
    cases = line.denominators[known]
    parts = (indicator.numerator, indicator.denominator)
    figure = rate_figure(indicator, dict.fromkeys(parts, None), None, lang)
    limits = None
    if indicator.is_bounded_share and len(known):
        low, high = max(1.0, cases.min() / 1.6), max(cases.max() * 1.25, 2.0)
        sizes = np.unique(np.geomspace(low, min(high, cases.sum()), N_LIMITS).astype(np.int64))
        limits = funnel(line.numerators[known], cases, line.alpha, sizes)
    return FunnelView(
        name=figure.name,
        unit=figure.unit,
        digits=indicator.digits,
        cases_name=figure.denominator_name,
        dots=tuple(
            Dot(row.code, full_name(basis, row, lang), float(n), float(value), line.verdicts[i])
            for row, n, value, i in zip(rows, cases, line.values[known], known.tolist(), strict=True)
        ),
        limits=limits,
        scale=indicator.scale,
        centre=_known(line.pooled),
        alpha=line.alpha,
    )


def trend_periods(available: Period, last: int, step: Step) -> tuple[Period, ...]:
    """Whole months, or calendar quarters cut to the data, that a trend up to a month shows."""
    first = max(available.first, last - LOOK_BACK[step] + 1)
    size = STEP_MONTHS[step]
    starts = range(first - first % size, last + 1, size)
    return tuple(Period(max(start, available.first), min(start + size - 1, last)) for start in starts)


def _trend(
    basis: Basis, level: str, membership: str, group: ScoredGroup, index: int, step: Step, last: int
) -> tuple[TrendPoint, ...]:
    """Scores of the chosen unit and its peers over time, by the lines and targets of today."""
    known = basis.definitions.assessment
    assert known is not None, "a group is scored by a scheme"
    periods = trend_periods(basis.available, last, step)
    months = _months(basis, level, membership)
    points = []
    for period in periods:
        span = slice(period.first - basis.available.first, period.last - basis.available.first + 1)
        columns = {name: counts[span].sum(axis=0)[group.positions] for name, counts in months.items()}
        scores = score_group(group.scores.scheme, known.rules, columns, len(group.scores))
        others = np.delete(scores.totals, index)
        points.append(
            TrendPoint(
                period=period,
                total=_known(scores.totals[index]),
                margin=float(np.nan_to_num(scores.margins[index])),
                peers=tuple(np.sort(others[~np.isnan(others)]).tolist()),
            )
        )
    return tuple(points)


@lru_cache(maxsize=16)
def _months(basis: Basis, level: str, membership: str) -> dict[str, npt.NDArray[np.float64]]:
    """Flow measures by month of the data (rows) and unit in published order (columns): read once for all periods."""
    first, last = basis.available.first, basis.available.last
    frame = months_by_unit(basis.release, level, membership=membership, month_from=first, month_to=last)
    seqs = {str(code): seq for seq, code in enumerate(basis.column(level, "code"))}
    rows = frame["month"].to_numpy() - first
    places = np.array([seqs.get(code, -1) for code in frame["code"].tolist()], dtype=np.intp)
    kept = places >= 0
    found = {}
    for name in FLOW_MEASURES:
        counts = np.zeros((last - first + 1, len(seqs)))
        counts[rows[kept], places[kept]] = frame[name].to_numpy(dtype=np.float64)[kept]
        found[name] = counts
    return found


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
