"""Tables of units, months and classes: the unit beside its peers, what lies inside it, how its cases went."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from data.reads import UnitRow
from governance.periods import Period
from views.briefing.model import Cell, Column, Row, Table
from views.briefing.scope import (
    DISTRICT,
    Scope,
    change_cell,
    count_cell,
    figure_cell,
    share_cell,
)
from views.city_map import HEADLINE_RATES, class_counts_of
from views.figures import Parts, count_figure, rate_figure
from views.measures import months_of, scope_parts, unit_measures
from views.names import full_name, unit_name
from views.words import fmt_month

MOST_STREETS = 15  # listed of a city or a category
MOST_CLASSES = 10
TREND_MONTHS = 12


def unit_columns(scope: Scope) -> tuple[Column, ...]:
    """Name, cases received, the headline rates, overdue cases: the columns of every table of units."""
    registry, zh = scope.basis.definitions.indicators, scope.lang == "zh"
    rates = [registry[i] for i in HEADLINE_RATES if i in registry]
    return (
        Column("unit", scope.word("unit"), "text", width=1.5),
        Column("received", scope.word("received"), unit=scope.word("cases"), width=0.8),
        *(
            Column(
                rate.id,
                rate.name if zh else rate.name_en,
                unit=rate.unit if zh else rate.unit_en,
                digits=rate.digits,
                width=1.25 if rate.unit == "%" else 1.0,
            )
            for rate in rates
        ),
        Column("overdue", _name(scope, "overdue"), unit=scope.word("cases"), width=0.8),
    )


def _name(scope: Scope, measure: str) -> str:
    return count_figure(measure, {}, None, scope.lang, scope.basis.definitions.indicators).name


def _unit_row(scope: Scope, code: str, name: str, parts: Parts, category: str | None = None) -> Row:
    registry, few = scope.basis.definitions.indicators, scope.word("few")
    figures = [rate_figure(registry[i], parts, None, scope.lang) for i in HEADLINE_RATES if i in registry]
    cells = [figure_cell(f, scope.verdicts.get((code, f.id), "plain"), few) for f in figures]
    row = (Cell(name), count_cell(parts.get("received")), *cells, count_cell(parts.get("overdue")))
    return Row(code, row, category, is_own=code == scope.unit.code)


def peer_tables(scope: Scope) -> tuple[Table, ...]:
    """Units of the same category with the category's own sum; of the city one table a category."""
    level = DISTRICT[scope.membership]
    measures = unit_measures(scope.basis, level, scope.membership, scope.period, scope.at("city"))
    tables = []
    for category in scope.basis.definitions.categories:
        if scope.kind != "city" and category.code != scope.unit.category:
            continue
        whole = scope.basis.unit_row("category", category.code)
        assert whole is not None, "a release holds every category it defines"
        name = category.name if scope.lang == "zh" else category.name_en
        members = np.flatnonzero(scope.basis.column(level, "category") == category.code)
        rows = [
            _unit_row(
                scope, unit.code, unit_name(unit, scope.lang), measures.parts_of(unit.seq), category.code
            )
            for unit in (scope.basis.unit_at(level, int(position)) for position in members)
        ]
        total = _unit_row(
            scope,
            whole.code,
            scope.word("whole", name=name),
            scope_parts(scope.basis, whole, scope.membership, scope.period),
        )
        summary = [replace(total, is_own=False, is_summary=True)] if len(rows) > 1 else []
        tables.append(
            Table(
                id=f"peers{category.code}",
                title=scope.word("peers_title", category=name),
                columns=unit_columns(scope),
                rows=(*rows, *summary),
                total=len(rows),
                note=scope.word("peers_note"),
            )
        )
    return tuple(tables)


def inside_table(scope: Scope) -> Table:
    """Streets of a zone or county with their sum; of a city or category those with most cases."""
    level, is_district = scope.below, scope.kind in ("zone", "county")
    measures = unit_measures(scope.basis, level, scope.membership, scope.period, scope.unit)
    inside = np.flatnonzero(measures.inside)
    ranked = inside[np.argsort(-measures.columns["received"][inside], kind="stable")]
    shown = ranked if is_district else ranked[:MOST_STREETS]
    rows = [
        _unit_row(
            scope,
            unit.code,
            street_name(scope, unit),
            measures.parts_of(unit.seq),
            None if is_district else unit.category,
        )
        for unit in (scope.basis.unit_at(level, int(position)) for position in shown)
    ]
    lost = measures.unlocated["received"]
    blanks = (Cell("—"),) * len([i for i in HEADLINE_RATES if i in scope.basis.definitions.indicators])
    if lost:
        unplaced = (
            Cell(scope.word("unplaced")),
            count_cell(lost),
            *blanks,
            count_cell(measures.unlocated["overdue"]),
        )
        rows.append(Row("", unplaced, is_summary=True))
    if rows:
        total = _unit_row(scope, scope.unit.code, scope.word("sum"), scope.parts)
        rows.append(replace(total, is_own=False, is_summary=True))
    is_part = (
        is_district
        and scope.membership == "zone"
        and any(
            scope.basis.unit_at(level, int(p)).code != scope.basis.unit_at(level, int(p)).street_code
            for p in shown
        )
    )
    title = scope.word("inside_title") if is_district else scope.word("inside_most_title", n=len(shown))
    return Table(
        "inside", title, unit_columns(scope), tuple(rows), len(inside),
        scope.word("inside_part_note") if is_part else "",
    )  # fmt: skip


