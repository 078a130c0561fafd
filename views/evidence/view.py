"""What stands behind a figure: its parts, its definition, the SQL that made it, and the rows that it counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import isclose
from typing import TypedDict

from data.reads.cases import case_totals
from data.reads.evidence import (
    Sort,
    Statement,
    behind_count,
    behind_rows,
    count_statement,
    defining,
    rows_statement,
    statement,
)
from governance.indicators import STATE_MEASURES, UNIT_FACTS, Indicator
from views.basis import Basis, Provenance
from views.evidence.filter import question_words
from views.evidence.parts import Part, PartRows, Question, first_part, parts_of, sorts_of
from views.evidence.table import Table, table_of
from views.evidence.words import MEASURE_WORDS, word
from views.figures import Figure, Parts, part_name, rate_figure
from views.measures import facts_of, parts_in_view
from views.names import Lang
from views.state import LADDER, ViewState

PAGE_OF_ROWS = 25


@dataclass(frozen=True)
class CountedPart:
    """A part of the figure with what its rows add up to.

    Attributes
    ----------
    n
        Number of rows.
    total
        What they add up to: their number, or the sum of what the measure sums (minutes, people, km²).
    """

    rows: PartRows
    n: int
    total: float

    @property
    def part(self) -> Part:
        """Which part."""
        return self.rows.part

    @property
    def name(self) -> str:
        """Its name."""
        return self.rows.name


@dataclass(frozen=True, eq=False)
class EvidenceView:
    """Everything that stands behind one figure.

    Attributes
    ----------
    indicator
        None where the figure is a measure of no name in the registry.
    filter_words
        What the filter of cases asks for, one a condition.
    measures
        Id, name and words of each measure or fact that the figure is made of, numerator first.
    parts
        Its parts that have rows; `part` is the one listed.
    agrees
        Whether the rows add up to the figure's numerator and denominator.
    table
        A page of the part's rows; `n_pages` pages in all, `page` counts from 0.
    figure_sql
        What made the figure, values written in: run one after another and add up.
    rows_sql
        What listed this page.
    defining_sql
        What decides which rows count, parameters open.
    """

    question: Question
    state: ViewState
    figure: Figure
    indicator: Indicator | None
    filter_words: tuple[str, ...]
    measures: tuple[tuple[str, str, str], ...]
    parts: tuple[CountedPart, ...]
    chosen: CountedPart
    sort: Sort
    sorts: tuple[Sort, ...]
    page: int
    n_pages: int
    table: Table
    agrees: bool
    figure_sql: tuple[Statement, ...]
    rows_sql: Statement
    defining_sql: tuple[Statement, ...]
    provenance: Provenance


class _Window(TypedDict):
    """Which rows of a list, in which order."""

    sort: Sort
    limit: int
    offset: int


@lru_cache(maxsize=64)
def evidence_view(basis: Basis, state: ViewState, question: Question, lang: Lang) -> EvidenceView:
    """Compose what stands behind a figure.

    Raises
    ------
    StateError
        When the figure does not exist.
    """
    registry = basis.definitions.indicators
    indicator = next((entry for entry in registry.indicators if entry.id == question.figure_id), None)
    parts = tuple(
        CountedPart(rows, *_count(basis, rows)) for rows in parts_of(indicator, question, state, lang)
    )
    figure, agrees = _figure(basis, state, question, indicator, parts, lang)
    offered = {entry.part: entry for entry in parts}
    first = first_part(indicator, tuple(entry.rows for entry in parts))
    chosen = offered.get(question.part or first, offered[first])
    behind = chosen.rows.behind
    sorts = sorts_of(behind)
    sort = question.sort if question.sort in sorts else sorts[0]
    n_pages = max(1, -(-chosen.n // PAGE_OF_ROWS))
    page = min(question.page, n_pages - 1)
    window = _Window(sort=sort, limit=PAGE_OF_ROWS, offset=page * PAGE_OF_ROWS)
    measures = _measures(figure)
    return EvidenceView(
        question=question,
        state=state,
        figure=figure,
        indicator=indicator,
        filter_words=question_words(basis, question, lang),
        measures=tuple((m, part_name(m, lang), word(MEASURE_WORDS[m], lang)) for m in measures),
        parts=parts,
        chosen=chosen,
        sort=sort,
        sorts=sorts,
        page=page,
        n_pages=n_pages,
        table=table_of(basis, behind, behind_rows(basis.release, behind, **window), lang),
        agrees=agrees,
        figure_sql=_figure_sql(basis, state, question, parts, measures),
        rows_sql=rows_statement(behind, **window),
        defining_sql=tuple(dict.fromkeys(found for measure in measures for found in defining(measure))),
        provenance=basis.provenance,
    )


@lru_cache(maxsize=1024)
def _count(basis: Basis, rows: PartRows) -> tuple[int, float]:
    """Counted once a release: turning pages asks for the same numbers again."""
    return behind_count(basis.release, rows.behind)


def _figure(
    basis: Basis,
    state: ViewState,
    question: Question,
    indicator: Indicator | None,
    parts: tuple[CountedPart, ...],
    lang: Lang,
) -> tuple[Figure, bool]:
    """The figure as other screens show it, and whether its rows say the same.

    Of what could not be placed, and of one theme or department, the rows themselves are counted.
    """
    of_rows = {entry.rows.behind.measure: entry.total for entry in parts if entry.rows.behind.without is None}
    if any(entry.rows.behind.measure == "work_minutes" for entry in parts):
        of_rows["disposed"] = float(parts[0].n)
    held = _held(basis, state, question)
    if held is None:
        held, agrees = {**facts_of(state.unit), **of_rows}, True
    else:
        known = ((held.get(name), total) for name, total in of_rows.items())
        agrees = all(value is not None and isclose(value, total, rel_tol=1e-6) for value, total in known)
    if indicator is not None:
        return rate_figure(indicator, held, None, lang), agrees
    return _measure_figure(question.figure_id, held, lang), agrees


def _held(basis: Basis, state: ViewState, question: Question) -> Parts | None:
    """Measures as the other screens read them: out of the rollups, or of filtered cases; None where none shows them."""
    if question.is_plain:
        categories = state.categories if state.unit.level == "city" else frozenset()
        return parts_in_view(basis, state.unit, state.membership, state.period, categories)
    of_whistles = question.theme or question.office
    if (
        question.unplaced is None
        and not of_whistles
        and not (state.categories and state.unit.level == "city")
    ):
        wanted = _of_filter(state, question)
        totals = case_totals(basis.release, wanted, before_from=state.period.first)
        return {**facts_of(state.unit), **{name: float(count) for name, count in totals.items()}}
    return None


def _of_filter(state: ViewState, question: Question) -> dict[str, object]:
    """Parameters of the totals of filtered cases; a standing looks at other months, the measures each have their own."""
    wanted = {name: value for name, value in question.filter.parameters(state).items() if name != "axis"}
    return {**wanted, "month_from": state.period.first, "month_to": state.period.last}


def _measure_figure(measure: str, parts: Parts, lang: Lang) -> Figure:
    """A measure or fact that the registry has no name of its own for."""
    units = {"population": ("人", "people"), "area_km2": ("km²", "km²"), "n_grids": ("个", "")}
    usual = ("分钟", "minutes") if measure == "work_minutes" else ("件", "cases")
    name = part_name(measure, lang)
    return Figure(
        id=measure,
        name=name[:1].upper() + name[1:],
        value=parts.get(measure),
        unit=word(units.get(measure, usual), lang),
        digits=2 if measure == "area_km2" else 0,
        direction="none",
        definition=word(MEASURE_WORDS[measure], lang),
        numerator=parts.get(measure),
        numerator_name=name,
        numerator_measure=measure,
        is_state=measure in STATE_MEASURES,
    )


def _measures(figure: Figure) -> tuple[str, ...]:
    named = (figure.numerator_measure, figure.denominator_measure)
    return tuple(dict.fromkeys(measure for measure in named if measure))


def _figure_sql(
    basis: Basis,
    state: ViewState,
    question: Question,
    parts: tuple[CountedPart, ...],
    measures: tuple[str, ...],
) -> tuple[Statement, ...]:
    """The reads that made the figure: of the rollups, of filtered cases, or the counts of its rows."""
    facts = tuple(_fact_sql(basis, state) for _ in range(any(m in UNIT_FACTS for m in measures)))
    if all(measure in UNIT_FACTS for measure in measures):
        return facts
    if _held(basis, state, question) is not None and not question.is_plain:
        wanted = {**_of_filter(state, question), "before_from": state.period.first}
        return (statement("reads", "case_totals", **wanted), *facts)
    if not question.is_plain:
        counted = (entry.rows.behind for entry in parts if entry.part != "missed")
        return (*(count_statement(behind) for behind in counted if behind.subject != "unit"), *facts)
    unit = state.unit
    chosen = sorted(state.categories) if unit.level == "city" else []
    own = (unit.level, None if unit.level == "city" else unit.code)
    scopes: list[tuple[str, str | None]] = [("category", code) for code in chosen] or [own]
    totals = tuple(
        statement(
            "reads", "measures_total",
            scope_level=level, scope_code=code, category=None,
            month_from=state.period.first, month_to=state.period.last,
        )
        for level, code in scopes
    )  # fmt: skip
    return (*totals, *facts)


def _fact_sql(basis: Basis, state: ViewState) -> Statement:
    """The read that found the unit whose facts the figure divides by."""
    levels = [level for level in LADDER[state.membership] if level == state.unit.level]
    return statement("reads", "unit", code=state.unit.code, levels=levels)


def whole_list(view: EvidenceView) -> Question:
    """The question without the page: what a file of all rows is asked for."""
    return replace(view.question, part=view.chosen.part, sort=view.sort, page=0)
