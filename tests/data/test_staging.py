"""Files as departments send them: every form is read to the same rows, with the numbers that a person sees."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts import CONTRACTS_DIR, load_contracts, normal_header
from data.problems import Problem
from data.staging.grid import cell_text
from data.staging.receive import ReceivedFile, of_folder, receive
from geo.datum import wgs84_to_gcj02
from governance.errors import ContractError
from tests.data.deliveries import (
    CONTRACTS,
    Row,
    case,
    csv_text,
    table,
    write_csv,
    write_geojson,
    write_shapefile_zip,
    write_xlsx,
)

TITLE = "曲靖市公安局社会治安事件"


def take(folder: Path) -> ReceivedFile:
    (file,) = receive(of_folder(folder), load_contracts())
    assert not file.held_back, file.problems
    notes: list[Problem] = []
    for sheet in file.sheets:
        list(sheet.batches(notes))
    return replace(file, problems=(*file.problems, *notes))


def cells(file: ReceivedFile, name: str) -> list[str | None]:
    return [row[sheet.columns[name]] for sheet in file.sheets for row in sheet.rows]


def numbers(file: ReceivedFile) -> list[int]:
    return [number for sheet in file.sheets for number in sheet.numbers]


def rules(file: ReceivedFile) -> list[str]:
    return [problem.rule for problem in file.problems]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_csv_in_any_of_the_usual_encodings_reads_the_same(encoding: str, tmp_path: Path) -> None:
    write_csv(tmp_path, [case(title="麟𠮷")], encoding=encoding)
    file = take(tmp_path)
    assert cells(file, "title") == ["麟𠮷"]
    assert file.encoding == encoding
    assert rules(file) == ([] if encoding == "gb18030" else ["encoding_differs"])


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_csv_with_any_of_the_usual_delimiters_reads_the_same(delimiter: str, tmp_path: Path) -> None:
    text = csv_text([case(title="甲")]).replace(",", delimiter)
    (tmp_path / "城管.csv").write_bytes(text.encode("gb18030"))
    assert cells(take(tmp_path), "case_no") == ["A0001"]


def test_lines_of_a_csv_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    rows = [case(number=1, title="第一行\n第二行"), case(number=2)]
    text = "导出报表\r\n\r\n" + csv_text(rows) + "\r\n" + "合计,2\r\n"
    (tmp_path / "城管.csv").write_bytes(text.encode("gb18030"))
    file = take(tmp_path)
    assert numbers(file) == [4, 6], "the title line, a blank line and a line break inside a cell count"
    (footer,) = [problem for problem in file.problems if problem.rule == "footer_row"]
    assert footer.row == 8


def test_a_header_below_title_rows_is_found_and_footers_are_told(tmp_path: Path) -> None:
    contract = CONTRACTS["gongan"]
    body = table(contract, [case("gongan", 1), case("gongan", 2)])
    write_xlsx(
        tmp_path, "公安.xlsx", {"表": [[TITLE], ["单位：件"], [], *body, ["合计", "2"], ["制表人：张三"]]}
    )
    file = take(tmp_path)
    assert numbers(file) == [5, 6]
    assert [p.row for p in file.problems if p.rule == "footer_row"] == [7, 8]


def test_every_sheet_with_data_is_read_and_the_instructions_are_told(tmp_path: Path) -> None:
    contract = CONTRACTS["minzheng"]
    write_xlsx(
        tmp_path,
        "民政.xlsx",
        {
            "填表说明": [["一、登记日期写成 2026-03-05"], ["二、不得空填"]],
            "西县": table(contract, [case("minzheng", 1)]),
            "东县": [["标题"], *table(contract, [case("minzheng", 2), case("minzheng", 3)])],
        },
    )
    file = take(tmp_path)
    assert [(sheet.sheet, sheet.numbers) for sheet in file.sheets] == [("西县", [2]), ("东县", [3, 4])]
    assert rules(file) == ["skipped_sheet"] and file.problems[0].value == "填表说明"


def test_a_data_sheet_without_a_required_column_is_not_skipped_in_silence(tmp_path: Path) -> None:
    contract = CONTRACTS["minzheng"]
    spoilt = table(contract, [case("minzheng", 2)])
    spoilt[0] = ["某时" if header == "登记日期" else header for header in spoilt[0]]
    write_xlsx(tmp_path, "民政.xlsx", {"西县": table(contract, [case("minzheng", 1)]), "东县": spoilt})
    (file,) = receive(of_folder(tmp_path), load_contracts())
    assert file.held_back and rules(file) == ["missing_columns"]
    assert "东县" in file.problems[0].message_zh and file.problems[0].value == "登记日期"


@pytest.mark.parametrize(
    ("encoding", "cpg"), [("GB18030", True), ("GB18030", False), ("UTF-8", True), ("UTF-8", False)]
)
def test_a_zipped_shapefile_is_read_in_its_own_encoding(encoding: str, cpg: bool, tmp_path: Path) -> None:
    write_shapefile_zip(tmp_path, [case("zhujian", 1, title="井盖破损")], encoding=encoding, cpg=cpg)
    file = take(tmp_path)
    assert cells(file, "title") == ["井盖破损"] and numbers(file) == [1]
    assert cells(file, "lon") == [str(float(str(case()["lon"])))]


def test_a_prj_with_a_name_in_gbk_is_read(tmp_path: Path) -> None:
    path = write_shapefile_zip(tmp_path, [case("zhujian")])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"GCS_WGS_1984", "国家大地".encode("gbk")))
    assert cells(take(tmp_path), "case_no") == ["A0001"]


def test_an_xlsx_under_the_name_of_xls_is_read(tmp_path: Path) -> None:
    write_xlsx(tmp_path, "公安.xls", {"表": table(CONTRACTS["gongan"], [case("gongan")])})
    file = take(tmp_path)
    assert file.format == "xlsx" and cells(file, "case_no") == ["A0001"]


@given(data=st.data())
@settings(max_examples=60)
def test_no_damage_to_a_file_stops_the_others(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    form = data.draw(st.sampled_from(["csv", "xlsx", "geojson", "zip"]))
    path = {
        "csv": lambda: write_csv(folder, [case()]),
        "xlsx": lambda: write_xlsx(folder, "公安.xlsx", {"表": table(CONTRACTS["gongan"], [case("gongan")])}),
        "geojson": lambda: write_geojson(folder, [case("shijian")]),
        "zip": lambda: write_shapefile_zip(folder, [case("zhujian")]),
    }[form]()
    content = bytearray(path.read_bytes())
    # Packed files hold the time at which they were written, so their length may differ from run to run.
    places = st.integers(0, 100_000)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(places) % len(content)] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(content[: data.draw(places) % (len(content) + 1)]))
    write_csv(folder, [case("sifa")], "司法.csv", department="sifa", encoding="utf-8-sig")
    files = {file.name: file for file in receive(of_folder(folder), load_contracts())}
    assert not files["司法.csv"].held_back
    assert files[path.name].held_back == any(p.level == "error" for p in files[path.name].problems)


def test_a_projected_shapefile_comes_back_in_degrees(tmp_path: Path) -> None:
    row = case("zhujian")
    write_shapefile_zip(tmp_path, [row], crs="EPSG:4544")
    assert float(str(cells(take(tmp_path), "lon")[0])) == pytest.approx(float(str(row["lon"])), abs=1e-7)


def test_geojson_features_without_a_point_are_kept(tmp_path: Path) -> None:
    write_geojson(tmp_path, [case("shijian", 1), case("shijian", 2, lon=None, lat=None)])
    file = take(tmp_path)
    assert numbers(file) == [1, 2] and cells(file, "lon")[1] is None


@pytest.mark.parametrize("kind", ["gpkg", "parquet"])
def test_other_vector_files_are_read_as_well(kind: str, tmp_path: Path) -> None:
    row = case("zhujian", 1)
    (lon,), (lat,) = wgs84_to_gcj02([float(str(row["lon"]))], [float(str(row["lat"]))])
    columns = {c.header: [row.get(c.name)] for c in CONTRACTS["zhujian"].columns}
    frame = gpd.GeoDataFrame(columns, geometry=[shapely.Point(lon, lat)], crs="EPSG:4326")
    if kind == "gpkg":
        frame.to_file(tmp_path / "案件.gpkg", engine="pyogrio")
    else:
        frame.to_parquet(tmp_path / "案件.parquet")
    file = take(tmp_path)
    assert file.contract is not None and file.contract.department == "zhujian", "found by its header alone"
    assert cells(file, "case_no") == ["A0001"]


def test_a_file_is_known_by_its_header_when_its_name_says_nothing(tmp_path: Path) -> None:
    write_csv(tmp_path, [case("sifa")], "export-17.csv", department="sifa", encoding="utf-8-sig")
    file = take(tmp_path)
    assert file.contract is not None and file.contract.department == "sifa"


def test_headers_are_matched_in_any_order_width_and_by_synonym(tmp_path: Path) -> None:
    row: Row = case()
    header, values = table(CONTRACTS["chengguan"], [row])
    pairs = list(zip(header, values, strict=True))[::-1]
    names = {"案卷编号": "编 号", "经度": "ＬＮＧ", "大类": "大类*"}
    text = ",".join(names.get(h, h) for h, _ in pairs) + "\n" + ",".join(v for _, v in pairs) + "\n"
    (tmp_path / "城管.csv").write_bytes(text.encode("gb18030"))
    file = take(tmp_path)
    assert cells(file, "case_no") == ["A0001"] and cells(file, "lon") == [row["lon"]]


def test_columns_outside_the_contract_are_noted_not_lost(tmp_path: Path) -> None:
    text = csv_text([case()]).replace("案卷编号", "督办领导,案卷编号", 1).replace("A0001", "李四,A0001", 1)
    (tmp_path / "城管.csv").write_bytes(text.encode("gb18030"))
    (note,) = take(tmp_path).problems
    assert (note.rule, note.level, note.value) == ("extra_columns", "note", "督办领导")


def test_cells_of_a_spreadsheet_become_the_text_that_a_person_sees() -> None:
    assert [cell_text(v) for v in (530302001001.0, 1.5, True, "　甲 ", "", None, 3)] == [
        "530302001001", "1.5", "1", "甲", None, None, "3",
    ]  # fmt: skip


def test_headers_are_compared_without_width_blanks_and_asterisks() -> None:
    assert normal_header("＊ 村（社区）\n代码 ") == normal_header("村(社区)代码")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('datum = "WGS84"', 'datum = "Beijing54"', "Beijing54"),
        ('"已结案" = "closed"', '"已结案" = "finished"', "finished"),
        ('name = "lon"', 'name = "longitude"', "longitude"),
        ('type = "number"', 'type = "float"', "float"),
        ('department = "chengguan"\n', "", "department"),
    ],
)
def test_a_contract_that_is_not_usable_is_refused_by_name(
    old: str, new: str, told: str, tmp_path: Path
) -> None:
    for path in CONTRACTS_DIR.glob("*.toml"):
        shutil.copy(path, tmp_path)
    spoilt = tmp_path / "chengguan.toml"
    text = spoilt.read_text("utf-8")
    assert old in text
    spoilt.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContractError, match=told) as refusal:
        load_contracts(tmp_path)
    assert "chengguan.toml" in refusal.value.detail
