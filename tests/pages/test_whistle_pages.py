"""The board of whistles and the page of one: they run, they follow the address, and no person's name reaches them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from data.publish import publish
from data.reads import open_release
from data.settings import Settings
from tests.conftest import Published
from tests.data.deliveries import case, write_csv
from tests.data.ledgers import call, open_call, write_ledger
from tests.pages.test_pages import home, opened, words
from views.basis import current_basis
from views.state import ViewState, default_state
from views.whistles.board import whistle_board
from views.whistles.filter import WhistleFilter
from views.whistles.list import whistle_page

__all__ = ["home"]

NAME, MOBILE = "欧阳测试", "13912345678"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_board_runs_in_every_language_and_theme(home: Published, lang: str, theme: str) -> None:
    app = opened("whistles", lang=lang, theme=theme)
    assert not app.exception
    shown = words(app)
    assert "om-error" not in shown
    assert home.release.release_id in shown
    assert ("演示数据" if lang == "zh" else "Demo data") in shown


def test_the_figures_on_the_board_are_those_of_the_view(home: Published) -> None:
    basis = current_basis(home.settings)
    shown = words(opened("whistles", p=str(basis.available)))
    state = _state(home)
    totals = whistle_board(basis, state, WhistleFilter(), "zh").totals
    assert f">{totals['blown']:,}<" in shown and f">{totals['solved']:,}<" in shown
    assert f"应报到部门次 {totals['called']:,}" in shown


def test_department_and_theme_of_the_address_narrow_the_board(home: Published) -> None:
    basis = current_basis(home.settings)
    app = opened("whistles", p=str(basis.available), d="zhujian", th="property")
    assert not app.exception
    assert app.selectbox(key="om_wh_department").value == "zhujian"
    assert app.selectbox(key="om_wh_theme").value == "property"
    totals = whistle_board(basis, _state(home), WhistleFilter("property", "zhujian"), "zh").totals
    assert f"应报到部门次 {totals['called']:,}" in words(app)


def test_choosing_a_department_writes_the_address_and_keeps_the_rest(home: Published) -> None:
    app = opened("whistles", m="county", th="municipal", n="2")
    app.selectbox(key="om_wh_department").set_value("chengguan").run()
    assert not app.exception
    assert app.query_params["d"] == "chengguan"
    assert (app.query_params["m"], app.query_params["th"]) == ("county", "municipal")
    assert "n" not in app.query_params, "another choice begins at the first page"
    app.button_group(key="om_membership").set_value("zone").run()
    assert app.query_params["th"] == "municipal", "turning the membership keeps the choice"


def test_a_link_to_nowhere_is_followed_as_far_as_it_goes(home: Published) -> None:
    app = opened("whistles", th="<b>zzz</b>", d="nobody", s="overdue")
    assert not app.exception
    assert "om-notice" in words(app) and "zzz" not in words(app)


def test_one_whistle_shows_its_departments(home: Published) -> None:
    basis = current_basis(home.settings)
    row = whistle_page(basis, _state(home), WhistleFilter(state="joint"), "zh").rows[0]
    shown = words(opened("whistle", id=row.whistle_id))
    assert row.whistle_no in shown and row.lead in shown and "牵头" in shown
    assert shown.count("om-wh-lane") == row.n_departments


def test_a_whistle_that_is_not_there_is_told_kindly(home: Published) -> None:
    for id in ("", "dangjian:nothing", "<script>alert(1)</script>"):
        app = opened("whistle", id=id)
        assert not app.exception
        assert "om-nothing" in words(app) and "alert" not in words(app)


def test_no_name_no_telephone_and_no_markup_of_a_ledger_reaches_a_page(
    tiny_region: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(tmp_path / "home", tiny_region, tmp_path / "static")
    hostile = f"<script>alert(1)</script>{NAME}电话{MOBILE}"
    write_csv(tmp_path / "in", [case(number=1)])
    write_ledger(
        tmp_path / "in",
        [
            call(1, title=hostile, blown_by=f"社区<b>{MOBILE}</b>", case_no="A0001"),
            call(1, "公安局", "协同", title=hostile, blown_by=f"社区<b>{MOBILE}</b>", case_no="A0001"),
            open_call(2, title=f"=1+1 {NAME} {MOBILE}"),
            call(3, "和谐办", title=hostile),
            # Verified while a department is still at work: kept, and told by name on its page.
            call(4, disposed_at=None),
        ],
    )
    publish(settings, tmp_path / "in")
    release = open_release(settings)
    for name in ("HOME", "REGION", "STATIC"):
        path = {"HOME": settings.home, "REGION": settings.region_dir, "STATIC": settings.static_dir}[name]
        monkeypatch.setenv(f"ONEMAP_{name}", str(path))
    for page, params in (
        ("whistles", {}),
        ("whistles", {"q": NAME}),
        ("whistle", {"id": "dangjian:SB00001"}),
        ("whistle", {"id": "dangjian:SB00002"}),
        ("whistle", {"id": "dangjian:SB00004"}),
        ("data_status", {}),
    ):
        app = opened(page, **params)
        assert not app.exception, page
        shown = "\n".join([words(app), *(str(element.proto) for element in app.get("bidi_component"))])
        assert release.release_id in shown
        assert NAME not in shown and MOBILE not in shown, (page, params)
        # A component draws text nodes only; in markup of ours nothing of it may stand as it came.
        assert "<script>alert" not in words(app) and "<b>〔" not in words(app), page


def test_what_cannot_be_is_told_by_name_on_the_page_of_a_whistle(
    tiny_region: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(tmp_path / "home", tiny_region, tmp_path / "static")
    write_csv(tmp_path / "in", [case(number=1)])
    write_ledger(tmp_path / "in", [call(1), call(2, disposed_at=None)])
    publish(settings, tmp_path / "in")
    for name, path in (
        ("HOME", settings.home),
        ("REGION", settings.region_dir),
        ("STATIC", settings.static_dir),
    ):
        monkeypatch.setenv(f"ONEMAP_{name}", str(path))
    assert "om-case-faults" not in words(opened("whistle", id="dangjian:SB00001"))
    assert "部门尚未处置完毕即核查" in words(opened("whistle", id="dangjian:SB00002"))


def _state(home: Published) -> ViewState:
    basis = current_basis(home.settings)
    return replace(default_state(basis), period=basis.available)
