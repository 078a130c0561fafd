"""Spreadsheets of LibreOffice and placemarks, written by hand."""

from __future__ import annotations

import zipfile
from pathlib import Path

ODS_HEAD = (
    '<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body>'
    "<office:spreadsheet>"
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"
KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>图层</name>
<Placemark><name>路灯</name><ExtendedData><Data name="编号"><value>A1</value></Data></ExtendedData>
<Point><coordinates>103.8,25.5,0</coordinates></Point></Placemark>
<Folder><Placemark><ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="编号">A2</SimpleData>
<SimpleData name="状态">已结案</SimpleData></SchemaData></ExtendedData>
<LineString><coordinates>1,2 3,4</coordinates></LineString></Placemark></Folder></Document></kml>"""


def write_ods(path: Path, tables: str) -> Path:
    """Write an OpenDocument spreadsheet of these tables."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS_HEAD + tables + ODS_TAIL)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def ods_table(name: str, rows: list[list[str]]) -> str:
    """A table of text cells."""
    body = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    return f'<table:table table:name="{name}">{body}</table:table>'
