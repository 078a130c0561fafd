"""The map component's Python half: one identity for all reruns, one report for each click."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import ui.map.region_map
from tests.ui.test_map_message import layer
from ui.map.region_map import UP, new_click, region_map


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would go to the browser: the component's arguments, caught at streamlit-folium's own door."""
    calls: list[dict[str, Any]] = []

    def component(**arguments: Any) -> dict[str, Any]:
        calls.append(arguments)
        return {"last_object_clicked_count": None, "last_object_clicked_tooltip": None}

    monkeypatch.setattr("streamlit_folium._component_func", component)
    return calls


def test_the_frame_is_the_same_for_every_level_theme_language_and_figure(sent: list[dict[str, Any]]) -> None:
    grids = layer(40)
    region_map(grids, key="m", height=500, theme="light", lang="zh")
    region_map(replace(layer(40, seed=2), level="community"), key="m", height=500, theme="dark", lang="en")
    region_map(
        replace(grids, membership="county", scope_code="530381"),
        key="m",
        height="fill",
        theme="dark",
        lang="zh",
    )
    assert len({call["key"] for call in sent}) == 1
    assert len({call["script"] for call in sent}) == 1
    assert len({call["feature_group"] for call in sent}) == 3


def test_two_maps_on_a_page_are_two_frames(sent: list[dict[str, Any]]) -> None:
    for key in ("left", "right"):
        region_map(layer(5), key=key, height=500, theme="light", lang="zh")
    assert len({call["key"] for call in sent}) == 2


def test_all_that_the_browser_loads_lies_on_this_server(sent: list[dict[str, Any]]) -> None:
    region_map(layer(5), key="m", height=500, theme="light", lang="zh")
    links = sent[0]["js_links"] + sent[0]["css_links"]
    assert len(links) > 5
    assert all(link.startswith("../../app/static/") for link in links)


def test_everything_but_the_message_costs_little(sent: list[dict[str, Any]]) -> None:
    region_map(layer(5), key="m", height=500, theme="light", lang="zh")
    rest = {name: value for name, value in sent[0].items() if name != "feature_group"}
    assert len(str(rest)) < 3_500


def test_a_click_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui.map.region_map.st, "session_state", {})
    value = {"last_object_clicked_count": 1_700_000_000_001, "last_object_clicked_tooltip": "530381"}
    assert new_click(value, "seen") == "530381"
    assert new_click(value, "seen") is None


def test_the_same_unit_clicked_again_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui.map.region_map.st, "session_state", {})
    told = [
        new_click({"last_object_clicked_count": count, "last_object_clicked_tooltip": "530381"}, "seen")
        for count in (1, 2)
    ]
    assert told == ["530381", "530381"]


def test_the_escape_key_asks_for_the_level_above(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui.map.region_map.st, "session_state", {})
    assert new_click({"last_object_clicked_count": 5, "last_object_clicked_tooltip": UP}, "seen") == UP


@pytest.mark.parametrize("code", [None, "", "<script>", "530381; drop", 530381, "x" * 60])
def test_what_cannot_be_a_code_is_no_click(monkeypatch: pytest.MonkeyPatch, code: object) -> None:
    monkeypatch.setattr(ui.map.region_map.st, "session_state", {})
    assert new_click({"last_object_clicked_count": 5, "last_object_clicked_tooltip": code}, "seen") is None


def test_nothing_clicked_is_no_click() -> None:
    assert new_click({"last_object_clicked_count": None}, "seen") is None
    assert new_click(None, "seen") is None


def test_a_click_is_told_before_the_run_that_it_causes(
    sent: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    region_map(layer(5), key="m", height=500, theme="light", lang="zh", on_click=told.append)
    value = {"last_object_clicked_count": 7, "last_object_clicked_tooltip": "530381"}
    monkeypatch.setattr(ui.map.region_map.st, "session_state", {sent[0]["key"]: value})
    sent[0]["on_change"]()
    assert told == ["530381"]
    assert new_click(value, "m__seen") is None, "the run itself does not hear of it again"


def test_a_height_that_is_no_css_length_is_refused(sent: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match="CSS length"):
        region_map(layer(5), key="m", height="1px}</style>", theme="light", lang="zh")
