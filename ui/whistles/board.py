"""The head of the board: the way of the whistles, the rates, and what is overdue. Texts are escaped here."""

from __future__ import annotations

from html import escape

from ui.links import Opens
from ui.panels import figure_text
from ui.text import fmt_change, fmt_int, fmt_rate, t
from views.figures import Figure
from views.whistles.board import WhistleBoard
from views.whistles.rows import Share


def rate_text(share: Share, digits: int = 1) -> str:
    """A share in per cent, "—" where its whole is empty."""
    return fmt_rate(share.percent, digits, "%")


def few_mark(share: Share) -> str:
    """The words 样本少 where so few stand behind a share that it says little."""
    return f'<em class="om-few">{t("common.few_cases")}</em>' if share.is_few else ""


def way(board: WhistleBoard, period: str, opens: Opens | None, mark: str = "") -> str:
    """From collected to solved: one step a column, drawn as a stream that narrows by what did not come so far.

    `mark` is markup beside the title (`ui.stale`).
    """
    before, steps = 1.0, []
    for step in board.steps:
        own = step.share.part / step.share.whole if step.share.whole else 0.0
        number = fmt_int(step.count)
        if opens and step.id == "blown":
            number = f'<a class="om-open" href="{opens("whistles", "all")}" target="_self">{number}</a>'
        steps.append(
            f'<li style="--from:{before:.4f};--to:{own:.4f}"><span>{t(f"whistles.step_{step.id}")}</span>'
            f"<b>{number}</b><small>{t(f'whistles.step_{step.id}_note')}</small><i></i>"
            f"<em>{rate_text(step.share)}</em></li>"
        )
        before = own
    void = board.totals["void"]
    note = t("whistles.way_void", count=fmt_int(void)) if void else ""
    return (
        f'<section class="om-card om-wh-way"><div class="om-panel-title">{t("whistles.way")}'
        f"<small>{escape(t('whistles.way_note', period=period))} {note}</small>{mark}</div><ol>{''.join(steps)}</ol></section>"
    )


def rates(board: WhistleBoard, opens: Opens | None, mark: str = "") -> str:
    """The three rates as dials, and what is overdue now; `mark` is markup beside each name (`ui.stale`)."""
    dials = "".join(_dial(figure, opens, mark) for figure in board.figures)
    return f'<section class="om-wh-rates">{dials}{_overdue(board, opens, mark)}</section>'


def _dial(figure: Figure, opens: Opens | None, mark: str) -> str:
    value = f"{figure_text(figure)}<small>{escape(figure.unit) if figure.value is not None else ''}</small>"
    numerator = f"{escape(figure.numerator_name)} {fmt_int(figure.numerator)}"
    denominator = f"{escape(figure.denominator_name)} {fmt_int(figure.denominator)}"
    if opens:
        value = _open(opens(figure.id, ""), value)
        numerator = _open(opens(figure.id, "numerator"), numerator)
        denominator = _open(opens(figure.id, "all"), denominator)
    change = ""
    if figure.change is not None:
        tone = {True: "om-good", False: "om-bad", None: ""}[figure.is_better]
        change = (
            f'<p class="om-change">{t("figure.against_previous")} <span class="{tone}">'
            f"{fmt_change(figure.change, 1)}{t('figure.points')}</span></p>"
        )
    few = f'<em class="om-few">{t("common.few_cases")}</em>' if figure.is_few else ""
    return (
        f'<div class="om-card om-wh-dial" title="{escape(figure.definition)}">'
        f'<div class="om-wh-ring" style="--share:{figure.value or 0:.2f}"><b>{value}</b></div>'
        f"<div><h4>{escape(figure.name)} {few}{mark}</h4><p>{numerator}<br>{denominator}</p>{change}</div></div>"
    )


def _overdue(board: WhistleBoard, opens: Opens | None, mark: str) -> str:
    overdue, owing = board.totals["overdue"], [office for office in board.offices if office.overdue]
    number = fmt_int(overdue)
    if opens:
        number = _open(opens("whistle_overdue", "all"), number)
    tone = " om-wh-alarm" if overdue else ""
    return (
        f'<div class="om-card om-wh-overdue{tone}"><h4>{t("whistles.overdue_now")}{mark}</h4><b>{number}</b>'
        f"<p>{t('whistles.of_open', count=fmt_int(board.totals['open']))}<br>"
        f"{t('whistles.owing', departments=fmt_int(len(owing)), calls=fmt_int(board.totals['calls_overdue']))}</p></div>"
    )


def _open(href: str, inner: str) -> str:
    return f'<a class="om-open" href="{href}" target="_self">{inner}</a>'
