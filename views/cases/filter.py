"""Which cases a screen asks for beyond unit and period: classes, state, department, words. The address holds it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from data.reads.cases import case_channels, case_kinds
from views.basis import Basis
from views.state import ViewState

# What a case can be at the end of the data, in the order of its life.
STATES = ("received", "filed", "dispatched", "disposing", "feedback", "closed", "void")
# What a case counts as: still open, open past its limit, or due and not closed in time.
STANDINGS = ("open", "overdue", "late")
FAMILIES = ("event", "component")
MOST_WORDS = 40
_ALL_MONTHS = (0, 9999 * 12 + 11)


@dataclass(frozen=True)
class CaseFilter:
    """A choice of cases; an empty field asks nothing.

    Attributes
    ----------
    classes
        Codes of classes; a whole family is the set of its classes.
    subclass
        Name of a sub-class.
    states
        States of `STATES`, or a single one of `STANDINGS`.
    department
        Id of the department that handles the case.
    channel
        How the case came in.
    day
        Local day on which it was received.
    text
        Part of its title or number.
    """

    classes: frozenset[str] = frozenset()
    subclass: str = ""
    states: frozenset[str] = frozenset()
    department: str = ""
    channel: str = ""
    day: date | None = None
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it asks nothing: every case of the unit and period fits."""
        return self == CaseFilter()

    @property
    def standing(self) -> str:
        """The one of `STANDINGS` asked for, or ""."""
        return next((word for word in STANDINGS if word in self.states), "")

    @property
    def is_of_data_date(self) -> bool:
        """Whether it asks for what is open on the data date, whenever it was received: no period applies."""
        return self.standing in ("open", "overdue")

    @property
    def counts_by_due_month(self) -> bool:
        """Whether the period means the month in which the case had to be closed, not that of its receipt."""
        return self.standing == "late"

    def parameters(self, state: ViewState) -> dict[str, object]:
        """Parameters of the queries that use ``case_fits``: scope, months, and the filter's own.

        ``axis`` says by which month a case is counted: that in which it was received, or had to be closed (``due``).
        """
        unit = state.unit
        first, last = _ALL_MONTHS if self.is_of_data_date else (state.period.first, state.period.last)
        return {
            "scope_level": unit.level,
            "scope_code": None if unit.level == "city" else unit.code,
            "axis": "due" if self.counts_by_due_month else "received",
            "month_from": first,
            "month_to": last,
            "classes": sorted(self.classes) or None,
            "subclass": self.subclass or None,
            "sender": self.department or None,
            "way": self.channel or None,
            "states": sorted(self.states) or None,
            "day": self.day,
            "words": self.text or None,
        }


@dataclass(frozen=True)
class Kind:
    """A sub-class that occurs in the release, with the class and family that it belongs to."""

    family: str
    class_code: str
    class_name: str
    subclass: str
    count: int


@dataclass(frozen=True)
class ReadFilter:
    """A filter read from a link, with the parameters that had to be left out."""

    filter: CaseFilter
    ignored: tuple[str, ...] = ()


@lru_cache(maxsize=8)
def kinds_of(basis: Basis) -> tuple[Kind, ...]:
    """Sub-classes of the release: events before components, classes by code, most frequent sub-class first."""
    return tuple(
        Kind(str(family), str(code), str(name), str(subclass), int(n))
        for family, code, name, subclass, n in case_kinds(basis.release).itertuples(index=False)
    )


@lru_cache(maxsize=8)
def channels_of(basis: Basis) -> tuple[str, ...]:
    """Ways in which the release's cases came in, the most frequent first."""
    return tuple(str(channel) for channel in case_channels(basis.release)["channel"])


def classes_of(basis: Basis, family: str) -> frozenset[str]:
    """Codes of a family's classes."""
    return frozenset(kind.class_code for kind in kinds_of(basis) if kind.family == family)


def read_filter(params: Mapping[str, str], basis: Basis) -> ReadFilter:
    """Read a link's parameters ``k, sub, s, d, ch, day, q``; what cannot be is left out and named, never an error."""
    ignored: list[str] = []

    def known(name: str, choices: Collection[str]) -> str:
        """The parameter's value where it is one of the choices."""
        value = params.get(name, "")
        if value and value not in choices:
            ignored.append(name)
        return value if value in choices else ""

    classes, lost = _classes(params.get("k", ""), basis)
    ignored += ["k"] * lost
    subclass = known("sub", {kind.subclass for kind in kinds_of(basis)})
    states, lost = _states(params.get("s", ""))
    ignored += ["s"] * lost
    department = known("d", {entry.id for entry in basis.definitions.departments})
    channel = known("ch", channels_of(basis))
    day = _day(params.get("day", ""), basis)
    ignored += ["day"] * (day is None and bool(params.get("day")))
    text = params.get("q", "").strip()
    return ReadFilter(
        CaseFilter(classes, subclass, states, department, channel, day, text[:MOST_WORDS]), tuple(ignored)
    )


def _classes(asked: str, basis: Basis) -> tuple[frozenset[str], bool]:
    if asked in FAMILIES:
        return classes_of(basis, asked), False
    codes = frozenset(filter(None, asked.split(",")))
    known = {kind.class_code for kind in kinds_of(basis)}
    return codes & known, bool(codes - known)


def _states(asked: str) -> tuple[frozenset[str], bool]:
    """States, or one standing alone: a standing is counted over other months than a state."""
    words = [word for word in asked.split(",") if word]
    standing = next((word for word in words if word in STANDINGS), None)
    kept = {standing} if standing else {word for word in words if word in STATES}
    return frozenset(kept), kept != set(words)


def _day(asked: str, basis: Basis) -> date | None:
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return None
    return day if basis.provenance.data_from <= day <= basis.provenance.data_to else None


def write_filter(chosen: CaseFilter, basis: Basis) -> dict[str, str]:
    """The shortest parameters that read back as the filter; what it does not ask is left out."""
    family = next(
        (name for name in FAMILIES if chosen.classes and chosen.classes == classes_of(basis, name)), ""
    )
    pairs = {
        "k": family or ",".join(sorted(chosen.classes)),
        "sub": chosen.subclass,
        "s": ",".join(word for word in (*STATES, *STANDINGS) if word in chosen.states),
        "d": chosen.department,
        "ch": chosen.channel,
        "day": chosen.day.isoformat() if chosen.day else "",
        "q": chosen.text,
    }
    return {key: value for key, value in pairs.items() if value}
