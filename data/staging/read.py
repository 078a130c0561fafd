"""Which reader takes a file: by its suffix, as far as the file's first bytes bear it out."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from data.staging.delimited import read_delimited
from data.staging.grid import FileFaultError, Reading
from data.staging.options import NOTHING_SETTLED, ReadOptions
from data.staging.vector import read_geojson, read_layers, read_zipped_shapefile
from data.staging.workbook import read_workbook

TEXT = (".csv", ".txt", ".tsv")
WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".et", ".ods")


def read_file(path: Path, name: str, options: ReadOptions = NOTHING_SETTLED) -> Reading:
    """Read the head of a file and make its rows ready to be streamed.

    Parameters
    ----------
    name
        As the department named it: its suffix says what it is.
    options
        ``encoding``, ``delimiter``, ``sheets`` and ``header_row`` bear on reading; the rest does not.

    Raises
    ------
    FileFaultError
        ``unknown_format`` or whatever else keeps it from being read.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in TEXT:
        return read_delimited(path, options)
    if suffix in WORKBOOKS:
        return read_workbook(path, options)
    if suffix in (".geojson", ".json"):
        return read_geojson(path)
    if suffix == ".zip":
        return read_zipped_shapefile(path)
    if suffix in (".gpkg", ".parquet"):
        return read_layers(path, "gpkg" if suffix == ".gpkg" else "geoparquet")
    raise FileFaultError("unknown_format", value=suffix or name)
