"""The files themselves: CSV, GeoJSON and zipped Shapefile; the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyogrio
import shapely

from data.demo.clocks import Cell
from geo.crs import STORAGE_CRS

Columns = dict[str, list[Cell]]

_STAMP = (2026, 1, 1, 0, 0, 0)


def write_csv(path: Path, columns: Columns, encoding: str) -> None:
    """Write a comma-separated file; blanks are empty, quotes only where needed, lines end with CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    path.write_bytes(text.getvalue().encode(encoding))


def write_geojson(path: Path, columns: Columns, lon: Sequence[Cell], lat: Sequence[Cell], name: str) -> None:
    """Write points, one feature a line; a case without a point has a null geometry."""
    head = {
        "type": "FeatureCollection",
        "name": name,
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
    }
    dump = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
    names = list(columns)
    lines = []
    for x, y, row in zip(lon, lat, zip(*columns.values(), strict=True), strict=True):
        place = "null" if x is None else f'{{"type":"Point","coordinates":[{x},{y}]}}'
        lines.append(
            f'{{"type":"Feature","properties":{dump(dict(zip(names, row, strict=True)))},"geometry":{place}}}'
        )
    body = dump(head)[:-1] + ',"features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(body, encoding="utf-8", newline="\n")


def write_zipped_shapefile(
    path: Path, columns: Columns, lon: Sequence[Cell], lat: Sequence[Cell], encoding: str, dated: date
) -> None:
    """Write points as a Shapefile in a zip; every attribute is text, as many exports have it."""
    x = np.array([np.nan if v is None else v for v in lon], dtype=np.float64)
    y = np.array([np.nan if v is None else v for v in lat], dtype=np.float64)
    points = np.array(shapely.to_wkb(shapely.points(x, y)), dtype=object)
    points[np.isnan(x)] = None
    fields = [
        np.array([None if c is None else str(c) for c in cells], dtype=object) for cells in columns.values()
    ]
    with tempfile.TemporaryDirectory() as folder:
        shape = Path(folder) / f"{path.stem}.shp"
        pyogrio.raw.write(
            shape,
            points,
            fields,
            np.array(list(columns), dtype=object),
            driver="ESRI Shapefile",
            geometry_type="Point",
            crs=STORAGE_CRS,
            encoding=encoding,
            layer_options={"DBF_DATE_LAST_UPDATE": dated.isoformat()},
        )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            for part in sorted(Path(folder).iterdir()):
                info = zipfile.ZipInfo(part.name, _STAMP)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, part.read_bytes())
