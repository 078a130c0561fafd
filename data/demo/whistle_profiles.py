"""What the demonstration believes about whistles: themes, who leads and joins, how punctual each department is."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from governance.errors import RegionError

WHISTLES_FILE = Path(__file__).resolve().parent / "whistles.toml"
THEMES_NAME, OFFICES_NAME = "whistle_themes.csv", "whistle_departments.csv"


@dataclass(frozen=True)
class Theme:
    """One kind of whistle; the fields are explained in ``whistles.toml``.

    Attributes
    ----------
    lead, joint
        Positions of offices.
    report, limit
        Working hours to report in; working days to settle.
    """

    name: str
    weight: float
    lead: tuple[int, ...]
    joint: tuple[int, ...]
    others: float
    report: float
    limit: float
    solved: float
    texts: tuple[str, ...]
    subclasses: tuple[str, ...]


@dataclass(frozen=True)
class Office:
    """A department that is whistled, with its odds of being late and of being slow."""

    name: str
    late: float
    slow: float


@dataclass(frozen=True)
class WhistleProfiles:
    """Everything invented about whistles, in one place."""

    themes: tuple[Theme, ...]
    offices: tuple[Office, ...]
    sources: Mapping[str, float]
    blowers: tuple[str, ...]


def load_whistle_profiles(region_dir: Path) -> WhistleProfiles | None:
    """Join the invented profiles with the region's themes and departments; None where the region has none.

    Raises
    ------
    RegionError
        When a table of the region cannot be used.
    """
    if not all((region_dir / name).is_file() for name in (THEMES_NAME, OFFICES_NAME)):
        return None
    raw: dict[str, Any] = tomllib.loads(WHISTLES_FILE.read_text(encoding="utf-8"))
    try:
        theme_names = _names(region_dir / THEMES_NAME)
        office_names = {
            code: name
            for code, name in _names(region_dir / OFFICES_NAME).items()
            if code in raw["department"]
        }
    except (OSError, KeyError, ValueError) as error:
        raise RegionError(
            "哨单主题或部门表有误 / The tables of whistles cannot be used",
            f"{region_dir.name}: {error!r}",
            f"Mend {THEMES_NAME} and {OFFICES_NAME}.",
        ) from error
    place = {code: position for position, code in enumerate(office_names)}

    def positions(codes: list[str]) -> tuple[int, ...]:
        return tuple(place[code] for code in codes if code in place)

    themes = tuple(
        Theme(
            name=theme_names[code],
            lead=positions(entry["lead"]),
            joint=positions(entry["joint"]),
            texts=tuple(entry["texts"]),
            subclasses=tuple(entry.get("subclasses", ())),
            **{key: float(entry[key]) for key in ("weight", "others", "report", "limit", "solved")},
        )
        for code, entry in raw["theme"].items()
        if code in theme_names and positions(entry["lead"])
    )
    offices = tuple(Office(name, **raw["department"][code]) for code, name in office_names.items())
    return WhistleProfiles(themes, offices, raw["sources"], tuple(raw["blowers"])) if themes else None


def _names(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["code"]: row["name"] for row in csv.DictReader(handle)}
