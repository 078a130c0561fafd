"""The panel beside the maps: what accepting means, how far the forming is, and the decision itself."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from data.boundaries.deciding import accept, reject
from data.boundaries.job import FormingJob, cancel_forming, forming_job, start_forming
from data.boundaries.proposal import Consequences, Settled
from data.boundaries.proposing import revise
from data.settings import Settings
from ui.boundaries.words import settled_fields
from ui.errors import error_box
from ui.gate.acts import act_button, say, sure
from ui.gate.key import may_write
from ui.text import current_lang, fmt_date, fmt_int, fmt_rate, t
from views.boundaries.view import ProposalView

_BY, _WHY, _FROM = "om_bd_who", "om_bd_why", "om_bd_from"
_LEVELS = ("county", "zone", "street", "community", "grid")


def decision(settings: Settings, view: ProposalView) -> None:
    """Draw the panel."""
    item = view.item
    st.html(f"<h2>{t('boundaries.decision')}</h2>{_counts(view)}")
    if item.consequences is not None:
        st.html(_consequences(item.consequences, view))
    if not item.is_open:
        st.html(_decided(view))
        return
    if view.is_outdated:
        st.html(f'<p class="om-notice">{t("boundaries.outdated")}</p>')
    if view.job is not None and view.job.is_running:
        _running(settings, item.proposal_id)
        return
    if view.job is not None and view.job.state == "failed" and view.job.error:
        error_box(*view.job.error)
    if item.state == "faulty":
        st.html(f'<p class="om-note">{t("boundaries.has_errors")}</p>')
    elif item.state == "checked" or view.is_outdated:
        st.html(f'<p class="om-note">{t("boundaries.form_note")}</p>')
        act_button(
            t("boundaries.form"), partial(_form, settings, item.proposal_id), key="om_bd_form", kind="primary"
        )
    _settle(settings, view)
    _decide(settings, view)


def _counts(view: ProposalView) -> str:
    counts = {level: view.item.count(level) for level in ("error", "warning", "note")}
    return "".join(
        f"<span class='om-level om-level-{level} om-bd-count'>{t('level_of.' + level)} <b>{fmt_int(n)}</b></span>"
        for level, n in counts.items()
    )


def _consequences(found: Consequences, view: ProposalView) -> str:
    """What changes below the level, and where cases would be counted."""
    rows = [
        (t("boundaries.grids"), f"{fmt_int(found.grids_now)} → {fmt_int(found.grids_new)}"),
        (t("boundaries.grids_same"), fmt_int(found.grids_same)),
        (t("boundaries.grids_reshaped"), fmt_int(found.grids_reshaped)),
        (t("boundaries.grids_gone"), fmt_int(found.grids_gone)),
        (t("boundaries.grids_added"), fmt_int(found.grids_added)),
        (t("boundaries.communities_reshaped"), fmt_int(found.communities_reshaped)),
        (t("boundaries.people"), fmt_int(found.communities_people) if found.communities_people else t("boundaries.people_kept")),
    ]  # fmt: skip
    facts = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows)
    words = f"<h3>{t('boundaries.follows')}</h3><dl class='om-bd-facts'>{facts}</dl>"
    if found.cases:
        moved = "".join(
            f"<div><dt>{escape(view.level_names[level])}</dt><dd>{fmt_int(found.cases_moved.get(level))} "
            f"<small>{fmt_rate(found.cases_moved.get(level, 0) / found.cases * 100, 1, '%')}</small></dd></div>"
            for level in _LEVELS
        )
        words += (
            f"<h3>{t('boundaries.cases', count=fmt_int(found.cases))}</h3><dl class='om-bd-facts'>{moved}</dl>"
            f"<p class='om-note'>{t('boundaries.cases_note')}</p>"
        )
    return words


def _decided(view: ProposalView) -> str:
    item = view.item
    key = f"boundaries.decided_{item.state}"
    said = escape(t("boundaries.said", by=item.decided_by or "", why=item.why or ""))
    return f'<p class="om-bd-decided">{t(key)}</p><p class="om-note">{said}</p>'


def _form(settings: Settings, proposal_id: str) -> None:
    start_forming(settings, proposal_id, by=str(st.session_state.get(_BY, "")) or "screen")


@st.fragment(run_every=1.0)
def _running(settings: Settings, proposal_id: str) -> None:
    """How far the job is; the whole page comes anew when it is over."""
    job = forming_job(settings, proposal_id)
    if job is None or not job.is_running:
        st.rerun()
    st.html(_bar(job))
    act_button(t("boundaries.cancel"), partial(_cancel, settings, proposal_id), key="om_bd_cancel")


def _cancel(settings: Settings, proposal_id: str) -> None:
    cancel_forming(settings, proposal_id)
    say(t("boundaries.cancelled"))


def _bar(job: FormingJob) -> str:
    left = ""
    if job.seconds_left is not None:
        left = t("boundaries.left", minutes=fmt_int(max(1, round(job.seconds_left / 60))))
    share = f"{job.done * 100:.0f}"
    return (
        f'<div class="om-bd-progress" role="progressbar" aria-valuenow="{share}" aria-valuemin="0" aria-valuemax="100">'
        f'<i style="width:{share}%"></i></div><p class="om-note">{t(f"boundaries.step_{job.step}")} · {share}% {left}</p>'
    )


def _settle(settings: Settings, view: ProposalView) -> None:
    item = view.item
    with st.expander(t("boundaries.settle")):
        settled_fields("om_bd_re", view.level_names, item.settled, columns=item.columns, layers=item.layers)
        act_button(
            t("boundaries.check_again"), partial(_revise, settings, item.proposal_id), key="om_bd_again"
        )


def _revise(settings: Settings, proposal_id: str) -> None:
    names = ("level", "datum", "layer", "code_column")
    values = {name: st.session_state.get(f"om_bd_re_{name}") for name in names}
    revise(
        settings,
        proposal_id,
        Settled(**{name: str(value) if value else None for name, value in values.items()}),
    )


def _decide(settings: Settings, view: ProposalView) -> None:
    item = view.item
    can_accept = item.state == "formed" and not view.is_outdated
    st.text_input(t("boundaries.by"), key=_BY, max_chars=60, disabled=not may_write())
    st.text_input(t("boundaries.why"), key=_WHY, max_chars=300, disabled=not may_write())
    if can_accept:
        earliest = view.latest_from
        st.date_input(
            t("boundaries.valid_from"), max(view.today, earliest) if earliest else view.today, min_value=earliest, key=_FROM,
            format="YYYY-MM-DD", disabled=not may_write(),
        )  # fmt: skip
    with st.container(key="om-bd-acts", horizontal=True, gap="small"):
        if can_accept:
            sure(
                t("boundaries.accept"), t("boundaries.accept_sure"), t("boundaries.accept_yes"),
                partial(_accept, settings, item.proposal_id), key="om_bd_accept", kind="primary",
            )  # fmt: skip
        sure(
            t("boundaries.reject"), t("boundaries.reject_sure"), t("boundaries.reject_yes"),
            partial(_reject, settings, item.proposal_id), key="om_bd_reject",
        )  # fmt: skip


def _said() -> tuple[str, str]:
    return str(st.session_state.get(_BY, "")), str(st.session_state.get(_WHY, ""))


def _accept(settings: Settings, proposal_id: str) -> None:
    by, why = _said()
    version = accept(settings, proposal_id, by=by, why=why, valid_from=st.session_state[_FROM])
    say(t("boundaries.accepted", day=fmt_date(version.valid_from, current_lang())))


def _reject(settings: Settings, proposal_id: str) -> None:
    by, why = _said()
    reject(settings, proposal_id, by=by, why=why)
    say(t("boundaries.rejected"))
