"""What a meeting has to talk about: units below their peers, clusters of cases, cases past their limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from data.reads import UnitRow
from governance.scoring import LineScores
from views.assessment.scores import ScoredGroup, kind_name, line_name, scored_groups
from views.basis import Basis
from views.briefing.model import Cell, Column, Row, Table
from views.briefing.scope import DISTRICT, Scope, count_cell, figure_cell
from views.briefing.tables import street_name
from views.cases.filter import CaseFilter
from views.cases.hot_spots import HotSpots, hot_spots
from views.cases.overview import Facet, IncidentsView, incidents_view
from views.cases.table import CaseRow, ListPlace, Order, case_table
from views.figures import FEW_IN_NUMERATOR, rate_figure
from views.measures import unit_measures
from views.names import unit_name
from views.state import ViewState
from views.words import fmt_change, fmt_date, fmt_rate

MOST_EXCEPTIONS, MOST_CLUSTERS, MOST_OVERDUE, MOST_FACETS = 14, 8, 20, 10
_OVERDUE = CaseFilter(states=frozenset({"overdue"}))


def exceptions_table(scope: Scope) -> Table:
    """Indicators of units inside that lie below the limits of chance, the most cases concerned first."""
    found: list[tuple[float, Row]] = []
    for level in _levels(scope):
        groups = scored_groups(scope.basis, level, scope.membership, scope.period)
        for group in groups.values():
            found.extend(_low_in(scope, level, group))
    found.sort(key=lambda entry: -entry[0])
    columns = (
        Column("unit", scope.word("unit"), "text", width=1.9),
        Column("level", scope.word("level"), "text", width=1.1),
        Column("indicator", scope.word("indicator"), "text", width=1.2),
        Column("value", scope.word("value"), digits=2, width=1.5),
        Column("pooled", scope.word("pooled"), digits=2),
        Column("gap", scope.word("gap"), digits=1, width=1.1),
    )
    return Table(
        "exceptions", scope.word("exceptions_title"), columns,
        tuple(row for _, row in found[:MOST_EXCEPTIONS]), len(found),
        scope.word("exceptions_note"), scope.word("exceptions_empty"),
    )  # fmt: skip


def _levels(scope: Scope) -> tuple[str, ...]:
    inner = (scope.below, "community")
    return inner if scope.kind in ("zone", "county") else (DISTRICT[scope.membership], *inner)


def _inside(scope: Scope, level: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return unit_measures(scope.basis, level, scope.membership, scope.period, scope.unit).inside


def _low_in(scope: Scope, level: str, group: ScoredGroup) -> Iterator[tuple[float, Row]]:
    inside = _inside(scope, level)
    for line in group.scores.lines:
        for index, verdict in enumerate(line.verdicts):
            position = int(group.positions[index])
            if verdict == "low" and inside[position]:
                unit = scope.basis.unit_at(level, position)
                gap = float(line.values[index] - line.pooled)
                concerned = abs(gap) * float(line.denominators[index])
                yield concerned, _exception(scope, level, group, line, index, unit, gap)


def _exception(
    scope: Scope, level: str, group: ScoredGroup, line: LineScores, index: int, unit: UnitRow, gap: float
) -> Row:
    indicator = line.line.indicator
    parts = {
        indicator.numerator: float(line.numerators[index]),
        indicator.denominator: float(line.denominators[index]),
    }
    figure = rate_figure(indicator, parts, None, scope.lang)
    unit_of_gap = scope.word("gap_unit") if figure.unit == "%" else figure.unit
    pooled = fmt_rate(line.pooled, indicator.digits, "%" if figure.unit == "%" else "")
    short = scope.basis.definitions.level_shorts.get(level, ("", ""))[0 if scope.lang == "zh" else 1]
    cells = (
        Cell(place_name(scope, unit)),
        Cell(kind_name(group.key[1], scope.lang) or short),
        Cell(line_name(line, scope.lang)),
        figure_cell(figure, "bad"),
        Cell(pooled, float(line.pooled)),
        Cell(fmt_change(gap, 1, unit_of_gap), gap, "bad"),
    )
    return Row(unit.code, cells, unit.category)


def place_name(scope: Scope, unit: UnitRow) -> str:
    """A unit's name with what it lies in, as far as the briefing's own unit does not say it already."""
    if unit.level in ("community", "grid"):
        code = unit.street_part_code if scope.membership == "zone" else unit.street_code
        street = scope.basis.unit_row(scope.below, code or "")
        own = unit_name(unit, scope.lang)
        return f"{street_name(scope, street)} {own}" if street else own
    return street_name(scope, unit) if unit.level == scope.below else unit_name(unit, scope.lang)


@lru_cache(maxsize=64)
def _spots(basis: Basis, state: ViewState) -> HotSpots:
    return hot_spots(basis, state, CaseFilter())


def clusters_table(scope: Scope) -> Table:
    """Runs of touching grids with significantly many cases, the strongest first."""
    spots = _spots(scope.basis, scope.state)
    # A grid between busy ones may be hot with two cases of its own: nothing to bring to a meeting.
    clusters = [cluster for cluster in spots.clusters if cluster.cases >= FEW_IN_NUMERATOR]
    rows = [
        Row(
            cluster.grids[0],
            (
                Cell(place_name(scope, cluster.community) if cluster.community else "—"),
                count_cell(len(cluster.grids)),
                count_cell(cluster.cases),
                count_cell(cluster.population),
                Cell(fmt_rate(cluster.peak_z, 1), cluster.peak_z),
            ),
        )
        for cluster in clusters[:MOST_CLUSTERS]
    ]
    columns = (
        Column("place", scope.word("place"), "text", width=2.4),
        Column("grids", scope.word("grids")),
        Column("received", scope.word("received"), unit=scope.word("cases")),
        Column("residents", scope.word("residents")),
        Column("strength", scope.word("strength"), digits=1),
    )
    empty = scope.word("clusters_empty" if spots.enough else "clusters_few")
    return Table(
        "clusters", scope.word("clusters_title"), columns, tuple(rows), len(clusters),
        scope.word("clusters_note"), empty,
    )  # fmt: skip


def overdue_view(scope: Scope) -> IncidentsView:
    """Counts of the cases that are overdue on the data date, as the screen of cases shows them."""
    level = "district" if scope.kind in ("city", "category") else "street"
    return incidents_view(scope.basis, replace(scope.state, level=level), _OVERDUE, scope.lang)  # type: ignore[arg-type]


def overdue_rows(scope: Scope) -> tuple[CaseRow, ...]:
    """The cases whose limit passed first: hours past it would not rank them, limits count working or all hours."""
    total = overdue_view(scope).total
    place = ListPlace(Order("due", False), 1)
    return case_table(scope.basis, scope.state, _OVERDUE, place, total, scope.lang).rows[:MOST_OVERDUE]


def overdue_table(scope: Scope) -> Table:
    """The first of the overdue cases, the one that was due first at the top; titles are masked where they were read."""
    rows, total = overdue_rows(scope), overdue_view(scope).total
    columns = (
        Column("case_no", scope.word("case_no"), "text", width=1.3),
        Column("matter", scope.word("matter"), "text", width=3.3),
        Column("where", scope.word("where"), "text", width=1.3),
        Column("department", scope.word("department"), "text", width=1.0),
        Column("due", scope.word("due_at"), "date", width=1.0),
        Column("days", scope.word("days_late"), unit=scope.word("days"), width=0.9),
    )
    all_shown = len(rows) == total
    note = (
        scope.word("overdue_note_all", day=scope.data_day)
        if all_shown
        else scope.word("overdue_note", day=scope.data_day, n=len(rows), total=f"{total:,}")
    )
    return Table(
        "overdue", scope.word("overdue_title"), columns, tuple(_overdue_row(scope, row) for row in rows),
        total, note if rows else "", scope.word("overdue_empty"),
    )  # fmt: skip


def _overdue_row(scope: Scope, case: CaseRow) -> Row:
    kind = scope.word("class_of", **{"class": case.class_name, "subclass": case.subclass})
    title = case.title if case.title and case.title != case.subclass else kind
    due = fmt_date(case.due_at.date() if case.due_at else None, scope.lang)
    return Row(
        case.incident_id,
        (
            Cell(case.case_no),
            Cell(title, note=kind if title != kind else ""),
            Cell(case.community or scope.word("unplaced")),
            Cell(case.department),
            Cell(due),
            count_cell(days_late(scope, case), "bad"),
        ),
    )


def overdue_by_tables(scope: Scope) -> tuple[Table, Table]:
    """Overdue cases by department and by unit, most first."""
    view = overdue_view(scope)
    level = DISTRICT[scope.membership] if scope.kind in ("city", "category") else scope.below
    name = scope.basis.definitions.level_names[level][0 if scope.lang == "zh" else 1]
    return (
        _facets(scope, "overdue_department", scope.word("overdue_department_title"), "department",
                view.departments, len(view.departments), view.total),
        _facets(scope, "overdue_unit", scope.word("overdue_unit_title", level=name), "unit",
                view.units, view.n_units, view.total),
    )  # fmt: skip


def _facets(
    scope: Scope, id: str, title: str, head: str, facets: Sequence[Facet], n: int, total: int
) -> Table:
    rows = tuple(
        Row(
            facet.value,
            (
                Cell(facet.name or scope.word("not_said")),
                count_cell(facet.received),
                Cell(
                    fmt_rate(facet.received / total * 100 if total else None, 1, "%"),
                    facet.received / total * 100 if total else None,
                ),
            ),
        )
        for facet in facets[:MOST_FACETS]
    )
    columns = (
        Column(head, scope.word(head), "text", width=1.6),
        Column("cases", scope.word("cases"), width=0.6),
        Column("share", scope.word("share_of_all"), unit="%", digits=1, width=1.2),
    )
    return Table(id, title, columns, rows, n, empty=scope.word("overdue_empty"))


def days_late(scope: Scope, case: CaseRow) -> int | None:
    """Calendar days from the day a case was due to the data date; None where it has no limit."""
    return None if case.due_at is None else (scope.basis.provenance.data_to - case.due_at.date()).days
