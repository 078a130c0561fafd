"""folium pieces of the map component: a base map that never changes, and a feature group that carries one message.

streamlit-folium takes a map for a new one, and rebuilds its frame, when the script of the base map differs. So the base
map holds no data at all; what a rerun has to say travels in the script of a feature group.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import folium
from folium.elements import JSCSSMixin
from folium.template import Template

# Somewhere in the country: the first message brings the region into view before anything is drawn.
START_LAT, START_LON, START_ZOOM = 30.0, 104.0, 8
FINEST_ZOOM = 17


class RegionMap(folium.Map):
    """A Leaflet map without tiles, controls, attribution or any link to the outside.

    Its script is the same for every level, theme and language. The template replaces folium's own, whose header (a
    kilobyte of styles, sent with every rerun) the component's stylesheet makes needless.
    """

    _template = Template(
        """
        {% macro header(this, kwargs) %}{% endmacro %}
        {% macro html(this, kwargs) %}
            <div class="folium-map" id={{ this.get_name()|tojson }} ></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
                center: {{ this.location|tojson }}, zoom: {{ this.options.zoom }},
                zoomControl: false, attributionControl: false, keyboard: true,
                zoomSnap: 0, zoomDelta: 0.75, wheelPxPerZoomLevel: 90, minZoom: 6, maxZoom: {{ this.finest }},
                maxBoundsViscosity: 0.6,
                zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches
            });
            window.onemap.boot({{ this.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, scripts: Sequence[str], styles: Sequence[str]) -> None:
        super().__init__(location=(START_LAT, START_LON), zoom_start=START_ZOOM, tiles=None)
        self.finest = FINEST_ZOOM
        self.default_js = [(link, link) for link in scripts]
        self.default_css = [(link, link) for link in styles]

    def render(self, **kwargs: object) -> str:
        """Render nothing: streamlit-folium takes the script from the template and the links from the lists."""
        return ""


class MessageGroup(folium.FeatureGroup):
    """Feature group that shows nothing: its script hands one JSON message to the component.

    Before that it empties streamlit-folium's list of feature groups, which otherwise keeps every one it ever showed
    (streamlit-folium issue 247: 144 polygons recoloured once a second took a browser from 19 to 688 MB in five
    minutes). The groups in the list have been taken off the map by the time this runs.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            window.feature_group = [];
            var {{ this.get_name() }} = L.featureGroup();
            window.onemap.update({{ this.message }});
        {% endmacro %}
        """
    )

    def __init__(self, message: Mapping[str, object]) -> None:
        super().__init__(name="onemap", control=False)
        self.message = script_json(message)

    def render(self, **kwargs: object) -> str:
        """Render nothing, as `RegionMap.render`."""
        return ""


def script_json(message: Mapping[str, object]) -> str:
    """JSON that is safe inside a script: no text in it can close the element or start another.

    Raises
    ------
    ValueError
        When a number is NaN or infinite.
    """
    text = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def region_base_map(scripts: Sequence[str], styles: Sequence[str]) -> RegionMap:
    """Base map whose only links are the given ones, relative to the component's frame.

    Parameters
    ----------
    scripts, styles
        URLs in the order of loading; Leaflet first.
    """
    cut_outside_links()
    return RegionMap(scripts, styles)


def cut_outside_links() -> None:
    """Take the CDN links from every folium class: on a network without internet the first one stops the map.

    folium keeps them as class attributes, and streamlit-folium loads those of every element on a map.
    """
    for element in _descendants(JSCSSMixin):
        if element is not RegionMap:
            element.default_js = []
            element.default_css = []


def _descendants(parent: type[JSCSSMixin]) -> Iterator[type[JSCSSMixin]]:
    for child in parent.__subclasses__():
        yield child
        yield from _descendants(child)
