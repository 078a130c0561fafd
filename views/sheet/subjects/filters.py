"""Periods and filters of cases in the words of a sheet."""

from __future__ import annotations

from views.cases.filter import FAMILIES, STANDINGS, CaseFilter, classes_of, kinds_of
from views.names import class_label
from views.sheet.subjects.content import Asked
from views.words import fmt_date, fmt_month

# A filter of so few characters stands in the title.
_IN_TITLE = 16


def period_of(asked: Asked, chosen: CaseFilter) -> str:
    """The day that the filter names, or that the period is one of due dates; "" for the period as it is."""
    if chosen.day:
        return fmt_date(chosen.day, asked.lang)
    if chosen.counts_by_due_month:
        return asked.word("by_due", period=period_words(asked))
    return ""


def period_words(asked: Asked) -> str:
    """The months of the view in words."""
    period = asked.state.period
    first = fmt_month(period.first, asked.lang)
    if period.months == 1:
        return first
    return asked.word("period", first=first, last=fmt_month(period.last, asked.lang))


def titled(asked: Asked, key: str, words: str) -> tuple[str, tuple[str, ...]]:
    """What a sheet shows under a filter, and the line that a filter takes which is too long for the title."""
    short = bool(words) and len(words) <= _IN_TITLE
    what = asked.word(f"{key}_of" if short else key, filter=words)
    return what, (words,) if words and not short else ()


def filter_words(asked: Asked, chosen: CaseFilter) -> str:
    """The filter in words; "" where it asks nothing, and without the day, which is told as the period."""
    basis, comma = asked.basis, asked.word("comma")
    parts = [_kinds(asked, chosen)]
    parts.append(comma.join(asked.word(f"cases.state_{name}") for name in _in_order(chosen.states)))
    if chosen.department:
        found = next((d for d in basis.definitions.departments if d.id == chosen.department), None)
        parts.append("" if found is None else found.name if asked.lang == "zh" else found.name_en)
    parts.append(chosen.channel)
    if chosen.text:
        parts.append(asked.word("cases.words", text=chosen.text))
    return asked.word("dot").join(filter(None, parts))


def _in_order(states: frozenset[str]) -> list[str]:
    return sorted(states, key=lambda name: (name in STANDINGS, name))


def _kinds(asked: Asked, chosen: CaseFilter) -> str:
    if chosen.subclass:
        return chosen.subclass
    for family in FAMILIES:
        if chosen.classes and chosen.classes == classes_of(asked.basis, family):
            return asked.word(f"cases.family_{family}")
    names = {kind.class_code: kind.class_name for kind in kinds_of(asked.basis)}
    return asked.word("comma").join(
        class_label(asked.basis, code, names[code], asked.lang) for code in sorted(chosen.classes)
    )
