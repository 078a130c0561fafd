"""The briefing of a unit, composed: the one object that every file of a meeting pack is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from governance.periods import Period
from views.basis import Basis
from views.briefing.headline import headline
from views.briefing.model import BriefingView, Definition, Headline, Table, Whistles
from views.briefing.points import points_of
from views.briefing.scope import Scope, scope_of
from views.briefing.tables import classes_table, inside_table, months_table, peer_tables
from views.briefing.trouble import clusters_table, exceptions_table, overdue_by_tables, overdue_table
from views.briefing.whistles import whistles_of
from views.city_map import HEADLINE_RATES
from views.figures import FEW_IN_DENOMINATOR, FEW_IN_NUMERATOR, count_figure, rate_figure
from views.names import Lang, unit_name
from views.sheet.address import read_request
from views.sheet.fresh import Fresh, fresh_choices
from views.sheet.request import SheetRequest, require_ready
from views.sheet.view import sheet_view
from views.staleness import stale_note
from views.state import Membership, write_state
from views.words import fmt_date, fmt_int, fmt_rate

# Figures that the briefing defines beside its headline.
_DEFINED = ("response_rate", "solve_rate", "whistle_satisfaction_rate", "whistles")


def briefing_view(
    basis: Basis,
    code: str,
    period: Period,
    membership: Membership,
    lang: Lang,
    *,
    indicator: str = "",
    made_on: date | None = None,
    approval: str = "",
    is_public: bool = False,
    fresh: Fresh | None = None,
) -> BriefingView:
    """Compose the briefing of a zone, county, category or the city.

    Parameters
    ----------
    code
        Of the unit; a zone without a county of its own is counted as managed, whatever `membership` says.
    indicator
        What colours the map; "" means the map's own first choice.
    made_on
        Local day of the briefing: which feeds were late, and how old the data were. Today where None.
    approval, is_public
        审图号 of the map; a public one needs it.
    fresh
        Marking, watermark and address of the installation; `fresh_choices` where None.

    Raises
    ------
    StateError
        When there is no such unit or indicator, the data do not cover the period, or a public briefing has no 审图号.
    """
    asked = fresh or fresh_choices(basis)
    day = made_on or basis.today
    return _composed(
        basis, code, period, membership, lang, indicator, approval, is_public,
        replace(asked, as_of=day.isoformat()),
    )  # fmt: skip


@lru_cache(maxsize=16)
def _composed(
    basis: Basis,
    code: str,
    period: Period,
    membership: Membership,
    lang: Lang,
    indicator: str,
    approval: str,
    is_public: bool,
    fresh: Fresh,
) -> BriefingView:
    scope = scope_of(basis, code, period, membership, lang, indicator)
    request = map_request(scope, fresh, approval, is_public)
    require_ready(request)
    day = date.fromisoformat(fresh.as_of)
    figures = _figures(scope)
    classes, exceptions, overdue = classes_table(scope), exceptions_table(scope), overdue_table(scope)
    overdue_by, whistles = overdue_by_tables(scope), whistles_of(scope)
    inside, sheet = inside_table(scope), sheet_view(basis, request)
    category = basis.definitions.category(scope.unit.category) if scope.unit.category else None
    zh = lang == "zh"
    return BriefingView(
        unit=scope.unit,
        kind=scope.kind,
        membership=scope.membership,
        period=period,
        lang=lang,
        made_on=day,
        title=scope.word("title", unit=unit_name(scope.unit, lang)),
        category_name="" if category is None else category.name if zh else category.name_en,
        category_task="" if category is None else category.task if zh else category.task_en,
        categories=basis.definitions.categories,
        facts=_facts(scope),
        period_text=scope.period_words(period),
        compared_text=scope.period_words(scope.before) if scope.before else "",
        points=points_of(scope, figures, classes, exceptions, overdue, overdue_by[0], whistles),
        headline=figures,
        sheet=sheet,
        peers=peer_tables(scope),
        inside=inside,
        months=months_table(scope),
        classes=classes,
        exceptions=exceptions,
        clusters=clusters_table(scope),
        overdue=overdue,
        overdue_by=overdue_by,
        whistles=whistles,
        actions=(),
        definitions=_definitions(scope, (figures, whistles)),
        notes=_notes(scope, inside),
        stale_note=_stale(scope, day),
        sources=sheet.sources,
        marking=sheet.marking,
        approval_line=sheet.approval_line,
        demo_note=sheet.demo_note,
        schematic_note=sheet.schematic_note,
        provenance=basis.provenance,
    )


def map_request(scope: Scope, fresh: Fresh, approval: str, is_public: bool) -> SheetRequest:
    """The sheet of the briefing's map, by the level just below its unit: the one whose figures its tables give."""
    state = scope.state
    request, _ = read_request({**write_state(state, scope.basis), "l": state.level}, scope.basis, fresh)
    return replace(request, lang=scope.lang, size="A4", approval=approval, is_public=is_public)


