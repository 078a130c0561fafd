"""The strip over the screens of the data: state, exchange, gate, releases, boundaries."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from ui.text import t
from ui.theme import kept_params

SCREENS = ("status", "exchange", "gate", "releases", "boundaries")


def data_nav(here: str) -> str:
    """Links to the screens of the data, as markup; `here` is the address of the one that is open."""
    query = urlencode(kept_params())
    links = "".join(
        f'<a class="om-data-nav-item{" om-here" if name == here else ""}" href="{name}{escape("?" + query) if query else ""}"'
        f' target="_self"{" aria-current=page" if name == here else ""}>{escape(t(f"nav.{name}"))}</a>'
        for name in SCREENS
    )
    return f'<nav class="om-data-nav" aria-label="{escape(t("nav.data_screens"))}">{links}</nav>'
