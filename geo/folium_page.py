"""A folium map as a page of its own: one file with everything inside, which opens from a disk without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import folium
from branca.element import Element, Figure
from folium.template import Template

from geo.folium_layers import START_LAT, START_LON, START_ZOOM, script_json

# What the page may load: what is in it. A browser refuses all else, whatever a script or a style asks for.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)


class _Markup(Element):
    """Markup as it is: branca would run what a plain string of it holds between braces."""

    _template = Template("{{ this.markup }}")

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.markup = markup


class _Page(Figure):
    _template = Template(
        '<!DOCTYPE html>\n<html lang="{{ this.lang }}">\n<head>\n{{ this.header.render(**kwargs) }}\n</head>\n<body>\n'
        "{{ this.html.render(**kwargs) }}\n<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
    )

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.lang = lang


class PageMap(folium.Map):
    """A Leaflet map without tiles or links, handed to ``window.briefing.boot`` with the data of the page."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="folium-map" id="map"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            window.briefing.boot(L.map("map", {
                center: {{ this.location|tojson }}, zoom: {{ this.options.zoom }},
                zoomControl: false, attributionControl: false, keyboard: true, preferCanvas: true,
                zoomSnap: 0, zoomDelta: 0.75, wheelPxPerZoomLevel: 90, minZoom: 6, maxZoom: 16
            }), {{ this.data }});
        {% endmacro %}
        """
    )

    def __init__(self, data: Mapping[str, object]) -> None:
        super().__init__(location=(START_LAT, START_LON), zoom_start=START_ZOOM, tiles=None)
        self.default_js = []
        self.default_css = []
        self.data = script_json(data)


def offline_page(
    *,
    lang: str,
    title_markup: str,
    styles: Sequence[str],
    scripts: Sequence[str],
    before: str,
    after: str,
    data: Mapping[str, object],
) -> str:
    """The page as text.

    Parameters
    ----------
    lang
        Of the page, as HTML names it.
    title_markup, before, after
        Markup (escaped already) of the title, and around the map.
    styles, scripts
        Style sheets and scripts as text, Leaflet first; they must not contain their own closing tags.
    data
        What ``window.briefing.boot(map, data)`` gets.

    Raises
    ------
    ValueError
        When a number in the data is NaN or infinite.
    """
    page = _Page(lang)
    head = [
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{title_markup}</title>",
        *(f"<style>\n{text}\n</style>" for text in styles),
        *(f"<script>\n{text}\n</script>" for text in scripts),
    ]
    for place, markup in enumerate(head):
        page.header.add_child(_Markup(markup), name=f"head_{place}")
    page.html.add_child(_Markup(before), name="before")
    page.add_child(PageMap(data), name="map")
    page.html.add_child(_Markup(after), name="after")
    # The map puts its own markup between the two only when it is rendered: the order is that of the names.
    text: str = page.render()
    return text
