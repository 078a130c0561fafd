"""Words of the screens in two languages, and numbers and dates as each language writes them.

Every word shown comes from the catalogues in ``zh-CN/`` and ``en/``, one file for each part of the application; the two
languages have equal keys and equal placeholders (a test holds that). Names of units and indicators come from the data,
not from here.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import streamlit as st

from data.settings import Settings

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
MISSING = "—"
HTML_LANG: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}  # also the folders of the catalogues
_UTC = ZoneInfo("UTC")


@cache
def catalogue(lang: Lang) -> Mapping[str, str]:
    """All texts of a language by dotted key.

    Raises
    ------
    tomllib.TOMLDecodeError
        When the catalogue is not TOML; a test reads both.
    """
    texts: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / HTML_LANG[lang]).glob("*.toml")):
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


def current_lang() -> Lang:
    """The language that the address asks for (``?lang=``); Chinese when it asks for none or an unknown one."""
    wanted = st.query_params.get("lang", "zh")
    return wanted if wanted in LANGS else "zh"


def t(key: str, /, lang: Lang | None = None, **values: object) -> str:
    """The text of `key`, with ``{placeholders}`` filled from `values`.

    Parameters
    ----------
    key
        Dotted key of the catalogues, e.g. ``"nav.one_map"``.
    lang
        Another language than the one of the page.

    Raises
    ------
    KeyError
        When there is no such key: a fault of the program, not of the user.
    """
    text = catalogue(lang or current_lang())[key]
    return text.format(**values) if values else text


def pick(zh: str, en: str | None, lang: Lang | None = None) -> str:
    """The one of two names that the page's language wants; the Chinese one where there is no English."""
    return en if (lang or current_lang()) == "en" and en else zh


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


def fmt_date(value: date | None, lang: Lang | None = None) -> str:
    """A day in words (5 Mar 2026); "—" when missing."""
    if value is None:
        return MISSING
    wanted = lang or current_lang()
    return t("format.date", wanted, y=value.year, m=_month_name(value.month, wanted), d=value.day)


def fmt_month(month: int, lang: Lang | None = None) -> str:
    """A month number (year*12 + month-1) in words: Mar 2026."""
    year, index = divmod(month, 12)
    wanted = lang or current_lang()
    return t("format.month", wanted, y=year, m=_month_name(index + 1, wanted))


def _month_name(month: int, lang: Lang) -> str:
    return str(month) if lang == "zh" else _MONTHS[month - 1]


def local_zone() -> ZoneInfo:
    """Time zone of the region; UTC where its folder cannot be read (the pages say why)."""
    return _zone_of(Settings.from_env().region_dir)


@cache
def _zone_of(region_dir: Path) -> ZoneInfo:
    try:
        settings = tomllib.loads((region_dir / "region.toml").read_text(encoding="utf-8"))
        return ZoneInfo(str(settings["timezone"]))
    except (OSError, ValueError, KeyError):  # ValueError: no TOML, no UTF-8, no such zone
        return _UTC


def fmt_datetime(value: datetime | None, lang: Lang | None = None) -> str:
    """A moment in the region's local time to the minute; a naive value is taken as UTC; "—" when missing."""
    if value is None:
        return MISSING
    aware = value if value.tzinfo else value.replace(tzinfo=_UTC)
    local = aware.astimezone(local_zone())
    return f"{fmt_date(local.date(), lang)} {local:%H:%M}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
