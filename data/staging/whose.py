"""Whose a file is: as settled, as saved, by its name, by its header; where none of these tells, by its content as a guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.contracts import Contract
from data.staging.content import Vocabulary
from data.staging.found import Found
from data.staging.header import Located, contracts_named, nearest
from data.staging.look import Look
from data.staging.options import Incoming
from data.staging.proposals import propose

# So much of the required columns must be there or proposed, and so many more than for any other contract.
_ENOUGH, _CLEARLY = 0.7, 1
Seen = Mapping[tuple[str, str], Sequence[Look]]


def whose(
    file: Incoming, located: Located | None, seen: Seen, contracts: Sequence[Contract], words: Vocabulary
) -> tuple[Look | None, Found]:
    """The sheet to show and how its contract was found; a confidence of 0 where it is only something to show.

    Parameters
    ----------
    located
        None: the file would be held back.
    seen
        Every grid against every contract.
    """
    look, found = _look_of(file, located, seen, contracts, words)
    return look, found if file.options.department is None else Found("declared", 1.0)


def _look_of(
    file: Incoming, located: Located | None, seen: Seen, contracts: Sequence[Contract], words: Vocabulary
) -> tuple[Look | None, Found]:
    if located is not None:
        look = located.looks[0]
        if look.saved is not None:
            return look, Found("saved", 1.0)
        if look.contract in contracts_named(file.name, contracts):
            return look, Found("name", 1.0)
        return look, Found("header", 0.5 if _rivals(look, seen) else 1.0)
    near = nearest(seen, file.name)
    if near is not None:
        if near.contract in contracts_named(file.name, contracts):
            return near, Found("name", 0.9)
        required = sum(column.required for column in near.contract.columns)
        share = 1 - len(near.missing) / required
        return near, Found("guess", round(0.6 * share, 2) if share >= 0.5 else 0.0)
    best, sure = _likely(seen, contracts, words)
    return best, Found("content", sure)


def _rivals(look: Look, seen: Seen) -> bool:
    """Whether another contract has as many of its columns in the file."""
    most = [
        max((len(found.matches) for found in every if found.complete), default=0)
        for key, every in seen.items()
        if key != look.contract.key
    ]
    return max(most, default=0) >= len(look.matches)


def _likely(
    seen: Mapping[tuple[str, str], Sequence[Look]], contracts: Sequence[Contract], words: Vocabulary
) -> tuple[Look | None, float]:
    """The sheet and contract that fit best, and how sure that is; 0: only something to show.

    None where no sheet has anything to show.
    """
    best: dict[tuple[str, str], tuple[float, Look]] = {}
    for key, every in seen.items():
        scored = [(_score(look, contracts, words), look) for look in every if look.at is not None]
        if scored:
            best[key] = max(scored, key=lambda found: (found[0], found[1].grid.about_rows))
    if not best:
        return None, 0.0
    order = sorted(best.values(), key=lambda found: -found[0])
    score, look = order[0]
    required = sum(column.required for column in look.contract.columns)
    rival = order[1][0] if len(order) > 1 else 0.0
    sure = score >= _ENOUGH * required and score - rival >= _CLEARLY
    return look, round(0.7 * score / required, 2) if sure else 0.0


def _score(look: Look, contracts: Sequence[Contract], words: Vocabulary) -> float:
    """Required columns that are there, matched or proposed."""
    names = {found.name for found in look.matches}
    names |= {p.name for p in propose(look.contract, contracts, look.header, look.rows, look.columns, words)}
    return sum(column.required and column.name in names for column in look.contract.columns)
