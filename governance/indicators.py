"""Indicators: named counts, rates and means, each with its parts and one versioned definition."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any, Literal, get_args

from governance.errors import RegionError, StateError

Direction = Literal["up", "down", "none"]
Kind = Literal["count", "rate", "mean"]

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
    "work_minutes",
    "whistles",
    "called",
    "reported",
    "whistle_due",
    "whistle_solved",
    "whistle_rated",
    "whistle_satisfied",
)
STATE_MEASURES = ("open", "overdue", "whistle_open", "whistle_overdue")
MEASURES = FLOW_MEASURES + STATE_MEASURES
UNIT_FACTS = ("population", "area_km2", "n_grids")


@dataclass(frozen=True)
class Rate:
    """A figure that never forgets its parts; with an empty or missing denominator a quotient has no value.

    A plain count (`is_count`) has no denominator: its value is the numerator.
    """

    numerator: float | None
    denominator: float | None
    scale: float = 1.0
    is_count: bool = False

    @property
    def value(self) -> float | None:
        """``numerator / denominator * scale``; None where a part is missing or the denominator is 0."""
        n, d = self.numerator, self.denominator
        if n is None or math.isnan(n):
            return None
        if self.is_count:
            return n * self.scale
        if d is None or math.isnan(d) or d == 0:
            return None
        return n / d * self.scale


@dataclass(frozen=True)
class Indicator:
    """One definition out of the registry ``indicators.toml``.

    Attributes
    ----------
    kind
        ``count`` (cases), ``rate`` (a quotient of two counts or of a count and a fact of the unit) or ``mean``
        (a sum over cases divided by their number).
    numerator, denominator
        Names of measures (`MEASURES`) or of facts of the unit (`UNIT_FACTS`); a count has no denominator ("").
    scale
        Multiplies the quotient (100 for per cent, 10,000 for cases per 10,000 people, 1/60 for hours of minutes).
    direction
        Whether more is better (``up``), less is better (``down``) or neither (``none``).
    period, period_en
        Which of a case's dates decides the month that it counts in.
    version
        Version of this very definition; where the file gives none, that of the file.
    source
        Where the definition comes from, and how certain it is.
    on_map
        Whether it may colour areas. Raw counts may not: the larger unit would be the darker one.
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
    # A registry of an earlier release has none of these.
    kind: Kind = "rate"
    period_en: str = ""
    version: str = ""
    source: str = ""
    on_map: bool = True

    def rate(self, parts: Mapping[str, float | None]) -> Rate:
        """Take the parts out of a mapping of measures and facts."""
        if self.is_count:
            return Rate(parts.get(self.numerator), None, self.scale, is_count=True)
        return Rate(parts.get(self.numerator), parts.get(self.denominator), self.scale)

    @property
    def is_count(self) -> bool:
        """Whether it is a plain count without a denominator."""
        return self.kind == "count"

    @property
    def counts_a_flow(self) -> bool:
        """Whether the value depends on the period that is asked for."""
        return self.numerator in FLOW_MEASURES

    @property
    def is_bounded_share(self) -> bool:
        """Whether the value is a share of a whole and so lies within 0–100 %."""
        return self.kind == "rate" and self.scale == 100 and self.denominator in MEASURES


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

    @property
    def map_ids(self) -> tuple[str, ...]:
        """Ids of those that may colour a map."""
        return tuple(indicator.id for indicator in self.indicators if indicator.on_map)


_REQUIRED = tuple(field.name for field in fields(Indicator) if field.default is MISSING)


def parse_registry(document: Mapping[str, Any]) -> Registry:
    """Build the registry from the parsed ``indicators.toml``.

    Raises
    ------
    RegionError
        With every fault found: unknown measures or fields, doubled ids, missing fields, a count with a denominator or
        on the map.
    """
    version = str(document.get("version", ""))
    faults: list[str] = []
    found: list[Indicator] = []
    entries: Sequence[Mapping[str, Any]] = document.get("indicator", ())
    for entry in entries:
        wrong = _faults_of(entry)
        name = entry.get("id", "?")
        if any(other.id == name for other in found):
            wrong.append("defined twice")
        faults += [f"{name}: {fault}" for fault in wrong]
        if not any(field not in entry for field in _REQUIRED):
            known = {field.name: entry[field.name] for field in fields(Indicator) if field.name in entry}
            found.append(Indicator(**{"version": version, **known}))
    if not found:
        faults.append("no indicator defined")
    if faults:
        raise RegionError(
            "指标定义有误 Indicator definitions", "; ".join(faults), "修正 mend indicators.toml"
        )
    return Registry(version, tuple(found))


def _faults_of(entry: Mapping[str, Any]) -> list[str]:
    """Everything wrong with one entry of the file, in words."""
    missing = [field for field in _REQUIRED if field not in entry]
    if missing:
        return [f"missing {', '.join(missing)}"]
    faults = []
    unknown = sorted(set(entry) - {field.name for field in fields(Indicator)})
    if unknown:
        faults.append(f"unknown field {', '.join(unknown)}")
    kind = entry.get("kind", "rate")
    if kind not in get_args(Kind):
        faults.append(f"kind {kind!r}")
    if entry["direction"] not in get_args(Direction):
        faults.append(f"direction {entry['direction']!r}")
    needed = [entry["numerator"]] if kind == "count" else [entry["numerator"], entry["denominator"]]
    faults += [f"unknown measure {part!r}" for part in needed if part not in (*MEASURES, *UNIT_FACTS)]
    if kind == "count" and entry["denominator"]:
        faults.append("a count has no denominator")
    if kind == "count" and entry.get("on_map", True):
        faults.append("a raw count may not colour a map: on_map = false")
    if not entry["scale"] > 0:
        faults.append(f"scale {entry['scale']!r}")
    return faults
