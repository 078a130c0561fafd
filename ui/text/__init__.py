"""Words of the screens in two languages, and numbers and dates in the language of the page.

Every word shown comes from the catalogues in ``zh-CN/`` and ``en/``, one file for each part of the application, or from
those that screens share with exports (`views.words`); the two languages have equal keys and equal placeholders (a test
holds that). Names of units and indicators come from the data, not from here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import streamlit as st

from data.settings import Settings
from views import words
from views.names import Lang
from views.words import HTML_LANG, LANGS, MISSING, fmt_change, fmt_int, fmt_rate, read_catalogue

__all__ = [
    "HTML_LANG",
    "LANGS",
    "MISSING",
    "Lang",
    "catalogue",
    "current_lang",
    "fmt_change",
    "fmt_date",
    "fmt_datetime",
    "fmt_int",
    "fmt_month",
    "fmt_rate",
    "local_zone",
    "pick",
    "t",
]
_UTC = ZoneInfo("UTC")


@cache
def catalogue(lang: Lang) -> Mapping[str, str]:
    """All texts of a language by dotted key: those of the screens and those shared with exports.

    Raises
    ------
    tomllib.TOMLDecodeError
        When a catalogue is not TOML; a test reads both.
    """
    shared = read_catalogue(Path(words.__file__).parent, lang)
    return {**shared, **read_catalogue(Path(__file__).parent, lang)}


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


def fmt_date(value: date | None, lang: Lang | None = None) -> str:
    """A day in words (5 Mar 2026); "—" when missing."""
    return words.fmt_date(value, lang or current_lang())


def fmt_month(month: int, lang: Lang | None = None) -> str:
    """A month number (year*12 + month-1) in words: Mar 2026."""
    return words.fmt_month(month, lang or current_lang())


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
    return words.fmt_datetime(value, lang or current_lang(), local_zone())
