"""A page with one map of cases and a few buttons, for tests/journeys/test_case_map.py; served with our routes."""

import streamlit as st

from ui.server import server_parts
from views.basis import current_basis
from views.cases.filter import read_filter
from views.state import read_state


def screen() -> None:
    """One run."""
    # Streamlit knows a component that is first met in a script run; the application is imported before.
    from ui.map.case_map import case_map, one_case_map

    memory = st.session_state
    memory.setdefault("runs", 0)
    memory.setdefault("clicks", [])
    memory["runs"] += 1
    theme = st.radio("theme", ["light", "dark"], horizontal=True)
    words = st.radio("words", ["all", "none", "社区"], horizontal=True)
    if st.button("rerun"):
        pass
    basis = current_basis()
    asked = st.query_params.to_dict()
    if words != "all":
        asked["q"] = "§" if words == "none" else words
    state = read_state(asked, basis).state
    if "one" in asked:
        one_case_map(
            basis, state, lon=103.05, lat=25.03, standing="overdue",
            key="map", height=420, theme=theme, lang="zh",
        )  # fmt: skip
    else:
        case_map(
            basis, state, read_filter(asked, basis).filter,
            key="map", height=520, theme=theme, lang=asked.get("lang", "zh"),
            on_click=memory["clicks"].append, source="sources of the test",
        )  # fmt: skip
    st.text(f"runs={memory['runs']};clicks={','.join(memory['clicks'])};")


if __name__ == "__main__":
    screen()
else:
    # Routes and headers, no warm-up: the screens of the product are not wanted here.
    app = st.App(__file__, **{key: part for key, part in server_parts().items() if key != "lifespan"})
