"""The rows behind a figure: which part, in which order, page by page, and the whole list as a file."""

from __future__ import annotations

import tempfile
from datetime import datetime
from html import escape

import streamlit as st

from export.tables import XLSX_OFFERED, file_name, write_csv, write_xlsx
from ui.links import case_href, evidence_href, whistle_href
from ui.state import chosen, remember
from ui.text import Lang, fmt_int, fmt_rate, t
from views.basis import Basis
from views.evidence.file import EvidenceFile, evidence_file
from views.evidence.table import Cell, Column, state_name
from views.evidence.view import PAGE_OF_ROWS, EvidenceView
from views.state import focus

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def ask(**params: str) -> None:
    """Put parameters of the page into the address; another list begins with its first page.

    All at once: each change by itself would be a step of its own for the browser's way back.
    """
    wanted = {**st.query_params.to_dict(), "n": "", **params}
    st.query_params.from_dict({name: value for name, value in wanted.items() if value})


def part_control(view: EvidenceView) -> None:
    """Choose the part whose rows are listed, each with its number of rows; and their order."""
    names = {
        entry.part: t("evidence.units", of=entry.name, count=fmt_int(entry.n))
        if entry.rows.behind.subject == "unit"
        else f"{entry.name} {fmt_int(entry.n)}"
        for entry in view.parts
    }
    st.segmented_control(
        t("evidence.part"),
        tuple(names),
        format_func=names.__getitem__,
        key=remember(view.chosen.part, "om_ev_part"),
        on_change=chosen("om_ev_part", lambda part: ask(part=str(part))),
        required=True,
        label_visibility="collapsed",
    )
    if len(view.sorts) > 1:
        st.segmented_control(
            t("evidence.sort"),
            view.sorts,
            format_func=lambda sort: t(f"evidence.sort_{_when(view, sort)}"),
            key=remember(view.sort, "om_ev_sort"),
            on_change=chosen("om_ev_sort", lambda sort: ask(part=view.chosen.part, o=str(sort))),
            required=True,
            label_visibility="collapsed",
        )


def _when(view: EvidenceView, sort: str) -> str:
    """What the order is called: departments are called, cases received."""
    return "called" if sort == "received" and view.chosen.rows.behind.subject == "call" else sort


def downloads(view: EvidenceView, basis: Basis, lang: Lang) -> None:
    """The whole list as CSV, and as XLSX where it is not too long; nothing is made before it is asked for."""
    if not view.chosen.n:
        return
    file = evidence_file(basis, view, lang)
    st.download_button(
        t("evidence.csv"),
        data=lambda: _csv(file),
        file_name=file_name(*file.name_parts, suffix="csv"),
        mime="text/csv",
        on_click="ignore",
        key="om_ev_csv",
    )
    too_long = view.chosen.n > XLSX_OFFERED
    st.download_button(
        t("evidence.xlsx"),
        data=b"" if too_long else lambda: _xlsx(file),
        file_name=file_name(*file.name_parts, suffix="xlsx"),
        mime=_XLSX,
        on_click="ignore",
        key="om_ev_xlsx",
        disabled=too_long,
        help=t("evidence.xlsx_too_long", most=fmt_int(XLSX_OFFERED)) if too_long else None,
    )


def _csv(file: EvidenceFile) -> bytes:
    with tempfile.TemporaryFile() as target:
        write_csv(file.columns, file.pieces(), file.notes, target)
        target.seek(0)
        return target.read()


def _xlsx(file: EvidenceFile) -> bytes:
    with tempfile.TemporaryFile() as target:
        write_xlsx(file.columns, file.pieces(), file.notes, target, sheets=file.sheets, marking=file.marking)
        target.seek(0)
        return target.read()


