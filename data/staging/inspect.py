"""A first look at a file on its way in: what it is, how that was found, and what a person may want to settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from data.contracts import Column, Contract
from data.place import Places
from data.problems import Problem
from data.rules.datum import DatumVerdict
from data.staging.grid import FileFaultError
from data.staging.header import contracts_named, locate
from data.staging.matching import ColumnMatch, MatchHow
from data.staging.options import Incoming, ReadOptions
from data.staging.read import read_file
from data.staging.saved import NO_MAPPINGS, Mappings, header_labels

#: ``declared`` by a person for this file; ``saved`` for such files; told by the file's ``name``, its ``header`` or its
#: ``content``; the contract's word (``contract``); a ``guess``.
FoundHow = Literal["declared", "saved", "name", "header", "content", "contract", "guess"]
ENCODINGS = ("utf-8", "gb18030", "utf-16", "big5")
DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True)
class Found:
    """How an option was found, and how sure that is (0…1)."""

    how: FoundHow
    confidence: float


@dataclass(frozen=True)
class SheetChoice:
    """A worksheet or layer; ``rows`` and ``header_row`` are None where they are not known."""

    name: str
    rows: int | None
    header_row: int | None
    is_used: bool


@dataclass(frozen=True)
class Inspection:
    """What a look at a file tells. Nothing of it is settled: a person may change each of `options`.

    Attributes
    ----------
    options
        Everything that will be used, as far as it is known.
    found
        Option (``department, dataset, encoding, delimiter, sheets, header_row, datum``) → how it was found;
        only those that are known.
    header
        Labels of the file's columns; empty when the file could not be read.
    missing
        Required columns of the contract that no column of the file stands for.
    datum
        What the points tell; None where there are none, or no region to compare with.
    sample, sample_numbers
        The first rows below the header as text, without numbers that lead to a person, and the numbers of these rows.
    n_rows
        Rows of data, where a look is enough to know.
    problems
        Why the file would be held back, and what else reading it tells.
    encodings, delimiters
        What there is to choose from; empty where the format has no such thing.
    contracts
        Department and data set of every contract, the most likely first.
    saved
        Whether a saved mapping is what the columns are read by.
    """

    options: ReadOptions
    found: Mapping[str, Found]
    format: str | None = None
    sheets: tuple[SheetChoice, ...] = ()
    header: tuple[str, ...] = ()
    columns: tuple[ColumnMatch, ...] = ()
    missing: tuple[Column, ...] = ()
    datum: DatumVerdict | None = None
    sample: tuple[tuple[str, ...], ...] = ()
    sample_numbers: tuple[int, ...] = ()
    n_rows: int | None = None
    problems: tuple[Problem, ...] = ()
    encodings: tuple[str, ...] = ()
    delimiters: tuple[str, ...] = ()
    contracts: tuple[tuple[str, str], ...] = ()
    saved: bool = field(default=False)

    @property
    def is_ready(self) -> bool:
        """Whether the file would be read as it stands."""
        return bool(self.header) and not self.missing and all(p.level != "error" for p in self.problems)

    def with_proposals(self) -> ReadOptions:
        """The options with every proposal taken: what one click of confirmation settles."""
        proposed = {c.proposal: c.header for c in self.columns if c.proposal is not None and c.name is None}
        return replace(self.options, columns={**proposed, **self.options.columns})


def inspect(
    file: Incoming,
    contracts: Sequence[Contract],
    mappings: Mappings = NO_MAPPINGS,
    places: Places | None = None,
    *,
    sample_rows: int = 50,
) -> Inspection:
    """Look at a file; a file that cannot be read gives an inspection with problems.

    Parameters
    ----------
    mappings
        What was saved for such files (`data.gate.mappings.saved`).
    places
        The region to compare points with; None: the datum is not looked into.
    sample_rows
        So many rows of data are shown, from the first.
    """
    order = contracts_named(file.name, contracts)
    keys = tuple(c.key for c in (*order, *(c for c in contracts if c not in order)))
    try:
        reading = read_file(file.path, file.name, file.options)
        located = locate(reading, file.name, contracts)
    except FileFaultError as fault:
        return Inspection(file.options, {}, problems=(fault.problem(file.name),), contracts=keys)
    contract, sheet = located.contract, located.sheets[0]
    labels = header_labels(sheet.header)
    name_at = {place: name for name, place in sheet.columns.items()}
    by_name = {column.name: column for column in contract.columns}
    columns = []
    for place, label in enumerate(labels):
        name = name_at.get(place)
        column = by_name.get(name or "")
        how: MatchHow = "name" if column else "none"
        values = [row[place] for row in sheet.head[:sample_rows] if place < len(row)]
        samples = tuple(dict.fromkeys(v for v in values if v))[:3]
        columns.append(
            ColumnMatch(
                name, label, place, how, float(column is not None), samples, bool(column and column.required)
            )
        )
    options = file.options.over(
        ReadOptions(
            contract.department,
            contract.dataset.name,
            encoding=reading.encoding,
            datum=contract.datum,
            columns={c.name: c.header for c in columns if c.name},
        )
    )
    found = {
        "department": Found("name" if contract in order else "header", 1.0),
        "dataset": Found("header", 1.0),
    }
    is_text = reading.format == "csv"
    return Inspection(
        options,
        found,
        reading.format,
        tuple(SheetChoice(s.sheet or "", (s.n_rows or 0), None, True) for s in located.sheets),
        labels,
        tuple(columns),
        sample=tuple(tuple(c or "" for c in row) for row in sheet.head[:sample_rows]),
        sample_numbers=tuple(sheet.head_numbers[:sample_rows]),
        n_rows=sum((s.n_rows or 0) for s in located.sheets),
        problems=located.problems,
        encodings=ENCODINGS if is_text else (),
        delimiters=DELIMITERS if is_text else (),
        contracts=keys,
    )
