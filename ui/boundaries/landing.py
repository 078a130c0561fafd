"""Boundaries in force, versions before them, proposals; and the place to put a file forward."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from html import escape
from pathlib import Path

import streamlit as st

from data.boundaries.deciding import take_back
from data.boundaries.proposal import Settled
from data.boundaries.proposing import propose
from data.boundaries.reading import SUFFIXES
from data.settings import Settings
from governance.errors import StateError
from ui.boundaries.words import LEVELS, datum_name, settled_fields, state_chip
from ui.gate.acts import act_button, say, sure
from ui.gate.address import ask, href
from ui.gate.key import may_write
from ui.text import current_lang, fmt_date, fmt_datetime, fmt_int, pick, t
from views.boundaries.view import BoundariesView, LevelInForce, level_names

_BY, _WHY = "om_bd_back_by", "om_bd_back_why"


def landing(settings: Settings, view: BoundariesView) -> None:
    """What counts today on the left, a new file on the right, what came before below."""
    with st.container(key="om-bd-landing"):
        with st.container(key="om-bd-now"):
            st.html(f"<h2>{t('boundaries.in_force')}</h2>{_levels(view)}")
        with st.container(key="om-bd-new"):
            _new_file(settings, level_names(settings, current_lang()))
    with st.container(key="om-bd-past"):
        st.html(f"<h2>{t('boundaries.proposals')}</h2>{_proposals(view)}")
        st.html(f"<h2>{t('boundaries.versions')}</h2>{_versions(view)}")
        if view.can_take_back and may_write():
            _take_back(settings, view.can_take_back)


def _levels(view: BoundariesView) -> str:
    rows = "".join(_level(level) for level in view.levels)
    head = "".join(
        f"<th>{t(f'boundaries.{name}')}</th>" for name in ("level", "units", "kind", "source", "since")
    )
    return f'<div class="om-table-frame"><table class="om-table om-bd-levels"><tr>{head}</tr>{rows}</table></div>'


def _level(level: LevelInForce) -> str:
    kind = "schematic" if level.is_schematic else "official"
    since = fmt_date(level.since, current_lang()) if level.since else t("boundaries.since_before")
    return (
        f"<tr><th>{escape(pick(level.name, level.name_en))}</th><td class='om-num'>{fmt_int(level.units)}</td>"
        f"<td><span class='om-bd-kind om-bd-{kind}'>{t(f'boundaries.{kind}')}</span></td>"
        f"<td><span class='om-bd-source' title='{escape(level.source, quote=True)}'>{escape(level.source)}</span>"
        f"<small>{escape(datum_name(level.datum))} · {escape(level.source_date)}</small></td><td>{escape(since)}</td></tr>"
    )


def _proposals(view: BoundariesView) -> str:
    if not view.proposals:
        return f'<p class="om-empty">{t("boundaries.no_proposals")}</p>'
    head = "".join(
        f"<th>{t(f'boundaries.{name}')}</th>"
        for name in ("file", "level", "state", "changes", "proposed", "decided")
    )
    names = {level.level: pick(level.name, level.name_en) for level in view.levels}
    rows = ""
    for item in view.proposals:
        decided = f"{item.decided_by or ''} {item.why or ''}".strip()
        rows += (
            f'<tr><th><a class="om-link" href="{href("boundaries", of=item.proposal_id)}" target="_self">{escape(item.name)}</a>'
            f"<small>{escape(item.source)}</small></th><td>{escape(names.get(item.level, ''))}</td><td>{state_chip(item)}</td>"
            f"<td>{t('boundaries.changes_short', units=fmt_int(item.changed), area=f'{item.moved_km2:,.1f}')}</td>"
            f"<td>{escape(item.proposed_by)}<small>{_moment(item.proposed_at)}</small></td>"
            f"<td>{escape(decided) or t('common.missing')}</td></tr>"
        )
    return (
        f'<div class="om-table-frame"><table class="om-table om-bd-list"><tr>{head}</tr>{rows}</table></div>'
    )


def _moment(text: str) -> str:
    return fmt_datetime(datetime.fromisoformat(text), current_lang())


def _versions(view: BoundariesView) -> str:
    """Accepted versions; the region's own files are the first of them."""
    names = {level.level: pick(level.name, level.name_en) for level in view.levels}
    lang = current_lang()
    rows = ""
    for version in view.versions:
        if version.withdrawn:
            kind = "withdrawn"
        elif version.version_id == view.current:
            kind = "here"
        else:
            kind = "coming" if version.valid_to is None else "past"
        until = fmt_date(version.valid_to, lang) if version.valid_to else "…"
        gone = version.withdrawn
        by, reason = (gone.by, gone.why) if gone else (version.accepted_by, version.why)
        why = t("boundaries.said", by=by, why=reason)
        rows += (
            f"<tr class='om-bd-v-{kind}'><th>{escape(names.get(version.level, version.level))} × {fmt_int(version.units)}"
            f"<small>{escape(version.source)}</small></th><td>{fmt_date(version.valid_from, lang)} – {until}</td>"
            f"<td><span class='om-bd-kind om-bd-{kind}'>{t(f'boundaries.v_{kind}')}</span></td><td>{escape(why)}</td></tr>"
        )
    kind = "past" if view.current else "here"
    rows += (
        f"<tr class='om-bd-v-{kind}'><th>{t('boundaries.own_files')}</th><td>{t('boundaries.since_before')}</td>"
        f"<td><span class='om-bd-kind om-bd-{kind}'>{t(f'boundaries.v_{kind}')}</span></td><td></td></tr>"
    )
    head = "".join(
        f"<th>{t(f'boundaries.{name}')}</th>" for name in ("replaced", "validity", "state", "who_why")
    )
    return (
        f'<div class="om-table-frame"><table class="om-table om-bd-list"><tr>{head}</tr>{rows}</table></div>'
    )


