"""Which datum are coordinates in? Points shifted by a wrong datum leave the communities that their rows name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import lgamma
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.place import Places, stored_points

MIN_POINTS = 200
# So many of them at different places.
_MIN_DIFFERENT = 100
# More points than this say nothing new; every n-th row is taken.
MAX_POINTS = 5_000
CANDIDATES = ("WGS84", "GCJ02", "BD09")
# A datum is told when far more points enter their community under it than leave it, whatever it is compared with …
_MIN_RATIO = 3.0
# … so many more that chance (a fair coin for every point that changes) would do it once in a thousand files …
_MAX_CHANCE = 1e-3
# … and most points then lie where their rows say; otherwise boundaries or codes are at fault, not the datum.
_MIN_SHARE = 0.5
# A declaration is contradicted only beyond more doubt than it takes to tell a datum that nobody declared.
_MAX_CHANCE_DECLARED = 1e-4

BoolArray = npt.NDArray[np.bool_]
#: Why a verdict is what it is: ``clear``; ``no_codes`` (nothing to compare with); ``too_few`` points; ``too_alike`` (no datum
#: beats the others beyond chance); ``fits_none`` (most points lie elsewhere under every datum).
Reason = Literal["clear", "no_codes", "too_few", "too_alike", "fits_none"]


@dataclass(frozen=True)
class DatumVerdict:
    """Which datum coordinates are in, as far as they tell.

    Attributes
    ----------
    datum
        ``WGS84`` (CGCS2000 is the same to a few decimetres), ``GCJ02`` or ``BD09``; None: cannot tell.
    confidence
        0…1: 1 less the probability that mere chance would set the best datum as far apart from the next best.
    n_points
        Different points that were compared.
    shares
        Datum → share of them that lie where their row says.
    is_swapped
        Whether longitude and latitude have changed places; the datum is what holds after changing them back.
    """

    datum: str | None
    confidence: float
    n_points: int
    shares: Mapping[str, float] = field(default_factory=dict)
    reason: Reason = "clear"
    is_swapped: bool = False


@dataclass(frozen=True)
class DatumDoubt:
    """A file whose points fit another datum than the declared one.

    Attributes
    ----------
    share_declared, share_fitting
        Share of points inside the community that their row names, under each datum.
    """

    declared: str
    fitting: str
    n_points: int
    share_declared: float
    share_fitting: float


@dataclass(frozen=True)
class _Evidence:
    """Where the points lie under each candidate: whether inside the community that their row names; empty: too few."""

    inside: Mapping[str, BoolArray]
    n_points: int
    is_swapped: bool

    def share(self, datum: str) -> float:
        return float(self.inside[datum].mean()) if self.n_points else 0.0

    def chance(self, datum: str, other: str) -> float:
        """Probability that chance alone sets `datum` as far before `other`; 1 where it is not three to one before it.

        The test is McNemar's: only points whose answer changes between the two count, so large communities (which a
        shift seldom leaves) and rows that are wrong under either say nothing.
        """
        enters = int((self.inside[datum] & ~self.inside[other]).sum())
        leaves = int((~self.inside[datum] & self.inside[other]).sum())
        return sign_test(enters, leaves) if enters > _MIN_RATIO * leaves else 1.0


def detect(places: Places, points: pd.DataFrame) -> DatumVerdict:
    """Tell the datum of points from the communities that their rows name, or say that it cannot be told.

    Parameters
    ----------
    points
        ``source_lon, source_lat, given_community_code``; degrees, NaN where missing.
    """
    evidence = _weigh(places, points)
    n = evidence.n_points
    if not evidence.inside:
        return DatumVerdict(None, 0.0, n, reason="too_few" if n else "no_codes")
    shares = {datum: evidence.share(datum) for datum in CANDIDATES}
    best = max(CANDIDATES, key=lambda datum: shares[datum])
    chance = max(evidence.chance(best, other) for other in CANDIDATES if other != best)
    swapped = evidence.is_swapped
    if shares[best] <= _MIN_SHARE:
        return DatumVerdict(None, 0.0, n, shares, "fits_none", swapped)
    if chance > _MAX_CHANCE:
        return DatumVerdict(None, 1.0 - chance, n, shares, "too_alike", swapped)
    return DatumVerdict(best, 1.0 - chance, n, shares, "clear", swapped)


def doubt_datum(places: Places, points: pd.DataFrame) -> DatumDoubt | None:
    """Compare the declared datum of one file with the others; None where nothing contradicts it.

    Parameters
    ----------
    points
        Rows of one file: ``source_lon, source_lat, datum, given_community_code``.
    """
    evidence = _weigh(places, points)
    if not evidence.inside:
        return None
    declared = str(points["datum"].iloc[0])
    alike = "WGS84" if declared == "CGCS2000" else declared
    others = [datum for datum in CANDIDATES if datum != alike and evidence.share(datum) > _MIN_SHARE]
    chances = {datum: evidence.chance(datum, alike) for datum in others}
    fitting = min(chances, key=lambda datum: (chances[datum], -evidence.share(datum)), default=None)
    if fitting is None or chances[fitting] > _MAX_CHANCE_DECLARED:
        return None
    return DatumDoubt(declared, fitting, evidence.n_points, evidence.share(alike), evidence.share(fitting))


def _weigh(places: Places, points: pd.DataFrame) -> _Evidence:
    given = places.given(points["given_community_code"])
    degrees = points[["source_lon", "source_lat"]].to_numpy(dtype=np.float64)
    known = np.flatnonzero((given >= 0) & np.isfinite(degrees).all(axis=1))
    if len(known) < MIN_POINTS:
        return _Evidence({}, len(known), False)
    known = known[:: -(-len(known) // (4 * MAX_POINTS))]
    # The same place told again (a row for each department, the office's own address) is no further witness.
    told = points.iloc[known][["source_lon", "source_lat"]].assign(given=given[known])
    known = known[~told.duplicated().to_numpy()]
    if len(known) < _MIN_DIFFERENT:
        return _Evidence({}, len(known), False)
    known = known[:: -(-len(known) // MAX_POINTS)]
    given = given[known]
    sources = points.iloc[known][["source_lon", "source_lat"]]
    straight = _inside(places, sources, given)
    if _most(straight) > len(known) // 2:
        return _Evidence(straight, len(known), False)
    turned = _inside(
        places, sources.rename(columns={"source_lon": "source_lat", "source_lat": "source_lon"}), given
    )
    is_swapped = _most(turned) > _most(straight)
    return _Evidence(turned if is_swapped else straight, len(known), is_swapped)


def _most(inside: Mapping[str, BoolArray]) -> int:
    return max(int(hits.sum()) for hits in inside.values())


def _inside(places: Places, sources: pd.DataFrame, given: npt.NDArray[np.int64]) -> dict[str, BoolArray]:
    return {datum: places.community_of(*stored_points(sources, datum)) == given for datum in CANDIDATES}


def sign_test(more: int, less: int) -> float:
    """Probability that a fair coin falls as unevenly as `more` against `less`, to either side."""
    n, k = more + less, np.arange(min(more, less) + 1)
    if n == 0:
        return 1.0
    terms = [lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) - n * np.log(2.0) for i in k.tolist()]
    return min(1.0, 2.0 * float(np.exp(terms).sum()))
