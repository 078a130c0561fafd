"""Panels of one whistle: its head, the table of its departments, facts and the case behind it. Texts are escaped here."""

from __future__ import annotations

from html import escape

from ui.links import case_href, page_href, unit_to_map
from ui.text import MISSING, Lang, fmt_datetime, fmt_int, fmt_rate, t
from ui.whistles.table import whistle_tags
from views.basis import Basis
from views.names import unit_name
from views.state import ViewState
from views.whistles.detail import Call, WhistleDetail

_HOUR = 60
_STARS = 5


def head(detail: WhistleDetail, mark: str = "") -> str:
    """Theme, title, how it stands, and its figures; `mark` is markup beside its state (`ui.stale`)."""
    tags = "".join(
        f'<span class="om-wh-tag om-wh-tag-{tone}">{escape(words)}</span>'
        for words, tone in whistle_tags(detail.state, detail.is_overdue, detail.is_solved)
    )
    if detail.is_closed_late:
        tags += f'<span class="om-wh-tag om-wh-tag-bad">{t("whistle.closed_late")}</span>'
    came = sum(call.reported_at is not None for call in detail.calls)
    in_time = sum(call.is_in_time for call in detail.calls)
    called = sum(call.is_called for call in detail.calls)
    figures = (
        (t("whistle.departments"), fmt_int(len(detail.calls)), ""),
        (t("whistle.came"), f"{came} / {len(detail.calls)}", ""),
        (
            t("whistle.in_time"),
            f"{in_time} / {called}" if called else MISSING,
            "om-bad" if in_time < called else "",
        ),
        (t("whistle.limit"), fmt_datetime(detail.due_at), "om-bad" if detail.is_overdue else ""),
        (t("whistle.rating"), _rating(detail.satisfaction), ""),
    )
    shown = "".join(
        f'<div><span>{escape(name)}</span><b class="{tone}">{value}</b></div>'
        for name, value, tone in figures
    )
    return (
        f'<section class="om-card om-wh-title"><div><p><span class="om-wh-theme">{escape(detail.theme)}</span>{tags}{mark}'
        f"<code>{escape(detail.whistle_no)}</code></p><h2>{escape(detail.title) or MISSING}</h2></div>"
        f'<div class="om-wh-figures">{shown}</div></section>'
    )


def _rating(value: int | None) -> str:
    if value is None:
        return MISSING
    return f"{value}<small> / {_STARS}</small>"


def calls_table(detail: WhistleDetail) -> str:
    """Who was called in which role, when it came, how late, and when it was done."""
    names = ("department", "role", "report_due", "reported", "late", "disposed", "standing")
    head_row = "".join(f"<th>{t(f'whistle.call_{name}')}</th>" for name in names)
    rows = "".join(
        f"<tr><th>{escape(call.name)}</th>"
        f"<td><span class='om-wh-role{' om-wh-role-lead' if call.is_lead else ''}'>"
        f"{t('whistle.lead') if call.is_lead else t('whistle.joint')}</span></td>"
        f"<td class='om-when'>{fmt_datetime(call.report_due_at)}</td><td class='om-when'>{fmt_datetime(call.reported_at)}</td>"
        f"<td class='om-num'>{_late(call)}</td><td class='om-when'>{fmt_datetime(call.disposed_at)}</td>"
        f"<td>{_standing(call)}</td></tr>"
        for call in detail.calls
    )
    return (
        f'<section class="om-card"><div class="om-panel-title">{t("whistle.calls")}</div><div class="om-wh-scroll">'
        f'<table class="om-table om-wh-calls"><thead><tr>{head_row}</tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def _late(call: Call) -> str:
    if call.late_minutes is None:
        return MISSING
    return f'<b class="om-bad">{fmt_rate(call.late_minutes / _HOUR, 1)}</b>'


def _standing(call: Call) -> str:
    if call.is_absent:
        words, tone = "absent", "bad"
    elif call.disposed_at is not None:
        words, tone = "done", "good"
    elif call.is_overdue:
        words, tone = "overdue", "bad"
    elif call.is_open:
        words, tone = "at_work" if call.reported_at else "awaited", "warn"
    else:
        words, tone = "left", "plain"
    return f'<span class="om-wh-tag om-wh-tag-{tone}">{t(f"whistle.standing_{words}")}</span>'


def facts_card(detail: WhistleDetail, state: ViewState, on: Basis, lang: Lang) -> str:
    """Where it was blown, by whom (an organisation), from what source, and the row it came from."""
    place = " · ".join(
        unit_to_map(unit.code, unit_name(unit, lang), state, on)
        for unit in detail.path
        if unit.level not in ("city", "category")
    )
    county = unit_name(detail.county, lang) if detail.county else ""
    rows = (
        (t("whistle.blown_by"), escape(detail.blown_by)),
        (t("whistle.source"), escape(detail.source)),
        (t("whistle.where"), place or escape(t("common.unplaced"))),
        (t("membership.county"), escape(county)),
        *((t(f"whistle.step_{name}"), fmt_datetime(at)) for name, at in detail.steps),
        (t("whistle.row"), escape(f"{detail.file} #{detail.source_row}")),
    )
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{value or MISSING}</dd>" for name, value in rows)
    note = f'<p class="om-note">{t("whistle.no_names")}</p>'
    return (
        f'<section class="om-card om-wh-facts"><div class="om-panel-title">{t("whistle.facts")}</div>'
        f'<dl class="om-facts-list">{listed}</dl>{note}</section>'
    )


def faults_note(detail: WhistleDetail) -> str:
    """What in the whistle's life cannot be so, by name; "" where nothing is wrong."""
    names = {call.code: call.name for call in detail.calls}
    rows = "".join(
        f"<li>{escape(' · '.join(filter(None, (t(f'life_fault.{fault.name}'), names.get(fault.department or '')))))}</li>"
        for fault in detail.faults
    )
    return f'<div class="om-notice om-case-faults">{t("case.faults")}<ul>{rows}</ul></div>' if rows else ""


def case_card(detail: WhistleDetail) -> str:
    """The case that the whistle came from, as a link to its own page."""
    case = detail.case
    if case is None:
        inner = f'<p class="om-empty">{t("whistle.no_case")}</p>'
    else:
        inner = (
            f'<a class="om-wh-case" href="{case_href(case.incident_id)}" target="_self"><b>{escape(case.subclass)}</b> '
            f"<span>{escape(case.title)}</span><small>{escape(case.case_no)} · {t(f'case_state.{case.state}')}</small></a>"
        )
    return f'<section class="om-card"><div class="om-panel-title">{t("whistle.case")}</div>{inner}</section>'


def alike_link(detail: WhistleDetail, state: ViewState, on: Basis) -> str:
    """To the board with this whistle's theme alone."""
    href = page_href("whistles", state, on, th=detail.theme_code)
    words = escape(t("whistle.alike", theme=detail.theme))
    return f'<a class="om-link" href="{href}" target="_self">{words}</a>'
