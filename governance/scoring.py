"""Scores of units against targets, line by line, and what chance may have had to do with them.

Pure arithmetic on arrays, one entry a unit of one group of peers: units of the same category, level and kind. Every
line is left out, and the weights of the others grow in proportion, where a unit has no value for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import Literal

import numpy as np
import numpy.typing as npt

from governance.assessment import WEIGHTS_SUM, Line, Rules, Scheme
from governance.chance import tails
from governance.shrinkage import shrink_means, shrink_shares

Floats = npt.NDArray[np.float64]
Verdict = Literal["low", "high", "alike", "few", "untested", "missing"]

# Half the width, in standard errors, of the 95 % interval that a score is given.
_Z = 1.96


@dataclass(frozen=True, eq=False)
class LineScores:
    """One line over all units of a group.

    Attributes
    ----------
    numerators, denominators
        As counted; NaN where missing.
    values, adjusted
        In the indicator's unit: as counted, and drawn towards the group (`governance.shrinkage`). The points are those
        of `adjusted`. NaN where there is no value.
    pooled
        The group's own value.
    reached
        Share of the way from floor to target, 0–1.
    weights, points
        Weights after lines without a value were left out, and what was earned of them.
    margins
        Half the points that lie between the two ends of the adjusted value's 95 % interval.
    alpha
        Probability of chance on each side beyond which a unit is flagged.
    few_cases
        A value of fewer cases is never flagged.
    """

    line: Line
    numerators: Floats
    denominators: Floats
    values: Floats
    adjusted: Floats
    pooled: float
    reached: Floats
    weights: Floats
    points: Floats
    margins: Floats
    alpha: float
    few_cases: int

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Per unit, reckoned when first asked for.

        ``low`` and ``high``: outside the limits of chance, on the worse and on the better side; ``alike``: within;
        ``few``: too few cases to say; ``untested``: a mean, whose spread is not known; ``missing``: no value.
        """
        return _verdicts(self)


@dataclass(frozen=True, eq=False)
class GroupScores:
    """All lines over one group of peers.

    Attributes
    ----------
    totals, margins
        Points of 100 and their margin; NaN where a unit has no line with a value.
    best, worst
        The places (1 = highest) between which a unit stands, given the margins; 0 where it has no score. Only a
        difference that chance does not explain puts one unit before another, by limits as strict as those of the flags.
    """

    scheme: Scheme
    lines: tuple[LineScores, ...]
    totals: Floats
    margins: Floats
    best: npt.NDArray[np.int64]
    worst: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.totals)


def score_group(
    scheme: Scheme, rules: Rules, columns: Mapping[str, npt.ArrayLike], n_compared: int
) -> GroupScores:
    """Score the units of one group of peers.

    Parameters
    ----------
    columns
        Measures by name, one entry a unit.
    n_compared
        Units of the level in all groups together: the limits are set so that `Rules.false_flag` holds for all of
        them and all their lines at once.
    """
    drafts = [_line(line, rules, columns, rules.false_flag / max(n_compared, 1) / len(scheme.lines))
              for line in scheme.lines]  # fmt: skip
    given = np.array([np.where(np.isnan(d.values), 0.0, d.line.weight) for d in drafts])
    whole = given.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        grown = np.where(whole > 0, WEIGHTS_SUM / whole, np.nan)
    lines = tuple(_weighted(draft, grown) for draft in drafts)
    totals = np.where(whole > 0, np.nansum([line.points for line in lines], axis=0), np.nan)
    margins = np.where(whole > 0, np.sqrt(np.nansum([line.margins**2 for line in lines], axis=0)), np.nan)
    best, worst = places(totals, margins, _widening(rules.false_flag, len(totals), n_compared))
    return GroupScores(scheme, lines, totals, margins, best, worst)


def _widening(false_flag: float, n_units: int, n_compared: int) -> float:
    """How much wider than for one pair the margin of a difference is, with so many units compared pair by pair."""
    # A group's part of the level's error is as large as its part of the units; its pairs share it.
    alpha = 2 * false_flag / max(n_compared, 2) / max(n_units - 1, 1)
    return NormalDist().inv_cdf(1 - min(alpha, 0.05) / 2) / _Z


def places(
    totals: Floats, margins: Floats, widening: float = 1.0
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Best and worst place of each unit.

    Only a difference of more than `widening` times both margins together (the root of their squares' sum) puts one
    unit before another.
    """
    known = ~np.isnan(totals)
    with np.errstate(invalid="ignore"):
        gap = totals[:, None] - totals[None, :]
        apart = widening * np.hypot(margins[:, None], margins[None, :]) + 1e-9
        before, behind = gap < -apart, gap > apart
    best = np.where(known, 1 + before.sum(axis=1), 0)
    worst = np.where(known, known.sum() - behind.sum(axis=1), 0)
    return best.astype(np.int64), worst.astype(np.int64)


def _line(line: Line, rules: Rules, columns: Mapping[str, npt.ArrayLike], alpha: float) -> LineScores:
    indicator, scale = line.indicator, line.indicator.scale
    n = np.asarray(columns[indicator.numerator], dtype=np.float64)
    d = np.asarray(columns[indicator.denominator], dtype=np.float64)
    has_value = ~np.isnan(n) & ~np.isnan(d) & (d > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.where(has_value, n / d * scale, np.nan)
    if indicator.is_bounded_share:
        drawn = shrink_shares(n, d, rules.prior_cases, rules.prior_units)
        spread = np.sqrt(np.clip(drawn.adjusted * (1 - drawn.adjusted), 0, None))
    else:
        drawn = shrink_means(n, d, rules.prior_cases)
        # Durations spread about as widely as they are long.
        spread = drawn.adjusted
    error = _Z * spread / np.sqrt(np.nan_to_num(d) + drawn.strength) * scale
    adjusted = drawn.adjusted * scale
    return LineScores(
        line=line,
        numerators=n,
        denominators=d,
        values=values,
        adjusted=adjusted,
        pooled=drawn.pooled * scale,
        reached=_reached(line, adjusted),
        weights=np.full(len(n), line.weight),
        points=np.full(len(n), np.nan),
        margins=np.abs(_reached(line, adjusted + error) - _reached(line, adjusted - error)) / 2,
        alpha=alpha,
        few_cases=rules.few_cases,
    )


def _reached(line: Line, values: Floats) -> Floats:
    return np.clip((values - line.floor) / (line.target - line.floor), 0.0, 1.0)


def _weighted(draft: LineScores, grown: Floats) -> LineScores:
    """The line with its weight grown where others are missing, and the points earned of it."""
    weights = np.where(np.isnan(draft.values), np.nan, draft.line.weight * grown)
    return LineScores(
        **{
            **vars(draft),
            "weights": weights,
            "points": draft.reached * weights,
            "margins": draft.margins * weights,
        }
    )


def _verdicts(scores: LineScores) -> tuple[Verdict, ...]:
    n, d, has_value = scores.numerators, scores.denominators, ~np.isnan(scores.values)
    if not scores.line.indicator.is_bounded_share:
        return tuple("untested" if known else "missing" for known in has_value)
    few = np.nan_to_num(d) < scores.few_cases
    low, high = tails(np.where(has_value, n, 0), np.where(has_value, d, 0), ~few)
    worse, better = (low, high) if scores.line.direction == "up" else (high, low)
    choices: list[Verdict] = ["missing", "few", "low", "high", "alike"]
    limits = [~has_value, few, worse <= scores.alpha, better <= scores.alpha]
    return tuple(choices[index] for index in np.select(limits, np.arange(4), default=4))