def rows_table(view: EvidenceView, basis: Basis, lang: Lang) -> str:
    """A page of rows; each leads to its case, whistle or unit."""
    table = view.table
    if not table.rows:
        return f'<div class="om-card om-ev-empty"><p>{escape(_nothing(view))}</p></div>'
    head = "".join(
        f'<th class="{_class(column)}" scope="col">{escape(column.name)}</th>' for column in table.columns
    )
    rows = "".join(
        f"<tr>{''.join(_cells(row, table.columns, _href(view, basis, key), lang, late))}</tr>"
        for row, key, late in zip(table.rows, table.ids, table.overdue, strict=True)
    )
    return (
        f'<div class="om-scroll om-ev-scroll"><table class="om-table om-ev-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _nothing(view: EvidenceView) -> str:
    whole = next((entry.n for entry in view.parts if entry.part == "all"), 0)
    if view.chosen.part == "missed" and whole:
        return t("evidence.none_missed", missed=view.chosen.name, count=fmt_int(whole))
    return t("evidence.none", part=view.chosen.name)


def _href(view: EvidenceView, basis: Basis, key: str) -> str:
    subject = view.chosen.rows.behind.subject
    if subject == "case":
        return case_href(key)
    if subject in ("whistle", "call"):
        return whistle_href(key)
    unit = focus(view.state, key, basis)
    return evidence_href(view.question.figure_id, unit, basis) if unit else ""


def _class(column: Column) -> str:
    """How a column stands: figures at the right, times in one line, the title with the room that is left."""
    if column.key == "title":
        return "om-ev-title"
    return {"number": "om-num", "time": "om-when"}.get(column.kind, "om-ev-word")


def _cells(
    row: tuple[Cell, ...], columns: tuple[Column, ...], href: str, lang: Lang, late: bool
) -> list[str]:
    """Markup of a row's cells; the first one is the link of the row."""
    cells = []
    for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
        text = escape(shown(cell, column, lang))
        if place == 0 and href:
            text = f'<a class="om-row-link" href="{href}" target="_self">{text}</a>'
        elif column.key == "state" and isinstance(cell, str):
            text = f'<span class="om-state om-state-{escape(cell)}">{text}</span>'
            if late:
                text += f'<span class="om-state om-state-overdue">{escape(t("case_state.overdue"))}</span>'
        title = f' title="{text}"' if column.key == "title" else ""
        cells.append(f'<td class="{_class(column)}"{title}>{text}</td>')
    return cells


def shown(cell: Cell, column: Column, lang: Lang) -> str:
    """A cell as it is read; missing is a dash."""
    if cell is None or cell == "":
        return t("common.missing", lang)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, bool):
        return t("evidence.yes" if cell else "evidence.no", lang)
    if isinstance(cell, str):
        return state_name(cell, lang) if column.kind == "state" else cell
    return fmt_rate(float(cell), column.digits)


def pager(view: EvidenceView) -> None:
    """Which rows are shown, and the way to the other pages."""
    with st.container(key="om-ev-pager", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<span class="om-ev-count">{_count(view)}</span>', width="stretch")
        if view.n_pages == 1:
            return
        st.button(
            t("evidence.before"),
            key="om_ev_before",
            disabled=view.page == 0,
            on_click=_turn,
            args=(view.page,),
        )
        st.number_input(
            t("status.page", last=view.n_pages),
            min_value=1,
            max_value=view.n_pages,
            step=1,
            key=remember(view.page + 1, "om_ev_page"),
            on_change=chosen("om_ev_page", _turn),
            label_visibility="collapsed",
        )
        st.html(
            f'<span class="om-ev-count">{t("evidence.of_pages", last=fmt_int(view.n_pages))}</span>',
            width="content",
        )
        st.button(
            t("evidence.after"),
            key="om_ev_after",
            disabled=view.page + 1 == view.n_pages,
            on_click=_turn,
            args=(view.page + 2,),
        )


def _turn(number: int) -> None:
    ask(n="" if number <= 1 else str(number))


def _count(view: EvidenceView) -> str:
    if not view.chosen.n:
        return ""
    first = view.page * PAGE_OF_ROWS + 1
    last = first + len(view.table.rows) - 1
    return t("evidence.shown", first=fmt_int(first), last=fmt_int(last), total=fmt_int(view.chosen.n))
