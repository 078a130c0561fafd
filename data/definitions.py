"""The region's definitions as a release carries them: levels, categories, indicators, departments.

A release keeps the texts of the files it was published with: an old release reads with its own definitions.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.datasets import DATASETS
from governance.assessment import Assessment, parse_assessment
from governance.errors import RegionError
from governance.indicators import Registry, parse_registry

_CLASSES = "incident_classes.csv"
_ASSESSMENT = "assessment.toml"
# The clock of work: kept so that a case's working time can be told as it was reckoned (data/working_time.py).
CLOCK_FILES = ("office_hours.toml", "limits.csv", "calendar.toml")
_REQUIRED = ("region.toml", "indicators.toml", "departments.toml")
DEFINITION_FILES = (*_REQUIRED, _CLASSES, _ASSESSMENT, *CLOCK_FILES)
# A region may do without.
_OPTIONAL = frozenset({_ASSESSMENT, *CLOCK_FILES})


@dataclass(frozen=True)
class Category:
    """A kind of demonstration zone; kinds have different tasks and are never ranked against one another."""

    code: str
    name: str
    name_en: str
    numeral: str
    task: str
    task_en: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Feed:
    """What a department promised to send.

    Attributes
    ----------
    dataset
        As contracts name it (``incident``, ``case_event``, ``whistle``).
    name
        What the department itself calls these files.
    rhythm_days
        At least once in so many days.
    """

    dataset: str
    name: str
    name_en: str
    rhythm_days: int


@dataclass(frozen=True)
class Department:
    """A department that sends files; one that promised nothing has no feeds and owes none."""

    id: str
    name: str
    name_full: str
    name_en: str
    feeds: tuple[Feed, ...] = ()

    def feed(self, dataset: str) -> Feed | None:
        """What it promised to send of a data set, or None."""
        return next((feed for feed in self.feeds if feed.dataset == dataset), None)


@dataclass(frozen=True)
class Definitions:
    """Everything named in the region's own files that a screen needs.

    Attributes
    ----------
    level_names
        level → (name, name in English).
    level_shorts
        level → the same in a word, for controls and columns: ``short`` and ``short_en``, or the name without brackets.
    class_names_en
        Code of a class of incidents → its name in English.
    assessment
        How each category is assessed; None where the region (or an earlier release) says nothing of it.
    """

    adcode: str
    name: str
    name_en: str
    timezone: str
    schematic_note: str
    schematic_note_en: str
    level_names: Mapping[str, tuple[str, str]]
    categories: tuple[Category, ...]
    indicators: Registry
    departments: tuple[Department, ...]
    class_names_en: Mapping[str, str]
    assessment: Assessment | None = None
    level_shorts: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def category(self, code: str) -> Category:
        """The category of that code; RegionError when there is none."""
        for category in self.categories:
            if category.code == code:
                return category
        raise RegionError("没有这个类别 No such category", code, "检查 see region.toml")


def read_definition_texts(folder: Path) -> dict[str, str]:
    """Texts of the definition files of a region folder, by file name.

    Raises
    ------
    RegionError
        When one of them is missing.
    """
    there = [name for name in DEFINITION_FILES if (folder / name).is_file()]
    missing = [name for name in DEFINITION_FILES if name not in there and name not in _OPTIONAL]
    if missing:
        raise RegionError(
            "区域定义不全 Definitions missing", ", ".join(missing), f"补齐 add them to {folder.name}"
        )
    return {name: (folder / name).read_text(encoding="utf-8") for name in there}


def parse_definitions(texts: Mapping[str, str]) -> Definitions:
    """Build the definitions from the texts of `DEFINITION_FILES`.

    The classes of incidents and the assessment may be missing: a release published before they were kept has no
    English names of the classes, and assesses nobody.

    Raises
    ------
    RegionError
        When a file is not TOML or lacks a field.
    """
    try:
        region, indicators, departments = (tomllib.loads(texts[name]) for name in _REQUIRED)
        registry = parse_registry(indicators)
        return Definitions(
            adcode=region["adcode"],
            name=region["name"],
            name_en=region["name_en"],
            timezone=region["timezone"],
            schematic_note=region["schematic_note"],
            schematic_note_en=region["schematic_note_en"],
            level_names={key: (value["name"], value["name_en"]) for key, value in region["levels"].items()},
            categories=tuple(_category(entry) for entry in region["category"]),
            indicators=registry,
            departments=tuple(_department(entry) for entry in departments["department"]),
            class_names_en={
                row["class_code"]: row["class_name_en"]
                for row in csv.DictReader(texts.get(_CLASSES, "").splitlines())
            },
            assessment=_assessment(texts.get(_ASSESSMENT), region, registry),
            level_shorts={
                key: (
                    value.get("short") or _short(value["name"]),
                    value.get("short_en") or _short(value["name_en"]),
                )
                for key, value in region["levels"].items()
            },
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise RegionError("区域定义有误 Definitions", repr(error), "修正 mend the region's files") from error


def _short(name: str) -> str:
    return re.sub(r"\s*[（(].*[）)]", "", name) or name


def _category(entry: dict[str, Any]) -> Category:
    return Category(**{**entry, "members": tuple(entry["members"])})


def _department(entry: Mapping[str, Any]) -> Department:
    feeds = tuple(Feed(**feed) for feed in entry.get("feed", ()))
    names = [feed.dataset for feed in feeds]
    faults = [f"unknown data set {name}" for name in names if name not in DATASETS]
    faults += [f"data set {name} twice" for name in sorted(set(names)) if names.count(name) > 1]
    faults += [f"{feed.dataset}: rhythm_days" for feed in feeds if not feed.rhythm_days > 0]
    if faults:
        raise RegionError(
            "部门报送约定有误 Feeds of departments", f"{entry['id']}: {'; '.join(faults)}",
            "修正 mend departments.toml",
        )  # fmt: skip
    return Department(**{**{key: entry[key] for key in entry if key != "feed"}, "feeds": feeds})


def _assessment(text: str | None, region: Mapping[str, Any], registry: Registry) -> Assessment | None:
    if text is None:
        return None
    return parse_assessment(tomllib.loads(text), registry, [entry["code"] for entry in region["category"]])
