"""What a case is, where it lies, and where its row came from. Every text is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from data.reads import UnitRow
from governance.limits import PLAIN_UNITS
from ui.cases.table import state_tags
from ui.cases.timeline import work_text
from ui.links import unit_to_map, whistle_href
from ui.text import MISSING, current_lang, fmt_datetime, fmt_int, fmt_rate, t
from views.basis import Basis
from views.cases.detail import CaseDetail
from views.names import full_name
from views.state import ViewState


def case_head(detail: CaseDetail, mark: str = "") -> str:
    """Sub-class, title, number and state of the case, and its working time beside the limit.

    `mark` is markup beside its state (`ui.stale`).
    """
    tags = "".join(
        f'<span class="om-tag om-tag-{tone}">{escape(words)}</span>'
        for words, tone in state_tags(detail.state, detail.is_overdue, detail.is_closed_late)
    )
    kind = " › ".join((t(f"incidents.family_{detail.family}"), detail.class_name))
    return (
        f'<section class="om-card om-case-head"><div><p class="om-case-kind">{escape(kind)}</p>'
        f"<h2>{escape(detail.subclass)}{tags}{mark}</h2><p class='om-case-title'>{escape(detail.title)}</p>"
        f'<p class="om-case-no">{escape(detail.case_no)}<span>{escape(detail.department)}</span>'
        f"<span>{escape(detail.handler)}</span></p></div>{_clock(detail)}</section>"
    )


def _clock(detail: CaseDetail) -> str:
    """Used against allowed: the one line that says whether it went in time."""
    main = next((line for line in detail.limits if line.is_main), None)
    used = detail.work_minutes if detail.work_minutes is not None else (main.used if main else None)
    allowed = detail.limit_minutes if detail.limit_minutes is not None else (main.allowed if main else None)
    share = min(used / allowed, 1.0) if used is not None and allowed else 0.0
    is_over = bool(used is not None and allowed and used > allowed)
    late = (
        f'<span class="om-bad">{t("case.late", time=_hours(detail, detail.late_minutes))}</span>'
        if detail.late_minutes
        else ""
    )
    return (
        f'<div class="om-case-clock"><p><span>{t("case.used")}</span>'
        f'<b class="{"om-bad" if is_over else ""}">{_hours(detail, used)}</b>'
        f"<small>/ {t('case.allowed')} {_hours(detail, allowed)}</small></p>"
        f'<div class="om-case-meter{" om-case-meter-over" if is_over else ""}"><i style="width:{share * 100:.1f}%"></i></div>'
        f'<p class="om-case-due"><span>{t("case.due")} {fmt_datetime(detail.due_at)}{_due_source(detail)}</span>{late}</p></div>'
    )


def _hours(detail: CaseDetail, minutes: int | None) -> str:
    """Time on the case's own clock: hours of work, or plain hours where its limit runs day and night."""
    main = next((line for line in detail.limits if line.is_main), None)
    if minutes is None or main is None or main.unit not in PLAIN_UNITS:
        return work_text(minutes)
    return t("case.unit_hour", amount=fmt_rate(minutes / 60, 1))


def _due_source(detail: CaseDetail) -> str:
    return (
        f' <small class="om-faint">{t(f"case.due_{detail.due_source}")}</small>' if detail.due_source else ""
    )


def facts_card(detail: CaseDetail) -> str:
    """The rest of what the row says."""
    rows = [
        (t("case.received"), fmt_datetime(detail.received_at)),
        (t("case.closed"), fmt_datetime(detail.closed_at)),
        (t("case.channel"), detail.channel),
        (t("case.joint"), detail.joint),
        (t("case.rework"), fmt_int(detail.rework_count)),
        (t("case.extended"), fmt_int(detail.extended_count)),
        (t("case.suspended"), _hours(detail, detail.suspended_minutes)),
        (t("case.satisfaction"), t("case.stars", count=detail.satisfaction) if detail.satisfaction else ""),
    ]
    return _card(t("case.facts"), _facts(rows))


def place_card(detail: CaseDetail, state: ViewState, on: Basis) -> str:
    """Where it lies, counted both ways, and how it was placed."""
    rows = [
        (t("membership.zone"), _way(detail.zone_path, state, on)),
        (t("membership.county"), _way(detail.county_path, state, on)),
    ]
    shown = "".join(f"<dt>{name}</dt><dd>{markup}</dd>" for name, markup in rows)
    where = MISSING if detail.lon is None or detail.lat is None else f"{detail.lon:.5f}, {detail.lat:.5f}"
    given = ""
    if detail.source_lon is not None and detail.source_lat is not None:
        given = f"{detail.source_lon:.5f}, {detail.source_lat:.5f} {detail.datum}"
    more = [
        (t("case.point"), where),
        (t("case.given_point"), given),
        (
            t("case.placed_by"),
            t(f"case.placed_{detail.placed_by}") if detail.placed_by else t("common.unplaced"),
        ),
        (t("case.placement_note"), detail.placement_note),
    ]
    return _card(t("case.place"), f'<dl class="om-facts-list">{shown}{_rows(more)}</dl>')


def _way(path: Sequence[UnitRow], state: ViewState, on: Basis) -> str:
    lang = current_lang()
    shown = [unit for unit in path if unit.level not in ("city", "category")]
    return " › ".join(unit_to_map(unit.code, full_name(on, unit, lang), state, on) for unit in shown) or t(
        "common.unplaced"
    )


def source_card(detail: CaseDetail) -> str:
    """File and row that the case came from, and what the rules found in it."""
    source = detail.source
    rows = [
        (t("case.file"), source.file),
        (t("case.row"), fmt_int(source.row)),
        (t("case.file_received"), fmt_datetime(source.received_at)),
        (t("case.hash"), source.sha256[:16]),
        (t("case.contract"), source.contract_version),
    ]
    found = "".join(
        f'<li><span class="om-level om-level-{escape(problem.level)}">{t(f"level_of.{problem.level}")}</span> '
        f"{escape(problem.message)} <small>{escape(problem.column)} {escape(problem.value)}</small>"
        f"<p>{escape(problem.remedy)}</p></li>"
        for problem in detail.problems
    )
    problems = (
        f'<ul class="om-case-problems">{found}</ul>'
        if found
        else f'<p class="om-note">{t("case.no_problems")}</p>'
    )
    return _card(t("case.source"), _facts(rows) + problems)


def whistles_card(detail: CaseDetail) -> str:
    """Whistles blown about the case; nothing where there are none."""
    if not detail.whistles:
        return ""
    rows = "".join(
        f'<li><a class="om-link" href="{whistle_href(whistle.whistle_id)}" target="_self">{escape(whistle.number)}</a> '
        f"{escape(whistle.title)}</li>"
        for whistle in detail.whistles
    )
    return _card(t("case.whistles"), f'<ul class="om-case-problems">{rows}</ul>')


def _card(title: str, body: str) -> str:
    return f'<section class="om-card"><div class="om-panel-title">{title}</div>{body}</section>'


def _facts(rows: Sequence[tuple[str, str]]) -> str:
    return f'<dl class="om-facts-list">{_rows(rows)}</dl>'


def _rows(rows: Sequence[tuple[str, str]]) -> str:
    return "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows if value)
