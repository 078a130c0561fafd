"""The map of the board: where whistles were blown, with its legend, its camera and the mark of a late feed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from ui.camera import camera_on_map
from ui.map.region_map import region_map
from ui.text import current_lang
from ui.theme import current_theme, palette_of
from ui.whistles.panels import map_legend
from views.basis import Basis
from views.state import ViewState
from views.whistles.board import WhistleBoard


def board_map(
    board: WhistleBoard,
    on: Basis,
    state: ViewState,
    chosen: Mapping[str, str],
    on_click: Callable[[str], None],
) -> None:
    """Draw it; `chosen` is the filter as the address has it, `on_click` is told the unit."""
    palette = palette_of(on.definitions, current_theme())
    with st.container(key="om-wh-map"):
        region_map(
            board.map.layer,
            key="whistles",
            height="fill",
            theme=current_theme(),
            lang=current_lang(),
            on_click=on_click,
        )
        st.html(map_legend(board.map.legend, palette))
        camera_on_map(state, on, "whistles", subject="whistles", chosen=chosen)
