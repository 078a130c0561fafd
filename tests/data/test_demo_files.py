"""The demonstration files: in the forms that departments send, wrong where the manifest says and nowhere else."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
import python_calamine

from data.demo import MANIFEST_NAME, write_demo
from geo.datum import gcj02_to_wgs84
from tests.data.demo_reader import CONTRACTS, INCIDENTS, UNTIL, demo, of_cases, wrong_places


def test_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    region, folder, manifest = demo().region, demo().folder, demo().manifest
    again = write_demo(region, tmp_path, incidents=INCIDENTS, until=UNTIL)

    assert of_cases(again) == manifest
    for path in sorted(folder.iterdir()):
        twin = tmp_path / path.name
        assert hashlib.sha256(twin.read_bytes()).digest() == hashlib.sha256(path.read_bytes()).digest(), (
            path.name
        )


def test_another_seed_gives_other_cases(tmp_path: Path) -> None:
    region, manifest = demo().region, demo().manifest
    other = of_cases(write_demo(region, tmp_path, incidents=INCIDENTS, until=UNTIL, seed=7))

    assert [file.rows for file in other.files] == pytest.approx(
        [file.rows for file in manifest.files], rel=0.1
    )
    assert other.files[0].wrong_rows != manifest.files[0].wrong_rows


def test_every_department_sends_what_its_contract_expects() -> None:
    manifest = demo().manifest
    assert {file.department for file in manifest.files} == set(CONTRACTS)
    for file in manifest.files:
        assert CONTRACTS[file.department].matches_name(file.name), file.name
        assert [c.department for c in CONTRACTS.values() if c.matches_name(file.name)] == [file.department]


def test_all_cases_are_there_and_copies_come_on_top() -> None:
    manifest, rows = demo().manifest, demo().rows
    assert {file.name: file.rows for file in manifest.files} == {
        name: len(found) for name, found in rows.items()
    }
    assert manifest.rows == INCIDENTS + manifest.wrong["duplicate"]


def test_departments_have_their_shares() -> None:
    manifest = demo().manifest
    share: Counter[str] = Counter()
    for file in manifest.files:
        share[file.department] += file.rows
    expected = {
        "chengguan": 0.44,
        "gongan": 0.15,
        "minzheng": 0.09,
        "sifa": 0.09,
        "zhujian": 0.11,
        "shijian": 0.12,
    }

    assert {d: n / manifest.rows for d, n in share.items()} == pytest.approx(expected, abs=0.01)


def test_city_management_sends_gb18030_with_columns_of_its_own() -> None:
    folder, manifest = demo().folder, demo().manifest
    names = [file.name for file in manifest.files if file.department == "chengguan"]
    data = [(folder / name).read_bytes() for name in names]

    assert names == [
        "曲靖市城市管理局_数字城管案卷_202407-202506_演示.csv",
        "曲靖市城市管理局_数字城管案卷_202507-202606_演示.csv",
    ]
    for content in data:
        header = content.split(b"\r\n", 1)[0].decode("gb18030").split(",")
        assert header[0] == "序号"
        assert header[-1] == "备注"
        with pytest.raises(UnicodeDecodeError):
            content.decode("utf-8")


def test_justice_sends_utf8_with_a_byte_order_mark() -> None:
    folder, manifest = demo().folder, demo().manifest
    name = next(file.name for file in manifest.files if file.department == "sifa")

    assert (folder / name).read_bytes().startswith(b"\xef\xbb\xbf" + "纠纷编号,".encode())


def test_public_security_puts_a_title_above_and_totals_below() -> None:
    folder = demo().folder
    file = demo().file("gongan")
    table = (
        python_calamine.CalamineWorkbook.from_path(str(folder / file.name)).get_sheet_by_index(0).to_python()
    )
    footer = next(w for w in file.wrong_rows if w.kind == "footer")

    assert "台账" in str(table[0][0])
    assert table[1][0] == "警情编号"
    assert table[footer.row - 1][:3] == ["合计", "", f"共 {file.rows} 件"]
    assert footer.row == len(table)
    assert isinstance(table[2][6], datetime)


def test_civil_affairs_sends_a_sheet_a_county_and_dates_in_three_ways() -> None:
    folder, rows = demo().folder, demo().rows
    file = demo().file("minzheng")
    book = python_calamine.CalamineWorkbook.from_path(str(folder / file.name))
    written = [row["received_at"] for row in rows[file.name]]

    assert book.sheet_names == ["填表说明", "西县", "东县"]
    assert sum(isinstance(value, date) for value in written) > 50
    assert sum("年" in str(value) for value in written) > 50
    assert sum("/" in str(value) for value in written) > 50
    assert not any(":" in str(value) for value in written if isinstance(value, str))


def test_housing_sends_a_zipped_shapefile_in_gcj02() -> None:
    folder, rows = demo().folder, demo().rows
    file = demo().file("zhujian")
    with zipfile.ZipFile(folder / file.name) as archive:
        parts = {Path(info.filename).suffix: info for info in archive.infolist()}
        assert set(parts) == {".shp", ".shx", ".dbf", ".prj", ".cpg"}
        assert archive.read(parts[".cpg"]) == b"GB18030"
        assert b"CGCS" in archive.read(parts[".prj"]) or b"China_Geodetic" in archive.read(parts[".prj"])
        assert "市".encode("gb18030") in archive.read(parts[".dbf"]) or "县".encode(
            "gb18030"
        ) in archive.read(parts[".dbf"])
    right = [r for r in rows[file.name] if r["lon"] and ("", r["#"]) not in wrong_places(file)]
    lon, lat = gcj02_to_wgs84([r["lon"] for r in right], [r["lat"] for r in right])

    # The drawing is one box: real points lie inside, the shifted ones up to 500 m beside it.
    assert ((lon > 103.0 - 1e-7) & (lon < 103.12 + 1e-7) & (lat > 25.0 - 1e-7) & (lat < 25.08 + 1e-7)).all()
    assert max(r["lon"] for r in right) > 103.12


def test_manifest_beside_the_files_tells_the_same() -> None:
    folder, manifest = demo().folder, demo().manifest
    told = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))

    told_of_cases = [f for f in told["files"] if f["dataset"] == "incident"]
    assert [(f["name"], f["rows"], f["wrong"]) for f in told_of_cases] == [
        (f.name, f.rows, dict(f.wrong)) for f in manifest.files
    ]
    assert told["data_from"] == "2024-07-01"
    assert told["data_to"] == "2026-06-30"
    assert set(manifest.wrong) <= set(told["kinds"])


def test_every_file_has_three_wrong_rows_of_each_kind() -> None:
    manifest = demo().manifest
    kinds = set(manifest.wrong) - {"footer"}
    for file in manifest.files:
        counted = Counter(row.kind for row in file.wrong_rows)
        assert dict(file.wrong) == counted
        assert {kind: counted[kind] >= 3 for kind in kinds} == dict.fromkeys(kinds, True), file.name
        assert len(wrong_places(file)) == sum(counted[kind] for kind in kinds), (
            "a row is wrong in one way only"
        )


def test_wrong_rows_are_where_the_manifest_says() -> None:
    manifest, rows = demo().manifest, demo().rows
    for file in manifest.files:
        at = {(row["@"], row["#"]): row for row in rows[file.name]}
        numbers = Counter(row["case_no"] for row in rows[file.name])
        for wrong in file.wrong_rows:
            if wrong.kind == "footer":
                continue
            row = at[wrong.sheet, wrong.row]
            assert (row["case_no"] or "") == wrong.case_no
            if wrong.kind == "duplicate":
                assert numbers[wrong.case_no] == 2
                twins = [r for r in rows[file.name] if r["case_no"] == wrong.case_no]
                assert {**twins[0], "#": 0} == {**twins[1], "#": 0}
                assert twins[1]["#"] == wrong.row
            elif wrong.kind == "missing_required":
                assert row[wrong.column] is None
            elif wrong.kind == "swapped":
                assert float(row["lon"]) < 30 < 100 < float(row["lat"])
            elif wrong.kind in ("hostile_text", "bad_code", "bad_number"):
                assert str(row[wrong.column]) == wrong.value.split(",")[0] or wrong.kind == "hostile_text"
