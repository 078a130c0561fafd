"""Hostile and damaged files: a fault in words each time, no traceback, no memory filled, nothing outside touched."""

from __future__ import annotations

import json
import resource
import stat
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.settings import ROOT
from data.staging.grid import FileFaultError
from data.staging.read import read_file
from tests.data.deliveries import (
    CONTRACTS,
    case,
    table,
    write_shapefile_zip,
    write_xlsx,
)
from tests.data.old_workbook_bytes import compound_bytes, xls_bytes
from tests.data.open_documents import KML, ODS_HEAD, ods_table, write_ods
from tests.data.reading_faults import fault_of

BODY = table(CONTRACTS["gongan"], [case("gongan", n) for n in range(1, 4)])


# --- archives -------------------------------------------------------------------------------------------------------


def zip_with(path: Path, members: dict[str, bytes], source: Path | None = None) -> Path:
    """A zip of another's members, some of them replaced or added."""
    parts: dict[str, bytes] = {}
    if source is not None:
        with zipfile.ZipFile(source) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **members}.items():
            archive.writestr(name, content)
    return path


def test_a_bomb_is_told_before_it_is_unpacked(tmp_path: Path) -> None:
    good = write_shapefile_zip(tmp_path, [case("zhujian")])
    bomb = zip_with(tmp_path / "住建.zip", {"bomb.dbf": b"\0" * (70 << 20)}, good)
    assert fault_of(bomb) == "too_large"
    book = write_xlsx(tmp_path, "good.xlsx", {"表": BODY})
    assert fault_of(zip_with(tmp_path / "公安.xlsx", {"xl/media/a": b" " * (70 << 20)}, book)) == "too_large"
    assert fault_of(zip_with(tmp_path / "x.kmz", {"doc.kml": b" " * (70 << 20)})) == "too_large"


def test_an_archive_that_lies_about_its_size_is_damaged(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path, "公安.xlsx", {"表": BODY})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
        size = struct.pack("<I", info.file_size)
    at = content.rfind(size)
    content[at : at + 4] = struct.pack("<I", 100)
    path.write_bytes(bytes(content))
    assert fault_of(path) == "unreadable"


@pytest.mark.parametrize(
    "name", ["../../evil.shp", "/etc/evil.shp", "a/../../evil.shp", "C:\\evil.shp", "..\\evil.shp"]
)
def test_paths_that_lead_out_of_an_archive_are_refused(name: str, tmp_path: Path) -> None:
    good = write_shapefile_zip(tmp_path, [case("zhujian")])
    assert fault_of(zip_with(tmp_path / "住建.zip", {name: b"x"}, good)) == "unsafe_file"


def test_links_in_an_archive_are_refused(tmp_path: Path) -> None:
    path = write_shapefile_zip(tmp_path, [case("zhujian")])
    link = zipfile.ZipInfo("link.shp")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert fault_of(path) == "unsafe_file"


def test_a_password_is_told_as_such(tmp_path: Path) -> None:
    path = write_shapefile_zip(tmp_path, [case("zhujian")])
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 1)
    path.write_bytes(bytes(content))
    assert fault_of(path) == "protected_file"
    book = tmp_path / "公安.xlsx"
    book.write_bytes(
        compound_bytes({"EncryptionInfo": b"\x04\x00\x04\x00" * 50, "EncryptedPackage": b"x" * 5000})
    )
    assert fault_of(book) == "protected_file"


