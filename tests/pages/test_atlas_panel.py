"""The screen of atlases: choices in the address, the plan before it is made, what is being made and what is done."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from data.settings import Settings
from export.atlas import jobs
from export.atlas.jobs import AtlasJob, write_job
from tests.conftest import Published
from tests.pages.test_pages import opened
from tests.sheet_home import home_of_its_own
from tests.ui.test_http import _get
from ui.atlas_http import atlas_routes


@pytest.fixture(autouse=True)
def home(published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    return home_of_its_own(published.settings, tmp_path, monkeypatch)


def atlas(**params: str) -> AppTest:
    app = opened("snapshot", tab="atlas", **params)
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def kept(home: Settings, state: str, **more: object) -> AtlasJob:
    """An atlas of the past, with its files."""
    one = AtlasJob(
        "A20260701T000000Z",
        "季度<图集>",
        "ABCDE12345",
        "王敏",
        4,
        "2026-07-01T00:00:00+00:00",
        10,
        **{"state": state, **more},  # type: ignore[arg-type]
    )
    own = home.home / jobs.FOLDER / one.job_id
    own.mkdir(parents=True)
    write_job(own, one)
    for name, _, size in one.files:
        (own / name).write_bytes(b"x" * size)
    return one


def test_the_usual_atlas_is_planned_with_its_page_numbers_and_first_pages() -> None:
    app = atlas()
    words = shown(app)
    assert "3 个单元 × 6 个专题，共 18 幅" in words and "<td>18</td>" in words
    assert words.count("api/sheet-preview") == 6
    assert not app.button(key="om_atlas_start").disabled


def test_choices_are_read_from_the_address_and_nothing_chosen_cannot_be_started() -> None:
    words = shown(atlas(a_units="990101", a_themes="hot,whistles", order="theme", title="月度图集"))
    assert "月度图集" in words and "共 2 幅" in words
    app = atlas(a_units="-")
    assert app.button(key="om_atlas_start").disabled and "om-atlas-sheet" not in shown(app)
    assert "审图号" in shown(atlas(public="1"))


def test_the_button_begins_and_a_second_atlas_waits(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "start_process", lambda *_, **__: True)
    monkeypatch.setattr(jobs, "is_alive", lambda _: True)
    app = atlas(a_units="990101", a_themes="hot")
    app.button(key="om_atlas_start").click().run()
    (begun,) = jobs.jobs(home)
    assert begun.is_running and begun.n_sheets == 1
    assert app.button(key="om_atlas_start").disabled and "progressbar" in shown(app)


def test_a_finished_atlas_is_taken_away_and_a_failed_one_says_why(home: Settings) -> None:
    one = kept(home, "done", files=(("图集.pdf", "book", 5), ("图集.zip", "zip", 7)), seconds=61.0)
    words = shown(atlas())
    assert "季度&lt;图集&gt;" in words and "2 分钟" in words and "ABCDE 12345" in words
    app = Starlette(routes=atlas_routes(""))
    for kind, size in (("book", 5), ("zip", 7)):
        status, headers, content = _get(app, "/api/atlas-file", urlencode({"job": one.job_id, "kind": kind}))
        assert (status, len(content)) == (200, size)
        assert "attachment" in headers["content-disposition"]
    for wrong in ({"job": "../../x", "kind": "book"}, {"job": one.job_id, "kind": "job.json"}, {}):
        assert _get(app, "/api/atlas-file", urlencode(wrong))[0] == 404
    kept_home = home.home / jobs.FOLDER / one.job_id
    write_job(
        kept_home, AtlasJob(**{**one.__dict__, "state": "failed", "error": ("磁盘已满", "那里", "腾出空间")})
    )
    assert "腾出空间" in shown(atlas())
