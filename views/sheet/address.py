"""Addresses and requests: the snapshot screen's address reads as a request, and a request leads back to its live view.

The screen's address carries the view's own parameters, as the page that it was made from has them, and beside them the
choices of the sheet. What cannot be followed is left out and named, never an error of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from governance.errors import StateError
from governance.periods import month_index
from views.basis import Basis
from views.cases.filter import CaseFilter, read_filter, write_filter
from views.cases.points import case_counts
from views.sheet.checks import checked_choice, checked_text
from views.sheet.choices import (
    DEFAULT_PANELS,
    LABELS,
    PANELS,
    STYLES,
    SUBJECTS,
    SheetRequest,
    Subject,
)
from views.sheet.fresh import Fresh, fresh_choices
from views.sheet.sizes import DEFAULT_SIZE, ORIENTATIONS, parse_size
from views.state import LEVELS, Level, ViewState, default_state, read_state, with_level
from views.whistles.filter import WhistleFilter, read_whistle_filter, write_whistle_filter

# How cases and hot spots are shown and counted.
CASE_MODES = ("units", "points", "density")
HOT_ON = ("counts", "rates")
# The parts of a sheet that can be left out: parameter ``without``.
PARTS = ("graticule", "inset", "neighbours", "rivers")
# Levels that a subject can colour; the others colour any.
LEVELS_OF: Mapping[Subject, tuple[Level, ...]] = MappingProxyType(
    {"hot": ("grid",), "whistles": LEVELS[:3], "assessment": LEVELS[:3]}
)
PAGES: Mapping[Subject, str] = MappingProxyType(
    {
        "indicator": "",
        "category": "categories",
        "cases": "incidents",
        "hot": "incidents",
        "whistles": "whistles",
        "assessment": "assessment",
    }
)
_BY_INDICATOR: frozenset[Subject] = frozenset({"indicator", "category"})
_BY_CATEGORY: frozenset[Subject] = frozenset(
    {"indicator", "category"}
)  # subjects that the category filter narrows


def read_request(
    params: Mapping[str, str], basis: Basis, fresh: Fresh | None = None
) -> tuple[SheetRequest, tuple[str, ...]]:
    """The request that an address of the snapshot screen asks for, and the parameters that were left out.

    Parameters
    ----------
    params
        ``subject``; the view's own (``m u l i p c``, those of filters, ``as``, ``on``); and ``size turn style sheet_lang
        title mark no public panels labels without``.
    fresh
        What the installation adds; `fresh_choices` when None.
    """
    request, faults = request_from(params, basis, fresh)
    return request, tuple(faults)


def request_from(
    params: Mapping[str, str], basis: Basis, fresh: Fresh | None = None
) -> tuple[SheetRequest, dict[str, StateError]]:
    """The same, with the error of each parameter that was left out: what a command says."""
    faults: dict[str, StateError] = {}

    def accepted(name: str, usual: Any, read: Callable[[str], Any]) -> Any:
        """What the parameter says, or `usual` where it says nothing that can be."""
        if not (text := params.get(name, "")):
            return usual
        try:
            return read(text)
        except StateError as error:
            faults[name] = error
            return usual

    def one_of(name: str, choices: tuple[str, ...], usual: str) -> Any:
        return accepted(name, usual, lambda text: _one_of(name, text, choices))

    fresh = fresh or fresh_choices(basis)
    subject: Subject = one_of("subject", SUBJECTS, SUBJECTS[0])
    state, lost = _state(params, basis, subject)
    own, lost_own = _own(params, basis, subject, state)
    faults |= {name: _not_known(name, params.get(name, "")) for name in (*lost, *lost_own)}
    panels = accepted("panels", DEFAULT_PANELS, lambda text: _several("panels", text, PANELS))
    without = accepted("without", (), lambda text: _several("without", text, PARTS))
    spoken = one_of("sheet_lang", ("zh", "en"), "en" if params.get("lang") == "en" else "zh")
    request = SheetRequest(
        release_id=basis.provenance.release_id,
        subject=subject,
        view=_view(subject, state, own),
        lang=spoken,
        style=one_of("style", STYLES, STYLES[0]),
        size=accepted("size", DEFAULT_SIZE, lambda text: parse_size(text).key),
        orientation=one_of("turn", ORIENTATIONS, ORIENTATIONS[0]),
        title=accepted("title", "", lambda text: checked_text("title", text)),
        marking=accepted("mark", fresh.marking, lambda text: checked_text("marking", text)),
        approval=accepted("no", "", lambda text: checked_text("approval", text)),
        is_public=one_of("public", ("0", "1"), "0") == "1",
        watermark=fresh.watermark,
        panels=panels,
        labels=one_of("labels", LABELS, LABELS[0]),
        **{name: name not in without for name in PARTS},
        link_base=fresh.link_base,
        as_of=fresh.as_of,
        background=fresh.background,
    )
    return request, faults


def write_request(request: SheetRequest, basis: Basis) -> dict[str, str]:
    """The shortest address of the snapshot screen that reads back as the request (but for what is fresh each time)."""
    default = SheetRequest(request.release_id, request.subject, request.view)
    pairs = {
        "subject": (request.subject, SUBJECTS[0]),
        "size": (request.size, default.size),
        "turn": (request.orientation, default.orientation),
        "style": (request.style, default.style),
        "sheet_lang": (request.lang, ""),
        "title": (request.title, ""),
        "mark": (request.marking, ""),
        "no": (request.approval, ""),
        "public": ("1" if request.is_public else "", ""),
        "panels": (",".join(request.panels) or "none", ",".join(DEFAULT_PANELS)),
        "labels": (request.labels, default.labels),
        "without": (",".join(name for name in PARTS if not getattr(request, name)), ""),
    }
    return {**request.parameters, **{key: value for key, (value, usual) in pairs.items() if value != usual}}


def state_of(request: SheetRequest, basis: Basis) -> ViewState:
    """The state of the request's view.

    Raises
    ------
    StateError
        When the release of `basis` does not know a part of it, or reads it as another view.
    """
    state, lost = _state(request.parameters, basis, request.subject)
    own, lost_own = _own(request.parameters, basis, request.subject, state)
    if wrong := (*lost, *lost_own):
        raise _not_known(wrong[0], request.parameters.get(wrong[0], ""))
    if _view(request.subject, state, own) != request.view:
        raise _not_known("view", " ".join(f"{name}={value}" for name, value in request.view)[:120])
    return state


def case_filter_of(request: SheetRequest, basis: Basis) -> CaseFilter:
    """The filter of cases in the request's view; `state_of` has checked it."""
    return read_filter(request.parameters, basis).filter


