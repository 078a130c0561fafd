"""Department files for tests, written row by row in each of the forms that departments use."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import shapely
import xlsxwriter

from data.contracts import Contract, load_contracts
from tests.tiny_region import COMMUNITIES, cell_centre

EVERY = {contract.key: contract for contract in load_contracts()}
CONTRACTS = {
    department: contract for (department, dataset), contract in EVERY.items() if dataset == "incident"
}
# One pair of class and sub-class that the table of classes knows.
CLASS, SUBCLASS = "市容环境", "暴露垃圾"
Row = dict[str, str | None]


def case(department: str = "chengguan", number: int = 1, letter: str = "b", **changes: str | None) -> Row:
    """A right row, by our column names, closed in time, in the first grid of a community; `changes` spoil it."""
    lon, lat = cell_centre(letter)
    word = {state: word for word, state in CONTRACTS[department].states.items()}["closed"]
    row: Row = {
        "case_no": f"A{number:04d}",
        "class_name": CLASS,
        "subclass_name": SUBCLASS,
        "title": "路边垃圾",
        "received_at": "2026-03-05 08:30:00",
        "filed_at": "2026-03-05 08:40:00",
        "dispatched_at": "2026-03-05 09:00:00",
        "responded_at": "2026-03-05 09:30:00",
        "disposed_at": "2026-03-05 11:00:00",
        "closed_at": "2026-03-05 11:30:00",
        "due_at": "2026-03-05 12:40:00",
        "state": word,
        "community_code": COMMUNITIES[letter][0],
        "lon": f"{lon:.7f}",
        "lat": f"{lat:.7f}",
        "rework_count": "0",
        "satisfaction": "5",
    }
    return {**row, **changes}


def table(contract: Contract, rows: Sequence[Row]) -> list[list[str]]:
    """Header and cells in the contract's own words."""
    header = [column.header for column in contract.columns]
    return [header, *([row.get(column.name) or "" for column in contract.columns] for row in rows)]


def csv_text(rows: Sequence[Row], department: str = "chengguan") -> str:
    """A CSV of a department as text."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(table(CONTRACTS[department], rows))
    return stream.getvalue()


def write_csv(
    folder: Path,
    rows: Sequence[Row],
    name: str = "城管案卷.csv",
    *,
    encoding: str = "gb18030",
    department: str = "chengguan",
) -> Path:
    """Write a CSV; row n of `rows` stands in line n + 2."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(csv_text(rows, department).encode(encoding))
    return path


def write_xlsx(folder: Path, name: str, sheets: dict[str, list[list[str]]]) -> Path:
    """Write a workbook of text cells, sheet by sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(folder / name), {"strings_to_formulas": False, "strings_to_urls": False})
    for sheet_name, cells in sheets.items():
        sheet = book.add_worksheet(sheet_name)
        for number, row in enumerate(cells):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, place, cell)
    book.close()
    return folder / name


def write_geojson(folder: Path, rows: Sequence[Row], name: str = "市场监管投诉.geojson") -> Path:
    """Write points with the attributes of 市场监管."""
    folder.mkdir(parents=True, exist_ok=True)
    features = []
    for row in rows:
        properties = {c.header: row.get(c.name) for c in CONTRACTS["shijian"].columns if row.get(c.name)}
        point = None if row["lon"] is None else [float(row["lon"]), float(str(row["lat"]))]
        geometry = None if point is None else {"type": "Point", "coordinates": point}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    path = folder / name
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8"
    )
    return path


def write_shapefile_zip(
    folder: Path, rows: Sequence[Row], name: str = "住建案件.zip", *, encoding: str = "GB18030", cpg: bool = True,
    crs: str = "EPSG:4326",
) -> Path:  # fmt: skip
    """Write a zipped Shapefile with the attributes of 住建; `lon`, `lat` are taken as they stand."""
    parts = folder / ".parts"
    parts.mkdir(parents=True, exist_ok=True)
    columns = {c.header: [row.get(c.name) for row in rows] for c in CONTRACTS["zhujian"].columns}
    points = shapely.points([[float(str(row["lon"])), float(str(row["lat"]))] for row in rows])
    frame = gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326").to_crs(crs)
    frame.to_file(parts / "anjian.shp", engine="pyogrio", encoding=encoding)
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(parts.iterdir()):
            if cpg or part.suffix != ".cpg":
                archive.write(part, f"数据/{part.name}")
            part.unlink()
    parts.rmdir()
    return folder / name
