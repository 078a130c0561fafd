"""How a file is to be read: what a person has settled; whatever is None is found out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from data.staging.saved import Mappings


@dataclass(frozen=True)
class ReadOptions:
    """What is settled about one file.

    Attributes
    ----------
    department, dataset
        The contract.
    encoding, delimiter
        Of delimited text.
    sheets
        Names of the worksheets (layers) to read.
    header_row
        Number of the header's row as a person sees it.
    datum
        ``WGS84``, ``CGCS2000``, ``GCJ02`` or ``BD09``; beats the contract's.
    columns
        Our name of a column → the header as it stands in the file; empty: matched by name, synonym and content.
        An empty header takes the column away: the file has none of it.
    """

    department: str | None = None
    dataset: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    header_row: int | None = None
    datum: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON; `from_json` gives an equal object back."""
        given = {
            "department": self.department,
            "dataset": self.dataset,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "sheets": list(self.sheets),
            "header_row": self.header_row,
            "datum": self.datum,
            "columns": dict(self.columns),
        }
        return {name: value for name, value in given.items() if value not in (None, [], {})}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> ReadOptions:
        """Read what `to_json` wrote; unknown keys raise TypeError."""
        return cls(**{**raw, "sheets": tuple(raw.get("sheets", ()))})

    def over(self, found: ReadOptions) -> ReadOptions:
        """These options, with what they leave open taken from `found`."""
        own = self.to_json()
        return replace(found, **{name: getattr(self, name) for name in own})


#: Everything is to be found out.
NOTHING_SETTLED = ReadOptions()


@dataclass(frozen=True)
class Incoming:
    """A file on its way in.

    Attributes
    ----------
    path
        Where its bytes lie; the name there tells nothing.
    name
        As the department named it, with its suffix; may be a path below the delivery's folder.
    received_at
        UTC without a zone.
    delivery_no
        Place of its delivery in the release, from 1: of two rows about the same case the one of the later delivery
        holds.
    mappings
        What was settled about files of one header when this one was published; None: what is settled now.
    """

    path: Path
    name: str
    received_at: datetime
    delivery_no: int = 1
    options: ReadOptions = ReadOptions()
    mappings: Mappings | None = None
