"""The three categories as cards: task, small map, figures, and members beside their own category only."""

from __future__ import annotations

from html import escape

from ui.panels import figure_card, figure_text
from ui.text import Lang, fmt_int, fmt_rate, t
from ui.tokens import CATEGORY_HATCH, Palette
from views.categories import CategoriesView, CategoryCard, Comparison
from views.names import unit_name

_DASHES = {"solid": "", "dashed": "7 4", "dotted": "1.5 4"}


def category_card(view: CategoriesView, card: CategoryCard, palette: Palette, lang: Lang) -> str:
    """One category's card; its hue and pattern are the ones of the map."""
    category = card.category
    hue = palette.category[category.code]
    name, task = (category.name, category.task) if lang == "zh" else (category.name_en, category.task_en)
    figures = "".join(figure_card(figure) for figure in card.headline)
    comparisons = "".join(_comparison(comparison, hue) for comparison in card.comparisons)
    facts = t(
        "categories.facts",
        members=len(card.members),
        communities=fmt_int(card.unit.n_communities),
        population=fmt_int(card.unit.population),
        area=fmt_int(card.unit.area_km2),
    )
    return (
        f'<article class="om-card om-category-card" style="--hue:{hue}">'
        f'<header><span class="om-numeral">{escape(category.numeral)}</span><div><h3>{escape(name)}</h3>'
        f"<p>{escape(task)}</p></div></header>"
        f'<div class="om-category-top">{_small_map(view, card, palette, lang)}'
        f'<div class="om-category-figures">{figures}</div></div>'
        f'<p class="om-facts">{facts}</p>'
        f'<div class="om-comparisons">{comparisons}</div></article>'
    )


def _small_map(view: CategoriesView, card: CategoryCard, palette: Palette, lang: Lang) -> str:
    hue = palette.category[card.category.code]
    dash = _DASHES[CATEGORY_HATCH[card.category.code]]
    names = {m.unit.code: unit_name(m.unit, lang) for m in card.members}
    shapes = "".join(
        f'<path d="{shape.path}" fill="{hue}" fill-opacity="0.28" stroke="{hue}" stroke-width="1.4" '
        f'stroke-dasharray="{dash}"><title>{escape(names[shape.code])}</title></path>'
        for shape in card.outlines
    )
    labels = "".join(
        f'<text x="{shape.x:.1f}" y="{shape.y + _nudge(shape.code, card):.1f}">{escape(names[shape.code])}</text>'
        for shape in card.outlines
    )
    return (
        f'<svg class="om-small-map" viewBox="-2 -2 {view.frame.width + 4:.1f} {view.frame.height + 4:.1f}" role="img" '
        f'aria-label="{escape(", ".join(names.values()))}"><path d="{view.city_path}" class="om-city-shape"/>'
        f"{shapes}{labels}</svg>"
    )


def _nudge(code: str, card: CategoryCard) -> float:
    """Keep two labels that would lie on one another apart: the lower one moves down, the upper one up."""
    own = next(shape for shape in card.outlines if shape.code == code)
    close = [o for o in card.outlines if o.code != code and abs(o.y - own.y) < 8 and abs(o.x - own.x) < 24]
    if not close:
        return 2.0
    return 2.0 + sum((8 - abs(o.y - own.y)) / 2 * (1 if (own.y, code) > (o.y, o.code) else -1) for o in close)


def _comparison(comparison: Comparison, hue: str) -> str:
    """Members as dots on one line, the category's own value as a tick."""
    known = [value for _, _, value in comparison.members if value is not None]
    whole = comparison.whole.value
    ends = [*known, *([whole] if whole is not None else [])]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = (high - low) * 0.12 or 1.0
    low, high = low - room, high + room
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
        f"<li><span>{escape(name)}</span><b>{fmt_rate(value, digits)}</b></li>"
        for _, name, value in comparison.members
    )
    return (
        f'<section class="om-comparison" style="--hue:{hue}"><div class="om-comparison-head">'
        f'<span title="{escape(comparison.whole.definition)}">{escape(comparison.whole.name)}</span>'
        f"<b>{figure_text(comparison.whole)}<small>{escape(comparison.whole.unit)}</small></b></div>"
        f'<div class="om-strip">{tick}{dots}</div><ul>{rows}</ul></section>'
    )
