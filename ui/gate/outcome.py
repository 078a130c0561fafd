"""The fourth step: rows in, accepted and held back; every problem; the held-back rows to take home."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from data.gate.held_back import held_back_file, held_back_name
from data.settings import Settings
from ui.gate.address import ask, asked, number, same
from ui.gate.key import may_write
from ui.gate.turner import turner
from ui.gate.words import counted
from ui.state import chosen, remember
from ui.text import current_lang, fmt_int, t
from views.gate.outcome import PAGE_OF_PROBLEMS, FileOutcome, Outcome, problem_page
from views.gate.state import GateState

PARTS = ("files", "problems", "changes")
_MIMES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "geojson": "application/geo+json",
}


def balance(found: Outcome) -> str:
    """Rows in = accepted + held back, as one sum and one bar."""
    whole = found.rows_in or 1
    sign = "=" if found.agrees else "≠"
    note = "" if found.agrees else f'<p class="om-bad" role="alert">{escape(t("gate.disagrees"))}</p>'
    held = found.held_back_files
    files = f'<span class="om-gate-whole">{escape(t("gate.held_files", count=held))}</span>' if held else ""
    warned = found.count("warning")
    return (
        '<section class="om-gate-balance"><div class="om-gate-sum">'
        f"<p><span>{t('gate.rows_in')}</span><b>{fmt_int(found.rows_in)}</b></p><i>{sign}</i>"
        f'<p class="ok"><span>{t("gate.accepted")}</span><b>{fmt_int(found.accepted)}</b></p><i>+</i>'
        f'<p class="{"no" if found.rejected else ""}"><span>{t("gate.rejected")}</span>'
        f"<b>{fmt_int(found.rejected)}</b></p>"
        f'<p class="more"><span>{t("gate.warned")}</span><b>{fmt_int(warned)}</b></p>{files}</div>'
        f'<div class="om-gate-bar"><i class="ok" style="width:{found.accepted / whole * 100:.2f}%"></i>'
        f'<i class="no" style="width:{found.rejected / whole * 100:.2f}%"></i></div>{note}</section>'
    )


def parts_of_result(state: GateState, found: Outcome, changes: Callable[[], None]) -> None:
    """Files, problems, changes: one at a time, as the address says; `changes` draws the last."""
    part = asked("show") if asked("show") in PARTS else "files"
    counts = {
        "files": fmt_int(len(found.files)),
        "problems": fmt_int(found.count("error") + found.count("warning") + found.count("note")),
        "changes": "",
    }
    names = {name: f"{t(f'gate.part_{name}')} {count}".strip() for name, count in counts.items()}
    st.segmented_control(
        t("gate.parts"),
        PARTS,
        format_func=names.__getitem__,
        key=remember(part, "om_gate_part"),
        on_change=chosen(
            "om_gate_part", lambda name: ask(show=str(name), n="", kind="", set="", file="", rule="")
        ),
        required=True,
        label_visibility="collapsed",
    )
    if part == "files":
        _files(state, found)
    elif part == "problems":
        _problems(state, found)
    else:
        changes()


def _files(state: GateState, found: Outcome) -> None:
    with st.container(key="om-gate-outcome"):
        for at, file in enumerate(found.files):
            _file(state, at, file)


def _file(state: GateState, at: int, file: FileOutcome) -> None:
    kind = "stop" if file.held_back or file.is_mostly_rejected else "look" if file.rejected else "ready"
    with st.container(key=f"om-gate-out-{at}", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(_file_words(file, kind), width="stretch")
        if file.rejected or file.held_back:
            st.download_button(
                t("gate.take_whole") if file.held_back else t("gate.take_rows", count=fmt_int(file.rejected)),
                data=partial(_held_back, state.delivery.delivery_id, file.file_id, current_lang()),
                file_name=held_back_name(
                    file.name, file.format, held_back=file.held_back, lang=current_lang()
                ),
                on_click="ignore",
                key=f"om_gate_take_{at}",
                disabled=not may_write(),
                help=t("gate.take_help"),
            )


def _file_words(file: FileOutcome, kind: str) -> str:
    whole = file.rows_in or 1
    show = same("gate", show="problems", file=str(file.file_id), rule="", n="")
    name, whose = escape(file.name), file.contract or t("gate.whose_unknown")
    if file.held_back:
        rows = counted("gate.n_rows", file.rows_in) if file.rows_in else ""
        figures = f'<p class="om-gate-why">{escape(file.why)}</p><small>{escape(rows)}</small>'
    else:
        figures = (
            f'<p class="om-gate-counts"><b>{fmt_int(file.rows_in)}</b> = <b class="om-good">{fmt_int(file.accepted)}</b>'
            f' + <b class="{"om-bad" if file.rejected else ""}">{fmt_int(file.rejected)}</b></p>'
            f'<div class="om-gate-bar"><i class="ok" style="width:{file.accepted / whole * 100:.2f}%"></i>'
            f'<i class="no" style="width:{file.rejected / whole * 100:.2f}%"></i></div>'
        )
    more = (
        f'<a class="om-link" href="{show}" target="_self">{escape(t("gate.see_problems"))}</a>'
        if file.rejected or file.warned or file.held_back
        else f'<span class="om-good">{escape(t("status.no_problems"))}</span>'
    )
    return (
        f'<div class="om-gate-out om-gate-is-{kind}"><i></i><div class="who"><b>{escape(whose)}</b>'
        f'<p class="om-gate-name" title="{name}">{name}</p></div><div class="sum">{figures}</div>'
        f'<div class="more">{more}</div></div>'
    )


def _held_back(delivery_id: str, file_id: int, lang: str) -> bytes:
    return held_back_file(Settings.from_env(), delivery_id, file_id, lang)[1]


def _problems(state: GateState, found: Outcome) -> None:
    """By rule; a rule, or a file, opens its rows one by one."""
    if not found.rules:
        st.html(f'<p class="om-card om-gate-fine">✓ {escape(t("gate.no_problems"))}</p>')
        return
    file_id, rule = number("file"), asked("rule") or None
    if file_id is None and rule is None:
        st.html(_rules(found))
        return
    page = problem_page(
        Settings.from_env(), state.delivery, current_lang(), file_id=file_id, rule=rule,
        page=(number("n") or 1) - 1,
    )  # fmt: skip
    names = [f.name for f in found.files if f.file_id == file_id]
    back = same("gate", show="problems", file="", rule="", n="")
    crumb = " · ".join([*names, *[r.words for r in found.rules if r.rule == rule][:1]])
    st.html(
        f'<nav class="om-trace"><a class="om-link" href="{back}" target="_self">← {escape(t("gate.all_rules"))}</a>'
        f'<i>›</i><span aria-current="page">{escape(crumb)}</span></nav>'
    )
    rows = "".join(
        f"<tr><td><span class='om-level om-level-{escape(p.level)}'>{t(f'level_of.{p.level}')}</span></td>"
        f"<td class='om-num'>{fmt_int(p.row)}</td><td>{escape(p.column) or t('common.missing')}</td>"
        f"<td><code>{escape(p.value[:120]) or t('common.missing')}</code></td><th>{escape(p.words)}</th>"
        f"<td>{escape(p.remedy)}</td>{'' if names else f'<td class=om-gate-name>{escape(p.file)}</td>'}</tr>"
        for p in page.rows
    )
    head = ["level", "row", "column", "value", "what", "remedy", *([] if names else ["file"])]
    cells = "".join(f'<th scope="col">{t(f"status.{name}")}</th>' for name in head)
    st.html(
        f'<div class="om-scroll"><table class="om-table om-gate-problems"><thead><tr>{cells}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    first = page.page * PAGE_OF_PROBLEMS + 1
    turner(page.page, page.pages, first, first + len(page.rows) - 1, page.total)


def _rules(found: Outcome) -> str:
    rows = "".join(
        f"<tr><td><span class='om-level om-level-{escape(rule.level)}'>{t(f'level_of.{rule.level}')}</span></td>"
        f"<th>{escape(t('status.for_example'))}{escape(rule.words)} <code>{escape(rule.rule)}</code></th>"
        f"<td class='om-num'><a class='om-fact-link' target='_self'"
        f' href="{same("gate", show="problems", rule=rule.rule, file="", n="")}">{fmt_int(rule.n)}</a></td>'
        f"<td class='om-num'>{fmt_int(rule.n_files)}</td><td>{escape(t(f'gate.owner_{rule.owner}'))}</td>"
        f"<td>{escape(rule.remedy)}</td></tr>"
        for rule in found.rules
    )
    head = (
        f"<th>{t('status.level')}</th><th>{t('status.what')}</th><th class='om-num'>{t('status.count')}</th>"
        f"<th class='om-num'>{t('status.files')}</th><th>{t('gate.owner')}</th><th>{t('status.remedy')}</th>"
    )
    return (
        f'<div class="om-scroll"><table class="om-table om-gate-rules"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
