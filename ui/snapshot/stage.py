"""The preview with its downloads: one component, fed with what is wanted; pictures and files it fetches by itself."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from ui.frontend import frontend_component
from ui.short_links import live_query
from ui.snapshot.asked import AskedSheet
from ui.snapshot.who import who
from ui.snapshot.words import size_facts, spelled, view_words
from ui.text import t
from views.basis import current_basis
from views.sheet.ground import shape
from views.sheet.request import SheetRequest, canonical, code_of
from views.sheet.sizes import SheetSize, oriented, parse_size

_MAIN = ("png", "pdf", "svg")
_WORDS = (
    *("stage", "download", "about_png", "about_pdf", "about_svg", "not_offered", "copy", "about_copy"),
    *("live", "about_live", "code", "about_code", "larger", "smaller", "again", "making", "made", "copied"),
    *("unheard", "unheard_detail", "drawing"),
)


@cache
def _component() -> Any:
    return frontend_component("sheet_stage")


def size_of(seen: AskedSheet) -> SheetSize:
    """The sheet as it lies: paper may turn with the shape of the unit."""
    left, low, right, high = shape(seen.on, seen.state.unit).bounds
    return oriented(
        parse_size(seen.request.size), seen.request.orientation, (right - left) / max(high - low, 1.0)
    )


def stage(seen: AskedSheet) -> None:
    """Draw the table with the sheet on it."""
    request, fault, size = seen.request, seen.fault, size_of(seen)
    code = code_of(request)
    told = {"title": fault.title, "detail": fault.detail, "remedy": fault.remedy} if fault else None
    with st.container(key="om-snap-stage"):
        _component()(
            key="om_snap_stage",
            data={
                "request": canonical(request),
                "code": spelled(code) if not fault else "",
                "aspect": size.aspect,
                "width_px": size.width_px,
                "formats": _MAIN,
                "offered": size.formats,
                "main": next(name for name in _MAIN if name in size.formats),
                "by": who(),
                "live": live_href(request),
                "facts": size_facts(size),
                "alt": t("snapshot.stage.alt", title=request.title or view_words(request, seen.on)),
                "words": {name: t(f"snapshot.stage.{name}") for name in _WORDS},
                "fault": told,
            },
        )


def live_href(request: SheetRequest) -> str:
    """Address of the screen that shows the same view of the same release, with the reader's settings; as it is."""
    current = current_basis().provenance.release_id
    return f"./{live_query(request, current, st.query_params.to_dict())}"
