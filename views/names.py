"""Names of units in the language of the screen."""

from __future__ import annotations

from typing import Literal

from data.reads import UnitRow
from views.basis import Basis

Lang = Literal["zh", "en"]


def unit_name(unit: UnitRow, lang: Lang) -> str:
    """The unit's short name; the Chinese one where there is no English."""
    return unit.name if lang == "zh" or not unit.name_en else unit.name_en


def full_name(basis: Basis, unit: UnitRow, lang: Lang) -> str:
    """A name that tells units of one level apart: a grid is called after its community (in English it always is)."""
    if lang == "en":
        return unit_name(unit, lang)
    community = (
        basis.unit_row("community", unit.community_code)
        if unit.level == "grid" and unit.community_code
        else None
    )
    own = unit_name(unit, lang)
    return f"{unit_name(community, lang)} {own}" if community is not None else own


def class_label(basis: Basis, code: str, name: str, lang: Lang) -> str:
    """A class of incidents by its code; its Chinese name where there is no English."""
    return (basis.definitions.class_names_en.get(code) or name) if lang == "en" else name
