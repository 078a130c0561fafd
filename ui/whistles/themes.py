"""Typical themes of whistles: how many, and what share of those due was solved; a click looks at one alone."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ui.pick_list import PickGroup, PickRow, pick_list
from ui.text import fmt_int, t
from ui.whistles.board import rate_text
from ui.whistles.state import choose, wanted_now
from views.basis import Basis
from views.whistles.board import WhistleBoard


def theme_list(board: WhistleBoard, on: Basis, mark: str = "") -> None:
    """Draw the themes as bars; the theme in focus is picked again to look at all.

    `mark` is markup beside the title (`ui.stale`).
    """
    most = max((row.blown for row in board.themes), default=0) or 1

    def picked(code: str) -> None:
        now = wanted_now(on)
        choose(replace(now, theme=None if now.theme == code else code, page=1), on)

    rows = tuple(
        PickRow(
            code=row.code,
            name=row.name,
            value=t("whistles.theme_value", blown=fmt_int(row.blown), solved=rate_text(row.solved, 0)),
            share=round(row.blown / most, 3),
            note=t("common.few_cases") if row.solved.is_few else "",
            title=f"{row.name} {t('whistles.solved')} {fmt_int(row.solved.part)} / {fmt_int(row.solved.whole)}",
        )
        for row in board.themes
    )
    with st.container(key="om-wh-themes"):
        st.html(
            f'<div class="om-panel-title">{t("whistles.themes")}<small>{t("whistles.themes_note")}</small>{mark}</div>'
        )
        if rows:
            pick_list(
                [PickGroup(rows)],
                key="om_wh_theme_list",
                variant="bars",
                label=t("whistles.themes"),
                current=board.wanted.theme or "",
                on_pick=picked,
            )
        else:
            st.html(f'<p class="om-empty">{t("whistles.nothing")}</p>')
