"""Point files: GeoJSON, Shapefile in a zip, GeoPackage, GeoParquet. Attributes become text, the point two columns."""

from __future__ import annotations

import json
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyogrio
import pyproj
import shapely

from data.staging.encoding import find_encoding, utf8_blocks
from data.staging.grid import POINT_X, POINT_Y, FileFaultError, Grid, Reading, Row, cell_text

_SHAPE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_GEOGRAPHIC = "EPSG:4490"


def read_geojson(path: Path) -> Reading:
    """Read a GeoJSON FeatureCollection of points; features are numbered from 1.

    Raises
    ------
    FileFaultError
        ``unreadable``, ``empty_file`` or ``wrong_encoding``.
    """
    encoding = find_encoding(path)
    text = b"".join(utf8_blocks(path, encoding)).decode("utf-8")
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise FileFaultError(
            "unreadable", row=error.lineno, detail=f"第 {error.lineno} 行不是完整的 JSON（{error.msg}）",
            detail_en=f"line {error.lineno} is not whole JSON ({error.msg})",
        ) from error  # fmt: skip
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise FileFaultError(
            "unreadable", detail="不是 FeatureCollection", detail_en="not a FeatureCollection"
        )
    if not features:
        raise FileFaultError("empty_file")
    return Reading("geojson", (_feature_grid(features),), encoding=encoding, crs=_named_crs(document))


def _named_crs(document: dict[str, Any]) -> str | None:
    crs = document.get("crs")
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) else None
    return str(name) if name else None


def _feature_grid(features: list[Any]) -> Grid:
    names: dict[str, int] = {}
    for feature in features:
        for name in _mapping(feature, "properties"):
            names.setdefault(str(name), len(names))
    rows: list[Row] = [[*names, POINT_X, POINT_Y]]
    for feature in features:
        row: Row = [None] * (len(names) + 2)
        for name, value in _mapping(feature, "properties").items():
            row[names[str(name)]] = cell_text(value)
        geometry = _mapping(feature, "geometry")
        point = geometry.get("coordinates") if geometry.get("type") == "Point" else None
        if isinstance(point, list) and len(point) >= 2:
            row[-2:] = [cell_text(point[0]), cell_text(point[1])]
        rows.append(row)
    return Grid.of_rows(None, list(range(len(rows))), rows)


def _mapping(feature: Any, key: str) -> dict[str, Any]:
    value = feature.get(key) if isinstance(feature, dict) else None
    return value if isinstance(value, dict) else {}


def read_zipped_shapefile(path: Path) -> Reading:
    """Read the one Shapefile inside a zip; encoding from its .cpg, else UTF-8 or GB 18030 as the bytes fit.

    Raises
    ------
    FileFaultError
        ``unreadable`` (truncated zip, no or several Shapefiles, a part missing), ``empty_file``, ``unknown_crs``.
    """
    if path.stat().st_size == 0:
        raise FileFaultError("empty_file")
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            shape, encoding = _unpack(archive, Path(folder))
            return _read_layer(shape, "shapefile", encoding)
    # ValueError: names that are no UTF-8; RuntimeError: a password.
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise FileFaultError(
            "unreadable",
            detail=f"压缩包不完整或已损坏（{error}）",
            detail_en=f"the zip is truncated or damaged ({error})",
        ) from error


