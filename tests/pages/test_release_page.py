"""The list of releases: who and why, back and forth in a click, any two compared, kept for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.pointer import read_pointer
from data.publish.candidate import candidate, publish_candidate
from data.release import pins
from data.settings import Settings
from tests.pages.test_gate_page import point_to, press
from tests.pages.test_pages import opened, words
from tests.views.gate_home import waiting, waiting_template
from ui.gate import key
from views.releases.list import listed_releases

__all__ = ["waiting", "waiting_template"]


@pytest.fixture
def two(waiting: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home with two releases."""
    monkeypatch.delenv(key.ENVIRONMENT, raising=False)
    made = candidate(waiting)
    assert made is not None
    publish_candidate(waiting, made.candidate_id, by="李四", why="<b>更正</b>")
    return point_to(waiting, monkeypatch)


def current(settings: Settings) -> str:
    pointer = read_pointer(settings.home)
    assert pointer is not None
    return pointer.release_id


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_the_list_tells_who_and_why(two: Settings, lang: str, theme: str) -> None:
    app = opened("release_list", lang=lang, theme=theme)
    assert not app.exception
    shown = words(app)
    assert "om-error" not in shown and current(two) in shown
    assert "李四" in shown and "&lt;b&gt;更正" in shown and "<b>更正" not in shown
    assert ("当前" if lang == "zh" else "current") in shown
    assert "om-rel-policy" in shown


def test_before_the_first_release_the_list_says_where_to_begin(
    tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    point_to(tiny_settings, monkeypatch)
    app = opened("release_list")
    assert not app.exception and "数据入口" in words(app) and "om-error" not in words(app)


def test_rolling_back_asks_who_and_is_undone_in_a_click(two: Settings) -> None:
    newest, oldest = (own.release_id for own in listed_releases(two))
    app = press(opened("release_list"), "om_rel_back_1")
    assert current(two) == newest, "asked, not done"
    press(app, "om_rel_yes")
    assert current(two) == newest and "请填经办人" in words(app)
    app.text_input(key="om_rel_by").set_value("王五")
    app.text_input(key="om_rel_why").set_value("报错了月份")
    press(app, "om_rel_yes")
    assert current(two) == oldest and app.query_params["undo"] == newest
    press(app, "om_rel_undo")
    assert current(two) == newest and "undo" not in app.query_params
    press(press(app, "om_rel_back_1"), "om_rel_no")
    assert current(two) == newest and "to" not in app.query_params


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_changed_since_a_release_is_told_to_the_row(two: Settings, lang: str) -> None:
    newest, oldest = (own.release_id for own in listed_releases(two))
    app = press(opened("release_list", lang=lang), "om_rel_since_1")
    assert (app.query_params["old"], app.query_params["new"]) == (oldest, newest)
    assert "om-change-sets" in words(app)
    app.button_group(key="om_change_set").set_value(("incident", "changed")).run()
    assert not app.exception
    assert "A0002" in words(app) and app.query_params["kind"] == "changed"
    assert 'href="case?' in words(app), "a case of the current release can be opened"
    press(app, "om_rel_turn")
    assert (app.query_params["old"], app.query_params["new"]) == (newest, oldest)
    press(app, "om_rel_close")
    assert "old" not in app.query_params


def test_a_release_that_is_not_there_is_not_compared(two: Settings) -> None:
    app = opened("release_list", old="../../x", new="<b>y</b>", to="z", undo="z", n="-1")
    assert not app.exception
    assert "om-change-sets" not in words(app) and "om-error" not in words(app)
    same = current(two)
    assert "同一版" in words(opened("release_list", old=same, new=same))


def test_a_release_is_kept_for_good_and_let_go_again(two: Settings) -> None:
    oldest = listed_releases(two)[1].release_id
    app = press(opened("release_list"), "om_rel_pin_1")
    assert pins(two) == {oldest} and "om-rel-pinned" in words(app)
    press(app, "om_rel_pin_1")
    assert pins(two) == frozenset()


def test_the_passphrase_guards_the_releases_too(
    two: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(key.ENVIRONMENT, "right")
    app = opened("release_list")
    assert app.button(key="om_rel_back_1").disabled and app.button(key="om_rel_pin_0").disabled
    assert not app.button(key="om_rel_changes_0").disabled, "looking is free"
