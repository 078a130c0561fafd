"""Point files that GDAL reads: GeoPackage, Shapefiles in a zip. Attributes become text, the point two columns."""

from __future__ import annotations

import shutil
import tempfile
import weakref
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio
import pyproj

from data.staging import archive
from data.staging.columns import as_text, point_columns, system_of
from data.staging.grid import BATCH_ROWS, POINT_X, POINT_Y, Batch, FileFaultError, Grid, Reading
from data.staging.options import NOTHING_SETTLED, ReadOptions
from data.staging.workbook import chosen

_SHAPE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_MOST_LAYERS = 100
_NOT_OURS = ("layer_styles", "qgis_projects")


def read_gpkg(path: Path, options: ReadOptions = NOTHING_SETTLED) -> Reading:
    """Read the layers of a GeoPackage, tables without geometry among them.

    Raises
    ------
    FileFaultError
        ``unreadable``, ``empty_file``, ``missing_sheet`` or ``unknown_crs``.
    """
    with _gdal_faults():
        layers = [str(name) for name, _ in pyogrio.list_layers(path) if name not in _NOT_OURS]
    taken = chosen(layers, options)[:_MOST_LAYERS]
    grids = [_layer_grid(path, name, None, name) for name in taken]
    return _reading("gpkg", grids, layers)


def read_zipped_shapefile(path: Path, options: ReadOptions = NOTHING_SETTLED) -> Reading:
    """Read the Shapefiles inside a zip, each as a layer; encoding from its .cpg, else UTF-8 or GB 18030 as the bytes fit.

    Raises
    ------
    FileFaultError
        ``unreadable`` (truncated zip, none inside, a part missing), ``protected_file``, ``too_large``,
        ``unsafe_file``, ``missing_sheet``, ``empty_file`` or ``unknown_crs``.
    """
    folder = Path(tempfile.mkdtemp(prefix="onemap-shape-"))
    # As long as a grid may be streamed, its stream holds the folder's keeper; then nothing is left on disk.
    keeper = _Keeper(folder)
    with archive.opened(path) as opened:
        shapes = _shapes(opened)
        names = list(shapes)
        grids = []
        for number, name in enumerate(names):
            if name in chosen(names, options):
                shape, encoding = _unpack(opened, shapes[name], folder / str(number), options.encoding)
                grids.append(_layer_grid(shape, None, encoding, name, keeper))
    reading = _reading("shapefile", grids, names)
    return Reading("shapefile", reading.grids, encoding, reading.crs, sheet_names=reading.sheet_names)


class _Keeper:
    """Keeps a folder as long as somebody holds this."""

    def __init__(self, folder: Path) -> None:
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)


def _reading(kind: str, layers: list[tuple[Grid, str | None]], names: list[str]) -> Reading:
    if not any(grid.n_rows != 1 for grid, _ in layers):
        raise FileFaultError("empty_file")
    crs = next((crs for _, crs in layers if crs), None)
    return Reading(kind, tuple(grid for grid, _ in layers), crs=crs, sheet_names=tuple(names))


def _shapes(opened: zipfile.ZipFile) -> dict[str, dict[str, zipfile.ZipInfo]]:
    """Shapefiles of a zip by name, in whatever folder: suffix → member."""
    found: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for info in opened.infolist():
        path = PurePosixPath(_member_name(info))
        suffix = path.suffix.lower()
        if suffix in _SHAPE_PARTS and not path.name.startswith(".") and "__MACOSX" not in path.parts:
            found.setdefault(str(path.with_suffix("")).lower(), {})[suffix] = info
    shapes = {key: parts for key, parts in found.items() if ".shp" in parts}
    if not shapes:
        lacking = "、".join(part for part in _SHAPE_PARTS[:3] if not any(part in p for p in found.values()))
        raise FileFaultError(
            "unreadable", detail=f"压缩包里缺少 {lacking}；其他文件请解压后报送",
            detail_en=f"the zip lacks {lacking}; send other files unpacked",
        )  # fmt: skip
    if len(shapes) > _MOST_LAYERS:
        raise FileFaultError(
            "too_large", detail=f"{len(shapes)} 个 Shapefile", detail_en=f"{len(shapes)} Shapefiles"
        )
    stems = {key: PurePosixPath(_member_name(parts[".shp"])).stem for key, parts in shapes.items()}
    twice = len(set(stems.values())) < len(stems)
    return {key if twice else stems[key]: parts for key, parts in shapes.items()}


