"""What chance alone does to shares of few cases: exact limits for units beside their peers.

The question asked of every unit: had all the cases of the group been dealt to its units at random, how likely would
this one have got so few (or so many) of the good ones? The number of good ones among the unit's own is then
hypergeometric, whatever the common rate may be, so nothing is estimated and the probability holds exactly for ten
cases as for ten thousand. This is Fisher's exact test of a unit against the rest of its group; drawn over the number of
cases its limits are the funnel of Spiegelhalter (2005), Funnel plots for comparing institutional performance,
Statistics in Medicine 24: 1185–1202.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Beyond this many standard deviations (and a few counts) a hypergeometric term is below 1e-40.
_REACH = 14.0
_TABLE_STEP = 1 << 16


@dataclass(frozen=True, eq=False)
class Funnel:
    """Limits of a share by the number of cases.

    Attributes
    ----------
    sizes
        Numbers of cases, ascending.
    lower, upper
        A unit with so many cases is out of the ordinary when its share lies strictly below `lower` or above `upper`
        (0–1). Where no share would be out of the ordinary, `lower` is 0 and `upper` 1.
    centre
        The group's own share.
    """

    sizes: Ints
    lower: Floats
    upper: Floats
    centre: float


def tails(
    good: npt.ArrayLike, cases: npt.ArrayLike, wanted: npt.NDArray[np.bool_] | None = None
) -> tuple[Floats, Floats]:
    """Probabilities of a result as low, and as high, as each unit's, were the group's cases dealt out at random.

    Parameters
    ----------
    good, cases
        Numbers per unit, ``0 <= good <= cases``; fractions are rounded.
    wanted
        Units to answer for (all count in the group); the others get 1. None means all.

    Returns
    -------
    (low, high)
        P(X ≤ good) and P(X ≥ good) per unit; both 1 where a unit has no cases or is the whole group.
    """
    g, n = _counts(good), _counts(cases)
    total, total_good = int(n.sum()), int(g.sum())
    low, high = np.ones(len(n)), np.ones(len(n))
    asked = (n > 0) & (n < total) if wanted is None else (n > 0) & (n < total) & wanted
    for index in np.flatnonzero(asked).tolist():
        own, size = int(g[index]), int(n[index])
        start, terms = _terms(total, total_good, size)
        at = own - start
        low[index] = min(1.0, float(terms[: at + 1].sum())) if at >= 0 else 0.0
        high[index] = min(1.0, float(terms[max(at, 0) :].sum())) if at < len(terms) else 0.0
    return low, high


def funnel(good: npt.ArrayLike, cases: npt.ArrayLike, alpha: float, sizes: npt.ArrayLike) -> Funnel:
    """The limits that `tails` with a bound of `alpha` on each side means, for units of any size.

    Parameters
    ----------
    good, cases
        Numbers per unit of the group.
    alpha
        Probability on each side beyond which a unit is out of the ordinary.
    sizes
        Numbers of cases to give limits for; those above the whole group's are cut to it.
    """
    total, total_good = int(_counts(cases).sum()), int(_counts(good).sum())
    wanted = np.clip(np.asarray(sizes, dtype=np.int64), 1, max(total, 1))
    lower, upper = np.zeros(len(wanted)), np.ones(len(wanted))
    for index, size in enumerate(wanted.tolist()):
        if size >= total:
            lower[index] = upper[index] = total_good / total if total else math.nan
            continue
        start, terms = _terms(total, total_good, size)
        # The fewest good ones that are not too few, and the most that are not too many.
        few = int(np.searchsorted(np.cumsum(terms), alpha, side="right"))
        many = int(np.searchsorted(np.cumsum(terms[::-1]), alpha, side="right"))
        lower[index] = (start + few) / size
        upper[index] = (start + len(terms) - 1 - many) / size
    return Funnel(wanted, lower, upper, total_good / total if total else math.nan)


def _terms(total: int, total_good: int, size: int) -> tuple[int, Floats]:
    """The first count with a probability worth naming, and the probabilities from there on."""
    first, last = max(0, size + total_good - total), min(size, total_good)
    share = total_good / total
    mean = size * share
    spread = math.sqrt(max(mean * (1 - share) * (total - size) / max(total - 1, 1), 0.0))
    reach = _REACH * spread + 40
    start, stop = max(first, math.floor(mean - reach)), min(last, math.ceil(mean + reach))
    k = np.arange(start, stop + 1)
    log = _log_factorials(-(-(total + 1) // _TABLE_STEP))
    rest = total - total_good
    logs = (
        (log[total_good] - log[k] - log[total_good - k])
        + (log[rest] - log[size - k] - log[rest - size + k])
        - (log[total] - log[size] - log[total - size])
    )
    return start, np.exp(logs)


@lru_cache(maxsize=4)
def _log_factorials(steps: int) -> Floats:
    """ln k! for k below ``steps`` times 65,536; in steps, so that groups of like size share a table."""
    table = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, steps * _TABLE_STEP, dtype=np.float64)))])
    table.flags.writeable = False
    return table


def _counts(values: npt.ArrayLike) -> Ints:
    return np.rint(np.nan_to_num(np.asarray(values, dtype=np.float64))).astype(np.int64)
