"""The way of one case: a strip of time with its limits and holders, and every step in words. Texts are escaped here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from html import escape
from typing import get_args

from governance.limits import PLAIN_UNITS, Unit
from ui.text import MISSING, fmt_datetime, fmt_rate, t
from views.cases.clock import Held, LimitLine
from views.cases.detail import CaseDetail, Step

_HOUR, _DAY = 60, 1440
# Spaces between marks of the axis, in minutes, and how many marks have room.
_TICKS = (30, 60, 120, 180, 360, 720, _DAY, 2 * _DAY, 7 * _DAY, 14 * _DAY, 28 * _DAY, 91 * _DAY)
_MOST_TICKS = 9
# Units of limits, in the order in which they are declared, and the keys of their words.
_UNIT_KEYS = dict(zip(get_args(Unit), ("work_hour", "work_day", "hour", "day"), strict=True))


def work_text(minutes: int | None) -> str:
    """Working time in hours, as limits are written."""
    return MISSING if minutes is None else t("case.work_hours", hours=fmt_rate(minutes / _HOUR, 1))


def wall_text(minutes: int | None) -> str:
    """Time that passed on the wall's clock, in the two largest units."""
    if minutes is None:
        return MISSING
    days, rest = divmod(minutes, _DAY)
    hours, left = divmod(rest, _HOUR)
    if days:
        return t("case.days_hours", days=days, hours=hours)
    return t("case.hours_minutes", hours=hours, minutes=left) if hours else t("case.minutes", minutes=left)


class _Axis:
    """Where moments stand between the begin and the end of a case, in per cent."""

    def __init__(self, begin: datetime, end: datetime) -> None:
        self.begin, self.length = begin, max((end - begin).total_seconds(), 1.0)

    def at(self, moment: datetime) -> float:
        return min(max((moment - self.begin).total_seconds() / self.length, 0.0), 1.0) * 100

    def span(self, start: datetime, end: datetime) -> str:
        left = self.at(start)
        return f"left:{left:.3f}%;width:{max(self.at(end) - left, 0.0):.3f}%"


def strip(detail: CaseDetail) -> str:
    """The whole case on one axis: nights, weekends and holidays shaded, limits, holders, and a mark a step."""
    axis = _Axis(detail.begin, detail.end)
    shades = "".join(
        f'<i class="om-shade om-shade-{shade.kind}" style="{axis.span(shade.start, shade.end)}" '
        f'title="{t(f"case.shade_{shade.kind}")}"></i>'
        for shade in detail.shades
    )
    ticks = "".join(
        f'<span style="left:{axis.at(moment):.3f}%">{escape(words)}</span>'
        for moment, words in _ticks(detail)
    )
    rows = [
        _marks(detail, axis),
        *(_limit_row(line, axis) for line in detail.limits),
        _holders(detail.held, axis),
    ]
    if detail.due_at:
        rows.append(
            f'<u class="om-due" style="left:{axis.at(detail.due_at):.3f}%" '
            f'title="{t("case.due")} {fmt_datetime(detail.due_at)}"></u>'
        )
    return (
        f'<section class="om-card om-case-strip"><div class="om-panel-title">{t("case.strip")}'
        f"<small>{_legend(detail)}</small></div>"
        f'<div class="om-strip-body">{shades}{"".join(rows)}</div><div class="om-strip-axis">{ticks}</div></section>'
    )


def _legend(detail: CaseDetail) -> str:
    kinds = [kind for kind in ("night", "weekend", "holiday") if any(s.kind == kind for s in detail.shades)]
    return "".join(f'<span class="om-key om-key-{kind}">{t(f"case.shade_{kind}")}</span>' for kind in kinds)


