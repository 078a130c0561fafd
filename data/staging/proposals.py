"""Proposals: which column of the contract an unmatched column of a file looks like, by its values and by its header's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from data.contracts import PERSONAL, Contract
from data.datasets import INCIDENT
from data.staging.content import (
    FIRST_TIME_WEIGHT,
    NO_WORDS,
    TIME_WEIGHT,
    WEIGHT,
    Values,
    Vocabulary,
    first_times,
    likeness,
)
from data.staging.grid import OUR_HEADERS, POINT_X, POINT_Y, Row
from data.staging.matching import alias, cell_at

# A proposal needs this much, and this much more than any other for the same column.
_ENOUGH, _CLEARLY = 0.6, 0.1
# Words at the end of a header that say what kind of value it is, not which.
_GENERIC = ("时间", "日期", "时刻", "编码", "代码", "编号", "名称", "号码", "号", "码")
_SAME, _STEM, _NEAR = 0.9, 0.75, 0.5
_LIKE = 0.8
# No contract has a tenth of this; columns beyond are not looked into.
_MOST_COLUMNS = 300
# Rows that are wrong are few.
_MOSTLY = 0.95


@dataclass(frozen=True)
class Proposal:
    """A column of the file (`place`) may be the contract's column `name`."""

    name: str
    place: int
    confidence: float


def propose(
    contract: Contract,
    contracts: Sequence[Contract],
    header: Sequence[str | None],
    rows: Sequence[Row],
    taken: Mapping[str, int],
    vocabulary: Vocabulary = NO_WORDS,
    away: frozenset[str] = frozenset(),
) -> tuple[Proposal, ...]:
    """What the columns that nothing matched look like, each column at most once, doubtful ones not at all.

    Parameters
    ----------
    contracts
        All contracts: other departments' words for the same column of the same data set are hints.
    rows
        The first rows below the header.
    taken
        What is matched: our name → position.
    away
        Columns that a person took away.
    """
    width = max([len(header), *(len(row) for row in rows)], default=0)
    cells = {
        place: [cell_at(row, place) for row in rows]
        for place in range(min(width, _MOST_COLUMNS))
        if place not in taken.values()
    }
    given = {place: (header[place] or "") if place < len(header) else "" for place in cells}
    values = {
        place: Values.of(found)
        for place, found in cells.items()
        if given[place] not in (POINT_X, POINT_Y, *OUR_HEADERS)
    }
    values = {place: found for place, found in values.items() if found.cells}
    first = first_times({place: cells[place] for place, found in values.items() if found.are_times > 0.9})
    hints = _hints(contract, contracts)
    scores: dict[tuple[str, int], float] = {}
    for column in contract.columns:
        if column.name in taken or column.name in away:
            continue
        for place, found in values.items():
            look = likeness(column.name, contract, found, vocabulary)
            if look is not None and look < _LIKE:
                continue
            word = _word_score(given[place], column.name, hints)
            # Free text has no look: its header's words alone say what it is.
            seen = (
                0.0
                if look is None
                else look * _weight(column.name, contract.dataset.name, place, first, found, column.required)
            )
            if column.type == PERSONAL and look is None and word < _SAME:
                continue
            scores[column.name, place] = 1 - (1 - seen) * (1 - word)
    return _clear_ones(scores)


def _weight(name: str, dataset: str, place: int, first: int | None, values: Values, required: bool) -> float:
    if name in ("received_at", "blown_at", "happened_at"):
        return FIRST_TIME_WEIGHT if place == first else 0.0
    if name.endswith("_at"):
        return TIME_WEIGHT
    if name in ("case_no", "whistle_no"):
        # Every row has one; hardly two cases the same, while a whistle has a row a department and a case several events.
        # A number that is not required points to something else and is known by its header only.
        distinct = values.distinct >= (_MOSTLY if dataset == INCIDENT.name else 0.1)
        return WEIGHT[name] if required and values.filled >= _MOSTLY and distinct else 0.2
    return WEIGHT.get(name, 0.0)


def _clear_ones(scores: Mapping[tuple[str, int], float]) -> tuple[Proposal, ...]:
    """The best first; none whose column or whose place has another candidate nearly as good."""
    chosen: list[Proposal] = []
    for (name, place), score in sorted(scores.items(), key=lambda item: -item[1]):
        if score < _ENOUGH or any(p.name == name or p.place == place for p in chosen):
            continue
        rivals = [
            other
            for (n, at), other in scores.items()
            if (n == name) != (at == place) and not any(p.name == n or p.place == at for p in chosen)
        ]
        if all(score - other >= _CLEARLY for other in rivals):
            chosen.append(Proposal(name, place, round(score, 3)))
    return tuple(chosen)


def _hints(contract: Contract, contracts: Sequence[Contract]) -> dict[str, set[str]]:
    """Header, brackets and marks aside → our names that any department of this data set means by it."""
    hints: dict[str, set[str]] = {}
    for other in contracts:
        if other.dataset is not contract.dataset:
            continue
        for column in other.columns:
            for text in (*column.headers, column.name):
                hints.setdefault(alias(text), set()).add(column.name)
    # The contract's own word holds whatever others mean by it.
    for column in contract.columns:
        hints[alias(column.headers[0])] = {column.name}
    return hints


def _word_score(text: str, name: str, hints: Mapping[str, set[str]]) -> float:
    """How much a header sounds like a column."""
    said = alias(text)
    if not said:
        return 0.0
    if said in hints:
        return _SAME if hints[said] == {name} else 0.0
    stem = _stem(said)
    if len(stem) >= 2:
        meant = {found for hint, names in hints.items() if _stem(hint) == stem for found in names}
        if meant:
            return _STEM if meant == {name} else 0.0
    near = [hint for hint, names in hints.items() if names == {name} and _ratio(said, hint) >= _LIKE]
    return _NEAR if near else 0.0


def _stem(text: str) -> str:
    for ending in _GENERIC:
        if text.endswith(ending) and len(text) > len(ending):
            return text.removesuffix(ending)
    return text


def _ratio(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()
