"""The screen of sheets: choices in the address, sheets by their code, what cannot be in words, the history."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import Settings
from data.snapshots.store import ExportEntry, keep_code, record_export
from tests.conftest import Published
from tests.pages.test_pages import opened, words
from tests.sheet_home import home_of_its_own
from views.basis import current_basis
from views.sheet.fresh import Fresh
from views.sheet.request import SheetRequest, canonical, code_of, read_request, request_of, state_of


@pytest.fixture
def settings(published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    return home_of_its_own(published.settings, tmp_path, monkeypatch)


def sheet(**params: str) -> AppTest:
    app = opened("snapshot", **params)
    assert not app.exception
    return app


def told(app: AppTest) -> dict[str, Any]:
    """What the table of the preview was told."""
    for element in app.get("bidi_component"):
        for text in re.findall(r"\{.*\}", element.proto.json, re.DOTALL):
            data = json.loads(text)
            if "offered" in data:
                return dict(data)
    raise AssertionError("no preview")


def wanted(app: AppTest) -> SheetRequest:
    return request_of(told(app)["request"])


def made(settings: Settings, **params: str) -> SheetRequest:
    """A sheet that was exported once."""
    request = read_request(params, current_basis(settings), Fresh())[0]
    keep_code(settings, code_of(request), canonical(request))
    record_export(
        settings,
        ExportEntry(
            code_of(request), "snapshot", "png", "a.png", request.title or "无题", request.release_id,
            "00", 7, by=params.get("by", ""),
        ),
    )  # fmt: skip
    return request


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("tab", ["sheet", "history"])
def test_the_screen_runs_in_both_languages(settings: Settings, lang: str, tab: str) -> None:
    app = sheet(lang=lang, tab=tab, theme="dark")
    assert "om-error" not in words(app)
    assert ("演示数据" if lang == "zh" else "Demo data") in words(app)


def test_without_any_choice_it_is_a_sheet_that_can_be_made_at_once(settings: Settings) -> None:
    app = sheet()
    data = told(app)
    assert data["fault"] is None and data["main"] == "png" and data["offered"] == ["svg", "pdf", "png"]
    assert wanted(app).size == "1080p"
    assert data["code"].replace(" ", "") == code_of(wanted(app))


def test_choices_write_the_address_and_stay_when_the_view_moves(settings: Settings) -> None:
    app = sheet(i="closing_rate")
    app.button_group(key="om_snap_style").set_value("grey").run()
    app.button_group(key="om_snap_size_paper").set_value("A3").run()
    app.text_input(key="om_snap_title_text").set_value("给会议的图").run()
    app.button_group(key="om_snap_parts").set_value(["labels", "rivers"]).run()
    app.button_group(key="om_membership").set_value("county").run()
    app.button_group(key="om_snap_level").set_value("community").run()
    assert not app.exception
    request = wanted(app)
    assert (request.style, request.size, request.title) == ("grey", "A3", "给会议的图")
    assert (request.graticule, request.rivers, request.labels) == (False, True, "auto")
    state = state_of(request, current_basis(settings))
    assert (state.indicator, state.membership, state.level) == ("closing_rate", "county", "community")
    assert app.query_params["title"] == "给会议的图"


def test_a_default_is_not_written_out(settings: Settings) -> None:
    app = sheet(size="A4", style="dark")
    app.button_group(key="om_snap_size_screen").set_value("1080p").run()
    app.button_group(key="om_snap_style").set_value("light").run()
    assert "size" not in app.query_params and "style" not in app.query_params


def test_a_paper_without_pixels_offers_what_there_is(settings: Settings) -> None:
    data = told(sheet(size="A0"))
    assert data["main"] == "pdf" and "png" not in data["offered"]


@pytest.mark.parametrize(
    ("params", "word"),
    [
        ({"size": "1x1px"}, "尺寸"),
        ({"size": "100000x100000px"}, "尺寸"),
        ({"title": "很长" * 250}, "标题"),
        ({"title": "<script>alert(1)</script>", "size": "1x1px"}, "尺寸、标题"),
        ({"style": "neon"}, "底色"),
    ],
)
def test_a_choice_of_a_link_that_cannot_be_is_left_out_and_named(
    settings: Settings, params: dict[str, str], word: str
) -> None:
    app = sheet(**params)
    shown = words(app)
    assert "om-notice" in shown and word in shown and "<script>alert" not in shown
    assert told(app)["fault"] is None and wanted(app).size == "1080p"


def test_choices_that_cannot_be_are_told_together_with_the_controls_that_mend_them(
    settings: Settings,
) -> None:
    app = sheet(public="1")
    fault = told(app)["fault"]
    assert "审图号" in fault["title"] and "“审图号”" in fault["remedy"]
    app.text_input(key="om_snap_free_text").set_value("1x1px").run()
    app.text_input(key="om_snap_title_text").set_value("<b>x</b>").run()
    fault = told(app)["fault"]
    assert "320" in fault["detail"] and "<b>" in fault["detail"] and told(app)["code"] == ""
    assert all(f"“{name}”" in fault["remedy"] for name in ("尺寸", "标题", "审图号"))
    assert app.text_input(key="om_snap_free_text").value == "1x1px"
    assert app.text_input(key="om_snap_title_text").max_chars == 80


def test_a_view_that_cannot_be_is_left_out_and_named(settings: Settings) -> None:
    app = sheet(u="<b>nowhere</b>", title="标题")
    assert "om-notice" in words(app) and "nowhere" not in words(app)
    assert told(app)["fault"] is None and wanted(app).title == "标题"


def test_a_code_opens_the_very_sheet_until_a_choice_changes(settings: Settings) -> None:
    request = made(settings, title="原图", style="dark", i="closing_rate")
    code = code_of(request)
    app = sheet(code=f"{code[:5]}-{code[5:]}".lower())
    assert wanted(app) == request
    assert "om-snap-pinned" in words(app)
    app.button_group(key="om_snap_style").set_value("light").run()
    assert not app.exception
    assert "code" not in app.query_params and "om-snap-pinned" not in words(app)
    assert (wanted(app).title, wanted(app).style) == ("原图", "light")
    assert dict(wanted(app).view)["i"] == "closing_rate"


def test_a_code_of_a_release_that_is_gone_names_it_and_offers_the_nearest(settings: Settings) -> None:
    there = current_basis(settings).provenance.release_id
    gone = replace(made(settings, style="grey"), release_id="20200101T000000Z")
    keep_code(settings, code_of(gone), canonical(gone))
    shown = words(sheet(code=code_of(gone)))
    assert "20200101T000000Z" in shown and there in shown
    assert "style=grey" in shown, "made anew with the same choices"


@pytest.mark.parametrize("code", ["0000000000", "xx", "<script>alert(1)</script>"])
def test_a_code_that_is_not_known_is_told(settings: Settings, code: str) -> None:
    shown = words(sheet(code=code))
    assert "om-error" in shown and "<script>" not in shown


def test_a_typed_code_leads_to_its_sheet_and_a_wrong_one_is_told_where_it_was_typed(
    settings: Settings,
) -> None:
    request = made(settings)
    app = sheet(tab="history")
    app.text_input(key="om_snap_code").set_value("12").run()
    assert "om-error" in words(app)
    app.text_input(key="om_snap_code").set_value(code_of(request)).run()
    assert not app.exception
    assert wanted(app) == request


def test_the_history_is_empty_with_a_way_on_then_lists_who_made_what(settings: Settings) -> None:
    assert "om-nothing" in words(sheet(tab="history"))
    first = made(settings, title="甲图", by="张三")
    made(settings, title="乙图", by="<i>李四</i>")
    shown = words(sheet(tab="history"))
    assert shown.index("乙图") < shown.index("甲图"), "the newest first"
    assert "张三" in shown and "&lt;i&gt;李四" in shown
    assert code_of(first) in shown and first.release_id in shown
    found = words(sheet(tab="history", find=code_of(first)[:5].lower()))
    assert "甲图" in found and "乙图" not in found
    assert "om-nothing" in words(sheet(tab="history", kind="atlas"))


def test_two_sheets_are_compared_by_what_differs(settings: Settings) -> None:
    one, other = made(settings, title="甲图"), made(settings, title="乙图", style="grey", i="closing_rate")
    app = sheet(tab="history")
    app.button(key="om_snap_compare_0").click().run()
    app.button(key="om_snap_compare_1").click().run()
    assert (app.query_params["left"], app.query_params["right"]) == (code_of(other), code_of(one))
    shown = words(app)
    table = shown[shown.index("om-snap-differs") :]
    assert "结案率" in table and "灰度" in table and "甲图" in table
    assert "经纬网" not in table, "what is alike is not listed"
    app.button(key="om_snap_compare_close").click().run()
    assert "left" not in app.query_params
