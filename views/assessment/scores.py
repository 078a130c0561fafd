"""The assessment: every category by its own lines, its units beside peers of the same category, level and kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from data.definitions import Category
from data.reads import UnitRow
from governance.assessment import Scheme
from governance.periods import Period
from governance.scoring import GroupScores, LineScores, score_group
from views.basis import Basis, Provenance
from views.measures import unit_measures
from views.names import Lang, full_name
from views.state import Level, ViewState

ASSESSED: tuple[Level, ...] = ("district", "street", "community")
# Units listed of one group: the highest, and besides them those flagged low and the one that was chosen.
LIST_LENGTH, FLAGGED_LENGTH = 24, 12

_OWN_LEVEL: dict[str, Level] = {
    "zone": "district",
    "county": "district",
    "street": "street",
    "street_part": "street",
    "community": "community",
    "grid": "community",
}
GroupKey = tuple[str, str | None]

# Kinds of units in English; in Chinese they go by their own names.
_KINDS_EN = {
    "街道": "Subdistricts",
    "镇": "Towns",
    "乡": "Townships",
    "居委会": "Neighbourhoods",
    "村委会": "Villages",
}


@dataclass(frozen=True)
class AssessedUnit:
    """One unit with its score and what may be said of it.

    Attributes
    ----------
    total, margin
        Points of 100 and their margin; None where no line has a value.
    best, worst
        The places between which it stands among `n_peers`; 0 where it has no score.
    low, high
        Names of the indicators that lie outside the limits of chance, on the worse and on the better side.
    few, missing
        Names of the indicators with too few cases to say, and of those without a value (left out of the score).
    """

    unit: UnitRow
    name: str
    total: float | None
    margin: float
    best: int
    worst: int
    n_peers: int
    low: tuple[str, ...]
    high: tuple[str, ...]
    few: tuple[str, ...]
    missing: tuple[str, ...]
    n_lines: int


@dataclass(frozen=True)
class PeerSet:
    """Units that may be compared; below the zone they are of one kind (街道, 镇, 乡; 居委会, 村委会).

    Attributes
    ----------
    kind
        In the language of the screen; empty for zones and counties, whose peers are their whole category.
    units
        Highest first, those without a score last; of a large group only some (see `LIST_LENGTH`).
    n_units
        Units of the whole group.
    """

    kind: str
    units: tuple[AssessedUnit, ...]
    n_units: int
    n_low: int


@dataclass(frozen=True)
class CategoryAssessment:
    """One category: what it is for, how it is measured, how its units stand."""

    category: Category
    scheme: Scheme | None
    groups: tuple[PeerSet, ...]


@dataclass(frozen=True, eq=False)
class AssessmentView:
    """Everything the assessment shows but for the chosen unit's details (`views.assessment.detail`).

    Attributes
    ----------
    level
        The level that is assessed.
    chosen
        The unit whose score is opened; None where nothing can be assessed.
    """

    period: Period
    membership: str
    level: Level
    cards: tuple[CategoryAssessment, ...]
    chosen: UnitRow | None
    version: str
    source: str
    few_cases: int
    false_flag: float
    provenance: Provenance


@dataclass(frozen=True, eq=False)
class ScoredGroup:
    """Scores of one group of peers, with the places of its units in the published order."""

    key: GroupKey
    positions: npt.NDArray[np.intp]
    scores: GroupScores


def assessed_level(state: ViewState) -> Level:
    """The level that a state assesses: that of the unit in focus, or while the city is in focus the one shown."""
    own = _OWN_LEVEL.get(state.unit.level)
    return own or (state.level if state.level in ASSESSED else ASSESSED[-1])


def stored_level(state: ViewState) -> str:
    """Name of the assessed level in the release."""
    return replace(state, level=assessed_level(state)).stored_level


@lru_cache(maxsize=64)
def assessment_view(basis: Basis, state: ViewState, lang: Lang) -> AssessmentView:
    """Compose the assessment of a state: unit, membership, level and period; nobody is assessed without a scheme."""
    known = basis.definitions.assessment
    level = stored_level(state)
    groups = scored_groups(basis, level, state.membership, state.period)
    chosen = _chosen(basis, state, level, groups)
    cards = tuple(
        CategoryAssessment(
            category,
            known.scheme(category.code) if known else None,
            tuple(
                _peer_set(basis, level, group, chosen, lang)
                for key, group in groups.items()
                if key[0] == category.code
            ),
        )
        for category in basis.definitions.categories
    )
    return AssessmentView(
        period=state.period,
        membership=state.membership,
        level=assessed_level(state),
        cards=cards,
        chosen=chosen,
        version=known.version if known else "",
        source="" if not known else known.source if lang == "zh" else known.source_en,
        few_cases=known.rules.few_cases if known else 0,
        false_flag=known.rules.false_flag if known else 0.0,
        provenance=basis.provenance,
    )


@lru_cache(maxsize=32)
def scored_groups(
    basis: Basis, level: str, membership: str, period: Period
) -> Mapping[GroupKey, ScoredGroup]:
    """Scores of every group of a level over a period, by category and kind, in the order of the definitions."""
    known = basis.definitions.assessment
    if known is None:
        return {}
    city = basis.unit_row("city", basis.definitions.adcode)
    assert city is not None, "a release always holds its city"
    columns = unit_measures(basis, level, membership, period, city).columns
    members = {
        key: positions
        for key, positions in groups_of(basis, level).items()
        if known.scheme(key[0]) is not None
    }
    n_compared = sum(len(positions) for positions in members.values())
    found = {}
    for key, positions in members.items():
        scheme = known.scheme(key[0])
        assert scheme is not None
        own = {name: values[positions] for name, values in columns.items()}
        found[key] = ScoredGroup(key, positions, score_group(scheme, known.rules, own, n_compared))
    return found


@lru_cache(maxsize=16)
def groups_of(basis: Basis, level: str) -> Mapping[GroupKey, npt.NDArray[np.intp]]:
    """Positions of the units that are peers: one category, and below the zone one kind; large kinds first."""
    categories = basis.column(level, "category")
    kinds = basis.column(level, "kind")
    found: dict[GroupKey, npt.NDArray[np.intp]] = {}
    for category in basis.definitions.categories:
        mine = np.flatnonzero(categories == category.code)
        if level in ("zone", "county"):
            found[category.code, None] = mine
            continue
        by_kind = {kind: mine[kinds[mine] == kind] for kind in dict.fromkeys(kinds[mine])}
        for kind, positions in sorted(by_kind.items(), key=lambda item: (-len(item[1]), str(item[0]))):
            found[category.code, kind] = positions
    return {key: positions for key, positions in found.items() if len(positions)}


def _chosen(
    basis: Basis, state: ViewState, level: str, groups: Mapping[GroupKey, ScoredGroup]
) -> UnitRow | None:
    """The unit in focus, a grid's community, or with the city in focus the first unit of the first category."""
    unit = state.unit
    if unit.level not in ("city", "category"):
        code = unit.community_code if unit.level == "grid" else unit.code
        return basis.unit_row(level, code or "")
    wanted = [group for group in groups.values() if unit.level == "city" or group.key[0] == unit.code]
    return basis.unit_at(level, int(wanted[0].positions[0])) if wanted else None


