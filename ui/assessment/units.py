"""One category of the assessment: its task, its lines with weights, and its units with their scores."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import escape
from typing import Any

import streamlit as st

from governance.assessment import Scheme
from ui.frontend import frontend_component
from ui.text import Lang, fmt_int, fmt_rate, pick, t
from views.assessment.scores import AssessedUnit, AssessmentView, CategoryAssessment, PeerSet
from views.tokens import Palette


def category_column(
    view: AssessmentView,
    card: CategoryAssessment,
    palette: Palette,
    lang: Lang,
    on_pick: Callable[[str], None],
    mark: str = "",
) -> None:
    """Draw one category; a click on a unit tells `on_pick` its code. `mark` is markup beside its task (`ui.stale`)."""
    code = card.category.code
    hue = palette.category[code]
    with st.container(key=f"om-assess-{palette.place(code)}", gap=None):
        st.html(_head(card, hue, lang, mark))
        if card.scheme is None:
            st.html(f'<p class="om-empty">{t("assessment.not_assessed")}</p>')
            return
        st.html(_scheme(card.scheme, hue, lang))
        _unit_list(view, card, palette, lang, on_pick)


def _head(card: CategoryAssessment, hue: str, lang: Lang, mark: str) -> str:
    category = card.category
    emphasis = pick(card.scheme.emphasis, card.scheme.emphasis_en, lang) if card.scheme else ""
    return (
        f'<header class="om-category-head" style="--hue:{hue}"><span class="om-numeral">{escape(category.numeral)}'
        f"</span><div><h3>{escape(pick(category.name, category.name_en, lang))}</h3>"
        f"<p>{escape(pick(category.task, category.task_en, lang))}</p></div></header>"
        f'<p class="om-assess-emphasis">{escape(emphasis)}{mark}</p>'
    )


def _scheme(scheme: Scheme, hue: str, lang: Lang) -> str:
    """The lines with their weights as bars, and the way from floor to target."""
    most = max(line.weight for line in scheme.lines)
    rows = "".join(
        f'<tr title="{escape(pick(line.indicator.definition, line.indicator.definition_en, lang))}">'
        f"<th>{escape(pick(line.indicator.name, line.indicator.name_en, lang))}</th>"
        f'<td class="om-assess-weight"><b style="width:{line.weight / most * 100:.0f}%"></b></td>'
        f'<td class="om-num">{line.weight:g}</td>'
        f'<td class="om-num om-assess-goal">{line.floor:g} <i>→</i> {line.target:g}'
        f"<small>{escape(_short_unit(pick(line.indicator.unit, line.indicator.unit_en, lang)))}</small></td></tr>"
        for line in scheme.lines
    )
    head = (
        f'<th>{t("assessment.line")}</th><th class="om-num" colspan="2">{t("assessment.weight")}</th>'
        f'<th class="om-num">{t("assessment.floor_to_target")}</th>'
    )
    return (
        f'<table class="om-table om-assess-scheme" style="--hue:{hue}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _short_unit(unit: str) -> str:
    return unit if unit == "%" else f" {unit}"


@cache
def _component() -> Any:
    return frontend_component("score_list")


def _unit_list(
    view: AssessmentView,
    card: CategoryAssessment,
    palette: Palette,
    lang: Lang,
    on_pick: Callable[[str], None],
) -> None:
    key = f"om_scores_{card.category.code}"

    def picked_now() -> None:
        code = st.session_state[key]["picked"]
        if code:
            on_pick(str(code))

    _component()(
        key=key,
        data={
            "groups": [_group(group) for group in card.groups],
            "hue": palette.category[card.category.code],
            "pattern": palette.hatch[card.category.code],
            "label": t("assessment.units_of", category=pick(card.category.name, card.category.name_en, lang)),
            "current": view.chosen.code if view.chosen else "",
        },
        on_picked_change=picked_now,
    )


def _group(group: PeerSet) -> dict[str, Any]:
    rest = group.n_units - len(group.units)
    return {
        # A category that is one group of peers needs no second heading.
        "heading": group.kind,
        "count": t("assessment.n_units", count=fmt_int(group.n_units)),
        "footer": t("assessment.more", shown=len(group.units), total=fmt_int(group.n_units)) if rest else "",
        "rows": [_row(unit) for unit in group.units],
    }


def _row(unit: AssessedUnit) -> dict[str, Any]:
    known = {} if unit.total is None else {"total": round(unit.total, 2), "margin": round(unit.margin, 2)}
    return {
        "code": unit.unit.code,
        "name": unit.name,
        "score": fmt_rate(unit.total, 1),
        "place": place_words(unit),
        "words": [{"tone": tone, "text": text} for tone, text in verdict_words(unit, brief=True)],
        "title": f"{unit.name} {score_words(unit)}",
        **known,
    }


def score_words(unit: AssessedUnit) -> str:
    """Score and margin in words."""
    if unit.total is None:
        return t("common.missing")
    return t("assessment.score_margin", score=fmt_rate(unit.total, 1), margin=fmt_rate(unit.margin, 1))


def place_words(unit: AssessedUnit) -> str:
    """The place among peers, or the places between which the unit stands."""
    if not unit.best:
        return t("common.missing")
    if unit.best == unit.worst:
        return t("assessment.place", place=unit.best, total=fmt_int(unit.n_peers))
    if unit.best == 1 and unit.worst == unit.n_peers:
        return t("assessment.no_order", total=fmt_int(unit.n_peers))
    return t("assessment.places", best=unit.best, worst=unit.worst, total=fmt_int(unit.n_peers))


def verdict_words(unit: AssessedUnit, *, brief: bool) -> list[tuple[str, str]]:
    """(tone, words) that say what chance cannot explain, or that nothing is; then what rests on few or no cases.

    `brief` counts the indicators with few or no cases instead of naming them.
    """
    between = t("assessment.between")
    words = [
        (tone, t(f"assessment.{tone}", lines=between.join(names)))
        for tone, names in (("low", unit.low), ("high", unit.high))
        if names
    ]
    n_silent = len(unit.few) + len(unit.missing)
    if not words and n_silent < unit.n_lines:
        words.append(("alike", t("assessment.alike")))
    for tone, names in (("few", unit.few), ("missing", unit.missing)):
        if names:
            shown = (
                t(f"assessment.{tone}_count", count=len(names))
                if brief
                else t(f"assessment.{tone}", lines=between.join(names))
            )
            words.append((tone, shown))
    return words
