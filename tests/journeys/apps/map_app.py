"""A page with one map of the tiny region and a few buttons, for tests/journeys/test_map_component.py."""

import json
import os
from pathlib import Path

import numpy as np
import streamlit as st

from ui.map.message import published_facts
from ui.map.region_map import region_map
from views.map_layer import MapLayer

about = json.loads(Path(os.environ["MAP_APP_ABOUT"]).read_text("utf-8"))
state = st.session_state
state.setdefault("runs", 0)
state.setdefault("clicks", [])
state["runs"] += 1
level = st.radio("level", ["community", "grid", "zone"], horizontal=True)
theme = st.radio("theme", ["light", "dark"], horizontal=True)
lang = st.radio("lang", ["zh", "en"], horizontal=True)
if st.button("rerun"):
    pass
hash_ = "000000000000" if st.query_params.get("geometry") == "gone" else about["hash"]
population = published_facts(Path(os.environ["ONEMAP_STATIC"]), about["hash"], level)["population"]
n = len(population)
cases = np.arange(n, dtype=np.float64) * 3 % 17
classes = (np.arange(n) % 5).astype(np.int8)
if level == "grid":  # Classes that follow from the figures, as in the product; and a corner outside the view.
    rates = cases / population
    classes = np.searchsorted(np.quantile(rates, [0.2, 0.4, 0.6, 0.8]), rates, side="right").astype(np.int8)
    classes[:7] = -2
clicked = region_map(
    MapLayer(
        geometry_hash=hash_,
        level=level,
        membership="zone",
        classes=classes,
        numerators=cases,
        denominators=population,
        n_classes=5,
        scale=10_000,
        digits=1,
        indicator_name="<i>indicator</i>",
        numerator_name="received",
        denominator_name="population",
        unit="per 10,000",
        scope_level="city",
        scope_code=about["code"],
        scope_bounds=tuple(about["bounds"]),
        schematic=True,
    ),
    key="map",
    height=420,
    theme=theme,
    lang=lang,
    source="sources of the test",
    categories={"1": "first", "2": "second"},
)
if clicked:
    state["clicks"].append(clicked)
st.text(f"classes={classes.tolist()};")
st.text(f"runs={state['runs']};clicks={','.join(state['clicks'])};")
