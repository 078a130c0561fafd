"""Markup of a briefing for browsers: every text escaped, every figure under its id of `views.briefing.model.cells`."""

from __future__ import annotations

from html import escape

from export.briefing.trend import Trend, trend_of
from views.briefing.model import BriefingView, Cell, Column, Headline, Row, Table
from views.words import fmt_int, word

_WIDTH, _HEIGHT, _GUT, _BAND = 560.0, 204.0, 34.0, 62.0


def headlines(where: str, figures: tuple[Headline, ...]) -> str:
    """Cards of figures."""
    return f'<div class="kpis">{"".join(_headline(where, figure) for figure in figures)}</div>'


def _headline(where: str, figure: Headline) -> str:
    key = f"{where}.{figure.figure.id}"
    unit = "" if figure.unit == "%" else f"<span>{escape(figure.unit)}</span>"
    few = f'<em class="few">{escape(figure.few_text)}</em>' if figure.few_text else ""
    peers = f"<p{_cell(f'{key}.peers')}>{escape(figure.peers_text)}</p>" if figure.peers_text else ""
    parts = (
        f'<p class="parts"{_cell(f"{key}.parts")}>{escape(figure.parts_text)}</p>'
        if figure.parts_text
        else ""
    )
    return (
        f'<div class="kpi" title="{escape(figure.figure.definition)}"><h3>{escape(figure.name)}{few}</h3>'
        f"<b{_cell(key)}>{escape(figure.text)}</b>{unit}"
        f'<p class="{figure.tone}"{_cell(f"{key}.change")}>{escape(figure.change_text)}</p>{peers}{parts}</div>'
    )


def _cell(key: str) -> str:
    return f' data-cell="{escape(key)}"'


def table(view: BriefingView, shown: Table, *, places: bool = False) -> str:
    """A table with its title and note; with `places` its rows lead to their units on the map."""
    title = f"<h2>{escape(shown.title)}</h2>"
    if not shown.rows:
        return f'<section>{title}<p class="none">{escape(shown.empty)}</p></section>'
    heads = "".join(f'<th class="{column.kind}">{escape(column.head)}</th>' for column in shown.columns)
    bars = {column.key: max((cell.value or 0.0 for cell in shown.column(column.key)), default=0.0)
            for column in shown.columns if column.key == "share"}  # fmt: skip
    rows = "".join(_row(shown, number, row, bars, places) for number, row in enumerate(shown.rows))
    listed = sum(not row.is_summary for row in shown.rows)
    more = ""
    if shown.id not in ("inside", "overdue", "classes") and shown.total > listed > 0:
        words = word("briefing.more", view.lang, shown=listed, total=fmt_int(shown.total))
        more = f'<p class="more">{escape(words)}</p>'
    note = f'<p class="note">{escape(shown.note)}</p>' if shown.note else ""
    return (
        f'<section>{title}{note}<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        f"</div>{more}</section>"
    )


def _row(shown: Table, number: int, row: Row, bars: dict[str, float], places: bool) -> str:
    kind = " ".join(name for name, on in (("own", row.is_own), ("sum", row.is_summary)) if on)
    code = (
        f' data-code="{escape(row.code)}" tabindex="0"' if places and row.code and not row.is_summary else ""
    )
    mark = f'<i class="cat c{escape(row.category)}"></i>' if row.category else ""
    cells = "".join(
        _table_cell(f"{shown.id}.{number}.{column.key}", column, cell, bars, mark if place == 0 else "")
        for place, (column, cell) in enumerate(zip(shown.columns, row.cells, strict=True))
    )
    return f'<tr class="{kind}"{code}>{cells}</tr>'


def _table_cell(key: str, column: Column, cell: Cell, bars: dict[str, float], mark: str) -> str:
    note = f"<small{_cell(f'{key}.note')}>{escape(cell.note)}</small>" if cell.note else ""
    bar = ""
    if bars.get(column.key):
        bar = f'<s style="width:{(cell.value or 0.0) / bars[column.key] * 44:.1f}%"></s>'
    return f'<td class="{column.kind} {cell.tone}">{bar}{mark}<span{_cell(key)}>{escape(cell.text)}</span>{note}</td>'


def trend_picture(view: BriefingView) -> str:
    """Twelve months as an SVG: bars, ticks of the year before, the rate above with its own scale."""
    trend = trend_of(view)
    step = (_WIDTH - _GUT) / max(len(trend.labels), 1)
    floor = _HEIGHT - 20
    tall = floor - _BAND
    marks = [
        f'<path class="grid" d="M{_GUT} {floor - tall * at:.1f}H{_WIDTH}"/>'
        f'<text class="faint" x="{_GUT - 6}" y="{floor - tall * at + 3.5:.1f}" text-anchor="end">{escape(text)}</text>'
        for at, text in trend.grid
    ]
    for place, label in enumerate(trend.labels):
        marks.append(_month(trend, place, label, _GUT + step * (place + 0.5), step, floor, tall))
    places = [place for place, share in enumerate(trend.rate) if share is not None]
    points = [(_GUT + step * (place + 0.5), _BAND - 24 - (trend.rate[place] or 0.0) * 20) for place in places]
    # No line over months of which nothing is known.
    joined = [place - 1 in places for place in places]
    line = "".join(
        f"{'L' if joins else 'M'}{x:.1f} {y:.1f}" for (x, y), joins in zip(points, joined, strict=True)
    )
    if line:
        marks.append(f'<path class="rate" d="{line}"/>')
    texts = [text for text, share in zip(trend.rates, trend.rate, strict=True) if share is not None]
    for (x, y), text in zip(points, texts, strict=True):
        marks.append(
            f'<circle class="rate" cx="{x:.1f}" cy="{y:.1f}" r="2.6"/>'
            f'<text class="good" x="{x:.1f}" y="{y - 6:.1f}">{escape(text)}</text>'
        )
    marks.append(f'<path class="floor" d="M{_GUT} {floor}H{_WIDTH}"/>')
    keys = [f'<i class="bar"></i>{escape(trend.names[0])}']
    if trend.has_before:
        keys.append(f'<i class="tick"></i>{escape(trend.names[1])}')
    if trend.has_rate:
        keys.append(f'<i class="line"></i>{escape(trend.names[2])}')
    return (
        f'<svg class="trend" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" role="img" aria-label="{escape(view.months.title)}">'
        f'{"".join(marks)}</svg><p class="key">{"".join(f"<span>{key}</span>" for key in keys)}</p>'
    )


def _month(trend: Trend, place: int, label: str, x: float, step: float, floor: float, tall: float) -> str:
    share, before = trend.bars[place], trend.before[place]
    wide = min(step * 0.56, 26)
    top = floor - tall * (share or 0.0)
    tick = None if before is None else floor - tall * before
    # The number stands above the tick of the year before where the two would cross.
    up = tick if tick is not None and top - 13 < tick < top + 2 else top
    kind = "bar now" if trend.shown[place] else "bar"
    parts = [
        f'<rect class="{kind}" x="{x - wide / 2:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{floor - top:.1f}"/>'
    ]
    if tick is not None:
        parts.append(f'<path class="tick" d="M{x - wide / 2 - 4:.1f} {tick:.1f}h{wide + 8:.1f}"/>')
    parts.append(f'<text class="{kind}" x="{x:.1f}" y="{up - 4:.1f}">{escape(trend.texts[place])}</text>')
    parts.append(f'<text class="faint" x="{x:.1f}" y="{floor + 13:.1f}">{escape(label)}</text>')
    return "".join(parts)
