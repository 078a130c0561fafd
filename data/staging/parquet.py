"""Parquet, with points (GeoParquet) or without: streamed by batches, its words kept as a dictionary until they are told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from data.staging.columns import as_text, point_columns, system_of
from data.staging.grid import BATCH_ROWS, POINT_X, POINT_Y, Batch, FileFaultError, Grid, Reading
from data.staging.options import NOTHING_SETTLED, ReadOptions

_MOST_ROWS = 20_000_000
_MOST_COLUMNS = 2_000


def read_parquet(path: Path, options: ReadOptions = NOTHING_SETTLED) -> Reading:
    """Read a Parquet file; the point of a GeoParquet file becomes two columns.

    Raises
    ------
    FileFaultError
        ``unreadable``, ``empty_file``, ``too_large`` or ``unknown_crs``.
    """
    with _faults():
        with pq.ParquetFile(path) as file:
            schema, n_rows, columns = file.schema_arrow, file.metadata.num_rows, file.metadata.num_columns
        if n_rows <= 0:
            raise FileFaultError("empty_file")
        if n_rows > _MOST_ROWS or columns > _MOST_COLUMNS:
            raise FileFaultError(
                "too_large",
                detail=f"{n_rows:,} 行 {columns:,} 列",
                detail_en=f"{n_rows:,} rows, {columns:,} columns",
            )
        geometry, crs = _geometry(schema)
    system = system_of(crs)
    names = [name for name in schema.names if name != geometry]
    texts = [
        field.name
        for field in schema
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
    ]
    header = [*names, *((POINT_X, POINT_Y) if geometry else ())]

    def batches() -> Iterator[Batch]:
        number = 1
        with _faults(), pq.ParquetFile(path, read_dictionary=texts) as file:
            for part in file.iter_batches(BATCH_ROWS, use_threads=False):
                columns = [as_text(part.column(name)) for name in names]
                if geometry:
                    columns += point_columns(part.column(geometry), system)
                yield Batch(np.arange(number, number + part.num_rows, dtype=np.int32), tuple(columns))
                number += part.num_rows

    kind = "geoparquet" if geometry else "parquet"
    return Reading(
        kind, (Grid.below(None, header, batches, n_rows),), crs=system.to_wkt() if system else None
    )


def _geometry(schema: pa.Schema) -> tuple[str | None, Any]:
    """Name of the column of WKB and its coordinate system, as GeoParquet tells them."""
    told = (schema.metadata or {}).get(b"geo")
    if told is None:
        return None, None
    geo = json.loads(told)
    name = str(geo["primary_column"])
    column = geo["columns"][name]
    if column.get("encoding") != "WKB":
        raise FileFaultError(
            "unreadable", detail="几何不是 WKB 编码", detail_en="the geometry is not encoded as WKB"
        )
    return name, column.get("crs", "OGC:CRS84")


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except FileFaultError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException) as error:
        raise FileFaultError("unreadable", detail=f"{error}"[:300]) from error
