"""Units beside their peers: by category while the city is in focus, otherwise the children of one unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.reads import UnitRow
from governance.indicators import MEASURES, Indicator
from views.basis import Basis
from views.figures import FEW_IN_DENOMINATOR, FEW_IN_NUMERATOR, Figure, Parts, rate_figure
from views.measures import Floats, UnitMeasures
from views.names import Lang, full_name
from views.state import ViewState

# Units listed of each category, and inside a unit.
LIST_LENGTH, LONG_LIST = 8, 18


@dataclass(frozen=True)
class ListedUnit:
    """A unit beside its peers."""

    code: str
    name: str
    category: str | None
    figure: Figure
    is_few: bool


@dataclass(frozen=True)
class PeerGroup:
    """Units that may be compared: those of one category, or the children of one unit.

    Attributes
    ----------
    category
        Code of the category, or None where the group is not a category.
    units
        Highest first; units with few cases behind their rate come after all others, those without a value last.
    n_units
        Units in the whole group, of which `units` lists the first.
    highest
        The highest value of the whole group, None where no unit has one.
    """

    category: str | None
    units: tuple[ListedUnit, ...]
    n_units: int
    highest: float | None


def peer_groups(
    basis: Basis,
    state: ViewState,
    measures: UnitMeasures,
    shown: npt.NDArray[np.bool_],
    indicator: Indicator,
    lang: Lang,
) -> tuple[PeerGroup, ...]:
    """Groups of the units shown that may be compared; a group without units is left out."""
    level = state.stored_level
    values, numerators, denominators = measures.quotient(indicator)
    few = few_cases(indicator, numerators, denominators)
    by_category = state.unit.level == "city"
    codes: list[str | None] = [c.code for c in basis.definitions.categories] if by_category else [None]
    groups = []
    for code in codes:
        positions = np.flatnonzero(shown & (basis.column(level, "category") == code) if code else shown)
        if not len(positions):
            continue
        value, cases = values[positions], np.nan_to_num(denominators[positions])
        # Last key first: without a value, few cases, then the value, then the weight behind it.
        ranked = positions[np.lexsort((-cases, -np.nan_to_num(value), few[positions], np.isnan(value)))]
        listed = tuple(
            _listed(
                basis, basis.unit_at(level, int(position)), measures.parts_of(int(position)), indicator, lang
            )
            for position in ranked[: LIST_LENGTH if by_category else LONG_LIST]
        )
        highest = None if np.isnan(value).all() else float(np.nanmax(value))
        groups.append(PeerGroup(code, listed, len(positions), highest))
    return tuple(groups)


def few_cases(indicator: Indicator, numerators: Floats, denominators: Floats) -> npt.NDArray[np.bool_]:
    """Where so few cases stand behind a rate that it says little; the same rule as `Figure.is_few`."""
    if indicator.denominator in MEASURES:
        return np.nan_to_num(denominators) < FEW_IN_DENOMINATOR
    if indicator.numerator in MEASURES:
        return np.nan_to_num(numerators) < FEW_IN_NUMERATOR
    return np.zeros(len(numerators), dtype=bool)


def _listed(basis: Basis, row: UnitRow, parts: Parts, indicator: Indicator, lang: Lang) -> ListedUnit:
    figure = rate_figure(indicator, parts, None, lang)
    return ListedUnit(
        code=row.code,
        name=full_name(basis, row, lang),
        category=row.category,
        figure=figure,
        is_few=figure.is_few,
    )
