"""A first look at a file on its way in: what it is, how that was found, and what a person may want to settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from data.contracts import Column, Contract
from data.place import Places
from data.problems import Problem
from data.rules.datum import DatumVerdict
from data.staging.content import Vocabulary
from data.staging.found import ENCODINGS, Found, found_options
from data.staging.grid import FileFaultError, Reading
from data.staging.header import Located, choose, contracts_named
from data.staging.look import looks
from data.staging.matching import ColumnMatch
from data.staging.options import Incoming, ReadOptions
from data.staging.points import look_at_points
from data.staging.preview import columns_of, sample_of, width_of
from data.staging.read import read_file
from data.staging.saved import NO_MAPPINGS, Mappings, header_labels
from data.staging.whose import whose

DELIMITERS = (",", "\t", ";", "|")


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
        Everything that will be used, as far as it is known. ``header_row`` is None where sheets have theirs in different
        rows.
    found
        Option (``department, dataset, encoding, delimiter, sheets, header_row, datum``) → how it was found;
        only those that are known.
    header
        Labels of the file's columns; empty when the file could not be read.
    columns
        One for each label of `header`, in the same order.
    missing
        Required columns of the contract that no column of the file stands for.
    datum
        What the points tell; None where there are none, or no region to compare with.
    sample, sample_numbers
        The first rows below the header as text, without numbers that lead to a person, and the numbers of these rows.
    n_rows, about_rows
        Rows of data, where a look is enough to know; the same, or what the size of the file lets expect.
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
    about_rows: int | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the file would be read as it stands."""
        return bool(self.header) and not self.missing and all(p.level != "error" for p in self.problems)

    def with_proposals(self) -> ReadOptions:
        """The options with every proposal taken: what one click of confirmation settles."""
        proposed = {c.proposal: c.header for c in self.columns if c.proposal is not None and c.name is None}
        return replace(self.options, columns={**proposed, **self.options.columns})

    @property
    def are_axes_exchanged(self) -> bool:
        """Whether the columns of longitude and latitude have changed places, as far as the points tell."""
        return (
            self.datum is not None and self.datum.is_swapped and {"lon", "lat"} <= self.options.columns.keys()
        )

    def with_axes_exchanged(self) -> ReadOptions:
        """The options with the columns of longitude and latitude read the other way round."""
        columns = dict(self.options.columns)
        columns["lon"], columns["lat"] = columns["lat"], columns["lon"]
        return replace(self.options, columns=columns)


def inspect(
    file: Incoming,
    contracts: Sequence[Contract],
    mappings: Mappings = NO_MAPPINGS,
    places: Places | None = None,
    *,
    sample_rows: int = 50,
    vocabulary: Vocabulary | None = None,
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
    vocabulary
        The region's words, by which content is told; None: its codes and its extent, where `places` are given.
    """
    words = vocabulary or Vocabulary.of_places(places)
    try:
        reading = read_file(file.path, file.name, file.options)
        seen = looks(reading, contracts, file.options, mappings)
    except FileFaultError as fault:
        return Inspection(
            file.options, {}, problems=(fault.problem(file.name),), contracts=_keys(file.name, contracts),
            encodings=ENCODINGS if _may_be_text(fault) else (),
        )  # fmt: skip
    except OSError as error:
        lost = FileFaultError("unreadable", detail=str(error.strerror or error))
        return Inspection(
            file.options, {}, problems=(lost.problem(file.name),), contracts=_keys(file.name, contracts)
        )
    located: Located | None = None
    try:
        located = choose(seen, file.name, contracts, file.options)
        problems = located.problems
    except FileFaultError as fault:
        problems = (fault.problem(file.name),)
    look, found = whose(file, located, seen, contracts, words)
    if look is None:
        return Inspection(
            file.options, {}, reading.format, problems=problems, contracts=_keys(file.name, contracts)
        )
    verdict, ruled = look_at_points(located, file.name, places)
    options, how = found_options(file, reading, look, located, found, verdict)
    known = found.confidence > 0
    columns = columns_of(look, contracts if known else (), words, file.options)
    numbers, sample = sample_of(look, columns, sample_rows)
    sheets = _sheets(reading, located)
    rows = [sheet.rows for sheet in sheets if sheet.is_used] or [
        sheet.n_rows for sheet in (located.sheets if located else ())
    ]
    is_text = reading.format == "csv"
    return Inspection(
        options,
        how,
        reading.format,
        sheets,
        header_labels(look.header)[: width_of(look)],
        columns,
        tuple(look.contract.missing(look.columns)) if known else (),
        verdict,
        sample,
        numbers,
        sum(n for n in rows if n is not None) if rows and None not in rows else None,
        (*problems, *ruled),
        encodings=ENCODINGS if is_text else (),
        delimiters=DELIMITERS if is_text else (),
        contracts=_keys(file.name, contracts, look.contract if known else None),
        saved=look.saved is not None,
        about_rows=sum(sheet.about_rows for sheet in located.sheets) if located else None,
    )


def _sheets(reading: Reading, located: Located | None) -> tuple[SheetChoice, ...]:
    used = {sheet.grid.sheet: sheet for sheet in located.sheets} if located else {}
    names = reading.sheet_names or tuple(grid.sheet for grid in reading.grids if grid.sheet)
    return tuple(
        SheetChoice(name, used[name].n_rows, used[name].grid.numbers[used[name].at] or None, True)
        if name in used
        else SheetChoice(name, None, None, False)
        for name in names
    )


def _keys(
    name: str, contracts: Sequence[Contract], chosen: Contract | None = None
) -> tuple[tuple[str, str], ...]:
    order = [*([chosen] if chosen else []), *contracts_named(name, contracts), *contracts]
    return tuple(dict.fromkeys(contract.key for contract in order))


def _may_be_text(fault: FileFaultError) -> bool:
    return fault.rule == "wrong_encoding"
