"""From a boundary file and a register to a complete region folder; nothing is left behind when anything is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from data.boundaries.codes import CodedLayer, plain, understand
from data.boundaries.datum import converted
from data.boundaries.mending import mend
from data.boundaries.reading import read_official_file
from data.contracts import DATUMS
from data.definitions import parse_definitions, read_definition_texts
from data.derive_levels import LEVELS, Derived, code_faults, derive_levels, read_register, write_derived
from data.new_region.files import (
    categories_of,
    census_text,
    level_names,
    read_settings,
    region_text,
    write_definitions,
)
from data.new_region.names import complete
from data.new_region.register_file import RegisterTable, long_register, read_table, wide_register
from data.region import load_region
from data.region_layers import CONTEXT, LayerSource, write_layer
from geo.crs import STORAGE_CRS, snap
from governance.errors import RegionError

#: As many people as a grid of the demonstration region holds: about 160 households.
PEOPLE_PER_GRID = 480


@dataclass(frozen=True)
class NewRegion:
    """What is given for a new region.

    Attributes
    ----------
    boundaries
        Polygons of one level (counties, streets or communities) in any vector format, with a column of codes.
    datum
        ``CGCS2000``, ``WGS84``, ``GCJ02`` or ``BD09``: what their coordinates are.
    register
        Table of divisions; without one the attributes of the boundaries are the table.
    levels
        Columns of code and name by level, where a row carries its whole ancestry.
    settings
        A TOML file in the form of ``region.toml``: names, levels, categories, managed zones; what it leaves out is filled.
    census
        Residents by county (``county_code, population``); without one the register or the boundaries must tell them.
    context
        Background of the map: any layer, with ``kind`` (neighbour, river) and ``name`` if it has them.
    definitions
        A folder whose definition files stand in place of the templates'.
    """

    boundaries: Path
    out: Path
    datum: str
    register: Path | None = None
    levels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    settings: Path | None = None
    census: Path | None = None
    context: Path | None = None
    definitions: Path | None = None
    layer: str | None = None
    code_column: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    grids: int | None = None
    seed: int = 1
    source: str = ""
    date: str = ""


@dataclass(frozen=True)
class Built:
    """The folder made: units by level, the finest true level, and notes on what was mended or made up."""

    folder: Path
    units: Mapping[str, int]
    level: str
    notes: tuple[str, ...]


def build_region(given: NewRegion) -> Built:
    """Make the region folder ``given.out``, validated as a reader of it would.

    Raises
    ------
    RegionError, ContractError
        With everything that is wrong; the folder then does not exist.
    """
    if given.out.exists() and (not given.out.is_dir() or any(given.out.iterdir())):
        raise RegionError(
            "文件夹已有内容 The folder is not empty", str(given.out), "换一个文件夹 choose another"
        )
    if given.datum not in DATUMS:
        raise RegionError("未知坐标系 Unknown datum", given.datum or "—", f"--datum {' | '.join(DATUMS)}")
    partial = given.out.with_name(f".{given.out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        built = _write(given, partial)
        if given.out.exists():
            given.out.rmdir()
        partial.rename(given.out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return built


def _write(given: NewRegion, folder: Path) -> Built:
    settings = {**read_settings(given.settings), **{key: text for key, text in given.words.items() if text}}
    if not settings.get("name"):
        raise RegionError(
            "区域没有名称 The region has no name", "name", "用 --name 或 --settings give --name or --settings"
        )
    file = read_official_file(given.boundaries, given.boundaries.name, layer=given.layer)
    table = _register(given, file.frame, settings)
    divisions, adcode = _divisions(table, settings)
    registers = {level: set(divisions.loc[divisions["level"] == level, "code"]) for level in LEVELS}
    coded = understand(file.frame, registers, code_column=given.code_column)
    if coded.level not in LEVELS:
        raise RegionError(
            "边界要到社区为止 Boundaries of grids", given.boundaries.name,
            "先用县、街道或社区边界建区域，再用 python -m data boundaries propose 报网格 "
            "Start from counties, streets or communities; propose grids later",
        )  # fmt: skip
    frame, notes = _outlines(given, coded, registers[coded.level])
    people, told = _people(given, table, coded, divisions)
    text = region_text(
        settings, folder_name=given.out.name, adcode=adcode, counties=sorted(registers["county"]),
        bounds=frame.total_bounds.tolist(),
    )  # fmt: skip
    (folder / "region.toml").write_text(text, encoding="utf-8")
    divisions.to_csv(folder / "divisions.csv", index=False, lineterminator="\n")
    by_county = _by_county(people, divisions)
    (folder / "census.csv").write_text(
        census_text(by_county, divisions, str(settings.get("census_year", "")), told), encoding="utf-8"
    )
    categories = categories_of(settings, sorted(registers["county"]))
    write_definitions(folder, str(settings["name"]), categories, given.definitions)
    derived = _levels(given, folder, frame, coded.level, people)
    (folder / "boundaries").mkdir()
    background = _context(given)
    write_layer(background, folder / "boundaries" / f"{CONTEXT}.parquet", CONTEXT)
    words = given.context.name if given.context else "无背景 none"
    source = LayerSource(CONTEXT, f"{CONTEXT}.parquet", words, "", "CGCS2000", given.date, False)
    write_derived(folder / "boundaries", derived, source)
    # What a release would read: a folder that cannot be published is not handed over.
    region = load_region(folder)
    parse_definitions(read_definition_texts(folder))
    units = {level: len(region.layer(level)) for level in (*LEVELS, "grid")}
    return Built(given.out, units, coded.level, notes)


def _register(given: NewRegion, frame: gpd.GeoDataFrame, settings: Mapping[str, Any]) -> RegisterTable:
    """The register file, or the boundaries' own attributes."""
    table = read_table(given.register) if given.register else pd.DataFrame(frame.drop(columns="geometry"))
    if given.levels:
        return wide_register(table, given.levels)
    if given.register is None:
        raise RegionError(
            "没有名录 No register", f"columns of {given.boundaries.name}: {', '.join(map(str, table.columns))}",
            "用 --register FILE，或用 --levels county=代码列:名称列 … 指明各级在边界文件中的列 "
            "Give --register FILE, or name the columns of each level with --levels",
        )  # fmt: skip
    names = {level: (entry.get("name", ""),) for level, entry in settings.get("levels", {}).items()}
    return long_register(table, names)


