"""Panels of the board: departments, what they owe now, months, joint whistles, units. Texts are escaped here."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from ui.text import fmt_int, fmt_month, fmt_rate, t
from ui.whistles.board import few_mark, rate_text
from views.city_map import Legend
from views.tokens import Palette, ramp_colours
from views.whistles.board import WhistleBoard
from views.whistles.map import PlaceRow, WhistleMap
from views.whistles.matrix import MatrixCell, MatrixUnit, OverdueMatrix
from views.whistles.rows import OfficeRow, Share

_HOUR = 60
# The deepest tone of the matrix stands for at least so many: one alone must not look like the worst there is.
_DEEPEST = 4
# Department and unit (None: any) → address of the list of what is overdue there, escaped for an attribute.
Finds = Callable[[str, str | None], str]


def hours_text(minutes: float | None) -> str:
    """Working minutes as hours; "—" where there are none."""
    return fmt_rate(None if minutes is None else minutes / _HOUR, 1)


def offices_table(board: WhistleBoard, finds: Finds, mark: str = "") -> str:
    """Who was whistled, who came in time, how late the others were, and what is overdue now.

    `mark` is markup beside the title (`ui.stale`), as in the other panels.
    """
    rows = "".join(_office(office, finds) for office in board.offices)
    names = ("office", "led", "joined", "in_time", "came_late", "median_late", "absent", "overdue")
    head = "".join(
        f'<th class="{"" if name in ("office", "in_time") else "om-num"}" title="{t(f"whistles.{name}_help")}">'
        f"{t(f'whistles.{name}')}</th>"
        for name in names
    )
    if not rows:
        return _panel("offices", f'<p class="om-empty">{t("whistles.nothing")}</p>', mark)
    table = (
        f'<table class="om-table om-wh-offices"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )
    return _panel("offices", f'<div class="om-wh-scroll">{table}</div>', mark)


def _office(office: OfficeRow, finds: Finds) -> str:
    owed = _count(office.overdue)
    if office.overdue:
        owed = f'<a class="om-wh-owed" href="{finds(office.code, None)}" target="_self">{fmt_int(office.overdue)}</a>'
    return (
        f"<tr><th>{escape(office.name)}</th><td class='om-num'>{_count(office.led)}</td>"
        f"<td class='om-num'>{_count(office.joined)}</td><td>{_bar(office.in_time)}</td>"
        f"<td class='om-num'>{_count(office.came_late)}</td><td class='om-num'>{hours_text(office.late_minutes)}</td>"
        f"<td class='om-num'>{_count(office.absent)}</td><td class='om-num'>{owed}</td></tr>"
    )


def _bar(share: Share) -> str:
    """A share as a bar with its figure and its parts."""
    width = share.percent or 0.0
    return (
        f'<span class="om-wh-share" title="{fmt_int(share.part)} / {fmt_int(share.whole)}">'
        f'<u><i style="width:{width:.1f}%"></i></u><b>{rate_text(share)}</b>'
        f"<small>{fmt_int(share.part)}/{fmt_int(share.whole)}</small>{few_mark(share)}</span>"
    )


def matrix_table(matrix: OverdueMatrix, palette: Palette, finds: Finds, mark: str = "") -> str:
    """What is overdue now, department by unit; the deeper the tone, the more."""
    if not matrix.rows:
        return _panel("matrix", f'<p class="om-wh-clear">{t("whistles.none_overdue")}</p>', mark)
    head = "".join(_unit_head(unit, palette) for unit in matrix.units)
    top = max(matrix.highest, _DEEPEST)
    rows = "".join(
        f'<tr><th title="{escape(name)}">{escape(name)}</th>'
        + "".join(
            _cell(cell, top, finds(code, unit.code) if unit.code else "")
            for unit, cell in zip(matrix.units, cells, strict=True)
        )
        + f'<td class="om-wh-sum">{fmt_int(total)}</td></tr>'
        for code, name, cells, total in matrix.rows
    )
    columns = range(len(matrix.units))
    sums = [sum(cells[at].overdue for _, _, cells, _ in matrix.rows) for at in columns]
    foot = "".join(f'<td class="om-wh-sum">{_count(count)}</td>' for count in sums)
    return _panel(
        "matrix",
        f'<div class="om-wh-scroll"><table class="om-wh-matrix"><thead><tr><th></th>{head}'
        f"<th class='om-wh-unit'><span>{t('whistles.sum')}</span></th></tr></thead><tbody>{rows}</tbody>"
        f'<tfoot><tr><th>{t("whistles.sum")}</th>{foot}<td class="om-wh-sum">{fmt_int(matrix.total)}</td></tr></tfoot>'
        f"</table></div>",
        mark,
    )


def _unit_head(unit: MatrixUnit, palette: Palette) -> str:
    name = unit.name or (t("common.unplaced") if unit.code is None else t("whistles.other_units"))
    band = ""
    if unit.category and unit.category in palette.category:
        band = (
            f' style="border-bottom:0.2rem {palette.hatch[unit.category]} {palette.category[unit.category]}"'
        )
    return f'<th class="om-wh-unit"{band} title="{escape(name)}"><span>{escape(name)}</span></th>'


def _cell(cell: MatrixCell, top: int, href: str) -> str:
    if not cell.overdue:
        return '<td class="om-wh-nothing">·</td>'
    words = t("whistles.cell", overdue=fmt_int(cell.overdue), unreported=fmt_int(cell.unreported))
    number = fmt_int(cell.overdue)
    inner = f'<a href="{href}" target="_self">{number}</a>' if href else number
    mark = '<i class="om-wh-silent"></i>' if cell.unreported else ""
    return f'<td style="--heat:{cell.overdue / top:.2f}" title="{escape(words)}">{inner}{mark}</td>'


def months_chart(board: WhistleBoard, mark: str = "") -> str:
    """Whistles solved each month as bars, those blown as a mark above; the months of the period are strong."""
    months = board.months
    top = max((max(month.blown, month.solved) for month in months), default=0) or 1
    period = board.state.period
    bars = "".join(
        f'<span class="{"on" if period.first <= month.month <= period.last else ""}" '
        f'title="{fmt_month(month.month)} · {t("whistles.month_words", blown=month.blown, solved=month.solved)}">'
        f'<i style="height:{month.solved / top * 100:.1f}%"></i><u style="bottom:{month.blown / top * 100:.1f}%"></u></span>'
        for month in months
    )
    axis = (
        f'<div class="om-axis"><span>{fmt_month(months[0].month)}</span><span>{t("map.highest")} {fmt_int(top)}</span>'
        f"<span>{fmt_month(months[-1].month)}</span></div>"
    )
    key = (
        f'<p class="om-wh-key"><span><i class="solved"></i>{t("whistles.solved_in_month")}</span>'
        f'<span><i class="blown"></i>{t("whistles.blown_in_month")}</span></p>'
    )
    big = (
        f'<p class="om-wh-big"><b>{fmt_int(board.totals["solved_in"])}</b>'
        f"<span>{t('whistles.solved_in_period')}</span></p>"
    )
    label = t("whistles.months")
    return _panel(
        "months",
        f'{big}<div class="om-wh-months" role="img" aria-label="{label}">{bars}</div>{axis}{key}',
        mark,
    )


def joint_panel(board: WhistleBoard, mark: str = "") -> str:
    """How many departments it took, how those whistles did, and who answered together."""
    most = max((size.blown for size in board.sizes), default=0) or 1
    sizes = "".join(
        f"<tr><th>{_size_words(size.n_departments, size.or_more)}</th>"
        f'<td><span class="om-wh-count"><i style="width:{size.blown / most * 100:.1f}%"></i></span></td>'
        f"<td class='om-num'>{fmt_int(size.blown)}</td>{_rate_cell(size.solved)}{_rate_cell(size.in_time)}"
        f"<td class='om-num'>{fmt_rate(size.days, 1)}</td></tr>"
        for size in board.sizes
    )
    pairs = "".join(
        f'<li><span title="{escape(pair.lead)} + {escape(pair.joint)}"><b>{escape(pair.lead)}</b> + {escape(pair.joint)}'
        f"</span><em>{fmt_int(pair.blown)}</em>"
        f"<small>{rate_text(pair.solved)}{few_mark(pair.solved)}</small></li>"
        for pair in board.pairs
    )
    head = "".join(
        f"<th class='om-num'>{t(f'whistles.joint_{name}')}</th>"
        for name in ("blown", "solved", "in_time", "days")
    )
    joint, blown = board.totals["joint"], board.totals["blown"]
    big = (
        f'<p class="om-wh-big"><b>{rate_text(Share(joint, blown), 0)}</b>'
        f"<span>{t('whistles.joint_words', joint=fmt_int(joint), blown=fmt_int(blown))}</span></p>"
    )
    return _panel(
        "joint",
        f'{big}<table class="om-table om-wh-sizes"><thead><tr><th>{t("whistles.joint_n")}</th><th></th>{head}</tr></thead>'
        f'<tbody>{sizes}</tbody></table><h5>{t("whistles.pairs")}</h5><ol class="om-wh-pairs">{pairs}</ol>',
        mark,
    )


def _size_words(n: int, or_more: bool) -> str:
    return t("whistles.n_or_more", n=n) if or_more else t("whistles.n_departments", n=n)


def places_table(
    found: WhistleMap,
    palette: Palette,
    names: dict[str, str],
    link: Callable[[str, str], str],
    mark: str = "",
) -> str:
    """Units by category, each category for itself; `link` makes a unit's name lead to it."""
    head = "".join(
        f'<th class="{"" if name == "unit" else "om-num"}">{t(f"whistles.place_{name}")}</th>'
        for name in ("unit", "blown", "per_10k", "in_time", "solved", "open", "overdue")
    )
    body, last = [], None
    for row in found.rows:
        if row.category != last and row.category in names:
            hue, pattern = palette.category[row.category], palette.hatch[row.category]
            body.append(
                f'<tr class="om-wh-category"><td colspan="7"><i style="border-top:0.2rem {pattern} {hue}"></i>'
                f"{escape(names[row.category])}</td></tr>"
            )
            last = row.category
        body.append(_place(row, link))
    if found.unplaced:
        body.append(
            f"<tr><th>{t('common.unplaced')}</th><td class='om-num'>{fmt_int(found.unplaced)}</td>"
            f"<td colspan='5'></td></tr>"
        )
    return _panel(
        "places",
        f'<div class="om-wh-scroll"><table class="om-table om-wh-places"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>",
        mark,
    )


