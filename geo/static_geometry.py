"""The map's shapes as static files: written once for a release, fetched once by a browser.

All levels are drawn from one simplified set of lines: the finest level is simplified as a coverage, and the
levels above are its unions, so that the border of a zone lies exactly on the borders of its grids at any
zoom. The exact geometry stays in the release; these files are for looking at.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.coverage import union_by
from geo.crs import GeometryArray
from geo.topojson import Layer, topology
from governance.errors import GeometryError

# From coarse to fine; the last one present carries the lines of all.
LEVELS = ("zone", "county", "street", "street_part", "community", "grid")
STEP_DEG = 1e-5
# The corner that Visvalingam-Whyatt may cut: a triangle of (this many degrees)², some ten metres.
SIMPLIFY_DEG = 1e-4
# Part of the hash: raise it when the same input would give other files.
FORMAT = 2
_DRAFT, _STALE_S = ".draft-", 3600.0

_CODES = {
    "parent": "parent_code",
    "street": "street_code",
    "county": "county_code",
    "zone": "zone_code",
    "category": "category",
}
_TEXTS = {"code": "code", "name": "name", "name_en": "name_en", **_CODES}
_NUMBERS = ("population", "area_km2", "lon", "lat", "minx", "miny", "maxx", "maxy")
_CONTEXT_OBJECTS = {"neighbour": "neighbours", "river": "rivers"}


def write_static_geometry(units: gpd.GeoDataFrame, context: gpd.GeoDataFrame, static_dir: Path) -> str:
    """Write ``<static_dir>/geometry/<hash>/<level>.topo.json.gz`` for every level, and ``context``.

    The folder appears whole or not at all, and is left alone when it exists: a second call only hashes.

    Parameters
    ----------
    units
        The units of ``data.region_units.build_units``: EPSG:4490, columns ``level, seq, code, name, name_en,
        parent_code, street_part_code`` and so on, polygons of a valid coverage at each level.
    context
        Background: columns ``kind``, ``name``, geometry. The kinds ``neighbour`` (polygons) and ``river``
        (lines) become the objects ``neighbours`` and ``rivers``; others are left out.
    static_dir
        The folder that the server offers as ``app/static``.

    Returns
    -------
    str
        The hash of the content, 12 hexadecimal digits.

    Raises
    ------
    GeometryError
        When a unit has no part at the finest level, or the folder cannot be written.
    """
    digest = _digest(units, context)
    root = static_dir / "geometry"
    target = root / digest
    if target.is_dir():
        return digest
    files = {f"{level}.topo.json.gz": layer for level, layer in _unit_topologies(units).items()}
    files["context.topo.json.gz"] = _context_topology(context)
    try:
        root.mkdir(parents=True, exist_ok=True)
        _sweep(root)
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=root))
        try:
            for name, content in files.items():
                (draft / name).write_bytes(_packed(content))
            draft.chmod(0o755)
            draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        # Another process may have put the same content there first.
        if not target.is_dir():
            raise GeometryError(
                "无法写入静态地图文件 / Map files cannot be written",
                f"{root}: {error.strerror}.",
                "Make the folder writable for the account that publishes, or name another one.",
            ) from error
    return digest


def _sweep(root: Path) -> None:
    """Remove drafts that a killed process left; a draft of a live one is seconds old."""
    for draft in root.glob(f"{_DRAFT}*"):
        with suppress(FileNotFoundError):  # swept by another process in this very moment
            if time.time() - draft.stat().st_mtime > _STALE_S:
                shutil.rmtree(draft, ignore_errors=True)


def _digest(units: gpd.GeoDataFrame, context: gpd.GeoDataFrame) -> str:
    """Hash all that the files depend on."""
    sha = hashlib.sha256(f"{FORMAT} {STEP_DEG} {SIMPLIFY_DEG} {shapely.geos_version_string}".encode())
    for frame, columns in (
        (units, ("level", "seq", *_TEXTS.values(), "street_part_code", "community_code", *_NUMBERS)),
        (context, ("kind", "name")),
    ):
        for column in columns:
            sha.update(column.encode())
            sha.update("\x1f".join(map(str, frame[column].tolist())).encode())
        for blob in shapely.to_wkb(frame.geometry.to_numpy()):
            sha.update(blob)
    return sha.hexdigest()[:12]


def _packed(content: dict[str, object]) -> bytes:
    """Compact JSON, compressed without a time, so that equal content gives equal bytes."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def _unit_topologies(units: gpd.GeoDataFrame) -> dict[str, dict[str, object]]:
    """One topology for each level, all from the same lines."""
    frames = {level: units[units["level"] == level].sort_values("seq") for level in LEVELS}
    frames = {level: frame for level, frame in frames.items() if len(frame)}
    if not frames:
        return {}
    finest = list(frames)[-1]
    pieces = frames[finest]
    drawn: GeometryArray = shapely.coverage_simplify(pieces.geometry.to_numpy(), SIMPLIFY_DEG)
    result = {}
    for level, frame in frames.items():
        if level == finest:
            shapes = drawn
        else:
            unions = union_by(drawn, pieces[f"{level}_code"].astype(str))
            missing = [code for code in frame["code"] if code not in unions]
            if missing:
                raise GeometryError(
                    "单元没有下级图形 / A unit without parts",
                    f"No {finest} belongs to {level} {', '.join(missing[:5])}.",
                    f"Complete the level {finest} of the region, or leave it out as a whole.",
                )
            shapes = np.array([unions[code] for code in frame["code"]], dtype=object)
        result[level] = topology({"units": Layer(shapes, _properties(frame, level != "grid"))}, STEP_DEG)
    return result


def _properties(frame: pd.DataFrame, with_box: bool) -> list[dict[str, object]]:
    """What the browser knows of each unit without asking; nulls are left out.

    Twelve thousand boxes would take 150 KB; a browser has them from the arcs of the few grids it asks for.
    """
    texts = {name: frame[column].tolist() for name, column in _TEXTS.items()}
    numbers = {name: frame[name].tolist() for name in _NUMBERS}
    result = []
    for i in range(len(frame)):
        item: dict[str, object] = {
            name: values[i] for name, values in texts.items() if not pd.isna(values[i]) and values[i] != ""
        }
        if not pd.isna(numbers["population"][i]):
            item["population"] = int(numbers["population"][i])
        if not pd.isna(numbers["area_km2"][i]):
            # To the square metre: the map divides by it and must show what a table shows.
            item["area_km2"] = round(numbers["area_km2"][i], 6)
        item["lon"], item["lat"] = round(numbers["lon"][i], 5), round(numbers["lat"][i], 5)
        if with_box:
            item["bbox"] = [round(numbers[side][i], 5) for side in ("minx", "miny", "maxx", "maxy")]
        result.append(item)
    return result


def _context_topology(context: gpd.GeoDataFrame) -> dict[str, object]:
    """Neighbours and rivers as objects of one topology; other kinds are for print only."""
    layers = {}
    for kind, name in _CONTEXT_OBJECTS.items():
        rows = context[context["kind"] == kind]
        properties = [{"name": text} if isinstance(text, str) and text else {} for text in rows["name"]]
        layers[name] = Layer(rows.geometry.to_numpy(), properties)
    return topology(layers, STEP_DEG)
