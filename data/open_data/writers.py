"""Writers of open formats: each takes rows as they come and holds no more than a batch of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pyogrio
import pyproj

from data.open_data.datasets import GEOMETRY, Geometry
from geo.crs import STORAGE_CRS

#: What a spreadsheet takes for the beginning of a formula, blanks before it looked through.
_FORMULA = "^[\\s\u3000\u00a0]*[=+\\-@＝＋－＠]"
_BOM = b"\xef\xbb\xbf"
Bounds = tuple[float, float, float, float]


def geo_metadata(kind: Geometry, bounds: Bounds | None) -> bytes:
    """The `geo` entry of a GeoParquet 1.1 file: encoding, type, coordinate system and box of the one geometry column."""
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": [kind],
        "crs": pyproj.CRS(STORAGE_CRS).to_json_dict(),
        "edges": "planar",
    }
    if bounds is not None:
        column["bbox"] = list(bounds)
    return json.dumps(
        {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
    ).encode()


def write_geoparquet(
    rows: pa.RecordBatchReader,
    to: Path,
    kind: Geometry | None,
    bounds: Bounds | None,
    about: Mapping[str, str],
) -> int:
    """Write GeoParquet 1.1 (plain Parquet for a table without geometry), `about` in its metadata; rows written."""
    metadata = {"onemap": json.dumps(dict(about), ensure_ascii=False).encode()}
    if kind is not None:
        metadata["geo"] = geo_metadata(kind, bounds)
    schema = rows.schema.with_metadata(metadata)
    count = 0
    with pq.ParquetWriter(to, schema, compression="zstd") as writer:
        for batch in rows:
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
            count += batch.num_rows
    return count


def write_gpkg_layer(
    rows: pa.RecordBatchReader,
    to: Path,
    layer: str,
    kind: Geometry | None,
    about: Mapping[str, str],
    *,
    append: bool,
) -> int:
    """Write one layer of a GeoPackage, `about` as its metadata; rows written."""
    count = 0

    def counted() -> Any:
        nonlocal count
        for batch in rows:
            count += batch.num_rows
            yield batch

    pyogrio.write_arrow(
        pa.RecordBatchReader.from_batches(rows.schema, counted()),
        to,
        layer=layer,
        driver="GPKG",
        geometry_name=GEOMETRY if kind is not None else None,
        geometry_type=kind,
        crs=STORAGE_CRS if kind is not None else None,
        append=append,
        layer_metadata=dict(about),
        layer_options={"DESCRIPTION": about.get("title", layer)},
    )
    return count


def write_csv(rows: pa.RecordBatchReader, to: Path) -> int:
    """Write UTF-8 with a byte order mark, places as longitude and latitude, times in UTC; no cell runs as a formula."""
    names = [name for name in rows.schema.names if name != GEOMETRY]
    schema = pa.schema([_as_text(rows.schema.field(name)) for name in names])
    count = 0
    with to.open("wb") as stream:
        stream.write(_BOM)
        with pa_csv.CSVWriter(stream, schema) as writer:
            for batch in rows:
                columns = [_csv_column(batch.column(name)) for name in names]
                writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
                count += batch.num_rows
    return count


def _as_text(field: pa.Field) -> pa.Field:
    return pa.field(field.name, pa.string()) if pa.types.is_timestamp(field.type) else field


def _csv_column(column: pa.Array) -> pa.Array:
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column.cast(pa.timestamp("s", "UTC")), format="%Y-%m-%dT%H:%M:%SZ")
    if pa.types.is_string(column.type):
        runs = pc.fill_null(pc.match_substring_regex(column, _FORMULA), False)
        return pc.if_else(runs, pc.binary_join_element_wise("'", column, ""), column)
    return column
