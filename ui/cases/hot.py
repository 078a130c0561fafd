"""Where the chosen cases crowd: runs of grids above what the unit's mean lets expect, as a list to go there."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from ui.pick_list import PickGroup, PickRow, pick_list
from ui.state import follow
from ui.text import current_lang, fmt_int, fmt_rate, t
from views.basis import Basis
from views.cases.hot_spots import HotCluster, HotSpots
from views.names import unit_name

MOST_SHOWN = 5


def hot_list(on: Basis, spots: HotSpots, mark: str = "") -> None:
    """The strongest clusters; a click goes to the community in which each is hottest.

    `mark` is markup beside the title (`ui.stale`).
    """
    st.html(
        f'<div class="om-panel-title">{t("incidents.hot")}<span class="om-help" tabindex="0" role="note" '
        f'title="{escape(t("incidents.hot_method"))}" aria-label="{escape(t("incidents.hot_method"))}">?</span>{mark}</div>'
    )
    # Neighbours can make a grid hot that has no such case itself: on the map it belongs to them, in a list it misleads.
    shown = [cluster for cluster in spots.clusters if cluster.community is not None and cluster.cases]
    if not shown:
        words = "incidents.hot_none" if spots.enough else "incidents.hot_too_few"
        st.html(f'<p class="om-note">{t(words)}</p>')
        return
    shown = shown[:MOST_SHOWN]
    top = max(cluster.cases for cluster in shown) or 1
    rows = tuple(_row(cluster, top) for cluster in shown)
    footer = t("incidents.hot_grids", hot=fmt_int(spots.n_hot), tested=fmt_int(spots.n_tested))
    pick_list(
        [PickGroup(rows, footer=footer)],
        key="om_hot_list",
        variant="bars",
        label=t("incidents.hot"),
        on_pick=partial(follow, on=on),
    )


def _row(cluster: HotCluster, top: int) -> PickRow:
    lang = current_lang()
    assert cluster.community is not None
    place = " ".join(unit_name(unit, lang) for unit in (cluster.street, cluster.community) if unit)
    return PickRow(
        code=cluster.community.code,
        name=unit_name(cluster.community, lang),
        value=fmt_int(cluster.cases),
        share=round(cluster.cases / top, 3),
        title=t(
            "incidents.hot_title",
            place=place,
            grids=fmt_int(len(cluster.grids)),
            cases=fmt_int(cluster.cases),
            z=fmt_rate(cluster.peak_z, 1),
        ),
    )