def _figures(scope: Scope) -> tuple[Headline, ...]:
    """The figures of the map's own screen, with their peers."""
    registry, parts, then = scope.basis.definitions.indicators, scope.parts, scope.parts_then
    figures = (
        count_figure("received", parts, then, scope.lang, registry),
        *(rate_figure(registry[i], parts, then, scope.lang) for i in HEADLINE_RATES if i in registry),
        count_figure("overdue", parts, then, scope.lang, registry),
    )
    return tuple(headline(scope, figure) for figure in figures)


def _facts(scope: Scope) -> tuple[tuple[str, str], ...]:
    unit = scope.unit
    streets = scope.basis.units(scope.below)
    code = "category" if unit.level == "category" else f"{unit.level}_code"
    n_streets = len(streets) if unit.level == "city" else int((streets[code] == unit.code).sum())
    return (
        (scope.word("fact_population"), fmt_int(unit.population)),
        (scope.word("fact_area"), fmt_rate(unit.area_km2, 1, "km²")),
        (scope.word("fact_streets"), fmt_int(n_streets)),
        (scope.word("fact_communities"), fmt_int(unit.n_communities)),
        (scope.word("fact_grids"), fmt_int(unit.n_grids)),
    )


def _definitions(scope: Scope, figures: tuple[tuple[Headline, ...], Whistles]) -> tuple[Definition, ...]:
    registry, zh = scope.basis.definitions.indicators, scope.lang == "zh"
    headlines, whistles = figures
    wanted = [
        *(figure.figure.id for figure in headlines),
        "due",
        *(figure.figure.id for figure in whistles.figures),
        scope.state.indicator,
    ]
    return tuple(
        Definition(
            id=entry.id,
            name=entry.name if zh else entry.name_en,
            unit=entry.unit if zh else entry.unit_en,
            definition=entry.definition if zh else entry.definition_en,
            period=entry.period if zh else entry.period_en or entry.period,
            version=entry.version or registry.version,
            source=entry.source,
        )
        for entry in (registry[id] for id in dict.fromkeys(wanted) if id in registry)
    )


def _notes(scope: Scope, inside: Table) -> tuple[str, ...]:
    provenance = scope.basis.provenance
    notes = [
        scope.word("note_state", day=scope.data_day),
        scope.word("note_few", cases=FEW_IN_DENOMINATOR, few=FEW_IN_NUMERATOR),
    ]
    unplaced = next((row for row in inside.rows if row.is_summary and not row.code), None)
    if unplaced is not None:
        notes.append(scope.word("note_unplaced", n=unplaced.cells[1].text))
    if provenance.calendar_known_until and provenance.beyond_calendar:
        day = fmt_date(provenance.calendar_known_until, scope.lang)
        notes.append(scope.word("note_calendar", day=day, n=fmt_int(provenance.beyond_calendar)))
    return (*notes, scope.word("peers_note"))


def _stale(scope: Scope, day: date) -> str:
    names: Iterable[str] = ("received", *HEADLINE_RATES, "overdue", *_DEFINED, scope.state.indicator)
    return stale_note(scope.basis, names, scope.lang, today=day)
