"""Which column of a file is which column of the contract: as settled, as saved, by name, by synonym, by content.

What a person settled for the file comes first, then what was saved for files of the same header, then the contract's own
header, its synonyms, and a header that differs from one of these in brackets and marks only, if its values do not
contradict it. Content alone never matches a column: it is proposed, and used once a person has confirmed it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from data.contracts import Contract, normal_header
from data.staging.content import NO_WORDS, Values, Vocabulary, likeness
from data.staging.grid import OUR_HEADERS, POINT_X, POINT_Y, FileFaultError, Row
from data.staging.saved import SavedMapping, header_labels

#: ``declared`` by a person for this file; ``saved`` for such files; the contract's own ``name``; one of its ``synonym``s;
#: one of these but for brackets and marks (``alias``); only its ``content`` (a proposal, not used until confirmed); ``none``.
MatchHow = Literal["declared", "saved", "name", "synonym", "alias", "content", "none"]
CONFIDENCE: Mapping[MatchHow, float] = {
    "declared": 1.0, "saved": 1.0, "name": 1.0, "synonym": 0.95, "alias": 0.9, "content": 0.0, "none": 0.0,
}  # fmt: skip
# Values that look less like the column's own than this contradict its header.
_CONTRADICTED = 0.5
_BRACKETS = re.compile(r"[(\[{<【〔《][^()\[\]{}<>【】〔〕《》]*[)\]}>】〕》]")
_MARKS = frozenset("PSZC")


@dataclass(frozen=True)
class Match:
    """One column of the contract found in a file: where, and how."""

    name: str
    place: int
    how: MatchHow


@dataclass(frozen=True)
class ColumnMatch:
    """One column of a file.

    Attributes
    ----------
    name
        Our name of the column that it is read as; None: it is not used.
    header
        Its label in the file (`data.staging.saved.header_labels`): what `ReadOptions.columns` names it by.
    place
        Position from 0.
    confidence
        0…1, of the match or else of the proposal; low where the values contradict the header.
    samples
        A few of its values, without numbers that lead to a person; none of a personal column.
    is_required, is_personal
        As the contract says of the column that it is read as.
    proposal
        Our name of the column that its content looks like where nothing else says so. It is not used: a person
        confirms it.
    """

    name: str | None
    header: str
    place: int
    how: MatchHow
    confidence: float
    samples: tuple[str, ...] = ()
    is_required: bool = False
    is_personal: bool = False
    proposal: str | None = None


@lru_cache(maxsize=8192)
def alias(text: str) -> str:
    """A header without brackets and what stands in them, without marks, width and case: 经度（WGS84） → 经度."""
    plain = _BRACKETS.sub("", unicodedata.normalize("NFKC", text))
    return "".join(c for c in normal_header(plain) if unicodedata.category(c)[0] not in _MARKS)


def match(
    contract: Contract,
    header: Sequence[str | None],
    rows: Sequence[Row],
    settled: Mapping[str, str] | None = None,
    saved: SavedMapping | None = None,
) -> tuple[Match, ...]:
    """The contract's columns that a file has.

    Parameters
    ----------
    rows
        The first rows below the header.
    settled
        `ReadOptions.columns`: our name → label; an empty label takes the column away.
    saved
        What was saved for such files.

    Raises
    ------
    FileFaultError
        ``settled_missing`` when a settled label is not in the file.
    """
    labels = header_labels(header)
    found: dict[str, Match] = {}
    away: set[str] = set()
    taken: set[int] = set()
    names = {column.name for column in contract.columns} | {"lon", "lat"}
    for how, columns in (("declared", settled or {}), ("saved", saved.columns if saved else {})):
        for name, label in columns.items():
            if name in found or name in away or name not in names:
                continue
            if not label:
                away.add(name)
                continue
            if label not in labels:
                if how == "saved":
                    continue
                raise FileFaultError("settled_missing", value=label, detail=name)
            place = labels.index(label)
            if place not in taken:
                found[name] = Match(name, place, "declared" if how == "declared" else "saved")
                taken.add(place)
    _by_name(contract, header, found, away, taken)
    _by_alias(contract, header, rows, found, away, taken)
    return tuple(found.values())


def _by_name(
    contract: Contract, header: Sequence[str | None], found: dict[str, Match], away: set[str], taken: set[int]
) -> None:
    rest = tuple("" if place in taken else text or "" for place, text in enumerate(header))
    for name, place in contract.assign(rest).items():
        if name in found or name in away or not rest[place]:
            continue
        own = next(column.headers[0] for column in contract.columns if column.name == name)
        found[name] = Match(name, place, "name" if normal_header(rest[place]) == own else "synonym")
        taken.add(place)


def _by_alias(
    contract: Contract,
    header: Sequence[str | None],
    rows: Sequence[Row],
    found: dict[str, Match],
    away: set[str],
    taken: set[int],
) -> None:
    """One header that means one column, brackets and marks aside, and whose values do not contradict it."""
    given: dict[str, list[int]] = {}
    for place, text in enumerate(header):
        if text and place not in taken and text not in (*OUR_HEADERS, POINT_X, POINT_Y):
            given.setdefault(alias(text), []).append(place)
    meant: dict[str, set[str]] = {}
    for column in contract.columns:
        for text in column.headers:
            meant.setdefault(alias(text), set()).add(column.name)
    for text, places in given.items():
        names = meant.get(text, set()) if text else set()
        if len(places) != 1 or len(names) != 1:
            continue
        (name,), (place,) = names, places
        look = likeness(name, contract, Values.of([cell_at(row, place) for row in rows]))
        if name not in found and name not in away and (look is None or look >= _CONTRADICTED):
            found[name] = Match(name, place, "alias")
            taken.add(place)


def cell_at(row: Row, place: int) -> str | None:
    """A row's cell; None beyond its end."""
    return row[place] if place < len(row) else None


def confidence(found: Match, contract: Contract, values: Values, vocabulary: Vocabulary = NO_WORDS) -> float:
    """How sure a match is: what its kind says, less where the values do not look like the column's."""
    look = likeness(found.name, contract, values, vocabulary)
    if look is None or found.how in ("declared", "saved") or look >= _CONTRADICTED:
        return CONFIDENCE[found.how]
    return round(CONFIDENCE[found.how] * max(look, 0.1), 3)
