"""The preview with its downloads: one component, fed with what is wanted; pictures and files it fetches by itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import streamlit as st

from governance.errors import OneMapError
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
    request, faults, size = seen.request, seen.all_faults(), size_of(seen)
    code = code_of(request)
    with st.container(key="om-snap-stage"):
        _component()(
            key="om_snap_stage",
            data={
                "request": canonical(request),
                "code": spelled(code) if not faults else "",
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
                "fault": _told(faults) if faults else None,
            },
        )


def _told(faults: Mapping[str, OneMapError]) -> dict[str, str]:
    """All that stands in the way at once, each with the control that mends it."""
    separator = t("notice.separator")
    where = separator.join(t("snapshot.fault.control", name=t(f"notice.part_{name}")) for name in faults)
    errors = list(faults.values())
    lines = [f"{error.detail} · {error.remedy}" for error in errors]
    if len(errors) == 1:
        lines = [errors[0].detail, errors[0].remedy]
    return {
        "title": errors[0].title if len(errors) == 1 else t("snapshot.fault.several", count=len(errors)),
        "detail": "\n".join(lines),
        "remedy": t("snapshot.fault.where", controls=where),
    }


def live_href(request: SheetRequest) -> str:
    """Address of the screen that shows the same view of the same release, with the reader's settings; as it is."""
    current = current_basis().provenance.release_id
    return f"./{live_query(request, current, st.query_params.to_dict())}"
