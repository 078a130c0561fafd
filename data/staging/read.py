"""Which reader takes a file: by what its first bytes say, else by its suffix."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pyarrow as pa
import shapely

from data.problems import problem
from data.rules.registry import RULES
from data.staging import archive
from data.staging.delimited import read_delimited
from data.staging.geojson import read_geojson
from data.staging.grid import Batch, FileFaultError, Reading, Stream
from data.staging.kml import read_kml, read_kmz
from data.staging.ods import read_ods
from data.staging.old_workbook import read_xls
from data.staging.options import NOTHING_SETTLED, ReadOptions
from data.staging.parquet import read_parquet
from data.staging.vector import read_gpkg, read_zipped_shapefile
from data.staging.workbook import read_xlsx

# Kind → reader. Delimited text is called by the name of its suffix.
_READERS: dict[str, Callable[[Path, ReadOptions], Reading]] = {
    "csv": read_delimited,
    "xlsx": read_xlsx,
    "xls": read_xls,
    "ods": read_ods,
    "geojson": read_geojson,
    "kml": lambda path, options: read_kml(path),
    "kmz": lambda path, options: read_kmz(path),
    "shapefile": read_zipped_shapefile,
    "gpkg": read_gpkg,
    "parquet": read_parquet,
}
# Suffix → kind, as departments name their files. `.et` is WPS's.
_SUFFIXES = {
    ".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".xlsb": "xlsx", ".xls": "xls", ".et": "xls",
    ".ods": "ods", ".geojson": "geojson", ".json": "geojson", ".kml": "kml", ".kmz": "kmz", ".zip": "shapefile",
    ".gpkg": "gpkg", ".parquet": "parquet", ".geoparquet": "parquet",
}  # fmt: skip
SUFFIXES = tuple(_SUFFIXES)
_MAGIC = {b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "xls", b"SQLite format 3\x00": "gpkg", b"PAR1": "parquet"}
_TEXT_KINDS = ("csv", "geojson", "kml")


def read_file(path: Path, name: str, options: ReadOptions = NOTHING_SETTLED) -> Reading:
    """Read the head of a file and make its rows ready to be streamed.

    What a file is goes by its first bytes; where its suffix says otherwise, a note tells.

    Parameters
    ----------
    name
        As the department named it.
    options
        ``encoding``, ``delimiter``, ``sheets`` and ``header_row`` bear on reading; the rest does not.

    Raises
    ------
    FileFaultError
        ``unknown_format`` or whatever else keeps it from being read.
    """
    suffix = PurePosixPath(name).suffix.lower()
    said = _SUFFIXES.get(suffix)
    if said is None:
        raise FileFaultError("unknown_format", value=suffix or name)
    if path.stat().st_size == 0:
        raise FileFaultError("empty_file")
    kind = _kind(path, said, suffix)
    with _last_fence():
        reading = _READERS[kind](path, options)
    reading = replace(reading, grids=tuple(replace(g, stream=_fenced(g.stream)) for g in reading.grids))
    if kind == said:
        return reading
    note = problem(RULES["format_differs"], name, value=suffix, detail=kind)
    return replace(reading, problems=(*reading.problems, note))


@contextmanager
def _last_fence() -> Iterator[None]:
    """What a library says of damage that its reader did not foresee is still a fault of the file, not of the program.

    Troubles of this machine (a full disk) are not: they go on.
    """
    try:
        yield
    except FileFaultError:
        raise
    except (
        ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError,
        pa.ArrowException, shapely.errors.ShapelyError,
    ) as error:  # fmt: skip
        raise FileFaultError("unreadable", detail=f"{error}"[:200] or type(error).__name__) from error


def _fenced(stream: Stream) -> Stream:
    def fenced(first: int, width: int) -> Iterator[Batch]:
        with _last_fence():
            yield from stream(first, width)

    return fenced


def _kind(path: Path, said: str, suffix: str) -> str:
    with path.open("rb") as stream:
        start = stream.read(512)
    if start.startswith(b"PK"):
        return _kind_of_zip(path, said)
    for magic, kind in _MAGIC.items():
        if start.startswith(magic):
            return kind
    if said in _TEXT_KINDS:
        return said
    if said in ("xls", "xlsx", "ods") and not _is_binary(start):
        return _kind_of_text(start, suffix)
    return said


def _is_binary(start: bytes) -> bool:
    return b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff"))


def _kind_of_text(start: bytes, suffix: str) -> str:
    """Text under the name of a workbook: a table with tabs, as many systems export it, or a web page."""
    if not start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "csv"
    raise FileFaultError(
        "unknown_format", value=suffix, detail="（内容其实是网页或 XML，请用表格软件打开后另存为 xlsx）",
        detail_en=" (it really is a web page or XML: open it in a spreadsheet and save it as xlsx)",
    )  # fmt: skip


def _kind_of_zip(path: Path, said: str) -> str:
    """What a zip holds; as it is called, where that cannot be told."""
    try:
        with zipfile.ZipFile(path) as opened:
            names = [name.lower() for name in opened.namelist()[:10_000]]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise archive.damaged(error) from error
    if any(name.startswith("xl/workbook.") for name in names):
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if any(name.endswith(".shp") for name in names):
        return "shapefile"
    if any(name.endswith(".kml") for name in names):
        return "kmz"
    return said if said in ("xlsx", "ods", "kmz", "shapefile") else "shapefile"
