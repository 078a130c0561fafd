"""Who rests on which data set: screens as a table of dots, indicators by name. Texts are escaped here."""

from __future__ import annotations

from html import escape

from ui.exchange.matrix import USES, dataset_name
from ui.links import evidence_href, page_href
from ui.stale import stale_mark
from ui.text import Lang, fmt_int, pick, t
from views.basis import Basis
from views.exchange import DatasetColumn, ExchangeView
from views.staleness import screen_datasets
from views.state import default_state


def uses_table(view: ExchangeView, on: Basis, lang: Lang) -> str:
    """Data sets down, screens across; a dot where the screen rests on the data set."""
    screens = tuple(screen_datasets(on))
    state = default_state(on)
    head = "".join(
        f'<th scope="col" class="om-ex-use"><a class="om-link" href="{page_href("" if name == "one_map" else name, state, on)}"'
        f' target="_self">{t(f"nav.{name}")}</a></th>'
        for name in screens
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(dataset_name(column.dataset))}{stale_mark(on, column.dataset)}</th>'
        f"{''.join(_dot(name in column.screens) for name in screens)}<td>{_indicators(column, on, lang)}</td></tr>"
        for column in view.columns
    )
    return (
        f'<section class="om-card om-ex-uses"><a id="{USES}"></a><div class="om-panel-title">{t("exchange.uses")}'
        f'<small>{t("exchange.uses_help")}</small></div><div class="om-ex-scroll"><table class="om-table"><thead><tr>'
        f'<th scope="col">{t("status.dataset")}</th>{head}<th scope="col">{t("exchange.indicators")}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _dot(rests: bool) -> str:
    words = t("exchange.rests" if rests else "exchange.rests_not")
    return f'<td class="om-ex-use"><i class="{"om-ex-dot" if rests else "om-ex-nodot"}" role="img" aria-label="{words}"></i></td>'


def _indicators(column: DatasetColumn, on: Basis, lang: Lang) -> str:
    state = default_state(on)
    names = t("notice.separator").join(
        f'<a class="om-fact-link" href="{evidence_href(entry.id, state, on, tab="definition")}" target="_self">'
        f"{escape(pick(entry.name, entry.name_en, lang))}</a>"
        for entry in column.indicators
    )
    count = t("exchange.n_indicators", count=fmt_int(len(column.indicators)))
    return f"<details><summary>{count}</summary><p>{names}</p></details>"
