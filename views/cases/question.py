"""Which cases an address of the map asks for: a release, a unit, months and a filter, named for good."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geo.density import COARSEST, FINEST, CellBox
from governance.errors import StateError
from views.basis import Basis
from views.cases.filter import CaseFilter, read_filter, write_filter
from views.state import ViewState, read_state

MONTHS_BY_DAY = 2  # Periods up to here are played day by day.
QUESTION = ("r", "m", "u", "p", "k", "sub", "s", "d", "ch", "day", "q")  # release, state and filter
LONGEST = 2_000  # characters of a query
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class CaseQuestion:
    """Which cases, hashable and free of what does not change them (level, indicator, language)."""

    items: tuple[tuple[str, object], ...]
    by_day: bool
    first: int | None
    last: int | None

    @property
    def parameters(self) -> dict[str, object]:
        """Parameters of the queries."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in self.items}


def question_of(state: ViewState, chosen: CaseFilter) -> CaseQuestion:
    """The question that a state and a filter ask of any release."""
    items = tuple(
        (name, tuple(value) if isinstance(value, list) else value)
        for name, value in chosen.parameters(state).items()
    )
    if chosen.is_of_data_date:
        return CaseQuestion(items, False, None, None)
    if chosen.day is not None:
        day = chosen.day.toordinal() - _EPOCH
        return CaseQuestion(items, True, day, day)
    if state.period.months > MONTHS_BY_DAY:
        return CaseQuestion(items, False, state.period.first, state.period.last)
    return CaseQuestion(items, True, _day_of(state.period.first, False), _day_of(state.period.last, True))


def _day_of(month: int, last: bool) -> int:
    year, index = divmod(month, 12)
    return date(year, index + 1, monthrange(year, index + 1)[1] if last else 1).toordinal() - _EPOCH


def case_address(basis: Basis, state: ViewState, chosen: CaseFilter) -> dict[str, str]:
    """Parameters that name a release and a filter for good; `read_question` reads them back."""
    return {
        "r": basis.provenance.release_id,
        "m": state.membership,
        "u": state.unit.code,
        "p": str(state.period),
        **write_filter(chosen, basis),
    }


def read_question(parameters: Mapping[str, str], basis: Basis) -> CaseQuestion:
    """The question of an address.

    Raises
    ------
    StateError
        When a parameter says what the release does not know: nothing is guessed for a machine.
    """
    state, chosen = read_state(parameters, basis), read_filter(parameters, basis)
    if lost := (*state.ignored, *chosen.ignored):
        raise _not_understood(", ".join(lost), " ".join(QUESTION))
    return question_of(state.state, chosen.filter)


def known_parameters(pairs: Sequence[tuple[str, str]], more: Collection[str]) -> dict[str, str]:
    """The parameters of an address, each of `QUESTION` or `more`, given once, and not too long.

    Raises
    ------
    StateError
        When something else is in it, or it names no release.
    """
    asked = dict(pairs)
    strange = sorted(set(asked) - set(QUESTION) - set(more))
    if strange or len(asked) < len(pairs) or "r" not in asked:
        raise _not_understood(", ".join(strange) or "r", " ".join((*QUESTION, *more)))
    if sum(len(name) + len(value) for name, value in pairs) > LONGEST:
        raise _not_understood("…", f"≤ {LONGEST}")
    return asked


def read_level(asked: Mapping[str, str]) -> int:
    """Level of the cells, parameter ``z``; StateError when it is none."""
    return _whole(asked.get("z", ""), COARSEST, FINEST)


def read_box(asked: Mapping[str, str]) -> CellBox | None:
    """Blocks of the level, parameter ``box`` as ``x0,y0,x1,y1``; None without one, StateError when it is none."""
    if "box" not in asked:
        return None
    parts = asked["box"].split(",")
    if len(parts) != 4:
        raise _not_understood(asked["box"], "x0,y0,x1,y1")
    return CellBox(read_level(asked), *(_whole(part, 0, 2**FINEST) for part in parts))


def read_choice(asked: Mapping[str, str], name: str, choices: Sequence[str]) -> str:
    """One of some words, the first where nothing is said; StateError when it is none of them."""
    word = asked.get(name, choices[0])
    if word not in choices:
        raise _not_understood(word, " | ".join(choices))
    return word


def _whole(text: str, low: int, high: int) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high:
        return int(text)
    raise _not_understood(text, f"{low}–{high}")


def _not_understood(what: str, expected: str) -> StateError:
    return StateError("参数无法识别 Not understood", what[:80] or "—", expected)
