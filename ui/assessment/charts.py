"""Funnels and the trend of a score: HTML boxes over a drawn background (an image, since the page takes no SVG)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import quote

from ui.controls import period_text
from ui.text import Lang, fmt_int, fmt_rate, t
from views.assessment.detail import STEP_MONTHS, DetailView, Dot, FunnelView, Step, TrendPoint
from views.tokens import Palette

_Axis = Callable[[float], float]

# A group of more units than this is drawn as a cloud; only the chosen and the flagged can be pointed at.
_CLOUD = 40
# In a group of no more than this every unit carries its name.
_NAMED = 8
# Right of this (per cent of the width) a name stands rather on the left of its dot.
_TURN = 70.0


def funnels(view: DetailView, palette: Palette, mark: str = "") -> str:
    """One funnel an indicator: units by cases (to the right: more) and value, between the limits of chance.

    `mark` is markup beside the title (`ui.stale`).
    """
    hue = palette.category[view.category]
    boxes = "".join(_funnel(funnel, view.unit.unit.code, palette, hue) for funnel in view.funnels)
    key = (
        f'<span class="om-funnel-key"><i class="own"></i>{escape(view.unit.name)}</span>'
        f'<span class="om-funnel-key"><i class="dot"></i>{t("assessment.peers")}</span>'
        f'<span class="om-funnel-key"><i class="flag"></i>{t("assessment.outside")}</span>'
        f'<span class="om-funnel-key"><i class="area"></i>{t("assessment.within")}</span>'
        f'<span class="om-funnel-key"><i class="rule"></i>{t("assessment.pooled")}</span>'
    )
    return (
        f'<section class="om-card om-funnels-card" style="--hue:{hue}"><div class="om-panel-title">'
        f"{t('assessment.funnels')}<small>{t('assessment.funnels_help')}</small>{mark}</div>"
        f'<div class="om-funnel-keys">{key}</div><div class="om-funnels">{boxes}</div></section>'
    )


def _funnel(funnel: FunnelView, own: str, palette: Palette, hue: str) -> str:
    title = f'<div class="om-funnel-name">{escape(funnel.name)}<small>{escape(funnel.unit)}</small></div>'
    if not funnel.dots:
        return f'<figure class="om-funnel">{title}<p class="om-empty">{t("common.no_data")}</p></figure>'
    most, least = max(d.cases for d in funnel.dots), min(d.cases for d in funnel.dots)
    left, right = math.log(max(least / 1.6, 0.8)), math.log(max(most * 1.25, 2))
    low, high = _span(funnel)

    def x(cases: float) -> float:
        return (math.log(cases) - left) / (right - left) * 100

    def y(value: float) -> float:
        return min(max((high - value) / (high - low) * 100, 0.0), 100.0)

    marked = [d for d in funnel.dots if d.code == own or d.verdict in ("low", "high")]
    cloud = [d for d in funnel.dots if d not in marked] if len(funnel.dots) > _CLOUD else []
    pointed = (
        marked if cloud else [d for d in funnel.dots if d.code != own] + [d for d in marked if d.code == own]
    )
    dots = "".join(_dot(d, own, x(d.cases), y(d.value), funnel) for d in pointed)
    if len(funnel.dots) <= _NAMED:
        dots += _names([(d.name, d.code == own, x(d.cases), y(d.value)) for d in funnel.dots])
    drawn = _background(funnel, cloud, x, y, palette, hue)
    return (
        f'<figure class="om-funnel">{title}<div class="om-funnel-plot"><div class="om-funnel-y">'
        f"{_ticks(low, high, _digits(low, high))}</div>"
        f'<div class="om-funnel-area">{drawn}{dots}</div></div>'
        f'<div class="om-funnel-x"><span>{fmt_int(math.exp(left))}</span><span>{escape(funnel.cases_name)} →</span>'
        f"<span>{fmt_int(math.exp(right))}</span></div>"
        f"{_note(funnel)}</figure>"
    )


def _note(funnel: FunnelView) -> str:
    if funnel.limits is None:
        return f"<figcaption>{t('assessment.no_limits')}</figcaption>"
    flagged = sum(d.verdict == "low" for d in funnel.dots)
    words = t("assessment.n_low", count=fmt_int(flagged)) if flagged else t("assessment.none_low")
    return f"<figcaption>{words}</figcaption>"


def _span(funnel: FunnelView) -> tuple[float, float]:
    """Ends of the value axis: all units and most of the limits, which may run far out at few cases."""
    values = [d.value for d in funnel.dots]
    low, high = min(values), max(values)
    if funnel.limits is not None:
        middle = len(funnel.limits.sizes) // 3
        low = min(low, float(funnel.limits.lower[middle]) * funnel.scale)
        high = max(high, float(funnel.limits.upper[middle]) * funnel.scale)
    room = (high - low) * 0.08 or 1.0
    low, high = low - room, high + room
    bounded = funnel.limits is not None
    return (max(low, 0.0), min(high, 100.0) if bounded else high)


def _ticks(low: float, high: float, digits: int) -> str:
    """The ends of a value axis and its middle."""
    return "".join(f"<span>{fmt_rate(value, digits)}</span>" for value in (high, (low + high) / 2, low))


def _digits(low: float, high: float) -> int:
    return 0 if high - low >= 8 else 1


def _dot(dot: Dot, own: str, x: float, y: float, funnel: FunnelView) -> str:
    kind = "own" if dot.code == own else "dot"
    flag = " flag" if dot.verdict in ("low", "high") else ""
    words = f"{dot.name} {fmt_rate(dot.value, funnel.digits, funnel.unit)} · {funnel.cases_name} {fmt_int(dot.cases)}"
    return f'<i class="{kind}{flag}" style="left:{x:.2f}%;top:{y:.2f}%" title="{escape(words)}"></i>'


def _names(marks: Sequence[tuple[str, bool, float, float]]) -> str:
    """Names beside their dots (name, whether the chosen one, x, y in per cent), each where it meets no other."""
    taken = [(x - 1.5, y - 4.0, x + 1.5, y + 4.0) for _, _, x, y in marks]
    drawn = []
    for name, is_own, x, y in sorted(marks, key=lambda mark: (not mark[1], mark[3])):
        width = sum(4.2 if sign > "\u2e7f" else 2.3 for sign in name) + 2.5
        sides = (-1, 1) if x > _TURN else (1, -1)
        tries = [
            (side, y + shift)
            for shift in (0.0, -9.0, 9.0, -16.0, 16.0)
            for side in sides
            if 0 <= x + side * width <= 104
        ]
        # Where there is no room at all it stands in its usual place.
        free = (place for place in tries if not _meets(_box(x, place, width), taken))
        side, at = next(free, (sides[0], y))
        taken.append(_box(x, (side, at), width))
        edge = f"right:{100 - x:.2f}%" if side < 0 else f"left:{x:.2f}%"
        kind = "om-dot-name" + (" left" if side < 0 else "") + (" own" if is_own else "")
        drawn.append(f'<b class="{kind}" style="{edge};top:{at:.2f}%">{escape(name)}</b>')
    return "".join(drawn)


_Box = tuple[float, float, float, float]


def _box(x: float, place: tuple[int, float], width: float) -> _Box:
    side, at = place
    near, far = x + side * 1.6, x + side * width
    return min(near, far), at - 4.0, max(near, far), at + 4.0


def _meets(box: _Box, taken: Sequence[_Box]) -> bool:
    left, top, right, bottom = box
    return any(left < r and right > a and top < b and bottom > t for a, t, r, b in taken)


def _background(
    funnel: FunnelView, cloud: Sequence[Dot], x: _Axis, y: _Axis, palette: Palette, hue: str
) -> str:
    parts = []
    if funnel.limits is not None:
        sizes = [x(float(n)) for n in funnel.limits.sizes]
        upper = [y(float(v) * funnel.scale) for v in funnel.limits.upper]
        lower = [y(float(v) * funnel.scale) for v in funnel.limits.lower]
        there = _points(sizes, upper)
        back = _points(sizes[::-1], lower[::-1])
        parts.append(f'<polygon points="{there} {back}" fill="{palette.accent}" fill-opacity="0.1"/>')
        parts += [
            f'<polyline points="{line}" fill="none" stroke="{palette.accent}" stroke-opacity="0.55" '
            f'stroke-width="1.5" vector-effect="non-scaling-stroke"/>'
            for line in (there, _points(sizes, lower))
        ]
    if funnel.centre is not None:
        at = y(funnel.centre)
        parts.append(
            f'<line x1="0" x2="100" y1="{at:.2f}" y2="{at:.2f}" stroke="{palette.ink_faint}" stroke-dasharray="4 4" '
            f'stroke-width="1" vector-effect="non-scaling-stroke"/>'
        )
    if cloud:
        spots = "".join(sorted({f"M{x(d.cases):.1f} {y(d.value):.1f}h0" for d in cloud}))
        parts.append(
            f'<path d="{spots}" stroke="{hue}" stroke-opacity="0.55" stroke-width="4.5" stroke-linecap="round" '
            f'vector-effect="non-scaling-stroke"/>'
        )
    return picture("".join(parts))


def picture(inner: str) -> str:
    """A drawing on a 100 × 100 sheet, stretched over its box."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" preserveAspectRatio="none">{inner}</svg>'
    return f'<img class="om-drawn" alt="" src="data:image/svg+xml,{quote(svg, safe=" =:/,")}">'


