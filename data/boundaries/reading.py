"""An official file of polygons as it comes: GeoJSON, GeoPackage, zipped Shapefile, KML, GeoParquet, FlatGeobuf.

Nothing of a zip's paths reaches the disk, and nothing is unpacked beyond a limit.
"""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyogrio
import pyproj
import shapely

from geo.crs import STORAGE_CRS
from governance.errors import ContractError

#: What can be read, by suffix.
SUFFIXES = (".geojson", ".json", ".gpkg", ".zip", ".kml", ".kmz", ".parquet", ".geoparquet", ".fgb")
MOST_BYTES = 1 << 30
MOST_UNITS, MOST_VERTICES = 60_000, 30_000_000
_SHAPE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_INSIDE = (*SUFFIXES[:3], *SUFFIXES[4:], ".shp")
_READ_ERRORS = (
    pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.GeometryError, pa.ArrowException,
    OSError, ValueError, LookupError, RuntimeError, shapely.errors.ShapelyError,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class OfficialFile:
    """A file as read.

    Attributes
    ----------
    frame
        All columns and ``geometry``: longitude and latitude in degrees of whatever datum the file is in, two
        dimensions.
    layer, layers
        The layer read, and all there are.
    crs
        What the file declares, in words; None when it declares nothing.
    """

    frame: gpd.GeoDataFrame
    layer: str | None
    layers: tuple[str, ...]
    crs: str | None


def read_official_file(path: Path, name: str, *, layer: str | None = None) -> OfficialFile:
    """Read a file of polygons.

    Parameters
    ----------
    path
        Where its bytes lie; `name` is what it is called, with its suffix.
    layer
        Which layer of several; the one with the most features when None.

    Raises
    ------
    ContractError
        When it cannot be read, is too large, or holds no shapes.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise _unreadable(
            name, f"不认识的格式 {suffix or '—'}", f"unknown format; one of {', '.join(SUFFIXES)}"
        )
    if path.stat().st_size > MOST_BYTES:
        raise _unreadable(name, "文件超过 1 GiB", "the file is larger than 1 GiB")
    try:
        if suffix in (".zip", ".kmz"):
            with tempfile.TemporaryDirectory() as folder:
                found = _read(_unzip(path, Path(folder), name), layer)
        else:
            with tempfile.TemporaryDirectory() as folder:
                # GDAL goes by the suffix, which the stored name may lack.
                link = Path(folder) / f"layer{'.parquet' if suffix == '.geoparquet' else suffix}"
                link.symlink_to(path.resolve())
                found = _read(link, layer)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, *_READ_ERRORS) as error:
        raise _unreadable(name, f"{error}"[:300], "") from error
    return _checked(found, name)


def _unreadable(name: str, zh: str, en: str) -> ContractError:
    return ContractError(
        "边界文件无法读取 The boundary file cannot be read", f"{name}: {zh} {en}".rstrip(),
        "请提供 GeoJSON、GPKG、Shapefile（zip）、KML 或 GeoParquet Supply one of these formats",
    )  # fmt: skip


def _read(path: Path, layer: str | None) -> OfficialFile:
    if path.suffix == ".parquet":
        return OfficialFile(gpd.read_parquet(path), None, (), None)
    names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    if layer is not None and layer not in names:
        raise ValueError(f"没有图层 no layer “{layer}”: {', '.join(names[:10])}")
    if layer is None:
        layer = max(names, key=lambda name: int(pyogrio.read_info(path, layer=name)["features"]))
    encoding = _dbf_encoding(path) if path.suffix == ".shp" else None
    frame = pyogrio.read_dataframe(path, layer=layer, encoding=encoding, max_features=MOST_UNITS + 1)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise ValueError("没有图形 no shapes")
    return OfficialFile(frame, layer, tuple(names), None)


def _checked(found: OfficialFile, name: str) -> OfficialFile:
    frame = found.frame
    shapes = frame.geometry.to_numpy()
    if not len(frame) or not (~shapely.is_missing(shapes)).any():
        raise _unreadable(name, "没有图形", "no shapes")
    if len(frame) > MOST_UNITS or shapely.get_num_coordinates(shapes).sum() > MOST_VERTICES:
        raise _unreadable(name, "图形过多", "too many shapes")
    crs = frame.crs
    shapes = shapely.force_2d(shapes)
    if not np.isfinite(shapely.get_coordinates(shapes)).all():
        raise _unreadable(name, "坐标不是数", "coordinates that are no numbers")
    flat = gpd.GeoDataFrame(
        frame.drop(columns=frame.geometry.name), geometry=shapes, crs=crs if crs is not None else STORAGE_CRS
    )
    if crs is not None and crs.is_projected:
        flat = flat.to_crs(STORAGE_CRS)
    minx, miny, maxx, maxy = flat.total_bounds
    if minx < -180 or maxx > 180 or miny < -90 or maxy > 90:
        raise _unreadable(
            name, "坐标不是经纬度，文件又没有写明投影", "no degrees, and no projection is declared"
        )
    # Geographic systems differ by their datum, which is found from the shapes: degrees stay as they are.
    flat = flat.set_crs(STORAGE_CRS, allow_override=True)
    return OfficialFile(flat, found.layer, found.layers, None if crs is None else _crs_words(crs))


def _crs_words(crs: pyproj.CRS) -> str:
    authority = crs.to_authority()
    return f"{crs.name} ({':'.join(authority)})" if authority else str(crs.name)


def _unzip(path: Path, folder: Path, name: str) -> Path:
    """Unpack the one layer of a zip under names of our own."""
    with zipfile.ZipFile(path) as archive:
        inside = [
            info
            for info in archive.infolist()
            if not info.is_dir()
            and not PurePosixPath(info.filename).name.startswith(".")
            and "__MACOSX" not in info.filename
        ]
        heads = [info for info in inside if PurePosixPath(info.filename).suffix.lower() in _INSIDE]
        if len(heads) != 1:
            raise _unreadable(
                name, f"压缩包里应有且只有一份图层，现有 {len(heads)} 份",
                f"a zip must hold exactly one layer, not {len(heads)}",
            )  # fmt: skip
        head = PurePosixPath(heads[0].filename)
        wanted = heads
        if head.suffix.lower() == ".shp":
            wanted = [
                info
                for info in inside
                if PurePosixPath(info.filename).suffix.lower() in _SHAPE_PARTS
                and PurePosixPath(info.filename).with_suffix("") == head.with_suffix("")
            ]
        left = MOST_BYTES
        for info in wanted:
            suffix = PurePosixPath(info.filename).suffix.lower()
            with archive.open(info) as source, (folder / f"layer{suffix}").open("wb") as target:
                while piece := source.read(1 << 20):
                    left -= len(piece)
                    if left < 0:
                        raise _unreadable(name, "解压后超过 1 GiB", "larger than 1 GiB when unpacked")
                    target.write(piece)
        prj = folder / "layer.prj"
        if prj.exists():
            # Names of Chinese systems come in GBK, which GDAL would not take.
            data = prj.read_bytes()
            try:
                data.decode("utf-8")
            except UnicodeDecodeError:
                prj.write_text(data.decode("gb18030", errors="replace"), encoding="utf-8")
        return folder / f"layer{head.suffix.lower()}"


def _dbf_encoding(path: Path) -> str | None:
    """Encoding of a Shapefile's attributes: what its .cpg says, else what its bytes fit."""
    if path.with_suffix(".cpg").exists():
        return None
    table = path.with_suffix(".dbf")
    try:
        table.read_bytes()[32:].decode("utf-8")
    except UnicodeDecodeError:
        return "GB18030"
    except OSError:
        return None
    return "UTF-8"
