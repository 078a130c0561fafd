"""A sheet of the assessment: units beside their own peers, by how many indicators lie beyond chance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from governance.scoring import GroupScores
from views.assessment.detail import DetailView, detail_view
from views.assessment.scores import scored_groups
from views.figures import Figure
from views.measures import unit_measures
from views.names import full_name
from views.sheet.ground import DISTRICTS
from views.sheet.model import NO_DATA, RankRow, SheetClass, SheetLegend, TrendPoint
from views.sheet.subjects.cases import scope_of
from views.sheet.subjects.content import Asked, Classes, Content, texts_of, trend_point
from views.sheet.subjects.indicator import counted_line
from views.state import LEVELS
from views.words import fmt_rate

# From the best to the worst: the ends of "better minus worse" of each class, its words, its step from cold to hot.
CLASSES = (
    (2, 99, "much_better", 0),
    (1, 1, "better", 1),
    (0, 0, "alike", 3),
    (-1, -1, "worse", 5),
    (-99, -2, "much_worse", 6),
)
DIGITS = 1
LIST_LENGTH = 18


def content(asked: Asked) -> Content:
    """Every assessed unit in the scope by the indicators in which it stands out among its peers."""
    basis, state = asked.basis, asked.state
    level, scope = state.stored_level, scope_of(basis, state)
    inside = unit_measures(basis, level, state.membership, state.period, scope).inside
    groups = scored_groups(basis, level, state.membership, state.period)
    balance, totals = np.full(len(inside), np.nan), np.full(len(inside), np.nan)
    for group in groups.values():
        balance[group.positions] = _balance(group.scores)
        totals[group.positions] = group.scores.totals
    klass = np.full(len(inside), NO_DATA, dtype=np.int8)
    for place, (low, high, _, _) in enumerate(CLASSES):
        klass[(balance >= low) & (balance <= high) & ~np.isnan(totals)] = place
    detail = _detail(asked)
    wide = state.unit.level in ("city", "category")
    ranked_level = DISTRICTS[state.membership] if wide else level
    ranking = _ranking(asked, ranked_level)
    rules = basis.definitions.assessment
    return Content(
        what=asked.by_level(asked.word("assessment.what"), level),
        level=level,
        scope=scope,
        inside=inside,
        klass=klass,
        values=totals,
        texts=texts_of(totals, DIGITS),
        legend=SheetLegend(
            name=asked.word("assessment.legend"),
            unit="",
            kind="diverging",
            classes=tuple(
                SheetClass(asked.word(f"assessment.{name}"), int((klass[inside] == place).sum()), step)
                for place, (_, _, name, step) in enumerate(CLASSES)
            ),
            n_missing=int((klass[inside] == NO_DATA).sum()),
            counted=asked.word("units_of", level=asked.level_word(level)),
            note=asked.word("semicolon").join(
                (asked.word("assessment.unit"), asked.word("assessment.no_order"))
            ),
        ),
        figures=_figures(asked, detail, klass[inside], level),
        district_texts={},
        ranking=ranking,
        ranking_title=_ranking_title(asked, ranked_level, len(ranking)),
        trend=_trend(asked, detail),
        trend_name=asked.word("assessment.score") if detail else "",
        lines=(counted_line(asked, level),),
        notes=(asked.word("assessment.low"), *_schemes(asked, set(basis.column(level, "category")[inside]))),
        fresh_names=_scored(asked),
        sources=(asked.word("assessment.version", version=rules.version),) if rules else (),
    )


def _balance(scores: GroupScores) -> npt.NDArray[np.float64]:
    """Indicators beyond chance on the better side less those on the worse, by unit."""
    signs = {"high": 1.0, "low": -1.0}
    lines = [[signs.get(verdict, 0.0) for verdict in line.verdicts] for line in scores.lines]
    counted: npt.NDArray[np.float64] = np.array(lines, dtype=np.float64).reshape(-1, len(scores))
    return np.asarray(counted.sum(axis=0))


def _scored(asked: Asked) -> tuple[str, ...]:
    rules = asked.basis.definitions.assessment
    lines = [line for scheme in rules.schemes for line in scheme.lines] if rules else []
    return tuple(dict.fromkeys(line.indicator.id for line in lines))


def _detail(asked: Asked) -> DetailView | None:
    """How the score of the unit in focus comes about; None for the city, a category, and who is not assessed."""
    unit = scope_of(asked.basis, asked.state)
    own = {"zone": "district", "county": "district", "street": "street", "street_part": "street"}
    if unit.level in ("city", "category"):
        return None
    level = next(entry for entry in LEVELS if entry == own.get(unit.level, "community"))
    return detail_view(asked.basis, replace(asked.state, unit=unit, level=level), unit, "month", asked.lang)


def _schemes(asked: Asked, categories: set[str]) -> tuple[str, ...]:
    """Which indicators make the score of each category on the sheet, with their weights."""
    rules, zh = asked.basis.definitions.assessment, asked.lang == "zh"
    found = []
    for category in asked.basis.definitions.categories:
        scheme = rules.scheme(category.code) if rules and category.code in categories else None
        if scheme is not None:
            lines = asked.word("comma").join(
                f"{line.indicator.name if zh else line.indicator.name_en} {line.weight:g}"
                for line in scheme.lines
            )
            name = category.name if zh else category.name_en
            found.append(asked.word("assessment.scheme", category=name, lines=lines))
    return tuple(found)


def _figures(asked: Asked, detail: DetailView | None, klass: Classes, level: str) -> tuple[Figure, ...]:
    """The score and its lines; of a city or a category, which has no peers, how many of its units stand out."""
    if detail is None:
        counts = (
            ("assessed", klass != NO_DATA),
            ("within", klass == 2),
            ("above", (klass == 0) | (klass == 1)),
            ("below", (klass == 3) | (klass == 4)),
        )
        return tuple(
            Figure(
                id=f"assessment_{name}",
                name=asked.word(f"assessment.n_{name}", level=asked.level_word(level)),
                value=float(which.sum()),
                unit=asked.word("assessment.n_unit"),
                digits=0,
                direction="none",
                definition=asked.word("assessment.unit"),
            )
            for name, which in counts
        )
    score = Figure(
        id="score",
        name=asked.word("assessment.score"),
        value=detail.unit.total,
        unit=asked.word("assessment.points"),
        digits=DIGITS,
        direction="up",
        definition=asked.word("assessment.definition"),
    )
    return (score, *(line.figure for line in detail.lines))


def _trend(asked: Asked, detail: DetailView | None) -> tuple[TrendPoint, ...]:
    if detail is None:
        return ()
    return tuple(trend_point(asked, p.period.last, p.total, DIGITS) for p in detail.trend)


def _ranking_title(asked: Asked, level: str, listed: int) -> str:
    basis, state = asked.basis, asked.state
    inside = unit_measures(basis, level, state.membership, state.period, scope_of(basis, state)).inside
    groups = scored_groups(basis, level, state.membership, state.period)
    what = asked.word("assessment.score")
    if listed == sum(int(inside[group.positions].sum()) for group in groups.values()):
        return asked.by_level(what, level)
    return asked.word("ranking_most", what=what, level=asked.level_word(level))


def _ranking(asked: Asked, level: str) -> tuple[RankRow, ...]:
    """Units of a level in the scope, each group of peers by itself; of a large group only the highest."""
    basis, state = asked.basis, asked.state
    scope = scope_of(basis, state)
    inside = unit_measures(basis, level, state.membership, state.period, scope).inside
    groups = scored_groups(basis, level, state.membership, state.period)
    mine = [(key, group, np.flatnonzero(inside[group.positions])) for key, group in groups.items()]
    mine = [(key, group, own) for key, group, own in mine if len(own)]
    most = max(LIST_LENGTH // max(len(mine), 1), 3)
    found = []
    for (category, _), group, own in mine:
        order = np.argsort(-np.nan_to_num(group.scores.totals[own], nan=-1.0), kind="stable")
        for index in own[order][:most].tolist():
            row = basis.unit_at(level, int(group.positions[index]))
            total, margin = float(group.scores.totals[index]), float(group.scores.margins[index])
            words = asked.word(
                "assessment.value",
                total=fmt_rate(total, DIGITS),
                margin=fmt_rate(float(np.nan_to_num(margin)), DIGITS),
            )
            found.append(
                RankRow(
                    code=row.code,
                    name=full_name(basis, row, asked.lang),
                    value_text=fmt_rate(None) if np.isnan(total) else words,
                    value=None if np.isnan(total) else total,
                    category=category,
                    is_scope=row.code == state.unit.code,
                )
            )
    return tuple(found)
