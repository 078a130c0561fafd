"""Panels of the data page: release, feeds, files, problems, gaps, definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import pandas as pd

from governance.indicators import Indicator
from ui.text import Lang, fmt_date, fmt_datetime, fmt_int, fmt_rate, pick, t
from views.basis import Basis
from views.figures import part_name
from views.staleness import FeedState
from views.status import FeedRow, StatusView

# Columns of figures: their heads stand over the last digit.
_NUMBERS = frozenset({"files", "in", "accepted", "rejected", "warned", "count", "row"})


def release_box(view: StatusView, lang: Lang) -> str:
    """Which release is shown and how old its data are."""
    source = view.provenance
    demo = f'<span class="om-demo">{t("app.demo")}</span>' if source.is_demo else ""
    return (
        f'<section class="om-card om-release"><div><div class="om-panel-title">{t("status.release")} {demo}</div>'
        f'<p class="om-release-id">{escape(source.release_id)}</p></div>'
        f"{_fact(t('status.published'), fmt_datetime(source.published_at, lang))}"
        f"{_fact(t('status.data_span'), fmt_date(source.data_from, lang) + ' – ' + fmt_date(source.data_to, lang))}"
        f"{_fact(t('status.age'), t('status.days', count=fmt_int(view.age_days)))}"
        f"{_fact(t('source.definitions'), source.definitions_version)}"
        f"{_fact(t('status.geometry'), source.geometry_hash)}</section>"
    )


def _fact(name: str, value: str) -> str:
    return f'<div class="om-fact"><span>{escape(name)}</span><b>{escape(value)}</b></div>'


def feeds_table(view: StatusView, lang: Lang) -> str:
    """Feeds with what came in, what was held back, and whether the department kept its promise."""
    head = ("department", "dataset", "files", "in", "accepted", "rejected", "warned", "received", "rhythm")
    return _table(head, "".join(_feed(row, lang) for row in view.feeds), "feed")


def _feed(row: FeedRow, lang: Lang) -> str:
    department, feed = row.state.department, row.state.feed
    return (
        f"<tr><th>{escape(pick(department.name, department.name_en))}</th>"
        f"<td>{escape(pick(feed.name, feed.name_en))}</td><td class='om-num'>{fmt_int(row.n_files)}</td>"
        f"<td class='om-num'>{fmt_int(row.rows_in)}</td><td class='om-num'>{fmt_int(row.rows_accepted)}"
        f"{_meter(row.rows_accepted, row.rows_in)}</td>"
        f"<td class='om-num'>{fmt_int(row.rows_rejected)}</td><td class='om-num'>{fmt_int(row.rows_warned)}</td>"
        f"<td class='om-when'>{fmt_date(row.state.last_on, lang)}</td>"
        f"<td class='om-when'>{t('status.every_days', count=feed.rhythm_days)} {standing_tag(row.state)}</td></tr>"
    )


def standing_tag(state: FeedState) -> str:
    """Whether a feed is on time, late or missing, as a tag."""
    tone = "closed" if state.standing == "fresh" else "overdue"
    return f"<span class='om-state om-state-{tone}'>{t(f'status.{state.standing}')}</span>"


def _meter(part: int, whole: int) -> str:
    share = part / whole * 100 if whole else 0
    return (
        f'<span class="om-meter" title="{fmt_rate(share, 2, "%")}"><i style="width:{share:.1f}%"></i></span>'
    )


def files_table(view: StatusView, basis: Basis) -> str:
    """Files as they came: form, encoding, datum, rows."""
    names = {d.id: pick(d.name, d.name_en) for d in basis.definitions.departments}
    head = ("file", "department", "format", "encoding", "datum", "in", "accepted", "rejected", "hash")
    rows = "".join(
        f"<tr><th>{escape(str(row['name']))}</th><td>{escape(names.get(row['department'], t('common.missing')))}</td>"
        f"<td>{_text(row['format'])}</td><td>{_text(row['encoding'])}</td><td>{_text(row['datum'])}</td>"
        f"<td class='om-num'>{fmt_int(row['rows_in'])}</td><td class='om-num'>{fmt_int(row['rows_accepted'])}</td>"
        f"<td class='om-num'>{fmt_int(row['rows_rejected'])}</td><td><code>{_text(row['sha256'])[:12]}</code></td></tr>"
        for _, row in view.files.iterrows()
    )
    return _table(head, rows, "file")


def problems_summary(view: StatusView) -> str:
    """Problems by rule, with how many rows each concerns."""
    rows = "".join(
        f"<tr><td><span class='om-level om-level-{escape(str(row['level']))}'>{t('level_of.' + str(row['level']))}</span></td>"
        f"<th><code>{escape(str(row['rule']))}</code> {t('status.for_example')}"
        f"{escape(pick(str(row['message_zh']), str(row['message_en'])))}</th>"
        f"<td class='om-num'>{fmt_int(row['n'])}</td>"
        f"<td>{escape(pick(str(row['remedy_zh']), str(row['remedy_en'])))}</td></tr>"
        for _, row in view.rules.iterrows()
    )
    return _table(("level", "what", "count", "remedy"), rows, "rule")


def problems_table(frame: pd.DataFrame) -> str:
    """Problems one by one: file, row, column, value, remedy."""
    if frame.empty:
        return f'<p class="om-empty">{t("status.no_problems")}</p>'
    rows = "".join(
        f"<tr><td><span class='om-level om-level-{escape(str(row['level']))}'>{t('level_of.' + str(row['level']))}</span></td>"
        f"<td>{escape(str(row['file']))}</td><td class='om-num'>{fmt_int(row['row'])}</td><td>{_text(row['column'])}</td>"
        f"<td><code>{_text(row['value'])}</code></td>"
        f"<td>{escape(pick(str(row['message_zh']), str(row['message_en'])))}</td>"
        f"<td>{escape(pick(str(row['remedy_zh']), str(row['remedy_en'])))}</td></tr>"
        for _, row in frame.iterrows()
    )
    return _table(("level", "file", "row", "column", "value", "what", "remedy"), rows, "problem")


def gaps_box(view: StatusView, basis: Basis, links: Mapping[str, str] | None = None) -> str:
    """What the release does not know; `links` holds the address of the rows behind a kind of gap."""
    levels = basis.definitions.level_names
    items = [
        f"<li>{t('gap.' + gap.kind)} <b>{_linked(fmt_int(gap.count), (links or {}).get(gap.kind, ''))}</b> "
        f"/ {fmt_int(gap.total)} "
        f"({fmt_rate(gap.count / gap.total * 100 if gap.total else None, 2, '%')})</li>"
        for gap in view.gaps
    ]
    names = t("notice.separator").join(pick(*levels[level]) for level in view.schematic_levels)
    if names:
        items.append(f"<li>{escape(t('gap.schematic', levels=names))}</li>")
    units = " · ".join(f"{pick(*levels[level])} {fmt_int(count)}" for level, count in view.units_by_level)
    return f'<ul class="om-gaps">{"".join(items)}</ul><p class="om-note">{escape(units)}</p>'


def definitions_table(view: StatusView, lang: Lang, opens: Callable[[str], str] | None = None) -> str:
    """Every indicator with its parts, period and definition; `opens` gives the address of all that is behind it."""
    rows = "".join(
        f"<tr><th>{_linked(escape(i.name if lang == 'zh' else i.name_en), opens(i.id) if opens else '')}</th>"
        f"<td>{escape(_parts_of(i, lang))}</td>"
        f"<td>{escape(i.unit if lang == 'zh' else i.unit_en)}</td>"
        f"<td>{escape(i.definition if lang == 'zh' else i.definition_en)}</td></tr>"
        for i in view.indicators
    )
    return _table(("indicator", "parts", "unit", "definition"), rows, "definition")


def _linked(markup: str, href: str) -> str:
    return f'<a class="om-fact-link" href="{href}" target="_self">{markup}</a>' if href else markup


def _parts_of(indicator: Indicator, lang: Lang) -> str:
    """Numerator and denominator of an indicator by name; of a count, what it counts."""
    parts = [indicator.numerator] if indicator.is_count else [indicator.numerator, indicator.denominator]
    return " / ".join(part_name(part, lang) for part in parts)


def _text(value: object) -> str:
    return escape(str(value)) if isinstance(value, str) and value else t("common.missing")


def _table(head: tuple[str, ...], rows: str, kind: str) -> str:
    cells = "".join(
        f"<th class='{'om-num' if name in _NUMBERS else ''}'>{t(f'status.{name}')}</th>" for name in head
    )
    return (
        f'<div class="om-scroll"><table class="om-table om-table-{kind}"><thead><tr>{cells}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