def _peer_set(basis: Basis, level: str, group: ScoredGroup, chosen: UnitRow | None, lang: Lang) -> PeerSet:
    scores = group.scores
    ranked = np.lexsort((np.arange(len(scores)), -np.nan_to_num(scores.totals, nan=-1.0)))
    low = [any(line.verdicts[i] == "low" for line in scores.lines) for i in range(len(scores))]
    flagged = 0
    listed = []
    for place, index in enumerate(ranked.tolist()):
        row = basis.unit_at(level, int(group.positions[index]))
        is_chosen = chosen is not None and row.code == chosen.code
        wanted = place < LIST_LENGTH or is_chosen
        if not wanted and low[index] and flagged < FLAGGED_LENGTH:
            flagged += 1
            wanted = True
        if wanted:
            listed.append(assessed_unit(basis, row, scores, index, lang))
    return PeerSet(kind_name(group.key[1], lang), tuple(listed), len(scores), sum(low))


def assessed_unit(basis: Basis, row: UnitRow, scores: GroupScores, index: int, lang: Lang) -> AssessedUnit:
    """One unit out of its group's scores."""

    def named(verdict: str) -> tuple[str, ...]:
        return tuple(line_name(line, lang) for line in scores.lines if line.verdicts[index] == verdict)

    total = float(scores.totals[index])
    return AssessedUnit(
        unit=row,
        name=full_name(basis, row, lang),
        total=None if np.isnan(total) else total,
        margin=float(np.nan_to_num(scores.margins[index])),
        best=int(scores.best[index]),
        worst=int(scores.worst[index]),
        n_peers=len(scores),
        low=named("low"),
        high=named("high"),
        few=named("few"),
        missing=named("missing"),
        n_lines=len(scores.lines),
    )


def kind_name(kind: str | None, lang: Lang) -> str:
    """A kind of unit in the language of the screen; empty where peers are not told apart by kind."""
    return "" if not kind else kind if lang == "zh" else _KINDS_EN.get(kind, kind)


def line_name(line: LineScores, lang: Lang) -> str:
    """The indicator's name in the language of the screen."""
    return line.line.indicator.name if lang == "zh" else line.line.indicator.name_en
