"""Indicators: named rates with a numerator, a denominator and one definition each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from governance.errors import RegionError, StateError

Direction = Literal["up", "down", "none"]

# Additive measures of the monthly rollup, and of the rollup of open cases (a state, not a flow).
FLOW_MEASURES = (
    "received",
    "filed",
    "due",
    "closed",
    "closed_on_time",
    "disposed",
    "reworked",
    "rated",
    "satisfied",
    "located",
    "joint",
)
STATE_MEASURES = ("open", "overdue")
MEASURES = FLOW_MEASURES + STATE_MEASURES
UNIT_FACTS = ("population", "area_km2")


@dataclass(frozen=True)
class Rate:
    """A quotient that never forgets its parts; an empty or missing denominator has no value."""

    numerator: float | None
    denominator: float | None
    scale: float = 1.0

    @property
    def value(self) -> float | None:
        """``numerator / denominator * scale``; None where a part is missing or the denominator is 0."""
        n, d = self.numerator, self.denominator
        if n is None or d is None or math.isnan(n) or math.isnan(d) or d == 0:
            return None
        return n / d * self.scale


@dataclass(frozen=True)
class Indicator:
    """One definition out of the registry ``indicators.toml``.

    Attributes
    ----------
    numerator, denominator
        Names of measures (`MEASURES`) or of facts of the unit (`UNIT_FACTS`).
    scale
        Multiplies the quotient (100 for per cent, 10,000 for cases per 10,000 people).
    direction
        Whether more is better (``up``), less is better (``down``) or neither (``none``).
    """

    id: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    numerator: str
    denominator: str
    scale: float
    digits: int
    direction: Direction
    period: str
    definition: str
    definition_en: str

    def rate(self, parts: Mapping[str, float | None]) -> Rate:
        """Take the two parts out of a mapping of measures and facts."""
        return Rate(parts.get(self.numerator), parts.get(self.denominator), self.scale)

    @property
    def counts_a_flow(self) -> bool:
        """Whether the value depends on the period that is asked for."""
        return self.numerator in FLOW_MEASURES

    @property
    def is_bounded_share(self) -> bool:
        """Whether the value is a share of a whole and so lies within 0–100 %."""
        return self.scale == 100 and self.denominator in MEASURES


@dataclass(frozen=True)
class Registry:
    """All indicators of a region, in the order of the file, with the version of their definitions."""

    version: str
    indicators: tuple[Indicator, ...]

    def __getitem__(self, indicator_id: str) -> Indicator:
        for indicator in self.indicators:
            if indicator.id == indicator_id:
                return indicator
        raise StateError(
            "没有这个指标 No such indicator", indicator_id, "可用 one of: " + ", ".join(self.ids)
        )

    def __contains__(self, indicator_id: object) -> bool:
        return indicator_id in self.ids

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids in the order of the file."""
        return tuple(indicator.id for indicator in self.indicators)


def parse_registry(document: Mapping[str, Any]) -> Registry:
    """Build the registry from the parsed ``indicators.toml``.

    Raises
    ------
    RegionError
        With every fault found: unknown measures, doubled ids, missing fields.
    """
    faults: list[str] = []
    found: list[Indicator] = []
    entries: Sequence[Mapping[str, Any]] = document.get("indicator", ())
    for entry in entries:
        name = entry.get("id", "?")
        missing = [field for field in Indicator.__dataclass_fields__ if field not in entry]
        if missing:
            faults.append(f"{name}: missing {', '.join(missing)}")
            continue
        for part in (entry["numerator"], entry["denominator"]):
            if part not in MEASURES and part not in UNIT_FACTS:
                faults.append(f"{name}: unknown measure {part!r}")
        if entry["direction"] not in ("up", "down", "none"):
            faults.append(f"{name}: direction {entry['direction']!r}")
        if any(other.id == name for other in found):
            faults.append(f"{name}: defined twice")
        found.append(Indicator(**{field: entry[field] for field in Indicator.__dataclass_fields__}))
    if not found:
        faults.append("no indicator defined")
    if faults:
        raise RegionError(
            "指标定义有误 Indicator definitions", "; ".join(faults), "修正 mend indicators.toml"
        )
    return Registry(str(document.get("version", "")), tuple(found))