def map_legend(legend: Legend, palette: Palette) -> str:
    """The classes of the small map, laid over its corner."""
    ramp = ramp_colours(palette.ramp, len(legend.classes))
    rows = "".join(
        f'<span><i style="background:{ramp[at]}"></i>{fmt_rate(step.low, legend.digits)}–'
        f"{fmt_rate(step.high, legend.digits)}</span>"
        for at, step in enumerate(legend.classes)
    )
    return f'<div class="om-wh-legend"><b>{escape(legend.name)}</b>{rows}</div>'


def _place(row: PlaceRow, link: Callable[[str, str], str]) -> str:
    few = f'<em class="om-few">{t("common.few_cases")}</em>' if row.is_few and row.blown else ""
    in_time, solved = Share(*row.reported), Share(*row.solved)
    overdue = f'<b class="om-bad">{fmt_int(row.overdue)}</b>' if row.overdue else _count(0)
    return (
        f"<tr><th>{link(row.code, row.name)} {few}</th><td class='om-num'>{fmt_int(row.blown)}</td>"
        f"<td class='om-num'>{fmt_rate(row.per_10k, 2)}</td>{_rate_cell(in_time)}{_rate_cell(solved)}"
        f"<td class='om-num'>{_count(row.open)}</td>"
        f"<td class='om-num'>{overdue}</td></tr>"
    )


def _rate_cell(share: Share) -> str:
    """A share with its parts below it, and 样本少 where they say little."""
    parts = f"{fmt_int(share.part)}/{fmt_int(share.whole)} {few_mark(share)}" if share.whole else ""
    return f"<td class='om-num'>{rate_text(share)}<small class='om-wh-of'>{parts}</small></td>"


def _count(value: int) -> str:
    """A count; nothing is a faint dot, so that what is there stands out."""
    return fmt_int(value) if value else '<span class="om-wh-nil">0</span>'


def _panel(name: str, inner: str, mark: str) -> str:
    return (
        f'<section class="om-card om-wh-{name}"><div class="om-panel-title">{t(f"whistles.{name}")}'
        f"<small>{t(f'whistles.{name}_note')}</small>{mark}</div>{inner}</section>"
    )