def _divisions(table: RegisterTable, settings: Mapping[str, Any]) -> tuple[pd.DataFrame, str]:
    """The complete register and the code of the whole region."""
    frame = table.divisions.copy()
    county = frame["level"] == "county"
    tops = sorted(set(frame.loc[county, "parent_code"]) - {""})
    adcode = str(settings.get("adcode") or "")
    if not adcode:
        starts = {code[:4] for code in frame.loc[county, "code"]}
        adcode = tops[0] if len(tops) == 1 else f"{starts.pop()}00" if len(starts) == 1 else ""
    if not adcode:
        raise RegionError(
            "区域没有代码 The region has no code",
            f"counties begin with {', '.join(sorted(starts))}",
            "用 --adcode give --adcode",
        )
    frame.loc[county, "parent_code"] = adcode
    kinds = {level: level_names(settings, level)[0] for level in LEVELS}
    return complete(frame, kinds), adcode


def _outlines(
    given: NewRegion, coded: CodedLayer, wanted: set[str]
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """The given polygons as an exact coverage of exactly the register's units."""
    faults = code_faults(coded.codes, wanted)
    mended = mend(coded.codes, converted(coded.shapes, given.datum))
    found = [*coded.faults, *mended.faults]
    faults += [
        f"{fault.words('zh')} {fault.words('en')}: {', '.join(fault.units[:5])} — {fault.remedy('zh')}"
        for fault in found
        if fault.level == "error"
    ]
    if faults:
        raise RegionError(
            "边界不能用 The boundaries cannot be used",
            "\n" + "\n".join(f"- {fault}" for fault in faults) + "\n",
            f"改正 {given.boundaries.name} 后再试 Mend the file and try again",
        )
    notes = tuple(f"{fault.words('zh')} {fault.words('en')}" for fault in found if fault.level != "error")
    frame = gpd.GeoDataFrame({"code": coded.codes}, geometry=mended.shapes, crs=STORAGE_CRS)
    return frame, notes


def _people(
    given: NewRegion, table: RegisterTable, coded: CodedLayer, divisions: pd.DataFrame
) -> tuple[dict[str, int], str]:
    """Residents by the finest units that are told (communities, streets or counties), and who told."""
    if given.census:
        census = read_table(given.census)
        try:
            counties = census["county_code"].map(plain)
            people = dict(zip(counties, pd.to_numeric(census["population"]).astype(int), strict=True))
        except (KeyError, ValueError) as error:
            raise RegionError(
                "人口表无法使用 Census",
                f"{given.census.name}: {error!r}",
                "两列 columns county_code, population",
            ) from error
        source = "; ".join(sorted({str(s) for s in census["source"]})) if "source" in census else ""
        if set(people) == set(divisions.loc[divisions["level"] == "county", "code"]):
            return people, source or given.census.name
        raise RegionError("人口表与名录不符 Census", given.census.name, "每县一行 one row for each county")
    if table.people and set(table.people) == set(divisions.loc[divisions["level"] == "community", "code"]):
        return table.people, (given.register or given.boundaries).name
    if (coded.population >= 0).all():
        return dict(zip(coded.codes, map(int, coded.population), strict=True)), given.boundaries.name
    raise RegionError(
        "没有人口 No population", "", "名录或边界加“人口”一列，或用 --census 给出各县人口 "
        "Add a column population to register or boundaries, or give --census",
    )  # fmt: skip


def _by_county(people: Mapping[str, int], divisions: pd.DataFrame) -> dict[str, int]:
    parent = dict(zip(divisions["code"], divisions["parent_code"], strict=True))
    counties = set(divisions.loc[divisions["level"] == "county", "code"])
    total = dict.fromkeys(sorted(counties), 0)
    for code, count in people.items():
        while code not in counties:
            code = parent[code]
        total[code] += count
    return total


def _levels(
    given: NewRegion, folder: Path, frame: gpd.GeoDataFrame, level: str, people: Mapping[str, int]
) -> Derived:
    source = LayerSource(
        level, "", given.source or given.boundaries.name, "official", given.datum, given.date, schematic=False
    )
    grids = given.grids if given.grids is not None else round(sum(people.values()) / PEOPLE_PER_GRID)
    derived = derive_levels(
        read_register(folder), frame, source, n_grids=grids, seed=given.seed, people=people
    )
    if derived.faults:
        raise RegionError("区域未能建成 The region cannot be formed", "\n".join(derived.faults), "")
    return derived


def _context(given: NewRegion) -> gpd.GeoDataFrame:
    """The background: lines are rivers and areas neighbours, unless the file says."""
    if given.context is None:
        return gpd.GeoDataFrame(
            {"kind": pd.Series(dtype=object), "name": pd.Series(dtype=object)},
            geometry=gpd.GeoSeries([], crs=STORAGE_CRS),
        )
    frame = gpd.read_file(given.context).to_crs(STORAGE_CRS)
    usual = frame.geom_type.map(lambda kind: "neighbour" if "Polygon" in kind else "river")
    kinds = frame.get("kind", usual)
    names: Sequence[str] = list(frame["name"].fillna("")) if "name" in frame else [""] * len(frame)
    return gpd.GeoDataFrame(
        {"kind": list(kinds), "name": names}, geometry=snap(frame.geometry.to_numpy()), crs=STORAGE_CRS
    )
