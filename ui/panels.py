"""Panels drawn as HTML: figures, legend, trend and source line. Every text is escaped here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from ui.links import Opens
from ui.notices import beyond_calendar
from ui.text import Lang, current_lang, fmt_change, fmt_date, fmt_int, fmt_month, fmt_rate, pick, t
from views.basis import Provenance
from views.city_map import ClassCount, Legend
from views.figures import Figure
from views.measures import MonthPoint
from views.tokens import Palette, ramp_colours


def figure_text(figure: Figure) -> str:
    """The figure's value as it is read, without its unit."""
    return fmt_int(figure.value) if figure.digits == 0 else fmt_rate(figure.value, figure.digits)


def figure_card(figure: Figure, *, hero: bool = False, opens: Opens | None = None, mark: str = "") -> str:
    """One figure with its parts and its change against the previous period.

    With `opens` the whole card leads to what stands behind the figure, and each part to its own rows; `mark` is
    markup beside the name (`ui.stale`).
    """
    hero_class = " om-figure-hero" if hero else ""
    value = f"{figure_text(figure)}<small>{escape(figure.unit)}</small>"
    if opens:
        label = t("figure.open", figure=f"{figure.name} {figure_text(figure)} {figure.unit}")
        value = _anchor(opens(figure.id, ""), value, "om-open", label)
    return (
        f'<div class="om-figure{hero_class}{" om-opens" if opens else ""}" title="{escape(figure.definition)}">'
        f'<div class="om-figure-name">{escape(figure.name)}{mark}</div><div class="om-figure-value">{value}</div>'
        f"{_change(figure)}{_parts(figure, opens)}</div>"
    )


def _parts(figure: Figure, opens: Opens | None) -> str:
    """Numerator and denominator under a rate."""
    if not figure.denominator_name:
        return ""
    numerator = f"{escape(figure.numerator_name)} {_part(figure.numerator)}"
    denominator = f"{escape(figure.denominator_name)} {_part(figure.denominator)}"
    if opens:
        numerator = _anchor(
            opens(figure.id, "numerator"), numerator, "om-part", t("figure.rows", of=figure.numerator_name)
        )
        denominator = _anchor(
            opens(figure.id, "all"), denominator, "om-part", t("figure.rows", of=figure.denominator_name)
        )
    return f'<div class="om-parts"><span>{numerator} /</span> <span>{denominator}</span></div>'


def _anchor(href: str, inner: str, kind: str, label: str) -> str:
    """A link drawn in a way of its own; `href` and `inner` are markup already, `label` is text."""
    return f'<a class="{kind}" href="{href}" target="_self" aria-label="{escape(label)}">{inner}</a>'


def figure_cards(
    figures: Sequence[Figure], opens: Opens | None = None, marks: Callable[[str], str] | None = None
) -> str:
    """A grid of figures; the first one is the largest. `marks` gives the markup beside the name of each by its id."""
    cards = "".join(
        figure_card(figure, hero=index == 0, opens=opens, mark=marks(figure.id) if marks else "")
        for index, figure in enumerate(figures)
    )
    return f'<div class="om-figures">{cards}</div>'


def _part(value: float | None) -> str:
    if value is not None and value != round(value):
        return fmt_rate(value, 1)
    return fmt_int(value)


def _change(figure: Figure) -> str:
    if figure.is_state:
        return f'<div class="om-change">{t("figure.as_of_data_date")}</div>'
    if figure.change is None:
        return f'<div class="om-change">{t("figure.no_previous")}</div>'
    tone = {True: " om-good", False: " om-bad", None: ""}[figure.is_better]
    unit = t("figure.points") if figure.change_unit == "pp" else "%"
    return (
        f'<div class="om-change"><span class="om-faint">{t("figure.against_previous")}</span> '
        f'<span class="{tone.strip()}">{fmt_change(figure.change, 1)}{unit}</span></div>'
    )


def legend_box(legend: Legend, palette: Palette, mark: str = "") -> str:
    """Classes of the choropleth with the number of units in each, and the units without data.

    `mark` is markup beside the title (`ui.stale`), as in the other panels.
    """
    ramp = ramp_colours(palette.ramp, len(legend.classes))
    most = max((step.count for step in legend.classes), default=1) or 1
    rows = "".join(
        f'<div class="om-class"><i style="background:{ramp[index]}"></i>'
        f"<span>{_span(step.low, step.high, legend.digits)}</span>"
        f'<b style="width:{step.count / most * 100:.0f}%"></b><em>{fmt_int(step.count)}</em></div>'
        for index, step in enumerate(legend.classes)
    )
    missing = (
        f'<div class="om-class om-class-missing"><i style="background:{palette.no_data}"></i>'
        f"<span>{t('common.no_data')}</span><b></b><em>{fmt_int(legend.n_missing)}</em></div>"
    )
    return (
        f'<div class="om-legend"><div class="om-panel-title">{escape(legend.name)}'
        f"<small>{escape(legend.unit)} · {t('map.units_per_class')}</small>{mark}</div>{rows}{missing}</div>"
    )


