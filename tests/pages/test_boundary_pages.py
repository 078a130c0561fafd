"""The screen of the boundaries: what is in force, a proposal with its findings, and the decision by mouse."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.boundaries.deciding import history
from data.boundaries.disk import local_day
from data.boundaries.forming import form
from data.boundaries.proposal import proposal, write_proposal
from data.boundaries.proposing import propose
from data.settings import Settings
from tests.boundary_files import moved, written


@pytest.fixture(scope="module")
def prepared(tiny_region: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A home with a proposal that is ready and one that is faulty."""
    root = tmp_path_factory.mktemp("boundaries")
    settings = Settings(root / "home", tiny_region, root / "static")
    bad = written(moved(tiny_region).iloc[1:], root / "bad.geojson")
    good = written(moved(tiny_region), root / "good.geojson")
    faulty = propose(settings, bad, bad.name, by="张三").proposal_id
    ready = form(
        settings, propose(settings, good, good.name, by="张三", source="民政局").proposal_id
    ).proposal_id
    return settings.home, ready, faulty


@pytest.fixture
def home(
    tiny_settings: Settings, prepared: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch
) -> Settings:
    shutil.copytree(prepared[0], tiny_settings.home)
    for name, value in tiny_settings.to_env().items():
        monkeypatch.setenv(name, value)
    return tiny_settings


def run_page() -> None:
    from pages.boundary_changes import page

    page()


def opened(**params: str) -> AppTest:
    app = AppTest.from_function(run_page, default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def words(app: AppTest) -> str:
    return "\n".join(block.proto.body for block in app.get("html"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_landing_lists_levels_proposals_and_versions(home: Settings, lang: str) -> None:
    app = opened(lang=lang)
    assert not app.exception and "om-error" not in words(app)
    assert "good.geojson" in words(app) and "bad.geojson" in words(app)
    assert ("示意" if lang == "zh" else "Schematic") in words(app)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_proposal_tells_its_findings_its_changes_and_what_follows(
    home: Settings, prepared: tuple[Path, str, str], lang: str
) -> None:
    app = opened(lang=lang, of=prepared[1])
    assert not app.exception and "om-error" not in words(app)
    shown = words(app)
    assert ("西门街道" if lang == "zh" else "Ximen Subdistrict") in shown
    found = proposal(home, prepared[1]).consequences
    assert found is not None and f"{found.grids_reshaped:,}" in shown
    assert not opened(lang=lang, of=prepared[1], at="990101001").exception


def test_a_faulty_file_offers_no_acceptance(home: Settings, prepared: tuple[Path, str, str]) -> None:
    app = opened(of=prepared[2])
    assert "名录中有、文件中没有" in words(app)
    assert not [button for button in app.button if button.key == "om_bd_accept"]


def test_accepting_needs_a_name_and_a_reason_and_a_second_click(
    home: Settings, prepared: tuple[Path, str, str]
) -> None:
    app = opened(of=prepared[1])
    app.button(key="om_bd_accept").click().run()
    app.button(key="om_bd_accept_yes").click().run()
    assert "om-error" in words(app) and not history(home)
    app.text_input(key="om_bd_who").set_value("李主任")
    app.text_input(key="om_bd_why").set_value("正式界线").run()
    app.button(key="om_bd_accept").click().run()
    app.button(key="om_bd_accept_yes").click().run()
    assert not app.exception
    assert history(home)[0].valid_from == local_day(home.region_dir)
    landing = opened()
    assert "正式界线" in words(landing)
    landing.text_input(key="om_bd_back_by").set_value("王")
    landing.text_input(key="om_bd_back_why").set_value("有争议").run()
    landing.button(key="om_bd_back").click().run()
    landing.button(key="om_bd_back_yes").click().run()
    gone = history(home)[0].withdrawn
    assert gone is not None and gone.by == "王"


def test_rejecting_keeps_the_file_and_says_why(home: Settings, prepared: tuple[Path, str, str]) -> None:
    app = opened(of=prepared[2])
    app.text_input(key="om_bd_who").set_value("李")
    app.text_input(key="om_bd_why").set_value("缺一个街道").run()
    app.button(key="om_bd_reject").click().run()
    app.button(key="om_bd_reject_yes").click().run()
    assert proposal(home, prepared[2]).state == "rejected"
    assert "缺一个街道" in words(opened(of=prepared[2]))


def test_what_a_file_says_of_itself_is_escaped(home: Settings, prepared: tuple[Path, str, str]) -> None:
    item = proposal(home, prepared[1])
    write_proposal(home, replace(item, source="<img src=x>", name="<b>x</b>.geojson", note="<i>"))
    for app in (opened(), opened(of=prepared[1])):
        assert "<img src=x>" not in words(app) and "<b>x</b>" not in words(app)


def test_an_unknown_proposal_leads_back_to_the_list(home: Settings) -> None:
    app = opened(of="p../../etc")
    assert not app.exception
    assert "没有这份提案" in words(app)


def test_a_locked_gate_lets_nobody_decide(
    home: Settings, prepared: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEMAP_GATE_KEY", "secret")
    app = opened(of=prepared[1])
    assert all(button.disabled for button in app.button if button.key in ("om_bd_accept", "om_bd_reject"))
