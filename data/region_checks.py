"""What must hold in a region folder. Every function returns faults in plain words; none raises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol

import geopandas as gpd
import pandas as pd

from data.region_layers import STORED_LEVELS
from geo.coverage import coverage_faults, tiling_faults

DIVISION_COLUMNS = (
    "level", "code", "name_official", "name", "kind", "parent_code", "name_en", "pinyin", "initials",
)  # fmt: skip
CENSUS_COLUMNS = ("county_code", "population", "year", "source")
_PARENT_LEVEL = {"street": "county", "community": "street", "grid": "community"}
_SHOWN = 5


class _Category(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def members(self) -> tuple[str, ...]: ...


class _Managed(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def streets(self) -> tuple[str, ...]: ...
    @property
    def communities(self) -> tuple[str, ...]: ...


def _list(codes: Iterable[str]) -> str:
    found = sorted(codes)
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more


def _twice(codes: Iterable[str]) -> list[str]:
    return [code for code, count in Counter(codes).items() if count > 1]


def division_faults(divisions: pd.DataFrame, adcode: str) -> list[str]:
    """Check the register: columns, levels, unique and sorted codes, parents one level up, nothing blank."""
    missing = [name for name in DIVISION_COLUMNS if name not in divisions.columns]
    if missing:
        return [f"divisions.csv lacks the column(s) {', '.join(missing)}"]
    faults = []
    known = ("county", "street", "community")
    for row in divisions.loc[~divisions["level"].isin(known)].itertuples():
        faults.append(f"divisions.csv, {row.code}: unknown level “{row.level}”")
    if doubled := _twice(divisions["code"]):
        faults.append(f"divisions.csv: code(s) given twice: {_list(doubled)}")
    for column in DIVISION_COLUMNS:
        if blank := list(divisions.loc[divisions[column].str.strip() == "", "code"]):
            faults.append(f"divisions.csv: `{column}` is blank for {_list(blank)}")
    if list(divisions["code"]) != sorted(divisions["code"]):
        faults.append("divisions.csv is not sorted by code")
    codes = {level: set(divisions.loc[divisions["level"] == level, "code"]) for level in known}
    for level in known:
        rows = divisions.loc[divisions["level"] == level]
        if rows.empty:
            faults.append(f"divisions.csv has no {level}")
        parents = {adcode} if level == "county" else codes[_PARENT_LEVEL[level]]
        if orphans := list(rows.loc[~rows["parent_code"].isin(parents), "code"]):
            faults.append(f"divisions.csv: {level} without its parent: {_list(orphans)}")
    return faults


def membership_faults(
    divisions: pd.DataFrame, categories: Iterable[_Category], managed: Iterable[_Managed]
) -> list[str]:
    """Check that each zone is in exactly one category and each community in exactly one zone."""
    faults = []
    codes = {
        level: set(divisions.loc[divisions["level"] == level, "code"])
        for level in ("county", "street", "community")
    }
    managed, categories = tuple(managed), tuple(categories)
    managed_codes = [zone.code for zone in managed]
    if doubled := _twice([*codes["county"], *managed_codes]):
        faults.append(f"region.toml: zone code(s) given twice: {_list(doubled)}")
    if doubled := _twice(category.code for category in categories):
        faults.append(f"region.toml: category code(s) given twice: {_list(doubled)}")
    members = [member for category in categories for member in category.members]
    zones = codes["county"] | set(managed_codes)
    if doubled := _twice(members):
        faults.append(f"region.toml: in more than one category: {_list(doubled)}")
    if unknown := set(members) - zones:
        faults.append(f"region.toml: category member(s) that are no zone: {_list(unknown)}")
    if left_out := zones - set(members):
        faults.append(f"region.toml: zone(s) in no category: {_list(left_out)}")

    communities = divisions.loc[divisions["level"] == "community"]
    by_street = communities.groupby("parent_code")["code"].agg(list).to_dict()
    taken: list[str] = []
    for zone in managed:
        if unknown := set(zone.streets) - codes["street"]:
            faults.append(f"region.toml: {zone.code} manages unknown street(s) {_list(unknown)}")
        if unknown := set(zone.communities) - codes["community"]:
            faults.append(f"region.toml: {zone.code} manages unknown communities {_list(unknown)}")
        taken += [code for street in zone.streets for code in by_street.get(street, [])]
        taken += zone.communities
    if doubled := _twice(taken):
        faults.append(f"region.toml: managed more than once: {_list(doubled)}")
    return faults


def census_faults(census: pd.DataFrame, divisions: pd.DataFrame) -> list[str]:
    """Check that every county has exactly one positive whole population."""
    missing = [name for name in CENSUS_COLUMNS if name not in census.columns]
    if missing:
        return [f"census.csv lacks the column(s) {', '.join(missing)}"]
    faults = []
    counties = set(divisions.loc[divisions["level"] == "county", "code"])
    if doubled := _twice(census["county_code"]):
        faults.append(f"census.csv: county given twice: {_list(doubled)}")
    if absent := counties - set(census["county_code"]):
        faults.append(f"census.csv: no population for {_list(absent)}")
    if unknown := set(census["county_code"]) - counties:
        faults.append(f"census.csv: unknown county {_list(unknown)}")
    for row in census.itertuples():
        if not str(row.population).isdecimal() or int(str(row.population)) == 0:
            faults.append(
                f"census.csv, {row.county_code}: population “{row.population}” is no positive number"
            )
    return faults


def layer_faults(
    frames: Mapping[str, gpd.GeoDataFrame],
    divisions: pd.DataFrame,
    census: pd.DataFrame,
    adcode: str,
    *,
    geometry_checks: bool,
) -> list[str]:
    """Check boundary files against the register, the census and each other."""
    faults: list[str] = []
    for level in STORED_LEVELS:
        frame = frames[level]
        if doubled := _twice(frame["code"]):
            faults.append(f"boundaries of {level}: code(s) given twice: {_list(doubled)}")
        if level == "grid":
            continue
        register = divisions.loc[divisions["level"] == level].set_index("code")["parent_code"]
        if absent := set(register.index) - set(frame["code"]):
            faults.append(f"boundaries of {level}: missing {_list(absent)}")
        if unknown := set(frame["code"]) - set(register.index):
            faults.append(f"boundaries of {level}: not in the register: {_list(unknown)}")
        expected = frame["code"].map(register)
        if wrong := list(frame.loc[expected.notna() & (expected != frame["parent_code"]), "code"]):
            faults.append(f"boundaries of {level}: parent differs from the register: {_list(wrong)}")
    grids, communities = frames["grid"], frames["community"]
    if orphans := list(grids.loc[~grids["parent_code"].isin(communities["code"]), "code"]):
        faults.append(f"boundaries of grid: no such community: {_list(orphans)}")
    if faults:
        return faults
    if geometry_checks:
        for level in STORED_LEVELS:
            frame = frames[level]
            trouble = coverage_faults(frame.geometry.to_numpy(), list(frame["code"]))
            faults += [f"boundaries of {level}: {fault}" for fault in trouble]
        if not faults:
            for level, parent_level in _PARENT_LEVEL.items():
                child, parent = frames[level], frames[parent_level]
                faults += tiling_faults(
                    child.geometry.to_numpy(),
                    list(child["parent_code"]),
                    parent.geometry.to_numpy(),
                    list(parent["code"]),
                )
    faults += _population_faults(frames, census)
    return faults


def _population_faults(frames: Mapping[str, gpd.GeoDataFrame], census: pd.DataFrame) -> list[str]:
    grids, communities, streets = frames["grid"], frames["community"], frames["street"]
    faults = []
    for level, frame in (("grid", grids), ("community", communities)):
        if not pd.api.types.is_integer_dtype(frame["population"]) or (frame["population"] < 0).any():
            faults.append(f"boundaries of {level}: `population` must be whole and not negative")
    if faults:
        return faults
    by_community = grids.groupby("parent_code")["population"].sum()
    off = communities.loc[communities["code"].map(by_community) != communities["population"], "code"]
    if len(off):
        faults.append(f"grids do not sum to the population of {_list(off)}")
    county = communities["parent_code"].map(streets.set_index("code")["parent_code"])
    by_county = communities["population"].groupby(county).sum()
    for row in census.itertuples():
        if by_county.get(row.county_code) != row.population:
            found = by_county.get(row.county_code)
            faults.append(
                f"communities of {row.county_code} sum to {found}, the census says {row.population}"
            )
    return faults
