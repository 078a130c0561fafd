"""Names of units in the language of the screen."""

from __future__ import annotations

from typing import Literal

from data.reads import UnitRow

Lang = Literal["zh", "en"]


def unit_name(unit: UnitRow, lang: Lang) -> str:
    """The unit's short name; the Chinese one where there is no English."""
    return unit.name if lang == "zh" or not unit.name_en else unit.name_en