def _span(low: float, high: float, digits: int) -> str:
    a, b = fmt_rate(low, digits), fmt_rate(high, digits)
    return a if a == b else f"{a}–{b}"


def category_key(categories: Sequence[tuple[str, str]], palette: Palette) -> str:
    """Key of the category bands: (code, name) each."""
    rows = "".join(
        f'<span class="om-category"><i style="border-top:0.27rem {palette.hatch[code]} {palette.category[code]}"></i>'
        f"{escape(name)}</span>"
        for code, name in categories
    )
    return f'<div class="om-category-key">{rows}</div>'


def trend_chart(
    points: Sequence[MonthPoint],
    measure: str,
    title: str,
    *,
    first: int,
    last: int,
    opens: Callable[[int], str] | None = None,
    mark: str = "",
) -> str:
    """Bars by month; the months of the period in focus are strong. Hover names month and figure.

    `opens` gives the address of the rows behind a month; each bar then leads there.
    """
    lang = current_lang()
    values = [point.parts.get(measure) or 0.0 for point in points]
    top = max(values, default=0.0) or 1.0
    bars = "".join(
        _bar(
            "om-bar om-bar-on" if first <= point.month <= last else "om-bar",
            value / top * 100,
            f"{fmt_month(point.month, lang)} {fmt_int(value)}",
            opens(point.month) if opens else "",
        )
        for point, value in zip(points, values, strict=True)
    )
    ends = (
        f'<div class="om-axis"><span>{fmt_month(points[0].month, lang)}</span><span>{t("map.highest")} {fmt_int(top)}'
        f"</span><span>{fmt_month(points[-1].month, lang)}</span></div>"
        if points
        else ""
    )
    return (
        f'<div class="om-trend"><div class="om-panel-title">{escape(title)}{mark}</div>'
        f'<div class="om-bars" role="{"group" if opens else "img"}" aria-label="{escape(title)}">{bars}</div>{ends}</div>'
    )


def _bar(kind: str, height: float, words: str, href: str) -> str:
    bar = f'<i class="{kind}" style="height:{height:.1f}%" title="{words}"></i>'
    return (
        f'<a class="om-bar-link" href="{href}" target="_self" aria-label="{words}" title="{words}">{bar}</a>'
        if href
        else bar
    )


def class_bars(
    classes: Sequence[ClassCount],
    title: str,
    limit: int = 7,
    opens: Callable[[str], str] | None = None,
    mark: str = "",
) -> str:
    """The most frequent classes as bars; the rest as one line, so that the sum is the whole.

    `opens` gives the address of the cases of a class by its code.
    """
    top = classes[0].received if classes else 0
    total = sum(entry.received for entry in classes)
    shown = [*((c.name, c.code, c.received) for c in classes[:limit])]
    if rest := sum(c.received for c in classes[limit:]):
        shown.append((t("map.other_classes"), "", rest))
    rows = "".join(
        f'<div class="om-classrow{" om-opens" if opens and code else ""}">'
        f"<span>{_named(name, opens(code) if opens and code else '')}</span>"
        f'<b><i style="width:{min(count / top, 1) * 100:.1f}%"></i></b>'
        f"<em>{fmt_int(count)}</em><small>{fmt_rate(count / total * 100, 1, '%')}</small></div>"
        for name, code, count in shown
    )
    if not shown:
        rows = f'<p class="om-empty">{t("profile.no_cases")}</p>'
    return f'<div class="om-trend"><div class="om-panel-title">{escape(title)}{mark}</div>{rows}</div>'


def _named(name: str, href: str) -> str:
    return f'<a class="om-open" href="{href}" target="_self">{escape(name)}</a>' if href else escape(name)


def source_line(provenance: Provenance, lang: Lang) -> str:
    """Data date, release and definitions, and what is sample or schematic."""
    demo = f'<span class="om-demo">{t("app.demo")}</span>' if provenance.is_demo else ""
    return (
        f'<div class="om-source">{demo}<span>{t("common.data_to", day=fmt_date(provenance.data_to, lang))}</span>'
        f"<span>{t('source.release')} {escape(provenance.release_id)}</span>"
        f"<span>{t('source.definitions')} {escape(provenance.definitions_version)}</span>"
        f"<span>{t('source.boundaries')}{escape(pick(*provenance.boundaries, lang))}</span>"
        f"{beyond_calendar(provenance, lang)}</div>"
    )


def unlocated_note(unlocated: float, received: float, href: str = "", mark: str = "") -> str:
    """How many cases could not be placed in any unit of the level: counted in the total, on no unit.

    `href` leads to those cases; `mark` is markup behind the words (`ui.stale`).
    """
    share = fmt_rate(unlocated / received * 100, 2, "%") if received else fmt_rate(None)
    count = f"<b>{t('common.unplaced')}</b> {fmt_int(unlocated)}"
    if href:
        count = _anchor(href, count, "om-open", t("figure.rows", of=t("common.unplaced")))
    return (
        f'<div class="om-unlocated{" om-opens" if href else ""}">{count}'
        f"<span>/ {fmt_int(received)} · {share}</span>{mark}</div>"
    )
