"""Every format that departments send comes as the same rows of text, with the numbers that a person sees."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
import xlsxwriter

from data.contracts import load_contracts
from data.staging.grid import POINT_X, POINT_Y, FileFaultError, Grid, Reading, Row
from data.staging.options import Incoming, ReadOptions
from data.staging.read import read_file
from data.staging.receive import ReceivedFile, receive
from tests.data.deliveries import CONTRACTS, case, csv_text, table, write_csv, write_shapefile_zip
from tests.data.old_workbook_bytes import xls_bytes
from tests.data.open_documents import KML, ods_table, write_ods

CAME = datetime(2026, 6, 30)


def stream_of(grid: Grid, first: int = 0) -> list[tuple[int, Row]]:
    """Rows with their numbers as the stream gives them."""
    return [
        (int(number), row)
        for batch in grid.stream(first, len(grid.head[0]))
        for number, row in zip(batch.numbers, batch.rows(), strict=True)
    ]


def read(path: Path, options: ReadOptions = ReadOptions()) -> Reading:  # noqa: B008 - a constant
    """Read a file; its heads and its streams must tell the same."""
    reading = read_file(path, path.name, options)
    for grid in reading.grids:
        if grid.head:
            assert stream_of(grid)[: len(grid.head)] == list(zip(grid.numbers, grid.head, strict=True))
    return reading


def take(path: Path, options: ReadOptions = ReadOptions()) -> ReceivedFile:  # noqa: B008 - a constant
    """Receive one file."""
    (file,) = receive([Incoming(path, path.name, CAME, 1, options)], load_contracts())
    return file


def test_a_binary_workbook_is_read_sheet_by_sheet(tmp_path: Path) -> None:
    body = table(CONTRACTS["gongan"], [case("gongan", 1), case("gongan", 2)])
    path = tmp_path / "公安.xls"
    path.write_bytes(xls_bytes({"说明": [["填表说明"]], "数据": [["标题"], [], *body]}))
    file = take(path)
    assert (file.format, file.held_back) == ("xls", False)
    (sheet,) = file.sheets
    assert (sheet.sheet, sheet.numbers) == ("数据", [4, 5])
    assert [row[0] for row in sheet.rows] == ["A0001", "A0002"]


def test_numbers_of_a_binary_workbook_are_told_as_a_person_sees_them(tmp_path: Path) -> None:
    path = tmp_path / "x.xls"
    path.write_bytes(xls_bytes({"表": [["码", "数"], [530302001001.0, 1.5]]}))
    assert read(path).grids[0].head[1] == ["530302001001", "1.5"]


def test_a_spreadsheet_of_libreoffice_is_read_with_its_row_numbers(tmp_path: Path) -> None:
    body = table(CONTRACTS["gongan"], [case("gongan", 1)])
    path = write_ods(tmp_path / "公安.ods", ods_table("数据", [["标题"], [], *body]))
    file = take(path)
    assert (file.format, file.sheets[0].numbers) == ("ods", [4])


def test_repeated_rows_and_exact_values_of_ods_are_told_as_they_are_shown(tmp_path: Path) -> None:
    cells = (
        '<table:table-cell office:value-type="float" office:value="530302001001"><text:p>5.3E+11</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2026-03-05T08:30:00"><text:p>3/5</text:p>'
        '</table:table-cell><table:table-cell table:number-columns-repeated="2"><text:p>甲<text:s text:c="2"/>乙</text:p>'
        "<text:p>丙</text:p></table:table-cell>"
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        '<table:table-cell table:number-columns-repeated="16000"/>'
    )
    tables = (
        '<table:table table:name="表"><table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{cells}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row></table:table>'
    )
    (grid,) = read(write_ods(tmp_path / "x.ods", tables)).grids
    row = ["530302001001", "2026-03-05 08:30:00", "甲  乙\n丙", "甲  乙\n丙", "1"]
    assert (grid.numbers, grid.head) == ([4, 5], [row, row])


def test_dates_and_numbers_of_xlsx_are_told_as_a_person_sees_them(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("表")
    sheet.write_datetime(
        4, 2, datetime(2026, 3, 5, 8, 30), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    )
    sheet.write_number(4, 3, 530302001001)
    sheet.write_string(6, 2, " 甲　")
    book.close()
    (grid,) = read(path).grids
    assert grid.numbers == [5, 7], "rows above and columns aside that are blank still count"
    assert grid.head == [[None, None, "2026-03-05 08:30:00", "530302001001"], [None, None, "甲", None]]


def test_only_the_sheets_that_a_person_chose_are_read(tmp_path: Path) -> None:
    path = tmp_path / "民政.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name in ("一月", "二月"):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(table(CONTRACTS["minzheng"], [case("minzheng", 1)])):
            sheet.write_row(number, 0, row)
    book.close()
    reading = read(path, ReadOptions(sheets=("二月",)))
    assert ([g.sheet for g in reading.grids], reading.sheet_names) == (["二月"], ("一月", "二月"))
    with pytest.raises(FileFaultError) as fault:
        read(path, ReadOptions(sheets=("三月",)))
    assert (fault.value.rule, fault.value.value) == ("missing_sheet", "三月")


def test_a_workbook_longer_than_a_batch_is_streamed_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    for name in ("a", "b"):
        sheet = book.add_worksheet(name)
        for n in range(1200):
            sheet.write_row(n, 0, [f"{name}{n}", n])
    book.close()
    first, second = read(path).grids
    assert (first.is_whole, first.about_rows, len(first.head)) == (False, 1200, 200)
    assert [row for _, row in stream_of(second)] == [[f"b{n}", str(n)] for n in range(1200)]
    assert stream_of(first, 1199) == [(1200, ["a1199", "1199"])], "and the first sheet again"


@pytest.mark.parametrize("suffix", [".xls", ".xlsx"])
def test_text_under_the_name_of_a_workbook_is_read_as_text(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"城管{suffix}"
    path.write_bytes(csv_text([case()]).replace(",", "\t").encode("gb18030"))
    file = take(path)
    assert (file.format, file.held_back) == ("csv", False)
    assert "format_differs" in [p.rule for p in file.problems]


def test_a_web_page_under_the_name_of_a_workbook_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "城管.xls"
    path.write_text("<html><table><tr><td>编号</td></tr></table></html>", "utf-8")
    file = take(path)
    assert [p.rule for p in file.problems] == ["unknown_format"] and "网页" in file.problems[0].message_zh


def test_a_workbook_under_the_name_of_csv_is_read_as_workbook(tmp_path: Path) -> None:
    path = tmp_path / "公安.csv"
    path.write_bytes(xls_bytes({"数据": table(CONTRACTS["gongan"], [case("gongan")])}))
    assert take(path).format == "xls"


def test_all_shapefiles_of_a_zip_are_layers_in_whatever_folder(tmp_path: Path) -> None:
    for name, number in (("东", 1), ("西", 2)):
        write_shapefile_zip(tmp_path, [case("zhujian", number)], f"{name}.zip")
    path = tmp_path / "住建.zip"
    with zipfile.ZipFile(path, "w") as both:
        for name in ("东", "西"):
            with zipfile.ZipFile(tmp_path / f"{name}.zip") as one:
                for info in one.infolist():
                    both.writestr(f"数据/{name}/{name}{Path(info.filename).suffix.upper()}", one.read(info))
        both.writestr("__MACOSX/._东.shp", b"x")
    reading = read(path)
    assert reading.sheet_names == ("东", "西")
    file = take(path)
    assert [row[0] for sheet in file.sheets for row in sheet.rows] == ["A0001", "A0002"]
    chosen = take(path, ReadOptions(sheets=("西",)))
    assert [row[0] for sheet in chosen.sheets for row in sheet.rows] == ["A0002"]


def test_the_layers_of_a_geopackage_are_told_and_chosen(tmp_path: Path) -> None:
    path = tmp_path / "住建.gpkg"
    for name, number in (("一季度", 1), ("二季度", 2)):
        columns = {c.header: [case("zhujian", number).get(c.name)] for c in CONTRACTS["zhujian"].columns}
        frame = gpd.GeoDataFrame(columns, geometry=[shapely.Point(103.8, 25.5)], crs="EPSG:4326")
        frame.to_file(path, layer=name, engine="pyogrio")
    reading = read(path)
    assert reading.sheet_names == ("一季度", "二季度")
    file = take(path, ReadOptions(sheets=("二季度",)))
    assert [row[0] for sheet in file.sheets for row in sheet.rows] == ["A0002"]


def test_placemarks_are_rows_and_their_data_columns(tmp_path: Path) -> None:
    path = tmp_path / "x.kml"
    path.write_text(KML, "utf-8")
    (grid,) = read(path).grids
    assert grid.head == [
        ["name", "编号", "状态", POINT_X, POINT_Y],
        ["路灯", "A1", None, "103.8", "25.5"],
        [None, "A2", "已结案", None, None],
    ]
    assert grid.numbers == [0, 1, 2]
    with zipfile.ZipFile(tmp_path / "x.kmz", "w") as archive:
        archive.writestr("doc.kml", KML)
    assert read(tmp_path / "x.kmz").grids[0].head == grid.head


def test_parquet_without_geometry_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    columns = {
        "编号": ["A1", " A2 "],
        "数": [1, None],
        "值": [1.0, 2.5],
        "时": [datetime(2026, 3, 5, 8), None],
        "空": ["", None],
    }
    pq.write_table(pa.table(columns), path)
    reading = read(path)
    assert reading.format == "parquet"
    assert reading.grids[0].head == [
        ["编号", "数", "值", "时", "空"],
        ["A1", "1", "1", "2026-03-05 08:00:00", None],
        ["A2", None, "2.5", None, None],
    ]


def test_geoparquet_comes_in_degrees(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"编号": ["A1"]}, geometry=[shapely.Point(103.8, 25.5)], crs="EPSG:4326")
    frame.to_crs("EPSG:4544").to_parquet(tmp_path / "x.parquet")
    (header, row) = read(tmp_path / "x.parquet").grids[0].head
    assert header == ["编号", POINT_X, POINT_Y]
    assert [float(str(v)) for v in row[1:]] == pytest.approx([103.8, 25.5], abs=1e-7)


def test_an_attribute_that_comes_late_is_a_column_of_all_features(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(
        '{"type":"FeatureCollection","name":{"features":[1]},"features":[\n{"properties":{"a":1},"geometry":null},\n'
        '{"properties":{"b":"乙"},"geometry":{"type":"Point","coordinates":[1.5,2]}}],"crs":null}', "utf-8",
    )  # fmt: skip
    assert read(path).grids[0].head == [
        ["a", "b", POINT_X, POINT_Y],
        ["1", None, None, None],
        [None, "乙", "1.5", "2"],
    ]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('{"features":[\n{"a":1},\n{"a":}]}', 3), ('{"features":[{},\n{}', 2), ('{"features":[{}]}\n x', 2),
        ('{"features":[{} {}]}', 1), ("[1]", None), ('{"a":1}', None), ('{"features":' + "[" * 99_999, 1),
        ('{"features":[' + "9" * 6_000 + "]}", 1),
    ],
)  # fmt: skip
def test_what_is_no_geojson_is_told_by_its_line(text: str, row: int | None, tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(text, "utf-8")
    with pytest.raises(FileFaultError) as fault:
        read(path)
    assert (fault.value.rule, fault.value.row) == ("unreadable", row)


def test_a_link_in_a_delivery_is_neither_followed_nor_kept(tmp_path: Path) -> None:
    real = write_csv(tmp_path / "elsewhere", [case()])
    link = tmp_path / "城管.csv"
    link.symlink_to(real)
    kept = tmp_path / "received"
    (file,) = receive([Incoming(link, link.name, CAME)], load_contracts(), keep_in=kept)
    assert [p.rule for p in file.problems] == ["unsafe_file"] and not kept.exists()
