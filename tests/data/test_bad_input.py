"""Bad files and rows: a clear message naming file, row, column, value and remedy; the rest goes on; nothing is lost."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.publish import CheckReport, check, publish
from data.release import open_release
from data.settings import Settings
from geo.datum import wgs84_to_gcj02
from governance.errors import ContractError, ReleaseError
from tests.data.deliveries import (
    CONTRACTS,
    case,
    csv_text,
    table,
    write_csv,
    write_geojson,
    write_shapefile_zip,
    write_xlsx,
)
from tests.tiny_region import COMMUNITIES, cell_centre

# Grids of the smallest community of the drawing.
SMALLEST = 9
RECEIVED_AT = datetime(2026, 7, 1, 2, 0)


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """A folder that already holds one good file of another department."""
    folder = tmp_path / "delivery"
    write_geojson(folder, [case("shijian", n) for n in range(1, 4)])
    return folder


def found(report: CheckReport, rule: str) -> list[dict[str, Any]]:
    rows = report.problems[report.problems["rule"] == rule].to_dict("records")
    assert rows, f"no {rule} among {sorted(set(report.problems['rule']))}"
    for row in rows:
        for name in ("message_zh", "message_en", "remedy_zh", "remedy_en"):
            assert row[name] and "{" not in row[name], row
    return [{str(key): value for key, value in row.items()} for row in rows]


def examine(settings: Settings, folder: Path) -> CheckReport:
    report = check(settings, folder, received_at=RECEIVED_AT)
    good = next(file for file in report.files if file.name == "市场监管投诉.geojson")
    assert (good.rows_in, good.rows_accepted, good.held_back) == (3, 3, False), "the good file goes through"
    return report


ROW_FAULTS = [
    ("required_missing", {"received_at": None}, "上报时间", None),
    ("required_missing", {"case_no": None}, "案卷编号", None),
    ("not_a_time", {"closed_at": "2026-13-45 09:15:00"}, "结案时间", "2026-13-45 09:15:00"),
    ("not_a_time", {"received_at": "INF"}, "上报时间", "INF"),
    ("not_a_number", {"lon": "东经103度"}, "经度", "东经103度"),
    ("not_an_integer", {"rework_count": "两次"}, "返工次数", "两次"),
    ("value_range", {"satisfaction": "9"}, "满意度", "9"),
    ("unknown_state", {"state": "已完成"}, "案卷状态", "已完成"),
    ("unknown_class", {"subclass_name": "外星人"}, "小类", "市容环境 / 外星人"),
    ("unknown_community", {"community_code": "990101999999"}, "社区编码", "990101999999"),
    ("time_impossible", {"received_at": "1899-12-30 00:00:00"}, "上报时间", "1899-12-30 00:00:00"),
    ("time_future", {"closed_at": "2027-01-01 00:00:00"}, "结案时间", "2027-01-01 00:00:00"),
    ("time_order", {"closed_at": "2026-03-05 10:59:00"}, "结案时间", "2026-03-05 10:59:00"),
    ("time_order", {"due_at": "2026-03-04 10:59:00"}, "处置截止时间", "2026-03-04 10:59:00"),
    ("life_cycle", {"closed_at": None}, "结案时间", None),
    ("coordinate_half", {"lat": None}, "纬度", None),
    ("coordinate_swapped", {"lon": "25.0450000", "lat": "103.0450000"}, "经度", "25.045, 103.045"),
    ("coordinate_outside", {"lon": "106.6473750", "lat": "26.6436130"}, "经度", "106.647375, 26.643613"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "column", "value"), ROW_FAULTS, ids=lambda x: str(x)[:40])
def test_a_wrong_row_is_rejected_by_file_row_column_value_and_remedy(
    rule: str,
    changes: dict[str, str | None],
    column: str,
    value: str | None,
    delivery: Path,
    tiny_settings: Settings,
) -> None:
    write_csv(delivery, [case(number=1), case(number=2, **changes), case(number=3)])
    report = examine(tiny_settings, delivery)
    problem = found(report, rule)[0]
    assert (problem["file"], problem["row"], problem["column"]) == ("城管案卷.csv", 3, column)
    if value is not None:
        assert problem["value"] == value
        assert value in problem["message_zh"] and value in problem["message_en"]
    file = next(f for f in report.files if f.name == "城管案卷.csv")
    assert (file.rows_in, file.rows_accepted, file.rows_rejected) == (3, 2, 1)


def test_all_faults_of_a_row_are_told_at_once(delivery: Path, tiny_settings: Settings) -> None:
    write_csv(delivery, [case(state="已完成", community_code="990101999999", satisfaction="9")])
    problems = examine(tiny_settings, delivery).problems
    rules = set(problems.loc[problems["file"] == "城管案卷.csv", "rule"])
    assert {"unknown_state", "unknown_community", "value_range"} <= rules


def test_the_first_of_repeated_cases_is_kept_and_the_others_name_it(
    delivery: Path, tiny_settings: Settings
) -> None:
    write_csv(delivery, [case(number=7, state="已完成"), case(number=7), case(number=7, letter="c")])
    (problem,) = found(examine(tiny_settings, delivery), "duplicate_case")
    assert (problem["row"], problem["value"]) == (4, "A0007")
    assert "城管案卷.csv #3" in problem["message_zh"], (
        "the first acceptable row is kept, not the rejected one"
    )


def test_a_point_in_another_county_is_accepted_with_a_warning(
    delivery: Path, tiny_settings: Settings
) -> None:
    lon, lat = cell_centre("h")
    write_csv(delivery, [case(lon=f"{lon:.7f}", lat=f"{lat:.7f}")])
    report = examine(tiny_settings, delivery)
    (problem,) = found(report, "county_differs")
    assert (problem["row"], problem["value"], problem["level"]) == (2, COMMUNITIES["b"][0], "warning")
    assert next(f for f in report.files if f.name == "城管案卷.csv").rows_warned == 1


def test_a_field_too_many_is_told_and_the_row_kept_back(delivery: Path, tiny_settings: Settings) -> None:
    text = csv_text([case(title="一"), case(number=2)]).replace("一", "一,半", 1)
    (delivery / "城管案卷.csv").write_bytes(text.encode("gb18030"))
    (problem,) = found(examine(tiny_settings, delivery), "field_count")
    assert problem["row"] == 2


FILE_FAULTS: list[tuple[str, str, str, bytes | None]] = [
    ("empty_file", "城管案卷.csv", "", b""),
    ("empty_file", "城管案卷.csv", "", csv_text([]).encode("gb18030")),
    ("empty_file", "公安警情.xlsx", "", b""),
    ("unreadable", "公安警情.xlsx", "", b"PK\x03\x04 not a workbook"),
    ("unreadable", "市场监管2.geojson", "", b'{"type": "FeatureCollection", "features": [{"type"'),
    ("unreadable", "住建案件.zip", "", b"PK\x03\x04cut short"),
    ("wrong_encoding", "城管案卷.csv", "81 ", csv_text([case()]).encode("gb18030") + b"\xff\xff\x81\n"),
    ("unknown_format", "说明.docx", ".docx", b"whatever"),
    ("unknown_department", "来信.csv", "甲、乙、丙", "甲,乙,丙\n1,2,3\n".encode()),
    ("foreign_columns", "公安.csv", "", None),
    (
        "missing_columns",
        "城管案卷.csv",
        "上报时间",
        csv_text([case()]).replace("上报时间", "某时").encode("gb18030"),
    ),
]


@pytest.mark.parametrize(("rule", "name", "value", "content"), FILE_FAULTS, ids=lambda x: str(x)[:30])
def test_a_bad_file_is_held_back_by_name_and_the_others_go_through(
    rule: str, name: str, value: str, content: bytes | None, delivery: Path, tiny_settings: Settings
) -> None:
    if content is None:
        name = "公安警情.xlsx"
        write_xlsx(delivery, name, {"表": table(CONTRACTS["minzheng"], [case("minzheng")])})
    else:
        (delivery / name).write_bytes(content)
    report = examine(tiny_settings, delivery)
    (problem,) = found(report, rule)
    assert problem["file"] == name and problem["level"] == "error"
    assert value.strip() in str(problem["value"]) + problem["message_zh"]
    assert next(file for file in report.files if file.name == name).held_back
    assert report.any_held_back


def test_damaged_utf8_is_not_mistaken_for_gb18030(delivery: Path, tiny_settings: Settings) -> None:
    content = bytearray(csv_text([case(number=n) for n in range(1, 40)]).encode("utf-8"))
    place = content.index("路边垃圾".encode(), len(content) // 2)
    content[place + 1] = 0x20
    (delivery / "城管案卷.csv").write_bytes(bytes(content))
    (problem,) = found(examine(tiny_settings, delivery), "wrong_encoding")
    assert problem["row"] == content[:place].count(b"\n") + 1


def test_a_truncated_zip_is_named(delivery: Path, tiny_settings: Settings) -> None:
    path = write_shapefile_zip(delivery, [case("zhujian", n) for n in range(1, 30)])
    path.write_bytes(path.read_bytes()[:-200])
    (problem,) = found(examine(tiny_settings, delivery), "unreadable")
    assert problem["file"] == "住建案件.zip" and "压缩包" in problem["message_zh"]


def test_the_same_file_twice_counts_once(delivery: Path, tiny_settings: Settings) -> None:
    write_csv(delivery, [case()], "城管一.csv")
    write_csv(delivery, [case()], "城管二.csv")
    (problem,) = found(examine(tiny_settings, delivery), "repeated_file")
    assert (problem["file"], problem["value"]) == ("城管二.csv", "城管一.csv")


def scattered(department: str, count: int, shift: bool) -> list[dict[str, str | None]]:
    """Cases all over the region, each in the community it names; with `shift` written as GCJ-02."""
    rng = np.random.default_rng(5)
    rows = []
    for number in range(count):
        letter = "abcdefgh"[number % 8]
        lon, lat = cell_centre(letter, number // 8 % SMALLEST)
        lon, lat = lon + rng.uniform(-0.0049, 0.0049), lat + rng.uniform(-0.0049, 0.0049)
        if shift:
            (lon,), (lat,) = wgs84_to_gcj02([lon], [lat])
        rows.append(case(department, number, letter, lon=f"{lon:.7f}", lat=f"{lat:.7f}"))
    return rows


def test_gcj02_declared_as_wgs84_holds_the_file_back(delivery: Path, tiny_settings: Settings) -> None:
    write_csv(delivery, scattered("chengguan", 400, shift=True))
    report = examine(tiny_settings, delivery)
    (problem,) = found(report, "datum_mismatch")
    assert (problem["file"], problem["value"]) == ("城管案卷.csv", "WGS84")
    assert "GCJ02" in problem["message_zh"] and "GCJ02" in problem["message_en"]
    assert next(f for f in report.files if f.name == "城管案卷.csv").held_back


@pytest.mark.parametrize("department", ["chengguan", "zhujian"])
def test_a_true_declaration_of_the_datum_is_believed(
    department: str, delivery: Path, tiny_settings: Settings
) -> None:
    rows = scattered(department, 400, shift=department == "zhujian")
    if department == "zhujian":
        write_shapefile_zip(delivery, rows)
    else:
        write_csv(delivery, rows)
    assert not examine(tiny_settings, delivery).any_held_back


TEXTS = st.one_of(
    st.none(),
    st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\r\n"), max_size=20),
    st.sampled_from(
        ["2026-03-05", "2026-02-30 25:61", "103.03", "nan", "inf", "1e400", "-1", "99999999999999999999"]
    ),
)


@given(changes=st.lists(st.dictionaries(st.sampled_from(sorted(case())), TEXTS), min_size=1, max_size=20))
@hypothesis.settings(max_examples=10)
def test_whatever_cells_hold_every_row_is_accepted_or_rejected(
    changes: list[dict[str, str | None]], tiny_region: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("any")
    good = case(number=0)
    spoilt = [case(number=number, **change) for number, change in enumerate(changes, start=1)]
    write_csv(root / "in", [good, *spoilt], encoding="utf-8")
    settings = Settings(root / "home", tiny_region, root / "static")
    report = publish(settings, root / "in", received_at=RECEIVED_AT).check
    (file,) = report.files
    assert file.rows_in == file.rows_accepted + file.rows_rejected == len(changes) + 1
    errors = report.problems[report.problems["level"] == "error"]
    assert errors["row"].dropna().nunique() == file.rows_rejected


def test_an_empty_folder_is_refused(tmp_path: Path, tiny_settings: Settings) -> None:
    with pytest.raises(ContractError, match="nowhere"):
        check(tiny_settings, tmp_path / "nowhere")


def test_a_delivery_without_one_good_row_publishes_nothing(tmp_path: Path, tiny_settings: Settings) -> None:
    write_csv(tmp_path / "delivery", [case(state="?")])
    with pytest.raises(ReleaseError, match="check"):
        publish(tiny_settings, tmp_path / "delivery")
    with pytest.raises(ReleaseError):
        open_release(tiny_settings)
    assert not list((tiny_settings.home / "releases").iterdir())
