"""The folium pieces of the map: nothing from outside, nothing that can break out of a script."""

from __future__ import annotations

import json

import folium
import folium.plugins
import pytest
from folium.elements import JSCSSMixin
from hypothesis import given
from hypothesis import strategies as st

from geo.folium_layers import MessageGroup, cut_outside_links, region_base_map, script_json

LINKS = (["../../app/static/a.js"], ["../../app/static/a.css"])
HOSTILE = "</script><img src=x onerror=alert(1)>\u2028{{ 7*7 }}<!--"


def rendered(message: dict[str, object]) -> str:
    base = region_base_map(*LINKS)
    group = MessageGroup(message)
    group.add_to(base)
    return str(group._template.module.script(group))


def test_base_map_holds_no_data_and_asks_for_nothing_outside() -> None:
    page = region_base_map(*LINKS).get_root().render()
    assert "http://" not in page and "https://" not in page
    assert "L.tileLayer" not in page


def test_base_map_says_the_same_every_time() -> None:
    scripts = []
    for _ in range(2):
        base = region_base_map(*LINKS)
        scripts.append(base._template.module.script(base).replace(base.get_name(), "map"))
    assert scripts[0] == scripts[1]


def test_no_folium_element_keeps_a_link_to_the_outside() -> None:
    cut_outside_links()
    waiting, seen = list(JSCSSMixin.__subclasses__()), []
    while waiting:
        kind = waiting.pop()
        seen.append(kind)
        waiting += kind.__subclasses__()
        assert not kind.default_js and not kind.default_css, kind
    assert folium.Map in seen and folium.plugins.MarkerCluster in seen


def test_groups_shown_before_are_forgotten_before_the_message_is_given() -> None:
    script = rendered({"level": "zone"})
    assert script.index("window.feature_group = [];") < script.index('window.onemap.update({"level":"zone"})')


@given(st.text())
def test_any_text_survives_the_script_unchanged(text: str) -> None:
    assert json.loads(script_json({"name": text})) == {"name": text}


def test_hostile_text_cannot_leave_the_script() -> None:
    script = rendered({"name": HOSTILE})
    for danger in ("</script", "<img", "<!--", "\u2028"):
        assert danger not in script
    assert "{{ 7*7 }}" in script  # As text: nothing evaluates it again.


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError):
        script_json({"value": float("nan")})