def street_name(scope: Scope, unit: UnitRow) -> str:
    """A street's name; where the briefing reaches beyond one district, with the district's before it."""
    own = full_name(scope.basis, unit, scope.lang)
    if scope.kind in ("zone", "county"):
        return own
    code = unit.zone_code if scope.membership == "zone" else unit.county_code
    district = scope.basis.unit_row(DISTRICT[scope.membership], code or "")
    return f"{unit_name(district, scope.lang)} {own}" if district else own


def months_table(scope: Scope) -> Table:
    """Twelve months up to the end of the period, beside the same months a year before."""
    available, last = scope.basis.available, scope.period.last
    first = max(available.first, last - TREND_MONTHS + 1)
    year = Period(max(available.first, first - 12), last)
    points = {
        point.month: point.parts for point in months_of(scope.basis, scope.unit, scope.membership, year)
    }
    registry = scope.basis.definitions.indicators
    rates = [registry[i] for i in ("on_time_rate",) if i in registry]
    rows = []
    for month in range(first, last + 1):
        parts, then = points[month], points.get(month - 12)
        received, before = parts.get("received"), then.get("received") if then else None
        name = fmt_month(month, scope.lang)
        if _is_partial(scope, month):
            name = scope.word("partial", month=name)
        rows.append(
            Row(
                "",
                (
                    Cell(name, float(month)),
                    count_cell(received),
                    count_cell(before),
                    change_cell(received, before),
                    count_cell(parts.get("due")),
                    *(
                        figure_cell(rate_figure(rate, parts, None, scope.lang), few=scope.word("few"))
                        for rate in rates
                    ),
                ),
            )
        )
    columns = (
        Column("month", scope.word("month"), "text", width=1.2),
        Column("received", scope.word("received"), unit=scope.word("cases")),
        Column("year_before", scope.word("year_before"), unit=scope.word("cases")),
        Column("year_change", scope.word("year_change"), unit="%", digits=1),
        Column("due", scope.word("due"), unit=scope.word("cases")),
        *(
            Column(rate.id, rate.name if scope.lang == "zh" else rate.name_en, unit="%", digits=2, width=1.4)
            for rate in rates
        ),
    )
    return Table("months", scope.word("trend_title"), columns, tuple(rows), len(rows))


def _is_partial(scope: Scope, month: int) -> bool:
    """Whether the data begin or end within the month."""
    first = date(month // 12, month % 12 + 1, 1)
    after = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    provenance = scope.basis.provenance
    return first < provenance.data_from or provenance.data_to < after - timedelta(days=1)


def classes_table(scope: Scope) -> Table:
    """Classes of the cases received, most first, with the period before beside them."""
    now = class_counts_of(scope.basis, scope.unit, scope.membership, scope.period, frozenset(), scope.lang)
    then: dict[str, int] | None = None
    if scope.before:
        earlier = class_counts_of(
            scope.basis, scope.unit, scope.membership, scope.before, frozenset(), scope.lang
        )
        then = {entry.name: entry.received for entry in earlier}
    whole = sum(entry.received for entry in now)
    listed: list[tuple[str, int, float | None]] = [
        (entry.name, entry.received, None if then is None else float(then.get(entry.name, 0)))
        for entry in now[:MOST_CLASSES]
    ]
    rest = now[MOST_CLASSES:]
    if rest:
        before = None if then is None else float(sum(then.get(entry.name, 0) for entry in rest))
        listed.append(
            (scope.word("other_classes", n=len(rest)), sum(entry.received for entry in rest), before)
        )
    rows = [_class_row(*entry, whole) for entry in listed]
    if rest:
        rows[-1] = replace(rows[-1], is_summary=True)
    columns = (
        Column("class", scope.word("class"), "text", width=1.8),
        Column("received", scope.word("received"), unit=scope.word("cases")),
        Column("share", scope.word("share"), unit="%", digits=1, width=1.7),
        Column("before", scope.word("before"), unit=scope.word("cases")),
        Column("change", scope.word("change"), unit="%", digits=1),
    )
    return Table(
        "classes", scope.word("classes_title"), columns, tuple(rows), len(now),
        empty=scope.word("point_none"),
    )  # fmt: skip


def _class_row(name: str, received: int, before: float | None, whole: int) -> Row:
    return Row(
        "",
        (
            Cell(name),
            count_cell(received),
            share_cell(received, whole),
            count_cell(before),
            change_cell(received, before),
        ),
    )
