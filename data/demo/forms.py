"""The files themselves: CSV, workbooks, GeoJSON and zipped Shapefile; the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyogrio
import shapely
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data.demo.clocks import Cell
from geo.crs import STORAGE_CRS

Columns = dict[str, list[Cell]]

_STAMP = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Sheet:
    """A worksheet's rows: header → cells; `times` are the headers whose numbers are dates."""

    name: str
    columns: Columns
    times: frozenset[str]


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


def write_workbook(
    path: Path,
    sheets: Sequence[Sheet],
    *,
    title: str | None = None,
    footer: Sequence[Cell] | None = None,
    notes: Sequence[str] = (),
    date_format: str,
    dated: date,
) -> None:
    """Write a workbook: an optional sheet of notes, then the sheets, each with an optional title row and footer."""
    book = xlsxwriter.Workbook(
        path,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": date_format,
        },
    )
    book.set_properties({"created": datetime(dated.year, dated.month, dated.day), "author": "演示数据"})
    bold = book.add_format({"bold": True, "align": "center"})
    day = book.add_format({"num_format": date_format})
    if notes:
        page = book.add_worksheet("填表说明")
        page.set_column(0, 0, 80)
        for row, line in enumerate(notes):
            page.write_string(row, 0, line)
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.set_column(0, len(sheet.columns) - 1, 16)
        row = 0
        if title:
            page.merge_range(0, 0, 0, len(sheet.columns) - 1, title, bold)
            row = 1
        for column, header in enumerate(sheet.columns):
            page.write_string(row, column, header, bold)
        row = _write_rows(page, sheet, row + 1, day)
        if footer:
            for column, cell in enumerate(footer):
                if cell is not None:
                    page.write(row, column, cell)
    book.close()


def _write_rows(page: Worksheet, sheet: Sheet, first: int, day: Format) -> int:
    """Write the rows below `first` and return the row after the last."""
    formats = [day if header in sheet.times else None for header in sheet.columns]
    row = first
    for row, cells in enumerate(zip(*sheet.columns.values(), strict=True), start=first):
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            if isinstance(cell, str):
                page.write_string(row, column, cell)
            else:
                page.write_number(row, column, cell, formats[column])
    return row + 1
