"""Which column of a file is which column of the contract; and its first rows, as they would be read."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from data.gate.deliveries import Delivery, set_options
from data.settings import Settings
from data.staging.matching import ColumnMatch
from ui.gate.acts import act
from ui.gate.key import may_write
from ui.gate.words import plain
from ui.state import remember
from ui.text import fmt_rate, t
from views.gate.cards import FileCard, with_column

_EDIT = "om_gate_edit"
_NONE = ""
PREVIEW_ROWS = 6


def column_table(delivery: Delivery, card: FileCard, at: int) -> None:
    """The matching, as words; on demand every column with a field to choose what it is."""
    editing: dict[str, bool] = st.session_state.setdefault(_EDIT, {})
    key = card.file.sha256[:12]
    is_editing = editing.get(key, False)
    with st.container(key=f"om-gate-columns-{at}"):
        with st.container(
            key=f"om-gate-columnshead-{at}", horizontal=True, vertical_alignment="center", gap="small"
        ):
            st.html(f"<h3>{t('gate.columns')}</h3>", width="stretch")
            st.button(
                t("gate.columns_done") if is_editing else t("gate.columns_edit"),
                key=f"om_gate_edit_{at}",
                on_click=lambda: editing.__setitem__(key, not is_editing),
            )
        if is_editing:
            _editor(delivery, card, at)
        else:
            st.html(_matches(card))


def _names(card: FileCard) -> dict[str, str]:
    """Our name of each of the contract's columns → how it is told."""
    if card.contract is None:
        return {}
    return {
        column.name: f"{column.header} *" if column.required else column.header
        for column in card.contract.columns
    }


def _editor(delivery: Delivery, card: FileCard, at: int) -> None:
    """One field a column of the file."""
    names = {_NONE: t("gate.column_none"), **_names(card)}
    st.html(f'<p class="om-note">{escape(t("gate.columns_note"))}</p>')
    with st.container(key=f"om-gate-editor-{at}"):
        for column in card.found.columns:
            key = f"om_gate_column_{at}_{column.place}"
            with st.container(key=f"om-gate-col-{at}-{column.place}"):
                st.selectbox(
                    plain(column.header),
                    tuple(names),
                    format_func=names.__getitem__,
                    key=remember(column.name or _NONE, key),
                    on_change=partial(_chosen, delivery, card, column, key),
                    disabled=not may_write(),
                )
                st.html(_samples(column))


def _chosen(delivery: Delivery, card: FileCard, column: ColumnMatch, key: str) -> None:
    name = str(st.session_state.get(key) or "") or None
    settled = with_column(card, column.place, name)
    act(lambda: set_options(Settings.from_env(), delivery.delivery_id, card.file.name, settled))


def _samples(column: ColumnMatch) -> str:
    shown = "" if column.is_personal else " · ".join(column.samples[:3])
    words = t("gate.personal") if column.is_personal else shown or t("gate.column_empty")
    return f'<p class="om-gate-samples" title="{escape(words)}">{escape(words)}</p>'


def _matches(card: FileCard) -> str:
    """Every column of the file, what it is read as, and how that was found."""
    names = _names(card)
    cells = "".join(_match(column, names) for column in card.found.columns)
    missing = "".join(
        f'<li class="om-col-missing"><b>{escape(column.header)}</b><span>{t("gate.column_missing")}</span></li>'
        for column in card.found.missing
    )
    left = t("notice.separator").join(card.left_over)
    note = f'<p class="om-note">{escape(t("gate.columns_left", columns=left))}</p>' if left else ""
    return f'<ul class="om-gate-matches">{missing}{cells}</ul>{note}'


def _match(column: ColumnMatch, names: dict[str, str]) -> str:
    if column.is_personal:
        kind, target, how = "personal", t("gate.personal"), ""
    elif column.name is not None:
        kind, target, how = column.how, names.get(column.name, column.name), t(f"gate.match_{column.how}")
    elif column.proposal is not None:
        kind, target = "proposal", t("gate.proposal", name=names.get(column.proposal, column.proposal))
        how = fmt_rate(column.confidence * 100, 0, "%")
    else:
        kind, target, how = "none", t("gate.column_none"), ""
    samples = "" if column.is_personal else " · ".join(column.samples[:2])
    return (
        f'<li class="om-col-{escape(kind)}"><b title="{escape(column.header)}">{escape(column.header)}</b><i>→</i>'
        f"<span>{escape(target)}<em>{escape(how)}</em></span><small>{escape(samples)}</small></li>"
    )


def preview(card: FileCard) -> str:
    """The first rows below the header; columns that lead to a person are not shown."""
    found = card.found
    names = _names(card)
    hidden = {column.place for column in found.columns if column.is_personal}
    head = "".join(
        f'<th scope="col"{"" if column.name else " class=om-unused"}>{escape(column.header)}'
        f"<small>{escape(names.get(column.name or '', t('common.missing')))}</small></th>"
        for column in found.columns
    )
    numbers = found.sample_numbers or tuple(range(1, len(found.sample) + 1))
    rows = "".join(
        f'<tr><th scope="row">{number}</th>'
        + "".join(f"<td>{'•••' if place in hidden else escape(cell)}</td>" for place, cell in enumerate(row))
        + "</tr>"
        for number, row in list(zip(numbers, found.sample, strict=False))[:PREVIEW_ROWS]
    )
    shown = min(PREVIEW_ROWS, len(found.sample))
    return (
        f'<details class="om-gate-preview"><summary>{escape(t("gate.preview", count=shown))}</summary>'
        f'<div class="om-scroll"><table class="om-table"><thead><tr><th>{t("status.row")}</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
    )
