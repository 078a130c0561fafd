"""The region as data: one folder holds everything that makes the product a particular prefecture's.

Nothing in the code knows a place by name. Level names, the categories and their number, the zones that manage
communities of other counties and the boundary files all come from the folder.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd

from data.boundaries.versions import InForce, ends, in_force
from data.definitions import Category
from data.region_checks import census_faults, division_faults, layer_faults, membership_faults
from data.region_layers import CONTEXT, STORED_LEVELS, LayerSource, read_layer, read_manifest
from governance.errors import RegionError

UNIT_LEVELS = ("city", "category", "zone", "county", "street", "street_part", "community", "grid")
_TEXT_KEYS = (
    "id", "adcode", "name", "name_en", "province", "province_en", "timezone", "storage_crs", "equal_area_crs",
    "metric_crs", "schematic_note", "schematic_note_en",
)  # fmt: skip
_CATEGORY_KEYS = ("code", "name", "name_en", "numeral", "task", "task_en")
_MANAGED_KEYS = ("code", "name", "short_name", "name_en", "kind", "note")


@dataclass(frozen=True)
class LevelName:
    """What a level is called in both languages."""

    name: str
    name_en: str


@dataclass(frozen=True)
class ManagedZone:
    """A zone that manages (托管) communities of counties: whole `streets` and single `communities`."""

    code: str
    name: str
    short_name: str
    name_en: str
    kind: str
    note: str
    streets: tuple[str, ...]
    communities: tuple[str, ...]


@dataclass(frozen=True)
class Region:
    """A validated region folder.

    Attributes
    ----------
    counties, streets, communities, grids
        ``code, parent_code, geometry`` (communities and grids: ``population``; grids: ``name``), EPSG:4490,
        every vertex on the 1e-7° integer grid, sorted by code. ``parent_code`` of a county is the adcode.
    context
        Background of the map: ``kind, name, geometry``; kinds ``neighbour``, ``river``, ``province_part``.
    divisions
        The register, all text: ``level, code, name_official, name, kind, parent_code, name_en, pinyin,
        initials``.
    census
        ``county_code, population, year, source``.
    layers
        Source of each boundary file by level.
    accepted
        The accepted version that the boundaries come from; None: the folder's own files.
    valid_to
        Last day by (level, code) where a coming version is known to change the outline.
    """

    folder: Path
    id: str
    adcode: str
    name: str
    name_en: str
    province: str
    province_en: str
    timezone: str
    storage_crs: str
    equal_area_crs: str
    metric_crs: str
    schematic_note: str
    schematic_note_en: str
    levels: Mapping[str, LevelName]
    categories: tuple[Category, ...]
    managed: tuple[ManagedZone, ...]
    divisions: pd.DataFrame
    census: pd.DataFrame
    counties: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame
    communities: gpd.GeoDataFrame
    grids: gpd.GeoDataFrame
    context: gpd.GeoDataFrame
    layers: Mapping[str, LayerSource]
    accepted: InForce | None = None
    valid_to: Mapping[tuple[str, str], date] = field(default_factory=dict)

    def layer(self, level: str) -> gpd.GeoDataFrame:
        """Return the boundary layer of a stored level: county, street, community or grid."""
        by_level = dict(
            zip(STORED_LEVELS, (self.counties, self.streets, self.communities, self.grids), strict=True)
        )
        return by_level[level]

    def category_of_zone(self) -> dict[str, str]:
        """Category code by zone code."""
        return {zone: category.code for category in self.categories for zone in category.members}

    def zone_of_community(self) -> dict[str, str]:
        """Zone code (管理) by community code: the managing zone where there is one, else the county."""
        register = self.divisions
        county_of_street = dict(
            register.loc[register["level"] == "street", ["code", "parent_code"]].to_numpy()
        )
        rows = register.loc[register["level"] == "community", ["code", "parent_code"]].to_numpy()
        by_street = {street: zone.code for zone in self.managed for street in zone.streets}
        by_community = {code: zone.code for zone in self.managed for code in zone.communities}
        return {
            str(code): str(by_community.get(code) or by_street.get(street) or county_of_street[street])
            for code, street in rows
        }


def load_region(
    folder: Path, *, geometry_checks: bool = True, overlay: Path | None = None, on: date | None = None
) -> Region:
    """Read and validate a region folder.

    Parameters
    ----------
    folder
        Holds ``region.toml``, ``divisions.csv``, ``census.csv`` and ``boundaries/``.
    geometry_checks
        Also prove that every level is an exact coverage whose units tile their parents (seconds for a whole
        prefecture). A reader of files that passed before may leave it out.
    overlay
        Official boundaries accepted since (``home/boundaries``): those in force stand in for the folder's own.
    on
        The day whose boundaries are wanted; today in the region's zone, when None.

    Raises
    ------
    RegionError
        With all faults found, one a line.
    """
    folder = Path(folder)
    faults: list[str] = []
    settings = _read_toml(folder / "region.toml", faults)
    for key in _TEXT_KEYS:
        if not isinstance(settings.get(key), str) or not settings[key]:
            faults.append(f"region.toml: `{key}` is missing or no text")
    levels = _levels(settings, faults)
    categories = _categories(settings, faults)
    managed = _managed(settings, faults)
    divisions = _read_table(folder / "divisions.csv", faults)
    census = _read_table(folder / "census.csv", faults)
    adcode = str(settings.get("adcode", ""))

    division_trouble = division_faults(divisions, adcode)
    faults += division_trouble
    if not division_trouble:
        faults += membership_faults(divisions, categories, managed)
        faults += census_faults(census, divisions)
    if "population" in census.columns:
        census["population"] = pd.to_numeric(census["population"], errors="coerce").fillna(0).astype("int64")

    accepted, valid_to = None, {}
    if overlay is not None and not faults:
        day = on or datetime.now(ZoneInfo(str(settings["timezone"]))).date()
        accepted, valid_to = in_force(overlay, day), ends(overlay, day)
    layers, frames = _read_boundaries(folder / "boundaries", faults, accepted)
    if not faults:
        faults += layer_faults(frames, divisions, census, adcode, geometry_checks=geometry_checks)
    if faults:
        raise RegionError(
            f"区域资料有误 / The region folder {folder.name} has {len(faults)} fault(s)",
            "\n" + "\n".join(f"- {fault}" for fault in faults) + "\n",
            "改正后重试；文件格式见 docs/。 Correct the files named above and try again.",
        )
    return Region(
        folder=folder,
        **{key: str(settings[key]) for key in _TEXT_KEYS},
        levels=levels,
        categories=categories,
        managed=managed,
        divisions=divisions,
        census=census,
        counties=frames["county"],
        streets=frames["street"],
        communities=frames["community"],
        grids=frames["grid"],
        context=frames[CONTEXT],
        layers=layers,
        accepted=accepted,
        valid_to=valid_to,
    )


def _read_toml(path: Path, faults: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"{path.name} cannot be read: {error}")
        return {}


def _read_table(path: Path, faults: list[str]) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:  # ValueError: bad encoding, no columns, ragged rows
        faults.append(f"{path.name} cannot be read: {error}")
        return pd.DataFrame()


def _levels(settings: dict[str, Any], faults: list[str]) -> dict[str, LevelName]:
    table = settings.get("levels", {})
    levels: dict[str, LevelName] = {}
    for level in UNIT_LEVELS:
        entry = table.get(level, {})
        if not entry.get("name") or not entry.get("name_en"):
            faults.append(f"region.toml: [levels] `{level}` needs `name` and `name_en`")
        levels[level] = LevelName(str(entry.get("name", "")), str(entry.get("name_en", "")))
    for extra in sorted(set(table) - set(UNIT_LEVELS)):
        faults.append(f"region.toml: [levels] does not know `{extra}`")
    return levels


def _categories(settings: dict[str, Any], faults: list[str]) -> tuple[Category, ...]:
    result = []
    for number, entry in enumerate(settings.get("category", []), start=1):
        for key in (*_CATEGORY_KEYS, "members"):
            if not entry.get(key):
                faults.append(f"region.toml: [[category]] number {number} lacks `{key}`")
        texts = {key: str(entry.get(key, "")) for key in _CATEGORY_KEYS}
        result.append(Category(**texts, members=tuple(map(str, entry.get("members", ())))))
    if not result:
        faults.append("region.toml: no [[category]]")
    return tuple(result)


def _managed(settings: dict[str, Any], faults: list[str]) -> tuple[ManagedZone, ...]:
    result = []
    for number, entry in enumerate(settings.get("managed", []), start=1):
        for key in ("code", "name", "short_name", "name_en"):
            if not entry.get(key):
                faults.append(f"region.toml: [[managed]] number {number} lacks `{key}`")
        texts = {key: str(entry.get(key, "")) for key in _MANAGED_KEYS}
        streets, communities = (tuple(map(str, entry.get(key, ()))) for key in ("streets", "communities"))
        if not streets and not communities:
            faults.append(f"region.toml: [[managed]] number {number} manages nothing")
        result.append(ManagedZone(**texts, streets=streets, communities=communities))
    return tuple(result)


def _read_boundaries(
    folder: Path, faults: list[str], accepted: InForce | None
) -> tuple[dict[str, LayerSource], dict[str, gpd.GeoDataFrame]]:
    """The folder's own files; the levels of an accepted version in their stead."""
    layers = _manifest(folder, faults)
    own = folder
    if layers and accepted is not None:
        own = accepted.folder
        layers |= _manifest(own, faults)
    if not layers:
        return {}, {}
    frames = {}
    for level in (*STORED_LEVELS, CONTEXT):
        if level not in layers:
            faults.append(f"boundaries/manifest.toml: no [{level}]")
            continue
        frames[level], trouble = read_layer((folder if level == CONTEXT else own) / layers[level].file, level)
        faults += [f"boundaries/{fault}" for fault in trouble]
    return layers, frames


def _manifest(folder: Path, faults: list[str]) -> dict[str, LayerSource]:
    try:
        return read_manifest(folder / "manifest.toml")
    except KeyError as error:
        faults.append(f"boundaries/manifest.toml: a level lacks {error}")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"boundaries/manifest.toml cannot be read: {error}")
    return {}
