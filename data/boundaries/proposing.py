"""Putting a file forward: read it, find out what it is, check it, compare it with what is in force."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from data.boundaries.checks import (
    area_faults,
    code_faults,
    finer_official,
    outline_faults,
    parent_of,
    parents,
    population_of,
    seat_faults,
)
from data.boundaries.codes import CodedLayer, understand
from data.boundaries.comparison import Comparison, compare
from data.boundaries.datum import NAMES, LayerDatum, converted, detect_layer
from data.boundaries.disk import boundaries_folder, new_folder, utc_now
from data.boundaries.faults import Fault, worst
from data.boundaries.mending import mend
from data.boundaries.outliers import outlier_faults
from data.boundaries.proposal import (
    FORMED,
    NOW,
    PIECES,
    PROPOSALS,
    PROPOSED,
    UNITS,
    Proposal,
    Settled,
    original_file,
    proposal,
    proposal_folder,
    write_proposal,
)
from data.boundaries.reading import SUFFIXES, read_official_file
from data.boundaries.versions import latest
from data.derive_levels import read_seeds
from data.region import Region, load_region
from data.region_layers import STORED_LEVELS
from data.settings import Settings
from geo.crs import STORAGE_CRS, GeometryArray
from geo.datum import DATUMS
from governance.errors import ContractError, StateError

Progress = Callable[[str, float], None]
#: Steps of a check with their share of the time, in order.
STEPS = ("read", "understand", "mend", "check", "compare")


#: Nothing is settled: everything is found out.
FOUND_OUT = Settled()


def silent(step: str, done: float) -> None:
    """Tell nobody."""


def base_region(settings: Settings) -> Region:
    """The region with the last accepted boundaries, whether their day has come or not: what a proposal stands on."""
    overlay = boundaries_folder(settings.home)
    return load_region(settings.region_dir, geometry_checks=False, overlay=overlay, on=date.max)


def propose(
    settings: Settings,
    path: Path,
    name: str,
    *,
    by: str,
    note: str = "",
    source: str = "",
    source_date: str = "",
    licence: str = "",
    settled: Settled = FOUND_OUT,
    progress: Progress = silent,
) -> Proposal:
    """Put a file forward. It is kept as it came, checked, and compared with the boundaries in force.

    Parameters
    ----------
    path, name
        Where its bytes lie, and what it is called.
    source, source_date, licence
        Where the boundaries come from, in the words to be printed under every map.

    Raises
    ------
    ContractError
        When it cannot be read at all; nothing is kept then.
    RegionError
        When the region folder is unusable.
    """
    name = Path(name).name
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise ContractError(
            "不认识的格式 Unknown format", name, f"可用 One of: {', '.join(SUFFIXES)}"
        )  # fmt: skip
    folder = new_folder(boundaries_folder(settings.home) / PROPOSALS, "p")
    whole = False
    try:
        kept = folder / f"original{suffix}"
        shutil.copyfile(path, kept)
        with kept.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        item = Proposal(
            folder.name, name, digest, kept.stat().st_size, utc_now(), by, note, source or name, source_date, licence
        )  # fmt: skip
        item = _check(settings, item, kept, settled, progress)
        whole = True
        return item
    finally:
        # A file that cannot be read leaves nothing, nor does a person who breaks off.
        if not whole:
            shutil.rmtree(folder, ignore_errors=True)


def revise(
    settings: Settings, proposal_id: str, settled: Settled | None = None, *, progress: Progress = silent
) -> Proposal:
    """Check a proposal again, with other settings or against boundaries that have moved on.

    Raises
    ------
    StateError
        When it is decided already.
    ContractError
        When it cannot be read with these settings; the proposal stays as it was.
    """
    item = proposal(settings, proposal_id)
    if not item.is_open:
        raise StateError(
            "提案已有结论 Decided already",
            f"{proposal_id}: {item.state}",
            "请重新提交文件 Propose the file again",
        )
    shutil.rmtree(proposal_folder(settings, proposal_id) / FORMED, ignore_errors=True)
    return _check(
        settings, item, original_file(settings, item), item.settled if settled is None else settled, progress
    )


def _check(settings: Settings, item: Proposal, path: Path, settled: Settled, progress: Progress) -> Proposal:
    region = base_region(settings)
    progress("read", 0.0)
    found = read_official_file(path, item.name, layer=settled.layer)
    progress("understand", 0.2)
    registers = {
        level: set(region.divisions.loc[region.divisions["level"] == level, "code"])
        for level in STORED_LEVELS[:-1]
    }
    layer = understand(found.frame, registers, level=settled.level, code_column=settled.code_column)
    faults = [*layer.faults, *finer_official(region, layer.level), *code_faults(layer, region)]
    if found.crs is None:
        faults.append(Fault("no_crs"))
    shapes, datum, why, trouble = _in_storage(layer, region, settled.datum)
    faults += trouble
    progress("mend", 0.35)
    mended = mend(layer.codes, shapes)
    faults += mended.faults
    progress("check", 0.6)
    usable = ~shapely.is_empty(mended.shapes)
    codes = [code for code, good in zip(layer.codes, usable, strict=True) if good]
    faults += outline_faults(layer.level, codes, mended.shapes[usable], region)
    faults += seat_faults(layer.codes, mended.shapes, read_seeds(region.folder), region)
    people, trouble = population_of(layer, region)
    faults += trouble
    frame = _frame(layer, mended.shapes, region)
    progress("compare", 0.75)
    changes = compare(region.layer(layer.level), frame[usable], region.equal_area_crs)
    faults += area_faults(changes.units, region, layer.level)
    area = changes.units.set_index("code")["area_new"].reindex(layer.codes).to_numpy(dtype=np.float64)
    faults += outlier_faults(layer, area)
    before = latest(boundaries_folder(settings.home))
    item = replace(
        item,
        settled=settled,
        state="faulty" if worst(faults) == "error" else "checked",
        level=layer.level,
        datum=datum,
        datum_why=why.reason,
        datum_why_en=why.reason_en,
        code_column=layer.code_column,
        base=before.version_id if before else None,
        now_source=region.layers[layer.level].source,
        now_is_schematic=region.layers[layer.level].schematic,
        units=len(layer.codes),
        changed=changes.n_changed,
        moved_km2=changes.moved_km2,
        faults=tuple(faults),
        population_used=people is not None and layer.level == "grid",
        consequences=None,
        seconds=None,
        layer=found.layer,
        layers=found.layers,
        columns=tuple(str(name) for name in found.frame.columns if name != found.frame.geometry.name),
        crs=found.crs,
    )
    _keep(settings, item, region.layer(layer.level), frame, changes)
    progress("compare", 1.0)
    return write_proposal(settings, item)


def _in_storage(
    layer: CodedLayer, region: Region, wanted: str | None
) -> tuple[GeometryArray, str | None, LayerDatum, list[Fault]]:
    """Shapes as they are stored, the datum they were taken to be in, and what is wrong with it."""
    if wanted is not None and wanted not in DATUMS:
        raise ContractError("未知坐标系 Unknown datum", wanted, f"可用 One of: {', '.join(DATUMS)}")
    above = parent_of(layer.level)
    reference = region.layer(above or "county")
    groups = parents(layer.level, layer.codes, region) if above else layer.codes
    # The finest level whose borders are surveyed says most; a made-up one is no measure, the level above it is.
    while above and region.layers[above].schematic and parent_of(above):
        groups = parents(above, groups, region)
        above = parent_of(above)
        reference = region.layer(above or "county")
    polygonal = np.isin(shapely.get_type_id(layer.shapes), (3, 6))
    if not polygonal.any():
        verdict = LayerDatum(None, {}, "没有面", "no polygons")
        return layer.shapes, wanted, verdict, [Fault("datum_unknown", (), verdict.reason, verdict.reason_en)]
    kept = [group for group, good in zip(groups, polygonal, strict=True) if good]
    verdict = detect_layer(layer.shapes[polygonal], kept, reference.geometry.to_numpy())
    faults = []
    if wanted is None and verdict.datum is None:
        faults.append(Fault("datum_unknown", (), verdict.reason, verdict.reason_en))
    elif wanted is None:
        faults.append(Fault("datum_found", (), NAMES[str(verdict.datum)]))
    elif verdict.datum is not None and verdict.datum != wanted.replace("WGS84", "CGCS2000"):
        name = NAMES[verdict.datum]
        faults.append(
            Fault(
                "datum_doubted",
                (),
                f"更像 {name}（{verdict.reason}）",
                f"it looks like {name} ({verdict.reason_en})",
            )
        )
    datum = wanted or verdict.datum
    return converted(layer.shapes, datum or "CGCS2000"), datum, verdict, faults


def _frame(layer: CodedLayer, shapes: GeometryArray, region: Region) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "code": layer.codes,
            "parent_code": parents(layer.level, layer.codes, region)
            if layer.level != "county"
            else [region.adcode] * len(layer.codes),
            "name": layer.names,
            "population": layer.population,
        },
        geometry=shapes,
        crs=STORAGE_CRS,
    )


def _keep(
    settings: Settings, item: Proposal, now: gpd.GeoDataFrame, frame: gpd.GeoDataFrame, changes: Comparison
) -> None:
    folder = boundaries_folder(settings.home) / PROPOSALS / item.proposal_id
    now[["code", "parent_code", "geometry"]].to_parquet(folder / NOW, index=False)
    frame.to_parquet(folder / PROPOSED, index=False)
    changes.pieces.to_parquet(folder / PIECES, index=False)
    changes.units.to_parquet(folder / UNITS, index=False)
