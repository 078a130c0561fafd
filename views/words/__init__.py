"""Words that a screen and an export share, in two languages, and numbers and dates as each language writes them.

Catalogues lie in ``zh-CN/`` and ``en/`` here, one file for each kind of export; those of the screens in ``ui/text``.
The two languages have equal keys and equal placeholders (a test holds that).
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from views.names import Lang

LANGS: tuple[Lang, ...] = ("zh", "en")
MISSING = "—"
HTML_LANG: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}  # also the folders of the catalogues
_HERE = Path(__file__).parent
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@cache
def read_catalogue(folder: Path, lang: Lang) -> Mapping[str, str]:
    """All texts of a language in a folder of catalogues, by dotted key.

    Raises
    ------
    tomllib.TOMLDecodeError
        When a catalogue is not TOML; a test reads them all.
    """
    texts: dict[str, str] = {}
    for path in sorted((folder / HTML_LANG[lang]).glob("*.toml")):
        texts.update(_flat(tomllib.loads(path.read_text(encoding="utf-8")), ""))
    return texts


def _flat(table: Mapping[str, object], prefix: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            texts.update(_flat(value, f"{prefix}{key}."))
        else:
            texts[prefix + key] = str(value)
    return texts


def word(key: str, /, lang: Lang, **values: object) -> str:
    """The text of `key`, with ``{placeholders}`` filled from `values`.

    Raises
    ------
    KeyError
        When there is no such key: a fault of the program, not of the user.
    """
    text = read_catalogue(_HERE, lang)[key]
    return text.format(**values) if values else text


def _is_missing(value: float | None) -> bool:
    return value is None or math.isnan(value) or math.isinf(value)


def fmt_int(value: float | None) -> str:
    """A count with thousands separators; "—" when missing."""
    return MISSING if value is None or _is_missing(value) else f"{round(value):,}"


def fmt_rate(value: float | None, digits: int = 2, unit: str = "") -> str:
    """A rate or quotient with fixed decimals and its unit; "—" when missing.

    ``%`` closes up to the figure, every other unit stands after a space that does not break.
    """
    if value is None or _is_missing(value):
        return MISSING
    space = "" if unit in ("", "%") else "\u00a0"
    return f"{value:,.{digits}f}{space}{unit}"


def fmt_change(value: float | None, digits: int = 1, unit: str = "") -> str:
    """A difference with its sign (a true minus); "—" when missing."""
    if value is None or _is_missing(value):
        return MISSING
    rounded = round(value, digits)
    sign = "+" if rounded > 0 else "\u2212" if rounded < 0 else "±"
    space = "" if unit in ("", "%") else "\u00a0"
    return f"{sign}{abs(rounded):,.{digits}f}{space}{unit}"


def fmt_date(value: date | None, lang: Lang) -> str:
    """A day in words (5 Mar 2026); "—" when missing."""
    if value is None:
        return MISSING
    return word("format.date", lang, y=value.year, m=_month_name(value.month, lang), d=value.day)


def fmt_month(month: int, lang: Lang) -> str:
    """A month number (year*12 + month-1) in words: Mar 2026."""
    year, index = divmod(month, 12)
    return word("format.month", lang, y=year, m=_month_name(index + 1, lang))


def _month_name(month: int, lang: Lang) -> str:
    return str(month) if lang == "zh" else _MONTHS[month - 1]


def fmt_datetime(value: datetime | None, lang: Lang, zone: ZoneInfo) -> str:
    """A moment in the local time of a zone to the minute; a naive value is taken as UTC; "—" when missing."""
    if value is None:
        return MISSING
    aware = value if value.tzinfo else value.replace(tzinfo=ZoneInfo("UTC"))
    local = aware.astimezone(zone)
    return f"{fmt_date(local.date(), lang)} {local:%H:%M}"
