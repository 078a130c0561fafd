"""Choices of a sheet in words: its filter, each field, and how large it is."""

from __future__ import annotations

from datetime import date
from html import unescape

from governance.periods import Period
from ui.cases.bar import department_name, kind_words, state_name
from ui.controls import period_text
from ui.levels import level_label
from ui.text import MISSING, current_lang, fmt_date, fmt_int, pick, t
from views.basis import Basis
from views.cases.filter import read_filter
from views.names import full_name
from views.sheet.address import case_filter_of, whistle_filter_of
from views.sheet.request import SheetRequest, state_of
from views.sheet.sizes import SheetSize
from views.whistles.filter import names_of

_SEPARATOR = "notice.separator"


def spelled(code: str) -> str:
    """A code as sheets print it: two groups of five."""
    return f"{code[:5]} {code[5:]}" if len(code) == 10 else code


def filter_words(request: SheetRequest, on: Basis) -> list[str]:
    """What of cases or whistles the sheet counts, one entry a condition; empty for all."""
    lang = current_lang()
    if request.subject == "whistles":
        wanted, names = whistle_filter_of(request, on), names_of(on)
        named = (names.theme(wanted.theme, lang), names.office(wanted.department, lang))
        return [name for name in named if name]
    if request.subject not in ("cases", "hot"):
        return []
    chosen = case_filter_of(request, on)
    parts = (
        kind_words(on, chosen),
        t(_SEPARATOR).join(state_name(word) for word in sorted(chosen.states)),
        department_name(on, chosen.department) if chosen.department else "",
        chosen.channel,
        fmt_date(chosen.day) if chosen.day else "",
        f"“{chosen.text}”" if chosen.text else "",
    )
    return [part for part in parts if part]


def size_facts(size: SheetSize) -> str:
    """Pixels, millimetres and resolution of a sheet, as it lies."""
    mm = t("snapshot.size.mm", width=f"{size.width_mm:.0f}", height=f"{size.height_mm:.0f}")
    if "png" not in size.formats:
        return mm
    px = t("snapshot.size.px", width=fmt_int(size.width_px), height=fmt_int(size.height_px))
    return f"{px} · {mm} · {t('snapshot.size.dpi', dpi=f'{size.dpi:.0f}')}"


def size_name(key: str) -> str:
    """A preset by its name, a free size as it was written."""
    known = ("1080p", "4K", "5760x1080", "slide", "square", "A4", "A3", "A2", "A1", "A0")
    return t(f"snapshot.size.{key}") if key in known else key


def view_words(request: SheetRequest, on: Basis) -> str:
    """What the sheet shows, in one line: what is drawn, of which unit, at which level, when, counted how."""
    lang = current_lang()
    state = state_of(request, on)
    what = t(f"snapshot.subject.{request.subject}")
    if request.subject in ("indicator", "category"):
        indicator = on.definitions.indicators[state.indicator]
        what = pick(indicator.name, indicator.name_en)
    parts = (
        full_name(on, state.unit, lang),
        level_label(state.level),
        what,
        period_text(state.period, lang),
        t(f"membership.{state.membership}"),
        *filter_words(request, on),
    )
    return " · ".join(part for part in parts if part)


def field_words(name: str, value: object, on: Basis | None) -> str:
    """One field of a request as a reader reads it; parameters of the view as they are where `on` does not know them."""
    if isinstance(value, bool):
        return t("snapshot.field.yes" if value else "snapshot.field.no")
    if value in ("", ()):
        return MISSING
    if isinstance(value, tuple):
        return t(_SEPARATOR).join(t(f"snapshot.panels.{panel}") for panel in value)
    text = str(value)
    if name == "l":
        return level_label(text)
    if name == "labels":
        return t("snapshot.field.yes" if text == "auto" else "snapshot.field.no")
    if name == "p":
        return period_text(Period.parse(text), current_lang())
    if name == "s":
        return t(_SEPARATOR).join(state_name(word) for word in text.split(","))
    if name in ("day", "as_of"):
        return fmt_date(date.fromisoformat(text))
    if name in ("subject", "style", "lang"):
        return t(f"snapshot.{name}.{text}")
    if name == "size":
        return size_name(text)
    if name == "orientation":
        return t(f"snapshot.size.{text}")
    if name in ("as", "on"):
        return t(f"snapshot.{name}.{text}")
    if name == "m":
        return t(f"membership.{text}")
    return unescape(_known(name, text, on)) if on else text


def _known(name: str, text: str, on: Basis) -> str:
    """A value of the view by the name that the release gives it."""
    if name == "i" and text in on.definitions.indicators:
        return pick(on.definitions.indicators[text].name, on.definitions.indicators[text].name_en)
    if name == "k":
        return kind_words(on, read_filter({"k": text}, on).filter) or text
    if name == "th":
        return names_of(on).theme(text, current_lang()) or text
    if name == "d":
        return department_name(on, text)
    if name == "c":
        names = {
            category.code: pick(category.name, category.name_en) for category in on.definitions.categories
        }
        return t(_SEPARATOR).join(names.get(code, code) for code in text.split(","))
    if name == "u":
        found = next((row for level in ("city", "category", "zone", "county", "street", "street_part", "community", "grid")
                      if (row := on.unit_row(level, text))), None)  # fmt: skip
        return full_name(on, found, current_lang()) if found else text
    return text
