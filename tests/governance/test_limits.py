from __future__ import annotations

import csv
import shutil
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from data.working_time import load_limits, load_region_clock
from governance.calendar import WorkDays
from governance.errors import RegionError
from governance.limits import STAGE_SPANS, Limit, due, parse_limits
from governance.office_hours import OfficeHours, parse_office_hours
from governance.working_time import WorkClock
from tests.governance.reference_clock import seconds

QUJING = Path(__file__).resolve().parents[2] / "data" / "regions" / "qujing"
CLOCK = WorkClock(WorkDays.load(date(2026, 1, 1), date(2026, 12, 31)), OfficeHours(((510, 720), (840, 1080))))
ROW = {
    "version": "1", "class_code": "E01", "subclass_name": "暴露垃圾", "stage": "dispose", "item": "", "amount": "4",
    "unit": "工作时", "source": "s",
}  # fmt: skip


def limit(amount: float, unit: str) -> Limit:
    return parse_limits([{**ROW, "amount": str(amount), "unit": unit}]).limits[0]


def test_every_subclass_of_the_region_has_one_limit_that_decides() -> None:
    limits = load_limits(QUJING)
    with (QUJING / "incident_classes.csv").open(encoding="utf-8") as handle:
        listed = [(row["class_code"], row["subclass_name"]) for row in csv.DictReader(handle)]

    assert all(limits.main(*key) for key in listed)
    assert {(entry.class_code, entry.subclass_name) for entry in limits.limits} == set(listed)
    assert limits.version
    assert all(entry.source for entry in limits.limits)


def test_one_subclass_carries_several_limits() -> None:
    limits = load_limits(QUJING)

    assert [
        (found.stage, found.item, found.amount, found.unit) for found in limits.of("E03", "私搭乱建")
    ] == [
        ("step", "停工", 4, "工作时"),
        ("step", "处罚", 7, "工作日"),
        ("dispose", "拆除", 20, "工作日"),
    ]
    assert limits.main("E03", "没有的小类") is None


def test_working_units_are_office_time_and_plain_units_run_day_and_night() -> None:
    friday = np.array([seconds(datetime(2026, 3, 6, 17))])
    plain = WorkClock.round_the_clock(date(2026, 1, 1), date(2026, 12, 31))

    assert due(limit(4, "工作时"), CLOCK, friday).tolist() == [seconds(datetime(2026, 3, 9, 11, 30))]
    assert due(limit(2, "工作日"), CLOCK, friday).tolist() == [seconds(datetime(2026, 3, 10, 17))]
    assert due(limit(4, "小时"), plain, friday).tolist() == [seconds(datetime(2026, 3, 6, 21))]
    assert due(limit(1.5, "日"), plain, friday).tolist() == [seconds(datetime(2026, 3, 8, 5))]
    assert [limit(1, unit).is_plain for unit in ("工作时", "工作日", "小时", "日")] == [
        False,
        False,
        True,
        True,
    ]
    assert set(STAGE_SPANS) == {"respond", "step", "dispose"}


def test_every_fault_of_a_limits_file_is_named() -> None:
    rows = [
        ROW,
        ROW,
        {**ROW, "subclass_name": "甲", "stage": "finish"},
        {**ROW, "subclass_name": "乙", "unit": "天"},
        {**ROW, "subclass_name": "丙", "amount": "-1"},
        {**ROW, "subclass_name": "丁", "amount": "inf", "version": "2"},
        {name: value for name, value in ROW.items() if name != "unit"},
    ]
    with pytest.raises(RegionError) as caught:
        parse_limits(rows)
    for words in (
        "E01 暴露垃圾 dispose : 2 times",
        "E01 暴露垃圾: 2 limits for dispose",
        "row 4: stage 'finish'",
        "E01 甲: 0 limits for dispose",
        "row 5: unit '天'",
        "row 6: amount '-1'",
        "row 7: amount 'inf'",
        "2 versions: 1, 2",
        "row 8: no unit",
    ):
        assert words in caught.value.detail
    with pytest.raises(RegionError, match="amount 'four'"):
        parse_limits([{**ROW, "amount": "four"}])


def test_office_hours_are_read_with_counties_and_seasons() -> None:
    table = parse_office_hours(
        {
            "version": "1",
            "default": {"hours": [["08:30", "12:00"], ["14:00", "18:00"]]},
            "county": {
                "530326": {
                    "hours": [["09:00", "17:00"]],
                    "season": [{"from": "11-15", "to": "02-29", "hours": [["09:30", "24:00"]]}],
                }
            },
        }
    )

    assert table.of(None) == table.of("530302") == OfficeHours(((510, 720), (840, 1080)))
    county = table.of("530326")
    assert [county.on(day) for day in (date(2026, 11, 14), date(2026, 12, 31), date(2026, 3, 1))] == [
        ((540, 1020),),
        ((570, 1440),),
        ((540, 1020),),
    ]


def test_every_fault_of_office_hours_is_named() -> None:
    with pytest.raises(RegionError) as caught:
        parse_office_hours(
            {
                "default": {
                    "hours": [
                        ["08:30", "12:00"],
                        ["11:00", "18:00"],
                        ["18:00", "17:00"],
                        ["25:00", "26:00"],
                        "x",
                    ],
                    "season": [{"from": "02-30", "to": "3", "hours": []}],
                },
                "county": {"1": {}},
            }
        )
    for words in (
        "version missing",
        "['11:00', '18:00'] does not come after",
        "['18:00', '17:00']",
        "['25:00', '26:00']",
        "default: 'x'",
        "season 1 from = '02-30'",
        "season 1 to = '3'",
        "season 1: hours missing",
        "county.1: hours missing",
    ):
        assert words in caught.value.detail
    with pytest.raises(RegionError, match=r"\[default\] missing"):
        parse_office_hours({"version": "1"})


def test_a_region_folder_gives_its_clock_with_local_days(tmp_path: Path) -> None:
    for name in ("office_hours.toml", "limits.csv"):
        shutil.copy(QUJING / name, tmp_path / name)
    (tmp_path / "calendar.toml").write_text("[[day]]\non = 2026-03-02\nworking = false\n", encoding="utf-8")
    clock = load_region_clock(tmp_path, date(2026, 3, 1), date(2026, 3, 31)).of("530302")

    assert int(clock.elapsed(seconds(datetime(2026, 3, 2)), seconds(datetime(2026, 3, 4)))) == 27_000
    (tmp_path / "office_hours.toml").unlink()
    (tmp_path / "limits.csv").unlink()
    with pytest.raises(RegionError, match=r"office_hours\.toml"):
        load_region_clock(tmp_path, date(2026, 3, 1), date(2026, 3, 31))
    with pytest.raises(RegionError, match=r"limits\.csv"):
        load_limits(tmp_path)