def _unpack(archive: zipfile.ZipFile, folder: Path) -> tuple[Path, str]:
    parts: dict[str, bytes] = {}
    for info in archive.infolist():
        suffix = PurePosixPath(info.filename).suffix.lower()
        if suffix in _SHAPE_PARTS and not PurePosixPath(info.filename).name.startswith("."):
            if suffix in parts:
                raise FileFaultError(
                    "unreadable", detail="压缩包里有多个 Shapefile", detail_en="several Shapefiles in the zip"
                )
            parts[suffix] = archive.read(info)
    lacking = [part for part in (".shp", ".shx", ".dbf") if part not in parts]
    if lacking:
        names = "、".join(lacking)
        raise FileFaultError(
            "unreadable", detail=f"压缩包里缺少 {names}", detail_en=f"the zip lacks {', '.join(lacking)}"
        )
    encoding = parts.pop(".cpg", b"").decode("ascii", errors="ignore").strip() or _dbf_encoding(parts[".dbf"])
    if ".prj" in parts:
        # Names of Chinese systems come in GBK, which pyogrio cannot take.
        parts[".prj"] = _text(parts[".prj"]).encode("utf-8")
    # Own names: nothing of the archive's paths reaches the disk.
    for suffix, content in parts.items():
        (folder / f"layer{suffix}").write_bytes(content)
    return folder / "layer.shp", {"936": "GBK", "65001": "UTF-8"}.get(encoding, encoding)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _dbf_encoding(data: bytes) -> str:
    try:
        data[32:].decode("utf-8")
    except UnicodeDecodeError:
        return "GB18030"
    return "UTF-8"


def read_layers(path: Path, kind: str) -> Reading:
    """Read a GeoPackage (its first layer) or a GeoParquet file of points."""
    if path.stat().st_size == 0:
        raise FileFaultError("empty_file")
    if kind == "gpkg":
        return _read_layer(path, kind, None)
    try:
        import geopandas as gpd  # late: only this rare format needs it

        frame = gpd.read_parquet(path)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise FileFaultError("unreadable", detail=f"{error}") from error
    crs = frame.crs.to_wkt() if frame.crs else None
    columns = {str(name): frame[name].tolist() for name in frame.columns if name != frame.geometry.name}
    return _reading(columns, np.asarray(frame.geometry.array), crs, kind, None)


def _read_layer(path: Path, kind: str, encoding: str | None) -> Reading:
    try:
        meta, table = pyogrio.raw.read_arrow(path, encoding=encoding)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        LookupError,
        ValueError,
        pa.ArrowException,
    ) as error:
        raise FileFaultError("unreadable", detail=f"{error}") from error
    geometry_name = meta["geometry_name"] or "wkb_geometry"
    geometry = shapely.from_wkb(table.column(geometry_name).to_numpy(zero_copy_only=False))
    columns = {
        n: table.column(n).to_pylist()
        for n in table.column_names
        if n not in (geometry_name, meta["fid_column"])
    }
    return _reading(columns, geometry, meta["crs"], kind, encoding)


def _reading(
    columns: dict[str, list[Any]],
    geometry: npt.NDArray[np.object_],
    crs: str | None,
    kind: str,
    encoding: str | None,
) -> Reading:
    if not len(geometry):
        raise FileFaultError("empty_file")
    x, y = _degrees(geometry, crs)
    texts = [[cell_text(value) for value in values] for values in (*columns.values(), x, y)]
    rows: list[Row] = [[*columns, POINT_X, POINT_Y], *(list(row) for row in zip(*texts, strict=True))]
    return Reading(kind, (Grid.of_rows(None, list(range(len(rows))), rows),), encoding=encoding, crs=crs)


def _degrees(
    geometry: npt.NDArray[np.object_], crs: str | None
) -> tuple[list[float | None], list[float | None]]:
    points = shapely.get_type_id(geometry) == shapely.GeometryType.POINT
    x, y = (np.where(points, values, np.nan) for values in (shapely.get_x(geometry), shapely.get_y(geometry)))
    if crs is not None:
        try:
            system = pyproj.CRS.from_user_input(crs)
        except pyproj.exceptions.CRSError as error:
            raise FileFaultError("unknown_crs", value=crs[:80]) from error
        if system.is_projected:
            x, y = pyproj.Transformer.from_crs(system, _GEOGRAPHIC, always_xy=True).transform(x, y)
    return tuple([None if np.isnan(v) else float(v) for v in values] for values in (x, y))  # type: ignore[return-value]
