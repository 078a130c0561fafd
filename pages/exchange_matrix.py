"""交换矩阵: departments and data sets, what came when, what is owed, and who rests on it."""

from __future__ import annotations

import streamlit as st

from ui.data_nav import data_nav
from ui.errors import shown
from ui.exchange.matrix import head, matrix
from ui.exchange.owed import held_back_download, owed_bar, owed_list
from ui.exchange.uses import uses_table
from ui.open_data import open_data_panel
from ui.panels import source_line
from ui.state import basis
from ui.text import current_lang, t
from ui.theme import palette_of
from views.exchange import exchange_view


@shown
def page() -> None:
    """Ask how the exchange stands today; draw the matrix, what departments owe, and who uses what."""
    on = basis()
    lang = current_lang()
    view = exchange_view(on)
    st.html(data_nav("exchange"))
    with st.container(key="om-exchange", gap="small"):
        st.html(head(view, lang))
        st.html(matrix(view, palette_of(on.definitions), lang))
        owed_bar(view, on, lang)
        held_back_download(view, lang)
        st.html(owed_list(view, on, lang))
        st.html(f'<p class="om-note">{t("exchange.note")}</p>')
        st.html(uses_table(view, on, lang))
        st.html(open_data_panel(on))
    st.html(source_line(view.provenance, lang))
