"""The second step: what each file was recognised as, what to look at, and how to correct it."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from data.gate.deliveries import set_options
from data.gate.jobs import start
from data.gate.mappings import forget, save_mapping
from data.settings import Settings
from data.staging.options import ReadOptions
from ui.gate.acts import act_button, needed, say
from ui.gate.address import ask, only
from ui.gate.columns import column_table, preview
from ui.gate.options import has_fields, option_fields
from ui.gate.words import counted
from ui.text import current_lang, fmt_int, fmt_rate, t
from ui.theme import current_theme
from views.gate.cards import FileCard, file_cards, settle, with_option
from views.gate.names import contract_name, datum_name, encoding_name, format_name, region_definitions
from views.gate.state import GateState

_OPENED = "om_gate_opened"


def reading_step(state: GateState) -> None:
    """Draw the step."""
    settings = Settings.from_env()
    with st.spinner(t("gate.looking")):
        cards = file_cards(settings, state.delivery)
    st.html(_summary(cards))
    with st.container(key="om-gate-cards"):
        for at, card in enumerate(cards):
            _card(state, at, card)
    with st.container(key="om-gate-onward", horizontal=True, vertical_alignment="center", gap="small"):
        st.button(t("gate.to_files"), key="om_gate_back", on_click=lambda: ask(step="files"))
        stopped = sum(card.state in ("settle", "stop") for card in cards)
        words = t("gate.stopped_note", count=fmt_int(stopped)) if stopped else ""
        if state.other is not None:
            words = t("gate.other_runs", by=state.other.by or t("common.missing"))
        if not state.delivery.received_by:
            words = t("gate.need_by")
        st.html(needed(words), width="stretch")
        act_button(
            t("gate.to_check"), partial(_check, state), key="om_gate_check", kind="primary",
            disabled=state.other is not None or not state.delivery.received_by or not cards,
        )  # fmt: skip


def _check(state: GateState) -> None:
    start(Settings.from_env(), [state.delivery.delivery_id], by=state.delivery.received_by)
    only(delivery=state.delivery.delivery_id)


def _summary(cards: tuple[FileCard, ...]) -> str:
    """How many files are ready, want a look, cannot be read."""
    counts = {kind: sum(card.state == kind for card in cards) for kind in ("ready", "look", "settle", "stop")}
    parts = "".join(
        f'<span class="om-gate-is-{kind}"><i></i>{escape(t(f"gate.cards_{kind}", count=fmt_int(n)))}</span>'
        for kind, n in counts.items()
        if n
    )
    return f'<div class="om-gate-summary" role="status">{parts}</div>'


def _card(state: GateState, at: int, card: FileCard) -> None:
    key = card.file.sha256[:12]
    opened: dict[str, bool] = st.session_state.setdefault(_OPENED, {})
    # What wants a look lies open, until somebody closes it.
    is_open = opened.get(key, card.state != "ready")
    with st.container(key=f"om-gate-card-{at}"):
        with st.container(
            key=f"om-gate-cardhead-{at}", horizontal=True, vertical_alignment="center", gap="small"
        ):
            st.html(_head(card), width="stretch")
            st.button(
                t("gate.close") if is_open else t("gate.open"),
                key=f"om_gate_open_{at}",
                on_click=lambda: opened.__setitem__(key, not is_open),
            )
        if not is_open:
            return
        if doubts := _doubts(card):
            st.html(doubts)
        if has_fields(card):
            option_fields(state.delivery, card, at)
        if card.found.header:
            column_table(state.delivery, card, at)
            if card.found.sample:
                st.html(preview(card))
            _remember(state, card, at)


def _head(card: FileCard) -> str:
    found, lang = card.found, current_lang()
    definitions = region_definitions(Settings.from_env().region_dir)
    own = contract_name(definitions, card.contract.key, lang) if card.contract else t("gate.whose_unknown")
    facts = [format_name(found.format)]
    if found.encodings:
        facts.append(encoding_name(found.options.encoding))
    if found.n_rows:
        facts.append(counted("gate.n_rows", found.n_rows))
    elif found.about_rows:
        facts.append(t("gate.about_rows", count=fmt_int(_roughly(found.about_rows))))
    if found.columns:
        read = sum(column.name is not None for column in found.columns)
        facts.append(t("gate.n_columns", read=read, all=len(found.columns)))
    if found.options.datum:
        facts.append(datum_name(found.options.datum, lang))
    if found.saved:
        facts.append(t("gate.by_saved"))
    words = "".join(f"<span>{escape(fact)}</span>" for fact in facts if fact)
    tag = t(f"gate.card_{card.state}")
    return (
        f'<div class="om-gate-card-head om-gate-is-{card.state}"><i></i><div><p><b>{escape(own)}</b>'
        f'<em>{escape(tag)}</em></p><p class="om-gate-name" title="{escape(card.file.name)}">{escape(card.file.name)}</p>'
        f'<p class="om-gate-facts">{words}</p></div></div>'
    )


def _roughly(count: int) -> int:
    """An estimate with as many figures as it deserves."""
    return round(count, -max(0, len(str(count)) - 2))


def _doubts(card: FileCard) -> str:
    """What to look at, each with what to do about it."""
    found, lang = card.found, current_lang()
    lines = []
    for doubt in card.doubts:
        if doubt == "missing":
            names = t("notice.separator").join(column.header for column in found.missing)
            lines.append(t("gate.doubt_missing", columns=names))
        elif doubt == "proposals":
            pairs = t("notice.separator").join(
                f"{column.header} → {_header_of(card, column.proposal)}" for column in card.proposals
            )
            lines.append(t("gate.doubt_proposals", columns=pairs))
        elif doubt == "datum_differs" and found.datum is not None:
            lines.append(
                t(
                    "gate.doubt_datum",
                    datum=datum_name(found.options.datum, lang) or t("common.missing"),
                    found=datum_name(found.datum.datum, lang),
                    share=fmt_rate(found.datum.shares.get(found.datum.datum or "", 0) * 100, 0, "%"),
                    count=fmt_int(found.datum.n_points),
                )
            )
        elif doubt == "department" and has_fields(card):
            lines.append(t("gate.doubt_department"))
    boxes = "".join(f"<li>{escape(line)}</li>" for line in lines)
    for problem in found.problems:
        told = {"missing_columns": "missing", "datum_mismatch": "datum_differs"}.get(problem.rule)
        if told in card.doubts:
            continue  # said already, with what can be done about it here
        words, remedy = (
            (problem.message_zh, problem.remedy_zh)
            if lang == "zh"
            else (problem.message_en, problem.remedy_en)
        )
        boxes += (
            f"<li><span class='om-level om-level-{escape(problem.level)}'>{t(f'level_of.{problem.level}')}</span> "
            f"{escape(words)}<small>{escape(remedy)}</small></li>"
        )
    return f'<ul class="om-gate-doubts" data-theme="{current_theme()}">{boxes}</ul>' if boxes else ""


def _header_of(card: FileCard, name: str | None) -> str:
    """The contract's header of one of our columns."""
    if card.contract is None:
        return name or ""
    return next((column.header for column in card.contract.columns if column.name == name), name or "")


