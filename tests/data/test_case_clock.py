"""The clock of cases: limits that the file does not give, late minutes, and what the flags of a case mean."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.publish import publish
from data.reads import measures_total, months_available, release_info
from data.release import open_release
from data.settings import Settings
from tests.conftest import Published
from tests.data.deliveries import Row, case, write_csv

RECEIVED_AT = datetime(2026, 7, 1, 2, 0)
FLAGS = (
    "is_filed", "is_void", "is_due", "is_closed", "is_on_time", "is_disposed", "is_reworked", "is_rated",
    "is_satisfied", "is_located", "is_joint", "is_open", "is_overdue",
)  # fmt: skip


def published_case(settings: Settings, folder: Path, row: Row) -> tuple[dict[str, Any], set[str]]:
    """The one case of a delivery, times as local text, and the rules that found something."""
    write_csv(folder, [row])
    report = publish(settings, folder, received_at=RECEIVED_AT)
    with open_release(settings)._instance.cursor() as cursor:
        found = cursor.execute(
            "select * replace (strftime(timezone('Asia/Shanghai', timezone('UTC', due_at)), '%Y-%m-%d %H:%M') as due_at) "
            "from incident"
        ).df()
    return found.to_dict("records")[0], set(report.check.problems["rule"])


# 暴露垃圾: 4 hours of work; 私搭乱建: 20 working days; 机动车乱停放: 4 hours of any day.
COMPUTED = [
    ({"filed_at": "2026-03-05 08:40:00"}, "2026-03-05 14:40", 240),
    # Thursday afternoon → Friday.
    ({"filed_at": "2026-03-05 16:00:00"}, "2026-03-06 10:30", 240),
    # Friday afternoon → Monday.
    ({"filed_at": "2026-03-06 17:00:00"}, "2026-03-09 11:30", 240),
    # Ending with the office day stays on that day.
    ({"filed_at": "2026-03-05 14:00:00"}, "2026-03-05 18:00", 240),
    ({"class_name": "街面秩序", "subclass_name": "机动车乱停放", "filed_at": "2026-03-06 22:00:00"},
     "2026-03-07 02:00", 240),
    # Over the holidays of 1–5 May 2026; Saturday 9 May is worked in exchange.
    ({"class_name": "施工管理", "subclass_name": "施工扰民", "filed_at": "2026-04-30 18:00:00"}, "2026-05-06 18:00", 450),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "due", "minutes"), COMPUTED, ids=[due for _, due, _ in COMPUTED])
def test_a_limit_that_the_file_does_not_give_is_computed(
    changes: dict[str, str | None], due: str, minutes: int, tmp_path: Path, tiny_settings: Settings
) -> None:
    filed = changes["filed_at"]
    later = dict.fromkeys(("dispatched_at", "responded_at", "disposed_at", "closed_at"))
    row = case(
        **{**later, "received_at": filed, "state": "已立案", "satisfaction": None, "due_at": None, **changes}
    )
    found, rules = published_case(tiny_settings, tmp_path / "in", row)
    assert (found["due_at"], found["due_source"], found["limit_minutes"]) == (due, "computed", minutes)
    assert "due_computed" in rules


def test_the_files_own_limit_goes_before_the_table(tmp_path: Path, tiny_settings: Settings) -> None:
    found, rules = published_case(tiny_settings, tmp_path / "in", case())
    assert (found["due_at"], found["due_source"], found["limit_minutes"]) == (
        "2026-03-05 12:40",
        "given",
        240,
    )
    assert "due_computed" not in rules
    # Filed at 8:40, disposed at 11:00.
    assert found["work_minutes"] == 140 and pd.isna(found["late_minutes"])


def test_flags_are_never_empty_and_follow_from_the_case(published: Published) -> None:
    with published.release._instance.cursor() as cursor:
        cases = cursor.execute("select * from incident").df()
    assert not cases[list(FLAGS)].isna().any().any()
    data_to = pd.Timestamp(release_info(published.release)["data_to"])
    past = pd.to_datetime(cases["due_on"]) <= data_to
    assert (cases["is_due"] == cases["is_filed"] & ~cases["is_void"] & past).all()
    assert (cases["is_open"] == cases["is_filed"] & ~cases["is_void"] & ~cases["is_closed"]).all()
    assert (cases["is_overdue"] == cases["is_open"] & past).all()
    late = (cases["is_closed"] & cases["is_filed"] & (cases["closed_at"] > cases["due_at"])) | cases[
        "is_overdue"
    ]
    assert (cases["late_minutes"].notna() == late).all()
    assert (cases["work_minutes"].notna() == cases["is_disposed"]).all()
    assert (cases["work_minutes"].dropna() >= 0).all()


def test_the_new_measures_are_sums_of_the_cases_and_of_the_whistles(published: Published) -> None:
    with published.release._instance.cursor() as cursor:
        cases = cursor.execute("select * from incident").df()
        whistles = cursor.execute("select * from whistle").df()
        calls = cursor.execute("select * from whistle_department").df()
    first, last = months_available(published.release)
    total = measures_total(published.release, month_from=first - 24, month_to=last + 24)
    assert total["work_minutes"] == cases["work_minutes"].sum() > 0
    assert total["whistles"] == len(whistles) > 0
    assert total["called"] == calls["is_called"].sum() > total["reported"]
    assert total["reported"] == (calls["is_called"] & calls["is_reported_on_time"]).sum() > 0
    assert total["whistle_due"] == whistles["is_due"].sum() >= total["whistle_solved"] > 0
    assert total["whistle_open"] == whistles["is_open"].sum() >= total["whistle_overdue"]


def test_the_release_says_how_far_its_calendar_is_known(published: Published) -> None:
    info = release_info(published.release)
    assert info["calendar_known_until"] >= "2026-12-31"
    assert int(info["case_beyond_calendar"]) >= 0
