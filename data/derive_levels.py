"""Form a region's levels from its finest true layer: what is above becomes its unions, what is below is made up.

Faults come back as words; nothing here ends the process or writes before everything is checked.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from data.region_checks import layer_faults
from data.region_layers import CONTEXT, UNION, LayerSource, write_layer, write_manifest
from geo.coverage import coverage_faults, polygons_only, union_by
from geo.crs import STORAGE_CRS, snap
from geo.partition import Node, Partition, partition

#: The levels that a register names, from the largest units to the smallest; grids are below them.
LEVELS = ("county", "street", "community")
#: Datums whose coordinates are stored as they are.
TRUE_DATUMS = ("CGCS2000", "WGS84")
MADE_UP = "示意边界：由 scripts/derive_boundaries.py 在上级边界内生成"
URBAN_KINDS = ("居委会",)
_SHOWN = 10

Progress = Callable[[str], None]
Seeds = Mapping[str, tuple[tuple[float, float], tuple[float, float, float, float] | None, float]]


@dataclass(frozen=True)
class Register:
    """What the levels are formed for: the codes of a region, its people and the places that are known.

    Attributes
    ----------
    adcode
        Code of the whole region, the parent of its counties.
    divisions
        The register, all text: ``level, code, kind, parent_code, …``.
    census
        ``county_code`` (text), ``population`` (int).
    seeds
        By code: (lon, lat), the extent (west, south, east, north) if known, the share of people.
    urban_kinds
        Kinds of communities where people live close together.
    grid_name
        What the region calls a grid.
    """

    adcode: str
    divisions: pd.DataFrame
    census: pd.DataFrame
    seeds: Seeds
    urban_kinds: tuple[str, ...] = URBAN_KINDS
    grid_name: str = "网格"

    def codes(self, level: str) -> set[str]:
        """Codes that a layer of `level` must hold, each exactly once."""
        return set(self.divisions.loc[self.divisions["level"] == level, "code"])


@dataclass(frozen=True)
class Derived:
    """The four layers formed, where each comes from, and why they cannot be used.

    ``layers`` by level (county, street, community, grid) with the columns of
    :data:`data.region_layers.LAYER_COLUMNS`, EPSG:4490; ``faults`` is empty when they hold together.
    """

    layers: dict[str, gpd.GeoDataFrame]
    sources: dict[str, LayerSource]
    faults: tuple[str, ...]


def read_register(folder: Path) -> Register:
    """Read ``region.toml``, ``divisions.csv``, ``census.csv`` and the seed files of a region folder.

    ``region.toml`` may name the close-settled kinds of communities: ``urban_kinds = ["居委会"]``.
    """
    settings = tomllib.loads((folder / "region.toml").read_text(encoding="utf-8"))
    return Register(
        str(settings["adcode"]),
        pd.read_csv(folder / "divisions.csv", dtype=str, keep_default_na=False),
        pd.read_csv(folder / "census.csv", dtype={"county_code": str}),
        read_seeds(folder),
        tuple(settings.get("urban_kinds", URBAN_KINDS)),
        str(settings["levels"]["grid"]["name"]),
    )


def usual_seed(adcode: str) -> int:
    """The seed of what is made up in a region: its code's first digits, which tell it from the others."""
    return int("0" + "".join(filter(str.isdecimal, adcode))[:4])


