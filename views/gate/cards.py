"""Files as they were recognised: one card a file, with what a person should look at before it is checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from data.contracts import Contract
from data.gate.deliveries import DeliveredFile, Delivery, file_path
from data.gate.mappings import saved
from data.place import Places
from data.publish.region_tables import RegionTables
from data.settings import Settings
from data.staging.content import Vocabulary
from data.staging.inspect import Inspection, inspect
from data.staging.matching import ColumnMatch
from data.staging.options import Incoming, ReadOptions
from data.staging.saved import Mappings
from views.gate.names import contract_of, contracts

CardState = Literal["ready", "look", "settle", "stop"]
# Below this a finding is told as a guess that wants a look.
SURE = 0.8


@dataclass(frozen=True, eq=False)
class FileCard:
    """One file of a delivery and what was recognised in it.

    Attributes
    ----------
    state
        ``ready``: can be checked as it stands; ``look``: something was guessed; ``settle``: it would be held back whole
        until somebody settles what is missing; ``stop``: it cannot be read at all.
    doubts
        What to look at: ``department, datum, datum_differs, axes, proposals, missing, problems``.
    """

    file: DeliveredFile
    found: Inspection
    contract: Contract | None
    state: CardState
    doubts: tuple[str, ...]

    @property
    def settled(self) -> ReadOptions:
        """What a person has settled about the file."""
        return self.file.options

    @property
    def proposals(self) -> tuple[ColumnMatch, ...]:
        """Columns whose content looks like one of the contract's, not used until somebody confirms it."""
        return tuple(c for c in self.found.columns if c.proposal is not None and c.name is None)

    @property
    def left_over(self) -> tuple[str, ...]:
        """Columns of the contract that no column of the file stands for, as far as they are not required."""
        if self.contract is None:
            return ()
        read = {column.name for column in self.found.columns}
        return tuple(c.header for c in self.contract.kept if c.name not in read and not c.required)


def file_cards(settings: Settings, delivery: Delivery) -> tuple[FileCard, ...]:
    """Look at every file of a delivery; what was looked at before is remembered."""
    known = saved(settings)
    return tuple(_card(settings, delivery, file, known) for file in delivery.files)


def _card(settings: Settings, delivery: Delivery, file: DeliveredFile, known: Mappings) -> FileCard:
    found = _look(settings, delivery, file, known)
    contract = contract_of(found.options.department, found.options.dataset)
    doubts = _doubts(found, contract, file.options)
    return FileCard(file, found, contract, _state(found, contract, doubts), doubts)


def _state(found: Inspection, contract: Contract | None, doubts: tuple[str, ...]) -> CardState:
    if not found.header:
        return "stop"
    held_back = any(p.level == "error" for p in found.problems) or bool(found.missing) or contract is None
    return "settle" if held_back else "look" if doubts else "ready"


def _doubts(found: Inspection, contract: Contract | None, settled: ReadOptions) -> tuple[str, ...]:
    doubts = []
    whose = found.found.get("department")
    if contract is None or (whose is not None and whose.confidence < SURE):
        doubts.append("department")
    if found.missing:
        doubts.append("missing")
    if any(c.proposal is not None and c.name is None for c in found.columns):
        doubts.append("proposals")
    if settled.datum is None and found.datum is not None and found.datum.datum is not None:
        same = _alike(found.options.datum) == _alike(found.datum.datum)
        if not same:
            doubts.append("datum_differs")
    if found.are_axes_exchanged:
        doubts.append("axes")
    if any(p.level == "error" for p in found.problems):
        doubts.append("problems")
    return tuple(doubts)


def _alike(datum: str | None) -> str | None:
    """The two that agree to a few decimetres count as one."""
    return "WGS84" if datum == "CGCS2000" else datum


def with_option(options: ReadOptions, name: str, value: object) -> ReadOptions:
    """The options with one of them settled; None (or nothing) leaves it to be found out again."""
    raw = {**options.to_json(), name: value}
    if name == "contract":
        department, dataset = value if isinstance(value, tuple) else (None, None)
        raw = {**options.to_json(), "department": department, "dataset": dataset}
        del_columns = (department, dataset) != (options.department, options.dataset)
        if del_columns:  # another contract has other columns
            raw.pop("columns", None)
    return ReadOptions.from_json({key: v for key, v in raw.items() if v not in (None, "", [], (), {})})


def with_column(card: FileCard, place: int, name: str | None) -> ReadOptions:
    """The options with one column of the file read as another column of the contract, or as none.

    The column that was read so before gives it up; a column taken away stays away although its name would fit.
    """
    columns: dict[str, str] = dict(card.file.options.columns)
    header = card.found.columns[place].header
    before = card.found.columns[place].name
    if before is not None and before != name:
        columns[before] = ""
    if name is not None:
        columns[name] = header
    raw: Mapping[str, object] = {**card.file.options.to_json(), "columns": columns}
    return ReadOptions.from_json(raw)


def settle(card: FileCard) -> ReadOptions:
    """The options with every proposal confirmed; what was found besides stays to be found."""
    proposed = {column.proposal: column.header for column in card.proposals if column.proposal is not None}
    return replace(
        card.file.options,
        department=card.found.options.department,
        dataset=card.found.options.dataset,
        columns={**proposed, **{name: label for name, label in card.file.options.columns.items() if label}},
    )


def _look(settings: Settings, delivery: Delivery, file: DeliveredFile, known: Mappings) -> Inspection:
    mark = json.dumps(file.options.to_json(), ensure_ascii=False, sort_keys=True)
    incoming = Incoming(file_path(settings, file), file.name, delivery.received_at, options=file.options)
    return _inspected(_Look(settings, incoming, file.sha256, mark, known))


@dataclass(frozen=True, eq=False)
class _Look:
    """What a look depends on; equal where file, options and saved mappings are."""

    settings: Settings
    incoming: Incoming
    sha256: str
    mark: str
    known: Mappings

    @property
    def _key(self) -> tuple[object, ...]:
        saved_at = tuple((entry.fingerprint, entry.key, entry.saved_at) for entry in self.known.entries)
        return self.sha256, self.incoming.name, self.mark, saved_at, self.settings.region_dir

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Look) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=64)
def _inspected(look: _Look) -> Inspection:
    words = _words(look.settings)
    return inspect(
        look.incoming, contracts(), look.known, _places(look.settings), sample_rows=12, vocabulary=words
    )


@lru_cache(maxsize=2)
def _words(settings: Settings) -> Vocabulary:
    return Vocabulary.of_region(settings.region_dir, _places(settings))


@lru_cache(maxsize=2)
def _places(settings: Settings) -> Places:
    return RegionTables.load(settings).places
