"""Where whistles are blown: the units of the membership in force as a small choropleth and as a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from data.reads import UnitRow
from data.reads.whistles import whistle_by_unit
from geo.classify import classify
from governance.indicators import Rate
from views.basis import Basis
from views.city_map import Legend, LegendClass
from views.figures import FEW_IN_NUMERATOR
from views.map_layer import MapLayer
from views.measures import unit_measures
from views.names import Lang, full_name
from views.state import ViewState
from views.whistles.matrix import shown_level

N_CLASSES = 4
PER_PEOPLE = 10_000
WORDS = {
    "zh": ("万人吹哨量", "吹哨", "常住人口", "件/万人"),
    "en": ("Whistles per 10,000", "whistles", "residents", "per 10,000"),
}


@dataclass(frozen=True)
class PlaceRow:
    """A unit with its whistles; units are listed by category, never across categories.

    Attributes
    ----------
    is_few
        Whether so few stand behind the rate per head that it says little.
    """

    code: str
    name: str
    category: str | None
    blown: int
    population: int
    solved: tuple[int, int]
    reported: tuple[int, int]
    open: int
    overdue: int

    @property
    def per_10k(self) -> float | None:
        """Whistles per 10,000 residents; None where nobody lives."""
        return Rate(self.blown, self.population, PER_PEOPLE).value

    @property
    def is_few(self) -> bool:
        """Whether so few whistles stand behind the rate that it says little."""
        return self.blown < FEW_IN_NUMERATOR


@dataclass(frozen=True, eq=False)
class WhistleMap:
    """The layer, its legend, the units in a list, and what could not be placed in any of them."""

    layer: MapLayer
    legend: Legend
    rows: tuple[PlaceRow, ...]
    unplaced: int


def whistle_map(
    basis: Basis, state: ViewState, scope: UnitRow, asked: Mapping[str, Any], lang: Lang
) -> WhistleMap:
    """Count whistles by unit of the shown level inside the scope."""
    level = shown_level(state)
    frame = whistle_by_unit(basis.release, level, **asked)
    placed = frame[frame["code"].notna()].set_index("code")
    units = basis.units(level)
    # Which units lie inside the scope is known to the measures of the same scope.
    inside = unit_measures(basis, level, state.membership, state.period, scope).inside
    counts = placed.reindex(units["code"]).fillna(0)
    blown = np.where(inside, counts["blown"].to_numpy(dtype=np.float64), np.nan)
    people = np.where(inside, units["population"].to_numpy(dtype=np.float64), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.where(people > 0, blown / people * PER_PEOPLE, np.nan)
    found = classify(values[inside], k=N_CLASSES)
    classes = np.full(len(units), -2, dtype=np.int8)
    classes[inside] = found.classes
    name, numerator, denominator, unit = WORDS[lang]
    layer = MapLayer(
        geometry_hash=basis.provenance.geometry_hash,
        level=level,
        membership=state.membership,
        classes=classes,
        numerators=blown,
        denominators=people,
        n_classes=found.n_classes,
        scale=float(PER_PEOPLE),
        digits=2,
        indicator_name=name,
        numerator_name=numerator,
        denominator_name=denominator,
        unit=unit,
        scope_level=scope.level,
        scope_code=scope.code,
        scope_bounds=(scope.minx, scope.miny, scope.maxx, scope.maxy),
        schematic=bool(basis.column(level, "schematic").any()),
    )
    legend = Legend(
        name=name,
        unit=unit,
        digits=2,
        classes=tuple(
            LegendClass(low, high, int(count))
            for low, high, count in zip(found.breaks, found.breaks[1:], found.counts, strict=False)
        ),
        n_missing=found.n_missing,
    )
    rows = [
        _row(basis, basis.unit_at(level, int(seq)), counts.iloc[int(seq)], lang)
        for seq in np.flatnonzero(inside)
    ]
    rows.sort(key=lambda row: (row.category or "", -row.blown, row.code))
    return WhistleMap(layer, legend, tuple(rows), int(frame.loc[frame["code"].isna(), "blown"].sum()))


def _row(basis: Basis, unit: UnitRow, counts: pd.Series[float], lang: Lang) -> PlaceRow:
    return PlaceRow(
        code=unit.code,
        name=full_name(basis, unit, lang),
        category=unit.category,
        blown=int(counts["blown"]),
        population=unit.population,
        solved=(int(counts["due_solved"]), int(counts["due"])),
        reported=(int(counts["reported"]), int(counts["called"])),
        open=int(counts["open"]),
        overdue=int(counts["overdue"]),
    )
