"""The categories as cards: task, small map, figures, and members beside their own category only."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from ui.levels import level_name
from ui.map.small_map import SmallShape, small_map
from ui.panels import figure_card, figure_text
from ui.text import Lang, fmt_int, fmt_rate, t
from views.categories import CategoriesView, CategoryCard, Comparison
from views.names import unit_name
from views.tokens import Palette

_DASHES = {"solid": "", "dashed": "7 4", "dotted": "1.5 4", "double": "9 3 2 3"}


def category_card(
    view: CategoriesView,
    card: CategoryCard,
    palette: Palette,
    lang: Lang,
    link: Callable[[str, str], str],
    opens: Callable[[str, str], str],
    marks: Callable[[str], str],
    shot: Callable[[str], str],
) -> None:
    """One category's card; its hue and pattern are the ones of the map.

    Parameters
    ----------
    link
        Code and name of a member → markup of a link to it.
    opens
        Code of a unit and id of a figure → address of what stands behind it, escaped.
    marks
        Id of a figure → markup beside its name (`ui.stale`).
    shot
        Code of the category → its camera (`ui.camera`).
    """
    category = card.category
    hue = palette.category[category.code]
    with st.container(key=f"om-category-{palette.place(category.code)}", gap=None):
        st.html(_head(card, hue, lang, shot(category.code)))
        left, right = st.columns([1, 1], gap="small", vertical_alignment="center")
        with left:
            small_map(
                [
                    SmallShape(shape.path, unit_name(member.unit, lang), shape.x, shape.y)
                    for shape, member in zip(card.outlines, card.members, strict=True)
                ],
                outline=view.city_path,
                width=view.frame.width,
                height=view.frame.height,
                hue=hue,
                dash=_DASHES[palette.hatch[category.code]],
                key=f"om_small_map_{category.code}",
            )
        right.html(_facts(card, opens, marks))
        comparisons = "".join(
            _comparison(comparison, card.category.code, hue, link, opens, marks)
            for comparison in card.comparisons
        )
        # As many rows in every card, so that one indicator stands on one line across all.
        rows = max(len(other.members) for other in view.cards)
        st.html(f'<div class="om-comparisons" style="--rows:{rows}">{comparisons}</div>')


def _head(card: CategoryCard, hue: str, lang: Lang, shot: str) -> str:
    category = card.category
    name, task = (category.name, category.task) if lang == "zh" else (category.name_en, category.task_en)
    return (
        f'<header class="om-category-head" style="--hue:{hue}"><span class="om-numeral">{escape(category.numeral)}'
        f"</span><div><h3>{escape(name)}</h3><p>{escape(task)}</p></div>{shot}</header>"
    )


def _facts(card: CategoryCard, opens: Callable[[str, str], str], marks: Callable[[str], str]) -> str:
    """How large the category is, and how many cases it received."""
    code = card.category.code
    rows = (
        (t("categories.members"), fmt_int(len(card.members)), ""),
        (level_name("community"), fmt_int(card.unit.n_communities), ""),
        (level_name("grid"), fmt_int(card.unit.n_grids), "n_grids"),
        (t("profile.population"), fmt_int(card.unit.population), "population"),
        (t("profile.area"), f"{fmt_int(card.unit.area_km2)} km²", "area_km2"),
    )
    listed = "".join(
        f"<dt>{escape(name)}</dt><dd>{_linked(value, opens(code, measure) if measure else '')}</dd>"
        for name, value, measure in rows
    )
    mark = marks(card.headline.id)
    headline = figure_card(card.headline, opens=lambda figure, _: opens(code, figure), mark=mark)
    return f'<div class="om-category-side">{headline}<dl class="om-facts-list">{listed}</dl></div>'


def _linked(text: str, href: str) -> str:
    return (
        f'<a class="om-fact-link" href="{href}" target="_self">{escape(text)}</a>' if href else escape(text)
    )


def _comparison(
    comparison: Comparison,
    category: str,
    hue: str,
    link: Callable[[str, str], str],
    opens: Callable[[str, str], str],
    marks: Callable[[str], str],
) -> str:
    """Members as dots on one line, the category's own value as a tick."""
    low, high = comparison.low, comparison.high
    whole = comparison.whole.value
    digits = comparison.indicator.digits

    def at(value: float) -> float:
        return (value - low) / (high - low) * 100

    dots = "".join(
        f'<i style="left:{at(value):.1f}%" title="{escape(name)} {fmt_rate(value, digits)}"></i>'
        for _, name, value in comparison.members
        if value is not None
    )
    tick = f'<u style="left:{at(whole):.1f}%"></u>' if whole is not None else ""
    rows = "".join(
        f'<li title="{escape(name)}">{link(code, name)}'
        f"<b>{_linked(fmt_rate(value, digits), opens(code, comparison.indicator.id))}</b></li>"
        for code, name, value in comparison.members
    )
    own = f"{figure_text(comparison.whole)}<small>{escape(comparison.whole.unit)}</small>"
    own = (
        f'<a class="om-fact-link" href="{opens(category, comparison.indicator.id)}" target="_self">{own}</a>'
    )
    return (
        f'<section class="om-comparison" style="--hue:{hue}"><div class="om-comparison-head">'
        f'<span title="{escape(comparison.whole.definition)}">{escape(comparison.whole.name)}'
        f"{marks(comparison.indicator.id)}</span>"
        f"<b>{own}</b></div>"
        f'<div class="om-strip">{tick}{dots}</div><ul>{rows}</ul></section>'
    )
