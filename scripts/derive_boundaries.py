"""Form a region's boundary files from its true county outlines; official files replace what they cover.

    python -m scripts.derive_boundaries [--region FOLDER] [--grids N] [--seed N]
        [--official LEVEL=FILE --datum LEVEL=DATUM --source LEVEL=WORDS --date LEVEL=DATE] …

Without official files: ``sources/county.geojson`` (true) is divided into streets, communities and grids (made up,
示意边界), seeded from ``township_seeds.csv`` and ``community_seeds.csv``. An official street or community file
(any format GDAL reads, a `code` column, every code of the register, a valid coverage, datum CGCS2000 or WGS84) is
used as it is: levels above become its unions, and only the levels below are made up. Same input, same bytes.
"""

from __future__ import annotations

import argparse
import csv
import json
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.region_checks import layer_faults
from data.region_layers import CONTEXT, LayerSource, write_layer, write_manifest
from geo.coverage import coverage_faults, polygons_only, union_by
from geo.crs import STORAGE_CRS, snap
from geo.partition import Node, Partition, partition

LEVELS = ("county", "street", "community")
MADE_UP = "示意边界：由 scripts/derive_boundaries.py 在上级边界内生成"
_URBAN_KINDS = ("居委会",)


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


def tree(divisions: pd.DataFrame, top: str, folder: Path) -> list[Node]:
    """Build the nodes of level `top` with everything below them, in order of their codes."""
    seeds = read_seeds(folder)
    by_parent = dict(iter(divisions.groupby("parent_code")))

    def node(code: str, kind: str) -> Node:
        below = by_parent.get(code)
        children = () if below is None else tuple(map(node, below["code"], below["kind"]))
        place, extent, share = seeds.get(code, (None, None, 1.0))
        return Node(code, kind in _URBAN_KINDS, place, extent, share, children)

    rows = divisions[divisions["level"] == top]
    return [node(code, kind) for code, kind in zip(rows["code"], rows["kind"], strict=True)]


def read_official(path: Path, level: str, divisions: pd.DataFrame, datum: str) -> gpd.GeoDataFrame:
    """Read and check an official layer; leaves the process with the reasons when it cannot be used."""
    if datum not in ("CGCS2000", "WGS84"):
        raise SystemExit(
            f"{path}: declare the datum with --datum {level}=CGCS2000 or {level}=WGS84, not “{datum}”"
        )
    frame = gpd.read_parquet(path) if path.suffix == ".parquet" else gpd.read_file(path)
    faults = []
    if frame.crs is None:
        raise SystemExit(f"{path}: no coordinate system is declared")
    if "code" not in frame.columns:
        raise SystemExit(f"{path}: no `code` column; found {', '.join(map(str, frame.columns))}")
    frame = (
        frame.to_crs(STORAGE_CRS)
        .assign(code=frame["code"].astype(str))
        .sort_values("code", ignore_index=True)
    )
    wanted, found = set(divisions.loc[divisions["level"] == level, "code"]), list(frame["code"])
    for words, codes in (
        ("missing", wanted - set(found)), ("not in the register", set(found) - wanted),
        ("given twice", {code for code in found if found.count(code) > 1}),
    ):  # fmt: skip
        if codes:
            faults.append(f"{words}: {', '.join(sorted(codes)[:10])} ({len(codes)})")
    shapes = polygons_only(snap(frame.geometry.to_numpy()))
    faults += coverage_faults(shapes, found)
    if faults:
        raise SystemExit(f"{path} cannot be used:\n" + "\n".join(f"- {fault}" for fault in faults))
    return gpd.GeoDataFrame({"code": found}, geometry=shapes, crs=STORAGE_CRS)


