"""A file's columns and first rows as a person sees them before settling anything; people stay hidden here as everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from data.contracts import PERSONAL, Contract
from data.staging.content import Values, Vocabulary
from data.staging.grid import POINT_X, POINT_Y
from data.staging.look import Look
from data.staging.matching import ColumnMatch, MatchHow, cell_at, confidence
from data.staging.options import ReadOptions
from data.staging.personal import mask_numbers
from data.staging.proposals import propose
from data.staging.saved import header_labels

HIDDEN = "〔已隐去〕"
_SAMPLES = 3
_LONGEST = 80


def columns_of(
    look: Look, contracts: Sequence[Contract], vocabulary: Vocabulary, options: ReadOptions
) -> tuple[ColumnMatch, ...]:
    """Every column of a sheet: what it is read as, or what it looks like.

    Parameters
    ----------
    contracts
        Empty: nobody knows whose file it is, so nothing is matched or proposed.
    """
    by_place = {found.place: found for found in look.matches} if contracts else {}
    away = frozenset(name for name, label in options.columns.items() if not label)
    proposals = (
        {
            p.place: p
            for p in propose(look.contract, contracts, look.header, look.rows, look.columns, vocabulary, away)
        }
        if contracts
        else {}
    )
    columns = {column.name: column for column in look.contract.columns}
    result = []
    for place, label in enumerate(header_labels(look.header)[: width_of(look)]):
        found, proposal = by_place.get(place), proposals.get(place)
        values = Values.of([cell_at(row, place) for row in look.rows])
        column = columns.get(found.name if found else proposal.name if proposal else "")
        personal = column is not None and column.type == PERSONAL
        how: MatchHow = "none"
        sure = 0.0
        if found is not None:
            how, sure = found.how, confidence(found, look.contract, values, vocabulary)
        elif proposal is not None:
            how, sure = "content", proposal.confidence
        result.append(
            ColumnMatch(
                found.name if found else None, label, place, how, sure, () if personal else _samples(values),
                bool(column and column.required and found), personal, proposal.name if proposal else None,
            )
        )  # fmt: skip
    return tuple(result)


def sample_of(
    look: Look, columns: Sequence[ColumnMatch], n: int
) -> tuple[tuple[int, ...], tuple[tuple[str, ...], ...]]:
    """Numbers and cells of the first rows below the header."""
    if look.at is None:
        return (), ()
    below = slice(look.at + 1, look.at + 1 + n)
    hidden = {column.place for column in columns if column.is_personal}
    rows = tuple(
        tuple(
            (HIDDEN if cell_at(row, place) else "") if place in hidden else _shown(cell_at(row, place) or "")
            for place in range(len(columns))
        )
        for row in look.grid.head[below]
    )
    return tuple(look.grid.numbers[below]), rows


def width_of(look: Look) -> int:
    """Columns that came with the file: the point that vector readers add is none of them."""
    header = look.header
    while header and header[-1] in (POINT_X, POINT_Y):
        header = header[:-1]
    return len(header)


def _samples(values: Values) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_shown(cell) for cell in values.cells))[:_SAMPLES]


def _shown(cell: str) -> str:
    masked = mask_numbers(cell)
    return masked if len(masked) <= _LONGEST else masked[: _LONGEST - 1] + "…"
