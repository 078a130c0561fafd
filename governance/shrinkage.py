"""Rates of few cases are drawn towards the rate of their group: empirical Bayes, the beta-binomial way.

A unit with n good of d cases, in a group whose common rate is p, is given ``(n + M·p) / (d + M)``: as if it had handled M
further cases just as the group does. M comes from how far the *other* units differ beyond chance (the method of moments:
Marshall 1991, Mapping disease and mortality rates using empirical Bayes estimators, Applied Statistics 40: 283–294; the
moment itself as DerSimonian and Laird 1986). Groups of two or four units say little about their own spread, so the
observed spread is averaged with a prior one worth a few units.

Only the others decide how strongly a unit is drawn: so one more case done well never lowers a unit's own adjusted rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Shrunk:
    """Rates of a group's units, drawn together.

    Attributes
    ----------
    adjusted
        Per unit, on the scale of ``numerator / denominator``; NaN where the unit has no cases.
    strength
        M per unit: the further cases that it is credited with.
    pooled
        The group's own rate; NaN where the group has no cases.
    """

    adjusted: Floats
    strength: Floats
    pooled: float


def shrink_shares(good: Floats, cases: Floats, prior_cases: float, prior_units: float) -> Shrunk:
    """Draw shares (``0 <= good <= cases``) towards the group's share.

    Parameters
    ----------
    good, cases
        Per unit; NaN counts as no cases.
    prior_cases
        M where nothing is known of the spread.
    prior_units
        How many units' worth of evidence that prior carries; above 0.
    """
    n, d = _known(good, cases)
    spread = _spread_of_others(n, d)
    freedom = np.maximum((d > 0).sum() - (d > 0) - 1, 0)
    strength = (freedom + prior_units) / (freedom * spread + prior_units / prior_cases)
    return _drawn(n, d, strength)


def shrink_means(sums: Floats, cases: Floats, prior_cases: float) -> Shrunk:
    """Draw means towards the group's mean; M is `prior_cases`, since sums say nothing of the spread within."""
    s, d = _known(sums, cases)
    return _drawn(s, d, np.full(len(d), float(prior_cases)))


def _spread_of_others(n: Floats, d: Floats) -> Floats:
    """Variance of the other units' true shares as a part of p(1 − p), per unit; 0 where chance explains it all."""
    good, cases, squares = n.sum() - n, d.sum() - d, (d**2).sum() - d**2
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(d > 0, n**2 / d, 0.0)
        p = good / cases
        chance = p * (1 - p)
        between = own.sum() - own - good**2 / cases
        freedom = np.maximum((d > 0).sum() - (d > 0) - 1, 0)
        spread = (between - freedom * chance) / (cases - squares / cases) / chance
    kept: Floats = np.clip(np.nan_to_num(spread, nan=0.0, posinf=0.0, neginf=0.0), 0.0, 1.0)
    return kept


def _drawn(n: Floats, d: Floats, strength: Floats) -> Shrunk:
    total = float(d.sum())
    pooled = float(n.sum()) / total if total else float("nan")
    with np.errstate(invalid="ignore"):
        adjusted = np.where(d > 0, (n + strength * pooled) / (d + strength), np.nan)
    return Shrunk(adjusted, strength, pooled)


def _known(numerators: Floats, denominators: Floats) -> tuple[Floats, Floats]:
    missing = np.isnan(numerators) | np.isnan(denominators)
    return np.where(missing, 0.0, numerators), np.where(missing, 0.0, denominators)
