"""The one map: folium through streamlit-folium, with geometry sent once and classes only on reruns."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit_folium import st_folium

from data.settings import ROOT, Settings
from geo.folium_layers import MessageGroup, region_base_map
from ui.map.message import map_message
from ui.state import UP
from ui.text import Lang
from views.map_layer import MapLayer
from views.tokens import Setting

FILL = "fill"
_BELOW = "../../app/static/"  # From the component's frame, below any base path of the server.
MAP_SCRIPTS = (
    "vendor/map-vendor.js",
    "onemap/colour.js",
    "onemap/geometry.js",
    "onemap/loader.js",
    "onemap/codec.js",
    "onemap/labels.js",
    "onemap/bands.js",
    "onemap/paint.js",
    "onemap/scene.js",
    "onemap/controls.js",
    "onemap/region_map.js",
)
MAP_STYLES = ("vendor/map-vendor.css", "fonts/fonts.css", "onemap/region_map.css")
FIRST_HEIGHT = 600  # Until the page's CSS is there.
_CODE = re.compile(r"[0-9A-Za-z~-]{1,40}")
_HEIGHT = re.compile(r"[0-9a-z.%+\-*/() ,]{1,80}")


def region_map(
    layer: MapLayer,
    *,
    key: str,
    height: int | str,
    theme: Setting,
    lang: Lang,
    source: str = "",
    categories: Mapping[str, str] | None = None,
    padding: tuple[int, int, int, int] = (28, 28, 48, 28),
    on_click: Callable[[str], None] | None = None,
) -> str | None:
    """Draw a layer and tell which unit was clicked.

    Parameters
    ----------
    layer
        What to draw.
    key
        Names this map on the page; its container carries the CSS class ``st-key-<key>``.
    height
        Pixels; a CSS length such as ``"calc(100vh - 9rem)"``; or ``"fill"``, when the page's own CSS sets
        ``.st-key-<key> iframe{height:…}``.
    theme, lang
        Palette and language; a change of either repaints the same frame.
    source
        Source line at the map's foot.
    categories
        Names of the categories by code, for the hover card.
    padding
        Pixels kept free at top, right, bottom and left when fitting to the scope, for panels that lie over the map.
    on_click
        Is told the code before the run that a click causes, so that this very run shows what came of it; without it,
        the page has to run a second time.

    Returns
    -------
    str or None
        The code of the unit clicked since the last run, once for each click; ``"__up__"`` for the Escape key; None
        otherwise, and where `on_click` has been told.
    """
    memory = f"{key}__seen"

    def clicked_now() -> None:
        code = new_click(st.session_state.get(f"{key}__map"), memory) if on_click is not None else None
        if code and on_click is not None:
            on_click(code)

    message = map_message(
        layer,
        theme=theme,
        lang=lang,
        source=source,
        categories=categories or {},
        padding=padding,
        static_dir=Settings.from_env().static_dir,
    )
    with st.container(key=key, gap=None):
        if isinstance(height, str) and height != FILL:
            st.html(height_rule(key, height))
        value = st_folium(
            # Cheap to build, and st_folium changes it: never kept.
            region_base_map(links(MAP_SCRIPTS), links(MAP_STYLES)),
            key=f"{key}__map",
            height=height if isinstance(height, int) else FIRST_HEIGHT,
            use_container_width=True,
            feature_group_to_add=MessageGroup(message),
            returned_objects=["last_object_clicked_count", "last_object_clicked_tooltip"],
            render=False,  # Only the base map's script is used, and that is not in the rendered page.
            on_change=clicked_now,
        )
    return new_click(value, memory)


def new_click(value: Mapping[str, object] | None, memory: str) -> str | None:
    """The click in the component's value, unless an earlier run has had it already.

    The component keeps its last value: without a memory every later rerun would apply the same click again. A count
    that is a time tells two clicks on the same unit apart, in a frame made afresh as well.
    """
    count = (value or {}).get("last_object_clicked_count")
    if not isinstance(count, int) or count == st.session_state.get(memory):
        return None
    st.session_state[memory] = count
    code = (value or {}).get("last_object_clicked_tooltip")
    if not isinstance(code, str):
        return None
    return code if code == UP or _CODE.fullmatch(code) else None


def height_rule(key: str, height: str) -> str:
    """A style that gives the frame of a map its height; ValueError when that is no CSS length."""
    if not _HEIGHT.fullmatch(height):
        raise ValueError(f"not a CSS length: {height!r}")
    return f"<style>.st-key-{key} iframe{{height:{height}}}</style>"


def links(names: tuple[str, ...]) -> list[str]:
    """URLs of static files with a mark of their content, so that a browser never mixes two versions."""
    return [f"{_BELOW}{name}?v={_mark(ROOT / 'static' / name)}" for name in names]


@cache
def _mark(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]