def test_too_many_members_are_too_many(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(10_001):
            archive.writestr(f"{n}.shp", b"")
    assert fault_of(path) == "too_large"


# --- workbooks ------------------------------------------------------------------------------------------------------

FAR = {
    "as programs write it": '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row><row r="1048576">'
    '<c r="XFD1048576"><v>1</v></c></row>',
    "with other quotes and blanks": "<row r='1'><c r = 'A1'><v>1</v></c></row><row r='1048576'>"
    "<c s='1' r = 'XFD1048576'><v>1</v></c></row>",
    "behind a comment": '<!-- r="A1" r="A1" r="A1" --><row r="1"><c r ="A1"><v>1</v></c></row><row r="1048576">'
    '<c r\n="XFD1048576"><v>1</v></c></row>',
    "in a broad sheet": '<row r="1"><c r="XFD1"><v>1</v></c></row><row r="9000"><c r="A9000"><v>1</v></c></row>',
}


def with_sheet(tmp_path: Path, rows: str) -> Path:
    """A workbook whose sheet holds these rows."""
    good = write_xlsx(tmp_path, "good.xlsx", {"表": BODY})
    sheet = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    return zip_with(tmp_path / "公安.xlsx", {"xl/worksheets/sheet1.xml": sheet.encode()}, good)


@pytest.mark.parametrize("how", FAR)
def test_two_cells_at_far_corners_do_not_fill_the_memory(how: str, tmp_path: Path) -> None:
    assert fault_of(with_sheet(tmp_path, FAR[how])) == "too_large"


def test_far_cells_that_hold_nothing_do_not_count(tmp_path: Path) -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert fault_of(with_sheet(tmp_path, far)) == "missing_columns", (
        "it was opened, and its header looked for"
    )


def test_a_count_of_strings_that_lies_is_no_memory(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path, "good.xlsx", {"表": BODY})
    with zipfile.ZipFile(book) as archive:
        strings = archive.read("xl/sharedStrings.xml").decode()
    spoilt = strings.replace('uniqueCount="', 'uniqueCount="4294967').replace('count="', 'count="4294967', 1)
    assert fault_of(zip_with(tmp_path / "公安.xlsx", {"xl/sharedStrings.xml": spoilt.encode()}, book)) == ""


def test_repeats_of_ods_do_not_fill_the_memory(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    path = write_ods(tmp_path / "公安.ods", f'<table:table table:name="a">{rows}</table:table>')
    assert fault_of(path) == "too_large"


def test_a_protected_spreadsheet_of_libreoffice_is_told_as_such(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "公安.ods", ods_table("表", BODY))
    spoilt = zip_with(
        tmp_path / "b.ods", {"META-INF/manifest.xml": b"<x><manifest:encryption-data/></x>"}, path
    )
    assert fault_of(spoilt) == "protected_file"


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
)


def test_entities_of_a_document_s_own_are_refused(tmp_path: Path) -> None:
    kml = tmp_path / "x.kml"
    kml.write_text(ENTITIES + KML.partition("?>")[2].replace("路灯", "&b;"), "utf-8")
    assert fault_of(kml) == "unsafe_file"
    good = write_ods(tmp_path / "a.ods", ods_table("表", BODY))
    content = (ENTITIES + ODS_HEAD.partition("?>")[2] + "&b;</office:spreadsheet>").encode()
    assert fault_of(zip_with(tmp_path / "公安.ods", {"content.xml": content}, good)) == "unsafe_file"


def test_a_word_that_stands_for_a_million_long_cells_is_refused(tmp_path: Path) -> None:
    words = pa.DictionaryArray.from_arrays(pa.array([0] * 60_000, pa.int32()), ["x" * (1 << 20)])
    pq.write_table(pa.table({"编号": words}), tmp_path / "x.parquet")
    assert (tmp_path / "x.parquet").stat().st_size < 4 << 20
    with pytest.raises(FileFaultError) as fault:
        for grid in read_file(tmp_path / "x.parquet", "x.parquet").grids:
            list(grid.stream(0, 1))
    assert fault.value.rule == "too_large"


# --- everything at once, in little memory -----------------------------------------------------------------------------


def test_hostile_files_together_are_read_in_little_memory(tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text("a," * 1_000_000 + "\n1\n", "utf-8")
    (tmp_path / "cell.csv").write_text('编号,"' + "x" * (20 << 20), "utf-8")
    (tmp_path / "lines.csv").write_bytes(b"\n" * (5 << 20) + b"a")
    (tmp_path / "deep.geojson").write_text('{"features":[' + "[" * 1_000_000, "utf-8")
    (tmp_path / "names.geojson").write_text(
        json.dumps({"features": [{"properties": {f"n{i}": 1}} for i in range(9_000)]}), "utf-8"
    )
    corner: list[list[str | None]] = [[]] * 65_535 + [[None] * 255 + ["x"]]
    (tmp_path / "corner.xls").write_bytes(xls_bytes({"a": corner, "b": corner}))
    with_sheet(tmp_path, FAR["as programs write it"])
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30));"
        "from tests.data.reading_faults import fault_of; from pathlib import Path;"
        "print(*(fault_of(p) for p in sorted(Path(sys.argv[1]).glob('[!g]*.*'))))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = "unreadable unknown_department unreadable unknown_department too_large unreadable too_large"
    assert done.stdout.split() == told.split()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    assert peak < 1.5, f"{peak:.2f} GiB"