def _ticks(detail: CaseDetail) -> Iterator[tuple[datetime, str]]:
    """Round moments with their words: hours within days, days, then every so many days."""
    minutes = (detail.end - detail.begin).total_seconds() / 60
    step = next((step for step in _TICKS if minutes / step <= _MOST_TICKS), _TICKS[-1])
    moment = detail.begin.replace(hour=0, minute=0, second=0, microsecond=0)
    before: datetime | None = None
    while moment <= detail.end:
        if moment >= detail.begin:
            is_new_day = before is None or before.date() != moment.date()
            day = f"{moment.month}-{moment.day}" if step >= _DAY or is_new_day else ""
            hour = "" if step >= _DAY else f"{moment:%H:%M}"
            yield moment, f"{day} {hour}".strip()
            before = moment
        moment += timedelta(minutes=step)


def _marks(detail: CaseDetail, axis: _Axis) -> str:
    marks = "".join(
        f'<i class="om-mark-step om-kind-{escape(step.kind)}" style="left:{axis.at(step.at):.3f}%" '
        f'title="{escape(kind_name(step.kind))} {fmt_datetime(step.at)}"></i>'
        for step in detail.steps
        if step.at is not None
    )
    return f'<div class="om-lane om-lane-steps"><em>{t("case.lane_steps")}</em><div>{marks}</div></div>'


def _limit_row(line: LimitLine, axis: _Axis) -> str:
    """A limit from its start to its deadline, and what was used of it over that."""
    allowed = axis.span(line.start, line.deadline) if line.deadline else axis.span(line.start, line.start)
    used = ""
    if line.used is not None and line.stop is not None:
        used = f'<b style="{axis.span(line.start, line.stop)}"></b>'
        if line.deadline and line.stop > line.deadline:
            used += f'<b class="om-over" style="{axis.span(line.deadline, line.stop)}"></b>'
    elif line.used is not None:
        used = f'<b class="om-running" style="left:{axis.at(line.start):.3f}%;right:0"></b>'
        if line.deadline and line.is_over:
            used += f'<b class="om-over" style="left:{axis.at(line.deadline):.3f}%;right:0"></b>'
    words = f"{limit_name(line)} {limit_amount(line)}"
    return (
        f'<div class="om-lane om-lane-limit" title="{escape(words)}"><em>{escape(words)}</em>'
        f'<div><i style="{allowed}"></i>{used}</div></div>'
    )


def _holders(held: Sequence[Held], axis: _Axis) -> str:
    if not held:
        return ""
    bars = "".join(
        f'<i class="om-held om-held-{escape(span.stage)}" style="{axis.span(span.start, span.end)}" '
        f'title="{escape(_held_words(span))}"><span>{escape(span.actor)}</span></i>'
        for span in held
    )
    return f'<div class="om-lane om-lane-held"><em>{t("case.lane_held")}</em><div>{bars}</div></div>'


def _held_words(span: Held) -> str:
    who = span.actor or t("case.nobody_named")
    return f"{t(f'case.stage_{span.stage}')} · {who} · {wall_text(span.minutes)} · {work_text(span.work_minutes)}"


def limit_name(line: LimitLine) -> str:
    """What a limit is for: its step, or the stage."""
    stage = t(f"case.limit_{line.stage}")
    return f"{stage} · {line.item}" if line.item else stage


def limit_amount(line: LimitLine) -> str:
    """The limit as its table writes it."""
    return t(f"case.unit_{_UNIT_KEYS[line.unit]}", amount=f"{line.amount:g}")


def kind_name(kind: str) -> str:
    """A kind of event in words."""
    return t(f"case.kind_{kind}")


def steps_list(detail: CaseDetail) -> str:
    """Every step with when it happened and when it was learnt of, and the working time since the one before."""
    learnt = [None, *(step.recorded_at for step in detail.steps)]
    rows = "".join(
        _step(step, step.recorded_at != before) for step, before in zip(detail.steps, learnt, strict=False)
    )
    faults = "".join(
        f"<li>{escape(t(f'life_fault.{fault.name}'))} · {escape(kind_name(fault.kind))}</li>"
        for fault in detail.faults
    )
    doubts = (
        f'<div class="om-notice om-case-faults">{t("case.faults")}<ul>{faults}</ul></div>' if faults else ""
    )
    return (
        f'<section class="om-card"><div class="om-panel-title">{t("case.steps")}<small>{t("case.steps_help")}</small></div>'
        f'{doubts}<ol class="om-steps">{rows}</ol></section>'
    )


