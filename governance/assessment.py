"""Differentiated assessment (分类考核): what each category is measured by, as the region's data say.

A category is a kind of task, so it has its own indicators, weights, floors and targets. The rules are in
`governance.scoring`; this module holds and checks the definitions of ``assessment.toml``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from governance.errors import RegionError
from governance.indicators import Indicator, Registry

WEIGHTS_SUM = 100


@dataclass(frozen=True)
class Line:
    """One indicator of a category's set.

    Attributes
    ----------
    weight
        Points for reaching the target; the weights of a set sum to 100.
    floor, target
        Values, in the indicator's own unit, that earn nothing and all the points.
    """

    indicator: Indicator
    weight: float
    floor: float
    target: float

    @property
    def direction(self) -> Literal["up", "down"]:
        """Whether more is better."""
        return "up" if self.target > self.floor else "down"

    def reached(self, value: float) -> float:
        """Share of the way from floor to target, 0–1; a value beyond either end earns no more and no less."""
        return min(max((value - self.floor) / (self.target - self.floor), 0.0), 1.0)


@dataclass(frozen=True)
class Scheme:
    """How one category is assessed: its emphasis in words, and its lines."""

    category: str
    emphasis: str
    emphasis_en: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Rules:
    """How few cases are dealt with, in every category alike.

    Attributes
    ----------
    few_cases
        A rate of fewer cases is called 样本少 and never flagged.
    false_flag
        Probability that, in one period, any unit of the level is flagged low although all are equally good.
    prior_cases, prior_units
        See `governance.shrinkage`.
    """

    few_cases: int
    false_flag: float
    prior_cases: float
    prior_units: float


@dataclass(frozen=True)
class Assessment:
    """All schemes of a region, with the version and the source of their weights and targets."""

    version: str
    source: str
    source_en: str
    rules: Rules
    schemes: tuple[Scheme, ...]

    def scheme(self, category: str) -> Scheme | None:
        """The scheme of a category, or None where it is not assessed."""
        return next((scheme for scheme in self.schemes if scheme.category == category), None)


def parse_assessment(
    document: Mapping[str, Any], registry: Registry, categories: Collection[str]
) -> Assessment:
    """Build the schemes from the parsed ``assessment.toml``.

    Raises
    ------
    RegionError
        With every fault found: unknown categories or indicators, weights that do not sum to 100, a target that is no
        better than the floor, an indicator that cannot be assessed.
    """
    faults: list[str] = []
    schemes: list[Scheme] = []
    for entry in document.get("category", ()):
        code = str(entry.get("code", "?"))
        if code not in categories:
            faults.append(f"{code}: no such category")
        if any(other.category == code for other in schemes):
            faults.append(f"{code}: defined twice")
        lines = []
        for given in entry.get("line", ()):
            wrong = _faults_of(given, registry)
            faults += [f"{code} {given.get('indicator', '?')}: {fault}" for fault in wrong]
            if not wrong:
                lines.append(
                    Line(
                        registry[given["indicator"]],
                        float(given["weight"]),
                        float(given["floor"]),
                        float(given["target"]),
                    )
                )
        if len({line.indicator.id for line in lines}) < len(lines):
            faults.append(f"{code}: an indicator stands twice")
        total = sum(float(given.get("weight", 0)) for given in entry.get("line", ()))
        if round(total, 6) != WEIGHTS_SUM:
            faults.append(f"{code}: weights sum to {total:g}, not {WEIGHTS_SUM}")
        schemes.append(Scheme(code, entry.get("emphasis", ""), entry.get("emphasis_en", ""), tuple(lines)))
    rules = _rules(document.get("rules", {}), faults)
    if faults or rules is None:
        raise RegionError("考核定义有误 Assessment", "; ".join(faults), "修正 mend assessment.toml")
    return Assessment(
        version=str(document.get("version", "")),
        source=str(document.get("source", "")),
        source_en=str(document.get("source_en", "")),
        rules=rules,
        schemes=tuple(schemes),
    )


def _faults_of(given: Mapping[str, Any], registry: Registry) -> list[str]:
    missing = [name for name in ("indicator", "weight", "floor", "target") if name not in given]
    if missing:
        return [f"missing {', '.join(missing)}"]
    if given["indicator"] not in registry:
        return ["no such indicator"]
    faults = []
    indicator, floor, target = registry[given["indicator"]], given["floor"], given["target"]
    if indicator.is_count or not (indicator.is_bounded_share or indicator.kind == "mean"):
        faults.append("only shares and means can be assessed")
    if not indicator.counts_a_flow:
        faults.append("a state of the data date has no period")
    if floor == target:
        faults.append("floor and target are the same")
    elif indicator.direction not in ("none", "up" if target > floor else "down"):
        faults.append(f"the target is worse than the floor ({indicator.direction} is better)")
    if indicator.is_bounded_share and not (0 <= floor <= 100 and 0 <= target <= 100):
        faults.append("floor and target lie within 0–100 %")
    if not given["weight"] > 0:
        faults.append(f"weight {given['weight']!r}")
    return faults


def _rules(given: Mapping[str, Any], faults: list[str]) -> Rules | None:
    missing = [name for name in Rules.__dataclass_fields__ if name not in given]
    if missing:
        faults.append(f"rules: missing {', '.join(missing)}")
        return None
    rules = Rules(**{name: given[name] for name in Rules.__dataclass_fields__})
    if not (
        0 < rules.false_flag < 1 and rules.few_cases >= 1 and min(rules.prior_cases, rules.prior_units) > 0
    ):
        faults.append("rules: false_flag within 0–1, the others above 0")
    return rules
