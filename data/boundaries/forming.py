"""Making the other levels fit a proposed one: unions above, made-up units (示意) below; and what that would change."""

from __future__ import annotations

import csv
import shutil
import time
from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.boundaries.codes import GRID_DIGITS
from data.boundaries.disk import boundaries_folder
from data.boundaries.proposal import (
    FORMED,
    Consequences,
    Proposal,
    proposal,
    proposal_folder,
    proposed_layer,
    write_proposal,
)
from data.boundaries.proposing import base_region, revise
from data.boundaries.versions import latest
from data.derive_levels import LEVELS, layer_sources, layers_of, read_register, tree, usual_seed
from data.place import Places, place
from data.pointer import read_pointer
from data.region import UNIT_LEVELS, Region
from data.region_checks import layer_faults
from data.region_layers import STORED_LEVELS, LayerSource, write_layer, write_manifest
from data.region_units import build_units
from data.release import open_release
from data.settings import Settings
from geo.coverage import union_by
from geo.crs import STORAGE_CRS
from geo.partition import largest_remainder, partition
from governance.errors import GeometryError, ReleaseError, StateError

CHANGED = "changed.csv"
#: Steps with the share of the work that is done when each begins.
STEPS = {"levels": 0.0, "proof": 0.86, "units": 0.9, "cases": 0.95, "keep": 0.98}
Progress = Callable[[str, float], None]
# A line that moved less than this on average (some five centimetres) is the same one, rounded or with more vertices.
_SAME_DEG = 5e-7


def untold(step: str, done: float) -> None:
    """Tell nobody."""


def form(settings: Settings, proposal_id: str, *, progress: Progress = untold) -> Proposal:
    """Form all levels around a proposal and reckon what accepting it means. Minutes for a whole prefecture.

    A proposal that was compared with boundaries since replaced is checked against the present ones first.

    Raises
    ------
    StateError
        When it has errors, or is decided already.
    GeometryError
        When the levels do not hold together; the proposal stays as it was.
    """
    began = time.monotonic()
    item = proposal(settings, proposal_id)
    before = latest(boundaries_folder(settings.home))
    if item.is_open and item.base != (before.version_id if before else None):
        item = revise(settings, proposal_id)
    if item.state not in ("checked", "formed"):
        raise StateError(
            "提案还有错误 The proposal has errors" if item.is_open else "提案已有结论 Decided already",
            f"{proposal_id}: {item.state}", "改正文件后重新提交 Correct the file and propose it again",
        )  # fmt: skip
    region = base_region(settings)
    layer = proposed_layer(settings, item)
    progress("levels", 0.0)
    layers = _grids(layer, region, item) if item.level == "grid" else _below(layer, region, item, progress)
    progress("proof", STEPS["proof"])
    if faults := layer_faults(layers, region.divisions, region.census, region.adcode, geometry_checks=True):
        raise GeometryError(
            "生成的边界不能用 The levels do not fit", "\n" + "\n".join(f"- {fault}" for fault in faults),
            "改正文件后重新提交 Correct the file and propose it again",
        )  # fmt: skip
    folder = proposal_folder(settings, proposal_id)
    draft = folder / f".{FORMED}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    for level, frame in layers.items():
        write_layer(frame, draft / f"{level}.parquet", level)
    sources = _sources(item, region)
    write_manifest(draft / "manifest.toml", sources)
    progress("units", STEPS["units"])
    after = replace(
        region, counties=layers["county"], streets=layers["street"], communities=layers["community"],
        grids=layers["grid"], layers={**region.layers, **sources}, accepted=None,
    )  # fmt: skip
    old_units, new_units = build_units(region), build_units(after)
    changed = _changed(old_units, new_units)
    with (draft / CHANGED).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("level", "code"), *changed])
    progress("cases", STEPS["cases"])
    found = _consequences(old_units, new_units, changed)
    found = _with_cases(found, settings, new_units)
    progress("keep", STEPS["keep"])
    shutil.rmtree(folder / FORMED, ignore_errors=True)
    draft.rename(folder / FORMED)
    done = replace(item, state="formed", consequences=found, seconds=round(time.monotonic() - began, 1))
    return write_proposal(settings, done)


def _below(
    layer: gpd.GeoDataFrame, region: Region, item: Proposal, progress: Progress
) -> dict[str, gpd.GeoDataFrame]:
    """Communities and grids made up inside the proposed units. Every community keeps its people."""
    register = read_register(region.folder)
    people = [
        (int(number), [str(code)])
        for code, number in zip(region.communities["code"], region.communities["population"], strict=True)
    ]
    result = partition(
        dict(zip(layer["code"], layer.geometry, strict=True)),
        tree(register, item.level),
        people,
        n_grids=len(region.grids),
        # The region's own, so that the same file gives the same grids.
        seed=usual_seed(region.adcode),
        progress=lambda done: progress("levels", done * STEPS["proof"]),
    )
    return layers_of(result, register)


