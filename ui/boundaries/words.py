"""Words, chips and fields that the landing and a proposal have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

import streamlit as st

from data.boundaries.datum import NAMES
from data.boundaries.proposal import Proposal, Settled
from geo.datum import DATUMS
from ui.text import t

LEVELS = ("county", "street", "community", "grid")


def datum_name(datum: str | None) -> str:
    """A datum as people write it."""
    return NAMES.get(datum or "", datum or t("common.missing"))


def state_chip(item: Proposal) -> str:
    """The state of a proposal as a small label."""
    return f'<span class="om-bd-state om-bd-state-{escape(item.state)}">{t(f"boundaries.state_{item.state}")}</span>'


def settled_fields(
    key: str, levels: Mapping[str, str], settled: Settled, *, columns: Sequence[str], layers: Sequence[str]
) -> None:
    """Fields for what is otherwise found out; their values lie under ``<key>_level`` and so on."""
    found = t("boundaries.found_out")
    with st.container(key=f"{key.replace('_', '-')}-settle"):
        _choice(key, "level", LEVELS, settled.level, levels.__getitem__, found)
        _choice(key, "datum", DATUMS, settled.datum, datum_name, found)
        if len(layers) > 1:
            _choice(key, "layer", layers, settled.layer, str, found)
        if columns:
            _choice(key, "code_column", columns, settled.code_column, str, found)


def _choice(
    key: str, name: str, options: Sequence[str], value: str | None, words: Callable[[str], str], found: str
) -> None:
    st.selectbox(
        t(f"boundaries.settle_{name}"),
        options,
        index=options.index(value) if value in options else None,
        format_func=words,
        key=f"{key}_{name}",
        placeholder=found,
    )
