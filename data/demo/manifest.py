"""What the demonstration files are known to hold: the ground truth that the pipeline is tested against."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

MANIFEST_NAME = "demo_manifest.json"
# Ends the name of every file: sent one by one, they are still told from real ones.
DEMO_MARK = "_演示"

#: Kinds of wrong rows, what is wrong with them, and whether a careful reader must refuse the row.
FAULT_KINDS: Mapping[str, tuple[str, bool]] = {
    "bad_code": ("the community code is not in the register", True),
    "swapped": ("longitude and latitude are exchanged", True),
    "impossible_time": ("closed before it was received, or a date that no calendar knows", True),
    "duplicate": ("an exact copy of an earlier row", True),
    "out_of_region": ("the point lies in another province", True),
    "missing_required": ("a required cell is empty", True),
    "bad_number": ("text where the contract wants a number", True),
    "wrong_county": ("the point lies in another county than the community code says", False),
    "hostile_text": (
        "a formula, a script or a telephone number in free text; the row itself is right",
        False,
    ),
    "unknown_department": ("the department called is not in the region's table", True),
    "unknown_theme": ("the theme of a whistle is not in the region's table", True),
    "two_leads": ("a row of a whistle that two departments lead", True),
    "no_lead": ("a whistle that nobody leads", True),
    "wrong_order": ("a department reported in before the whistle was blown", True),
    "unknown_case": ("the log names a case that is in no file", True),
    "impossible_sequence": ("the log tells what cannot have happened to the case", True),
    "unknown_stage": ("a stage that the contract does not know", True),
    "no_new_limit": ("an extension without a new limit", True),
    "footer": ("a row of totals below the data", False),
}


@dataclass(frozen=True)
class WrongRow:
    """One row that is known to be wrong (or hostile).

    Attributes
    ----------
    row
        As a person counts: the line of the CSV file, the row of the sheet (headers included), or the number of
        the feature from 1.
    sheet
        Name of the worksheet, empty for other forms.
    column
        The contract's name of the column at fault (``lon`` stands for the whole point).
    case_no
        As written in the file; may be empty.
    """

    kind: str
    row: int
    sheet: str
    column: str
    case_no: str
    value: str


@dataclass(frozen=True)
class DemoFile:
    """One department's file.

    Attributes
    ----------
    dataset
        What its rows are: cases (``incident``) or something said about them.
    rows
        Rows of data, duplicates included, a footer not.
    wrong
        Number of rows by kind (:data:`FAULT_KINDS`); a row has one kind at most.
    """

    name: str
    department: str
    format: str
    rows: int
    bytes: int
    wrong: Mapping[str, int]
    wrong_rows: tuple[WrongRow, ...]
    dataset: str = "incident"


@dataclass(frozen=True)
class DemoManifest:
    """All files of one demonstration, with the arguments that make them again."""

    region: str
    incidents: int
    seed: int
    data_from: date
    data_to: date
    files: tuple[DemoFile, ...]

    @property
    def rows(self) -> int:
        """Rows of data in all files."""
        return sum(file.rows for file in self.files)

    @property
    def wrong(self) -> dict[str, int]:
        """Wrong rows of all files by kind."""
        total: Counter[str] = Counter()
        for file in self.files:
            total.update(file.wrong)
        return dict(sorted(total.items()))

    def write(self, folder: Path) -> Path:
        """Write ``demo_manifest.json`` (UTF-8, the same bytes for the same content) and return its path."""
        body = {
            **asdict(self),
            "data_from": self.data_from.isoformat(),
            "data_to": self.data_to.isoformat(),
            "kinds": {
                kind: {"meaning": text, "refused": refused} for kind, (text, refused) in FAULT_KINDS.items()
            },
        }
        path = folder / MANIFEST_NAME
        text = json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8", newline="\n")
        return path


def remove_previous(folder: Path) -> None:
    """Remove the files of an earlier demonstration that its manifest names, and nothing else.

    Otherwise another period's files would stay beside the new ones and be received with them.
    """
    path = folder / MANIFEST_NAME
    if not path.is_file():
        return
    try:
        names = [str(file["name"]) for file in json.loads(path.read_text(encoding="utf-8"))["files"]]
    except (ValueError, KeyError, TypeError):  # not one of ours: leave everything
        return
    for name in names:
        if Path(name).name == name:
            (folder / name).unlink(missing_ok=True)
    path.unlink()
