"""Which column of a file is which column of the contract: as settled, as saved, by name, by synonym, by content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: ``declared`` by a person for this file; ``saved`` for such files; the contract's own ``name``; one of its ``synonym``s;
#: its name but for brackets and marks (``alias``); only its ``content`` (a proposal, not used until confirmed); ``none``.
MatchHow = Literal["declared", "saved", "name", "synonym", "alias", "content", "none"]


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
        0…1, of the match or else of the proposal.
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
