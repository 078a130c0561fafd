"""Small pictures inside a cell: how good what came was over time, and how old it is against the promise."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from ui.text import fmt_date, fmt_rate, t
from views.exchange import Quality
from views.staleness import FeedState
from views.tokens import Palette

_WIDTH, _HEIGHT, _EDGE = 96.0, 26.0, 3.0
# The course begins at least this low (per cent), so that a tenth of a point does not look like a fall.
_FLOOR = 95.0
# Days of receipt that a course draws; the words name the same ones.
_DRAWN = 12
# Where the promise stands on the gauge of age; what is older than the gauge is long ends at its edge.
_PROMISE_AT = 62.0


def quality_spark(history: Sequence[Quality], name: str, palette: Palette) -> str:
    """Share accepted by day of receipt as a line, the last one marked; the same in words for those who do not see it."""
    drawn = [(quality, quality.percent) for quality in history if quality.percent is not None][-_DRAWN:]
    points = [(quality, percent) for quality, percent in drawn if percent is not None]
    if not points:
        return ""
    low = min(_FLOOR, *(percent for _, percent in points))
    step = (_WIDTH - 2 * _EDGE) / max(len(points) - 1, 1)
    placed = [
        (
            _EDGE + index * step if len(points) > 1 else _WIDTH - _EDGE,
            _EDGE + (100 - percent) / (100 - low) * (_HEIGHT - 2 * _EDGE),
        )
        for index, (_, percent) in enumerate(points)
    ]
    words = t("exchange.course", name=name) + t("exchange.colon") + _words(points)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.4"/>' for x, y in placed[:-1])
    x, y = placed[-1]
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}">'
        f'<path d="M0 {_EDGE:g}H{_WIDTH:g}" stroke="{palette.ink_faint}" stroke-opacity="0.45" stroke-dasharray="2 2"/>'
        f'<polyline points="{line}" fill="none" stroke="{palette.accent}" stroke-width="1.6" stroke-linejoin="round"/>'
        f'<g fill="{palette.accent}">{dots}</g>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.8" fill="{palette.accent}" stroke="{palette.panel}" stroke-width="1.2"/></svg>'
    )
    # A page takes drawings as pictures only; the words are what the picture says.
    source = f"data:image/svg+xml,{quote(drawing, safe=' =:/,')}"
    return f'<img class="om-spark" alt="{escape(words)}" title="{escape(words)}" src="{source}">'


def _words(points: Sequence[tuple[Quality, float]]) -> str:
    return t("stale.between").join(
        t("exchange.point", day=fmt_date(quality.on), share=fmt_rate(percent, 2, "%"))
        for quality, percent in points
    )


def age_gauge(state: FeedState) -> str:
    """Age as a bar against the promise, which is a post; the words stand beside it, so it is silent for readers."""
    if state.age_days is None:
        return '<span class="om-age om-age-missing" aria-hidden="true"></span>'
    width = min(state.age_days / state.feed.rhythm_days * _PROMISE_AT, 100.0)
    late = max(width - _PROMISE_AT, 0.0) if state.is_stale else 0.0
    over = (
        f'<i class="om-age-late" style="left:{_PROMISE_AT}%;width:{max(late, 3.0):.1f}%"></i>' if late else ""
    )
    return (
        f'<span class="om-age" aria-hidden="true"><i style="width:{min(width, _PROMISE_AT):.1f}%"></i>{over}'
        f'<u style="left:{_PROMISE_AT}%"></u></span>'
    )
