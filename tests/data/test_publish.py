"""A delivery becomes a release: nothing lost, nothing counted twice, every known fault found where it stands."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data.pointer import publisher_lock, read_pointer
from data.publish import publish
from data.publish.build import verify
from data.reads import department_summary, problems, release_info, releases, source_files
from data.release import open_release, rollback
from data.settings import Settings
from governance.errors import ReleaseError
from tests.conftest import Published
from tests.data.deliveries import case, write_csv

# What the demonstration calls a fault → the rules that may find it.
RULES = {
    "bad_code": {"unknown_community", "code_length", "code_other_level", "code_spaced", "code_as_number"},
    "swapped": {"coordinate_swapped"},
    "impossible_time": {"time_order", "not_a_time", "whistle_order"},
    "duplicate": {"duplicate_case", "call_repeated"},
    "out_of_region": {"coordinate_outside"},
    "missing_required": {"required_missing"},
    "bad_number": {"not_a_number", "not_an_integer", "coordinate_dms", "placeholder_text"},
    # A point just over the county's border lies within the boundary's accuracy.
    "wrong_county": {"county_differs", "point_near"},
    "unknown_department": {"office_unlisted"},
    "unknown_theme": {"theme_unlisted"},
    "two_leads": {"lead_twice"},
    "no_lead": {"lead_missing"},
    "wrong_order": {"whistle_order"},
    "unknown_case": {"unknown_case"},
    "impossible_sequence": {"sequence_not_suspended"},
    "unknown_stage": {"unknown_state"},
    "no_new_limit": {"extension_open"},
    "footer": {"footer_row"},
}


def test_every_known_fault_is_found_at_its_file_sheet_and_row(published: Published) -> None:
    found = {
        (problem.file, problem.row, problem.rule)
        for problem in published.report.check.problems.dropna(subset=["row"]).itertuples()
    }
    known = 0
    for file in published.manifest.files:
        for wrong in file.wrong_rows:
            if wrong.kind not in RULES:
                continue
            known += 1
            label = f"{file.name} › {wrong.sheet}" if file.department == "minzheng" else file.name
            assert any((label, wrong.row, rule) in found for rule in RULES[wrong.kind]), (label, wrong)
    assert known > 100


def test_hostile_text_is_kept_as_text(published: Published) -> None:
    hostile = [w for f in published.manifest.files for w in f.wrong_rows if w.kind == "hostile_text"]
    titles = {title for (title,) in _rows(published, "select title from incident")}
    # Numbers of persons are masked on the way in; everything else stays as it came.
    kept = {w.value for w in hostile if not re.search(r"\d{11}", w.value)}
    assert kept and kept <= titles


def test_rows_in_are_accepted_or_rejected_file_by_file(published: Published) -> None:
    files = source_files(published.release)
    assert (files["rows_in"] == files["rows_accepted"] + files["rows_rejected"]).all()
    kept = dict(
        _rows(
            published,
            "select file_id, count(*) from (select file_id from incident union all select file_id from flow_event "
            "union all select file_id from whistle_department) group by file_id",
        )
    )
    rejects = dict(_rows(published, "select file_id, count(*) from rejected_row group by file_id"))
    assert files.set_index("file_id")["rows_accepted"].to_dict() == kept
    assert files.set_index("file_id")["rows_rejected"].to_dict() == rejects
    rows = {f.name: f.rows - sum(w.kind == "footer" for w in f.wrong_rows) for f in published.manifest.files}
    counted = files.set_index("name")["rows_in"].to_dict()
    assert all(counted[name] in (n, n + 1) for name, n in rows.items()), (rows, counted)


def test_rejected_rows_are_kept_as_they_came(published: Published) -> None:
    ((payload,),) = _rows(
        published,
        "select payload from rejected_row r join source_file f using (file_id) where f.department = 'chengguan' "
        "order by r.file_id, row limit 1",
    )
    row = json.loads(payload)
    assert "案卷编号" in row and "经度" in row
    assert "备注" in row or "序号" in row, "columns outside the contract are kept too"


def test_originals_are_kept_by_their_content(published: Published) -> None:
    for path in published.folder.iterdir():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        kept = published.settings.home / "received" / digest
        assert kept.is_file() == (path.name != "demo_manifest.json")


def test_a_release_of_demonstration_files_says_so(published: Published) -> None:
    info = release_info(published.release)
    assert info["is_demo"] == "true"
    assert info["data_from"] <= info["data_to"] <= "2026-12-31"
    assert (published.settings.static_dir / "geometry" / info["geometry_hash"]).is_dir()
    assert "definitions/indicators.toml" in info


def test_local_times_are_stored_as_utc_and_days_stay_local(tmp_path: Path, tiny_settings: Settings) -> None:
    early = dict.fromkeys(
        ("filed_at", "dispatched_at", "responded_at", "disposed_at", "closed_at", "due_at"),
        "2026-03-01 01:00:00",
    )
    write_csv(tmp_path / "in", [case(received_at="2026-03-01 00:30:00", **early)])
    publish(tiny_settings, tmp_path / "in")
    release = open_release(tiny_settings)
    with release._instance.cursor() as cursor:
        row = cursor.execute("select received_at, received_on, month from incident").fetchall()[0]
    assert str(row[0]) == "2026-02-28 16:30:00"
    assert (str(row[1]), row[2]) == ("2026-03-01", 2026 * 12 + 2)


@pytest.mark.parametrize(
    "text",
    ["2026-03-05 08:30", "2026/3/5 8:30:00", "2026年3月5日 8时30分", "2026.3.5 8:30", "20260305083000",
     "2026-03-05T08:30:00+08:00", "2026-03-05T00:30:00Z", "46086.3541666667"],
)  # fmt: skip
def test_the_times_that_departments_write_mean_the_same(
    text: str, tmp_path: Path, tiny_settings: Settings
) -> None:
    write_csv(tmp_path / "in", [case(received_at=text)])
    publish(tiny_settings, tmp_path / "in")
    with open_release(tiny_settings)._instance.cursor() as cursor:
        ((moment,),) = cursor.execute("select received_at from incident").fetchall()
    assert str(moment) == "2026-03-05 00:30:00"


def test_a_limit_given_as_a_day_lasts_to_its_end(tmp_path: Path, tiny_settings: Settings) -> None:
    write_csv(tmp_path / "in", [case(due_at="2026-03-05")])
    publish(tiny_settings, tmp_path / "in")
    with open_release(tiny_settings)._instance.cursor() as cursor:
        ((on_time,),) = cursor.execute("select sum(closed_on_time) from rollup_month").fetchall()
    assert on_time == 1


def test_events_tell_the_life_cycle_in_order(published: Published) -> None:
    events = pd.DataFrame(
        _rows(published, "select incident_id, seq, kind from incident_event order by incident_id, seq"),
        columns=["id", "seq", "kind"],
    )
    assert (events.groupby("id")["seq"].min() == 1).all()
    assert (events[events["seq"] == 1]["kind"] == "received").all()
    order = ["received", "filed", "dispatched", "responded", "disposed", "rework", "closed", "rated"]
    ranks = events["kind"].map(order.index)
    assert (ranks.groupby(events["id"]).diff().dropna() > 0).all()


def test_rollback_moves_the_pointer_and_back(tmp_path: Path, tiny_settings: Settings) -> None:
    write_csv(tmp_path / "in", [case(number=1)])
    first = publish(tiny_settings, tmp_path / "in").release_id
    write_csv(tmp_path / "in", [case(number=1), case(number=2)])
    second = publish(tiny_settings, tmp_path / "in").release_id
    assert open_release(tiny_settings).release_id == second
    rollback(tiny_settings, first)
    assert open_release(tiny_settings).release_id == first
    assert [(e.release_id, e.incidents, e.is_current) for e in releases(tiny_settings)] == [
        (second, 2, False),
        (first, 1, True),
    ]
    with pytest.raises(ReleaseError, match="19990101T000000Z"):
        rollback(tiny_settings, "19990101T000000Z")
    with pytest.raises(ReleaseError):
        open_release(tiny_settings, "../../etc/passwd")
    events = [json.loads(line)["event"] for line in (tiny_settings.home / "journal.jsonl").open()]
    assert events == ["publish_started", "published", "publish_started", "published", "rolled_back"]


def test_two_publishers_do_not_work_at_once(tmp_path: Path, tiny_settings: Settings) -> None:
    write_csv(tmp_path / "in", [case()])
    with publisher_lock(tiny_settings.home), pytest.raises(ReleaseError, match="pid"):
        publish(tiny_settings, tmp_path / "in")
    assert publish(tiny_settings, tmp_path / "in").incidents == 1


def test_a_broken_pointer_is_told_with_its_remedy(tmp_path: Path, tiny_settings: Settings) -> None:
    tiny_settings.home.mkdir()
    (tiny_settings.home / "current.json").write_text("{")
    with pytest.raises(ReleaseError, match="rollback"):
        open_release(tiny_settings)


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("delete from incident where incident_id = (select min(incident_id) from incident)", "check_rows_kept"),
        ("update rollup_month set grid_code = 'nowhere' where grid_code = (select min(grid_code) from rollup_month)",
         "check_sums"),
        ("update rollup_open set zone_code = 'nowhere' where whistle_open > 0 or open > 0", "check_sums"),
        ("update rollup_month set county_code = 'nowhere' where whistles > 0", "check_sums"),
        ("update rollup_month set zone_code = 'nowhere' where called > 0", "check_sums"),
        ("update rollup_month set work_minutes = work_minutes + 1 where month = (select min(month) from rollup_month)",
         "check_rollups_agree"),
        ("update rollup_month set reported = reported + 1 where called > 0", "check_rollups_agree"),
        ("update rollup_class set received = received + 1 where month = (select min(month) from rollup_class)",
         "check_rollups_agree"),
        ("insert into incident from incident limit 1", "check_cases_once"),
        ("delete from unit where level = 'street' and code = (select min(code) from unit where level = 'street')",
         "check_units"),
        ("update incident set community_code = null where placed_by = 'code'", "check_places"),
    ],
)  # fmt: skip
def test_a_release_that_contradicts_itself_is_refused(
    damage: str, check: str, published: Published, tmp_path: Path
) -> None:
    shutil.copy(published.release.path, tmp_path / "damaged.duckdb")
    with duckdb.connect(str(tmp_path / "damaged.duckdb")) as con:
        verify(con)
        con.execute(damage)
        with pytest.raises(ReleaseError, match=check):
            verify(con)


def test_the_same_delivery_gives_the_same_figures(
    published: Published, tiny_region: Path, tmp_path: Path
) -> None:
    again = Settings(tmp_path / "home", tiny_region, tmp_path / "static")
    publish(again, published.folder)
    query = "select * exclude (file_id) from incident order by incident_id"
    with open_release(again)._instance.cursor() as cursor:
        assert cursor.execute(query).fetchall() == _rows(published, query)
    pointer = read_pointer(again.home)
    assert pointer is not None
    assert pointer.geometry_hash == release_info(published.release)["geometry_hash"]


def test_problems_are_read_back_errors_first(published: Published) -> None:
    page = problems(published.release, None, limit=50)
    assert len(page) == 50 and (page["level"] == "error").all()
    one = problems(published.release, 1, limit=1_000)
    assert set(one["file_id"]) == {1}
    assert set(department_summary(published.release)["department"]) == {
        "chengguan", "dangjian", "gongan", "minzheng", "shijian", "sifa", "zhujian",
    }  # fmt: skip


def _rows(published: Published, query: str) -> list[tuple[object, ...]]:
    with published.release._instance.cursor() as cursor:
        return cursor.execute(query).fetchall()
