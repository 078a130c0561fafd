"""Rows behind a figure as a table of plain values, the same for the screen and for a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import pandas as pd

from data.reads.evidence import Behind
from views.basis import Basis
from views.evidence.words import COLUMN_NAMES, STATE_NAMES, UNKNOWN, word
from views.names import Lang, class_label, unit_name
from views.whistles.filter import names_of

ColumnKind = Literal["text", "time", "number", "state", "flag"]
Cell = str | int | float | bool | datetime | None


@dataclass(frozen=True)
class Column:
    """One column: what it is called, and how its cells read.

    Attributes
    ----------
    kind
        ``time`` cells are local (the region's zone) without a zone of their own; ``state`` cells are the state's id
        (`STATE_NAMES` has the word).
    digits
        Decimals of a ``number``.
    """

    key: str
    name: str
    kind: ColumnKind = "text"
    digits: int = 0


@dataclass(frozen=True)
class Table:
    """Columns and rows.

    Attributes
    ----------
    ids
        One a row: the id of the case, whistle or unit that the row leads to.
    overdue
        One a row: whether it is open past its limit on the data date.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    ids: tuple[str, ...]
    overdue: tuple[bool, ...]


# Columns of a screen; those of a file are these and the ones after them in `_ALSO`.
_CASES = ("case_no", "subclass_name", "title", "place", "received_at", "due_at", "closed_at", "late_hours")
_KEYS: dict[str, tuple[str, ...]] = {
    "case": (*_CASES, "department", "state"),
    "work": (
        *("case_no", "subclass_name", "title", "place", "received_at", "disposed_at", "work_hours"),
        *("late_hours", "department", "state"),
    ),
    "rating": (*_CASES[:-1], "satisfaction", "department", "state"),
    "whistle": (
        *("whistle_no", "theme", "title", "place", "blown_by", "blown_at", "due_at", "closed_at"),
        *("n_departments", "state"),
    ),
    "call": (
        *("whistle_no", "theme", "title", "place", "department", "role", "called_at", "report_due_at"),
        *("reported_at", "late_hours"),
    ),
    "unit": ("code", "name", "population", "area_km2", "n_grids"),
}
_ALSO: dict[str, tuple[str, ...]] = {
    "case": ("class_name", "county", "zone", "disposed_at", "work_hours", "satisfaction", "overdue"),
    "whistle": ("county", "zone", "satisfaction", "overdue"),
    "call": ("county", "zone"),
    "unit": ("county", "zone", "category"),
}
_KINDS: dict[str, tuple[ColumnKind, int]] = {
    "late_hours": ("number", 1),
    "work_hours": ("number", 1),
    "area_km2": ("number", 2),
    "population": ("number", 0),
    "n_grids": ("number", 0),
    "n_departments": ("number", 0),
    "satisfaction": ("number", 0),
    "state": ("state", 0),
    "role": ("state", 0),
    "overdue": ("flag", 0),
}
_IDS = {"case": "incident_id", "whistle": "whistle_id", "call": "whistle_id", "unit": "code"}


def columns_of(behind: Behind, lang: Lang, *, whole: bool = False) -> tuple[Column, ...]:
    """Columns of a list of rows; with `whole` all that may leave the house in a file."""
    kind: str = behind.subject
    if behind.measure == "work_minutes":
        kind = "work"
    elif behind.measure in ("rated", "satisfied"):
        kind = "rating"
    keys = _KEYS[kind]
    if whole:
        keys = tuple(dict.fromkeys((*keys, *_ALSO[behind.subject])))
    return tuple(_column(key, lang) for key in keys)


def _column(key: str, lang: Lang) -> Column:
    kind, digits = _KINDS.get(key, ("time" if key.endswith("_at") else "text", 0))
    return Column(key, word(COLUMN_NAMES[key], lang), kind, digits)


def table_of(basis: Basis, behind: Behind, frame: pd.DataFrame, lang: Lang, *, whole: bool = False) -> Table:
    """Make a table of what `data.reads.evidence` found: names for codes, local times, hours for minutes."""
    columns = columns_of(behind, lang, whole=whole)
    cells = [_cells(basis, frame, column.key, lang) for column in columns]
    ids = tuple(str(value) for value in frame[_IDS[behind.subject]])
    flags = frame["is_overdue"] if "is_overdue" in frame else [False] * len(frame)
    rows = tuple(zip(*cells, strict=True)) if len(frame) else ()
    return Table(columns, rows, ids, tuple(bool(flag) for flag in flags))


def _cells(basis: Basis, frame: pd.DataFrame, key: str, lang: Lang) -> list[Cell]:
    """Cells of one column."""
    if key.endswith("_at"):
        local = (
            frame[key].dt.tz_localize("UTC").dt.tz_convert(basis.definitions.timezone).dt.tz_localize(None)
        )
        return list(local.to_numpy(dtype="datetime64[us]").astype(object))  # a missing time becomes None
    if key in ("late_hours", "work_hours"):
        minutes = frame["late_minutes" if key == "late_hours" else "work_minutes"]
        return _plain((minutes.astype("float64") / 60).round(2))
    if key == "place":
        return _places(basis, frame, lang)
    if key == "class_name":
        pairs = zip(frame["class_code"], frame["class_name"], strict=True)
        return [class_label(basis, str(code), str(name), lang) for code, name in pairs]
    if key == "name" and lang == "en":
        pairs = zip(frame["name_en"], frame["name"], strict=True)
        return [str(english or own) for english, own in pairs]
    column, name = _NAMED.get(key, (key, None))
    if key == "department" and "department_code" in frame:  # called by a whistle, not the sender of a file
        column, name = "department_code", _office
    if name is None:
        return _plain(frame[column])
    named: dict[Any, str] = {code: name(basis, code, lang) for code in frame[column].unique()}
    return [named[code] for code in frame[column]]


def _places(basis: Basis, frame: pd.DataFrame, lang: Lang) -> list[Cell]:
    """The community of each row; of a whistle that names none, its street."""
    finest = frame["community_code"]
    if "street_code" not in frame:
        named = {code: _unit_name(basis, "community", code, lang) for code in finest.unique()}
        return [named[code] for code in finest]
    return [
        _unit_name(basis, "community", code, lang)
        if isinstance(code, str)
        else _unit_name(basis, "street", street, lang)
        for code, street in zip(finest, frame["street_code"], strict=True)
    ]


def _plain(values: pd.Series[Any]) -> list[Cell]:
    """Cells as Python has them; missing is None."""
    known = values.notna()
    if known.all():
        return list(values.tolist())
    return [value if there else None for value, there in zip(values.tolist(), known.tolist(), strict=True)]


def _unit_name(basis: Basis, level: str, code: Any, lang: Lang) -> str:
    unit = basis.unit_row(level, code) if isinstance(code, str) else None
    return unit_name(unit, lang) if unit is not None else word(UNKNOWN, lang)


def _county(basis: Basis, code: Any, lang: Lang) -> str:
    return _unit_name(basis, "county", code, lang)


def _zone(basis: Basis, code: Any, lang: Lang) -> str:
    return _unit_name(basis, "zone", code, lang)


def _department(basis: Basis, code: Any, lang: Lang) -> str:
    found = next((entry for entry in basis.definitions.departments if entry.id == code), None)
    return str(code) if found is None else (found.name if lang == "zh" else found.name_en)


def _category(basis: Basis, code: Any, lang: Lang) -> str:
    found = next((entry for entry in basis.definitions.categories if entry.code == code), None)
    return "" if found is None else (found.name if lang == "zh" else found.name_en)


def _theme(basis: Basis, code: Any, lang: Lang) -> str:
    return names_of(basis).theme(code, lang)


def _office(basis: Basis, code: Any, lang: Lang) -> str:
    return names_of(basis).office(code, lang)


# Columns that name what another column holds a code of.
_NAMED: dict[str, tuple[str, Callable[[Basis, Any, Lang], str] | None]] = {
    "county": ("county_code", _county),
    "zone": ("zone_code", _zone),
    "category": ("category", _category),
    "department": ("department", _department),
    "overdue": ("is_overdue", None),
    "theme": ("theme_code", _theme),
}


def state_name(state: str, lang: Lang) -> str:
    """The word of a state or role; the id itself where there is none."""
    return word(STATE_NAMES[state], lang) if state in STATE_NAMES else state
