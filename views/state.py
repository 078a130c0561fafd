"""The state of a view, as the address bar holds it: a link reopens what its sender saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from data.reads import UnitRow
from governance.errors import StateError
from governance.periods import Period, Preset
from views.basis import Basis

Membership = Literal["zone", "county"]
Level = Literal["district", "street", "community", "grid"]

LEVELS: tuple[Level, ...] = ("district", "street", "community", "grid")
DEFAULT_INDICATOR = "cases_per_10k"
DEFAULT_PRESET: Preset = "quarter"

# The levels of a release, from coarse to fine, that a membership walks through.
LADDER: dict[Membership, tuple[str, ...]] = {
    "zone": ("city", "category", "zone", "street_part", "community", "grid"),
    "county": ("city", "category", "county", "street", "community", "grid"),
}
_STORED: dict[Membership, dict[Level, str]] = {
    "zone": {"district": "zone", "street": "street_part", "community": "community", "grid": "grid"},
    "county": {"district": "county", "street": "street", "community": "community", "grid": "grid"},
}
_SHOWN: dict[str, Level] = {
    "city": "district",
    "category": "district",
    "zone": "street",
    "county": "street",
    "street": "community",
    "street_part": "community",
    "community": "grid",
    "grid": "grid",
}


@dataclass(frozen=True)
class ViewState:
    """Which unit, counted how, at which level, by which indicator, over which months.

    Attributes
    ----------
    unit
        The unit in focus, a row of the release.
    membership
        ``zone`` (管理) or ``county`` (属地).
    level
        The level whose units are coloured; always finer than the unit in focus, but for a grid.
    categories
        Categories shown at full strength while the whole city is in focus; empty means all.
    """

    unit: UnitRow
    membership: Membership
    level: Level
    indicator: str
    period: Period
    categories: frozenset[str] = field(default_factory=frozenset)

    @property
    def stored_level(self) -> str:
        """Name of the shown level in the release."""
        return _STORED[self.membership][self.level]

    @property
    def offered_levels(self) -> tuple[Level, ...]:
        """Levels that may be shown inside the unit in focus."""
        return LEVELS[LEVELS.index(_SHOWN[self.unit.level]) :]


@dataclass(frozen=True)
class ReadState:
    """A state read from a link, with the parts of the link that had to be left out."""

    state: ViewState
    ignored: tuple[str, ...] = ()


def default_state(basis: Basis) -> ViewState:
    """The whole city by managed zones, cases per 10,000 people, the last three months."""
    return ViewState(
        unit=_unit(basis, "zone", basis.definitions.adcode),
        membership="zone",
        level="district",
        indicator=DEFAULT_INDICATOR
        if DEFAULT_INDICATOR in basis.definitions.indicators
        else basis.definitions.indicators.map_ids[0],
        period=Period.preset(DEFAULT_PRESET, basis.available),
    )


def read_state(params: Mapping[str, str], basis: Basis) -> ReadState:
    """Read a link's parameters ``m, u, l, i, p, c``; what cannot be is left out and named, never an error."""
    state = default_state(basis)
    ignored: list[str] = []
    if (wanted := params.get("m")) is not None:
        if wanted in LADDER:
            state = replace(state, membership=wanted)
        else:
            ignored.append("m")
    if (code := params.get("u")) is not None:
        found = focus(state, code, basis)
        state, ignored = (found, ignored) if found else (state, [*ignored, "u"])
    if (wanted := params.get("l")) is not None:
        if wanted in LEVELS:
            state = with_level(state, wanted)
        else:
            ignored.append("l")
    if (wanted := params.get("i")) is not None:
        if wanted in basis.definitions.indicators.map_ids:
            state = replace(state, indicator=wanted)
        else:
            ignored.append("i")
    if (wanted := params.get("p")) is not None:
        try:
            period = Period.parse(wanted)
        except StateError:
            period = None
        if period and period.within(basis.available):
            state = replace(state, period=period)
        else:
            ignored.append("p")
    if wanted := params.get("c"):
        known = {category.code for category in basis.definitions.categories}
        chosen = frozenset(wanted.split(","))
        state = replace(state, categories=chosen & known if chosen & known != known else frozenset())
        if chosen - known:
            ignored.append("c")
    return ReadState(state, tuple(ignored))


