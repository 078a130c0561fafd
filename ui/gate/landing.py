"""The gate before a delivery: the place to drop files, how it goes on, and the deliveries so far."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.gate.deliveries import Delivery
from data.gate.jobs import Job, current_job
from data.settings import Settings
from ui.gate.address import href
from ui.gate.drop import drop_zone, inbox
from ui.gate.words import counted, delivery_title, size
from ui.text import current_lang, fmt_datetime, t
from views.gate.state import STEPS, known_deliveries


def landing() -> None:
    """Draw it."""
    with st.container(key="om-gate-landing"):
        with st.container(key="om-gate-start"):
            drop_zone(None, is_big=True)
            with st.expander(t("gate.inbox_open")):
                inbox(None)
        with st.container(key="om-gate-side"):
            st.html(_how())
    st.html(_past())


def _how() -> str:
    """The way in five lines: what a clerk who has never been here should know."""
    lines = "".join(
        f"<li><b>{t(f'gate.step_{step}')}</b><span>{escape(t(f'gate.how_step_{step}'))}</span></li>"
        for step in STEPS
    )
    return f'<section class="om-gate-how-to"><h2>{t("gate.how_title")}</h2><ol>{lines}</ol></section>'


def _past() -> str:
    """Deliveries so far, those on their way first."""
    settings = Settings.from_env()
    found = known_deliveries(settings)
    if not found:
        return f'<p class="om-empty om-gate-none">{escape(t("gate.none_yet"))}</p>'
    job = current_job(settings)
    head = "".join(
        f'<th scope="col"{" class=om-num" if name == "size" else ""}>{t(f"gate.head_{name}")}</th>'
        for name in ("when", "what", "by", "size", "state")
    )
    rows = "".join(_row(own, job) for own in found)
    return (
        f'<section class="om-gate-past"><h2>{t("gate.past")}</h2><div class="om-scroll">'
        f'<table class="om-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def _row(own: Delivery, job: Job | None) -> str:
    lang = current_lang()
    names = t("notice.separator").join(file.name.rpartition("/")[2] for file in own.files[:3])
    names += t("gate.and_more", count=len(own.files)) if len(own.files) > 3 else ""
    state = _state(own, job)
    target = href("gate", delivery=own.delivery_id)
    what = escape(delivery_title(own) if own.files or own.note else t("gate.no_files"))
    under = f"<small>{escape(names)}</small>" if own.note and names else ""
    demo = f'<span class="om-demo">{t("app.demo")}</span>' if own.is_demo else ""
    total = size(sum(file.bytes for file in own.files)) if own.files else t("common.missing")
    return (
        f'<tr><td class="om-when">{fmt_datetime(own.received_at, lang)}</td>'
        f'<th><a class="om-row-link" href="{target}" target="_self">{what}</a>{demo}{under}</th>'
        f"<td>{escape(own.received_by) or t('common.missing')}</td>"
        f'<td class="om-num">{counted("gate.n_files", len(own.files))} · {total}</td>'
        f'<td><span class="om-gate-state om-gate-state-{state}">{t(f"gate.state_{state}")}</span></td></tr>'
    )


def _state(own: Delivery, job: Job | None) -> str:
    if job is not None and job.state == "running" and own.delivery_id in job.delivery_ids:
        return "running"
    return own.state
