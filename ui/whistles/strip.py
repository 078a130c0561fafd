"""One whistle on a strip of time: a lane a department against its limits, the lead marked. Texts are escaped here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from html import escape

from ui.text import MISSING, fmt_datetime, fmt_rate, t
from views.whistles.detail import Call, WhistleDetail

_HOUR = 60
_MOST_TICKS = 9
_TICK_DAYS = (1, 2, 3, 5, 7, 14, 28, 91, 182)
# Marks nearer to one another than this (per cent of the strip) share a label; days off are shaded up to so many days.
_LABEL_ROOM, _SHADED_DAYS = 5.0, 150
# The limit stands here on the gauge of reporting in; what is later than the gauge is long ends at its edge.
_LIMIT_AT, _GAUGE = 55.0, 100.0


class _Axis:
    def __init__(self, begin: datetime, end: datetime) -> None:
        self.begin, self.length = begin, max((end - begin).total_seconds(), 1.0)

    def at(self, moment: datetime) -> float:
        return min(max((moment - self.begin).total_seconds() / self.length, 0.0), 1.0) * 100

    def span(self, start: datetime, end: datetime) -> str:
        left = self.at(start)
        return f"left:{left:.3f}%;width:{max(self.at(end) - left, 0.0):.3f}%"


def strip(detail: WhistleDetail) -> str:
    """Lanes of the whistle and of each department, with the days that are not worked shaded."""
    axis = _Axis(detail.begin, detail.end)
    shaded = detail.resting if axis.length <= _SHADED_DAYS * 86_400 else ()
    rest = "".join(f'<i class="om-wh-rest" style="{axis.span(a, b)}"></i>' for a, b in shaded)
    due = ""
    if detail.due_at:
        due = f'<u class="om-wh-due" style="left:{axis.at(detail.due_at):.3f}%"><span>{t("whistle.due")}</span></u>'
    now = ""
    if detail.is_open:
        now = f'<u class="om-wh-now" style="left:{axis.at(detail.data_end):.3f}%"><span>{t("whistle.data_end")}</span></u>'
    lanes = "".join(_lane(call, detail, axis) for call in detail.calls)
    ticks = "".join(
        f'<span style="left:{axis.at(moment):.3f}%">{moment.month}-{moment.day}</span>'
        for moment in _ticks(detail)
    )
    return (
        f'<section class="om-card om-wh-strip"><div class="om-panel-title">{t("whistle.strip")}'
        f"<small>{_legend(bool(shaded))}</small></div>"
        f'<div class="om-wh-grid"><div class="om-wh-back">{rest}{due}{now}</div><div></div>'
        f'<div class="om-wh-corner">{t("whistle.gauge")}</div>{_whole(detail, axis)}'
        f'{lanes}<div></div><div></div><div class="om-wh-ticks">{ticks}</div></div></section>'
    )


def _legend(shaded: bool) -> str:
    names = ("waiting", "working", "late", *(("rest",) if shaded else ()))
    return "".join(
        f'<span class="om-wh-sign om-wh-sign-{name}">{t(f"whistle.sign_{name}")}</span>' for name in names
    )


def _ticks(detail: WhistleDetail) -> Iterator[datetime]:
    days = (detail.end - detail.begin).total_seconds() / 86_400
    step = next((step for step in _TICK_DAYS if days / step <= _MOST_TICKS), _TICK_DAYS[-1])
    moment = detail.begin.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while moment <= detail.end:
        yield moment
        moment += timedelta(days=step)


def _whole(detail: WhistleDetail, axis: _Axis) -> str:
    """Steps of the whistle itself as marks on the top line; steps close together share a label."""
    marks: list[str] = []
    labels: list[tuple[float, list[str]]] = []
    for name, at in detail.steps:
        if at is None or name == "disposed":  # that one is told by the lanes
            continue
        words, place = t(f"whistle.step_{name}"), axis.at(at)
        marks.append(f'<i style="left:{place:.3f}%" title="{words} {fmt_datetime(at)}"></i>')
        if labels and place - labels[-1][0] < _LABEL_ROOM:
            labels[-1][1].append(words)
        else:
            labels.append((place, [words]))
    told = "".join(
        f'<em class="{"first" if place < _LABEL_ROOM else ""}" style="left:{place:.3f}%">{" · ".join(words)}</em>'
        for place, words in labels
    )
    return f'<div class="om-wh-top">{"".join(marks)}{told}</div>'


def _lane(call: Call, detail: WhistleDetail, axis: _Axis) -> str:
    role = t("whistle.lead") if call.is_lead else t("whistle.joint")
    kind = "lead" if call.is_lead else "joint"
    return (
        f'<div class="om-wh-who om-wh-{kind}"><b>{escape(call.name)}</b><em>{role}</em></div>'
        f'<div class="om-wh-gauge">{_gauge(call)}</div>'
        f'<div class="om-wh-lane">{_segments(call, detail, axis)}</div>'
    )


def _gauge(call: Call) -> str:
    """Working time used to report in, beside what was allowed."""
    if call.allowed_minutes is None or call.used_minutes is None:
        return MISSING
    share = call.used_minutes / max(call.allowed_minutes, 1) * _LIMIT_AT
    is_late = bool(call.late_minutes)
    width = min(share, _GAUGE)
    over = (
        f'<i class="late" style="left:{_LIMIT_AT}%;width:{max(width - _LIMIT_AT, 2.0):.1f}%"></i>'
        if is_late
        else ""
    )
    words = t(
        "whistle.gauge_words",
        used=fmt_rate(call.used_minutes / _HOUR, 1),
        allowed=fmt_rate(call.allowed_minutes / _HOUR, 1),
    )
    tone = "om-bad" if is_late else ""
    return (
        f'<u><i style="width:{min(width, _LIMIT_AT):.1f}%"></i>{over}<s style="left:{_LIMIT_AT}%"></s></u>'
        f'<span class="{tone}">{words}</span>'
    )


def _segments(call: Call, detail: WhistleDetail, axis: _Axis) -> str:
    """Waiting for the department, then its work; what lies past a limit is drawn late."""
    if call.called_at is None:
        return ""
    stop = detail.data_end if detail.is_open else detail.closed_at or detail.end
    came = call.reported_at or stop
    parts = [_part("wait", call.called_at, came, call.report_due_at, axis)]
    if call.reported_at:
        parts.append(_part("work", call.reported_at, call.disposed_at or stop, detail.due_at, axis))
        parts.append(_dot("came", call.reported_at, t("whistle.reported"), axis))
    if call.disposed_at:
        parts.append(_dot("done", call.disposed_at, t("whistle.disposed"), axis))
    return "".join(parts)


def _part(kind: str, start: datetime, end: datetime, limit: datetime | None, axis: _Axis) -> str:
    if end <= start:
        return ""
    pieces = [(kind, start, end)]
    if limit and end > limit:
        pieces = [(kind, start, max(limit, start)), (f"{kind} late", max(limit, start), end)]
    return "".join(f'<i class="{name}" style="{axis.span(a, b)}"></i>' for name, a, b in pieces if b > a)


def _dot(kind: str, at: datetime, words: str, axis: _Axis) -> str:
    return (
        f'<b class="{kind}" style="left:{axis.at(at):.3f}%" title="{escape(words)} {fmt_datetime(at)}"></b>'
    )
