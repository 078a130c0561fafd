"""What departments owe: the list on the screen, and as files to hand out. Texts are escaped here."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from itertools import groupby

import streamlit as st

from data.gate.held_back import held_back_file
from data.gate.report import delivery_report
from data.settings import Settings
from export.tables import file_name, write_csv, write_xlsx
from ui.exchange.matrix import anchor, full_name
from ui.links import page_href
from ui.state import chosen, remember
from ui.text import Lang, fmt_date, fmt_int, pick, t
from views.basis import Basis
from views.debt_file import DebtFile, debt_file, department_name, feed_name, reason_words, task
from views.debts import Debt, Reason
from views.exchange import ExchangeView
from views.state import default_state

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DEPARTMENT = "d"  # The address parameter, as on the screen of cases.
_ALL = ""
# Reasons that a line shows at once; the others open below it.
_SHOWN = 2


def wanted_department(view: ExchangeView) -> str:
    """The department that the address asks for, where it is one that owes something; else all."""
    wanted = st.query_params.get(_DEPARTMENT, _ALL)
    return wanted if wanted in _owing(view) else _ALL


def _owing(view: ExchangeView) -> dict[str, str]:
    """Departments that owe something: id → name."""
    return {
        debt.department.id: pick(debt.department.name, debt.department.name_en)
        for debt in view.debts
        if debt.department is not None
    }


def _shown(view: ExchangeView, department: str) -> list[Debt]:
    """The debts of one department, or all."""
    return [
        debt
        for debt in view.debts
        if not department or (debt.department and debt.department.id == department)
    ]


def owed_bar(view: ExchangeView, on: Basis, lang: Lang) -> None:
    """Title of the list, one department or all, and the list as a file."""
    names = {_ALL: t("common.all"), **_owing(view)}
    department = wanted_department(view)

    def picked(value: str) -> None:
        if value:
            st.query_params[_DEPARTMENT] = value
        else:
            st.query_params.pop(_DEPARTMENT, None)

    with st.container(key="om-ex-bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f'<div class="om-panel-title">{t("exchange.owed")}<small>{t("exchange.owed_help")}</small></div>',
            width="content",
        )
        if len(names) > 2:
            st.pills(
                t("status.department"),
                tuple(names),
                format_func=names.__getitem__,
                key=remember(department, "om_ex_department"),
                on_change=chosen("om_ex_department", picked),
                required=True,
                label_visibility="collapsed",
            )
        if view.debts:
            with st.container(key="om-ex-files", horizontal=True, gap="xsmall", width="content"):
                _downloads(debt_file(on, view.debts, lang, today=view.today, department=department))


def _downloads(file: DebtFile) -> None:
    st.download_button(
        t("evidence.csv"),
        data=lambda: _csv(file),
        file_name=file_name(*file.name_parts, suffix="csv"),
        mime="text/csv",
        on_click="ignore",
        key="om_ex_csv",
    )
    st.download_button(
        t("evidence.xlsx"),
        data=lambda: _xlsx(file),
        file_name=file_name(*file.name_parts, suffix="xlsx"),
        mime=_XLSX,
        on_click="ignore",
        key="om_ex_xlsx",
    )


def _csv(file: DebtFile) -> bytes:
    with tempfile.TemporaryFile() as target:
        write_csv(file.columns, file.pieces(), file.notes, target)
        target.seek(0)
        return target.read()


def _xlsx(file: DebtFile) -> bytes:
    with tempfile.TemporaryFile() as target:
        write_xlsx(file.columns, file.pieces(), file.notes, target, sheets=file.sheets, marking=file.marking)
        target.seek(0)
        return target.read()


def owed_list(view: ExchangeView, on: Basis, lang: Lang) -> str:
    """Everything owed, department by department: what, which file, since when, why, and which screens rest on it."""
    department = wanted_department(view)
    shown = _shown(view, department)
    if not shown:
        return f'<section class="om-card om-ex-clear"><b>{t("exchange.clear")}</b><p>{t("exchange.clear_help")}</p></section>'
    head = "".join(
        f'<th scope="col">{t(f"exchange.col_{name}")}</th>'
        for name in ("task", "file", "since", "why", "screens")
    )
    groups = groupby(shown, key=lambda debt: debt.department.id if debt.department else "")
    body = "".join(_group(code, list(debts), on, lang) for code, debts in groups)
    return f'<div class="om-scroll om-ex-owes"><table class="om-table"><thead><tr>{head}</tr></thead>{body}</table></div>'


def _group(code: str, debts: Sequence[Debt], on: Basis, lang: Lang) -> str:
    rows = sum(debt.n_rows for debt in debts if debt.kind == "rows")
    words = t("exchange.group", things=fmt_int(len(debts)), rows=fmt_int(rows))
    first = debts[0]
    full = full_name(first.department, lang) if first.department else ""
    return (
        f'<tbody><tr class="om-ex-group"><th colspan="5" scope="rowgroup"><a id="{anchor(code)}"></a>'
        f"{escape(department_name(first, lang))} <span>{escape(full)}</span><small>{escape(words)}</small></th></tr>"
        f"{''.join(_row(debt, on, lang) for debt in debts)}</tbody>"
    )


def _row(debt: Debt, on: Basis, lang: Lang) -> str:
    tone = {"missing": "bad", "late": "warn", "file": "bad", "rows": "warn"}[debt.kind]
    since = f"<b>{fmt_date(debt.since, lang)}</b>" if debt.since else f"<b>{t('status.missing')}</b>"
    if debt.days:
        since += f"<small>{t('exchange.for_days', days=fmt_int(debt.days))}</small>"
    what = f"<small>{escape(feed_name(debt, lang))}</small>" if debt.kind in ("file", "rows") else ""
    return (
        f'<tr><td><div class="om-ex-task om-ex-{tone}"><i aria-hidden="true"></i><span><b>{escape(task(debt, lang))}</b>{what}'
        f'</span></div></td><td class="om-ex-file">{escape(debt.file) or t("common.missing")}</td>'
        f'<td class="om-ex-since">{since}</td><td>{_reasons(debt.reasons, lang)}</td>'
        f"<td>{_screens(debt, on)}</td></tr>"
    )


def _reasons(reasons: Sequence[Reason], lang: Lang) -> str:
    """The most frequent reasons with their remedies; the rest opens on a click."""
    if not reasons:
        return f'<span class="om-faint">{t("common.missing")}</span>'
    listed = [
        f"<li><span>{escape(reason_words(reason, lang))}</span><em>{escape(pick(*reason.remedy))}</em></li>"
        for reason in reasons
    ]
    more = ""
    if len(listed) > _SHOWN:
        count = t("exchange.more_reasons", count=fmt_int(len(listed) - _SHOWN))
        more = f"<details><summary>{count}</summary><ul>{''.join(listed[_SHOWN:])}</ul></details>"
    return f'<div class="om-ex-reasons"><ul>{"".join(listed[:_SHOWN])}</ul>{more}</div>'


def _screens(debt: Debt, on: Basis) -> str:
    state = default_state(on)
    return (
        '<span class="om-ex-screens">'
        + "".join(
            f'<a class="om-link" href="{page_href("" if name == "one_map" else name, state, on)}" target="_self">'
            f"{t(f'nav.{name}')}</a>"
            for name in debt.screens
        )
        + "</span>"
    )


def held_back_download(view: ExchangeView, lang: Lang) -> None:
    """The rows sent back of one file, as the department's own file with a column that says what to mend."""
    department = wanted_department(view)
    files = {
        debt.file_id: debt
        for debt in _shown(view, department)
        if debt.file_id is not None and debt.delivery_id and debt.kind in ("rows", "file")
    }
    if not files:
        return
    with st.container(key="om-ex-held", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<span class="om-ex-held-words">{t("exchange.held_back")}</span>', width="content")
        file_id = st.selectbox(
            t("exchange.held_back"),
            tuple(files),
            format_func=lambda at: f"{department_name(files[at], lang)} · {files[at].file}",
            key=f"om_ex_held_file_{department}",
            label_visibility="collapsed",
        )
        debt, settings = files[file_id], Settings.from_env()
        own = _file_of_report(settings, debt)
        if own is None:
            st.html(f'<span class="om-note">{t("exchange.no_report")}</span>', width="content")
            return
        name, content = _to_mend(settings, debt.delivery_id, own, lang)
        st.download_button(
            t("exchange.download_held"), data=content, file_name=name, on_click="ignore", key="om_ex_held"
        )


@lru_cache(maxsize=4)
def _to_mend(settings: Settings, delivery_id: str, file_id: int, lang: Lang) -> tuple[str, bytes]:
    """Made once: the button asks for name and content at each run."""
    return held_back_file(settings, delivery_id, file_id, lang)


def _file_of_report(settings: Settings, debt: Debt) -> int | None:
    """The number that the delivery's own report gives the file; None where there is no such report any more."""
    report = delivery_report(settings, debt.delivery_id)
    if report is None:
        return None
    own = report.files[report.files["file"] == debt.file]
    return None if own.empty else int(own.iloc[0]["file_id"])
