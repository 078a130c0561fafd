"""What is given out: each data set with its query, its geometry, and what its columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from data.release import Release

Geometry = Literal["Point", "MultiPolygon"]
#: Suffix of each format's files.
FORMATS: Mapping[str, str] = {"geoparquet": "parquet", "gpkg": "gpkg", "csv": "csv"}
GEOMETRY = "geometry"
_ROWS_A_BATCH = 50_000
_TIME = pa.timestamp("ms", "UTC")


@dataclass(frozen=True)
class OpenDataset:
    """One data set.

    Attributes
    ----------
    query
        Its read query.
    geometry
        Type of its geometry, None for a plain table.
    title, title_en
        What it is.
    """

    name: str
    query: str
    geometry: Geometry | None
    title: str
    title_en: str


DATASETS: Mapping[str, OpenDataset] = {
    dataset.name: dataset
    for dataset in (
        OpenDataset("incidents", "open_incidents", "Point", "已采用的案件", "Accepted cases"),
        OpenDataset("whistles", "open_whistles", None, "已采用的哨单", "Accepted whistles"),
        OpenDataset(
            "whistle_departments", "open_calls", None, "哨单召集的部门", "Departments that whistles called"
        ),
        OpenDataset(
            "units", "open_units", "MultiPolygon", "各级单元与边界", "Units of all levels with borders"
        ),
    )
}


def row_counts(release: Release) -> dict[str, int]:
    """Rows of each data set."""
    return {str(name): int(n) for name, n in release.run("open_counts").fetchall()}


@contextmanager
def open_dataset(release: Release, dataset: OpenDataset) -> Iterator[pa.RecordBatchReader]:
    """The rows of a data set as Arrow batches: times with their zone, geometry as WKB; never all of them at once."""
    with release.arrow(dataset.query, _ROWS_A_BATCH) as rows:
        schema = _schema(rows.schema, dataset)
        yield pa.RecordBatchReader.from_batches(schema, _batches(rows, dataset, schema))


def _batches(rows: pa.RecordBatchReader, dataset: OpenDataset, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for batch in rows:
        columns = []
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if name == GEOMETRY:
                continue
            if pa.types.is_timestamp(column.type):
                column = pc.assume_timezone(column, "UTC").cast(_TIME)
            columns.append(column)
        if dataset.geometry is not None:
            columns.append(_shapes(batch, dataset.geometry))
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _schema(rows: pa.Schema, dataset: OpenDataset) -> pa.Schema:
    fields = []
    for field in rows:
        kind = _TIME if pa.types.is_timestamp(field.type) else field.type
        if field.name != GEOMETRY:
            fields.append(pa.field(field.name, kind))
    if dataset.geometry is not None:
        fields.append(pa.field(GEOMETRY, pa.binary()))
    return pa.schema(fields)


def _shapes(batch: pa.RecordBatch, kind: Geometry) -> pa.Array:
    """WKB of a batch: points of longitude and latitude, none where there is no place; areas all as multipolygons."""
    if kind == "Point":
        lon, lat = (batch.column(name).to_numpy(zero_copy_only=False) for name in ("lon", "lat"))
        known = ~(np.isnan(lon) | np.isnan(lat))
        result = np.full(len(lon), None, dtype=object)
        result[known] = shapely.to_wkb(shapely.points(lon[known], lat[known]))
        return pa.array(result, pa.binary())
    shapes = shapely.from_wkb([bytes(blob) for blob in batch.column(GEOMETRY).to_pylist()])
    single = shapely.get_type_id(shapes) == 3
    shapes[single] = [shapely.MultiPolygon([shape]) for shape in shapes[single]]
    return pa.array(shapely.to_wkb(shapes), pa.binary())
