"""What differs between two releases: rows by data set, indicators by unit, row by row. Also for one not published yet."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from data.settings import Settings
from ui.controls import period_text
from ui.gate.address import ask, asked, number
from ui.gate.head import current_or_none
from ui.gate.turner import turner
from ui.links import case_href, here, whistle_href
from ui.state import chosen, remember
from ui.text import current_lang, fmt_change, fmt_int, fmt_rate, t
from views.basis import Basis
from views.figures import Figure
from views.gate.names import dataset_name
from views.releases.difference import (
    KINDS,
    CellChange,
    DatasetChange,
    FigureChanges,
    Kind,
    Span,
    dataset_changes,
    figure_changes,
)
from views.releases.rows import PAGE_OF_CHANGES, ChangedColumn, RowChange, change_page
from views.state import Membership

_SPANS: tuple[Span, ...] = ("quarter", "all")
_MEMBERSHIPS: tuple[Membership, ...] = ("zone", "county")


def changes(old: Basis, new: Basis, old_id: str, new_id: str) -> None:
    """Draw all three parts."""
    found = dataset_changes(Settings.from_env(), old_id, new_id)
    with st.container(key="om-changes"):
        st.html(_datasets(found))
        if found:
            _rows(found, new, old_id, new_id)
        _figures(old, new)


def _datasets(found: Sequence[DatasetChange]) -> str:
    """One line a data set: new, other, gone."""
    if not found:
        return f'<p class="om-card om-gate-fine">{escape(t("changes.none"))}</p>'
    cards = "".join(
        f'<div class="om-change-set"><span>{escape(dataset_name(entry.dataset, current_lang()))}</span>'
        f"{''.join(_count(kind, entry.count(kind)) for kind in KINDS)}</div>"
        for entry in found
    )
    return f'<div class="om-change-sets">{cards}</div>'


def _count(kind: str, count: int) -> str:
    sign = {"added": "+", "gone": "\u2212"}.get(kind, "") if count else ""
    none = "" if count else " om-none"
    return f'<p class="om-is-{kind}{none}"><b>{sign}{fmt_int(count)}</b><em>{escape(t(f"changes.{kind}"))}</em></p>'


def _rows(found: Sequence[DatasetChange], new: Basis, old_id: str, new_id: str) -> None:
    """The rows that differ, one data set and one kind at a time."""
    counts: dict[tuple[str, str], int] = {
        (entry.dataset, kind): entry.count(kind) for entry in found for kind in KINDS if entry.count(kind)
    }
    offered = tuple(counts)
    own = (asked("set"), asked("kind"))
    is_open = own in offered
    chosen_one = own if is_open else None

    names = {
        pair: f"{dataset_name(pair[0], current_lang())} · {t(f'changes.{pair[1]}')} {fmt_int(count)}"
        for pair, count in counts.items()
    }
    with st.container(key="om-change-rows"):
        st.html(f"<h3>{t('changes.rows')}<small>{escape(t('changes.rows_note'))}</small></h3>")
        st.pills(
            t("changes.rows"),
            offered,
            format_func=names.__getitem__,
            key=remember(chosen_one, "om_change_set"),
            on_change=_picked,
            label_visibility="collapsed",
        )
        if chosen_one is None:
            return
        dataset, kind = chosen_one
        page = change_page(
            Settings.from_env(), old_id, new, new_id, current_lang(), dataset=dataset, change=_kind(kind),
            total=counts[chosen_one], page=(number("n") or 1) - 1,
        )  # fmt: skip
        # Only what the current release holds has a page to lead to.
        on = current_or_none()
        is_current = on is not None and on.provenance.release_id == new_id
        st.html(_row_table(page.rows, here() if is_current else ""))
        first = page.page * PAGE_OF_CHANGES + 1
        turner(page.page, page.pages, first, first + len(page.rows) - 1, page.total, key="om_change_turn")


def _kind(name: str) -> Kind:
    """A kind of change by its name."""
    return next(kind for kind in KINDS if kind == name)


def _picked() -> None:
    pair = st.session_state.get("om_change_set")
    dataset, kind = pair if pair else ("", "")
    ask(set=dataset, kind=kind, n="")


def _row_table(rows: Sequence[RowChange], back: str) -> str:
    """One line a row: its number, what differs, where it stands in the department's file."""
    lines = "".join(_row_line(row, back) for row in rows)
    head = "".join(
        f'<th scope="col"{" class=om-num" if name == "row" else ""}>{t(f"changes.head_{name}")}</th>'
        for name in ("key", "what", "file", "row")
    )
    return (
        f'<div class="om-scroll"><table class="om-table om-change-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _row_line(row: RowChange, back: str) -> str:
    key = escape(row.key)
    if back and (row.incident_id or row.whistle_id):
        target = case_href(row.incident_id, back) if row.incident_id else whistle_href(row.whistle_id, back)
        key = f'<a class="om-row-link" href="{target}" target="_self">{key}</a>'
    pairs = "".join(
        f'<span class="om-change-pair"><i>{escape(column.name)}</i><span>{_old_new(column)}</span></span>'
        for column in row.columns
    )
    return (
        f'<tr><th scope="row">{key}</th><td>{pairs}</td><td class="om-gate-name" title="{escape(row.file)}">'
        f'{escape(row.file)}</td><td class="om-num">{fmt_int(row.row)}</td></tr>'
    )


def _old_new(column: ChangedColumn) -> str:
    old = f"<s>{escape(column.old)}</s>" if column.old else ""
    return f"{old}<b>{escape(column.new)}</b>" if column.new else old


def _figures(old: Basis, new: Basis) -> None:
    """Indicators by unit, old and new."""
    membership: Membership = next((own for own in _MEMBERSHIPS if own == asked("m")), "zone")
    lang = current_lang()
    span: Span = next((own for own in _SPANS if own == asked("span")), "quarter")
    found = figure_changes(old, new, lang, membership=membership, span=span)
    if not found.figures and not asked("span"):  # what came late concerns earlier months
        span = "all"
        found = figure_changes(old, new, lang, membership=membership, span=span)
    with st.container(key="om-change-figures"):
        with st.container(key="om-change-bar", horizontal=True, vertical_alignment="center", gap="small"):
            note = t("changes.figures_note", period=period_text(found.period, lang))
            st.html(f"<h3>{t('changes.figures')}<small>{escape(note)}</small></h3>", width="stretch")
            _toggle("m", _MEMBERSHIPS, membership, "membership")
            _toggle("span", _SPANS, span, "period")
        st.html(_matrix(found))


def _toggle(name: str, offered: Sequence[str], value: str, words: str) -> None:
    key = f"om_change_{name}"
    names = {entry: t(f"{words}.{entry}") for entry in offered}
    st.segmented_control(
        t(f"changes.{name}"),
        tuple(offered),
        format_func=names.__getitem__,
        key=remember(value, key),
        on_change=chosen(key, lambda entry: ask(**{name: str(entry)})),
        required=True,
        label_visibility="collapsed",
    )


def _matrix(found: FigureChanges) -> str:
    if not found.figures:
        return f'<p class="om-empty">{escape(t("changes.figures_same"))}</p>'
    head = "".join(
        f'<th scope="col">{escape(figure.name)}<small>{escape(figure.unit)}</small></th>'
        for figure in found.figures
    )
    rows = "".join(
        f'<tr class="{"om-total" if at == 0 else ""}"><th scope="row">{escape(unit.name)}</th>'
        + "".join(_cell(cell, figure) for cell, figure in zip(unit.cells, found.figures, strict=True))
        + "</tr>"
        for at, unit in enumerate(found.units)
    )
    same = f'<p class="om-note">{escape(t("changes.same", count=found.same))}</p>' if found.same else ""
    return (
        f'<div class="om-scroll"><table class="om-table om-change-matrix"><thead><tr><th>{t("changes.unit")}</th>{head}'
        f"</tr></thead><tbody>{rows}</tbody></table></div>{same}"
    )


def _cell(cell: CellChange, figure: Figure) -> str:
    new = fmt_rate(cell.new, figure.digits)
    if not cell.is_changed:
        return f'<td class="om-same">{new}</td>'
    tone = {True: "om-good", False: "om-bad", None: ""}[cell.is_better]
    step = (
        fmt_change(cell.new - cell.old, figure.digits)
        if cell.old is not None and cell.new is not None
        else ""
    )
    return (
        f'<td class="om-differs"><s>{fmt_rate(cell.old, figure.digits)}</s><b>{new}</b>'
        f'<em class="{tone}">{step}</em></td>'
    )