def read_seeds(
    folder: Path,
) -> dict[str, tuple[tuple[float, float], tuple[float, float, float, float] | None, float]]:
    """Places and extents by code from the seed files (columns ``code, lon, lat`` and, if known, ``bbox, share``)."""
    seeds = {}
    for name in ("township_seeds.csv", "community_seeds.csv"):
        if not (folder / name).exists():
            continue
        with (folder / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["lon"]:
                    box = json.loads(row["bbox"]) if row.get("bbox") else None
                    extent = None
                    if box:
                        west, east = sorted((box[0], box[2]))
                        south, north = sorted((box[1], box[3]))
                        extent = (west, south, east, north)
                    seeds[row["code"]] = (
                        (float(row["lon"]), float(row["lat"])),
                        extent,
                        float(row.get("share") or 1),
                    )
    return seeds


def tree(register: Register, top: str) -> list[Node]:
    """Build the nodes of level `top` with everything below them, in order of their codes."""
    divisions = register.divisions
    by_parent = dict(iter(divisions.groupby("parent_code")))

    def node(code: str, kind: str) -> Node:
        below = by_parent.get(code)
        children = () if below is None else tuple(map(node, below["code"], below["kind"]))
        place, extent, share = register.seeds.get(code, (None, None, 1.0))
        return Node(code, kind in register.urban_kinds, place, extent, share, children)

    rows = divisions[divisions["level"] == top]
    return [node(code, kind) for code, kind in zip(rows["code"], rows["kind"], strict=True)]


def read_official(
    path: Path, level: str, register: Register, datum: str
) -> tuple[gpd.GeoDataFrame | None, list[str]]:
    """Read and check an official layer: ``code, geometry`` in EPSG:4490 sorted by code, or why it cannot be used."""
    if datum not in TRUE_DATUMS:
        return None, [f"declare the datum with --datum {level}=CGCS2000 or {level}=WGS84, not “{datum}”"]
    frame = gpd.read_parquet(path) if path.suffix == ".parquet" else gpd.read_file(path)
    return usable_layer(frame, register.codes(level))


def usable_layer(frame: gpd.GeoDataFrame, wanted: set[str]) -> tuple[gpd.GeoDataFrame | None, list[str]]:
    """Check a layer that is to become a level: its codes are exactly `wanted` and its shapes an exact coverage.

    Returns
    -------
    ``code, geometry`` in EPSG:4490 on the 1e-7° grid, sorted by code, and no faults; or None and all faults.
    """
    if frame.crs is None:
        return None, ["no coordinate system is declared"]
    if "code" not in frame.columns:
        return None, [f"no `code` column; found {', '.join(map(str, frame.columns))}"]
    frame = frame.to_crs(STORAGE_CRS)
    frame = frame.assign(code=frame["code"].astype(str)).sort_values("code", ignore_index=True)
    found = list(frame["code"])
    shapes = polygons_only(snap(frame.geometry.to_numpy()))
    if faults := code_faults(found, wanted) + coverage_faults(shapes, found):
        return None, faults
    return gpd.GeoDataFrame({"code": found}, geometry=shapes, crs=STORAGE_CRS), []


def code_faults(found: list[str], wanted: set[str]) -> list[str]:
    """Say which codes are missing, unknown or given twice."""
    doubled = {code for code, again in zip(sorted(found), sorted(found)[1:], strict=False) if code == again}
    return [
        f"{words}: {', '.join(sorted(codes)[:_SHOWN])} ({len(codes)})"
        for words, codes in (
            ("missing", wanted - set(found)),
            ("not in the register", set(found) - wanted),
            ("given twice", doubled),
        )
        if codes
    ]


def derive_levels(
    register: Register,
    given: gpd.GeoDataFrame,
    source: LayerSource,
    *,
    n_grids: int,
    seed: int,
    people: Mapping[str, int] | None = None,
) -> Derived:
    """Form all four levels from a layer that passed :func:`usable_layer`; the same input gives the same layers.

    Parameters
    ----------
    given
        ``code, geometry`` of the finest true level, ``source.level``.
    source
        Where it comes from; levels above take over its words, levels below are marked as made up.
    n_grids, seed
        How many grids to make in all, and the seed of everything made up.
    people
        Residents by unit where units finer than counties are told (they sum to the census); else the census's.
    """
    divisions, census = register.divisions, register.census
    if people is None:
        people = {code: int(n) for code, n in zip(census["county_code"], census["population"], strict=True)}
    below = _communities_below(divisions)
    result = partition(
        dict(zip(given["code"], given.geometry, strict=True)),
        tree(register, source.level),
        [(population, below[code]) for code, population in people.items()],
        n_grids=n_grids,
        seed=seed,
    )
    layers = layers_of(result, register)
    faults = layer_faults(layers, divisions, census, register.adcode, geometry_checks=True)
    return Derived(layers, layer_sources(source), tuple(faults))


def _communities_below(divisions: pd.DataFrame) -> dict[str, list[str]]:
    """Communities in each county, street and community."""
    parent = dict(zip(divisions["code"], divisions["parent_code"], strict=True))
    below: dict[str, list[str]] = {}
    for code in divisions.loc[divisions["level"] == "community", "code"]:
        for unit in (code, parent[code], parent[parent[code]]):
            below.setdefault(unit, []).append(code)
    return below


def layers_of(result: Partition, register: Register) -> dict[str, gpd.GeoDataFrame]:
    """Build all four layers from the grids, upwards by exact union."""
    parent = dict(zip(register.divisions["code"], register.divisions["parent_code"], strict=True))
    order = np.argsort(np.array(result.community), kind="stable")
    community = [result.community[i] for i in order]
    number = pd.Series(community).groupby(community).cumcount() + 1
    grids = gpd.GeoDataFrame(
        {
            "code": [f"{code}{n:03d}" for code, n in zip(community, number, strict=True)],
            "parent_code": community,
            "name": [f"第{n:03d}{register.grid_name}" for n in number],
            "population": result.population[order],
        },
        geometry=result.polygons[order],
        crs=STORAGE_CRS,
    )
    layers = {"grid": grids}
    below = grids
    for level in reversed(LEVELS):
        unions = union_by(below.geometry.to_numpy(), below["parent_code"])
        codes = list(unions)
        data: dict[str, object] = {
            "code": codes,
            "parent_code": [parent.get(code, register.adcode) for code in codes],
        }
        if level == "community":
            data["population"] = grids.groupby("parent_code")["population"].sum()[codes].to_numpy()
        below = gpd.GeoDataFrame(data, geometry=list(unions.values()), crs=STORAGE_CRS)
        layers[level] = below
    return layers


def layer_sources(given: LayerSource) -> dict[str, LayerSource]:
    """Say of each level where it comes from, when `given` is the finest true layer."""
    made = LayerSource("", "", MADE_UP, "Apache-2.0", "CGCS2000", given.date, True)
    sources = {}
    for level in (*LEVELS, "grid"):
        if level == given.level:
            source = given
        elif level in LEVELS and LEVELS.index(level) < LEVELS.index(given.level):
            source_en = f"{given.source_en}{UNION}" if given.source_en else ""
            source = replace(given, source=f"{given.source}{UNION}", source_en=source_en)
        else:
            source = made
        sources[level] = replace(source, level=level, file=f"{level}.parquet")
    return sources


def read_sources(folder: Path) -> dict[str, LayerSource]:
    """Read ``sources/sources.toml``: what is known of the given layers."""
    tables = tomllib.loads((folder / "sources" / "sources.toml").read_text(encoding="utf-8"))
    return {
        level: LayerSource(level=level, **{"file": f"{level}.parquet", **table})
        for level, table in tables.items()
    }


def write_derived(boundaries: Path, derived: Derived, context: LayerSource) -> None:
    """Write the layers and ``manifest.toml`` into a folder of boundaries; its context file is left as it is."""
    boundaries.mkdir(parents=True, exist_ok=True)
    for level, layer in derived.layers.items():
        write_layer(layer, boundaries / f"{level}.parquet", level)
    write_manifest(
        boundaries / "manifest.toml",
        {**derived.sources, CONTEXT: context},
    )
