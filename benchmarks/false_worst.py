"""False alarms of the assessment: ten equally good units over many periods, our flags beside a raw ranking."""

from __future__ import annotations

import argparse
import tomllib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.settings import ROOT
from governance.assessment import Assessment, parse_assessment
from governance.indicators import parse_registry
from governance.scoring import score_group

# Cases of one line in a period: ten units of 4, 2 and 4 peers, as the region's three categories.
SIZES: dict[str, tuple[int, ...]] = {
    "small": (30, 40, 35, 50, 45, 60, 30, 40, 55, 35),
    "mixed": (900, 60, 350, 35, 1_800, 40, 120, 30, 640, 75),
    "large": (5_400, 900, 1_400, 880, 2_900, 1_800, 1_450, 1_050, 1_600, 1_700),
}
# The true rate that every unit shares, by how it is measured.
TRUE = {
    "closed_on_time": 0.86, "closed": 0.97, "reworked": 0.05, "satisfied": 0.80, "located": 0.95,
    "reported": 0.85, "whistle_solved": 0.80, "whistle_satisfied": 0.82,
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """Ten units in the groups that the categories make: (category, cases of each unit)."""

    name: str
    groups: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def n_units(self) -> int:
        return sum(len(cases) for _, cases in self.groups)


@dataclass(frozen=True)
class Outcome:
    """Shares of periods, 0–1.

    Attributes
    ----------
    flagged
        In which any unit was flagged low by our limits.
    last
        In which any unit stands on its group's last place alone.
    ranked
        In which a raw ranking of the first line names one unit of a category the worst.
    naive
        In which any unit lies below uncorrected 95 % limits.
    smallest
        How often, of the raw rankings' last places, the one with the fewest cases of its category has it.
    """

    flagged: float
    last: float
    ranked: float
    naive: float
    smallest: float


def plan(sizes: str) -> Plan:
    """The ten units of a plan: four, two and four peers."""
    cases = SIZES[sizes]
    return Plan(sizes, (("1", cases[:4]), ("2", cases[4:6]), ("3", cases[6:])))


def flagged_periods(of: Plan, periods: int, seed: int) -> Outcome:
    """Deal out `periods` periods in which all units are equally good, and count the alarms."""
    known, chance = _assessment(), np.random.default_rng(seed)
    flagged = lasts = ranked = naive = smallest = places = 0
    for _ in range(periods):
        low = last_alone = unlike = False
        for category, cases in of.groups:
            scheme = known.scheme(category)
            assert scheme is not None
            scores = score_group(scheme, known.rules, _deal(chance, np.array(cases)), of.n_units)
            low |= any("low" in line.verdicts for line in scores.lines)
            unlike |= any(_below(line.values, np.array(cases), line.pooled, line.line.direction)
                          for line in scores.lines if line.line.indicator.is_bounded_share)  # fmt: skip
            last_alone |= bool(((scores.best == len(scores)) & (scores.worst == len(scores))).any())
            last = int(np.argmin(scores.lines[0].values))
            places += 1
            smallest += last == int(np.argmin(cases))
        flagged += low
        lasts += last_alone
        naive += unlike
        ranked += 1  # There is always a last one.
    return Outcome(flagged / periods, lasts / periods, ranked / periods, naive / periods, smallest / places)


def _deal(chance: np.random.Generator, cases: npt.NDArray[np.int64]) -> dict[str, npt.NDArray[np.float64]]:
    wholes = {name: cases.astype(float) for name in ("due", "disposed", "rated", "received", "called",
                                                     "whistle_due", "whistle_rated")}  # fmt: skip
    dealt = {name: chance.binomial(cases, rate).astype(float) for name, rate in TRUE.items()}
    return {**wholes, **dealt, "work_minutes": chance.gamma(cases, 900.0)}


def _below(
    values: npt.NDArray[np.float64], cases: npt.NDArray[np.int64], pooled: float, direction: str
) -> bool:
    error = 1.96 * np.sqrt(pooled * (100 - pooled) / cases)
    worse = values < pooled - error if direction == "up" else values > pooled + error
    return bool(worse.any())


def _assessment() -> Assessment:
    folder = ROOT / "data" / "regions" / "qujing"
    registry = parse_registry(tomllib.loads((folder / "indicators.toml").read_text("utf-8")))
    return parse_assessment(
        tomllib.loads((folder / "assessment.toml").read_text("utf-8")), registry, ("1", "2", "3")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--periods", type=int, default=5_000)
    parser.add_argument("--quick", action="store_true", help="500 periods")
    options = parser.parse_args()
    periods = 500 if options.quick else options.periods
    print(f"   ten equally good units (4 + 2 + 4 peers), six lines each, {periods:,} periods")
    print(
        f"   {'cases a line':24}{'flagged low':>14}{'last alone':>14}{'95 % limits':>14}{'raw ranking':>14}{'smallest last':>16}"
    )
    for name, cases in SIZES.items():
        result = flagged_periods(plan(name), periods, seed=7)
        shown = f"{name} ({min(cases):,}–{max(cases):,})"
        alarms = "".join(f"{share:>13.1%} " for share in (result.flagged, result.last, result.naive))
        print(f"   {shown:24}{alarms}{result.ranked:>13.0%} {result.smallest:>15.0%}")
    print("   flagged low: any unit of any category in a period, by our limits (promised: at most 5 %)")
    print("   last alone: any unit on its category's last place by a difference beyond the margins")
    print("   95 % limits: any unit outside uncorrected limits; raw ranking: a unit is named the worst")
    print(
        "   smallest last: how often the unit with the fewest cases of its category is ranked last (by chance 25–50 %)"
    )


if __name__ == "__main__":
    main()
