"""The panel of open data: each data set in each format as a link, and where Open311 is asked."""

from __future__ import annotations

from html import escape

from data.open_data import DATASETS, FORMATS, row_counts
from ui.text import fmt_int, t
from views.basis import Basis

_NAMES = {"csv": "CSV", "geoparquet": "GeoParquet", "gpkg": "GPKG"}
_ORDER = ("csv", "geoparquet", "gpkg")
_OPEN311 = (
    ("services", "open311/v2/services.json"),
    ("requests", "open311/v2/requests.json"),
    ("discovery", "open311/discovery.json"),
)


def open_data_panel(on: Basis) -> str:
    """Markup of the panel, for the current release."""
    counts = row_counts(on.release)
    rows = "".join(
        f"<tr><th scope='row'>{t(f'open_data.{name}')}</th><td class='om-num'>{fmt_int(counts.get(name))}</td>"
        f"<td>{_files(name, _ORDER)}</td></tr>"
        for name in DATASETS
    )
    rows += (
        f"<tr><th scope='row'>{t('open_data.all')}</th><td class='om-num'>{fmt_int(sum(counts.values()))}</td>"
        f"<td>{_files('all', ('gpkg',))}</td></tr>"
    )
    asked = "".join(
        f'<a class="om-link" href="{address}" target="_blank">{t(f"open_data.{name}")}</a>'
        for name, address in _OPEN311
    )
    head = (
        f"<tr><th>{t('open_data.dataset')}</th><th class='om-num'>{t('open_data.rows')}</th>"
        f"<th>{t('open_data.files')}</th></tr>"
    )
    return (
        f'<section class="om-card om-open-data"><div class="om-panel-title">{t("open_data.title")}'
        f"<small>{escape(t('open_data.help'))}</small></div>"
        f'<table class="om-table"><thead>{head}</thead><tbody>{rows}</tbody></table>'
        f"<p><b>{t('open_data.open311')}</b> <span>{escape(t('open_data.open311_help'))}</span>{asked}</p></section>"
    )


def _files(name: str, forms: tuple[str, ...]) -> str:
    return "".join(
        f'<a class="om-link" href="api/open-data/{name}.{FORMATS[form]}" download>{_NAMES[form]}</a>'
        for form in forms
    )
