"""A list whose rows are clicked: breadcrumb, search results and peers beside their bars.

Drawn by one small component so that a row is a real button (keyboard, focus, screen reader) and a click costs one
run. Texts reach the page as text nodes only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from data.settings import ROOT

Variant = Literal["crumbs", "bars", "results"]
_ASSETS = ROOT / "static" / "onemap"


@dataclass(frozen=True)
class PickRow:
    """One row.

    Attributes
    ----------
    share
        Length of the bar, 0–1; None draws none.
    hue
        CSS colour of the row's mark or bar.
    note
        A few faint words after the name (样本少).
    """

    code: str
    name: str
    value: str = ""
    share: float | None = None
    hue: str = ""
    note: str = ""
    title: str = ""


@dataclass(frozen=True)
class PickGroup:
    """Rows under one heading."""

    rows: tuple[PickRow, ...]
    heading: str = ""
    hue: str = ""
    footer: str = ""


@cache
def _component() -> Any:
    return st.components.v2.component(
        "onemap_pick_list",
        css=_text(_ASSETS / "pick_list.css"),
        js=_text(_ASSETS / "pick_list.js"),
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def pick_list(
    groups: Sequence[PickGroup], *, key: str, variant: Variant, label: str, current: str = ""
) -> str | None:
    """Draw the list; the code of the row that was clicked just now, once a click, else None.

    Parameters
    ----------
    label
        What the list is, for screen readers.
    current
        Code of the row to mark as the present one.
    """
    result = _component()(
        key=key,
        data={
            "groups": [asdict(group) for group in groups],
            "variant": variant,
            "label": label,
            "current": current,
        },
        on_picked_change=lambda: None,
    )
    picked = result.picked
    return str(picked) if picked else None
