"""The third step: the check as it runs, with rows and time left; or why it failed."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from data.gate.jobs import Job, cancel, current_job, start
from data.publish.candidate import PREPARE_STAGES
from data.publish.progress import STAGES
from data.settings import Settings
from governance.errors import OneMapError
from ui.errors import error_box
from ui.gate.acts import act_button, say, sure
from ui.gate.address import ask, only
from ui.gate.words import span
from ui.text import current_lang, fmt_int, fmt_rate, t
from views.gate.state import GateState

EVERY_S = 0.8


def running_step(job: Job) -> None:
    """Draw the step while the job runs."""
    _running(job.job_id)


def failed_step(state: GateState) -> None:
    """Why it failed, and the ways on."""
    job = state.job
    if job is not None and job.error is not None:
        error_box(*job.error)
    with st.container(key="om-gate-onward", horizontal=True, vertical_alignment="center", gap="small"):
        st.button(t("gate.to_reading_back"), key="om_gate_back", on_click=lambda: ask(step="reading"))
        st.html('<span class="om-gate-need"></span>', width="stretch")
        act_button(
            t("gate.check_again"), partial(check_again, state), key="om_gate_again", kind="primary",
            disabled=state.other is not None,
        )  # fmt: skip


def check_again(state: GateState, *, fresh: bool = False) -> None:
    """Check the delivery anew, on top of the release that is current now."""
    own = state.delivery
    start(Settings.from_env(), [own.delivery_id], by=own.received_by, fresh=fresh)
    only(delivery=own.delivery_id)


@st.fragment(run_every=EVERY_S)
def _running(job_id: str) -> None:
    """One look at the job; when it has ended the whole screen is drawn anew."""
    try:
        job = current_job(Settings.from_env())
    except OneMapError:
        job = None
    if job is None or job.job_id != job_id or job.state != "running":
        st.rerun()
        return
    st.html(progress_box(job))
    with st.container(key="om-gate-onward", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<span class="om-gate-need">{escape(t("gate.may_leave"))}</span>', width="stretch")
        sure(t("gate.cancel"), t("gate.cancel_sure"), t("gate.cancel_yes"), partial(_cancel, job),
             key="om_gate_cancel", kind="secondary")  # fmt: skip


def _cancel(job: Job) -> None:
    cancel(Settings.from_env(), job.job_id)
    ask(step="reading")
    say(t("gate.cancelled"))


def progress_box(job: Job) -> str:
    """What it does now, how far it is, how many rows, how long still."""
    words = job.words_zh if current_lang() == "zh" else job.words_en
    facts = []
    if job.rows_done:
        facts.append(
            t("gate.rows_of", done=fmt_int(job.rows_done), total=fmt_int(job.rows_total))
            if job.rows_total
            else t("gate.rows_done", done=fmt_int(job.rows_done))
        )
    if job.seconds_left is not None:
        facts.append(t("gate.time_left", span=span(job.seconds_left)))
    share = max(0.0, min(1.0, job.done)) * 100
    told = "".join(f"<span>{escape(fact)}</span>" for fact in facts)
    return (
        f'<section class="om-gate-progress" role="progressbar" aria-valuemin="0" aria-valuemax="100"'
        f' aria-valuenow="{share:.0f}" aria-label="{escape(t("gate.step_check"))}">'
        f"<p><b>{escape(words or t('gate.checking'))}</b><em>{fmt_rate(share, 0, '%')}</em></p>"
        f'<u><i style="width:{share:.1f}%"></i></u><p class="om-gate-facts">{told}</p>{_stages(job)}</section>'
    )


def _stages(job: Job) -> str:
    """Every stage by name: done, going on, to come."""
    names = list(PREPARE_STAGES)
    at = names.index(job.stage) if job.stage in names else -1
    entries = []
    for place, name in enumerate(names):
        zh, _, en = STAGES[name][1].partition(" ")
        kind = "done" if place < at else "here" if place == at else "next"
        entries.append(f'<li class="{kind}"><i></i>{escape(zh if current_lang() == "zh" else en)}</li>')
    return f'<ol class="om-gate-stages">{"".join(entries)}</ol>'