def _grids(layer: gpd.GeoDataFrame, region: Region, item: Proposal) -> dict[str, gpd.GeoDataFrame]:
    """All levels as unions of official grids; people as the file has them, or shared out by area."""
    number = layer["code"].str[-GRID_DIGITS:]
    grids = gpd.GeoDataFrame(
        {
            "code": layer["code"],
            "parent_code": layer["parent_code"],
            "name": layer["name"].where(layer["name"] != "", "第" + number + "网格"),
            "population": layer["population"].to_numpy(dtype=np.int64),
        },
        geometry=layer.geometry.to_numpy(),
        crs=STORAGE_CRS,
    )
    if not item.population_used:
        area = shapely.area(grids.geometry.to_numpy())
        total = dict(zip(region.communities["code"], region.communities["population"], strict=True))
        for code, rows in grids.groupby("parent_code").indices.items():
            grids.loc[grids.index[rows], "population"] = largest_remainder(int(total[code]), area[rows])
    parent = dict(region.divisions[["code", "parent_code"]].to_numpy().tolist())
    layers, below = {"grid": grids}, grids
    for level in reversed(LEVELS):
        unions = union_by(below.geometry.to_numpy(), below["parent_code"])
        frame = gpd.GeoDataFrame(
            {"code": list(unions), "parent_code": [parent[code] for code in unions]},
            geometry=list(unions.values()),
            crs=STORAGE_CRS,
        )
        if level == "community":
            frame["population"] = grids.groupby("parent_code")["population"].sum()[frame["code"]].to_numpy()
        layers[level], below = frame, frame
    return layers


def _sources(item: Proposal, region: Region) -> dict[str, LayerSource]:
    """Where each level comes from once this is accepted."""
    given = LayerSource(
        item.level, "", item.source, item.licence or "—", item.datum or "—", item.source_date or item.proposed_at[:10],
        False,
    )  # fmt: skip
    if item.level != "grid":
        return layer_sources(given)
    union = replace(given, source=f"{given.source}（合并而成 union）")
    return {
        level: replace(given if level == "grid" else union, level=level, file=f"{level}.parquet")
        for level in STORED_LEVELS
    }


def _changed(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    """(level, code) of the new units whose outline is another one; the same line with more vertices is none."""
    known = dict(
        zip(
            zip(old["level"], old["code"], strict=True),
            shapely.normalize(old.geometry.to_numpy()),
            strict=True,
        )
    )
    fresh = shapely.normalize(new.geometry.to_numpy())
    return [
        key
        for key, shape in zip(zip(new["level"], new["code"], strict=True), fresh, strict=True)
        if key not in known or not _is_same(known[key], shape)
    ]


def _is_same(one: shapely.Geometry, other: shapely.Geometry) -> bool:
    if shapely.equals_exact(one, other, 0.0):
        return True
    most = _SAME_DEG * float(shapely.length(one))
    if abs(float(shapely.area(one)) - float(shapely.area(other))) > most:
        return False
    return float(shapely.area(shapely.symmetric_difference(one, other))) <= most


def _consequences(
    old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, changed: list[tuple[str, str]]
) -> Consequences:
    then, now = (
        {level: set(units.loc[units["level"] == level, "code"]) for level in UNIT_LEVELS}
        for units in (old, new)
    )
    other = {level: {code for at, code in changed if at == level} for level in UNIT_LEVELS}
    people = [units[units["level"] == "community"].set_index("code")["population"] for units in (old, new)]
    return Consequences(
        grids_now=len(then["grid"]),
        grids_new=len(now["grid"]),
        grids_same=len((then["grid"] & now["grid"]) - other["grid"]),
        grids_reshaped=len(then["grid"] & now["grid"] & other["grid"]),
        grids_gone=len(then["grid"] - now["grid"]),
        grids_added=len(now["grid"] - then["grid"]),
        communities_reshaped=len(other["community"]),
        communities_people=int((people[0] != people[1].reindex(people[0].index)).sum()),
        changed={level: len(other[level]) for level in UNIT_LEVELS},
    )


def _with_cases(found: Consequences, settings: Settings, units: gpd.GeoDataFrame) -> Consequences:
    """How many cases of the current release would be counted elsewhere: each is placed again, as publishing does."""
    if read_pointer(settings.home) is None:
        return found
    try:
        release = open_release(settings)
    except ReleaseError:
        # Made by another version of the product: publishing again will tell.
        return found
    points = release.frame("boundary_points")
    points["rid"] = np.arange(len(points))
    placed = place(Places.build(units), points)
    communities = units[units["level"] == "community"].set_index("code")
    new = {"grid": placed["grid_code"], "community": placed["community_code"]}
    for level in ("street", "zone", "county"):
        new[level] = placed["community_code"].map(communities[f"{level}_code"])
    moved = {}
    for level in ("county", "zone", "street", "community", "grid"):
        before, after = (
            pd.Series(values).fillna("").to_numpy() for values in (points[f"{level}_code"], new[level])
        )
        moved[level] = int((before != after).sum())
    return replace(found, release_id=release.release_id, cases=len(points), cases_moved=moved)
