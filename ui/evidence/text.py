"""Definition and SQL of a figure, in words and as text to be run."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.reads.evidence import Statement
from ui.text import Lang, fmt_int, pick, t
from views.basis import Basis
from views.evidence.view import EvidenceView


def definition_box(view: EvidenceView, basis: Basis, lang: Lang) -> str:
    """Definition in both languages, version, source, period, direction; then each measure that it is made of."""
    indicator = view.indicator
    rows: list[tuple[str, str]] = [(t("evidence.id"), f"<code>{escape(view.figure.id)}</code>")]
    if indicator is None:
        rows.append((t("evidence.definition"), escape(view.figure.definition)))
    else:
        rows += [
            (t("evidence.name"), f"{escape(indicator.name)} · {escape(indicator.name_en)}"),
            (t("evidence.definition"), escape(indicator.definition)),
            (t("evidence.definition_en"), escape(indicator.definition_en)),
            (t("evidence.period_rule"), escape(pick(indicator.period, indicator.period_en, lang))),
            (t("evidence.direction"), escape(t(f"evidence.direction_{indicator.direction}"))),
            (t("status.unit"), escape(pick(indicator.unit, indicator.unit_en, lang))),
            (
                t("evidence.version"),
                escape(indicator.version or basis.definitions.indicators.version),
            ),
            (t("evidence.source"), escape(indicator.source) or t("common.missing")),
        ]
    rows.append((t("source.release"), f"<code>{escape(view.provenance.release_id)}</code>"))
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{markup}</dd>" for name, markup in rows)
    measures = "".join(
        f"<tr><th>{escape(name)}</th><td><code>{escape(measure)}</code></td><td>{escape(words)}</td>"
        f'<td class="om-num">{_total(view, measure)}</td></tr>'
        for measure, name, words in view.measures
    )
    head = "".join(
        f"<th{' class=om-num' if key == 'total' else ''}>{escape(t(f'evidence.{key}'))}</th>"
        for key in ("measure", "column", "counts", "total")
    )
    return (
        f'<section class="om-card om-ev-definition"><dl>{listed}</dl></section>'
        f'<h3 class="om-section">{escape(t("evidence.made_of"))}</h3><div class="om-scroll">'
        f'<table class="om-table"><thead><tr>{head}</tr></thead><tbody>{measures}</tbody></table></div>'
    )


def _total(view: EvidenceView, measure: str) -> str:
    figure = view.figure
    value = figure.numerator if measure == figure.numerator_measure else figure.denominator
    return fmt_int(value)


def sql_boxes(view: EvidenceView) -> None:
    """The query of the figure, the query of this page of rows, and what decides which rows count."""
    _section(t("evidence.sql_figure"), _figure_words(view))
    for found in view.figure_sql:
        _code(found)
    _section(t("evidence.sql_rows"), t("evidence.sql_rows_words", part=view.chosen.name))
    _code(view.rows_sql)
    _section(t("evidence.sql_defining"), t("evidence.sql_defining_words"))
    for found in view.defining_sql:
        with st.expander(found.file):
            _code(found)


def _figure_words(view: EvidenceView) -> str:
    """Which columns of the result make the figure."""
    if any(found.file.endswith("_count.sql") for found in view.figure_sql):
        return t("evidence.sql_counts_words")
    columns = [measure for measure, _, _ in view.measures]
    words = " ÷ ".join(columns)
    if view.indicator is not None and view.indicator.scale != 1:
        words = t("evidence.sql_scaled", quotient=words, scale=f"{view.indicator.scale:g}")
    several = t("evidence.sql_several", count=len(view.figure_sql)) if len(view.figure_sql) > 1 else ""
    return t("evidence.sql_figure_words", words=words) + several


def _section(title: str, words: str) -> None:
    st.html(f'<h3 class="om-section">{escape(title)}</h3><p class="om-ev-note">{escape(words)}</p>')


def _code(found: Statement) -> None:
    """One query; Streamlit draws it as text, colours it and offers to copy it."""
    st.html(f'<p class="om-ev-file"><code>{escape(found.file)}</code></p>')
    st.code(found.sql.strip(), language="sql")
