"""Boundary files of a region folder: GeoParquet, one file a level, described by ``manifest.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyproj

from geo.crs import STORAGE_CRS

#: The levels that lie in files, from the largest units to the smallest; the others are unions of communities.
STORED_LEVELS = ("county", "street", "community", "grid")
CONTEXT = "context"
#: Ends the source of a level that was joined from the units of a finer one.
UNION = "（合并而成 union）"
LAYER_COLUMNS: dict[str, tuple[str, ...]] = {
    "county": ("code", "parent_code"),
    "street": ("code", "parent_code"),
    "community": ("code", "parent_code", "population"),
    "grid": ("code", "parent_code", "name", "population"),
    CONTEXT: ("kind", "name"),
}


@dataclass(frozen=True)
class LayerSource:
    """Where one boundary file comes from, as ``boundaries/manifest.toml`` declares it.

    Attributes
    ----------
    level
        ``county``, ``street``, ``community``, ``grid`` or ``context``.
    file
        File name below ``boundaries/``.
    source, licence
        Plain words.
    datum
        Datum of the source, before it was stored as EPSG:4490.
    date
        Date of the source (ISO, may be just a year).
    schematic
        True when the edges are made up (示意边界) and must be marked wherever they are drawn.
    source_en
        The source in English, if there are such words.
    """

    level: str
    file: str
    source: str
    licence: str
    datum: str
    date: str
    schematic: bool
    source_en: str = ""


def read_manifest(path: Path) -> dict[str, LayerSource]:
    """Read ``manifest.toml``: one table a level.

    Raises
    ------
    OSError, tomllib.TOMLDecodeError, KeyError
        When the file is missing, is no TOML, or a table lacks a key.
    """
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        level: LayerSource(
            level=level,
            file=str(table["file"]),
            source=str(table["source"]),
            licence=str(table["licence"]),
            datum=str(table["datum"]),
            date=str(table["date"]),
            schematic=bool(table["schematic"]),
            source_en=str(table.get("source_en", "")),
        )
        for level, table in tables.items()
    }


def write_manifest(path: Path, layers: dict[str, LayerSource]) -> None:
    """Write ``manifest.toml`` so that :func:`read_manifest` gives the same layers back."""
    lines = [
        "# What each boundary file is and where it comes from; `schematic` edges are made up (示意边界)."
    ]
    for level, layer in layers.items():
        lines += ["", f"[{level}]"]
        for key in ("file", "source", "source_en", "licence", "datum", "date"):
            if key == "source_en" and not layer.source_en:
                continue
            text = str(getattr(layer, key)).replace("\\", "\\\\").replace('"', '\\"')
            lines.append(f'{key} = "{text}"')
        lines.append(f"schematic = {str(layer.schematic).lower()}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_layer(path: Path, level: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Read one boundary file and say what is wrong with its table (not yet with its geometry).

    Returns
    -------
    GeoDataFrame with the level's columns and ``geometry``, sorted by code; faults in plain words.
    """
    try:
        frame = gpd.read_parquet(path)
    except (OSError, ValueError, pa.ArrowException) as error:
        return _empty(level), [f"{path.name} cannot be read as GeoParquet: {error}"]
    missing = [name for name in LAYER_COLUMNS[level] if name not in frame.columns]
    if missing:
        return _empty(level), [f"{path.name} lacks the column(s) {', '.join(missing)}"]
    if frame.crs is None or not frame.crs.equals(STORAGE_CRS, ignore_axis_order=True):
        return _empty(level), [f"{path.name} declares the CRS {_crs_name(frame.crs)}, not {STORAGE_CRS}"]
    frame = frame[[*LAYER_COLUMNS[level], "geometry"]]
    if level != CONTEXT:
        frame = frame.sort_values("code", kind="stable")
    return frame.reset_index(drop=True), []


def write_layer(frame: gpd.GeoDataFrame, path: Path, level: str) -> None:
    """Write one boundary file with the level's columns; equal frames give equal bytes."""
    columns = frame[[*LAYER_COLUMNS[level], "geometry"]]
    partial = path.with_suffix(".partial")
    columns.to_parquet(partial, index=False, compression="zstd", schema_version="1.1.0")
    partial.replace(path)


def _crs_name(crs: pyproj.CRS | None) -> str:
    return (
        "—"
        if crs is None
        else crs.to_string()
        if crs.to_authority() is None
        else ":".join(crs.to_authority())
    )


def _empty(level: str) -> gpd.GeoDataFrame:
    columns: dict[str, object] = {name: np.array([], dtype=object) for name in LAYER_COLUMNS[level]}
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=STORAGE_CRS), crs=STORAGE_CRS)
