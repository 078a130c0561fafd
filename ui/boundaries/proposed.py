"""One proposal: its maps side by side, what changes most, what is wrong, what follows, and the decision."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from data.boundaries.faults import Fault
from data.settings import Settings
from export.boundary_picture import png, svg_file
from ui.boundaries.decision import decision
from ui.boundaries.maps import maps
from ui.boundaries.words import datum_name, state_chip
from ui.gate.address import ask, asked, href
from ui.text import current_lang, fmt_datetime, fmt_int, t
from views.boundaries.drawing import Drawing
from views.boundaries.view import ChangedUnit, ProposalView, proposal_picture
from views.boundaries.words import picture_words

_MOST_CHANGES, _MOST_FAULTS = 14, 200
_SIZE, _FILE_SIZE = (1120.0, 640.0), (1500.0, 900.0)


def proposed(settings: Settings, view: ProposalView) -> None:
    """Draw the screen of a proposal."""
    item = view.item
    st.html(_head(view))
    unit = asked("at") if asked("at") in view.names else None
    lang = current_lang()
    words = picture_words(settings, item.proposal_id, lang, unit)

    def picture(width: float, height: float) -> Drawing:
        return proposal_picture(
            settings, item.proposal_id, lang, words, unit=unit, width=width, height=height
        )

    with st.container(key="om-bd-proposal"):
        with st.container(key="om-bd-picture"):
            maps(picture(*_SIZE), key="om_bd_maps", on_pick=None if unit else lambda code: ask(at=code))
            with st.container(key="om-bd-under", horizontal=True, vertical_alignment="center", gap="small"):
                st.html(_where(view, unit))
                name = f"{item.proposal_id}{f'-{unit}' if unit else ''}"
                st.download_button(
                    "SVG", lambda: svg_file(picture(*_FILE_SIZE)), f"{name}.svg", "image/svg+xml", key="om_bd_svg",
                    on_click="ignore",
                )  # fmt: skip
                st.download_button(
                    "PNG",
                    lambda: png(picture(*_FILE_SIZE)),
                    f"{name}.png",
                    "image/png",
                    key="om_bd_png",
                    on_click="ignore",
                )
        with st.container(key="om-bd-decision"):
            decision(settings, view)
    with st.container(key="om-bd-lower"):
        with st.container(key="om-bd-changes"):
            st.html(_changes(view, unit))
        with st.container(key="om-bd-faults"):
            st.html(_faults(view))


def _head(view: ProposalView) -> str:
    item = view.item
    datum = (
        t("boundaries.datum_found", datum=datum_name(item.datum))
        if item.datum
        else t("boundaries.datum_open")
    )
    if item.settled.datum:
        datum = datum_name(item.datum)
    facts = (
        f"{view.level_name} × {fmt_int(item.units)}",
        datum,
        " ".join(filter(None, (item.source, item.source_date))),
        f"{item.proposed_by} {fmt_datetime(datetime.fromisoformat(item.proposed_at), current_lang())}",
    )
    spans = "".join(f"<span>{escape(fact)}</span>" for fact in facts)
    back = f'<a class="om-link" href="{href("boundaries")}" target="_self">← {t("boundaries.all")}</a>'
    return f'<div class="om-bd-head">{back}<b>{escape(item.name)}</b>{state_chip(item)}{spans}</div>'


def _where(view: ProposalView, unit: str | None) -> str:
    if unit is None:
        return f'<p class="om-bd-hint">{t("boundaries.picture_hint")}</p>'
    whole = f'<a class="om-link" href="{href("boundaries", of=view.item.proposal_id)}" target="_self">{t("boundaries.whole")}</a>'
    return f'<p class="om-bd-hint">{whole} › <b>{escape(view.names.get(unit, unit))}</b></p>'


def _changes(view: ProposalView, unit: str | None) -> str:
    """Units that change most, gained and lost as bars from the middle."""
    if not view.changes:
        return f"<h2>{t('boundaries.biggest')}</h2><p class='om-empty'>{t('boundaries.no_changes')}</p>"
    top = max(max(change.gained, change.lost) for change in view.changes) or 1.0
    shown = view.changes[:_MOST_CHANGES]
    if unit and all(change.code != unit for change in shown):
        shown = (*shown, *(change for change in view.changes if change.code == unit))
    rows = "".join(_change(change, view.item.proposal_id, top, change.code == unit) for change in shown)
    more = len(view.changes) - len(shown)
    note = f"<p class='om-note'>{t('boundaries.more_changes', count=fmt_int(more))}</p>" if more else ""
    head = (
        f"<tr><th>{t('boundaries.unit')}</th><th class='om-num'>{t('boundaries.area_now')}</th>"
        f"<th class='om-num'>{t('boundaries.area_new')}</th><th class='om-bd-bars'><span>{t('boundaries.lost')}</span>"
        f"<span>{t('boundaries.gained')}</span></th></tr>"
    )
    return (
        f"<h2>{t('boundaries.biggest')}<small>{t('boundaries.km2')}</small></h2>"
        f'<div class="om-table-frame"><table class="om-table om-bd-table">{head}{rows}</table></div>{note}'
    )


def _change(change: ChangedUnit, proposal_id: str, top: float, is_here: bool) -> str:
    link = href("boundaries", of=proposal_id, at=change.code)
    return (
        f"<tr class='{'om-bd-row-here' if is_here else ''}'><th><a class='om-link' href='{link}' target='_self'>"
        f"{escape(change.name)}</a><small>{escape(change.parent)}</small></th>"
        f"<td class='om-num'>{_area(change.area_now)}</td><td class='om-num'>{_area(change.area_new)}</td>"
        f"<td class='om-bd-bars'><span><em>−{change.lost:,.2f}</em><i style='width:{change.lost / top * 60:.1f}%'></i></span>"
        f"<span><i style='width:{change.gained / top * 60:.1f}%'></i><em>+{change.gained:,.2f}</em></span></td></tr>"
    )


def _area(value: float) -> str:
    return f"{value:,.2f}" if value == value else t("common.missing")


def _faults(view: ProposalView) -> str:
    """What was found, errors first, each with its unit, place and remedy."""
    head = f"<h2>{t('boundaries.found')}</h2>"
    if not view.faults:
        return f"{head}<p class='om-empty'>{t('boundaries.no_faults')}</p>"
    rows = "".join(_fault(fault, view) for fault in view.faults[:_MOST_FAULTS])
    more = len(view.faults) - _MOST_FAULTS
    note = f"<p class='om-note'>{t('boundaries.more_faults', count=fmt_int(more))}</p>" if more > 0 else ""
    return f'{head}<ul class="om-bd-fault-list">{rows}</ul>{note}'


def _fault(fault: Fault, view: ProposalView) -> str:
    lang = current_lang()
    units = t("notice.separator").join(
        f"{escape(view.names.get(code, ''))} <a class='om-link' href='{_look(view, code)}' target='_self'>"
        f"<code>{escape(code)}</code></a>"
        for code in fault.units[:4]
    )
    more = f" +{len(fault.units) - 4}" if len(fault.units) > 4 else ""
    place = f"<code>{fault.place[0]:.5f}, {fault.place[1]:.5f}</code>" if fault.place else ""
    level, remedy = t(f"level_of.{fault.level}"), escape(fault.remedy(lang))
    return (
        f"<li><span class='om-level om-level-{fault.level}'>{level}</span>"
        f"<div><p>{units}{more} {escape(fault.words(lang))} {place}</p><p class='om-note'>{remedy}</p></div></li>"
    )


def _look(view: ProposalView, code: str) -> str:
    return href("boundaries", of=view.item.proposal_id, at=code)
