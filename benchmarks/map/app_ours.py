"""One button, one map: the component as the product uses it."""

import json
from pathlib import Path

import numpy as np
import streamlit as st

from benchmarks.map.figures import N_CLASSES, figures
from data.settings import Settings
from ui.map.message import published_facts
from ui.map.region_map import region_map
from views.map_layer import MapLayer

st.set_page_config(layout="wide")
about = json.loads(Path("about.json").read_text("utf-8"))
level = st.query_params["level"]
st.session_state.setdefault("turn", 0)
if st.button("next"):
    st.session_state["turn"] += 1
population = published_facts(Settings.from_env().static_dir, about["hash"], level)["population"]
cases, classes = figures(population, st.session_state["turn"])
layer = MapLayer(
    geometry_hash=about["hash"],
    level=level,
    membership="zone",
    classes=classes.astype(np.int8),
    numerators=cases,
    denominators=population,
    n_classes=N_CLASSES,
    scale=10_000,
    digits=1,
    indicator_name="万人受理量",
    numerator_name="受理",
    denominator_name="常住人口",
    unit="件/万人",
    scope_level="city",
    scope_code=about["code"],
    scope_bounds=tuple(about["bounds"]),
    schematic=True,
)
region_map(layer, key="ours", height=700, theme="light", lang="zh", source=f"turn {st.session_state['turn']}")
