"""Events and components apart: each family's share of what was filed, and its rates of closing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from data.reads import UnitRow, family_measures
from governance.indicators import Rate
from governance.periods import Period
from views.basis import Basis
from views.figures import Figure, Parts, part_name, rate_figure
from views.names import Lang

Family = Literal["event", "component"]
FAMILY_NAMES: dict[Family, tuple[str, str]] = {
    "event": ("事件", "Events"),
    "component": ("部件", "Components"),
}
FAMILY_RATES = ("closing_rate", "on_time_rate")


@dataclass(frozen=True)
class FamilyFigures:
    """One family of cases in a unit over a period.

    Attributes
    ----------
    share
        Filed cases of the family ÷ all filed cases: of 立案, not of 受理.
    rates
        The indicators of `FAMILY_RATES` over the family's own cases.
    """

    family: Family
    name: str
    share: Figure
    rates: tuple[Figure, ...]
    parts: Parts


@lru_cache(maxsize=64)
def family_figures(
    basis: Basis, unit: UnitRow, membership: str, period: Period, lang: Lang
) -> tuple[FamilyFigures, ...]:
    """Figures of both families, events first; a family without a case has "—" for its rates."""
    frame = family_measures(
        basis.release,
        membership=membership,
        month_from=period.first,
        month_to=period.last,
        scope_level=unit.level,
        scope_code=unit.code,
    ).set_index("family")
    filed = float(frame["filed"].sum())
    found = []
    for family, names in FAMILY_NAMES.items():
        parts: dict[str, float | None] = {
            str(measure): float(counts.get(family, 0)) for measure, counts in frame.items()
        }
        name = names[0 if lang == "zh" else 1]
        registry = basis.definitions.indicators
        found.append(
            FamilyFigures(
                family=family,
                name=name,
                share=_share(name, parts["filed"], filed, lang),
                rates=tuple(
                    rate_figure(registry[i], parts, None, lang) for i in FAMILY_RATES if i in registry
                ),
                parts=parts,
            )
        )
    return tuple(found)


def _share(name: str, filed: float | None, all_filed: float, lang: Lang) -> Figure:
    rate = Rate(filed, all_filed, 100)
    zh = lang == "zh"
    return Figure(
        id="filed",
        name=f"{name}占比" if zh else f"{name}, share",
        value=rate.value,
        unit="%",
        digits=2,
        direction="none",
        definition="期内该类立案 ÷ 期内全部立案（不是受理）"
        if zh
        else "Filed cases of the family ÷ all filed cases of the period (not of those received)",
        numerator=rate.numerator,
        denominator=rate.denominator,
        numerator_name=f"{name}{part_name('filed', lang)}"
        if zh
        else f"{name.lower()} {part_name('filed', lang)}",
        denominator_name=part_name("filed", lang),
        numerator_measure="filed",
        denominator_measure="filed",
    )
