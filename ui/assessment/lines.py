"""How one unit's score comes about: the score in large, and line by line the way from floor to target."""

from __future__ import annotations

from html import escape

from ui.assessment.units import place_words, verdict_words
from ui.links import Opens
from ui.panels import figure_text
from ui.stale import Marks
from ui.text import Lang, fmt_int, fmt_rate, pick, t
from views.assessment.detail import DetailView, LineDetail
from views.basis import Basis
from views.tokens import Palette

# Where floor and target stand on a line's bar, in per cent: values beyond either still have room.
_FLOOR_AT, _TARGET_AT = 14.0, 86.0
_PEERS_DRAWN = 40


def score_head(
    view: DetailView, basis: Basis, palette: Palette, lang: Lang, links: str, mark: str = ""
) -> str:
    """The chosen unit's name, score, margin and place among its peers.

    Parameters
    ----------
    links
        Markup of the ways on to other screens.
    mark
        Markup beside the name (`ui.stale`).
    """
    unit, category = view.unit, basis.definitions.category(view.category)
    hue = palette.category[view.category]
    peers = " · ".join(filter(None, (pick(category.name, category.name_en, lang), view.kind)))
    margin = f"<small>± {fmt_rate(unit.margin, 1)}</small>" if unit.total is not None else ""
    verdicts = "".join(
        f'<em class="om-verdict om-verdict-{tone}">{escape(words)}</em>'
        for tone, words in verdict_words(unit, brief=False)
    )
    return (
        f'<header class="om-score" style="--hue:{hue}"><div class="om-score-name">'
        f'<i style="border-top:0.27rem {palette.hatch[view.category]} {hue}"></i><h2>{escape(unit.name)}{mark}</h2>'
        f"<p>{escape(peers)} · {t('assessment.n_peers', count=fmt_int(unit.n_peers))}</p>{links}</div>"
        f'<div class="om-score-value"><b>{fmt_rate(unit.total, 1)}</b>{margin}'
        f"<span>{t('assessment.of_100')}</span></div>"
        f'<div class="om-score-place"><b>{escape(place_words(unit))}</b><span>{t("assessment.place_help")}</span></div>'
        f'<div class="om-score-words">{verdicts}</div></header>'
    )


def lines_table(view: DetailView, palette: Palette, opens: Opens, marks: Marks) -> str:
    """One row a line: value with its parts, the way from floor to target, weight and points; the sum below."""
    head = "".join(
        f'<span class="{kind}">{t(f"assessment.{name}")}</span>'
        for name, kind in (
            ("line", ""),
            ("way", "om-line-way-head"),
            ("weight", "om-num"),
            ("points", "om-num"),
        )
    )
    rows = "".join(_line(line, opens, marks(line.figure.id)) for line in view.lines)
    keys = "".join(
        f'<span class="om-way-track"><i class="{kind}"></i>{t(f"assessment.{name}")}</span>'
        for kind, name in (("adjusted", "adjusted"), ("raw", "raw"), ("pooled", "pooled"), ("peer", "peers"))
    )
    total = view.unit.total
    missing = len(view.unit.missing)
    notes = [t("assessment.spread_note", count=missing)] if missing and total is not None else []
    shown = sum(round(line.points or 0.0, 1) for line in view.lines)
    if total is not None and abs(shown - round(total, 1)) > 0.05:
        notes.append(t("assessment.rounding_note"))
    return (
        f'<section class="om-card om-lines" style="--hue:{palette.category[view.category]}">'
        f'<div class="om-panel-title">{t("assessment.how")}<small>{t("assessment.how_help")}</small></div>'
        f'<div class="om-way-keys">{keys}</div><div class="om-line om-line-head">{head}</div>{rows}'
        f'<div class="om-line om-line-sum"><span>{t("assessment.sum")}</span><span></span>'
        f'<span class="om-num">{100 if total is not None else t("common.missing")}</span>'
        f'<span class="om-num"><b>{fmt_rate(total, 1)}</b></span></div>'
        f"{''.join(f'<p class=om-note>{escape(note)}</p>' for note in notes)}</section>"
    )


