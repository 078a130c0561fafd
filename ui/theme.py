"""The look: tokens become CSS variables, one stylesheet uses them, and the top bar carries name and navigation.

Streamlit's own theme follows ``?theme=`` as well: its choice lives in the browser's storage under the page's path,
so it is set before Streamlit starts (``ui/server.py`` puts ``preboot.js`` into the page) or, under a plain
``streamlit run``, by a script that sets it and loads the page once more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import Page

from data.definitions import Definitions, parse_definitions, read_definition_texts
from data.settings import Settings
from governance.errors import RegionError
from ui.text import HTML_LANG, LANGS, current_lang, pick, t
from views.tokens import (
    FONT_FAMILY,
    MOST_CATEGORIES,
    PALETTES,
    RADIUS_PX,
    TYPE_REM,
    Palette,
    Setting,
    category_pattern,
)

ASSETS = Path(__file__).resolve().parent.parent / "static" / "theme"
SETTINGS: tuple[Setting, ...] = ("light", "dark")
# What a change of page, language or theme takes along: the state of the view (ui/state.py) and the two settings.
KEPT_PARAMS = ("lang", "theme", "release", "m", "u", "l", "i", "p", "c")


def current_theme() -> Setting:
    """The setting that the address asks for (``?theme=``); light when it asks for none or an unknown one."""
    wanted = st.query_params.get("theme", "light")
    return wanted if wanted in SETTINGS else "light"


def palette_of(definitions: Definitions, setting: Setting | None = None) -> Palette:
    """Colours of a setting (by default the address's), with those of the region's categories."""
    codes = [category.code for category in definitions.categories]
    return PALETTES[setting or current_theme()].of(codes)


def css_variables(setting: Setting) -> str:
    """The tokens of a setting as CSS declarations (``--om-…``), for the page and for the map's frame."""
    palette = PALETTES[setting]
    pairs = {**_colours(palette), "font": FONT_FAMILY, "radius": f"{RADIUS_PX}px", "scheme": setting}
    pairs |= {f"type-{name}": f"{size}rem" for name, size in TYPE_REM.items()}
    return "".join(f"--om-{name}:{value};" for name, value in pairs.items()) + f"color-scheme:{setting};"


def _colours(palette: Palette) -> dict[str, str]:
    colours = {
        name.replace("_", "-"): value for name, value in vars(palette).items() if isinstance(value, str)
    }
    colours |= {f"ramp-{index}": colour for index, colour in enumerate(palette.ramp)}
    # By number, whatever codes the region gives its categories.
    for index in range(MOST_CATEGORIES):
        colours[f"category-{index + 1}"] = palette.hues[index % len(palette.hues)]
        colours[f"category-{index + 1}-pattern"] = category_pattern(index)
    return colours


@cache
def asset_url(name: str) -> str:
    """Address of a file of ``static/theme`` relative to a page, with its content hash so that it may be kept for good."""
    digest = hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]
    return f"app/static/theme/{name}?v={digest}"


def apply_theme(setting: Setting) -> None:
    """Dress the page: variables of `setting`, the stylesheet, and Streamlit's own theme to match."""
    # Streamlit's link past the bar speaks English; the words of ours stand in its place.
    variables = f"{css_variables(setting)}--skip-words:{json.dumps(t('app.skip'), ensure_ascii=False)}"
    st.html(f"<style>@import url('{asset_url('onemap.css')}');:root{{{variables}}}</style>")
    follow = _FOLLOW % (json.dumps(HTML_LANG[current_lang()]), json.dumps(setting.capitalize()))
    st.html(f"<script>{follow}</script>", unsafe_allow_javascript=True)


# Runs after Streamlit has started: only where the server did not set the theme beforehand does it load once more.
_FOLLOW = """
(() => {
  document.documentElement.lang = %s;
  const key = `stActiveTheme-${location.pathname}-v2`, wanted = JSON.stringify(%s);
  if (window.oneMapTheme === wanted) return;
  window.oneMapTheme = wanted;
  if (localStorage.getItem(key) === wanted) return;
  localStorage.setItem(key, wanted);
  location.reload();
})();
"""


@dataclass(frozen=True)
class NavItem:
    """A registered page and the key of its name in the catalogues; `in_bar` says whether the top bar lists it."""

    page: Page
    text_key: str
    in_bar: bool = True


# Screens that the bar does not list, and the one under whose name they are found.
_ROOF = dict.fromkeys(("exchange", "gate", "releases", "boundaries"), "status")


def kept_params(**changes: str) -> dict[str, str]:
    """The address's parameters that outlive a change of page, with `changes` laid over; defaults are dropped."""
    kept = {key: st.query_params[key] for key in KEPT_PARAMS if key in st.query_params} | changes
    return _without_defaults(kept)


def page_params(**changes: str) -> dict[str, str]:
    """All that the address says, with `changes` laid over: the same page in another language or theme."""
    return _without_defaults(st.query_params.to_dict() | changes)


def _without_defaults(params: dict[str, str]) -> dict[str, str]:
    defaults = {"lang": "zh", "theme": "light"}
    return {key: value for key, value in params.items() if value != defaults.get(key)}


def top_bar(items: Sequence[NavItem], current: Page, subtitle: str = "") -> None:
    """Draw the bar on top of every page: mark, name, city, navigation, language and theme.

    Parameters
    ----------
    subtitle
        The region's name, shown beside the product's; escaped here.
    """
    with st.container(key="om-bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(_brand(subtitle), width="content")
        with st.container(key="om-nav", horizontal=True, vertical_alignment="center", gap=None):
            for item in (item for item in items if item.in_bar):
                state = (
                    "here"
                    if item.page.url_path in (current.url_path, _ROOF.get(current.url_path))
                    else "there"
                )
                with st.container(key=f"om-nav-{item.text_key.split('.')[-1]}-{state}", width="content"):
                    st.page_link(item.page, label=t(item.text_key), query_params=kept_params())
        with st.container(
            key="om-settings", horizontal=True, vertical_alignment="center", gap="xsmall", width="content"
        ):
            other = next(lang for lang in LANGS if lang != current_lang())
            st.html(_setting_link(t("nav.language"), t("nav.language_help"), lang=other), width="content")
            st.html(_theme_link(), width="content")


def city_name() -> str:
    """Name of the region in the page's language; empty where its folder cannot be read (the pages say why)."""
    try:
        definitions = region_definitions()
    except RegionError:
        return ""
    return pick(definitions.name, definitions.name_en)


def region_definitions() -> Definitions:
    """Definitions of the region folder; RegionError where it cannot be read."""
    return _definitions(Settings.from_env().region_dir)


@cache
def _definitions(region_dir: Path) -> Definitions:
    return parse_definitions(read_definition_texts(region_dir))


def _brand(subtitle: str) -> str:
    city = f'<span class="om-city">{escape(subtitle)}</span>' if subtitle else ""
    mark = f'<img class="om-mark" src="{asset_url(f"mark-{current_theme()}.svg")}" alt="">'
    return f'<div class="om-brand">{mark}<span class="om-name">{escape(t("app.name"))}</span>{city}</div>'


def _theme_link() -> str:
    turned: Setting = "dark" if current_theme() == "light" else "light"
    return _setting_link(t(f"nav.to_{turned}"), t("nav.theme_help"), theme=turned)


def _setting_link(label: str, title: str, **setting: str) -> str:
    """An anchor to the same page under another setting; Streamlit's own link to it would leave the address as it is."""
    query = urlencode(page_params(**setting)) or urlencode(setting)
    return f'<a class="om-setting" href="?{escape(query)}" title="{escape(title)}">{escape(label)}</a>'
