"""Two sheets beside each other, or one over the other with a line to drag; and which of their choices differ."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache, partial
from html import escape
from typing import Any

import streamlit as st

from data.settings import Settings
from governance.errors import OneMapError, ReleaseError
from ui.errors import show_error
from ui.frontend import frontend_component
from ui.snapshot.address import ask, asked
from ui.snapshot.words import field_words, spelled, view_words
from ui.text import t
from views.basis import Basis, basis_of
from views.sheet.kept import request_of_code
from views.sheet.request import SheetRequest, code_of
from views.sheet.sizes import parse_size

# What says nothing to a reader by itself: a hash.
_AS_IT_IS = ("background", "link_base", "release_id", "as_of", "sheet_version")


@cache
def _component() -> Any:
    return frontend_component("sheet_compare")


def comparison() -> None:
    """Draw the two sheets that the address names; nothing while it names fewer."""
    if not (asked("left") and asked("right")):
        return
    with st.container(key="om-snap-compare"):
        with st.container(
            key="om-snap-compare-head", horizontal=True, vertical_alignment="center", gap="small"
        ):
            st.html(f"<h2>{escape(t('snapshot.compare.title'))}</h2>", width="stretch")
            st.button(
                t("snapshot.compare.turn"),
                key="om_snap_compare_turn",
                on_click=partial(ask, left=asked("right"), right=asked("left")),
            )
            st.button(
                t("snapshot.compare.close"),
                key="om_snap_compare_close",
                on_click=partial(ask, left="", right=""),
            )
        try:
            left, right = (request_of_code(Settings.from_env(), asked(side)) for side in ("left", "right"))
        except OneMapError as error:
            show_error(error)
            return
        codes = (code_of(left), code_of(right))
        _component()(
            key="om_snap_comparison",
            data={
                "sides": [_side(code, own) for code, own in zip(codes, (left, right), strict=True)],
                "words": {name: t(f"snapshot.compare.{name}") for name in ("slider", "side", "wipe")},
            },
        )
        st.html(_table(codes, left, right))


def _side(code: str, request: SheetRequest) -> dict[str, object]:
    """One sheet: where its picture is, how it is called, how large."""
    on = _basis(request)
    return {
        "src": f"api/sheet-preview?code={code}&w=1920",
        "small": f"api/sheet-thumb?code={code}",
        "code": spelled(code),
        "name": request.title or (view_words(request, on) if on else ""),
        "aspect": parse_size(request.size).aspect,
    }


def _basis(request: SheetRequest) -> Basis | None:
    try:
        return basis_of(request.release_id)
    except ReleaseError:  # said beside the picture
        return None


def _table(codes: tuple[str, ...], left: SheetRequest, right: SheetRequest) -> str:
    """The choices that differ, one a row."""
    ons = (_basis(left), _basis(right))
    sides = [_flat(own) for own in (left, right)]
    rows = []
    for name in dict.fromkeys((*sides[0], *sides[1])):
        values = [side.get(name, "") for side in sides]
        if values[0] == values[1]:
            continue
        cells = "".join(
            f"<td>{escape(field_words(name, value, None if name in _AS_IT_IS else on))}</td>"
            for value, on in zip(values, ons, strict=True)
        )
        rows.append(f"<tr><th>{escape(t(f'snapshot.field.{name}'))}</th>{cells}</tr>")
    if not rows:
        return f'<p class="om-empty">{escape(t("snapshot.compare.same"))}</p>'
    head = "".join(f"<th><code>{escape(spelled(code))}</code></th>" for code in codes)
    return (
        f'<table class="om-table om-snap-differs"><thead><tr><th>{escape(t("snapshot.compare.what"))}</th>{head}</tr>'
        f"</thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _flat(request: SheetRequest) -> dict[str, object]:
    """The fields of a request, those of its view in the place of the view."""
    raw = asdict(request)
    view = raw.pop("view")
    return {"release_id": raw.pop("release_id"), "subject": raw.pop("subject"), **dict(view), **raw}
