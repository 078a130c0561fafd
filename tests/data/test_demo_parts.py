"""The demonstration's pieces: clocks, workbooks, signatures, progress."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
import python_calamine

from data.demo import write_demo
from data.demo.clocks import CLOCKS, Cell
from data.demo.lifecycle import NEVER
from data.demo.profiles import load_profiles
from data.demo.workbook import Sheet, write_workbook
from data.settings import ROOT
from governance.errors import StateError
from tests.data.demo_reader import demo

QUJING = ROOT / "data" / "regions" / "qujing"


def local_seconds(moment: datetime) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([int((moment - datetime(1970, 1, 1)).total_seconds())])


def test_times_are_written_as_each_department_does() -> None:
    at = np.array([int(local_seconds(datetime(2026, 3, 5, 14, 23, 11))[0]), NEVER])

    assert CLOCKS["seconds"](at) == ["2026-03-05 14:23:11", None]
    assert CLOCKS["minutes"](at) == ["2026-03-05 14:23", None]
    assert CLOCKS["iso"](at) == ["2026-03-05T14:23:11+08:00", None]
    assert CLOCKS["serial"](at) == [pytest.approx(46086.599433), None]
    assert set(CLOCKS["chinese_dates"](np.repeat(at[:1], 3))) == {"2026/3/5", "2026年3月5日", 46086.0}


def test_a_workbook_keeps_hostile_text_as_text(tmp_path: Path) -> None:
    texts: list[Cell] = [
        '=HYPERLINK("http://x.invalid","a")',
        "<b>&amp;</b>",
        '\'"quoted"',
        "曲靖",
        " blank ",
        None,
    ]
    write_workbook(
        tmp_path / "a.xlsx", [Sheet("表一", {"文本": texts, "数": [1, 2.5, None, 4, 5, 6]})], "yyyy-mm-dd"
    )
    rows = (
        python_calamine.CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
        .get_sheet_by_name("表一")
        .to_python()
    )

    assert rows[0] == ["文本", "数"]
    assert [row[0] for row in rows[1:]] == [text or "" for text in texts]
    assert [row[1] for row in rows[1:]] == [1.0, 2.5, "", 4.0, 5.0, 6.0]


def test_signatures_name_only_what_the_region_has() -> None:
    profiles = load_profiles(QUJING)
    with (QUJING / "divisions.csv").open(encoding="utf-8") as handle:
        codes = {row["code"] for row in csv.DictReader(handle)}
    subclasses = {subclass.name for subclass in profiles.subclasses}

    assert set(profiles.signatures) == {code for code in codes if len(code) == 6}
    for county, signature in profiles.signatures.items():
        assert set(signature.subclass) <= subclasses
        assert all(set(season["subclass"]) <= subclasses for season in signature.season)
        assert all(street in codes and street.startswith(county) for street in signature.street)


def test_a_region_without_signatures_works_too() -> None:
    assert load_profiles(demo().region).signatures == {}


def test_every_subclass_of_the_region_has_a_profile() -> None:
    for subclass in load_profiles(QUJING).subclasses:
        assert len(subclass.season) == 12
        assert len(subclass.texts) > 1, subclass.name


def test_progress_runs_from_nothing_to_all(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    write_demo(
        demo().region,
        tmp_path,
        incidents=40,
        until=date(2026, 6, 30),
        progress=lambda text, share: told.append((text, share)),
    )
    shares = [share for _, share in told]

    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert any("城管" in text for text, _ in told)


def test_no_incidents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StateError):
        write_demo(demo().region, tmp_path, incidents=0)


def test_an_earlier_demonstration_makes_room_and_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "自己的.csv").write_text("a", encoding="utf-8")
    write_demo(demo().region, tmp_path, incidents=40, until=date(2025, 6, 30))
    later = write_demo(demo().region, tmp_path, incidents=40, until=date(2026, 6, 30))

    names = {path.name for path in tmp_path.iterdir()}
    assert names == {file.name for file in later.files} | {"自己的.csv", "demo_manifest.json"}
