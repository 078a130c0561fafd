"""The screen of meeting packs: units and files in the address, the pages in sight, one button that makes them all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import Settings
from data.snapshots.store import exports
from export.briefing.job import PackJob
from tests.conftest import Published
from tests.pages.test_pages import opened, words
from tests.sheet_home import home_of_its_own


class Here:
    """What the pool of processes does, without processes."""

    def run(self, function: Callable[..., Any], *arguments: object, seconds: float = 0.0) -> Any:
        return function(*arguments)


@pytest.fixture(autouse=True)
def settings(published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    own = home_of_its_own(published.settings, tmp_path, monkeypatch)
    monkeypatch.setattr("ui.snapshot.pack_panel.sheet_workers", lambda settings: Here())
    return own


def packs(**params: str) -> AppTest:
    app = opened("snapshot", tab="pack", **params)
    assert not app.exception
    return app


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_the_unit_that_the_reader_looks_at_is_chosen_and_its_pages_shown(lang: str, theme: str) -> None:
    app = packs(u="990101001", lang=lang, theme=theme)
    shown = words(app)
    assert shown.count("data:image/png;base64") >= 3 and "om-error" not in shown
    (button,) = [button for button in app.button if button.key == "om_pack_start"]
    assert "5" in button.label and not button.disabled


def test_units_and_files_of_the_address_are_made_and_offered(settings: Settings) -> None:
    app = packs(units="990101,1", files="xlsx", p="2026-05")
    app.button(key="om_pack_start").click().run()
    job = app.session_state["om_pack_job"]
    assert isinstance(job, PackJob)
    assert job.wait(60).state == "done"
    app.run()
    assert not app.exception and "已生成 2 个文件" in words(app)
    assert {entry.title for entry in exports(settings, kind="briefing")} == {
        "西县联席会议简报",
        "一类示范区联席会议简报",
    }


def test_nothing_chosen_leaves_nothing_to_start() -> None:
    app = packs(units="-")
    assert app.button(key="om_pack_start").disabled
    assert "选一个单元" in words(app)
    assert packs(units="990101", files="-").button(key="om_pack_start").disabled


def test_a_public_pack_without_its_number_says_so() -> None:
    shown = words(packs(units="990101", public="1"))
    assert "om-error" in shown and "审图号" in shown
    assert "om-error" not in words(packs(units="990101", public="1", no="云S(2026)001号"))


def test_what_is_no_unit_is_left_out() -> None:
    app = packs(units="<b>,990101", files="exe,pdf")
    assert "1" in app.button(key="om_pack_start").label
    assert words(app).count("<figure>") == words(packs(units="990101")).count("<figure>")