def layers_of(result: Partition, divisions: pd.DataFrame, adcode: str) -> dict[str, gpd.GeoDataFrame]:
    """Build all four layers from the grids, upwards by exact union."""
    parent = dict(zip(divisions["code"], divisions["parent_code"], strict=True))
    order = np.argsort(np.array(result.community), kind="stable")
    community = [result.community[i] for i in order]
    number = pd.Series(community).groupby(community).cumcount() + 1
    grids = gpd.GeoDataFrame(
        {
            "code": [f"{code}{n:03d}" for code, n in zip(community, number, strict=True)],
            "parent_code": community,
            "name": [f"第{n:03d}网格" for n in number],
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
        data: dict[str, object] = {"code": codes, "parent_code": [parent.get(code, adcode) for code in codes]}
        if level == "community":
            data["population"] = grids.groupby("parent_code")["population"].sum()[codes].to_numpy()
        below = gpd.GeoDataFrame(data, geometry=list(unions.values()), crs=STORAGE_CRS)
        layers[level] = below
    return layers


def manifest(
    sources: dict[str, LayerSource], top: str, given: LayerSource, date: str
) -> dict[str, LayerSource]:
    """Say of each level where it comes from, when `top` is the finest true layer."""
    made = LayerSource("", "", MADE_UP, "Apache-2.0", "CGCS2000", date, True)
    layers = {}
    for level in (*LEVELS, "grid"):
        if level == top:
            source = given
        elif level in LEVELS and LEVELS.index(level) < LEVELS.index(top):
            source = replace(given, source=f"{given.source}（合并而成 union）")
        else:
            source = made
        layers[level] = replace(source, level=level, file=f"{level}.parquet")
    layers[CONTEXT] = sources[CONTEXT]
    return layers


def read_sources(folder: Path) -> dict[str, LayerSource]:
    """Read ``sources/sources.toml``: what is known of the given layers."""
    tables = tomllib.loads((folder / "sources" / "sources.toml").read_text(encoding="utf-8"))
    return {
        level: LayerSource(level=level, **{"file": f"{level}.parquet", **table})
        for level, table in tables.items()
    }


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line; ``LEVEL=…`` options become mappings."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--region", type=Path, default=Path("data/regions/qujing"))
    parser.add_argument("--grids", type=int, default=12_000)
    parser.add_argument("--seed", type=int, default=5303)
    for name in ("official", "datum", "source", "date"):
        parser.add_argument(f"--{name}", action="append", default=[], metavar="LEVEL=…")
    options = parser.parse_args(arguments)
    for name in ("official", "datum", "source", "date"):
        pairs = [item.partition("=") for item in getattr(options, name)]
        for level, _, value in pairs:
            if level not in LEVELS or not value:
                parser.error(f"--{name}: write LEVEL=…, with one of the levels {', '.join(LEVELS)}")
        setattr(options, name, {level: value for level, _, value in pairs})
    return options


def main(arguments: Sequence[str] | None = None) -> None:
    """Write ``boundaries/*.parquet`` and the manifest; nothing is written when anything is wrong."""
    options = parse(arguments)
    folder: Path = options.region
    adcode = tomllib.loads((folder / "region.toml").read_text(encoding="utf-8"))["adcode"]
    divisions = pd.read_csv(folder / "divisions.csv", dtype=str, keep_default_na=False)
    census = pd.read_csv(folder / "census.csv", dtype={"county_code": str})
    sources = read_sources(folder)
    official = [level for level in LEVELS if level in options.official]
    if official:
        top = official[-1]
        path = Path(options.official[top])
        datum, date = options.datum.get(top, ""), options.date.get(top, "")
        given = LayerSource(top, "", options.source.get(top, path.name), "official", datum, date, False)
    else:
        top, path, given = "county", folder / "sources" / "county.geojson", sources["county"]
    frame = read_official(path, top, divisions, given.datum)
    county_of = divisions[divisions["level"] == "street"].set_index("code")["parent_code"]
    communities = divisions[divisions["level"] == "community"]
    by_county = communities["code"].groupby(communities["parent_code"].map(county_of)).agg(list)
    people = zip(census["county_code"], census["population"], strict=True)
    result = partition(
        dict(zip(frame["code"], frame.geometry, strict=True)),
        tree(divisions, top, folder),
        [(int(population), by_county[county]) for county, population in people],
        n_grids=options.grids,
        seed=options.seed,
    )
    layers = layers_of(result, divisions, adcode)
    if faults := layer_faults(layers, divisions, census, adcode, geometry_checks=True):
        raise SystemExit("nothing was written:\n" + "\n".join(f"- {fault}" for fault in faults))
    (folder / "boundaries").mkdir(exist_ok=True)
    for level, layer in layers.items():
        write_layer(layer, folder / "boundaries" / f"{level}.parquet", level)
        vertices = shapely.get_num_coordinates(layer.geometry.to_numpy()).sum()
        print(f"{level}: {len(layer)} units, {vertices} vertices")
    write_manifest(folder / "boundaries" / "manifest.toml", manifest(sources, top, given, given.date))


if __name__ == "__main__":
    main()
