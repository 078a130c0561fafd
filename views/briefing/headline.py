"""Headline figures with their words: against the period before, and beside the units of the same category."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.reads import UnitRow
from governance.indicators import Indicator
from views.briefing.model import Headline
from views.briefing.scope import (
    DISTRICT,
    Scope,
    change_tone,
    change_words,
    is_few,
    part_text,
    value_text,
)
from views.figures import Figure, rate_figure
from views.measures import scope_parts, unit_measures
from views.names import unit_name
from views.peers import few_cases
from views.words import fmt_rate


@dataclass(frozen=True)
class Standing:
    """Where a figure stands among its peers, in words."""

    text: str = ""
    rank: int | None = None
    n_peers: int = 0


def headline(scope: Scope, figure: Figure, *, compared: bool = True) -> Headline:
    """A figure with all its words; `compared` asks for its peers, too."""
    change = change_words(figure, scope.lang)
    if figure.is_state:
        change_text = scope.word("as_of", day=scope.data_day)
    elif is_few(figure):
        change_text = scope.word("few_change")
    else:
        change_text = scope.word("kpi_change", change=change) if change else scope.word("no_change")
    parts = ""
    if figure.denominator_name:
        parts = (
            f"{figure.numerator_name} {part_text(figure.numerator)} / "
            f"{figure.denominator_name} {part_text(figure.denominator)}"
        )
    standing = standing_of(scope, figure) if compared else Standing()
    few = scope.word("few") if is_few(figure) else ""
    return Headline(
        figure, value_text(figure), change_text, change_tone(figure), parts,
        standing.text, few, standing.rank, standing.n_peers,
    )  # fmt: skip


def standing_of(scope: Scope, figure: Figure) -> Standing:
    """A zone's place in its category; a category beside the city; of the city its categories side by side.

    Counts are no measure of how well a unit does: they are said as a share of the city. Categories are never ranked.
    """
    registry = scope.basis.definitions.indicators
    if figure.id not in registry or registry[figure.id].is_count:
        return Standing(_share(scope, figure))
    indicator = registry[figure.id]
    if scope.kind == "city":
        said = [
            f"{category.numeral}{_value(scope, indicator, scope.basis.unit_row('category', category.code))}"
            for category in scope.basis.definitions.categories
        ]
        return Standing(" ".join(said))
    if scope.kind == "category":
        return Standing(scope.word("of_city", value=_value(scope, indicator, scope.at("city"))))
    return _among_peers(scope, indicator, figure)


def _share(scope: Scope, figure: Figure) -> str:
    whole = scope_parts(scope.basis, scope.at("city"), scope.membership, scope.period).get(figure.id)
    if scope.kind == "city" or not whole or figure.value is None:
        return ""
    return scope.word("share_of_city", share=fmt_rate(figure.value / whole * 100, 1, "%"))


def _value(scope: Scope, indicator: Indicator, unit: UnitRow | None) -> str:
    if unit is None:
        return value_text(rate_figure(indicator, {}, None, scope.lang))
    parts = scope_parts(scope.basis, unit, scope.membership, scope.period)
    return value_text(rate_figure(indicator, parts, None, scope.lang))


def _among_peers(scope: Scope, indicator: Indicator, figure: Figure) -> Standing:
    """The place among units of the category that have enough cases; the best first, or the highest."""
    level = DISTRICT[scope.membership]
    measures = unit_measures(scope.basis, level, scope.membership, scope.period, scope.at("city"))
    values, numerators, denominators = measures.quotient(indicator)
    alike = (scope.basis.column(level, "category") == scope.unit.category) & ~np.isnan(values)
    alike &= ~few_cases(indicator, numerators, denominators)
    positions = np.flatnonzero(alike)
    if figure.value is None:
        return Standing()
    if scope.unit.seq not in positions:
        return Standing(scope.word("peers_few"))
    n, own = len(positions), values[scope.unit.seq]
    better = values[positions] < own if indicator.direction == "down" else values[positions] > own
    rank = 1 + int(better.sum())
    if n == 1:
        category = scope.basis.definitions.category(scope.unit.category or "")
        name = category.name if scope.lang == "zh" else category.name_en
        return Standing(scope.word("peers_alone", category=name), None, 1)
    if n == 2:
        other = scope.basis.unit_at(level, int(positions[positions != scope.unit.seq][0]))
        value = _value(scope, indicator, other)
        return Standing(scope.word("peers_other", name=unit_name(other, scope.lang), value=value), rank, n)
    median = fmt_rate(
        float(np.median(values[positions])), indicator.digits, "%" if indicator.unit == "%" else ""
    )
    key = "peers_high" if indicator.direction == "none" else "peers_rank"
    return Standing(scope.word(key, n=n, rank=rank, median=median), rank, n)
