"""Headline figures of a choice of cases, as the registry defines them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from data.reads.cases import case_totals
from governance.indicators import MEASURES
from views.basis import Basis
from views.cases.filter import CaseFilter
from views.figures import Figure, Parts, count_figure, rate_figure
from views.measures import scope_parts
from views.names import Lang
from views.state import ViewState

RATES = ("on_time_rate", "located_share")
LATE_NAME: Mapping[Lang, str] = {"zh": "应结未按期", "en": "Due, not closed in time"}


def headline_figures(
    basis: Basis, chosen: CaseFilter, parts: Parts, before: Parts | None, total: int, lang: Lang
) -> tuple[Figure, ...]:
    """The headline of the list first: what was received, or what stands open, overdue, late.

    Parameters
    ----------
    parts, before
        As `parts_and_before` counts them.
    """
    registry = basis.definitions.indicators
    if chosen.standing == "late":
        late = count_figure("due", parts, None, lang)
        shown = replace(late, id="late", name=LATE_NAME[lang], value=float(total), direction="down")
        return (shown, *(count_figure(name, parts, None, lang) for name in ("closed", "overdue")))
    if chosen.standing:
        names = ("open", "overdue") if chosen.standing == "open" else ("overdue",)
        return tuple(count_figure(name, parts, None, lang, registry) for name in names)
    return (
        count_figure("received", parts, before, lang, registry),
        count_figure("open", parts, before, lang, registry),
        count_figure("overdue", parts, before, lang, registry),
        *(rate_figure(registry[i], parts, before, lang) for i in RATES if i in registry),
    )


def parts_and_before(basis: Basis, state: ViewState, chosen: CaseFilter) -> tuple[Parts, Parts | None]:
    """Measures of the choice as the registry counts them, and some of them over the period before.

    Without a filter they are those of the unit out of the rollups. The period before is None where the data do not
    reach so far back, or where a single day is looked at.
    """
    before = (
        state.period.previous if state.period.previous.within(basis.available) and not chosen.day else None
    )
    if chosen.is_empty:
        now, then = (
            scope_parts(basis, state.unit, state.membership, period) if period else None
            for period in (state.period, before)
        )
        assert now is not None
        return now, then
    # A standing looks at other months than the period; the measures each have their own.
    wanted = {name: value for name, value in chosen.parameters(state).items() if name != "axis"}
    wanted |= {"month_from": state.period.first, "month_to": state.period.last}
    first = before.first if before else state.period.first
    totals = case_totals(basis.release, wanted, before_from=first)
    now = {name: float(totals[name]) if name in totals else None for name in MEASURES}
    then = {name: float(count) for name in MEASURES if (count := totals.get(f"{name}_before")) is not None}
    return now, then if before else None
