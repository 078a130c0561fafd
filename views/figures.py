"""Figures: a value with its parts, its definition and its change, ready to be shown or printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from governance.indicators import MEASURES, STATE_MEASURES, UNIT_FACTS, Direction, Indicator, Rate, Registry
from views.names import Lang

Parts = Mapping[str, float | None]

# Shares of fewer cases than this, and cases per head of fewer, move by chance more than by anything else.
FEW_IN_DENOMINATOR = 20
FEW_IN_NUMERATOR = 10

# Names of measures: the parts that a figure prints beside itself.
PART_NAMES: dict[str, tuple[str, str]] = {
    "received": ("受理", "received"),
    "filed": ("立案", "filed"),
    "due": ("应结", "due"),
    "closed": ("结案", "closed"),
    "closed_on_time": ("按期结案", "closed on time"),
    "disposed": ("处置", "disposed"),
    "reworked": ("返工", "reworked"),
    "rated": ("已评价", "rated"),
    "satisfied": ("满意", "satisfied"),
    "located": ("落到网格", "located"),
    "joint": ("联合处置", "joint"),
    "work_minutes": ("处置工时（分钟）", "working minutes to dispose"),
    "whistles": ("吹哨", "whistles"),
    "called": ("应报到部门次", "departments due to report"),
    "reported": ("按时报到部门次", "departments reported in time"),
    "whistle_due": ("应办结哨单", "whistles due"),
    "whistle_solved": ("已解决哨单", "whistles solved"),
    "whistle_rated": ("已评价哨单", "whistles rated"),
    "whistle_satisfied": ("满意哨单", "whistles rated satisfied"),
    "open": ("在办", "open"),
    "overdue": ("超期在办", "overdue"),
    "whistle_open": ("在办哨单", "whistles open"),
    "whistle_overdue": ("超期哨单", "whistles overdue"),
    "population": ("常住人口", "residents"),
    "area_km2": ("面积 km²", "area km²"),
    "n_grids": ("网格", "grids"),
}


def part_name(part: str, lang: Lang) -> str:
    """Name of a measure or fact in the language asked for; of the denominator that a count has not, none."""
    return PART_NAMES[part][0 if lang == "zh" else 1] if part else ""


@dataclass(frozen=True)
class Figure:
    """One figure of a screen or an export.

    Attributes
    ----------
    value
        None where it cannot be had: shown as "—", never as 0.
    numerator, denominator
        The parts of a rate; a plain count has no denominator.
    previous
        The same figure of the period of equal length before; None where the data do not reach so far, or
        where the figure is a state and has no period.
    """

    id: str
    name: str
    value: float | None
    unit: str
    digits: int
    direction: Direction
    definition: str
    numerator: float | None = None
    denominator: float | None = None
    numerator_name: str = ""
    denominator_name: str = ""
    numerator_measure: str = ""
    denominator_measure: str = ""
    previous: float | None = None
    is_state: bool = False

    @property
    def change(self) -> float | None:
        """Against the previous period: percentage points for a percentage, per cent for all else."""
        if self.value is None or self.previous is None:
            return None
        if self.unit == "%":
            return self.value - self.previous
        return None if self.previous == 0 else (self.value / self.previous - 1) * 100

    @property
    def change_unit(self) -> Literal["pp", "%"]:
        """Unit of `change`."""
        return "pp" if self.unit == "%" else "%"

    @property
    def is_few(self) -> bool:
        """Whether so few cases stand behind a rate that it says little: the words 样本少 belong beside it."""
        if self.denominator_measure in MEASURES:
            return (self.denominator or 0) < FEW_IN_DENOMINATOR
        return self.numerator_measure in MEASURES and (self.numerator or 0) < FEW_IN_NUMERATOR

    @property
    def is_better(self) -> bool | None:
        """Whether the change is for the better; None where neither direction is."""
        if self.change is None or self.direction == "none" or round(self.change, 1) == 0:
            return None
        return (self.change > 0) == (self.direction == "up")


def rate_figure(indicator: Indicator, parts: Parts, previous: Parts | None, lang: Lang) -> Figure:
    """An indicator's figure out of the measures and facts of one unit; a count has no denominator."""
    rate = indicator.rate(parts)
    before: Rate | None = indicator.rate(previous) if previous and indicator.counts_a_flow else None
    return Figure(
        id=indicator.id,
        name=indicator.name if lang == "zh" else indicator.name_en,
        value=rate.value,
        unit=indicator.unit if lang == "zh" else indicator.unit_en,
        digits=indicator.digits,
        direction=indicator.direction,
        definition=indicator.definition if lang == "zh" else indicator.definition_en,
        numerator=rate.numerator,
        denominator=rate.denominator,
        numerator_name=part_name(indicator.numerator, lang),
        denominator_name=part_name(indicator.denominator, lang),
        numerator_measure=indicator.numerator,
        denominator_measure=indicator.denominator,
        previous=before.value if before else None,
        is_state=not indicator.counts_a_flow,
    )


def count_figure(
    measure: str, parts: Parts, previous: Parts | None, lang: Lang, registry: Registry | None = None
) -> Figure:
    """A plain count of cases, named and defined as in the registry where that has it."""
    if registry and measure in registry and registry[measure].is_count:
        return rate_figure(registry[measure], parts, previous, lang)
    is_state = measure in STATE_MEASURES
    return Figure(
        id=measure,
        name=part_name(measure, lang).capitalize(),
        value=parts.get(measure),
        unit="件" if lang == "zh" else "cases",
        digits=0,
        direction="down" if measure == "overdue" else "none",
        definition="",
        previous=None if previous is None or is_state else previous.get(measure),
        is_state=is_state,
    )


def add_parts(many: Sequence[Parts]) -> dict[str, float | None]:
    """Sum of additive measures and facts; a part that one of them misses is missing in the sum."""
    total: dict[str, float | None] = {}
    for name in (*MEASURES, *UNIT_FACTS):
        values = [parts.get(name) for parts in many]
        present = [value for value in values if value is not None]
        total[name] = sum(present) if len(present) == len(values) and values else None
    return total