def _remember(state: GateState, card: FileCard, at: int) -> None:
    """Keep what was settled for the next file of the same shape; take every proposal with one click."""
    with st.container(key=f"om-gate-keep-{at}", horizontal=True, vertical_alignment="center", gap="small"):
        if card.proposals:
            act_button(
                t("gate.take_proposals", count=len(card.proposals)),
                partial(_settle, state, card, settle(card)),
                key=f"om_gate_proposals_{at}",
                kind="primary",
            )
        if "datum_differs" in card.doubts and card.found.datum is not None:
            datum = card.found.datum.datum
            act_button(
                t("gate.take_datum", datum=datum_name(datum, current_lang())),
                partial(_settle, state, card, with_option(card.file.options, "datum", datum)),
                key=f"om_gate_take_datum_{at}",
                kind="primary",
            )
        if "axes" in card.doubts:
            act_button(
                t("gate.exchange_axes"),
                partial(_settle, state, card, card.found.with_axes_exchanged()),
                key=f"om_gate_axes_{at}",
                kind="primary",
            )
        is_whole = not card.found.missing
        if card.found.saved and (card.file.options == ReadOptions() or not is_whole):
            st.html(f'<span class="om-gate-saved">✓ {t("gate.saved")}</span>', width="content")
            act_button(t("gate.forget"), partial(_forget, card), key=f"om_gate_forget_{at}", kind="tertiary")
        elif is_whole:
            # What is not whole yet would only be remembered as lacking.
            act_button(
                t("gate.remember_anew" if card.found.saved else "gate.remember"),
                partial(_save, state, card),
                key=f"om_gate_remember_{at}",
                help=t("gate.remember_help"),
            )
        if card.file.options != ReadOptions():
            act_button(
                t("gate.reset"), partial(_settle, state, card, ReadOptions()), key=f"om_gate_reset_{at}",
                kind="tertiary",
            )  # fmt: skip


def _settle(state: GateState, card: FileCard, options: ReadOptions) -> None:
    set_options(Settings.from_env(), state.delivery.delivery_id, card.file.name, options)


def _save(state: GateState, card: FileCard) -> None:
    save_mapping(Settings.from_env(), card.found.options, card.found.header, by=state.delivery.received_by)
    say(t("gate.remembered"))


def _forget(card: FileCard) -> None:
    if card.contract is not None:
        forget(Settings.from_env(), *card.contract.key, card.found.header)
        say(t("gate.forgotten"))
