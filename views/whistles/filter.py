"""Which whistles: theme and department in focus, and the state, words, order and page of the list; in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from data.reads.whistles import SORTS, STATES, whistle_names
from views.basis import Basis
from views.names import Lang

DEFAULT_SORT = SORTS[0]
LONGEST_WORDS = 60
# How the list may be narrowed on the screen, in this order.
OFFERED_STATES = ("open", "overdue", "owing", "late", "joint", "solved", "unsolved", "void")


@dataclass(frozen=True)
class WhistleFilter:
    """What is looked at.

    Attributes
    ----------
    theme, department
        Codes of the region's tables; None means all. They hold for the whole screen.
    state, words, sort, page
        Of the list alone; `page` counts from 1.
    """

    theme: str | None = None
    department: str | None = None
    state: str | None = None
    words: str | None = None
    sort: str = DEFAULT_SORT
    page: int = 1

    @property
    def focus(self) -> WhistleFilter:
        """The part that holds for the whole screen."""
        return WhistleFilter(self.theme, self.department)


@dataclass(frozen=True)
class Names:
    """Names of themes and departments by code, (Chinese, English), in the region's own order."""

    themes: Mapping[str, tuple[str, str]]
    offices: Mapping[str, tuple[str, str]]

    def theme(self, code: str | None, lang: Lang) -> str:
        """Name of a theme; the code itself where the release does not know it."""
        return _name(self.themes, code, lang)

    def office(self, code: str | None, lang: Lang) -> str:
        """Name of a department, likewise."""
        return _name(self.offices, code, lang)


def _name(names: Mapping[str, tuple[str, str]], code: str | None, lang: Lang) -> str:
    zh, en = names.get(code or "", (code or "", ""))
    return en if lang == "en" and en else zh


@lru_cache(maxsize=8)
def names_of(basis: Basis) -> Names:
    """The names of a release."""
    return Names(*whistle_names(basis.release))


def read_whistle_filter(params: Mapping[str, str], basis: Basis) -> tuple[WhistleFilter, tuple[str, ...]]:
    """Read ``th, d, s, q, o, n``; what cannot be is left out and named, never an error."""
    names = names_of(basis)
    known = {"th": names.themes, "d": names.offices, "s": STATES, "o": SORTS}
    given = {key: params[key] for key in known if params.get(key)}
    ignored = tuple(key for key, value in given.items() if value not in known[key])
    kept = {key: value for key, value in given.items() if key not in ignored}
    page = params.get("n", "1")
    return (
        WhistleFilter(
            theme=kept.get("th"),
            department=kept.get("d"),
            state=kept.get("s"),
            words=" ".join(params.get("q", "").split())[:LONGEST_WORDS] or None,
            sort=kept.get("o", DEFAULT_SORT),
            page=max(int(page), 1) if page.isascii() and page.isdecimal() and len(page) < 7 else 1,
        ),
        ignored,
    )


def write_whistle_filter(wanted: WhistleFilter) -> dict[str, str]:
    """The shortest parameters that read back as `wanted`."""
    pairs = {
        "th": wanted.theme,
        "d": wanted.department,
        "s": wanted.state,
        "q": wanted.words,
        "o": None if wanted.sort == DEFAULT_SORT else wanted.sort,
        "n": str(wanted.page) if wanted.page > 1 else None,
    }
    return {key: value for key, value in pairs.items() if value}


def narrowed(wanted: WhistleFilter, **changes: str | None) -> WhistleFilter:
    """Another choice; the list begins at its first page again."""
    return replace(wanted, page=1, **changes)  # type: ignore[arg-type]  # names of fields are the caller's
