"""Held-back rows come back as the department's own file, say what to mend, and go in once mended."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import python_calamine

from data.gate.deliveries import add_file, open_delivery
from data.gate.held_back import held_back_file
from data.gate.report import DeliveryReport, delivery_report
from data.publish.candidate import open_candidate, prepare, publish_candidate
from data.settings import Settings
from data.staging.grid import ORIGINAL_ROW, PROBLEM
from governance.errors import StateError
from tests.data.deliveries import (
    CONTRACTS,
    Row,
    case,
    table,
    write_csv,
    write_geojson,
    write_shapefile_zip,
    write_xlsx,
)

WRONG = "530302999999"


def _rows(department: str, **spoilt: str | None) -> list[Row]:
    """Four right rows; the third is spoilt."""
    rows = [case(department, number) for number in range(1, 5)]
    rows[2] |= spoilt
    return rows


def _send(settings: Settings, *paths: Path, publish: bool = True) -> tuple[str, DeliveryReport]:
    """Send files as one delivery; its id and report."""
    sent = open_delivery(settings, by="张三")
    for path in paths:
        add_file(settings, sent.delivery_id, path.name, path)
    made = prepare(settings, [sent.delivery_id], by="张三")
    if publish:
        publish_candidate(settings, made.candidate_id, by="张三", why="测试")
    found = delivery_report(settings, sent.delivery_id)
    assert found is not None
    return sent.delivery_id, found


def _held_back(settings: Settings, delivery_id: str, report: DeliveryReport, folder: Path) -> Path:
    """The file of held-back rows of a delivery of one file, written where a clerk would keep it."""
    name, content = held_back_file(settings, delivery_id, int(report.files.iloc[0]["file_id"]))
    folder.mkdir()
    (folder / name).write_bytes(content)
    return folder / name


def _mend_text(path: Path, encoding: str, wrong: str, right: str) -> None:
    path.write_bytes(path.read_bytes().decode(encoding).replace(wrong, right).encode(encoding))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_a_csv_comes_back_in_its_own_encoding_and_goes_in_once_mended(
    tiny_settings: Settings, tmp_path: Path, encoding: str
) -> None:
    rows = _rows("chengguan", community_code=WRONG)
    right = str(case()["community_code"])
    delivery_id, report = _send(tiny_settings, write_csv(tmp_path / "in", rows, encoding=encoding))
    assert report.files[["rows_in", "rows_accepted", "rows_rejected"]].iloc[0].tolist() == [4, 3, 1]
    mended = _held_back(tiny_settings, delivery_id, report, tmp_path / "out")
    assert mended.suffix == ".csv"
    header, line = mended.read_bytes().decode(encoding).splitlines()
    assert header.split(",")[-2:] == [PROBLEM["zh"], ORIGINAL_ROW["zh"]]
    assert WRONG in line and "社区代码不存在" in line and line.endswith(",4")
    _mend_text(mended, encoding, WRONG, right)
    _, report = _send(tiny_settings, mended)
    assert report.files[["rows_in", "rows_accepted", "rows_rejected"]].iloc[0].tolist() == [1, 1, 0]


def test_a_table_with_tabs_comes_back_with_tabs(tiny_settings: Settings, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "in", _rows("chengguan", community_code=WRONG), encoding="utf-16")
    path.write_bytes(path.read_bytes().decode("utf-16").replace(",", "\t").encode("utf-16"))
    delivery_id, report = _send(tiny_settings, path)
    mended = _held_back(tiny_settings, delivery_id, report, tmp_path / "out")
    header, line = mended.read_bytes().decode("utf-16").splitlines()
    assert len(header.split("\t")) == len(line.split("\t")) == len(CONTRACTS["chengguan"].columns) + 2


def test_sheets_of_a_workbook_stay_apart(tiny_settings: Settings, tmp_path: Path) -> None:
    contract = CONTRACTS["minzheng"]
    rows = _rows("minzheng", received_at="2026-13-45")
    rows[0] |= {"community_code": WRONG}
    path = write_xlsx(
        tmp_path / "in",
        "民政诉求.xlsx",
        {"西县": table(contract, rows[:2]), "东县": table(contract, rows[2:])},
    )
    delivery_id, report = _send(tiny_settings, path)
    mended = _held_back(tiny_settings, delivery_id, report, tmp_path / "out")
    book = python_calamine.CalamineWorkbook.from_path(mended)
    assert sorted(book.sheet_names) == sorted(["西县", "东县"])
    header, row = book.get_sheet_by_name("东县").to_python()
    told = dict(zip(header, row, strict=True))
    assert "2026-13-45" in told[PROBLEM["zh"]] and told[ORIGINAL_ROW["zh"]] == "2"
    sheets = {
        name: [
            [str(cell).replace("2026-13-45", "2026-03-05").replace(WRONG, str(case()["community_code"])) for cell in line]
            for line in book.get_sheet_by_name(name).to_python()
        ]
        for name in book.sheet_names
    }  # fmt: skip
    again = write_xlsx(tmp_path / "again", mended.name, sheets)
    _, report = _send(tiny_settings, again)
    assert report.files[["rows_in", "rows_accepted"]].iloc[0].tolist() == [2, 2]


def _mend_geojson(path: Path, right: str) -> Path:
    _mend_text(path, "utf-8", WRONG, right)
    return path


def _mend_shapes(path: Path, right: str) -> Path:
    frame = gpd.read_file(f"/vsizip/{path}", encoding="GB18030")
    assert frame.crs is not None and frame.geometry.notna().all()
    frame = frame.replace(WRONG, right)
    parts = path.parent / "parts"
    parts.mkdir()
    frame.to_file(parts / "mended.shp", engine="pyogrio", encoding="GB18030")
    again = path.with_name(f"again-{path.name}")
    with zipfile.ZipFile(again, "w") as archive:
        for part in parts.iterdir():
            archive.write(part, part.name)
    return again


@pytest.mark.parametrize(
    ("write", "department", "mend"),
    [(write_geojson, "shijian", _mend_geojson), (write_shapefile_zip, "zhujian", _mend_shapes)],
)
def test_points_come_back_in_their_own_format_and_go_in_once_mended(
    tiny_settings: Settings,
    tmp_path: Path,
    write: Callable[..., Path],
    department: str,
    mend: Callable[[Path, str], Path],
) -> None:
    rows = _rows(department, community_code=WRONG)
    path = write(tmp_path / "in", rows)
    delivery_id, report = _send(tiny_settings, path)
    mended = _held_back(tiny_settings, delivery_id, report, tmp_path / "out")
    assert mended.suffix == path.suffix
    _, report = _send(tiny_settings, mend(mended, str(case()["community_code"])))
    assert report.files[["rows_in", "rows_accepted", "rows_rejected"]].iloc[0].tolist() == [1, 1, 0]


def test_what_was_mended_is_no_longer_owed(tiny_settings: Settings, tmp_path: Path) -> None:
    _send(tiny_settings, write_csv(tmp_path / "in", _rows("chengguan", community_code=WRONG)))
    right = [case("chengguan", 3)]
    sent = open_delivery(tiny_settings, by="张三")
    path = write_csv(tmp_path / "again", right, "城管案卷补报.csv")
    add_file(tiny_settings, sent.delivery_id, path.name, path)
    made = prepare(tiny_settings, [sent.delivery_id], by="张三")
    release = open_candidate(tiny_settings, made.candidate_id)
    files = release.frame("source_files")
    assert files[["rows_in", "rows_accepted", "rows_rejected"]].to_numpy().tolist() == [[4, 3, 1], [1, 1, 0]]
    assert made.incidents == 4
    cursor = release._instance.cursor()
    assert cursor.execute("select mended from rejected_row").fetchall() == [(True,)]


def test_a_file_held_back_as_a_whole_comes_back_as_it_was_with_the_reason(
    tiny_settings: Settings, tmp_path: Path
) -> None:
    good = write_csv(tmp_path / "in", _rows("sifa"), "司法调解.csv", department="sifa", encoding="utf-8")
    bad = tmp_path / "in" / "城管案卷.csv"
    bad.write_bytes("案卷编号,大类\r\nA1,市容环境\r\n".encode("gb18030"))
    delivery_id, report = _send(tiny_settings, good, bad)
    file = report.files[report.files["held_back"]].iloc[0]
    name, content = held_back_file(tiny_settings, delivery_id, int(file["file_id"]))
    assert name == "城管案卷_整份退回.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("城管案卷.csv") == bad.read_bytes()
        assert "缺少必需的列" in archive.read("说明.txt").decode("utf-8-sig")


def test_formulas_in_held_back_rows_are_text(tiny_settings: Settings, tmp_path: Path) -> None:
    rows = _rows("chengguan", community_code=WRONG, title="=HYPERLINK(1)")
    delivery_id, report = _send(tiny_settings, write_csv(tmp_path / "in", rows, encoding="utf-8"))
    _, content = held_back_file(tiny_settings, delivery_id, int(report.files.iloc[0]["file_id"]))
    assert "'=HYPERLINK(1)" in content.decode("utf-8")


def test_nothing_held_back_is_said_so(tiny_settings: Settings, tmp_path: Path) -> None:
    delivery_id, report = _send(tiny_settings, write_csv(tmp_path / "in", _rows("chengguan")))
    with pytest.raises(StateError, match="没有退回的行"):
        held_back_file(tiny_settings, delivery_id, int(report.files.iloc[0]["file_id"]))
    with pytest.raises(StateError, match="没有这个文件"):
        held_back_file(tiny_settings, delivery_id, 99)


def test_personal_numbers_are_not_in_the_file_of_held_back_rows(
    tiny_settings: Settings, tmp_path: Path
) -> None:
    rows = _rows("shijian", community_code=WRONG, title="来电 13887412345 反映")
    delivery_id, report = _send(tiny_settings, write_geojson(tmp_path / "in", rows))
    _, content = held_back_file(tiny_settings, delivery_id, int(report.files.iloc[0]["file_id"]))
    document = json.loads(content)
    assert len(document["features"]) == 1
    assert "13887412345" not in content.decode("utf-8")