def _points(xs: Sequence[float], ys: Sequence[float]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in zip(xs, ys, strict=True))


def score_trend(view: DetailView, palette: Palette, lang: Lang) -> str:
    """The score over months or quarters with its margin; the peers as faint marks, or as a band where they are many."""
    points = view.trend
    values = [v for p in points if p.total is not None for v in (p.total - p.margin, p.total + p.margin)]
    values += [v for p in points for v in _drawn_peers(p)]
    if not values:
        return f'<p class="om-empty">{t("common.no_data")}</p>'
    low, high = max(0.0, 10 * math.floor(min(values) / 10)), min(100.0, 10 * math.ceil(max(values) / 10))
    high = max(high, low + 10)

    def x(index: float) -> float:
        return (index + 0.5) / len(points) * 100

    def y(value: float) -> float:
        return min(max((high - value) / (high - low) * 100, 0.0), 100.0)

    dots = "".join(
        f'<i class="peer" style="left:{x(i):.2f}%;top:{y(value):.2f}%"></i>'
        for i, p in enumerate(points)
        for value in (p.peers if len(p.peers) <= _CLOUD // 2 else ())
    )
    dots += "".join(
        f'<i class="own" style="left:{x(i):.2f}%;top:{y(p.total):.2f}%" title="{_trend_words(p, lang)}"></i>'
        for i, p in enumerate(points)
        if p.total is not None
    )
    ends = "".join(
        f'<span class="{"now" if i == len(points) - 1 else ""}">{_label(p, i, view.step)}</span>'
        for i, p in enumerate(points)
    )
    last = points[-1]
    now = (
        f'<b style="top:{y(last.total):.2f}%">{fmt_rate(last.total, 1)}</b>' if last.total is not None else ""
    )
    return (
        f'<div class="om-score-trend" style="--hue:{palette.category[view.category]}"><div class="om-funnel-plot">'
        f'<div class="om-funnel-y">{_ticks(low, high, 0)}</div>'
        f'<div class="om-funnel-area">{_trend_background(points, x, y, palette, view)}{dots}</div>'
        f'<div class="om-trend-now">{now}</div></div><div class="om-trend-x">{ends}</div></div>'
    )


def _label(point: TrendPoint, index: int, step: Step) -> str:
    """Short name of a month (1–12) or quarter, with the year below where it begins."""
    year, month = divmod(point.period.first, 12)
    short = t(f"assessment.{step}", number=month // STEP_MONTHS[step] + 1)
    below = [str(year)] if index == 0 or month == 0 else []
    if point.period.months < STEP_MONTHS[step]:  # the data begin or end inside it
        below.append(t("assessment.part_of_quarter", count=point.period.months))
    return escape(short) + "".join(f"<small>{escape(line)}</small>" for line in below)


def _drawn_peers(point: TrendPoint) -> Sequence[float]:
    """Scores of the peers that are drawn: all, or of many the middle half."""
    many = len(point.peers)
    return point.peers if many <= _CLOUD // 2 else point.peers[many // 4 : many * 3 // 4 + 1]


def _trend_words(point: TrendPoint, lang: Lang) -> str:
    score = t("assessment.score_margin", score=fmt_rate(point.total, 1), margin=fmt_rate(point.margin, 1))
    return escape(f"{period_text(point.period, lang)} {score}")


def _trend_background(
    points: Sequence[TrendPoint], x: _Axis, y: _Axis, palette: Palette, view: DetailView
) -> str:
    hue = palette.category[view.category]
    parts = []
    most = max((len(p.peers) for p in points), default=0)
    if most > _CLOUD // 2:
        kept = [(i, p) for i, p in enumerate(points) if p.peers]
        there = [(x(i), y(_drawn_peers(p)[-1])) for i, p in kept]
        back = [(x(i), y(_drawn_peers(p)[0])) for i, p in reversed(kept)]
        parts.append(_area([*there, *back], palette.ink_faint, 0.18))
    known = [(i, p.total, p.margin) for i, p in enumerate(points) if p.total is not None]
    there = [(x(i), y(total + margin)) for i, total, margin in known]
    back = [(x(i), y(total - margin)) for i, total, margin in reversed(known)]
    parts.append(_area([*there, *back], hue, 0.22))
    line = " ".join(f"{x(i):.2f},{y(total):.2f}" for i, total, _ in known)
    parts.append(
        f'<polyline points="{line}" fill="none" stroke="{hue}" stroke-width="2" vector-effect="non-scaling-stroke"/>'
    )
    return picture("".join(parts))


def _area(corners: Sequence[tuple[float, float]], colour: str, opacity: float) -> str:
    points = " ".join(f"{x:.2f},{y:.2f}" for x, y in corners)
    return f'<polygon points="{points}" fill="{colour}" fill-opacity="{opacity}"/>'
