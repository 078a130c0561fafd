"""Lists of units for clicking: the way down to a unit, and peers beside their bars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Protocol

from data.reads import UnitRow
from ui.links import evidence_href
from ui.panels import figure_text
from ui.pick_list import PickGroup, PickRow, pick_list
from ui.stale import stale_words
from ui.text import current_lang, fmt_int, pick, t
from views.basis import Basis
from views.city_map import CityMapView
from views.names import unit_name
from views.peers import ListedUnit, PeerGroup
from views.state import ViewState, focus
from views.tokens import Palette


class HasPath(Protocol):
    """A view of a unit that knows the way to it."""

    @property
    def path(self) -> tuple[UnitRow, ...]:
        """Units from the city to the one in focus."""


def breadcrumb(view: HasPath, current: str, key: str, on_pick: Callable[[str], None]) -> None:
    """The way from the city to the unit in focus; a click tells `on_pick` the code of the step."""
    lang = current_lang()
    rows = tuple(PickRow(code=unit.code, name=unit_name(unit, lang)) for unit in view.path)
    pick_list(
        [PickGroup(rows)], key=key, variant="crumbs", label=t("map.path"), current=current, on_pick=on_pick
    )


def peer_list(
    view: CityMapView, basis: Basis, palette: Palette, key: str, on_pick: Callable[[str], None]
) -> None:
    """Units inside the one in focus with their values; a click tells `on_pick` the unit's code."""
    tops = [group.highest for group in view.groups if group.highest]
    top = max(tops, default=0.0)
    groups = [_group(group, view.state, basis, palette, top) for group in view.groups]
    if groups and (late := stale_words(basis, view.indicator.id)):
        groups[-1] = replace(groups[-1], footer=" · ".join(filter(None, (groups[-1].footer, late))))
    pick_list(
        groups,
        key=key,
        variant="bars",
        label=t("map.peers"),
        current=view.state.unit.code,
        on_pick=on_pick,
    )


def _evidence(unit: ListedUnit, state: ViewState, basis: Basis) -> str:
    """Address of what stands behind a unit's value; empty where the unit cannot be looked at by itself."""
    own = focus(state, unit.code, basis)
    return unescape(evidence_href(unit.figure.id, own, basis)) if own else ""


def _group(group: PeerGroup, state: ViewState, basis: Basis, palette: Palette, top: float) -> PickGroup:
    hue = palette.category.get(group.category or "", palette.accent)
    category = basis.definitions.category(group.category) if group.category else None
    rest = group.n_units - len(group.units)
    return PickGroup(
        heading=pick(category.name, category.name_en) if category else "",
        hue=hue,
        footer=t("map.more_units", shown=len(group.units), total=fmt_int(group.n_units)) if rest else "",
        rows=tuple(
            PickRow(
                code=unit.code,
                name=unit.name,
                value=figure_text(unit.figure),
                share=round(unit.figure.value / top, 3) if unit.figure.value is not None and top else 0.0,
                note=t("common.few_cases") if unit.is_few else "",
                title=f"{unit.name} {fmt_int(unit.figure.numerator)} / {fmt_int(unit.figure.denominator)}",
                href=_evidence(unit, state, basis),
            )
            for unit in group.units
        ),
    )