def _member_name(info: zipfile.ZipInfo) -> str:
    """A member's name; without the mark of UTF-8 it is in the code page of whoever packed it, here GBK."""
    if info.flag_bits & 0x800:
        return info.filename.replace("\\", "/")
    try:
        return info.filename.encode("cp437").decode("gb18030").replace("\\", "/")
    except UnicodeError:
        return info.filename.replace("\\", "/")


def _unpack(
    opened: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], folder: Path, given: str | None
) -> tuple[Path, str]:
    lacking = [part for part in _SHAPE_PARTS[:3] if part not in members]
    if lacking:
        names = "、".join(lacking)
        raise FileFaultError(
            "unreadable", detail=f"压缩包里缺少 {names}", detail_en=f"the zip lacks {', '.join(lacking)}"
        )
    folder.mkdir()
    # Own names: nothing of the archive's paths reaches the disk.
    for suffix in _SHAPE_PARTS[:3]:
        with (folder / f"layer{suffix}").open("wb") as stream:
            stream.writelines(archive.chunks(opened, members[suffix]))
    if ".prj" in members:
        # Names of Chinese systems come in GBK, which pyogrio cannot take.
        (folder / "layer.prj").write_bytes(_text(_small(opened, members[".prj"])).encode("utf-8"))
    told = (
        _small(opened, members[".cpg"]).decode("ascii", errors="ignore").strip() if ".cpg" in members else ""
    )
    encoding = given or told or _dbf_encoding(folder / "layer.dbf")
    return folder / "layer.shp", {"936": "GBK", "65001": "UTF-8"}.get(encoding, encoding)


def _small(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    return next(archive.chunks(opened, info), b"")


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _dbf_encoding(path: Path) -> str:
    with path.open("rb") as stream:
        stream.seek(32)
        sample = stream.read(4 << 20)
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        # A sample may end within a character.
        return "UTF-8" if error.start > len(sample) - 4 else "GB18030"
    return "UTF-8"


def _layer_grid(
    path: Path, layer: str | None, encoding: str | None, sheet: str, keeper: _Keeper | None = None
) -> tuple[Grid, str | None]:
    """A layer as a grid, and what it says about its coordinate system."""
    with _gdal_faults():
        info = pyogrio.read_info(path, layer=layer, encoding=encoding)
    names = [str(name) for name in info["fields"]]
    is_spatial = info["geometry_type"] is not None
    system = system_of(info["crs"])
    header = [*names, *((POINT_X, POINT_Y) if is_spatial else ())]

    def batches() -> Iterator[Batch]:
        assert keeper is None or keeper, "the folder is there as long as this stream"
        with (
            _gdal_faults(),
            pyogrio.raw.open_arrow(
                path, layer=layer, encoding=encoding, batch_size=BATCH_ROWS, use_pyarrow=True
            ) as (meta, reader),
        ):
            number = 1
            for part in reader:
                yield _batch(part, names, meta["geometry_name"] or "wkb_geometry", is_spatial, system, number)
                number += part.num_rows

    return Grid.below(sheet, header, batches, max(info["features"], 0)), info["crs"]


def _batch(
    part: pa.RecordBatch,
    names: list[str],
    geometry: str,
    is_spatial: bool,
    system: pyproj.CRS | None,
    number: int,
) -> Batch:
    columns: list[Any] = [as_text(part.column(name)) for name in names]
    if is_spatial:
        columns += point_columns(part.column(geometry), system)
    return Batch(np.arange(number, number + part.num_rows, dtype=np.int32), tuple(columns))


@contextmanager
def _gdal_faults() -> Iterator[None]:
    """What GDAL says of a damaged file, as a fault."""
    try:
        yield
    except FileFaultError:
        raise
    except (
        pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FieldError, LookupError,
        ValueError, RuntimeError, pa.ArrowException,
    ) as error:  # fmt: skip
        raise FileFaultError("unreadable", detail=f"{error}"[:300]) from error
