"""What becomes of a file by what its points say about their datum: converted as found, held back, or let pass."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.place import Places
from data.problems import Problem, problem
from data.rules.datum import DatumVerdict, detect, doubt_datum
from data.rules.registry import RULES

_WHY = {
    "no_codes": ("没有一行同时填了坐标和已知的社区代码", "no row has both coordinates and a known community"),
    "too_few": (
        "可比对的不同点位只有 {n} 个，至少要 200 行、100 个不同点位",
        "only {n} different points can be compared; it takes 200 rows at 100 different places",
    ),
    "too_alike": ("{shares}，难分高下", "{shares}: too close to tell"),
    "fits_none": ("{shares}，都对不上", "{shares}: none fits"),
}


@dataclass(frozen=True)
class DatumRuling:
    """What is to be done with a file.

    Attributes
    ----------
    datum
        What its coordinates are taken to be; None where it has none, or is held back because nobody knows.
    fault
        Why it is held back.
    notes
        What is to be said though it is not.
    """

    datum: str | None
    fault: Problem | None = None
    notes: tuple[Problem, ...] = ()


def rule_datum(places: Places, file: str, declared: str | None, points: pd.DataFrame) -> DatumRuling:
    """Compare what a file declares of its datum (or a person settled) with what its points say.

    A detection is used where nothing is declared, and only where it is clear; a declaration that the points contradict
    holds the file back: nothing is converted on a guess.

    Parameters
    ----------
    declared
        None: nobody knows.
    points
        Rows that have coordinates: ``source_lon, source_lat, datum, given_community_code``.
    """
    usable = points[["source_lon", "source_lat"]].notna().all(axis=1)
    if not usable.any():
        return DatumRuling(declared)
    verdict = detect(places, points)
    notes: tuple[Problem, ...] = ()
    if verdict.is_swapped and verdict.datum is not None:
        notes = (problem(RULES["axes_exchanged"], file, value=str(verdict.n_points)),)
    if declared is None:
        if verdict.datum is None:
            zh, en = why_not(verdict)
            return DatumRuling(None, problem(RULES["datum_unknown"], file, detail=zh, detail_en=en))
        zh, en = shares_in_words(verdict)
        found = problem(RULES["datum_found"], file, value=verdict.datum, detail=zh, detail_en=en)
        return DatumRuling(verdict.datum, notes=(*notes, found))
    doubt = doubt_datum(places, points)
    if doubt is None:
        return DatumRuling(declared, notes=notes)
    zh = (
        f"{doubt.fitting}（{doubt.n_points} 个点中 {doubt.share_fitting:.0%} 落在所填社区内，按声明的只有 "
        f"{doubt.share_declared:.0%}）"
    )
    en = (
        f"{doubt.fitting} (of {doubt.n_points} points {doubt.share_fitting:.0%} lie in the community given, "
        f"as declared only {doubt.share_declared:.0%})"
    )
    fault = problem(RULES["datum_mismatch"], file, value=doubt.declared, detail=zh, detail_en=en)
    return DatumRuling(declared, fault, notes)


def why_not(verdict: DatumVerdict) -> tuple[str, str]:
    """Why a datum cannot be told, in both languages."""
    zh, en = _WHY[verdict.reason]
    shares_zh, shares_en = shares_in_words(verdict)
    return (
        zh.format(n=verdict.n_points, shares=shares_zh),
        en.format(n=verdict.n_points, shares=shares_en),
    )


def shares_in_words(verdict: DatumVerdict) -> tuple[str, str]:
    """The shares by datum in both languages, the highest first."""
    order = sorted(verdict.shares.items(), key=lambda item: -item[1])
    shares = "、".join(f"{datum} {share:.0%}" for datum, share in order)
    shares_en = ", ".join(f"{datum} {share:.0%}" for datum, share in order)
    return (
        f"{verdict.n_points} 个点落在所填社区内的：{shares}",
        f"of {verdict.n_points} points lie in their community: {shares_en}",
    )
