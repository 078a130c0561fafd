"""What the evidence page is asked for, and which rows the parts of a figure are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from data.reads import ALL_LEVELS
from data.reads.evidence import (
    CALL_MEASURES,
    WHISTLE_MEASURES,
    Behind,
    Sort,
    is_within,
    subject_of,
)
from governance.errors import StateError
from governance.indicators import UNIT_FACTS, Indicator
from views.basis import Basis
from views.cases.filter import CaseFilter, read_filter
from views.evidence.words import MISSED_NAMES, word
from views.figures import PART_NAMES, part_name
from views.names import Lang
from views.state import ViewState
from views.whistles.filter import WhistleFilter, read_whistle_filter

Part = Literal["all", "numerator", "missed"]
PARTS: tuple[Part, ...] = ("missed", "numerator", "all")
SORTS: tuple[Sort, ...] = ("late", "received", "minutes")


@dataclass(frozen=True)
class Question:
    """What is asked of a figure.

    Attributes
    ----------
    figure_id
        An indicator of the registry, or a measure.
    part
        Which of its rows; None leaves the choice to the figure.
    unplaced
        Only what could not be placed in a unit of this level.
    filter
        Only the cases that fit it.
    theme, office
        Only whistles of this theme, or with this department.
    sort
        Order of the rows; None leaves the choice to the part.
    ignored
        Parameters of the filter that could not be followed.
    """

    figure_id: str
    part: Part | None = None
    unplaced: str | None = None
    filter: CaseFilter = field(default_factory=CaseFilter)
    theme: str | None = None
    office: str | None = None
    sort: Sort | None = None
    page: int = 0
    ignored: tuple[str, ...] = field(default=(), compare=False)

    @property
    def is_plain(self) -> bool:
        """Whether it is about the figure as the other screens show it."""
        return self.unplaced is None and self.filter.is_empty and not (self.theme or self.office)


_OWN = ("o", "n")  # The page's own meaning of parameters that a board of whistles reads as well.


def read_question(params: Mapping[str, str], basis: Basis) -> Question:
    """Read a link's parameters ``f, part, x, o, n`` and those of a filter; what cannot be is left out.

    Raises
    ------
    StateError
        When there is no such figure.
    """
    asked = params.get("f", "received")
    figure_id = "on_time_rate" if asked == "late" else asked
    if figure_id not in basis.definitions.indicators and figure_id not in PART_NAMES:
        raise StateError(
            "没有这个数 No such figure", figure_id, "从任一数字点入 open it from a figure on another page"
        )
    of_whistles = _measure(figure_id, basis) in (*WHISTLE_MEASURES, *CALL_MEASURES)
    chosen, focus = CaseFilter(), WhistleFilter()
    ignored: tuple[str, ...]
    if of_whistles:
        focus, ignored = read_whistle_filter(params, basis)
    else:
        read = read_filter(params, basis)
        chosen, ignored = read.filter, read.ignored
    if asked == "late":  # due and not closed in time: of those, the rate says how many there are
        chosen = replace(chosen, states=frozenset())
    part, sort = params.get("part", "missed" if asked == "late" else ""), params.get("o")
    page = params.get("n", "")
    return Question(
        figure_id=figure_id,
        part=part if part in PARTS else None,
        unplaced=params["x"] if params.get("x") in ALL_LEVELS[1:] else None,
        filter=chosen,
        theme=focus.theme,
        office=focus.department,
        sort=sort if sort in SORTS else None,
        page=max(0, int(page) - 1) if page.isascii() and page.isdigit() and len(page) < 8 else 0,
        ignored=tuple(name for name in ignored if name not in _OWN),
    )


def _measure(figure_id: str, basis: Basis) -> str:
    """What the figure counts: of a rate, its numerator."""
    registry = basis.definitions.indicators
    return registry[figure_id].numerator if figure_id in registry else figure_id


@dataclass(frozen=True)
class PartRows:
    """One part of a figure, by name, and the rows that it counts."""

    part: Part
    name: str
    behind: Behind


def parts_of(
    indicator: Indicator | None, question: Question, state: ViewState, lang: Lang
) -> tuple[PartRows, ...]:
    """The parts of a figure that have rows, in the order in which they are offered."""
    if indicator is None or indicator.is_count:
        measure = question.figure_id if indicator is None else indicator.numerator
        return (PartRows("all", part_name(measure, lang), _behind(measure, question, state)),)
    numerator, denominator = indicator.numerator, indicator.denominator
    whole = PartRows("all", part_name(denominator, lang), _behind(denominator, question, state))
    counted = PartRows("numerator", part_name(numerator, lang), _behind(numerator, question, state))
    if numerator in UNIT_FACTS and denominator in UNIT_FACTS:
        return (whole,)
    if not is_within(numerator, denominator):
        return (counted, whole)
    if numerator == "work_minutes":  # the very cases of the denominator, each with its minutes
        return (PartRows("all", whole.name, counted.behind),)
    missed = PartRows(
        "missed",
        word(MISSED_NAMES[numerator], lang),
        _behind(denominator, question, state, without=numerator),
    )
    return (missed, counted, whole)


def first_part(indicator: Indicator | None, parts: tuple[PartRows, ...]) -> Part:
    """What a meeting asks for first: what fell short where more is better, what happened where less is."""
    offered = [entry.part for entry in parts]
    if indicator is not None and indicator.direction == "up" and "missed" in offered:
        return "missed"
    return "numerator" if "numerator" in offered else "all"


def sorts_of(behind: Behind) -> tuple[Sort, ...]:
    """Orders in which the rows make sense, the usual one first."""
    if behind.subject == "call":
        return ("late", "received") if behind.without == "reported" else ("received", "late")
    if behind.subject != "case":
        return ("received",)
    if behind.measure == "work_minutes":
        return ("minutes", "received")
    if behind.without in ("closed", "closed_on_time") or behind.measure == "overdue":
        return ("late", "received")
    return ("received", "late")


def _behind(measure: str, question: Question, state: ViewState, without: str | None = None) -> Behind:
    unit = state.unit
    subject = subject_of(measure)
    # A grid holds no finer unit: it is listed itself.
    level = unit.level if unit.level == "grid" else state.stored_level
    return Behind(
        measure=measure,
        without=without,
        month_from=state.period.first,
        month_to=state.period.last,
        scope_level=unit.level,
        scope_code=None if unit.level == "city" else unit.code,
        level=level,
        categories=tuple(sorted(state.categories)) if unit.level == "city" else (),
        theme=question.theme if subject in ("whistle", "call") else None,
        office=question.office if subject in ("whistle", "call") else None,
        **(_fits(question.filter) if subject == "case" else {}),
        unplaced=question.unplaced if measure not in UNIT_FACTS else None,
    )


def _fits(chosen: CaseFilter) -> dict[str, Any]:
    """The filter as the rows' query takes it."""
    return {
        "classes": tuple(sorted(chosen.classes)),
        "subclass": chosen.subclass or None,
        "sender": chosen.department or None,
        "way": chosen.channel or None,
        "states": tuple(sorted(chosen.states)),
        "day": chosen.day,
        "words": chosen.text or None,
    }
