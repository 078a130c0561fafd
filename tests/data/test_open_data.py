"""Accepted data in open formats: what is in the release is in the files, and what somebody wrote is in none."""

from __future__ import annotations

import csv
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from data.cli import main
from data.open_data import DATASETS, FORMATS, export_open_data, write_dataset
from data.open_data.datasets import open_dataset
from data.open_data.open311 import file_stem, read_status_notes, write_open311
from data.open_data.writers import write_csv
from geo.crs import STORAGE_CRS
from governance.errors import StateError
from tests.conftest import Published
from tests.data.release_tables import rows_of

Row = dict[str, Any]
#: Columns of the release that hold what somebody wrote.
WRITTEN = {"incident": ("title", "address", "handler", "channel"), "whistle": ("title", "source", "blown_by")}


@pytest.fixture(scope="module")
def out(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("open")
    export_open_data(published.release, folder)
    write_open311(published.release, folder / "open311" / "v2", each=True)
    return folder


@pytest.fixture(scope="module")
def cases(published: Published) -> dict[str, Row]:
    return {str(row["incident_id"]): row for row in rows_of(published.release, "incident")}


def test_every_accepted_case_is_in_each_format_with_its_place(out: Path, cases: dict[str, Row]) -> None:
    parquet = gpd.read_parquet(out / "incidents.parquet").set_index("incident_id")
    gpkg = gpd.read_file(out / "onemap.gpkg", layer="incidents").set_index("incident_id")
    table = pd.read_csv(out / "incidents.csv", dtype=str, keep_default_na=False).set_index("incident_id")
    assert set(parquet.index) == set(gpkg.index) == set(table.index) == set(cases)
    for layer in (parquet, gpkg):
        assert layer.crs is not None
        assert layer.crs.equals(STORAGE_CRS, ignore_axis_order=True)
        for case, shape in zip(layer.index, layer.geometry, strict=True):
            known = cases[case]
            assert (shape is None) == (known["lon"] is None)
            assert shape is None or shapely.get_coordinates(shape).tolist() == [[known["lon"], known["lat"]]]
    for case, lon in zip(map(str, table.index), table["lon"], strict=True):
        assert lon == ("" if cases[case]["lon"] is None else repr(cases[case]["lon"]))


def test_times_are_told_in_utc_everywhere(out: Path, cases: dict[str, Row]) -> None:
    parquet = gpd.read_parquet(out / "incidents.parquet").set_index("incident_id")["received_at"]
    gpkg = gpd.read_file(out / "onemap.gpkg", layer="incidents").set_index("incident_id")["received_at"]
    table = pd.read_csv(out / "incidents.csv", dtype=str).set_index("incident_id")["received_at"]
    for case, known in list(cases.items())[:300]:
        moment = pd.Timestamp(known["received_at"], tz="UTC")
        assert parquet[case] == gpkg[case] == moment
        assert table[case] == f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def test_a_geoparquet_says_what_it_is(out: Path, published: Published) -> None:
    metadata = pq.read_schema(out / "incidents.parquet").metadata
    geo = json.loads(metadata[b"geo"])
    column = geo["columns"][geo["primary_column"]]
    assert (geo["version"], column["encoding"], column["geometry_types"]) == ("1.1.0", "WKB", ["Point"])
    assert column["crs"]["id"] == {"authority": "EPSG", "code": 4490}
    assert column["bbox"] == pytest.approx(gpd.read_parquet(out / "incidents.parquet").total_bounds.tolist())
    about = json.loads(metadata[b"onemap"])
    assert about["release"] == published.release.release_id
    assert "演示" in about["demo"]
    assert b"geo" not in pq.read_schema(out / "whistles.parquet").metadata


def test_a_geopackage_holds_all_data_sets_as_layers_that_say_what_they_are(
    out: Path, published: Published
) -> None:
    kinds = dict(pyogrio.list_layers(out / "onemap.gpkg").tolist())
    assert kinds == {
        "incidents": "Point",
        "units": "MultiPolygon",
        "whistles": None,
        "whistle_departments": None,
    }
    about = pyogrio.read_info(out / "onemap.gpkg", layer="incidents")["layer_metadata"]
    assert about["release"] == published.release.release_id
    assert about["crs"].startswith(STORAGE_CRS)


def test_the_borders_given_out_are_those_of_the_release(out: Path, published: Published) -> None:
    units = gpd.read_parquet(out / "units.parquet")
    known = {(row["level"], row["code"]): row for row in rows_of(published.release, "unit")}
    assert {(row.level, row.code) for row in units.itertuples()} == set(known)
    assert set(units.geom_type) == {"MultiPolygon"}
    whole = units[units["level"] == "city"].geometry.iloc[0]
    grids = units[units["level"] == "grid"].geometry
    assert shapely.area(grids.to_numpy()).sum() == pytest.approx(whole.area)
    assert (
        units[units["level"] == "grid"]["population"].sum()
        == units.loc[units["level"] == "city", "population"].sum()
    )


def test_nothing_that_somebody_wrote_is_in_any_file(out: Path, published: Published) -> None:
    said = "\n".join(path.read_text("utf-8") for path in [*out.glob("*.csv"), *out.rglob("*.json")])
    for frame in (pd.read_parquet(path) for path in out.glob("*.parquet")):
        assert not {"title", "address", "handler", "channel", "blown_by", "source"} & set(frame.columns)
        said += (
            "\n" + frame.select_dtypes(exclude="number").drop(columns="geometry", errors="ignore").to_csv()
        )
    gpkg = (out / "onemap.gpkg").read_bytes()
    # A written text of six characters or more would leave one of these beginnings behind.
    six = {said[at : at + 6] for at in range(len(said) - 5)}
    for table, columns in WRITTEN.items():
        texts = {str(row[column] or "") for row in rows_of(published.release, table) for column in columns}
        long = sorted(text for text in texts if len(text) >= 6)
        assert long
        assert [text for text in long if text[:6] in six and text in said] == []
        assert not re.search(b"|".join(re.escape(text.encode()) for text in long), gpkg)
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", said.replace(":", " "))


def test_no_cell_of_a_csv_runs_as_a_formula(published: Published, tmp_path: Path) -> None:
    import pyarrow as pa

    column = pa.array(["=1+1", " @x", "－3", "正常", None, "530101"])
    reader = pa.RecordBatchReader.from_batches(
        pa.schema([("a", pa.string())]), [pa.RecordBatch.from_arrays([column], names=["a"])]
    )
    write_csv(reader, tmp_path / "a.csv")
    rows = list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert [row[0] if row else "" for row in rows] == ["a", "'=1+1", "' @x", "'－3", "正常", "", "530101"]


def test_the_manifest_lists_every_file_with_rows_and_hash(out: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    listed = {entry["name"]: entry for entry in manifest["files"]}
    assert set(listed) == {p.name for p in out.iterdir() if p.is_file()} - {"manifest.json"}
    assert {entry["format"] for entry in listed.values()} == set(FORMATS)
    assert all(len(entry["sha256"]) == 64 for entry in listed.values())
    assert set(manifest["columns"]) == set(DATASETS)


def test_rows_come_in_pieces(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.open_data.datasets._ROWS_A_BATCH", 100)
    with open_dataset(published.release, DATASETS["incidents"]) as rows:
        sizes = [batch.num_rows for batch in rows]
    assert len(sizes) > 5
    assert max(sizes) <= 2_048, "DuckDB hands out vectors; never the whole"


@pytest.mark.parametrize(
    ("names", "form"), [(("incidents",), "shp"), (("people",), "csv"), (("incidents", "units"), "csv")]
)
def test_what_is_not_given_out_is_told(
    published: Published, tmp_path: Path, names: tuple[str, ...], form: str
) -> None:
    with pytest.raises(StateError):
        write_dataset(published.release, names, form, tmp_path / "x")


def test_a_request_tells_the_whole_state_of_its_case(out: Path, cases: dict[str, Row]) -> None:
    found = json.loads((out / "open311" / "v2" / "requests.json").read_text("utf-8"))
    assert {item["service_request_id"] for item in found} == set(cases)
    for item in found:
        row = cases[item["service_request_id"]]
        notes = read_status_notes(item["status_notes"])
        assert item["status"] == ("closed" if row["state"] in ("closed", "void") else "open")
        assert notes.pop("state") == row["state"]
        for key in (
            "received_at",
            "filed_at",
            "dispatched_at",
            "responded_at",
            "disposed_at",
            "closed_at",
            "due_at",
        ):
            assert _utc(notes.pop(key, None)) == row[key], key
        for key in (
            "rework_count",
            "extended_count",
            "suspended_minutes",
            "work_minutes",
            "late_minutes",
            "satisfaction",
        ):
            assert notes.pop(key, None) == (None if row[key] is None else str(row[key])), key
        for key in ("is_joint", "is_overdue"):
            assert notes.pop(key) == str(row[key]).lower()
        assert notes.pop("placed_by", None) == row["placed_by"]
        assert notes == {}
        assert (item["lat"], item["long"]) == (row["lat"], row["lon"])
        assert (item["service_code"], item["description"]) == (row["class_code"], row["subclass_name"])


def _utc(text: str | None) -> datetime | None:
    return None if text is None else pd.Timestamp(text).tz_convert("UTC").tz_localize(None).to_pydatetime()


def test_every_request_has_a_file_of_its_own_and_a_service(out: Path, cases: dict[str, Row]) -> None:
    folder = out / "open311" / "v2"
    assert {path.stem for path in (folder / "requests").iterdir()} == {file_stem(case) for case in cases}
    services = json.loads((folder / "services.json").read_text("utf-8"))
    assert {s["service_code"] for s in services} == {row["class_code"] for row in cases.values()}
    assert all(
        {"service_name", "description", "metadata", "type", "keywords", "group"} <= set(s) for s in services
    )


def test_ids_never_meet_as_file_names() -> None:
    ids = ["a:b", "a/b", "a_b", "a:_b", "../x", "a_3a_b"]
    assert len({file_stem(one) for one in ids}) == len(ids)
    assert all("/" not in file_stem(one) and "." not in file_stem(one) for one in ids)


def test_the_command_writes_what_is_asked_for(
    published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONEMAP_HOME", str(published.settings.home))
    words = ["export", "--out", str(tmp_path), "--format", "csv", "open311", "--dataset", "whistles"]
    assert main(words) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["manifest.json", "open311", "whistles.csv"]
    assert "whistles.csv" in capsys.readouterr().out