def write_state(state: ViewState, basis: Basis) -> dict[str, str]:
    """The shortest parameters that read back as `state`; defaults are left out."""
    default = default_state(basis)
    pairs = {
        "m": (state.membership, default.membership),
        "u": (state.unit.code, default.unit.code),
        "l": (state.level, _SHOWN[state.unit.level]),
        "i": (state.indicator, default.indicator),
        "p": (str(state.period), str(default.period)),
        "c": (",".join(sorted(state.categories)), ""),
    }
    return {key: value for key, (value, usual) in pairs.items() if value != usual}


def focus(state: ViewState, code: str, basis: Basis) -> ViewState | None:
    """Move to another unit and show the level just below it; None when there is no such unit.

    A zone without a county of its own is looked at through 管理; a street that two zones share leads to its
    larger part there.
    """
    tries: tuple[Membership, ...] = (state.membership, "zone", "county")
    for membership in dict.fromkeys(tries):
        unit = _find(basis, membership, code)
        if unit is not None:
            moved = replace(state, unit=unit, membership=membership)
            return replace(moved, level=_SHOWN[unit.level])
    return None


def with_level(state: ViewState, level: Level) -> ViewState:
    """Show `level`, or the coarsest one possible inside the unit in focus."""
    offered = state.offered_levels
    return replace(state, level=level if level in offered else offered[0])


def with_membership(state: ViewState, membership: Membership, basis: Basis) -> ViewState:
    """Count the other way; a unit that has no counterpart there falls back to the city."""
    turned = replace(state, membership=membership)
    unit = _find(basis, membership, state.unit.code) or _counterpart(basis, membership, state.unit)
    if unit is None:
        return replace(turned, unit=_unit(basis, membership, basis.definitions.adcode), level="district")
    return with_level(replace(turned, unit=unit), state.level)


def _find(basis: Basis, membership: Membership, code: str) -> UnitRow | None:
    for level in LADDER[membership]:
        unit = basis.unit_row(level, code)
        if unit is not None:
            return unit
    return None


def _counterpart(basis: Basis, membership: Membership, unit: UnitRow) -> UnitRow | None:
    """The same street on the other ladder: a part leads to its street, a street to its largest part."""
    if unit.level == "street_part" and membership == "county":
        return basis.unit_row("street", unit.street_code or "")
    if unit.level == "street" and membership == "zone":
        parts = basis.units("street_part")
        own = parts[parts["street_code"] == unit.code].sort_values("population", ascending=False)
        return basis.unit_row("street_part", str(own["code"].iloc[0])) if len(own) else None
    return None


def _unit(basis: Basis, membership: Membership, code: str) -> UnitRow:
    unit = _find(basis, membership, code)
    if unit is None:
        raise StateError(
            "没有这个单元 No such unit", code, "从地图或搜索进入 enter from the map or the search"
        )
    return unit


def parent_of(state: ViewState, basis: Basis) -> ViewState | None:
    """One step up the ladder of the membership in force; None at the city."""
    unit = state.unit
    codes = {
        "zone": unit.zone_code,
        "county": unit.county_code,
        "street": unit.street_code,
        "street_part": unit.street_part_code,
        "community": unit.community_code,
        "city": basis.definitions.adcode,
    }
    ladder = [level for level in LADDER[state.membership] if level != "category"]
    above = ladder[: ladder.index(unit.level)] if unit.level in ladder else ["city"]
    for level in reversed(above):
        code = codes[level]
        if code and basis.unit_row(level, code) is not None:
            return focus(state, code, basis)
    return None
