"""The maps of a proposal on the page: the marks of the drawing, drawn by a component of our own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import streamlit as st

from ui.frontend import frontend_component
from views.boundaries.drawing import Drawing, Group, Shape, Words


@cache
def _component() -> Any:
    return frontend_component("boundary_picture")


def maps(drawing: Drawing, *, key: str, on_pick: Callable[[str], None] | None = None) -> None:
    """Draw a picture; a click on a unit tells `on_pick` its code before the run that it causes."""

    def picked() -> None:
        code = st.session_state[key]["picked"]
        if code and on_pick is not None:
            on_pick(str(code))

    _component()(key=key, data={**_content(drawing), "picks": on_pick is not None}, on_picked_change=picked)


@lru_cache(maxsize=4)
def _content(drawing: Drawing) -> dict[str, Any]:
    return {
        "width": drawing.width,
        "height": drawing.height,
        "title": drawing.title,
        "marks": [
            {"window": mark.window, "marks": [_plain(one) for one in mark.marks]}
            if isinstance(mark, Group)
            else _plain(mark)
            for mark in drawing.marks
        ],
    }


def _plain(mark: Shape | Words) -> dict[str, Any]:
    """A mark as plain values; what says nothing need not travel."""
    if isinstance(mark, Words):
        found: dict[str, Any] = {
            "text": mark.text, "x": round(mark.x, 1), "y": round(mark.y, 1), "size": mark.size, "ink": mark.ink,
            "anchor": mark.anchor, "bold": mark.is_bold or None, "halo": mark.has_halo or None,
        }  # fmt: skip
    else:
        found = {
            "d": mark.path(), "fill": mark.fill, "opacity": mark.fill_opacity if mark.fill_opacity < 1 else None,
            "stroke": mark.stroke, "width": mark.width if mark.stroke else None, "dash": mark.dash, "hatch": mark.hatch,
            "title": mark.title or None, "code": mark.code or None,
        }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}