def _step(step: Step, is_news: bool) -> str:
    """One step; `is_news` where it was learnt of at another time than the step before."""
    gap = ""
    if step.minutes:
        gap = f'<span class="om-gap">+{wall_text(step.minutes)}<small>{work_text(step.work_minutes)}</small></span>'
    detail = [part for part in (step.actor, step.note) if part]
    if step.new_due_at:
        detail.append(t("case.new_due", at=fmt_datetime(step.new_due_at)))
    told = t(f"case.told_{step.told_by}")
    recorded = t("case.recorded", at=fmt_datetime(step.recorded_at)) if step.recorded_at and is_news else ""
    return (
        f'<li class="om-kind-{escape(step.kind)}"><i></i><div class="om-step-when">{fmt_datetime(step.at)}{gap}</div>'
        f"<div><b>{escape(kind_name(step.kind))}</b><p>{escape(' · '.join(detail))}</p>"
        f"<small>{escape(' · '.join(part for part in (told, recorded) if part))}</small></div></li>"
    )


def holders_table(detail: CaseDetail) -> str:
    """Who held the case how long, on the clock of the wall and on the clock of work."""
    if not detail.held:
        return ""
    most = max((span.work_minutes or 0 for span in detail.held), default=0) or 1
    rows = "".join(
        f"<tr><td>{escape(t(f'case.stage_{span.stage}'))}</td><td>{escape(span.actor) or MISSING}</td>"
        f"<td class='om-when'>{fmt_datetime(span.start)}</td><td class='om-num'>{wall_text(span.minutes)}"
        f"{running if span.is_running else ''}</td>"
        f"<td class='om-num'>{work_text(span.work_minutes)}<span class='om-meter'><i style='width:"
        f"{(span.work_minutes or 0) / most * 100:.1f}%'></i></span></td></tr>"
        for running in (f"<small class='om-faint'> {t('case.running')}</small>",)
        for span in detail.held
    )
    head = "".join(f"<th>{t(f'case.held_{name}')}</th>" for name in ("stage", "who", "since"))
    head += "".join(f"<th class='om-num'>{t(f'case.held_{name}')}</th>" for name in ("wall", "work"))
    return (
        f'<section class="om-card om-case-held"><div class="om-panel-title">{t("case.held")}</div>'
        f"{_table(head, rows)}</section>"
    )


def limits_table(detail: CaseDetail) -> str:
    """Every limit of the sub-class beside what was used of it."""
    if not detail.limits:
        return ""
    rows = "".join(
        f"<tr><td>{escape(limit_name(line))}{deciding if line.is_main else ''}</td>"
        f"<td class='om-num'>{escape(limit_amount(line))}</td>"
        f"<td class='om-num{' om-bad' if line.is_over else ''}'>{_used(line)}</td>"
        f"<td class='om-when'>{fmt_datetime(line.deadline)}</td>"
        f"<td class='om-faint'>{escape(line.source)}</td></tr>"
        for deciding in (f"<small class='om-faint'> {t('case.deciding')}</small>",)
        for line in detail.limits
    )
    head = "".join(
        f"<th{' class=om-num' if name in ('allowed', 'used') else ''}>{t(f'case.limits_{name}')}</th>"
        for name in ("what", "allowed", "used", "deadline", "source")
    )
    return f'<section class="om-card"><div class="om-panel-title">{t("case.limits")}</div>{_table(head, rows)}</section>'


def _used(line: LimitLine) -> str:
    """What was used, on the clock that the limit runs on."""
    return wall_text(line.used) if line.unit in PLAIN_UNITS else work_text(line.used)


def _table(head: str, rows: str) -> str:
    return (
        f'<div class="om-scroll-x"><table class="om-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