def whistle_filter_of(request: SheetRequest, basis: Basis) -> WhistleFilter:
    """The theme and department in the request's view; `state_of` has checked them."""
    return read_whistle_filter(request.parameters, basis)[0].focus


def live_address(request: SheetRequest) -> tuple[str, dict[str, str]]:
    """Page (its address below the root; "" is the map's) and parameters that show the same view live."""
    shown = {name: value for name, value in request.parameters.items() if name not in ("as", "on")}
    return PAGES[request.subject], shown | ({"lang": "en"} if request.lang == "en" else {})


def _state(params: Mapping[str, str], basis: Basis, subject: Subject) -> tuple[ViewState, tuple[str, ...]]:
    """The state that the parameters ask for, as the subject can show it."""
    asked = {
        name: value
        for name, value in params.items()
        if value and not (name == "i" and subject not in _BY_INDICATOR)
    }
    read = read_state(asked, basis)
    state = read.state
    if state.unit.level != "city" or subject not in _BY_CATEGORY:
        state = replace(state, categories=frozenset())
    if levels := LEVELS_OF.get(subject):
        level = state.level if state.level in levels else levels[-1]
        state = replace(state, level=level) if state.unit.level == "grid" else with_level(state, level)
        if state.level not in levels:  # a community shows nothing coarser than grids
            state = replace(state, level=levels[-1])
    if subject not in _BY_INDICATOR:
        state = replace(state, indicator=default_state(basis).indicator)
    return state, read.ignored


def _own(
    params: Mapping[str, str], basis: Basis, subject: Subject, state: ViewState
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The parameters of the subject's own, written as short as they can be, and those that mean nothing."""
    if subject == "whistles":
        wanted, ignored = read_whistle_filter(params, basis)
        return write_whistle_filter(wanted.focus), tuple(name for name in ignored if name in ("th", "d"))
    if subject not in ("cases", "hot"):
        return {}, ()
    read = read_filter(params, basis)
    chosen, ignored = read.filter, read.ignored
    if (
        chosen.day
        and not state.period.first <= month_index(chosen.day.year, chosen.day.month) <= state.period.last
    ):
        chosen, ignored = replace(chosen, day=None), (*ignored, "day")
    own = write_filter(chosen, basis)
    name, choices = ("as", CASE_MODES) if subject == "cases" else ("on", HOT_ON)
    if asked := params.get(name):
        own[name] = asked if asked in choices else choices[0]
        ignored = (*ignored, *([name] if asked not in choices else []))
    else:
        # What the screen of cases shows by itself.
        own[name] = case_counts(basis, state, chosen).mode if subject == "cases" else HOT_ON[0]
    return own, ignored


def _view(subject: Subject, state: ViewState, own: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    pairs = {
        "m": state.membership,
        "u": state.unit.code,
        "l": state.level,
        "i": state.indicator if subject in _BY_INDICATOR else "",
        "p": str(state.period),
        "c": ",".join(sorted(state.categories)),
        **own,
    }
    return tuple(sorted(pairs.items()))


def _one_of(name: str, text: str, choices: tuple[str, ...]) -> str:
    checked_choice(name, text, choices)
    return text


def _several(name: str, text: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    asked = () if text == "none" else tuple(text.split(","))
    for word in asked:
        checked_choice(name, word, choices)
    return tuple(word for word in choices if word in asked)


def _not_known(name: str, value: str) -> StateError:
    return StateError(
        "快照的视图无法识别 The view of the sheet is not known",
        f"{name}={value[:80]}",
        "核对单元、指标、时段和条件 check unit, indicator, period and filter",
    )
