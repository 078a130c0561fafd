"""The matrix of departments and data sets, and the few figures above it. Texts are escaped here."""

from __future__ import annotations

from html import escape

from data.definitions import Department
from ui.exchange.spark import age_gauge, quality_spark
from ui.text import Lang, fmt_date, fmt_int, fmt_rate, pick, t
from views.exchange import Cell, DatasetColumn, ExchangeView
from views.tokens import Palette

USES = "uses"  # Where the page says who rests on what.
_STANDINGS = (("fresh", "good"), ("late", "warn"), ("missing", "bad"))


def head(view: ExchangeView, lang: Lang) -> str:
    """How the exchange stands today, in one sentence and five figures."""
    refused = sum(1 for debt in view.debts if debt.kind == "file")
    n_feeds = sum(view.standing(name) for name, _ in _STANDINGS)
    figures = [(name, view.standing(name), tone) for name, tone in _STANDINGS]
    figures += [("rows", view.n_open, "warn"), ("refused", refused, "bad")]
    tiles = "".join(
        f'<div class="om-ex-tile{f" om-ex-{tone}" if count else ""}"><b>{fmt_int(count)}</b>'
        f"<span>{t(f'exchange.tile_{name}')}</span></div>"
        for name, count, tone in figures
    )
    late = n_feeds - view.standing("fresh")
    sentence = t(
        "exchange.sentence_late" if late else "exchange.sentence_fresh",
        feeds=fmt_int(n_feeds),
        late=fmt_int(late),
    )
    return (
        f'<section class="om-card om-ex-head"><div><h1>{t("exchange.title")}</h1>'
        f'<p>{escape(sentence)}</p><p class="om-note">{t("exchange.as_of", day=fmt_date(view.today, lang))}</p></div>'
        f'<div class="om-ex-tiles">{tiles}</div></section>'
    )


def matrix(view: ExchangeView, palette: Palette, lang: Lang) -> str:
    """Departments down, data sets across; each cell says when it came, how old it is, how good it was, what it owes."""
    head_row = "".join(_column(column, palette) for column in view.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(pick(department.name, department.name_en))}'
        f"<small>{escape(full_name(department, lang))}</small></th>"
        f"{''.join(_cell(cell, palette) for cell in cells)}</tr>"
        for department, cells in view.rows
    )
    key = "".join(
        f'<span class="om-ex-key om-ex-{tone}"><i></i>{t(f"exchange.tile_{name}")}</span>'
        for name, tone in _STANDINGS
    )
    return (
        f'<section class="om-card om-ex-matrix"><div class="om-panel-title">{t("exchange.matrix")}'
        f"<small>{t('exchange.matrix_help')}</small><span class='om-ex-keys'>{key}</span></div>"
        f'<div class="om-ex-scroll"><table><thead><tr><th scope="col">{t("status.department")}</th>{head_row}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def full_name(department: Department, lang: Lang) -> str:
    """The full name where the page's language has one that says more."""
    return department.name_full if lang == "zh" else ""


def dataset_name(dataset: str) -> str:
    """A data set as the heads of columns call it."""
    return t(f"exchange.dataset_{dataset}")


def _column(column: DatasetColumn, palette: Palette) -> str:
    name = dataset_name(column.dataset)
    uses = t("exchange.used_by", screens=len(column.screens), indicators=len(column.indicators))
    return (
        f'<th scope="col"><div class="om-ex-colhead"><span><b title="{escape(name)}">{escape(name)}</b>'
        f'<a class="om-link" href="#{USES}" target="_self">{escape(uses)}</a><small>'
        f"{t('exchange.accepted_of', accepted=fmt_int(column.rows_accepted), rows=fmt_int(column.rows_in))}</small></span>"
        f"<span class='om-ex-quality'><span>{quality_spark(column.history, name, palette)}"
        f"<b>{fmt_rate(column.percent, 2, '%')}</b></span></span></div></th>"
    )


def _cell(cell: Cell | None, palette: Palette) -> str:
    if cell is None:
        return f'<td class="om-ex-none"><span role="img" aria-label="{t("exchange.none")}">·</span></td>'
    department, feed = cell.department, cell.feed
    name = pick(feed.name, feed.name_en) if feed else dataset_name(cell.dataset)
    standing = cell.state.standing if cell.state else "unpromised"
    tone = dict(_STANDINGS).get(standing, "plain")
    whose = f"{pick(department.name, department.name_en)} {name}"
    share = fmt_rate(cell.percent, 2, "%")
    counts = {"accepted": fmt_int(cell.rows_accepted), "rows": fmt_int(cell.rows_in)}
    rows, short = t("exchange.accepted_of", None, **counts), t("exchange.accepted_short", None, **counts)
    return (
        f'<td class="om-ex-cell om-ex-{tone}"><div class="om-ex-name"><i aria-hidden="true"></i>'
        f'<b title="{escape(name)}">{escape(name)}</b>'
        f"{_owed(cell)}<em>{_standing(cell)}</em></div>"
        f'<div class="om-ex-body"><div class="om-ex-when"><span>{_when(cell)}</span>'
        f"{age_gauge(cell.state) if cell.state else ''}</div>"
        f'<div class="om-ex-quality"><span>{quality_spark(cell.history, whose, palette)}<b>{share}</b></span>'
        f'<small title="{escape(rows)}">{escape(short)}</small></div></div></td>'
    )


def _standing(cell: Cell) -> str:
    if cell.state is None:
        return t("exchange.unpromised")
    if cell.state.late_days:
        return t("exchange.late_by", days=fmt_int(cell.state.late_days))
    return t(f"exchange.tile_{cell.state.standing}")


def _when(cell: Cell) -> str:
    """When it last came, how long ago, and what was promised."""
    promised = t("exchange.every", count=cell.feed.rhythm_days) if cell.feed else ""
    if cell.last_on is None:
        return t("exchange.never", promised=promised)
    age = cell.state.age_days if cell.state else None
    ago = t("exchange.today") if age == 0 else t("exchange.ago", days=fmt_int(age)) if age else ""
    reach = t("exchange.reaches_to", day=f"{cell.reaches_to:%Y-%m-%d}") if cell.reaches_to else ""
    received = f'<span title="{escape(reach)}">{cell.last_on:%Y-%m-%d}</span>'
    return " · ".join(filter(None, (received, ago, promised)))


def _owed(cell: Cell) -> str:
    """What is to be mended, as a way to the list below."""
    parts = []
    if cell.n_refused:
        parts.append(t("exchange.refused", count=fmt_int(cell.n_refused)))
    if cell.n_open:
        parts.append(t("exchange.to_mend", count=fmt_int(cell.n_open)))
    if not parts:
        return ""
    return (
        f'<a class="om-ex-owed" href="#{anchor(cell.department.id)}" target="_self">{" · ".join(parts)}</a>'
    )


def anchor(department: str) -> str:
    """Where the list of what is owed begins with a department."""
    return f"owed-{escape(department)}"
