"""A list whose rows are clicked: breadcrumb, search results and peers beside their bars.

Drawn by one small component so that a row is a real button (keyboard, focus, screen reader) and a click costs one
run. Texts reach the page as text nodes only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import streamlit as st

from ui.frontend import frontend_component

Variant = Literal["crumbs", "bars", "results", "tree"]


@dataclass(frozen=True)
class PickRow:
    """One row.

    Attributes
    ----------
    share
        Length of the bar, 0–1; None draws none.
    note
        A few faint words after the name (样本少).
    href
        Where the value leads to (as it is, not escaped); empty makes it part of the row.
    """

    code: str
    name: str
    value: str = ""
    share: float | None = None
    note: str = ""
    title: str = ""
    href: str = ""


@dataclass(frozen=True)
class PickGroup:
    """Rows under one heading.

    Attributes
    ----------
    hue
        CSS colour of the heading's mark and of the bars.
    """

    rows: tuple[PickRow, ...]
    heading: str = ""
    hue: str = ""
    footer: str = ""


@cache
def _component() -> Any:
    return frontend_component("pick_list")


def _slim(entry: object) -> dict[str, Any]:
    """Fields that say something: what is empty need not travel."""
    return {name: value for name, value in vars(entry).items() if value not in ("", None)}


def pick_list(
    groups: Sequence[PickGroup],
    *,
    key: str,
    variant: Variant,
    label: str,
    current: str = "",
    on_pick: Callable[[str], None] | None = None,
) -> str | None:
    """Draw the list; the code of the row that was clicked just now, once a click, else None.

    Parameters
    ----------
    label
        What the list is, for screen readers.
    current
        Code of the row to mark as the present one.
    on_pick
        Is told the code before the run that the click causes: what it changes is shown by that very run.
    """

    def picked_now() -> None:
        code = st.session_state[key]["picked"]
        if code and on_pick is not None:
            on_pick(str(code))

    result = _component()(
        key=key,
        data={
            "groups": [{**_slim(group), "rows": [_slim(row) for row in group.rows]} for group in groups],
            "variant": variant,
            "label": label,
            "current": current,
        },
        on_picked_change=picked_now,
    )
    picked = result.picked
    return str(picked) if picked else None
