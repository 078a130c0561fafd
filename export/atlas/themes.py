"""What an atlas can show of a unit: its themes by key, their names, and the parameters of their sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from governance.errors import StateError
from views.basis import Basis
from views.names import Lang
from views.words import word

# Key → parameters of the snapshot screen's address. Indicators are themes by their own names.
_OTHERS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "category": {"subject": "category"},
        "cases": {"subject": "cases", "as": "units"},
        "density": {"subject": "cases", "as": "density"},
        "hot": {"subject": "hot", "on": "counts"},
        "whistles": {"subject": "whistles"},
        "assessment": {"subject": "assessment"},
    }
)
# What is shown of some levels only: categories are kinds of districts.
_LEVELS: Mapping[str, tuple[str, ...]] = MappingProxyType({"category": ("city", "category")})
#: Six that answer most questions of a meeting.
USUAL = (
    "cases_per_10k",
    "closing_rate",
    "on_time_rate",
    "satisfaction_rate",
    "whistles",
    "assessment",
)


def themes_of(basis: Basis) -> tuple[str, ...]:
    """Keys of all themes that a release can show: its indicators, then the other subjects."""
    others = [key for key in _OTHERS if key != "assessment" or basis.definitions.assessment is not None]
    return (*basis.definitions.indicators.map_ids, *others)


def usual_themes(basis: Basis) -> tuple[str, ...]:
    """The themes that are taken when nobody chooses."""
    known = themes_of(basis)
    return tuple(key for key in USUAL if key in known) or known[:6]


def checked_themes(basis: Basis, keys: Sequence[str]) -> tuple[str, ...]:
    """The same keys, each once.

    Raises
    ------
    StateError
        When one of them is no theme of the release.
    """
    known = themes_of(basis)
    for key in keys:
        if key not in known:
            raise StateError("没有这个专题 No such theme", key[:80], f"可用 one of: {' '.join(known)}")
    return tuple(dict.fromkeys(keys))


def theme_name(basis: Basis, key: str, lang: Lang) -> str:
    """What a theme is called."""
    if key in _OTHERS:
        return word(f"atlas.theme.{key}", lang)
    indicator = basis.definitions.indicators[key]
    return indicator.name if lang == "zh" else indicator.name_en


def theme_params(key: str) -> dict[str, str]:
    """Parameters of its sheets, unit and period aside."""
    return dict(_OTHERS.get(key, {"subject": "indicator", "i": key}))


def is_shown_of(key: str, level: str) -> bool:
    """Whether there is such a sheet of a unit of a stored level."""
    return level in _LEVELS.get(key, (level,))
