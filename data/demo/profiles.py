"""What the demonstration believes: profiles of departments and sub-classes, and a region's signatures."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.contracts import Contract, load_contracts
from data.datasets import INCIDENT
from data.working_time import load_limits
from governance.errors import RegionError
from governance.limits import Limit

PROFILES_FILE = Path(__file__).resolve().parent / "profiles.toml"
SIGNATURES_NAME = "demo_signatures.toml"


@dataclass(frozen=True)
class Rhythm:
    """Hours of the day (from, to, weight), and factors on weekends and holidays."""

    hours: tuple[tuple[float, float, float], ...]
    weekend: float
    holiday: float


@dataclass(frozen=True)
class DepartmentProfile:
    """How a department works and sends its file."""

    id: str
    name: str
    name_full: str
    dataset: str
    contract: Contract
    share: float
    form: str
    files: int
    prefix: str
    decimals: int
    rhythm: str
    clock: str
    channels: Mapping[str, float]
    handlers: tuple[str, ...]
    extras: tuple[str, ...] = ()
    round_the_clock: bool = False


@dataclass(frozen=True)
class SubclassProfile:
    """When, where and how often cases of one sub-class arise; the fields are explained in ``profiles.toml``."""

    class_name: str
    name: str
    department: str
    limit: Limit
    weight: float = 5.0
    season: tuple[float, ...] = (1.0,) * 12
    setting: tuple[float, ...] = (1.0, 0.8, 0.5)
    hot: float = 0.2
    late: float = 1.0
    burst: float = 6.0
    before_spring_festival: float = 1.0
    holiday: float | None = None
    rhythm: str | None = None
    texts: tuple[str, ...] = ("{s}有情况需处理",)


@dataclass(frozen=True)
class CountySignature:
    """What sets one county apart; all factors are 1 where nothing is known."""

    rate: float = 1.0
    growth: float = 0.04
    late: float | None = None
    subclass: Mapping[str, float] = field(default_factory=dict)
    season: tuple[Mapping[str, Any], ...] = ()
    street: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Profiles:
    """Everything invented, in one place."""

    departments: tuple[DepartmentProfile, ...]
    subclasses: tuple[SubclassProfile, ...]
    rhythms: Mapping[str, Rhythm]
    words: Mapping[str, tuple[str, ...]]
    signatures: Mapping[str, CountySignature]

    def subclasses_of(self, department: str) -> list[int]:
        """Positions of a department's sub-classes in `subclasses`."""
        return [i for i, subclass in enumerate(self.subclasses) if subclass.department == department]


def load_profiles(region_dir: Path) -> Profiles:
    """Join the invented profiles with the region's departments, classes and signatures.

    Raises
    ------
    RegionError
        When ``departments.toml``, ``incident_classes.csv`` or ``limits.csv`` cannot be used.
    """
    raw = tomllib.loads(PROFILES_FILE.read_text(encoding="utf-8"))
    contracts = {c.department: c for c in load_contracts() if c.dataset is INCIDENT}
    limits = load_limits(region_dir).limits
    main = {(entry.class_code, entry.subclass_name): entry for entry in limits if entry.stage == "dispose"}
    try:
        listed = tomllib.loads((region_dir / "departments.toml").read_text(encoding="utf-8"))["department"]
        with (region_dir / "incident_classes.csv").open(encoding="utf-8", newline="") as handle:
            classes = list(csv.DictReader(handle))
        departments = tuple(
            DepartmentProfile(
                **{key: entry[key] for key in ("id", "name", "name_full")},
                dataset=next(
                    (feed["name"] for feed in entry.get("feed", ()) if feed["dataset"] == INCIDENT.name),
                    entry["name"],
                ),
                contract=contracts[entry["id"]],
                **_tuples(raw["department"][entry["id"]]),
            )
            for entry in listed
            if entry["id"] in contracts  # the others send other datasets
        )
        subclasses = tuple(
            SubclassProfile(
                class_name=row["class_name"],
                name=row["subclass_name"],
                department=row["department"],
                limit=main[row["class_code"], row["subclass_name"]],
                **_tuples(raw["subclass"].get(row["subclass_name"], {})),
            )
            for row in classes
        )
    except (OSError, KeyError, ValueError) as error:  # ValueError: not TOML, not UTF-8, no number
        raise RegionError(
            "演示数据缺少区域资料 / The demonstration lacks region files",
            f"{region_dir.name}: {error!r}",
            "Complete departments.toml, incident_classes.csv and limits.csv.",
        ) from error
    return Profiles(
        departments=departments,
        subclasses=subclasses,
        rhythms={name: Rhythm(**_tuples(entry)) for name, entry in raw["rhythm"].items()},
        words={name: tuple(entry) for name, entry in raw["words"].items()},
        signatures=_signatures(region_dir / SIGNATURES_NAME),
    )


def _signatures(path: Path) -> dict[str, CountySignature]:
    """Signatures by county code; none when the region has no such file."""
    if not path.is_file():
        return {}
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("county", [])
    return {entry.pop("code"): CountySignature(**_tuples(entry)) for entry in entries}


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    """TOML arrays as tuples, so that the frozen profiles stay frozen."""

    def frozen(value: Any) -> Any:
        return tuple(frozen(part) for part in value) if isinstance(value, list) else value

    return {key: frozen(value) for key, value in entry.items()}
