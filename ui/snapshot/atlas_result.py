"""Atlases while they are made, with a way to stop, and those that are done, to take away."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from data.settings import Settings
from export.atlas.jobs import AtlasJob, cancel, job, jobs
from governance.errors import ExportError, StateError
from ui.errors import show_error
from ui.snapshot.moments import moment
from ui.snapshot.words import spelled
from ui.text import current_lang, fmt_datetime, fmt_int, fmt_rate, t

_EVERY_S = 1.0
_SHOWN = 4
_KB, _MB = 1_000, 1_000_000
_MINUTE_S = 60


def results() -> None:
    """The atlas that is being made, or the last ones, newest first."""
    known = jobs(Settings.from_env())
    if known and known[0].is_running:
        _running(known[0].job_id)
    for one in [one for one in known if not one.is_running][:_SHOWN]:
        _ended(one, is_newest=one is known[0])


@st.fragment(run_every=_EVERY_S)
def _running(job_id: str) -> None:
    """One look at the work; when it has ended the whole screen is drawn anew."""
    settings = Settings.from_env()
    try:
        found = job(settings, job_id)
    except StateError:
        st.rerun()
        return
    if not found.is_running:
        st.rerun()
        return
    share = found.done / max(found.total, 1) * 100
    words = t("atlas_panel.progress", done=fmt_int(found.done), total=fmt_int(found.total))
    left = "" if found.seconds_left is None else t("atlas_panel.left", time=_time(found.seconds_left))
    title = f"{found.title} {t('atlas_panel.by', name=found.by) if found.by else ''}"
    with st.container(key="om-atlas-box", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f'<div class="om-pack-progress" role="progressbar" aria-valuemin="0" aria-valuemax="100" '
            f'aria-valuenow="{share:.0f}" aria-label="{escape(title)}"><p><b>{escape(title)}</b>'
            f"<span>{escape(words)} {escape(left)}</span><span>{escape(found.last)}</span></p>"
            f'<u><i style="width:{share:.1f}%"></i></u></div>',
            width="stretch",
        )
        st.button(t("atlas_panel.cancel"), key="om_atlas_cancel", on_click=partial(_stop, job_id))


def _stop(job_id: str) -> None:
    cancel(Settings.from_env(), job_id)


def _ended(one: AtlasJob, *, is_newest: bool) -> None:
    if one.state == "failed" and one.error is not None:
        if is_newest:
            show_error(ExportError(*one.error))
        return
    if one.state == "cancelled":
        if is_newest:
            words = t("atlas_panel.cancelled", title=one.title)
            st.html(f'<p class="om-atlas-note" role="status">{escape(words)}</p>')
        return
    links = "".join(
        f'<a class="om-atlas-file" href="api/atlas-file?job={one.job_id}&amp;kind={escape(kind)}" download>'
        f"<b>{escape(t(f'atlas_panel.take_{kind}'))}</b><span>{escape(_size(size))}</span></a>"
        for _, kind, size in one.files
    )
    about = [
        t("atlas_panel.made", count=fmt_int(one.n_sheets), time=_time(one.seconds)),
        fmt_datetime(moment(one.started_at), current_lang()),
        *([one.by] if one.by else []),
        spelled(one.code),
    ]
    st.html(
        f'<div class="om-atlas-done"><p><b>{escape(one.title)}</b><span>{escape(" · ".join(about))}</span></p>'
        f"<div>{links}</div></div>"
    )


def _time(seconds: float) -> str:
    if seconds < _MINUTE_S:
        return t("atlas_panel.seconds", count=fmt_int(max(1, seconds)))
    return t("atlas_panel.minutes", count=fmt_int(-(-seconds // _MINUTE_S)))


def _size(count: int) -> str:
    return fmt_rate(count / _MB, 1, "MB") if count >= _MB else fmt_rate(count / _KB, 0, "KB")