def _line(line: LineDetail, opens: Opens, mark: str) -> str:
    figure = line.figure
    value = f"{figure_text(figure)}<small>{escape(figure.unit)}</small>"
    numerator = f"{escape(figure.numerator_name)} {fmt_int(figure.numerator)}"
    denominator = f"{escape(figure.denominator_name)} {fmt_int(figure.denominator)}"
    is_missing = line.adjusted is None
    verdict = (
        f'<em class="om-verdict om-verdict-{line.verdict}">{t(f"assessment.verdict.{line.verdict}")}</em>'
    )
    return (
        f'<div class="om-line{" om-line-missing" if is_missing else ""}" title="{escape(figure.definition)}">'
        f'<div class="om-line-what"><span class="om-line-name">{escape(figure.name)}{mark}{verdict}</span>'
        f'<span class="om-line-value">{_link(opens(figure.id, ""), value, "om-value-link")}</span>'
        f'<span class="om-parts"><span>{_link(opens(figure.id, "numerator"), numerator)} /</span> '
        f"<span>{_link(opens(figure.id, 'all'), denominator)}</span></span></div>"
        f"{_way(line)}"
        f'<span class="om-num om-line-weight">{_weight(line)}</span>'
        f'<span class="om-num om-line-points"><b>{fmt_rate(line.points, 1)}</b></span></div>'
    )


def _link(href: str, inner: str, kind: str = "om-part") -> str:
    return f'<a class="{kind}" href="{href}" target="_self">{inner}</a>'


def _weight(line: LineDetail) -> str:
    if line.weight is None:
        return f"{t('common.missing')}<small>{line.given_weight:g}</small>"
    if abs(line.weight - line.given_weight) < 0.05:
        return f"{line.given_weight:g}"
    return f"{line.weight:.1f}<small>{line.given_weight:g}</small>"


def _way(line: LineDetail) -> str:
    """The bar: floor and target as posts, the peers as faint ticks, the value as counted and as adjusted."""
    unit, digits = line.figure.unit, line.figure.digits

    def at(value: float) -> float:
        share = (value - line.floor) / (line.target - line.floor)
        return min(max(_FLOOR_AT + share * (_TARGET_AT - _FLOOR_AT), 0.8), 99.2)

    def words(name: str, value: float | None) -> str:
        return escape(f"{t(f'assessment.{name}')} {fmt_rate(value, digits, unit)}")

    peers = "".join(f'<i class="peer" style="left:{at(v):.1f}%"></i>' for v in line.peers[:_PEERS_DRAWN])
    marks = ""
    if line.adjusted is not None:
        fill = at(line.adjusted) - _FLOOR_AT
        marks = (
            f'<i class="fill" style="left:{_FLOOR_AT}%;width:{max(fill, 0):.1f}%"></i>'
            f'<i class="adjusted" style="left:{at(line.adjusted):.1f}%" title="{words("adjusted", line.adjusted)}"></i>'
        )
        if line.figure.value is not None:
            marks += (
                f'<i class="raw" style="left:{at(line.figure.value):.1f}%" '
                f'title="{words("raw", line.figure.value)}"></i>'
            )
    pooled = (
        f'<i class="pooled" style="left:{at(line.pooled):.1f}%" title="{words("pooled", line.pooled)}"></i>'
        if line.pooled is not None
        else ""
    )
    drawn = (
        f"<em>{t('assessment.adjusted')} {fmt_rate(line.adjusted, digits)}</em>"
        if line.adjusted is not None
        else f"<em>{t('assessment.left_out')}</em>"
    )
    return (
        f'<div class="om-way"><div class="om-way-track"><i class="post" style="left:{_FLOOR_AT}%"></i>'
        f'<i class="post target" style="left:{_TARGET_AT}%"></i>{marks}{peers}{pooled}</div>'
        f'<div class="om-way-ends"><span style="left:{_FLOOR_AT}%">{line.floor:g}</span>{drawn}'
        f'<span style="left:{_TARGET_AT}%">{line.target:g}</span></div></div>'
    )
