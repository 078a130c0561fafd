"""Every page runs without an exception, shows its figures, follows its link, and says what goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import Published
from views.basis import Basis, current_basis

APP = str(Path(__file__).resolve().parents[2] / "app.py")
PAGES = ("one_map", "categories", "unit_profile", "data_status")


def run_page(name: str) -> None:
    import importlib

    importlib.import_module(f"pages.{name}").page()


@pytest.fixture
def home(published: Published, monkeypatch: pytest.MonkeyPatch) -> Published:
    monkeypatch.setenv("ONEMAP_HOME", str(published.settings.home))
    monkeypatch.setenv("ONEMAP_REGION", str(published.settings.region_dir))
    monkeypatch.setenv("ONEMAP_STATIC", str(published.settings.static_dir))
    return published


def opened(page: str, **params: str) -> AppTest:
    app = AppTest.from_function(run_page, args=(page,), default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def words(app: AppTest) -> str:
    return "\n".join(block.proto.body for block in app.get("html"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_in_every_language_and_theme(home: Published, page: str, lang: str, theme: str) -> None:
    app = opened(page, lang=lang, theme=theme)
    assert not app.exception
    assert "om-error" not in words(app)
    assert home.release.release_id in words(app), "the release shown is named"
    assert ("演示数据" if lang == "zh" else "Demo data") in words(app)


def test_the_application_itself_opens_with_the_city_map(home: Published) -> None:
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert not app.exception
    assert "om-figures" in words(app)


def test_the_figure_on_the_screen_is_the_figure_of_the_view(home: Published) -> None:
    basis = current_basis(home.settings)
    shown = words(opened("one_map", p=str(basis.available)))
    total = home.release.run("measures_total", **all_of(basis)).df()["received"].iloc[0]
    assert f">{total:,}<" in shown


def all_of(basis: Basis) -> dict[str, object]:
    available = basis.available
    return {
        "scope_level": "city",
        "scope_code": None,
        "category": None,
        "month_from": available.first,
        "month_to": available.last,
    }


def test_changing_a_control_writes_the_address(home: Published) -> None:
    app = opened("one_map")
    app.selectbox(key="om_indicator").set_value("closing_rate").run()
    assert not app.exception
    assert app.query_params["i"] == "closing_rate"
    app.button_group(key="om_level").set_value("community").run()
    assert app.query_params["l"] == "community"
    assert app.selectbox(key="om_indicator").value == "closing_rate"
    first = next(box for box in app.selectbox if str(box.key).startswith("om_first"))
    first.set_value(current_basis(home.settings).available.first).run()
    assert app.query_params["p"].startswith("2024-07"), first.options[0]


def test_two_choices_in_one_run_both_count(home: Published) -> None:
    app = opened("one_map")
    app.selectbox(key="om_indicator").set_value("closing_rate")
    app.button_group(key="om_level").set_value("community").run()
    assert not app.exception
    assert (app.query_params["i"], app.query_params["l"]) == ("closing_rate", "community")


def test_the_controls_show_what_the_link_asks_for(home: Published) -> None:
    app = opened("one_map", i="on_time_rate", l="grid", m="county")
    assert app.selectbox(key="om_indicator").value == "on_time_rate"
    assert app.session_state["om_level"] == "grid"
    assert app.session_state["om_membership"] == "county"


def test_a_link_to_nowhere_is_followed_as_far_as_it_goes(home: Published) -> None:
    app = opened("one_map", u="<b>nowhere</b>", i="closing_rate")
    assert not app.exception
    assert "om-notice" in words(app)
    assert "nowhere" not in words(app)


def test_searching_by_pinyin_finds_a_unit(home: Published) -> None:
    app = opened("one_map")
    app.text_input(key="om_search").set_value("xixian").run()
    assert not app.exception
    assert "om-empty" not in words(app)
    app.text_input(key="om_search").set_value("%").run()
    assert "om-empty" in words(app), "a wildcard is a character like any other"


@pytest.mark.parametrize("page", PAGES)
def test_without_a_release_a_page_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setenv("ONEMAP_HOME", str(tmp_path))
    app = opened(page)
    assert not app.exception
    assert "om-error" in words(app)
    assert "make run" in words(app)
