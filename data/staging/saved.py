"""What was settled about files of one header before, and is used again without asking."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data.contracts import normal_header
from data.staging.grid import OUR_HEADERS, POINT_X, POINT_Y

_NOT_THEIRS = frozenset((*OUR_HEADERS, POINT_X, POINT_Y))


def header_labels(header: Sequence[str | None]) -> tuple[str, ...]:
    """One label a column, no two alike: the header itself; ``#3`` without one; ``编号#3`` when it came before."""
    labels: dict[str, None] = {}
    for place, text in enumerate(header, start=1):
        label = (text or "").strip() or f"#{place}"
        # A header may itself look like another's label.
        while label in labels:
            label = f"{label}#{place}"
        labels[label] = None
    return tuple(labels)


def header_fingerprint(header: Sequence[str | None]) -> str:
    """What two files of the same columns in the same order share; columns that this product added do not count.

    A header and its labels have the same.
    """
    kept = [normal_header(text) for text in header_labels([t for t in header if t not in _NOT_THEIRS])]
    while kept and kept[-1] == f"#{len(kept)}":
        kept.pop()
    return hashlib.sha256("\x1f".join(kept).encode("utf-8")).hexdigest()[:16]


@dataclass(frozen=True)
class SavedMapping:
    """How files of one department, data set and header are read.

    Attributes
    ----------
    header
        The file's header when it was settled.
    columns
        Our name of a column → label of the file's column (`header_labels`); an empty label: the file has none of it.
    datum
        What the coordinates of such files are; None: as the contract says.
    saved_at
        UTC without a zone.
    """

    department: str
    dataset: str
    header: tuple[str, ...]
    columns: Mapping[str, str]
    datum: str | None
    saved_at: datetime
    saved_by: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Department and data set."""
        return self.department, self.dataset

    @property
    def fingerprint(self) -> str:
        """The header's, see `header_fingerprint`."""
        return header_fingerprint(self.header)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON; `from_json` gives an equal object back."""
        return {
            "department": self.department,
            "dataset": self.dataset,
            "header": list(self.header),
            "columns": dict(self.columns),
            "datum": self.datum,
            "saved_at": self.saved_at.isoformat(sep=" "),
            "saved_by": self.saved_by,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> SavedMapping:
        """Read what `to_json` wrote; a missing key raises KeyError."""
        return cls(
            str(raw["department"]),
            str(raw["dataset"]),
            tuple(map(str, raw["header"])),
            {str(name): str(label) for name, label in raw["columns"].items()},
            raw["datum"],
            datetime.fromisoformat(raw["saved_at"]),
            str(raw.get("saved_by", "")),
        )


@dataclass(frozen=True)
class Mappings:
    """All that was saved, the latest first."""

    entries: tuple[SavedMapping, ...] = field(default=())

    def exact(self, header: Sequence[str | None]) -> tuple[SavedMapping, ...]:
        """What was saved for this very header, of any department."""
        wanted = header_fingerprint(header)
        return tuple(entry for entry in self.entries if entry.fingerprint == wanted)

    def find(self, key: tuple[str, str], header: Sequence[str | None]) -> SavedMapping | None:
        """What was saved for files of that department, data set and header."""
        return next((entry for entry in self.exact(header) if entry.key == key), None)

    def within(self, key: tuple[str, str], header: Sequence[str | None]) -> SavedMapping | None:
        """The latest that was saved for that department and data set and all of whose columns this header has."""
        labels = {label for label in header_labels(header) if "#" not in label}
        for entry in self.entries:
            used = {label for label in entry.columns.values() if label}
            if entry.key == key and used and used <= labels:
                return entry
        return None


NO_MAPPINGS = Mappings()
