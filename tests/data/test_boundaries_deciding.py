"""An official layer is accepted from a day on: levels fit around it, publishing uses it, and it can be taken back."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import geopandas as gpd
import pandas as pd
import pytest
import shapely

from data.boundaries.deciding import accept, history, reject, take_back
from data.boundaries.disk import boundaries_folder
from data.boundaries.forming import form
from data.boundaries.job import cancel_forming, forming_job, run_forming, start_forming
from data.boundaries.proposal import FORMED, Proposal, proposal, proposal_folder
from data.boundaries.proposing import base_region, propose
from data.boundaries.versions import in_force
from data.cli import main
from data.demo import write_demo
from data.publish import publish
from data.region import Region, load_region
from data.region_units import build_units
from data.release import Release, open_release
from data.settings import Settings
from governance.errors import GeometryError, StateError
from tests.boundary_files import layer, moved, written

# The day in the region: its zone is part of its folder.
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()


def proposed(settings: Settings, frame: gpd.GeoDataFrame, path: Path) -> Proposal:
    file = written(frame, path)
    item = propose(settings, file, file.name, by="张三", source="民政局", source_date="2026-09")
    assert item.state == "checked", item.faults
    return item


@pytest.fixture(scope="module")
def formed_home(tiny_region: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    root = tmp_path_factory.mktemp("formed")
    settings = Settings(root / "home", tiny_region, root / "static")
    item = proposed(settings, moved(tiny_region), root / "streets.geojson")
    return settings.home, form(settings, item.proposal_id).proposal_id


@pytest.fixture
def formed(tiny_settings: Settings, formed_home: tuple[Path, str]) -> Proposal:
    shutil.copytree(formed_home[0], tiny_settings.home)
    return proposal(tiny_settings, formed_home[1])


def placed(release: Release) -> pd.DataFrame:
    """Every case with its codes, in the order of its id."""
    with duckdb.connect() as con:
        con.execute(f"attach '{release.path}' as r (read_only)")
        return con.sql("select * from r.incident order by incident_id").df()


def region_on(settings: Settings, day: date) -> Region:
    return load_region(settings.region_dir, overlay=boundaries_folder(settings.home), on=day)


def test_levels_fit_around_an_accepted_layer_and_every_community_keeps_its_people(
    tiny_settings: Settings, formed: Proposal
) -> None:
    before = load_region(tiny_settings.region_dir)
    accept(tiny_settings, formed.proposal_id, by="李主任", why="正式界线", valid_from=TODAY)
    after = region_on(tiny_settings, TODAY)  # proves that every level is a coverage and tiles its parents
    assert [after.layers[level].schematic for level in ("street", "community", "grid")] == [False, True, True]
    assert after.layers["street"].source == "民政局"
    people = [
        dict(zip(r.communities["code"], r.communities["population"], strict=True)) for r in (before, after)
    ]
    assert people[0] == people[1]
    assert formed.consequences is not None and formed.consequences.communities_people == 0


def test_the_grids_that_change_are_counted_to_the_last_one(tiny_settings: Settings, formed: Proposal) -> None:
    found = formed.consequences
    assert found is not None
    assert found.grids_same + found.grids_reshaped + found.grids_gone == found.grids_now == 96
    assert found.grids_same + found.grids_reshaped + found.grids_added == found.grids_new
    assert found.changed["street"] == 4
    assert found.changed["city"] == 0, "the outer border stayed, whatever vertices came"


def test_a_version_counts_from_its_day_on_and_the_one_before_until_the_day_before(
    tiny_settings: Settings, formed: Proposal
) -> None:
    day = TODAY + timedelta(days=10)
    version = accept(tiny_settings, formed.proposal_id, by="李", why="界线", valid_from=day)
    root = boundaries_folder(tiny_settings.home)
    assert in_force(root, day - timedelta(days=1)) is None
    now = in_force(root, day)
    assert now is not None and now.version.version_id == version.version_id
    old = build_units(region_on(tiny_settings, TODAY)).set_index(["level", "code"])
    new = build_units(region_on(tiny_settings, day)).set_index(["level", "code"])
    assert old.loc[("street", "990101001"), "valid_to"].date() == day - timedelta(days=1)
    assert new.loc[("street", "990101001"), "valid_from"].date() == day
    assert new.loc[("city", "990100"), ["valid_from", "valid_to"]].isna().all()


def test_a_second_version_ends_the_first_and_may_not_begin_before_it(
    tiny_settings: Settings, formed: Proposal, tmp_path: Path
) -> None:
    accept(tiny_settings, formed.proposal_id, by="李", why="一", valid_from=TODAY)
    again = proposed(tiny_settings, moved(tiny_settings.region_dir, by=0.0008), tmp_path / "again.geojson")
    assert again.base == history(tiny_settings)[0].version_id
    form(tiny_settings, again.proposal_id)
    with pytest.raises(StateError, match="Too early"):
        accept(tiny_settings, again.proposal_id, by="李", why="二", valid_from=TODAY - timedelta(days=1))
    accept(tiny_settings, again.proposal_id, by="李", why="二", valid_from=TODAY + timedelta(days=30))
    second, first = history(tiny_settings)
    assert (first.valid_from, first.valid_to) == (TODAY, TODAY + timedelta(days=29))
    assert second.valid_to is None


def test_a_proposal_compared_with_boundaries_since_replaced_must_be_formed_again(
    tiny_settings: Settings, formed: Proposal, tmp_path: Path
) -> None:
    other = proposed(tiny_settings, moved(tiny_settings.region_dir, by=0.0007), tmp_path / "other.geojson")
    form(tiny_settings, other.proposal_id)
    accept(tiny_settings, formed.proposal_id, by="李", why="一", valid_from=TODAY)
    with pytest.raises(StateError, match="moved on"):
        accept(tiny_settings, other.proposal_id, by="李", why="二", valid_from=TODAY)
    assert form(tiny_settings, other.proposal_id).base == history(tiny_settings)[0].version_id
    accept(tiny_settings, other.proposal_id, by="李", why="二", valid_from=TODAY)


def test_taking_the_last_acceptance_back_brings_the_boundaries_before(
    tiny_settings: Settings, formed: Proposal
) -> None:
    version = accept(tiny_settings, formed.proposal_id, by="李", why="界线", valid_from=TODAY)
    take_back(tiny_settings, version.version_id, by="王", why="有争议")
    assert in_force(boundaries_folder(tiny_settings.home), TODAY) is None
    assert proposal(tiny_settings, formed.proposal_id).state == "withdrawn"
    gone = history(tiny_settings)[0].withdrawn
    assert gone is not None and (gone.by, gone.why) == ("王", "有争议")
    with pytest.raises(StateError):
        take_back(tiny_settings, version.version_id, by="王", why="再来")


def test_nobody_decides_without_a_name_and_a_reason(tiny_settings: Settings, formed: Proposal) -> None:
    with pytest.raises(StateError):
        accept(tiny_settings, formed.proposal_id, by=" ", why="界线", valid_from=TODAY)
    with pytest.raises(StateError):
        reject(tiny_settings, formed.proposal_id, by="李", why="")
    assert reject(tiny_settings, formed.proposal_id, by="李", why="范围不全").state == "rejected"
    with pytest.raises(StateError):
        accept(tiny_settings, formed.proposal_id, by="李", why="界线", valid_from=TODAY)


def test_a_faulty_file_is_neither_formed_nor_accepted(tiny_settings: Settings, tmp_path: Path) -> None:
    frame = moved(tiny_settings.region_dir).iloc[1:]
    file = written(frame, tmp_path / "part.geojson")
    item = propose(tiny_settings, file, file.name, by="张三")
    assert item.state == "faulty"
    with pytest.raises(StateError):
        form(tiny_settings, item.proposal_id)
    with pytest.raises(StateError):
        accept(tiny_settings, item.proposal_id, by="李", why="界线", valid_from=TODAY)


def test_a_level_above_an_official_one_follows_from_it(
    tiny_settings: Settings, formed: Proposal, tmp_path: Path
) -> None:
    accept(tiny_settings, formed.proposal_id, by="李", why="界线", valid_from=TODAY)
    file = written(layer(tiny_settings.region_dir, "county"), tmp_path / "county.parquet")
    item = propose(tiny_settings, file, file.name, by="张三")
    assert "finer_official" in {fault.kind for fault in item.faults if fault.level == "error"}


def test_official_grids_keep_their_codes_names_and_people(tiny_settings: Settings, tmp_path: Path) -> None:
    grids = moved(tiny_settings.region_dir, "grid", by=0.0008)
    item = form(tiny_settings, proposed(tiny_settings, grids, tmp_path / "grids.parquet").proposal_id)
    assert item.population_used
    assert (
        item.consequences is not None and item.consequences.grids_gone == item.consequences.grids_added == 0
    )
    accept(tiny_settings, item.proposal_id, by="李", why="网格调整", valid_from=TODAY)
    after = region_on(tiny_settings, TODAY)
    assert not any(after.layers[level].schematic for level in ("county", "street", "community", "grid"))
    assert dict(zip(after.grids["code"], after.grids["population"], strict=True)) == dict(
        zip(grids["code"], grids["population"], strict=True)
    )


def test_the_next_release_uses_what_was_accepted_and_the_one_before_stays_as_it_is(
    tiny_settings: Settings, formed: Proposal, tmp_path: Path
) -> None:
    write_demo(tiny_settings.region_dir, tmp_path / "files", incidents=400, until=date(2026, 6, 30))
    first = publish(tiny_settings, tmp_path / "files").release_id
    counted = form(tiny_settings, formed.proposal_id).consequences
    assert counted is not None and counted.release_id == first and counted.cases > 300
    version = accept(tiny_settings, formed.proposal_id, by="李", why="界线", valid_from=TODAY)
    second = publish(tiny_settings, tmp_path / "files").release_id
    tables = [open_release(tiny_settings, name).frame("units", level="street") for name in (first, second)]
    assert tables[0]["valid_from"].isna().all() and tables[1]["valid_from"].notna().all()
    assert (tables[0]["area_km2"] != tables[1]["area_km2"]).any()
    places = [placed(open_release(tiny_settings, name)) for name in (first, second)]
    for level, moved_cases in counted.cases_moved.items():
        pair = [frame[f"{level}_code"].fillna("") for frame in places]
        assert int((pair[0] != pair[1]).sum()) == moved_cases, f"the forecast of {level} comes true"
    take_back(tiny_settings, version.version_id, by="李", why="有争议")
    third = open_release(tiny_settings, publish(tiny_settings, tmp_path / "files").release_id)
    assert third.frame("units", level="street")["area_km2"].equals(tables[0]["area_km2"])


def test_two_files_of_one_content_form_the_same_levels(
    tiny_settings: Settings, formed: Proposal, tmp_path: Path
) -> None:
    again = proposed(tiny_settings, moved(tiny_settings.region_dir), tmp_path / "again.gpkg")
    form(tiny_settings, again.proposal_id)
    files = [
        proposal_folder(tiny_settings, one) / FORMED / "grid.parquet"
        for one in (formed.proposal_id, again.proposal_id)
    ]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_killed_acceptance_changes_nothing(
    tiny_settings: Settings, formed: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr("data.boundaries.versions.write_json", die)
    with pytest.raises(Killed):
        accept(tiny_settings, formed.proposal_id, by="李", why="界线", valid_from=TODAY)
    monkeypatch.undo()
    assert in_force(boundaries_folder(tiny_settings.home), TODAY) is None
    assert base_region(tiny_settings).accepted is None
    accept(tiny_settings, formed.proposal_id, by="李", why="界线", valid_from=TODAY)


def test_a_second_writer_is_told_to_wait(tiny_settings: Settings, formed: Proposal) -> None:
    from data.boundaries.disk import writing

    with writing(boundaries_folder(tiny_settings.home)), pytest.raises(GeometryError, match="being changed"):
        accept(tiny_settings, formed.proposal_id, by="李", why="界线", valid_from=TODAY)


def test_forming_runs_in_a_process_of_its_own_and_stops_without_a_trace(
    tiny_settings: Settings, tmp_path: Path
) -> None:
    item = proposed(tiny_settings, moved(tiny_settings.region_dir), tmp_path / "s.geojson")
    job = start_forming(tiny_settings, item.proposal_id, by="张三")
    assert job.is_running
    stopped = cancel_forming(tiny_settings, item.proposal_id)
    assert stopped is not None and stopped.state == "cancelled"
    folder = proposal_folder(tiny_settings, item.proposal_id)
    assert not (folder / FORMED).exists() and not (folder / f".{FORMED}").exists()
    assert proposal(tiny_settings, item.proposal_id).state == "checked"


def test_a_job_writes_down_how_far_it_is_and_what_went_wrong(tiny_settings: Settings, tmp_path: Path) -> None:
    item = proposed(tiny_settings, moved(tiny_settings.region_dir), tmp_path / "s.geojson")
    start_forming(tiny_settings, item.proposal_id, by="张三")
    cancel_forming(tiny_settings, item.proposal_id)
    assert run_forming(tiny_settings, item.proposal_id) == 0
    job = forming_job(tiny_settings, item.proposal_id)
    assert job is not None and (job.state, job.done) == ("done", 1.0)
    reject(tiny_settings, item.proposal_id, by="李", why="重做")
    assert run_forming(tiny_settings, item.proposal_id) == 1
    job = forming_job(tiny_settings, item.proposal_id)
    assert job is not None and job.state == "failed" and job.error is not None


def test_the_command_line_goes_the_whole_way(
    tiny_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in tiny_settings.to_env().items():
        monkeypatch.setenv(name, value)
    good = written(moved(tiny_settings.region_dir), tmp_path / "good.geojson")
    bad = written(moved(tiny_settings.region_dir).iloc[1:], tmp_path / "bad.geojson")
    assert main(["boundaries", "propose", str(bad), "--by", "张三", "--lang", "en"]) == 1
    assert "In the register, not in the file" in capsys.readouterr().out
    assert main(["boundaries", "propose", str(good), "--by", "张三"]) == 0
    code = capsys.readouterr().out.split()[0]
    assert main(["boundaries", "show", code]) == 0
    assert main(["boundaries", "accept", code, "--by", "李", "--why", "界线"]) == 0
    assert main(["boundaries", "list"]) == 0
    listed = capsys.readouterr().out
    version = history(tiny_settings)[0].version_id
    assert f"* {version}" in listed and "已采用" in listed
    assert main(["boundaries", "withdraw", version, "--by", "李", "--why", "有争议"]) == 0
    assert main(["boundaries", "show", "p0"]) == 1
    assert "No such proposal" in capsys.readouterr().err


def test_neighbours_still_share_every_edge_after_forming(tiny_settings: Settings, formed: Proposal) -> None:
    folder = proposal_folder(tiny_settings, formed.proposal_id) / FORMED
    for level in ("county", "street", "community", "grid"):
        assert shapely.coverage_is_valid(gpd.read_parquet(folder / f"{level}.parquet").geometry.to_numpy())
