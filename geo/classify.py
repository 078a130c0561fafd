"""Values to a few classes for a choropleth: every value in exactly one class, in any order of the values.

Class ``i`` holds the values from ``breaks[i]`` up to, but not including, ``breaks[i + 1]``; the last class
holds its upper end too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from governance.errors import StateError

Method = Literal["quantile", "equal", "natural"]
FloatArray = npt.NDArray[np.float64]

MAX_CLASSES = 100
# Natural breaks compare all pairs of values; more distinct ones than this are first taken in groups.
_MAX_GROUPS = 400
# How far a readable break may move down, as a share of the class below it (ends: of the mean class).
_GIVE = 0.1


@dataclass(frozen=True, eq=False)
class Classification:
    """Classes of values.

    Attributes
    ----------
    breaks
        Rising, one more than there are classes; empty without any value. The first is at or below the
        smallest value, the last at or above the largest. The last two are equal when the last class holds one
        distinct value.
    classes
        int8, one for each value: its class, or -1 where the value is missing or infinite.
    counts
        Number of values in each class.
    n_missing
        Number of values without a class.
    zero_alone
        Whether the first class holds nothing but zeros, so that a legend can say "0".
    """

    breaks: tuple[float, ...]
    classes: npt.NDArray[np.int8]
    counts: tuple[int, ...]
    n_missing: int
    zero_alone: bool = False

    @property
    def n_classes(self) -> int:
        """Number of classes in use, at most the number asked for."""
        return len(self.counts)


def classify(
    values: npt.ArrayLike, k: int = 5, method: Method = "quantile", nice: bool = False
) -> Classification:
    """Divide values into at most ``k`` classes.

    Parameters
    ----------
    values
        (n,) numbers; NaN and infinities are missing.
    k
        Number of classes wanted, 1 to 100. Never more than there are distinct values.
    method
        ``quantile``: as many values in each class as ties allow; a value that fills a class alone (zero, in
        many grids) gets one, and the others share the rest. ``equal``: classes of equal width, some may be
        empty. ``natural``: least sum of squared deviations from the class means (Fisher 1958, Jenks 1967).
    nice
        Move each break down to the roundest number nearby. No class loses its smallest value.

    Raises
    ------
    StateError
        When the method is unknown or ``k`` is out of range.
    """
    if method not in get_args(Method) or not 1 <= k <= MAX_CLASSES:
        raise StateError(
            "无法分级 / No such classification",
            f"method “{method}” with {k} classes.",
            f"Use {', '.join(get_args(Method))} and 1 to {MAX_CLASSES} classes.",
        )
    numbers = np.asarray(values, dtype=np.float64).ravel()
    known = np.isfinite(numbers)
    classes = np.full(len(numbers), -1, np.int8)
    n_missing = int((~known).sum())
    if not known.any():
        return Classification((), classes, (), n_missing)

    distinct, weights = np.unique(numbers[known], return_counts=True)
    k = min(k, len(distinct))
    low, high = float(distinct[0]), float(distinct[-1])
    if method == "equal":
        inner = _equal(low, high, k)
    elif method == "quantile":
        inner = distinct[_quantile_starts(weights, k)]
    else:
        inner = distinct[_natural_starts(distinct, weights, k)]
    breaks = [low, *inner.tolist(), high]
    if nice:
        breaks = _readable(breaks, distinct)
    classes[known] = np.searchsorted(breaks[1:-1], numbers[known], side="right")
    counts = np.bincount(classes[known], minlength=len(breaks) - 1)
    n_zeros = int((numbers == 0).sum())
    return Classification(
        breaks=tuple(float(b) for b in breaks),
        classes=classes,
        counts=tuple(int(c) for c in counts),
        n_missing=n_missing,
        zero_alone=low == 0 and n_zeros == int(counts[0]),
    )


def _equal(low: float, high: float, k: int) -> FloatArray:
    """Inner breaks of equal width; fewer where floating point cannot tell them apart."""
    # Halves first, so that the width of the widest range does not overflow.
    share = np.arange(1, k) / k
    inner = np.unique(low * (1 - share) + high * share)
    return inner[(inner > low) & (inner <= high)]


def _quantile_starts(weights: npt.NDArray[np.intp], k: int) -> list[int]:
    """Where classes 1, 2 … begin among the distinct values.

    Each class in turn takes its fair share of what is left, to the nearest distinct value, and leaves at
    least one distinct value for every class after it.
    """
    total = np.cumsum(weights)
    starts: list[int] = []
    begin, used = 0, 0
    for left in range(k, 1, -1):
        wanted = used + (int(total[-1]) - used) / left
        last = int(np.searchsorted(total, wanted))
        if last > begin and wanted - total[last - 1] <= total[last] - wanted:
            last -= 1
        begin = max(begin + 1, min(last + 1, len(weights) - left + 1))
        used = int(total[begin - 1])
        starts.append(begin)
    return starts


def _natural_starts(distinct: FloatArray, weights: npt.NDArray[np.intp], k: int) -> list[int]:
    """Where classes 1, 2 … begin, so that values lie closest to their class means (dynamic programming)."""
    n_groups = min(len(distinct), _MAX_GROUPS)
    first = np.arange(n_groups) * len(distinct) // n_groups
    # Centred and scaled, so that the differences of the sums below keep their digits.
    spread = distinct / max(float(np.abs(distinct).max()), np.finfo(float).tiny)
    spread -= spread[len(spread) // 2]
    spread /= max(float(np.abs(spread).max()), np.finfo(float).tiny)
    sums = [np.append(0, np.cumsum(np.add.reduceat(weights * spread**power, first))) for power in (0, 1, 2)]
    # cost[i, j]: squared deviations within groups i … j-1.
    n, s, q = (total[None, :] - total[:, None] for total in sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = np.where(n > 0, np.maximum(q - s * s / n, 0), np.inf)
    best = cost[0]
    back = []
    for _ in range(k - 1):
        through = best[:, None] + cost
        back.append(through.argmin(axis=0))
        best = through.min(axis=0)
    starts: list[int] = []
    end = n_groups
    for choice in reversed(back):
        end = int(choice[end])
        starts.append(int(first[end]))
    return starts[::-1]


def _readable(breaks: list[float], distinct: FloatArray) -> list[float]:
    """Round numbers near the breaks that leave every class its smallest value."""
    low, high = breaks[0], breaks[-1]
    if low == high:
        return breaks
    give = _GIVE * (high / (len(breaks) - 1) - low / (len(breaks) - 1))
    result = [_roundest(low - give, low)]
    for below, here in pairwise(breaks[:-1]):
        at = int(np.searchsorted(distinct, here))
        gap = float(distinct[at - 1])  # down to here no value changes its class
        smallest_below = float(distinct[np.searchsorted(distinct, below)])
        floor = max(min(gap, here - _GIVE * (here - below)), min(smallest_below, gap), below)
        result.append(_roundest(floor, here))
    result.append(0.0 - _roundest(-high - give, -high))
    return result


def _roundest(above: float, upto: float) -> float:
    """The number in ``above < x <= upto`` with the fewest digits; ``upto`` when none is shorter."""
    if above < 0 <= upto:
        return 0.0
    size = max(abs(above), abs(upto))
    if not (math.isfinite(above) and size > 0):
        return upto
    exponent = min(math.floor(math.log10(size)) + 1, 307)
    for power in range(exponent, exponent - 16, -1):
        for digit in (5, 2, 1):
            step = digit * 10.0**power
            found = round(math.floor(upto / step) * step, max(0, -power)) if step > 0 else upto
            if above < found <= upto:
                return found
    return upto