def _take_back(settings: Settings, version_id: str) -> None:
    with st.expander(t("boundaries.take_back")):
        st.html(f'<p class="om-note">{t("boundaries.take_back_note")}</p>')
        with st.container(key="om-bd-back", horizontal=True, vertical_alignment="bottom", gap="small"):
            st.text_input(t("boundaries.by"), key=_BY, max_chars=60)
            st.text_input(t("boundaries.why"), key=_WHY, max_chars=300)
            sure(
                t("boundaries.take_back"), t("boundaries.take_back_sure"), t("boundaries.take_back_yes"),
                partial(_back, settings, version_id), key="om_bd_back",
            )  # fmt: skip


def _back(settings: Settings, version_id: str) -> None:
    by, why = (str(st.session_state.get(key, "")) for key in (_BY, _WHY))
    take_back(settings, version_id, by=by, why=why)
    say(t("boundaries.taken_back"))


def _new_file(settings: Settings, names: Mapping[str, str]) -> None:
    st.html(f"<h2>{t('boundaries.new')}</h2>")
    choose = json.dumps(t("boundaries.choose"), ensure_ascii=False)
    st.html(f"<style>.st-key-om-bd-new{{--bd-choose:{choose}}}</style>")
    file = st.file_uploader(
        t("boundaries.file_note"),
        type=[suffix[1:] for suffix in SUFFIXES],
        key="om_bd_file",
        disabled=not may_write(),
    )
    with st.container(key="om-bd-about"):
        st.text_input(
            t("boundaries.source"), key="om_bd_source", placeholder=t("boundaries.source_hint"), max_chars=120
        )
        st.text_input(t("boundaries.source_date"), key="om_bd_date", placeholder="2026-09", max_chars=20)
        st.text_input(t("boundaries.by"), key="om_bd_by", max_chars=60)
    with st.expander(t("boundaries.settle")):
        settled_fields("om_bd_new", names, Settled(), columns=(), layers=())
    ready = file is not None and bool(str(st.session_state.get("om_bd_by", "")).strip())
    act_button(
        t("boundaries.check"), partial(_propose, settings), key="om_bd_check", kind="primary", disabled=not ready,
        help=None if ready else t("boundaries.check_needs"),
    )  # fmt: skip


def _propose(settings: Settings) -> None:
    state = st.session_state
    file = state.get("om_bd_file")
    if file is None:
        raise StateError(t("boundaries.check_needs"), "", "")
    level, datum = (state.get(f"om_bd_new_{name}") for name in ("level", "datum"))
    with tempfile.TemporaryDirectory() as folder, st.spinner(t("boundaries.checking")):
        path = Path(folder) / "file"
        with path.open("wb") as target:
            while piece := file.read(1 << 20):
                target.write(piece)
        item = propose(
            settings, path, file.name, by=str(state.get("om_bd_by", "")).strip(),
            source=str(state.get("om_bd_source", "")).strip(), source_date=str(state.get("om_bd_date", "")).strip(),
            settled=Settled(level if level in LEVELS else None, str(datum) if datum else None),
        )  # fmt: skip
    ask(of=item.proposal_id)
