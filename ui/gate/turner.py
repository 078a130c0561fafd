"""Turning the pages of a list: which rows are shown, and the way to the others."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.gate.address import ask
from ui.text import fmt_int, t


def turner(page: int, pages: int, first: int, last: int, total: int, *, key: str = "om_turn") -> None:
    """Draw it below a list; `page` counts from 0, the address (``?n=``) from 1."""
    if not total:
        return
    with st.container(key=f"om-turner-{key}", horizontal=True, vertical_alignment="center", gap="small"):
        shown = t("evidence.shown", first=fmt_int(first), last=fmt_int(last), total=fmt_int(total))
        st.html(f'<span class="om-ev-count">{shown}</span>', width="stretch")
        if pages == 1:
            return
        st.button(
            t("evidence.before"), key=f"{key}_before", disabled=page == 0, on_click=partial(_turn, page)
        )
        st.html(f'<span class="om-ev-count">{page + 1} / {fmt_int(pages)}</span>', width="content")
        st.button(
            t("evidence.after"),
            key=f"{key}_after",
            disabled=page + 1 == pages,
            on_click=partial(_turn, page + 2),
        )


def _turn(number: int) -> None:
    ask(n="" if number <= 1 else str(number))
