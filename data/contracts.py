"""The departments' contracts: which columns a department sends, under which headers, in which words and datum."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from data.datasets import DATASETS, Dataset
from governance.errors import ContractError

CONTRACTS_DIR = Path(__file__).resolve().parent / "contracts"

# `personal`: known to the contract so that it is passed over on purpose; never staged, never in a release.
PERSONAL = "personal"
COLUMN_TYPES = frozenset({"text", "code", "datetime", "number", "integer", PERSONAL})
DATUMS = ("WGS84", "CGCS2000", "GCJ02", "BD09")
#: Written where nobody could say which datum a department's coordinates are in: each file's points tell.
UNDECLARED = "?"


@lru_cache(maxsize=8192)
def normal_header(text: str) -> str:
    """A header as it is compared: full width folded, blanks and the asterisk of "required" gone, lower case."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in folded if not c.isspace() and c not in "*\ufeff")


@dataclass(frozen=True)
class Column:
    """One column of a contract: our name, the department's header and its synonyms."""

    name: str
    header: str
    type: str
    required: bool
    synonyms: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that means this column, normalised, the department's own first."""
        return tuple(normal_header(h) for h in (self.header, *self.synonyms))


@dataclass(frozen=True)
class Contract:
    """What a department promised to send, of one dataset.

    Attributes
    ----------
    datum
        ``WGS84``, ``CGCS2000``, ``GCJ02`` or ``BD09``: what the coordinates are declared to be; ``?``: nobody knows, the
        points of each file tell; None without coordinates.
    geometry
        ``columns`` (longitude and latitude columns), ``geometry`` (the feature's own point) or ``none``.
    states
        The department's word → one of the dataset's states.
    columns
        Those of type ``personal`` are passed over when the file is read.
    """

    department: str
    dataset: Dataset
    version: str
    file_patterns: tuple[str, ...]
    format: str
    encoding: str | None
    datum: str | None
    geometry: str
    note: str
    states: Mapping[str, str]
    columns: tuple[Column, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What identifies a contract: department and dataset."""
        return self.department, self.dataset.name

    @property
    def declared_datum(self) -> str | None:
        """The datum, if it is declared."""
        return None if self.datum == UNDECLARED else self.datum

    @property
    def kept(self) -> tuple[Column, ...]:
        """The columns that are read: all but the personal ones."""
        return tuple(column for column in self.columns if column.type != PERSONAL)

    def matches_name(self, file_name: str) -> bool:
        """Whether a file of that name looks like one of these."""
        return self.name_fit(file_name) >= 0

    def name_fit(self, file_name: str) -> int:
        """How many letters of a file's name the most telling pattern fixes; -1 where none fits."""
        fits = (
            len(pattern.replace("*", "").replace("?", ""))
            for pattern in self.file_patterns
            if fnmatchcase(file_name.lower(), pattern.lower())
        )
        return max(fits, default=-1)

    def assign(self, header: tuple[str, ...]) -> dict[str, int]:
        """Column name → position in a file's header; a department's own header beats a synonym.

        Columns that the header lacks are absent from the result.
        """
        places: dict[str, int] = {}
        for position, text in enumerate(header):
            places.setdefault(normal_header(text), position)
        found: dict[str, int] = {}
        taken: set[int] = set()
        for rank in range(max(len(c.headers) for c in self.columns)):
            for column in self.columns:
                place = places.get(column.headers[rank]) if rank < len(column.headers) else None
                if place is not None and column.name not in found and place not in taken:
                    found[column.name] = place
                    taken.add(place)
        return found

    def missing(self, assigned: Mapping[str, int]) -> tuple[Column, ...]:
        """Required columns that a file lacks."""
        return tuple(c for c in self.columns if c.required and c.name not in assigned)


def load_contracts(folder: Path = CONTRACTS_DIR) -> tuple[Contract, ...]:
    """All contracts of a folder, in the order of their files; one for each department and dataset.

    Raises
    ------
    ContractError
        When the folder holds none, one of them is not usable, or two are of the same department and dataset.
    """
    contracts = tuple(_load(path) for path in sorted(folder.glob("*.toml")))
    keys = [contract.key for contract in contracts]
    twice = sorted({" ".join(key) for key in keys if keys.count(key) > 1})
    if twice:
        raise ContractError("数据合同重复 Contract twice", "; ".join(twice), "保留一份 keep one of them")
    if not contracts:
        raise ContractError("没有数据合同 No contracts", str(folder), "补齐 add *.toml files")
    return contracts


def _load(path: Path) -> Contract:
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        contract = Contract(
            department=raw["department"],
            dataset=DATASETS[raw["dataset"]],
            version=raw["version"],
            file_patterns=tuple(raw["file_patterns"]),
            format=raw["format"],
            encoding=raw.get("encoding"),
            datum=raw.get("datum"),
            geometry=raw["geometry"],
            note=raw["note"],
            states=MappingProxyType(dict(raw["states"])),
            columns=tuple(
                Column(c["name"], c["header"], c["type"], c["required"], tuple(c.get("synonyms", ())))
                for c in raw["column"]
            ),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise ContractError(
            "数据合同有误 Contract", f"{path.name}: {error!r}", "修正 mend the file"
        ) from error
    faults = _faults(contract)
    if faults:
        raise ContractError(
            "数据合同有误 Contract", f"{path.name}: " + "; ".join(faults), "修正 mend the file"
        )
    return contract


def _faults(contract: Contract) -> list[str]:
    names = [c.name for c in contract.columns]
    faults = [f"unknown column {c.name}" for c in contract.kept if c.name not in contract.dataset.columns]
    faults += [
        f"column {c.name}: personal, yet a column of the dataset"
        for c in contract.columns
        if c.type == PERSONAL and c.name in contract.dataset.columns
    ]
    faults += [f"column {n} twice" for n in set(names) if names.count(n) > 1]
    faults += [f"column {c.name}: type {c.type}" for c in contract.columns if c.type not in COLUMN_TYPES]
    faults += [f"state {s}" for s in contract.states.values() if s not in contract.dataset.states]
    if contract.datum not in ((None,) if contract.geometry == "none" else (*DATUMS, UNDECLARED)):
        faults.append(f"datum {contract.datum}")
    if contract.geometry not in ("columns", "geometry", "none"):
        faults.append(f"geometry {contract.geometry}")
    return faults
