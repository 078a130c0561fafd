"""The list of whistles, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from data.reads.whistles import whistle_list, whistle_list_count
from views.basis import Basis
from views.names import Lang, unit_name
from views.state import ViewState
from views.whistles.board import question, scope_of
from views.whistles.filter import WhistleFilter, names_of

PAGE_OF_WHISTLES = 15


@dataclass(frozen=True)
class ListedWhistle:
    """A whistle in the list; times are local.

    Attributes
    ----------
    n_late, n_absent
        Departments that did not report in within their limit, and those of them that never came.
    """

    whistle_id: str
    whistle_no: str
    theme: str
    title: str
    blown_by: str
    state: str
    blown_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    is_solved: bool
    is_overdue: bool
    satisfaction: int | None
    where: str
    lead: str
    n_departments: int
    n_late: int
    n_absent: int


@dataclass(frozen=True)
class WhistlePage:
    """One page of the list; `page` is the one shown, which may be before the one asked for."""

    rows: tuple[ListedWhistle, ...]
    total: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        """Number of the first row shown, from 1; 0 where there is none."""
        return (self.page - 1) * PAGE_OF_WHISTLES + 1 if self.total else 0


@lru_cache(maxsize=128)
def whistle_page(basis: Basis, state: ViewState, wanted: WhistleFilter, lang: Lang) -> WhistlePage:
    """The page that the filter asks for, or the last one there is."""
    asked = {
        **question(scope_of(basis, state), state.period, wanted),
        "state": wanted.state,
        "words": wanted.words,
    }
    total = whistle_list_count(basis.release, **asked)
    pages = max(-(-total // PAGE_OF_WHISTLES), 1)
    page = min(wanted.page, pages)
    frame = whistle_list(
        basis.release,
        sort=wanted.sort,
        limit=PAGE_OF_WHISTLES,
        offset=(page - 1) * PAGE_OF_WHISTLES,
        **asked,
    )
    rows = tuple(_row(basis, row, lang) for row in frame.to_dict("records"))
    return WhistlePage(rows, total, page, pages)


def local(basis: Basis, at: Any) -> datetime | None:
    """A stored time (UTC without a zone) as local time of the region; None where there is none."""
    if at is None or at != at:
        return None
    moment = at.to_pydatetime() if hasattr(at, "to_pydatetime") else at
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(basis.definitions.timezone))  # type: ignore[no-any-return]


def _row(basis: Basis, row: dict[Any, Any], lang: Lang) -> ListedWhistle:
    names = names_of(basis)
    community = basis.unit_row("community", str(row["community_code"] or ""))
    rated = row["satisfaction"]
    return ListedWhistle(
        whistle_id=str(row["whistle_id"]),
        whistle_no=str(row["whistle_no"]),
        theme=names.theme(row["theme_code"], lang),
        title=str(row["title"] or ""),
        blown_by=str(row["blown_by"] or ""),
        state=str(row["state"]),
        blown_at=local(basis, row["blown_at"]),
        due_at=local(basis, row["due_at"]),
        closed_at=local(basis, row["closed_at"]),
        is_solved=bool(row["is_solved"]),
        is_overdue=bool(row["is_overdue"]),
        satisfaction=None if rated is None or rated != rated else int(rated),
        where="" if community is None else unit_name(community, lang),
        lead=names.office(row["lead_code"], lang),
        n_departments=int(row["n_departments"]),
        n_late=int(row["n_late"]),
        n_absent=int(row["n_absent"]),
    )
