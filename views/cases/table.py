"""The list of cases under a choice, a page at a time."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import pandas as pd

from data.reads.cases import SORTS, case_page
from views.basis import Basis
from views.cases.filter import STATES, CaseFilter, kinds_of
from views.names import Lang, class_label, unit_name
from views.state import ViewState

PAGE_LENGTH = 25
DEFAULT_ORDER = "-received"
# Columns that are read from the top: newest, latest, most first.
_DOWN_FIRST = ("received", "due", "closed", "late", "rework")


@dataclass(frozen=True)
class Order:
    """What a list is sorted by."""

    by: str = "received"
    descending: bool = True

    def __str__(self) -> str:
        return f"{'-' if self.descending else ''}{self.by}"

    def turned(self, by: str) -> Order:
        """The order after a click on a column: turned round, or that column's own first way."""
        return Order(by, not self.descending) if by == self.by else Order(by, by in _DOWN_FIRST)


@dataclass(frozen=True)
class ListPlace:
    """Where in a list: its order and page (from 1), with what of the link could not be followed."""

    order: Order
    page: int
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseRow:
    """One case of the list; no personal text but the title.

    Attributes
    ----------
    received_at, due_at, closed_at
        Local time of the region.
    late_minutes
        Working minutes past its limit; None when it is not late.
    community
        "" when the case could not be placed.
    """

    incident_id: str
    case_no: str
    class_name: str
    subclass: str
    title: str
    department: str
    community: str
    state: str
    received_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    late_minutes: int | None
    is_overdue: bool
    is_on_time: bool
    rework_count: int

    @property
    def is_late(self) -> bool:
        """Whether it was closed after its limit."""
        return self.state == "closed" and self.due_at is not None and not self.is_on_time


@dataclass(frozen=True)
class CaseTable:
    """A page of the list.

    Attributes
    ----------
    total
        Cases of the whole list.
    first
        Position of the first row, from 1.
    """

    rows: tuple[CaseRow, ...]
    total: int
    order: Order
    page: int
    pages: int
    first: int


def read_place(params: Mapping[str, str]) -> ListPlace:
    """Read a link's ``o`` (a column of `SORTS`, with ``-`` from the top) and ``n`` (page); what cannot be is named."""
    ignored = []
    asked = params.get("o", DEFAULT_ORDER)
    if asked.removeprefix("-") not in SORTS:
        ignored.append("o")
        asked = DEFAULT_ORDER
    page = params.get("n", "1")
    # isdigit() takes signs that int() refuses.
    if not (page.isascii() and page.isdigit() and 0 < len(page) <= 7 and int(page)):
        ignored.append("n")
        page = "1"
    return ListPlace(Order(asked.removeprefix("-"), asked.startswith("-")), int(page), tuple(ignored))


@lru_cache(maxsize=256)
def case_table(
    basis: Basis, state: ViewState, chosen: CaseFilter, place: ListPlace, total: int, lang: Lang
) -> CaseTable:
    """A page of the cases of a choice; a page past the end is the last one.

    Parameters
    ----------
    total
        How many cases fit, as `views.cases.overview.incidents_view` counted them.
    """
    pages = max(1, -(-total // PAGE_LENGTH))
    page = min(place.page, pages)
    offset = (page - 1) * PAGE_LENGTH
    frame = case_page(
        basis.release,
        chosen.parameters(state),
        sort=place.order.by,
        descending=place.order.descending,
        total=total,
        limit=PAGE_LENGTH,
        offset=offset,
        values=_values(basis, place.order.by),
    )
    names = {
        entry.id: entry.name if lang == "zh" else entry.name_en for entry in basis.definitions.departments
    }
    rows = tuple(_row(basis, record, names, lang) for record in frame.to_dict("records"))
    return CaseTable(rows, total, place.order, page, pages, offset + 1 if rows else 0)


def _values(basis: Basis, by: str) -> tuple[str, ...]:
    """Words in the order in which they are sorted: classes as the region lists them, states as a life goes."""
    if by == "subclass":
        return tuple(dict.fromkeys(kind.subclass for kind in kinds_of(basis)))
    if by == "state":
        return STATES
    return tuple(entry.id for entry in basis.definitions.departments) if by == "department" else ()


def _row(basis: Basis, record: Mapping[Hashable, Any], departments: Mapping[str, str], lang: Lang) -> CaseRow:
    community = basis.unit_row("community", str(record["community_code"] or ""))
    late, received_at = record["late_minutes"], local_time(basis, record["received_at"])
    assert received_at is not None  # No case is without: the rules hold back a row that lacks it.
    return CaseRow(
        incident_id=str(record["incident_id"]),
        case_no=str(record["case_no"]),
        class_name=class_label(basis, str(record["class_code"]), str(record["class_name"]), lang),
        subclass=str(record["subclass_name"]),
        title=str(record["title"] or ""),
        department=departments.get(str(record["department"]), str(record["department"])),
        community=unit_name(community, lang) if community else "",
        state=str(record["state"]),
        received_at=received_at,
        due_at=local_time(basis, record["due_at"]),
        closed_at=local_time(basis, record["closed_at"]),
        late_minutes=None if pd.isna(late) else int(late),
        is_overdue=bool(record["is_overdue"]),
        is_on_time=bool(record["is_on_time"]),
        rework_count=int(record["rework_count"] or 0),
    )


def local_time(basis: Basis, value: Any) -> datetime | None:
    """A moment of the release (UTC, no zone) in the region's local time; None when missing."""
    if value is None or pd.isna(value):
        return None
    moment = pd.Timestamp(value, tz="UTC").tz_convert(basis.definitions.timezone)
    return moment.to_pydatetime()
