"""One button, one map: what st_folium's own examples do, with Leaflet from this server so that it runs offline.

It is spared what would slow it further: no rerun on pan or zoom, and shapes as simple as the component's.
"""

import json
from pathlib import Path
from typing import Any

import folium
import numpy as np
import streamlit as st
from folium.template import Template
from streamlit_folium import st_folium

from benchmarks.map.figures import figures
from geo.folium_layers import cut_outside_links
from views.tokens import LIGHT

st.set_page_config(layout="wide")
level = st.query_params["level"]


@st.cache_resource
def shapes(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(f"{name}.geojson").read_text("utf-8"))
    return found


class Drawn(folium.FeatureGroup):
    """Says in the frame that this run's script has drawn everything before it."""

    _template = Template(
        "{% macro script(this, kwargs) %}window.benchTurn = {{ this.turn|tojson }};{% endmacro %}"
    )

    def __init__(self, turn: str) -> None:
        super().__init__(control=False)
        self.turn = turn


st.session_state.setdefault("turn", 0)
if st.button("next"):
    st.session_state["turn"] += 1
data = shapes(level)
population = np.array([f["properties"]["population"] for f in data["features"]], dtype=float)
cases, classes = figures(population, st.session_state["turn"])
colours = {
    feature["properties"]["code"]: LIGHT.ramp[step] if step >= 0 else LIGHT.no_data
    for feature, step in zip(data["features"], classes.tolist(), strict=True)
}
cut_outside_links()
chart = folium.Map(location=(25.6, 103.9), zoom_start=8, tiles=None)
chart.default_js = [("leaflet", "../../app/static/vendor/map-vendor.js")]
chart.default_css = [("leaflet", "../../app/static/vendor/map-vendor.css")]
folium.GeoJson(
    data,
    style_function=lambda feature: {
        "fillColor": colours[feature["properties"]["code"]],
        "fillOpacity": 1,
        "color": "white",
        "weight": 0.5,
    },
    tooltip=folium.GeoJsonTooltip(["name"]),
).add_to(chart)
Drawn(f"turn {st.session_state['turn']}").add_to(chart)
st_folium(chart, key="naive", height=700, use_container_width=True, returned_objects=[])
