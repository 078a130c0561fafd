"""Is a file's declared datum true? Points shifted by a wrong datum leave the communities that the rows name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from data.place import Places, stored_points

MIN_POINTS = 200
# More points than this say nothing new; every n-th row is taken.
MAX_POINTS = 5_000
CANDIDATES = ("WGS84", "GCJ02", "BD09")
# Another datum is believed when far more points enter their community under it than leave it, beyond chance …
_MIN_RATIO = 3.0
_MIN_Z = 4.0
# … and most points then lie where their rows say; otherwise boundaries or codes are at fault, not the datum.
_MIN_SHARE = 0.5


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
        How sure that is, 0…1: the probability that chance alone would not look like this.
    n_points
        Points (or vertices) that were compared.
    shares
        Datum → share of them that lie where their row says.
    is_swapped
        Whether longitude and latitude have changed places; the datum then holds after changing them back.
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


def doubt_datum(places: Places, points: pd.DataFrame) -> DatumDoubt | None:
    """Compare the declared datum of one file with the others.

    The test is McNemar's: only points whose answer changes between the datums count, so large communities (which
    a shift seldom leaves) and rows that are wrong under either datum say nothing.

    Parameters
    ----------
    points
        Rows of one file: ``source_lon, source_lat, datum, given_community_code``.
    """
    given = places.given(points["given_community_code"])
    known = np.flatnonzero((given >= 0) & points[["source_lon", "source_lat"]].notna().all(axis=1).to_numpy())
    if len(known) < MIN_POINTS:
        return None
    known = known[:: -(-len(known) // MAX_POINTS)]
    points, given = points.iloc[known], given[known]
    declared = str(points["datum"].iloc[0])
    alike = "WGS84" if declared == "CGCS2000" else declared
    inside = {datum: places.community_of(*stored_points(points, datum)) == given for datum in CANDIDATES}
    best: tuple[float, str] | None = None
    for datum in CANDIDATES:
        enters = int((inside[datum] & ~inside[alike]).sum())
        leaves = int((~inside[datum] & inside[alike]).sum())
        z = (enters - leaves) / max(1.0, float(np.sqrt(enters + leaves)))
        fits = enters > _MIN_RATIO * leaves and z > _MIN_Z and inside[datum].mean() > _MIN_SHARE
        if datum != alike and fits and (best is None or z > best[0]):
            best = (z, datum)
    if best is None:
        return None
    return DatumDoubt(
        declared, best[1], len(points), float(inside[alike].mean()), float(inside[best[1]].mean())
    )


def detect(places: Places, points: pd.DataFrame) -> DatumVerdict:
    """Tell the datum of points from the communities that their rows name.

    Parameters
    ----------
    points
        ``source_lon, source_lat, given_community_code``; degrees, NaN where missing.
    """
    given = places.given(points["given_community_code"])
    known = np.flatnonzero((given >= 0) & points[["source_lon", "source_lat"]].notna().all(axis=1).to_numpy())
    if len(known) < MIN_POINTS:
        return DatumVerdict(None, 0.0, len(known), reason="too_few" if len(known) else "no_codes")
    known = known[:: -(-len(known) // MAX_POINTS)]
    points, given = points.iloc[known], given[known]
    inside = {datum: places.community_of(*stored_points(points, datum)) == given for datum in CANDIDATES}
    shares = {datum: float(hits.mean()) for datum, hits in inside.items()}
    best = max(shares, key=lambda datum: shares[datum])
    if shares[best] < _MIN_SHARE:
        return DatumVerdict(None, 0.0, len(known), shares, "fits_none")
    return DatumVerdict(best, shares[best], len(known), shares)
