"""A sheet of hot spots: grids with more cases than the mean of the unit lets expect, and with fewer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from views.cases.hot_spots import HotCluster, HotSpots, On, grid_spots, hot_spots
from views.cases.overview import incidents_view
from views.cases.question import question_of
from views.figures import Figure, count_figure
from views.names import unit_name
from views.sheet.address import case_filter_of
from views.sheet.model import NO_DATA, RankRow, SheetClass, SheetLegend
from views.sheet.subjects.cases import classes_of_cases, trend_of_cases
from views.sheet.subjects.content import Asked, Content, texts_of
from views.sheet.subjects.filters import filter_words, period_of, titled
from views.sheet.subjects.indicator import counted_line
from views.words import fmt_int, fmt_rate

STEPS = 7
LIST_LENGTH = 10


def content(asked: Asked) -> Content:
    """Grids of the unit by how hot or cold they are; the ranking is of runs of hot grids, the hottest first."""
    basis, state = asked.basis, asked.state
    chosen = case_filter_of(asked.request, basis)
    on: On = "rates" if asked.request.parameters["on"] == "rates" else "counts"
    spots = grid_spots(basis, question_of(state, chosen), on)
    found = hot_spots(basis, state, chosen, on)
    view = incidents_view(basis, state, chosen, asked.lang)
    of_scope = basis.column("grid", "code" if state.unit.level == "grid" else _column(state.unit.level))
    inside = (
        np.ones(len(of_scope), dtype=bool)
        if state.unit.level == "city"
        else np.asarray(of_scope == state.unit.code, dtype=bool)
    )
    tested = spots.tested & spots.enough
    # The legend lists the hottest first: a unit's class is its place there.
    klass = np.where(tested, STEPS // 2 - spots.classes, NO_DATA).astype(np.int8)
    what, more = titled(asked, "hot.what", filter_words(asked, chosen))
    trend, trend_name = trend_of_cases(asked, chosen)
    method = asked.word("semicolon").join((asked.word(f"hot.{on}"), asked.word("hot.method")))
    return Content(
        what=what,
        level="grid",
        scope=state.unit,
        inside=inside,
        klass=klass,
        values=np.where(tested, spots.z, np.nan),
        texts=texts_of(spots.cases.astype(np.float64), 0),
        legend=SheetLegend(
            name=asked.word("hot.legend"),
            unit="",
            kind="diverging",
            classes=tuple(
                SheetClass(
                    asked.word(f"hot.class_{step}"), int((klass[inside] == STEPS - 1 - step).sum()), step
                )
                for step in reversed(range(STEPS))
            ),
            n_missing=int((klass[inside] == NO_DATA).sum()),
            counted=asked.word("units_of", level=asked.level_word("grid")),
            note=method,
        ),
        figures=_figures(asked, found, view.figures),
        district_texts={},
        ranking=_ranking(asked, found),
        ranking_title=asked.word("ranking_clusters"),
        trend=trend,
        trend_name=trend_name,
        classes=classes_of_cases(view),
        classes_title=asked.word("classes"),
        lines=(counted_line(asked, "grid"), *more),
        notes=_notes(asked, found),
        no_period=chosen.is_of_data_date,
        period_words=period_of(asked, chosen),
        fresh_names=("received", "overdue"),
        department=chosen.department,
    )


def _column(level: str) -> str:
    return {"city": "code", "category": "category"}.get(level, f"{level}_code")


def _figures(asked: Asked, found: HotSpots, of_cases: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """How many grids are hot before what the cases say."""
    registry = asked.basis.definitions.indicators
    grids = count_figure("n_grids", {"n_grids": float(found.n_hot)}, None, asked.lang, registry)
    hot = replace(
        grids,
        id="hot_grids",
        name=asked.word("hot.grids"),
        unit=asked.word("hot.grids_unit"),
        definition=asked.word("hot.method"),
    )
    return (hot, *of_cases)


def _ranking(asked: Asked, found: HotSpots) -> tuple[RankRow, ...]:
    # Neighbours can make a grid hot that has no such case itself: in a list it would mislead.
    shown = [cluster for cluster in found.clusters if cluster.community is not None and cluster.cases]
    return tuple(_row(asked, cluster) for cluster in shown[:LIST_LENGTH])


def _row(asked: Asked, cluster: HotCluster) -> RankRow:
    assert cluster.community is not None
    community = unit_name(cluster.community, asked.lang)
    return RankRow(
        code=cluster.grids[0],
        name=asked.word("hot.cluster", place=community, n=fmt_int(len(cluster.grids))),
        value_text=fmt_int(cluster.cases),
        value=float(cluster.cases),
        category=None,  # ranked by strength, whatever lies below: no unit is compared
    )


def _notes(asked: Asked, found: HotSpots) -> tuple[str, ...]:
    if not found.enough:
        return (asked.word("hot.not_enough"),)
    if not found.clusters:
        return (asked.word("hot.none"),)
    share = fmt_rate(found.n_hot / found.n_tested * 100, 1, "%")
    return (asked.word("hot.tested", hot=fmt_int(found.n_hot), n=fmt_int(found.n_tested), share=share),)
