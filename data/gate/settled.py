"""What was settled about columns when a delivery was prepared: a published one is read the same way ever after."""

from __future__ import annotations

import json
from pathlib import Path

from data.gate.book import FOLDER
from data.pointer import write_json
from data.staging.saved import Mappings, SavedMapping

_FILE = "settled.json"


def keep_mappings(home: Path, delivery_id: str, mappings: Mappings) -> None:
    """Write down what holds now; it counts as soon as a release rests on the delivery."""
    write_json(home / FOLDER / delivery_id / _FILE, [entry.to_json() for entry in mappings.entries])


def kept_mappings(home: Path, delivery_id: str) -> Mappings | None:
    """What held when the delivery was prepared; None when nothing was written down."""
    try:
        raw = json.loads((home / FOLDER / delivery_id / _FILE).read_text("utf-8"))
        return Mappings(tuple(SavedMapping.from_json(entry) for entry in raw))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
