"""Top of the evidence page: the way there, the figure as a sum of its parts, and what it is counted over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape

from governance.indicators import UNIT_FACTS
from ui.camera import camera
from ui.controls import period_text
from ui.links import ORIGINS, PAGES, page_href
from ui.panels import figure_text
from ui.stale import stale_mark
from ui.text import Lang, fmt_date, fmt_int, fmt_rate, pick, t
from views.basis import Basis
from views.evidence.view import EvidenceView
from views.names import full_name


def trace(view: EvidenceView, basis: Basis, params: Mapping[str, str], lang: Lang) -> str:
    """The way here: the page that the reader came from, the unit, the figure."""
    origin = params.get("b", "")
    page = origin if origin in ORIGINS else ""
    unit = full_name(basis, view.state.unit, lang)
    steps = (
        f'<a class="om-link" href="{page_href(page, view.state, basis)}" target="_self">← {escape(t(PAGES[page]))}</a>',
        f'<a class="om-link" href="{page_href("unit", view.state, basis)}" target="_self">{escape(unit)}</a>',
        f'<span aria-current="page">{escape(view.figure.name)}</span>',
    )
    return f'<nav class="om-trace" aria-label="{escape(t("map.path"))}">{"<i>›</i>".join(steps)}</nav>'


def figure_head(view: EvidenceView, basis: Basis, lang: Lang) -> str:
    """The figure, what it is made of, and what it is counted over."""
    figure = view.figure
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(words)}</dd></div>"
        for name, words in over(view, basis, lang)
        if words
    )
    return (
        '<section class="om-card om-ev-head"><div class="om-ev-figure">'
        f"<h1>{escape(figure.name)}{_mark(view, basis)}</h1>"
        f'<p class="om-ev-value">{figure_text(figure)}<small>{escape(figure.unit)}</small></p></div>'
        f"{_equation(view)}{_agreement(view)}"
        f'<dl class="om-ev-facts">{facts}</dl></section>'
    )


def rests_on(view: EvidenceView) -> tuple[str, ...]:
    """What the figure is counted from, as `views.staleness` wants it."""
    return tuple(measure for measure, _, _ in view.measures)


def _mark(view: EvidenceView, basis: Basis) -> str:
    """The mark of a late feed, and the camera: on the map of the figure itself where it can colour one."""
    known = view.figure.id in basis.definitions.indicators.map_ids
    state = replace(view.state, indicator=view.figure.id) if known else view.state
    return stale_mark(basis, *rests_on(view)) + camera(state, basis, what=view.figure.name)


def _agreement(view: EvidenceView) -> str:
    """Whether the rows add up to the figure: it is counted anew each time, and said."""
    kind, key = ("om-good", "agrees") if view.agrees else ("om-bad", "differs")
    return f'<p class="om-ev-agrees {kind}">{escape(t(f"evidence.{key}"))}</p>'


def _equation(view: EvidenceView) -> str:
    """Numerator over denominator, each by name and figure; empty for a plain count."""
    figure, indicator = view.figure, view.indicator
    if indicator is None or indicator.is_count:
        return f'<p class="om-ev-words">{escape(figure.definition)}</p>'
    scale = "" if indicator.scale == 1 else f"<i>× {_scale(indicator.scale)}</i>"
    return (
        '<div class="om-ev-sum"><div class="om-ev-quotient">'
        f"{_term(figure.numerator_name, figure.numerator, figure.numerator_measure)}"
        f"{_term(figure.denominator_name, figure.denominator, figure.denominator_measure)}</div>{scale}"
        f'<p class="om-ev-words">{escape(figure.definition)}</p></div>'
    )


def _term(name: str, value: float | None, measure: str) -> str:
    shown = fmt_rate(value, 2) if measure == "area_km2" else fmt_int(value)
    return f"<div><span>{escape(name)}</span><b>{shown}</b></div>"


def _scale(scale: float) -> str:
    if scale >= 1:
        return fmt_int(scale) if scale == round(scale) else f"{scale:g}"
    return f"1/{1 / scale:g}"


def over(view: EvidenceView, basis: Basis, lang: Lang) -> list[tuple[str, str]]:
    """What the figure is counted over: name and words of each."""
    state = view.state
    measures = {measure for measure, _, _ in view.measures}
    if measures <= set(UNIT_FACTS):
        period = t("evidence.no_period")
    elif view.figure.is_state:
        period = t("evidence.on_data_date")
    else:
        period = period_text(state.period, lang)
    rule = ""
    if view.indicator is not None:
        rule = pick(view.indicator.period, view.indicator.period_en, lang)
    names = {c.code: pick(c.name, c.name_en, lang) for c in basis.definitions.categories}
    return [
        (t("evidence.unit"), full_name(basis, state.unit, lang)),
        (t("map.membership"), t(f"membership.{state.membership}")),
        (t("map.categories"), t("notice.separator").join(names[code] for code in sorted(state.categories))),
        (t("evidence.filter"), " · ".join(view.filter_words)),
        (t("evidence.unplaced"), _level_name(view, basis, lang)),
        (t("period.label"), f"{period} · {rule}" if rule and not view.figure.is_state else period),
        (t("evidence.data_date"), fmt_date(view.provenance.data_to, lang)),
        (t("evidence.direction"), t(f"evidence.direction_{view.figure.direction}")),
    ]


def _level_name(view: EvidenceView, basis: Basis, lang: Lang) -> str:
    level = view.question.unplaced
    return t("evidence.in_no_unit", level=pick(*basis.definitions.level_names[level], lang)) if level else ""
