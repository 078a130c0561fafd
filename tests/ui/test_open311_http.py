"""Open311 and open data over HTTP: what is asked is what comes, and nonsense is answered as GeoReport says."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import geopandas as gpd
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from tests.conftest import Published
from tests.data.release_tables import rows_of
from tests.ui.test_http import _get
from ui.http import ResponseRules
from ui.open311_http import open_routes


@pytest.fixture
def app(published: Published, monkeypatch: pytest.MonkeyPatch) -> Starlette:
    monkeypatch.setenv("ONEMAP_HOME", str(published.settings.home))
    monkeypatch.setenv("ONEMAP_REGION", str(published.settings.region_dir))
    return Starlette(routes=open_routes("/onemap"), middleware=[Middleware(ResponseRules, base="/onemap")])


def asked(app: Starlette, path: str, **parameters: str) -> tuple[int, Any]:
    status, headers, body = _get(app, f"/onemap/open311/{path}", urlencode(parameters))
    assert headers["content-type"].startswith("application/json")
    assert "Content-Security-Policy".lower() in headers
    return status, json.loads(body)


def test_without_a_question_the_newest_ninety_days_come_newest_first(
    app: Starlette, published: Published
) -> None:
    status, found = asked(app, "v2/requests.json")
    assert status == 200
    times = [item["requested_datetime"] for item in found]
    assert times == sorted(times, reverse=True)
    assert times[-1] >= "2026-04-02T"
    assert all(time.endswith("+08:00") for time in times)
    expected = [
        row for row in rows_of(published.release, "incident") if f"{row['received_on']}" >= "2026-04-02"
    ]
    assert len(found) == min(len(expected), 1000) > 100


def test_pages_hold_every_request_once(app: Starlette, published: Published) -> None:
    span = {"start_date": "2024-07-01T00:00:00+08:00", "end_date": "2026-07-01T00:00:00+08:00"}
    ids: list[str] = []
    for page in range(1, 9):
        status, found = asked(app, "v2/requests.json", page=str(page), page_size="500", **span)
        assert status == 200
        ids += [item["service_request_id"] for item in found]
    assert sorted(ids) == sorted(row["incident_id"] for row in rows_of(published.release, "incident"))


def test_state_service_and_days_choose(app: Starlette) -> None:
    _, services = asked(app, "v2/services.json")
    code = services[0]["service_code"]
    span = {"start_date": "2026-05-01", "end_date": "2026-06-30"}
    _, found = asked(app, "v2/requests.json", service_code=code, status="open", **span)
    assert {item["service_code"] for item in found} <= {code}
    assert {item["status"] for item in found} <= {"open"}
    both, ended = (
        {
            i["service_request_id"]
            for i in asked(app, "v2/requests.json", service_code=code, status=s, **span)[1]
        }
        for s in ("open,closed", "closed")
    )
    assert both - ended == {item["service_request_id"] for item in found}


def test_one_request_is_found_by_its_id_in_any_script(app: Starlette, published: Published) -> None:
    case = str(rows_of(published.release, "incident")[7]["incident_id"])
    status, found = asked(app, f"v2/requests/{case}.json")
    assert (status, [item["service_request_id"] for item in found]) == (200, [case])
    _, listed = asked(app, "v2/requests.json", service_request_id=f"{case},nobody")
    assert [item["service_request_id"] for item in listed] == [case]


@pytest.mark.parametrize(
    ("path", "parameters", "status"),
    [
        ("v2/requests/nobody.json", {}, 404),
        ("v2/requests.json", {"start_date": "yesterday"}, 400),
        ("v2/requests.json", {"status": "lost"}, 400),
        ("v2/requests.json", {"page": "0"}, 400),
        ("v2/requests.json", {"page_size": "100000"}, 400),
        ("v2/requests.json", {"q": "' or 1=1"}, 400),
        ("v2/requests.json", {"end_date": "0001-01-01"}, 400),
    ],
)
def test_nonsense_is_answered_in_words(
    app: Starlette, path: str, parameters: dict[str, str], status: int
) -> None:
    got, words = asked(app, path, **parameters)
    assert got == status
    assert [set(word) for word in words] == [{"code", "description"}]
    assert words[0]["code"] == status


def test_discovery_names_the_address_it_was_asked_at(app: Starlette) -> None:
    _, found = asked(app, "discovery.json")
    assert found["endpoints"][0]["url"].endswith("/onemap/open311/v2")
    assert found["endpoints"][0]["type"] == "test", "demonstration data are no production"


def test_a_data_set_is_sent_as_a_file_and_nothing_stays_behind(
    app: Starlette, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, published: Published
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    count = len(rows_of(published.release, "incident"))
    status, headers, body = _get(app, "/onemap/api/open-data/incidents.csv", "")
    assert status == 200
    assert published.release.release_id in headers["content-disposition"]
    assert len(list(csv.reader(body.decode("utf-8-sig").splitlines()))) == count + 1
    status, _, body = _get(app, "/onemap/api/open-data/all.gpkg", "")
    (tmp_path / "all.gpkg").write_bytes(body)
    assert len(gpd.read_file(tmp_path / "all.gpkg", layer="incidents")) == count
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize("name", ["people.csv", "incidents.exe", "all.csv", "..%2Fpointer.json", "incidents"])
def test_what_is_not_given_out_is_not_found(app: Starlette, name: str) -> None:
    assert _get(app, f"/onemap/api/open-data/{name}", "")[0] == 404
