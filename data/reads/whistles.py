"""Whistles: the board of a scope, its departments, themes and units, lists, and one whistle with its departments."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.reads.scope import check_level, check_months, check_page, check_scope
from data.release import Release
from governance.errors import StateError

SORTS = ("newest", "oldest", "due", "late", "departments", "satisfaction")
STATES = (
    "open", "overdue", "owing", "solved", "unsolved", "late", "joint", "blown", "managed", "reported", "disposing", "verifying",
    "closed", "void",
)  # fmt: skip


def whistle_totals(release: Release, **asked: Any) -> dict[str, int]:
    """The board of one scope as counts.

    Parameters
    ----------
    asked
        ``scope_level, scope_code`` (the city by default), ``month_from, month_to`` (year * 12 + month - 1, both
        included), ``theme`` and ``department`` (codes; None means all).

    Returns
    -------
    dict
        Of the whistles blown in the months: ``blown, void, managed, reported_all`` (every department reported in),
        ``disposed, closed, solved, joint``. Of what fell due in them: ``called, reported`` (departments; those in
        time), ``due, due_solved``. Of those closed in them: ``rated, satisfied, solved_in``. On the last day of the
        data, whatever the months: ``open, overdue`` (whistles), ``calls_overdue`` (departments). With a department
        in focus, `called`, `reported` and `calls_overdue` are its own.

    Raises
    ------
    StateError
        When scope or months do not exist.
    """
    result = release.run("whistle_totals", **_asked(**asked))
    names = [column[0] for column in result.description]
    return {name: int(value) for name, value in zip(names, result.fetchall()[0], strict=True)}


def whistle_by_month(release: Release, **asked: Any) -> pd.DataFrame:
    """``month, blown, closed, solved``, each counted in its own month; quiet months have no row."""
    return release.frame("whistle_by_month", **_asked(**asked))


def whistle_by_office(release: Release, **asked: Any) -> pd.DataFrame:
    """Departments called, the most often called first.

    Returns
    -------
    DataFrame
        ``department_code, led, joined, called, reported, came_late, absent`` (by the month of the limit),
        ``median_late`` (working minutes of those not in time; NaN where all were), ``open, overdue, unreported`` now.
    """
    return release.frame("whistle_by_office", **_asked(**asked))


def whistle_overdue_by_office(release: Release, level: str, **asked: Any) -> pd.DataFrame:
    """What departments owe now: ``department_code, code`` (unit of `level`, NaN 未定位), ``overdue, unreported``."""
    return release.frame("whistle_overdue_by_office", level=check_level(level), **_asked(**asked))


def whistle_by_size(release: Release, **asked: Any) -> pd.DataFrame:
    """Whistles by the number of departments called, void ones left out, with the median of days to their close."""
    return release.frame("whistle_by_size", **_asked(**asked))


def whistle_pairs(release: Release, *, limit: int = 8, **asked: Any) -> pd.DataFrame:
    """Lead and joint departments that answered together most often: ``lead_code, joint_code, blown, due, due_solved``."""
    return release.frame("whistle_pairs", limit=limit, **_asked(**asked))


def whistle_by_theme(release: Release, **asked: Any) -> pd.DataFrame:
    """``theme_code, blown, due, due_solved, open, overdue``, the most frequent first."""
    return release.frame("whistle_by_theme", **_asked(**asked))


def whistle_by_unit(release: Release, level: str, **asked: Any) -> pd.DataFrame:
    """``code, blown, due, due_solved, called, reported, open, overdue`` by unit of `level`; quiet units have no row.

    What lies in the scope but could not be placed in a unit (未定位) has no code.
    """
    return release.frame("whistle_by_unit", level=check_level(level), **_asked(**asked))


def whistle_list(
    release: Release,
    *,
    state: str | None = None,
    words: str | None = None,
    sort: str = "newest",
    limit: int = 20,
    offset: int = 0,
    **asked: Any,
) -> pd.DataFrame:
    """A page of whistles.

    Parameters
    ----------
    state
        One of `STATES`; None means all. ``open``, ``overdue`` and ``owing`` (a department, the one in focus if any, is
        overdue) are of the last day of the data, whatever the months.
    words
        Must occur in title, number or blower; case does not matter.
    sort
        One of `SORTS`.

    Raises
    ------
    StateError
        When state, sort, page, scope or months do not exist.
    """
    if sort not in SORTS:
        raise StateError("没有这种排序 No such order", repr(sort), " | ".join(SORTS))
    return release.records(
        "whistle_list", sort=sort, **_listed(state, words), **check_page(limit, offset), **_asked(**asked)
    )


def whistle_list_count(
    release: Release, *, state: str | None = None, words: str | None = None, **asked: Any
) -> int:
    """How many whistles `whistle_list` holds in all its pages."""
    return int(release.run("whistle_list_count", **_listed(state, words), **_asked(**asked)).fetchall()[0][0])


def whistle(release: Release, whistle_id: str) -> dict[str, Any] | None:
    """One whistle by its id (``dangjian:<number>``), or None; times are UTC without a zone, missing cells None."""
    return _one(release, "whistle", whistle_id=whistle_id)


def whistle_calls(release: Release, whistle_id: str) -> list[dict[str, Any]]:
    """The departments that a whistle called, the lead first; missing cells None."""
    return _dicts(release, "whistle_calls", whistle_id=whistle_id)


def whistle_case(release: Release, incident_id: str) -> dict[str, Any] | None:
    """The case that a whistle came from, or None."""
    return _one(release, "whistle_case", incident_id=incident_id)


def whistle_names(release: Release) -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]]]:
    """(themes, departments): code → (name, name in English), in the region's own order."""
    themes, offices = (
        {str(row["code"]): (str(row["name"]), str(row["name_en"])) for row in _dicts(release, name)}
        for name in ("whistle_themes", "whistle_offices")
    )
    return themes, offices


def _asked(
    *,
    scope_level: str = "city",
    scope_code: str | None = None,
    month_from: int = 0,
    month_to: int = 0,
    theme: str | None = None,
    department: str | None = None,
) -> dict[str, object]:
    return {
        **check_scope(scope_level, scope_code),
        **check_months(month_from, month_to),
        "theme": theme,
        "department": department,
    }


def _listed(state: str | None, words: str | None) -> dict[str, object]:
    if state is not None and state not in STATES:
        raise StateError("没有这种状态 No such state", repr(state), " | ".join(STATES))
    return {"state": state, "words": " ".join(words.split()) or None if words else None}


def _one(release: Release, name: str, **parameters: object) -> dict[str, Any] | None:
    rows = _dicts(release, name, **parameters)
    return rows[0] if rows else None


def _dicts(release: Release, name: str, **parameters: object) -> list[dict[str, Any]]:
    result = release.run(name, **parameters)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
