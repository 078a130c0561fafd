"""Held-back rows as the department's own file: the same columns, a column more that says what to mend, ready to be sent again."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import xlsxwriter

from data.gate.deliveries import DeliveredFile, delivery, file_path
from data.gate.report import delivery_report, rejected_rows, report_problems
from data.settings import Settings
from data.staging.grid import ORIGINAL_ROW, PROBLEM
from data.staging.read import read_file
from geo.crs import STORAGE_CRS
from governance.errors import StateError

_POINT = ("geometry.x", "geometry.y")
_SHEET = "__sheet"
# GDAL's name, and the suffix of what is written. KML keeps no columns of its own: GeoJSON stands in for it.
_VECTOR = {
    "geojson": ("GeoJSON", ".geojson"),
    "kml": ("GeoJSON", ".geojson"),
    "kmz": ("GeoJSON", ".geojson"),
    "gpkg": ("GPKG", ".gpkg"),
    "shapefile": ("ESRI Shapefile", ".shp"),
}
_SUFFIX = {
    "geojson": ".geojson",
    "kml": ".geojson",
    "kmz": ".geojson",
    "gpkg": ".gpkg",
    "shapefile": ".zip",
    "geoparquet": ".parquet",
}
_TO_MEND = {"zh": "待改", "en": "to-mend"}
_WHOLE = {"zh": "整份退回", "en": "held-back"}
# What a spreadsheet would take for a formula; a number with its sign is none.
_FORMULA = re.compile(r"^[=+\-@\t\r](?![\d.]+$)")
_STAMP = (2026, 1, 1, 0, 0, 0)
_WIDEST = 60
_README = {
    "zh": "说明.txt",
    "en": "README.txt",
}


def held_back_name(name: str, form: str | None, *, held_back: bool, lang: str) -> str:
    """What the file of `held_back_file` is called: known before it is made.

    Parameters
    ----------
    name, form, held_back
        Name, format and fate of the file as the delivery's report has them.
    """
    given = PurePosixPath(name)
    if held_back:
        return f"{given.stem}_{_WHOLE[lang]}.zip"
    own = given.suffix or ".csv" if form == "csv" else _SUFFIX.get(str(form), ".xlsx")
    return f"{given.stem}_{_TO_MEND[lang]}{own}"


def held_back_file(settings: Settings, delivery_id: str, file_id: int, lang: str = "zh") -> tuple[str, bytes]:
    """What a file has to mend: its rejected rows in its own form, or all of it where the file as such was held back.

    The columns are the file's own, without personal ones; `问题` says what is wrong with each row and what to do,
    `原行号` where it stood. Both are passed over when the file comes back.

    Returns
    -------
    (file name, content). A table comes as CSV in its own encoding or as a workbook, points in their own format; a file
    that was held back as a whole as a zip of the original and a text that says why.

    Raises
    ------
    StateError
        When the delivery was not checked, has no such file, or nothing of it is held back.
    """
    report = delivery_report(settings, delivery_id)
    if report is None:
        raise StateError("还没有检查 Not checked yet", delivery_id, "先检查这次报送 Check the delivery first")
    own = report.files[report.files["file_id"] == file_id]
    if own.empty:
        raise StateError("没有这个文件 No such file", str(file_id), "从列表中选择 Choose one of the list")
    file = own.iloc[0]
    name, form = str(file["file"]), str(file["format"])
    given = held_back_name(name, form, held_back=bool(file["held_back"]), lang=lang)
    if file["held_back"]:
        return given, _whole(settings, delivery_id, file_id, name, lang)
    rows = rejected_rows(settings, delivery_id, file_id)
    if rows.empty:
        raise StateError("没有退回的行 Nothing is held back", name, "全部已采用 Every row was accepted")
    table = _table(rows, lang)
    if form == "csv":
        return given, _csv(
            table, str(file["encoding"] or "utf-8-sig"), _delimiter(settings, delivery_id, name)
        )
    if form in _VECTOR:
        return given, _layer(table, *_VECTOR[form])
    if form == "geoparquet":
        stream = io.BytesIO()
        _points(table).to_parquet(stream, index=False)
        return given, stream.getvalue()
    return given, _workbook(table)


def _original(settings: Settings, delivery_id: str, name: str) -> DeliveredFile:
    return next(file for file in delivery(settings, delivery_id).files if file.name == name)


def _whole(settings: Settings, delivery_id: str, file_id: int, name: str, lang: str) -> bytes:
    original = _original(settings, delivery_id, name)
    found = report_problems(settings, delivery_id, file_id=file_id, rule=None, limit=100, offset=0)
    words = [
        f"{row[f'message_{lang}']}\r\n→ {row[f'remedy_{lang}']}\r\n"
        for _, row in found[found["level"] == "error"].iterrows()
    ]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        note = zipfile.ZipInfo(_README[lang], _STAMP)
        archive.writestr(note, ("\ufeff" + name + "\r\n\r\n" + "\r\n".join(words)).encode("utf-8"))
        entry = zipfile.ZipInfo(PurePosixPath(name).name, _STAMP)
        with (
            file_path(settings, original).open("rb") as source,
            archive.open(entry, "w", force_zip64=True) as out,
        ):
            while piece := source.read(1 << 20):
                out.write(piece)
    return stream.getvalue()


def _table(rows: pd.DataFrame, lang: str) -> pd.DataFrame:
    """One column a header of the file, in its order, all text; then what is wrong and where the row stood."""
    cells = [json.loads(payload) for payload in rows["payload"]]
    columns: dict[str, None] = {}
    for row in cells:
        columns.update(dict.fromkeys(row))
    table = pd.DataFrame([{name: row.get(name) for name in columns} for row in cells], dtype=object)
    table[PROBLEM[lang]] = list(rows[f"problems_{lang}"])
    table[ORIGINAL_ROW[lang]] = [str(number) for number in rows["row"]]
    return table.where(table.notna(), None)


def _delimiter(settings: Settings, delivery_id: str, name: str) -> str:
    """What stands between the cells of the file as it came: a spreadsheet opens the answer as it opened the file."""
    file = _original(settings, delivery_id, name)
    return read_file(file_path(settings, file), name, file.options).delimiter or ","


def _csv(table: pd.DataFrame, encoding: str, delimiter: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.itertuples(index=False):
        writer.writerow([_no_formula(cell) for cell in row])
    # A row that holds a sign which its old encoding lacks (our own words, say) must not be lost for it.
    wanted = "utf-16" if encoding.startswith("utf-16") else encoding
    try:
        return text.getvalue().encode(wanted)
    except UnicodeEncodeError:
        return text.getvalue().encode("utf-8-sig")


def _no_formula(cell: str | None) -> str:
    if cell is None:
        return ""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _workbook(table: pd.DataFrame) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1, "border_color": "#C5D0DC"})
    wrong = book.add_format({"font_color": "#A61B1B", "text_wrap": True, "valign": "top"})
    plain = book.add_format({"valign": "top", "num_format": "@"})
    sheets = table.groupby(_SHEET, sort=False) if _SHEET in table else [("1", table)]
    for name, part in sheets:
        own = part.drop(columns=_SHEET, errors="ignore")
        sheet = book.add_worksheet(_sheet_name(str(name)))
        problem_at = len(own.columns) - 2
        for place, header in enumerate(own.columns):
            sheet.write_string(0, place, str(header), head)
            longest = max([len(str(header)), *(len(cell) for cell in own[header] if cell)])
            # A Chinese character takes two of a column's units.
            sheet.set_column(place, place, min(_WIDEST, 2 + round(longest * 1.6)))
        for number, row in enumerate(own.itertuples(index=False), start=1):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write_string(number, place, cell[:32_767], wrong if place == problem_at else plain)
        sheet.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", name)[:31].strip("' ") or "1"


def _points(table: pd.DataFrame) -> gpd.GeoDataFrame:
    columns = table.drop(columns=[_SHEET, *_POINT], errors="ignore")
    x, y = (
        pd.to_numeric(table[name], errors="coerce") if name in table else pd.Series(float("nan"), table.index)
        for name in _POINT
    )
    points = np.asarray(shapely.points(x.to_numpy(), y.to_numpy()), dtype=object)
    points[x.isna() | y.isna()] = None
    return gpd.GeoDataFrame(columns, geometry=points, crs=STORAGE_CRS)


def _layer(table: pd.DataFrame, driver: str, suffix: str) -> bytes:
    frame = _points(table)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"rows{suffix}"
        if driver == "ESRI Shapefile":
            # Names of ten bytes at most: five characters in this encoding, three in UTF-8.
            frame.to_file(path, driver=driver, engine="pyogrio", encoding="GB18030", geometry_type="Point")
            return _zip(sorted(path.parent.iterdir()))
        # GeoJSON knows no other system than this; the datum is what the contract says, as in the file that came.
        frame = frame.set_crs("EPSG:4326", allow_override=True) if driver == "GeoJSON" else frame
        frame.to_file(path, driver=driver, engine="pyogrio", geometry_type="Point")
        return path.read_bytes()


def _zip(paths: Sequence[Path]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.writestr(zipfile.ZipInfo(path.name, _STAMP), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
