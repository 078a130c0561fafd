"""What the region calls its levels: the product has no words of its own for them."""

from __future__ import annotations

from governance.errors import RegionError
from ui.text import MISSING, current_lang
from ui.theme import region_definitions

# The level of zones and counties is one choice; whether by zones or counties another control says.
_LEVEL_OF = {"district": "county"}


def level_name(level: str) -> str:
    """Name of a level in the page's language."""
    return _word(level, is_short=False)


def level_label(level: str) -> str:
    """The same in a word, for a control or the head of a column."""
    return _word(level, is_short=True)


def _word(level: str, *, is_short: bool) -> str:
    try:
        definitions = region_definitions()
    except RegionError:  # told by every page
        return MISSING
    names = definitions.level_shorts if is_short else definitions.level_names
    return names[_LEVEL_OF.get(level, level)][1 if current_lang() == "en" else 0]
