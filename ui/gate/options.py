"""How a file is read, option by option: what was found, how, and a field to settle it otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from data.contracts import DATUMS
from data.gate.deliveries import Delivery, set_options
from data.rules.datum import DatumVerdict
from data.settings import Settings
from ui.gate.acts import act
from ui.gate.key import may_write
from ui.state import remember
from ui.text import current_lang, fmt_int, fmt_rate, t
from views.gate.cards import FileCard, with_option
from views.gate.names import (
    contract_name,
    contracts,
    datum_name,
    delimiter_name,
    encoding_name,
    region_definitions,
)

# Nothing that could be settled would make such a file readable.
_HOPELESS = frozenset({"unreadable", "unknown_format", "empty_file"})


def has_fields(card: FileCard) -> bool:
    """Whether there is anything to settle about a file."""
    return bool(card.found.header) or all(p.rule not in _HOPELESS for p in card.found.problems)


def option_fields(delivery: Delivery, card: FileCard, at: int) -> None:
    """Fields of a card, in one row that wraps."""
    found, options = card.found, card.found.options
    with st.container(key=f"om-gate-options-{at}"):
        keys = tuple(dict.fromkeys((*found.contracts, *(c.key for c in contracts()))))
        own = (options.department, options.dataset)
        definitions = region_definitions(Settings.from_env().region_dir)
        lang = current_lang()
        _choice(delivery, card, at, "contract", keys, own if own in keys else None,
                lambda key: contract_name(definitions, key, lang), "department")  # fmt: skip
        if found.encodings:
            _choice(delivery, card, at, "encoding", found.encodings, options.encoding, encoding_name)
        if found.delimiters:
            _choice(delivery, card, at, "delimiter", found.delimiters, options.delimiter,
                    lambda sign: delimiter_name(sign, lang))  # fmt: skip
        if len(found.sheets) > 1:
            _sheets(delivery, card, at)
        if found.header and found.format not in (
            "geojson",
            "gpkg",
            "shapefile",
            "kml",
            "geoparquet",
            "parquet",
        ):
            _header_row(delivery, card, at)
        if options.datum or (card.contract is not None and card.contract.datum):
            _choice(delivery, card, at, "datum", DATUMS, options.datum, lambda datum: datum_name(datum, lang))
    if found.datum is not None and found.datum.n_points:
        st.html(_verdict(found.datum))


def _choice(
    delivery: Delivery,
    card: FileCard,
    at: int,
    name: str,
    offered: Sequence[Any],
    value: Any,
    words: Callable[[Any], str],
    told_as: str = "",
) -> None:
    key = f"om_gate_{name}_{at}"
    # What was found stands first where the list does not know it.
    listed = tuple(offered) if value is None or value in offered else (value, *offered)
    with st.container(key=f"om-gate-opt-{name}-{at}"):
        st.selectbox(
            t(f"gate.option_{name}"),
            listed,
            index=None if value is None else 0,
            format_func=words,
            key=remember(value, key),
            placeholder=t("gate.choose"),
            on_change=partial(_settled, delivery, card, name, key),
            disabled=not may_write(),
        )
        st.html(_how(card, told_as or name))


def _sheets(delivery: Delivery, card: FileCard, at: int) -> None:
    key = f"om_gate_sheets_{at}"
    sizes = {sheet.name: sheet.rows for sheet in card.found.sheets}
    used = [sheet.name for sheet in card.found.sheets if sheet.is_used]

    def words(name: str) -> str:
        rows = sizes[name]
        return name if rows is None else t("gate.sheet_rows", name=name, count=fmt_int(rows))

    with st.container(key=f"om-gate-opt-sheets-{at}"):
        st.pills(
            t("gate.option_sheets"),
            tuple(sizes),
            selection_mode="multi",
            format_func=words,
            key=remember(used, key),
            on_change=partial(_settled, delivery, card, "sheets", key),
            disabled=not may_write(),
        )
        st.html(_how(card, "sheets"))


def _header_row(delivery: Delivery, card: FileCard, at: int) -> None:
    key = f"om_gate_header_row_{at}"
    row = card.found.options.header_row or next(
        (sheet.header_row for sheet in card.found.sheets if sheet.is_used and sheet.header_row), None
    )
    with st.container(key=f"om-gate-opt-header_row-{at}"):
        st.number_input(
            t("gate.option_header_row"),
            min_value=1,
            max_value=200,
            step=1,
            key=remember(row or 1, key),
            on_change=partial(_settled, delivery, card, "header_row", key),
            disabled=not may_write(),
        )
        st.html(_how(card, "header_row"))


def _settled(delivery: Delivery, card: FileCard, name: str, key: str) -> None:
    value = st.session_state.get(key)
    if value in (None, []):
        return
    settled = with_option(card.file.options, name, value)
    act(lambda: set_options(Settings.from_env(), delivery.delivery_id, card.file.name, settled))


def _how(card: FileCard, name: str) -> str:
    """How an option was found, and how sure that is."""
    found = card.found.found.get(name)
    if found is None:
        return '<p class="om-gate-how">&nbsp;</p>'
    words = t(f"gate.how_{found.how}")
    if found.how not in ("declared", "saved", "contract") and found.confidence < 0.995:
        words = t("gate.how_sure", how=words, share=fmt_rate(found.confidence * 100, 0, "%"))
    kind = " om-warn" if found.how == "guess" else ""
    return f'<p class="om-gate-how{kind}">{escape(words)}</p>'


def _verdict(verdict: DatumVerdict) -> str:
    """Where the points would lie under each datum: why one of them is believed, or none."""
    lang = current_lang()
    rows = "".join(
        f'<div class="{"on" if datum == verdict.datum else ""}"><span>{escape(datum_name(datum, lang))}</span>'
        f'<b><i style="width:{max(0.0, min(1.0, share)) * 100:.1f}%"></i></b><em>{fmt_rate(share * 100, 0, "%")}</em></div>'
        for datum, share in sorted(verdict.shares.items(), key=lambda pair: -pair[1])
    )
    if verdict.datum is None:
        words = t(f"gate.datum_{verdict.reason}")
    else:
        words = t("gate.datum_clear", datum=datum_name(verdict.datum, lang))
        if verdict.is_swapped:
            words = f"{words} {t('gate.datum_swapped')}"
    return (
        f'<div class="om-gate-datum"><p>{escape(t("gate.datum_title", count=fmt_int(verdict.n_points)))}'
        f"<b>{escape(words)}</b></p>{rows}</div>"
    )
