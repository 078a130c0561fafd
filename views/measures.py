"""Measures of units and scopes as mappings, out of the release's reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.reads import UnitRow, measures_by_month, measures_by_unit, measures_total
from governance.indicators import FLOW_MEASURES, MEASURES, UNIT_FACTS, Indicator
from governance.periods import Period
from views.basis import Basis
from views.figures import Parts, add_parts

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class UnitMeasures:
    """Measures of every unit of one level inside a scope.

    Attributes
    ----------
    columns
        Measures and facts by name, float64, one a unit in `seq` order of the whole level; measures of units outside
        the scope are NaN.
    inside
        Bool per row: whether the unit lies inside the scope.
    unlocated
        Measures of what could not be placed in any unit of the level; all 0 when everything was.
    """

    columns: Mapping[str, Floats]
    inside: npt.NDArray[np.bool_]
    unlocated: Mapping[str, float]

    def parts_of(self, position: int) -> dict[str, float | None]:
        """Measures and facts of the unit at a position (its `seq`)."""
        return {name: float(self.columns[name][position]) for name in (*MEASURES, *UNIT_FACTS)}

    def quotient(self, indicator: Indicator) -> tuple[Floats, Floats, Floats]:
        """(value, numerator, denominator) per unit; NaN where missing, outside the scope, or not there (a count)."""
        numerators = np.where(self.inside, self.columns[indicator.numerator], np.nan)
        if indicator.is_count:
            return numerators * indicator.scale, numerators, np.full(len(numerators), np.nan)
        denominators = np.where(self.inside, self.columns[indicator.denominator], np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(denominators == 0, np.nan, numerators / denominators * indicator.scale)
        return values, numerators, denominators


@lru_cache(maxsize=64)
def unit_measures(basis: Basis, level: str, membership: str, period: Period, scope: UnitRow) -> UnitMeasures:
    """Measures of all units of `level` inside `scope` over `period`, aligned with the published geometry."""
    units = basis.units(level)
    rows = measures_by_unit(
        basis.release,
        level,
        membership=membership,
        month_from=period.first,
        month_to=period.last,
        scope_level=scope.level,
        scope_code=scope.code,
    )
    is_placed = rows["code"].notna().to_numpy()
    positions = _positions(basis, level).get_indexer(pd.Index(rows["code"].to_numpy(dtype=object)[is_placed]))
    known = positions >= 0
    columns: dict[str, Floats] = {name: units[name].to_numpy(dtype=np.float64) for name in UNIT_FACTS}
    lost: dict[str, float] = {}
    for name in MEASURES:
        counts = rows[name].to_numpy(dtype=np.float64)
        columns[name] = np.full(len(units), np.nan)
        columns[name][positions[known]] = counts[is_placed][known]
        lost[name] = float(counts[~is_placed].sum())
    inside = np.zeros(len(units), dtype=np.bool_)
    inside[positions[known]] = True
    return UnitMeasures(columns, inside, lost)


@lru_cache(maxsize=16)
def _positions(basis: Basis, level: str) -> pd.Index[str]:
    """Index of a level's codes: where in the published geometry a unit stands."""
    return pd.Index(basis.column(level, "code"))


@lru_cache(maxsize=256)
def scope_parts(basis: Basis, scope: UnitRow, membership: str, period: Period) -> Parts:
    """Measures and facts of one unit as a whole, 未定位 inside it included."""
    totals = measures_total(
        basis.release,
        membership=membership,
        month_from=period.first,
        month_to=period.last,
        scope_level=scope.level,
        scope_code=scope.code,
    )
    return {
        **{name: float(totals[name]) for name in MEASURES},
        **facts_of(scope),
    }


def facts_of(unit: UnitRow) -> dict[str, float | None]:
    """The facts of a unit (`UNIT_FACTS`)."""
    return {
        "population": float(unit.population),
        "area_km2": unit.area_km2,
        "n_grids": float(unit.n_grids),
    }


def parts_in_view(
    basis: Basis, scope: UnitRow, membership: str, period: Period, categories: frozenset[str]
) -> Parts:
    """Measures of the scope, or of the chosen categories only while the whole city is in focus."""
    if scope.level != "city" or not categories:
        return scope_parts(basis, scope, membership, period)
    chosen = [basis.unit_row("category", code) for code in sorted(categories)]
    return add_parts([scope_parts(basis, unit, membership, period) for unit in chosen if unit is not None])


def parts_before(
    basis: Basis, scope: UnitRow, membership: str, period: Period, categories: frozenset[str]
) -> Parts | None:
    """The same over the period of equal length before; None where the data do not reach so far back."""
    if not period.previous.within(basis.available):
        return None
    return parts_in_view(basis, scope, membership, period.previous, categories)


@dataclass(frozen=True)
class MonthPoint:
    """Measures of one month."""

    month: int
    parts: Parts


@lru_cache(maxsize=256)
def months_of(basis: Basis, scope: UnitRow, membership: str, period: Period) -> tuple[MonthPoint, ...]:
    """Measures of a scope month by month, every month of the period present."""
    frame = measures_by_month(
        basis.release,
        membership=membership,
        month_from=period.first,
        month_to=period.last,
        scope_level=scope.level,
        scope_code=scope.code,
    )
    by_month = {
        int(month): {m: float(count) for m, count in zip(FLOW_MEASURES, counts, strict=True)}
        for month, *counts in frame[["month", *FLOW_MEASURES]].itertuples(index=False)
    }
    facts = facts_of(scope)
    return tuple(
        MonthPoint(
            month,
            {
                **{m: by_month.get(month, {}).get(m, 0.0) for m in FLOW_MEASURES},
                **facts,
            },
        )
        for month in range(period.first, period.last + 1)
    )
